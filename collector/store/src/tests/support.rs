//! A database in a directory of its own, and short words for readings.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use engine::domain::SeriesKey;
use tempfile::TempDir;

use crate::{Batch, NewReading, Store, StoredReading};

/// A place for a database; gone when dropped.
pub struct Place {
    directory: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.directory.path().join("data/sparvakt.db")
    }

    pub fn beside(&self, suffix: &str) -> PathBuf {
        crate::file::beside(&self.path(), suffix)
    }

    pub fn open(&self) -> Store {
        Store::open(&self.path()).unwrap()
    }

    /// The text of an error, without the directory.
    pub fn text(&self, error: &impl ToString) -> String {
        error.to_string().replace(self.directory.path().to_str().unwrap(), "")
    }
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// So many minutes after the start of 2026.
pub fn minute(minutes: i64) -> DateTime<Utc> {
    at("2026-01-01T00:00:00Z") + TimeDelta::minutes(minutes)
}

pub fn key(device: &str) -> SeriesKey {
    SeriesKey { device: device.to_owned(), series: "heat.energy".to_owned() }
}

/// Received within the minute.
pub fn reading(device: &str, minutes: i64, value: f64) -> NewReading {
    let at = minute(minutes);
    NewReading { key: key(device), at, value, received: at + TimeDelta::seconds(20) }
}

pub fn batch(readings: &[NewReading]) -> Batch {
    Batch { readings: readings.to_vec(), ..Batch::default() }
}

/// Every reading ever stored of every series.
pub fn dump(store: &Store) -> Vec<(SeriesKey, Vec<StoredReading>)> {
    let all = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let keys = store.series().keys().unwrap().into_iter();
    keys.map(|key| (key.clone(), store.history(&key, all.0, all.1, None, 1_000_000).unwrap())).collect()
}
