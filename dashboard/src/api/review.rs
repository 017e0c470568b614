//! `GET /api/v1/quarantine` and `/unknown`: what arrived and could not be used.

use std::fmt::Write;

use axum::extract::State;
use axum::response::Response;
use config::{Carrier, ReadingMode};
use serde::Serialize;
use store::{QuarantineItem, UnknownItem};
use utoipa::ToSchema;

use super::savings::Reason;
use super::{Call, List, Problem};
use crate::app::App;
use crate::error::Refusal;
use crate::health::timestamp;

const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1_000;

/// Messages that could not be used; equal reason and topic are counted together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Quarantined {
    id: i64,
    topic: String,
    reason: Reason,
    count: u64,
    #[schema(format = DateTime)]
    first_seen: String,
    #[schema(format = DateTime)]
    last_seen: String,
    /// Length of the newest payload.
    bytes: u64,
}

/// A device or topic no meter asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unknown {
    /// The device, or the topic when no profile could decode it.
    pub(crate) device: String,
    topic: String,
    /// The profile that decodes it; null when none does.
    profile: Option<String>,
    series: Option<String>,
    last: LastSeen,
    pub(crate) rate_per_hour: f64,
    /// Ready to paste under its `[[building]]`; null while no profile decodes it.
    pub(crate) snippet: Option<String>,
}

/// The newest message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastSeen {
    #[schema(format = DateTime)]
    timestamp: String,
    value: Option<f64>,
    unit: Option<String>,
}

/// Messages that could not be used, newest first.
#[utoipa::path(get, path = "/api/v1/quarantine", tag = "review",
    params(
        ("limit" = Option<usize>, Query, description = "at most 1000; default 100"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "a page", body = List<Quarantined>),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn quarantine(State(app): State<App>, call: Call) -> Response {
    call.answer(read_quarantine(&app, &call).await)
}

/// Devices and topics no meter asked for, the one heard of last first.
#[utoipa::path(get, path = "/api/v1/unknown", tag = "review",
    params(
        ("limit" = Option<usize>, Query, description = "at most 1000; default 100"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "the list", body = List<Unknown>),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn unknown(State(app): State<App>, call: Call) -> Response {
    call.answer(read_unknown(&app, &call).await)
}

async fn read_quarantine(app: &App, call: &Call) -> Result<List<Quarantined>, Refusal> {
    let mut params = call.params(&["limit", "cursor"]);
    let limit = params.limit(LARGEST_PAGE).unwrap_or(PAGE);
    let after = params.read("cursor", "a `next_cursor` of this list", |text| text.parse().ok());
    params.done()?;
    let rows = app.blocking(move |app| app.store.quarantine(after, limit + 1)).await?;
    let more = rows.len() > limit;
    let items: Vec<Quarantined> = rows.into_iter().take(limit).map(Quarantined::from).collect();
    let next_cursor = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(List { items, next_cursor })
}

async fn read_unknown(app: &App, call: &Call) -> Result<List<Unknown>, Refusal> {
    let mut params = call.params(&["limit", "cursor"]);
    let limit = params.limit(LARGEST_PAGE).unwrap_or(PAGE);
    let after = params.read("cursor", "a `next_cursor` of this list", |text| {
        let (last_seen, id) = text.split_once('_')?;
        Some((last_seen.parse().ok()?, id.parse().ok()?))
    });
    params.done()?;
    let rows = app.blocking(move |app| app.store.unknown(after, limit + 1)).await?;
    let more = rows.len() > limit;
    let shown = rows.get(..limit.min(rows.len())).unwrap_or_default();
    let next_cursor = shown.last().filter(|_| more).map(|last| {
        let (last_seen, id) = last.place();
        format!("{last_seen}_{id}")
    });
    Ok(List { items: shown.iter().cloned().map(Unknown::from).collect(), next_cursor })
}

impl From<QuarantineItem> for Quarantined {
    fn from(row: QuarantineItem) -> Self {
        Self {
            id: row.id,
            topic: row.topic,
            reason: Reason { code: row.code, text: row.text },
            count: row.count,
            first_seen: timestamp(row.first_seen),
            last_seen: timestamp(row.last_seen),
            bytes: row.bytes,
        }
    }
}

impl From<UnknownItem> for Unknown {
    fn from(row: UnknownItem) -> Self {
        let hours = (row.last_seen - row.first_seen).as_seconds_f64() / 3600.0;
        #[expect(clippy::cast_precision_loss, reason = "a count of messages")]
        let intervals = row.count.saturating_sub(1) as f64;
        Self {
            snippet: snippet(&row),
            device: row.device.unwrap_or_else(|| row.topic.clone()),
            topic: row.topic,
            profile: row.profile,
            series: row.series,
            last: LastSeen { timestamp: timestamp(row.last_seen), value: row.last_value, unit: row.unit },
            rate_per_hour: if hours > 0.0 { intervals / hours } else { 0.0 },
        }
    }
}

/// The table that makes a meter of it, to paste under its building.
fn snippet(row: &UnknownItem) -> Option<String> {
    let (device, profile, series) = (row.device.as_ref()?, row.profile.as_ref()?, row.series.as_ref()?);
    let (carrier, reading) = guess(series);
    let unit = row.unit.as_deref().unwrap_or("kWh");
    let mut text = String::from("[[building.meter]]\n");
    let _ = writeln!(text, "id = {}", quoted(&id(device)));
    let _ = writeln!(text, "carrier = {}", quoted(carrier.as_str()));
    let _ = writeln!(text, "reading = {}", quoted(reading.as_str()));
    let _ = writeln!(text, "unit = {}", quoted(unit));
    let (profile, device, series) = (quoted(profile), quoted(device), quoted(series));
    let _ = writeln!(text, "source = {{ profile = {profile}, device = {device}, series = {series} }}");
    Some(text)
}

/// What a series of this name most likely measures.
fn guess(series: &str) -> (Carrier, ReadingMode) {
    let has = |word: &str| series.split('.').any(|part| part == word);
    let carrier = match series.split('.').next().unwrap_or_default() {
        "heat" => Carrier::DistrictHeating,
        "cooling" | "cold" => Carrier::DistrictCooling,
        "gas" => Carrier::Gas,
        "water" if has("hot") => Carrier::DomesticHotWater,
        "water" => Carrier::ColdWater,
        "solar" | "pv" => Carrier::SolarProduction,
        "temp" if has("outdoor") => Carrier::OutdoorTemperature,
        "temp" if has("supply") => Carrier::SupplyTemperature,
        "temp" if has("return") => Carrier::ReturnTemperature,
        "temp" => Carrier::IndoorTemperature,
        _ if has("export") => Carrier::GridExport,
        _ => Carrier::Electricity,
    };
    let reading = if series.starts_with("temp") {
        ReadingMode::Value
    } else if has("power") || has("flow") {
        ReadingMode::Power
    } else {
        ReadingMode::Register
    };
    (carrier, reading)
}

/// A device name as an id.
fn id(device: &str) -> String {
    let lower = device.to_lowercase().replace(['å', 'ä'], "a").replace('ö', "o");
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "meter".to_owned() } else { parts.join("-") }
}

/// A TOML string that holds `text`, whatever it is.
fn quoted(text: &str) -> String {
    let mut safe = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => safe.push_str("\\\""),
            '\\' => safe.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(safe, "\\u{:04X}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe.push('"');
    safe
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, Utc};

    use super::*;

    fn row(device: &str, series: &str) -> UnknownItem {
        let last_seen = "2026-01-15T10:00:00Z".parse::<chrono::DateTime<Utc>>().unwrap();
        UnknownItem {
            id: 1,
            topic: "t".to_owned(),
            device: Some(device.to_owned()),
            profile: Some("wmbusmeters".to_owned()),
            series: Some(series.to_owned()),
            last_value: Some(12.5),
            unit: Some("kWh".to_owned()),
            count: 13,
            first_seen: last_seen - TimeDelta::hours(3),
            last_seen,
        }
    }

    #[test]
    fn a_snippet_is_ready_to_paste() {
        insta::assert_snapshot!(snippet(&row("Ärebo heat/1", "heat.energy")).unwrap(), @r#"
        [[building.meter]]
        id = "arebo-heat-1"
        carrier = "district_heating"
        reading = "register"
        unit = "kWh"
        source = { profile = "wmbusmeters", device = "Ärebo heat/1", series = "heat.energy" }
        "#);
        let hostile = snippet(&row("a\"]\nid = \"x", "el.power")).unwrap();
        assert_eq!(hostile.lines().count(), 6, "{hostile}");
        let item = Unknown::from(row("d", "heat.energy"));
        assert!((item.rate_per_hour - 4.0).abs() < 1e-9);
    }
}
