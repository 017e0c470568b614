//! A database in a directory of its own, and short words for readings.

use std::path::PathBuf;

use crate::{Batch, NewReading, Store};
use chrono::{DateTime, Utc};
use engine::domain::SeriesKey;
use tempfile::TempDir;

/// A place for a database; gone when dropped.
pub struct Place {
    pub directory: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.directory.path().join("data/sparvakt.db")
    }

    pub fn open(&self) -> Store {
        Store::open(&self.path()).unwrap()
    }
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// So many minutes after the start of 2026.
pub fn minute(minutes: i64) -> DateTime<Utc> {
    at("2026-01-01T00:00:00Z") + chrono::TimeDelta::minutes(minutes)
}

pub fn key(device: &str) -> SeriesKey {
    SeriesKey { device: device.to_owned(), series: "heat.energy".to_owned() }
}

/// Received within the minute.
pub fn reading(device: &str, minutes: i64, value: f64) -> NewReading {
    let at = minute(minutes);
    NewReading { key: key(device), at, value, received: at + chrono::TimeDelta::seconds(20) }
}

pub fn batch(readings: &[NewReading]) -> Batch {
    Batch { readings: readings.to_vec(), ..Batch::default() }
}
