//! Files people feed by hand: readings and weather as CSV, packed or not.
//!
//! A faulty line is reported with its number and left out; the good lines count. Nothing here knows the
//! portfolio or the store.

mod csv_table;
mod mapping;
mod readings;
mod smhi;
mod weather;

pub use mapping::{MapError, Mapping, refuse_virtual};
pub use readings::{GOOD, Label, ReadingRow, ReadingTable, SUPERSEDED, parse as parse_readings};
pub use weather::{TemperatureRow, WeatherTable, parse as parse_weather};

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};
use flate2::read::MultiGzDecoder;
use serde::Serialize;

/// A file that unpacks to more than this is not a meter's history.
const MAX_BYTES: u64 = 2 << 30;

/// A line that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What is wrong with it and how to mend it.
    pub reason: String,
}

/// A line of a file with what is wrong with it, before the file's name is attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What is wrong with it and how to mend it.
    pub reason: String,
}

impl LineFault {
    fn new(line: u64, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }

    /// The fault with the file it is in.
    #[must_use]
    pub fn in_file(self, file: &Path) -> Fault {
        Fault { file: file.to_owned(), line: self.line, reason: self.reason }
    }
}

/// The bytes of `file`, unpacked if it is gzip, without a byte order mark.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    File::open(file)?.take(MAX_BYTES).read_to_end(&mut raw)?;
    let mut bytes = if raw.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        MultiGzDecoder::new(raw.as_slice()).take(MAX_BYTES + 1).read_to_end(&mut unpacked)?;
        unpacked
    } else {
        raw
    };
    if bytes.len() as u64 >= MAX_BYTES {
        return Err(io::Error::other("the file is larger than 2 GiB; split it"));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    Ok(bytes)
}

/// An instant in a column that promises UTC: RFC 3339, or date and time without a zone.
fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant.with_timezone(&Utc));
    }
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .map(|clock| clock.and_utc())
        .ok_or_else(|| format!("`{}` is not a time; write it as 2016-01-31T23:00:00Z", shorten(text)))
}

/// A finite number; `decimal_comma` where the columns are separated by semicolons.
fn number(text: &str, decimal_comma: bool) -> Result<f64, String> {
    let plain = if decimal_comma { text.replace(',', ".") } else { text.to_owned() };
    match plain.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) => Err(format!("`{}` is not a finite number", shorten(text))),
        Err(_) => Err(format!("`{}` is not a number; write it as 12.5", shorten(text))),
    }
}

/// Enough of a text to recognise it in a message.
fn shorten(text: &str) -> String {
    let clean = |character: char| if character.is_control() { ' ' } else { character };
    let short: String = text.chars().take(40).map(clean).collect();
    if text.chars().nth(40).is_some() { format!("{short}…") } else { short }
}
