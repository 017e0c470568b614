//! `[weather]`: whether SMHI's open data are fetched, where and how often.

use crate::options::WeatherOptions;
use crate::sheet::{At, shorten};
use crate::table::Table;

/// Where SMHI serves observations.
const DEFAULT_URL: &str = "https://opendata-download-metobs.smhi.se/api/version/1.0";
/// Minutes: the observations are hourly.
const DEFAULT_PACE: i64 = 60;

/// What is fetched; nothing without `smhi = true`.
pub(super) fn weather(table: &Table<'_>) -> Option<WeatherOptions> {
    let wanted = table.boolean("smhi").is_some_and(|smhi| smhi.value);
    let url = table.text("url").map_or_else(|| Some(DEFAULT_URL.to_owned()), |url| address(table, &url));
    let pace = table.integer("every_minutes", 10..=1440).map_or(DEFAULT_PACE, |minutes| minutes.value);
    let options = WeatherOptions { url: url?, every_minutes: u32::try_from(pace).ok()? };
    wanted.then_some(options)
}

/// The address without a slash at its end; whatever stands between us and the server must not change temperatures,
/// so it is HTTPS unless it is on this machine.
fn address(table: &Table<'_>, url: &At<&str>) -> Option<String> {
    let report = |why: &str| {
        let what = format!("`url` cannot be \"{}\"", shorten(url.value));
        table.report("url", what, why, format!("write it like `url = \"{DEFAULT_URL}\"`, or leave it out"));
    };
    let rest = url.value.strip_prefix("https://");
    let on_this_machine = url.value.strip_prefix("http://").filter(|rest| {
        ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| {
            rest.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        })
    });
    let Some(rest) = rest.or(on_this_machine) else {
        report("the address must begin with https:// (http:// only for this machine)");
        return None;
    };
    if rest.is_empty() || rest.contains(|sign: char| sign.is_whitespace() || "@?#".contains(sign)) {
        report("it must be host and path, without user, password, `?` or `#`");
        return None;
    }
    Some(url.value.trim_end_matches('/').to_owned())
}
