//! Measured history as files: reading it, changing it on purpose, and adding it up by local day.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::workspace;

/// One row of a file with the columns `timestamp_utc,meter,unit,value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Start of the interval.
    pub at: DateTime<Utc>,
    /// Name of the meter in its building.
    pub meter: String,
    /// Unit of the value.
    pub unit: String,
    /// The value as written.
    pub value: String,
}

impl Row {
    /// The value as a number.
    #[must_use]
    pub fn number(&self) -> f64 {
        self.value.parse().unwrap_or(f64::NAN)
    }
}

/// A file of `tests/data`.
#[must_use]
pub fn file(name: &str) -> PathBuf {
    workspace::path("tests/data").join(name)
}

/// The text of a file, unpacked when its name ends in `.gz`.
///
/// # Errors
/// When it cannot be read.
pub fn text(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
    let mut text = String::new();
    if path.extension().is_some_and(|ending| ending == "gz") {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        bytes.as_slice().read_to_string(&mut text)?;
    }
    Ok(text)
}

/// The readings of a building's file, without empty cells.
///
/// # Errors
/// When a row does not have the four columns.
pub fn rows(path: &Path) -> Result<Vec<Row>> {
    let text = text(path)?;
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let [at, meter, unit, value] = cells[..] else { anyhow::bail!("four columns in {line:?}") };
        Ok(Row { at: at.parse()?, meter: meter.into(), unit: unit.into(), value: value.into() })
    });
    rows.filter(|row| row.as_ref().map_or(true, |row| !row.value.is_empty())).collect()
}

/// The temperatures of a file with the columns `timestamp_utc,temp_c`, °C.
///
/// # Errors
/// When a row does not begin with the two columns.
pub fn temperatures(path: &Path) -> Result<Vec<(DateTime<Utc>, f64)>> {
    let text = text(path)?;
    let rows = text.lines().skip(1).map(|line| {
        let (at, temp_c) = line.split_once(',').with_context(|| format!("two columns in {line:?}"))?;
        Ok((at.parse()?, temp_c.parse()?))
    });
    rows.collect()
}

/// Write rows in the same columns, packed.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, rows: &[Row]) -> Result<()> {
    let mut packed = GzEncoder::new(std::fs::File::create(path)?, Compression::fast());
    writeln!(packed, "timestamp_utc,meter,unit,value")?;
    for Row { at, meter, unit, value } in rows {
        writeln!(packed, "{},{meter},{unit},{value}", at.format("%Y-%m-%dT%H:%M:%SZ"))?;
    }
    packed.finish()?.sync_all()?;
    Ok(())
}

/// The same readings with `share` taken off from the local day `from` on.
#[must_use]
pub fn saved_from(rows: &[Row], zone: Tz, from: NaiveDate, share: f64) -> Vec<Row> {
    let changed = rows.iter().map(|row| {
        let saved = local_date(row.at, zone) >= from;
        let value = if saved { (row.number() * (1.0 - share)).to_string() } else { row.value.clone() };
        Row { value, ..row.clone() }
    });
    changed.collect()
}

/// What one meter used on each local day.
#[must_use]
pub fn day_sums(rows: &[Row], meter: &str, zone: Tz) -> BTreeMap<NaiveDate, f64> {
    let mut sums = BTreeMap::new();
    for row in rows.iter().filter(|row| row.meter == meter) {
        *sums.entry(local_date(row.at, zone)).or_default() += row.number();
    }
    sums
}

/// The calendar date of an instant in a zone.
#[must_use]
pub fn local_date(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}
