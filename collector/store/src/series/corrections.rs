//! How many values were corrected.

use chrono::{DateTime, Utc};
use engine::domain::SeriesKey;

use crate::sql::{self, Ms};
use crate::{Result, Store};

impl Store {
    /// How many values of `key` in `from..to` counted once and were corrected later.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn corrections(&self, key: &SeriesKey, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<u64> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT count(*) FROM superseded JOIN series ON series.id = superseded.series
                 WHERE series.device = ?1 AND series.series = ?2 AND ts >= ?3 AND ts < ?4",
            )?;
            Ok(statement.query_row((&key.device, &key.series, Ms(from), Ms(to)), |row| sql::count(row, 0))?)
        })
    }
}
