//! When a meter's readings came in another unit: kept, so that pages leave out what analysis leaves out.

use chrono::DateTime;
use engine::normalise::{Evidence, OtherUnit};
use serde::{Deserialize, Serialize};

use crate::{Result, Store, StoreError};

#[derive(Serialize, Deserialize)]
struct Row {
    from_ms: i64,
    until_ms: Option<i64>,
    factor: f64,
    by_level: bool,
}

impl Store {
    /// The stretches of a meter's readings that are in another unit, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn other_units(&self, meter: &str) -> Result<Vec<OtherUnit>> {
        let Some(text) = self.note(&name(meter))? else { return Ok(Vec::new()) };
        // A record that cannot be read is made anew: the readings are all there.
        let rows: Vec<Row> = serde_json::from_str(&text).unwrap_or_default();
        Ok(rows.iter().filter_map(Row::told).collect())
    }

    /// Keeps them, instead of any earlier ones.
    ///
    /// # Errors
    /// When nothing was kept.
    pub fn put_other_units(&self, meter: &str, found: &[OtherUnit]) -> Result<()> {
        let rows: Vec<Row> = found.iter().map(Row::of).collect();
        let text = serde_json::to_string(&rows).map_err(|error| StoreError::Unstorable(error.to_string()))?;
        if rows.is_empty() && self.note(&name(meter))?.is_none() {
            return Ok(());
        }
        self.put_note(&name(meter), &text)
    }
}

impl Row {
    fn of(other: &OtherUnit) -> Self {
        Self {
            from_ms: other.from.timestamp_millis(),
            until_ms: other.until.map(|until| until.timestamp_millis()),
            factor: other.factor,
            by_level: other.evidence == Evidence::Level,
        }
    }

    fn told(&self) -> Option<OtherUnit> {
        Some(OtherUnit {
            from: DateTime::from_timestamp_millis(self.from_ms)?,
            until: self.until_ms.and_then(DateTime::from_timestamp_millis),
            factor: self.factor,
            evidence: if self.by_level { Evidence::Level } else { Evidence::Pace },
        })
    }
}

fn name(meter: &str) -> String {
    format!("other_units:{meter}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_found_again_until_others_take_their_place() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("units.db")).unwrap();
        let at = |text: &str| text.parse().unwrap();
        let found = [
            OtherUnit {
                from: at("2026-10-28T23:00:00Z"),
                until: Some(at("2026-11-02T10:15:30.250Z")),
                factor: 0.001,
                evidence: Evidence::Level,
            },
            OtherUnit {
                from: at("2026-11-20T00:00:00Z"),
                until: None,
                factor: 1000.0 / 3.6,
                evidence: Evidence::Pace,
            },
        ];
        assert_eq!(store.other_units("m").unwrap(), []);
        store.put_other_units("m", &found).unwrap();
        assert_eq!(store.other_units("m").unwrap(), found);
        store.put_other_units("m", &[]).unwrap();
        assert_eq!(store.other_units("m").unwrap(), []);
    }
}
