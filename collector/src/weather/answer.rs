//! The table that SMHI answers with, if it is the one that was asked for.

use crate::files::{WeatherTable, parse_weather};

use super::client::FetchError;

/// The hourly air temperatures of station `smhi`. The quality codes G (checked) and Y (coarsely or not yet checked)
/// both count: what is corrected later comes with the archive and replaces it.
pub fn parse(bytes: &[u8], smhi: u32) -> Result<WeatherTable, FetchError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if !bytes.starts_with(b"Stationsnamn;") {
        let start: String = String::from_utf8_lossy(bytes).chars().take(30).collect();
        return Err(FetchError::Refused(format!(
            "the answer is no table of observations: it begins with {start:?}"
        )));
    }
    let head = String::from_utf8_lossy(bytes.get(..2000).unwrap_or(bytes));
    let mut lines = head.lines().skip(1);
    let number = lines.next().and_then(|line| line.split(';').nth(1)).unwrap_or_default().trim();
    if number != smhi.to_string() {
        return Err(FetchError::Refused(format!("the answer is of station `{number}`, not of {smhi}")));
    }
    let quantity = lines.skip_while(|line| !line.starts_with("Parameternamn;")).nth(1).unwrap_or_default();
    if quantity.starts_with("Lufttemperatur;medelvärde") {
        return Err(FetchError::Refused("the answer holds daily means, not hourly values".to_owned()));
    }
    parse_weather(bytes).map_err(|fault| FetchError::Refused(fault.reason))
}
