//! What a stream's readings tell about it, kept so that it need not be learned with every reading.
//!
//! Learning reads the whole history up to the last local midnight; today's readings do not count until the day is
//! over. So the same readings teach the same on the same day, in whatever portions they came.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use engine::domain::LocalDay;
use engine::normalise::{Facts, OtherUnit, facts};
use serde::{Deserialize, Serialize};
use store::{Edges, Store, StoreError};

use super::stream::Stream;

/// What was learned, and from how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Readings before this local date have been looked at.
    through: NaiveDate,
    /// What the operator said of them then.
    corrections: String,
    interval_seconds: i64,
    max_per_hour: Option<f64>,
    resolution: f64,
    /// Kept by themselves, for the pages.
    #[serde(skip)]
    other_units: Vec<OtherUnit>,
}

impl Learned {
    /// What was learned the last time.
    pub fn recall(store: &Store, stream: &Stream) -> Result<Option<Self>, StoreError> {
        let note = store.note(&name(stream))?;
        let Some(learned) = note.and_then(|text| serde_json::from_str::<Self>(&text).ok()) else {
            return Ok(None);
        };
        Ok(Some(Self { other_units: store.other_units(&stream.id)?, ..learned }))
    }

    /// Learn from everything before `today`.
    pub fn learn(store: &Store, stream: &Stream, today: LocalDay) -> Result<Self, StoreError> {
        let points = store.range(&stream.key, DateTime::<Utc>::MIN_UTC, today.start(), Edges::Inside)?;
        let facts = facts(&stream.corrected(points), stream.mode);
        Ok(Self {
            through: today.date,
            corrections: stream.said(),
            interval_seconds: facts.interval.num_seconds().max(1),
            max_per_hour: facts.max_per_hour,
            resolution: facts.resolution,
            other_units: stream.rules(facts).other_units,
        })
    }

    /// Keep it for the next time. What it was learned from is noted last, so that a stop in between teaches it again.
    pub fn keep(&self, store: &Store, stream: &Stream) -> Result<(), StoreError> {
        store.put_other_units(&stream.id, &self.other_units)?;
        let text = serde_json::to_string(self).map_err(|error| StoreError::Unstorable(error.to_string()))?;
        store.put_note(&name(stream), &text)
    }

    /// Whether it is from another day than `today`, a reading it was learned from has changed since, or the operator
    /// says something else of them.
    #[must_use]
    pub fn is_outdated(
        &self,
        stream: &Stream,
        today: LocalDay,
        changes: impl IntoIterator<Item = DateTime<Utc>>,
    ) -> bool {
        self.through != today.date
            || self.corrections != stream.said()
            || changes.into_iter().any(|change| change < today.start())
    }

    /// The facts.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            interval: TimeDelta::seconds(self.interval_seconds),
            max_per_hour: self.max_per_hour,
            resolution: self.resolution,
            other_units: self.other_units.clone(),
        }
    }
}

fn name(stream: &Stream) -> String {
    format!("learned:{}", stream.id)
}
