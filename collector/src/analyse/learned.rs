//! What a stream's readings tell about it, kept so that it need not be learned with every reading.
//!
//! Learning reads the whole history up to the last local midnight; today's readings do not count until the day is
//! over. So the same readings teach the same on the same day, in whatever portions they came.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use engine::domain::LocalDay;
use engine::normalise::{Facts, facts};
use serde::{Deserialize, Serialize};
use store::{Edges, Store, StoreError};

use super::stream::Stream;

/// What was learned, and from how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Readings before this local date have been looked at.
    through: NaiveDate,
    interval_seconds: i64,
    max_per_hour: Option<f64>,
    resolution: f64,
}

impl Learned {
    /// What was learned the last time.
    pub fn recall(store: &Store, stream: &Stream) -> Result<Option<Self>, StoreError> {
        let note = store.note(&name(stream))?;
        Ok(note.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Learn from everything before `today`.
    pub fn learn(store: &Store, stream: &Stream, today: LocalDay) -> Result<Self, StoreError> {
        let points = store.range(&stream.key, DateTime::<Utc>::MIN_UTC, today.start(), Edges::Inside)?;
        let facts = facts(&points, stream.mode);
        Ok(Self {
            through: today.date,
            interval_seconds: facts.interval.num_seconds().max(1),
            max_per_hour: facts.max_per_hour,
            resolution: facts.resolution,
        })
    }

    /// Keep it for the next time.
    pub fn keep(&self, store: &Store, stream: &Stream) -> Result<(), StoreError> {
        let text = serde_json::to_string(self).map_err(|error| StoreError::Unstorable(error.to_string()))?;
        store.put_note(&name(stream), &text)
    }

    /// Whether it is from another day than `today`, or a reading it was learned from has changed since.
    #[must_use]
    pub fn is_outdated(&self, today: LocalDay, changes: impl IntoIterator<Item = DateTime<Utc>>) -> bool {
        self.through != today.date || changes.into_iter().any(|change| change < today.start())
    }

    /// The facts.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            interval: TimeDelta::seconds(self.interval_seconds),
            max_per_hour: self.max_per_hour,
            resolution: self.resolution,
        }
    }
}

fn name(stream: &Stream) -> String {
    format!("learned:{}", stream.id)
}
