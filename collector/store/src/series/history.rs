//! Readings with the values that counted before they were corrected.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row};

use super::sqlite::SeriesRow;
use crate::Result;
use crate::sql::{self, Ms};

/// A stored reading with its history.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredReading {
    /// Instant.
    pub at: DateTime<Utc>,
    /// Value in the canonical unit of the series.
    pub value: f64,
    /// When it came.
    pub received: DateTime<Utc>,
    /// It counted once; a later one corrected it.
    pub superseded: bool,
}

/// A place in the history of a series, as text for the next page of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HistoryCursor {
    at: i64,
    is_current: bool,
    received: i64,
    value: f64,
}

impl StoredReading {
    /// The place after this reading.
    #[must_use]
    pub fn cursor(&self) -> HistoryCursor {
        HistoryCursor {
            at: self.at.timestamp_millis(),
            is_current: !self.superseded,
            received: self.received.timestamp_millis(),
            value: self.value,
        }
    }
}

impl fmt::Display for HistoryCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_current = u8::from(self.is_current);
        write!(f, "{}_{is_current}_{}_{:x}", self.at, self.received, self.value.to_bits())
    }
}

impl FromStr for HistoryCursor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = || {
            let (at, rest) = text.split_once('_')?;
            let (is_current, rest) = rest.split_once('_')?;
            let is_current = ["0", "1"].iter().position(|known| *known == is_current)? == 1;
            let (received, bits) = rest.split_once('_')?;
            let value = f64::from_bits(u64::from_str_radix(bits, 16).ok()?);
            let cursor = Self { at: at.parse().ok()?, is_current, received: received.parse().ok()?, value };
            value.is_finite().then_some(cursor)
        };
        parse()
            .ok_or_else(|| format!("{text:?} is no cursor of this list; take `next_cursor` as it was given"))
    }
}

/// One page, oldest first; within an instant in order of reception, and what counts last: clocks may go back, and one
/// file may hold two values.
pub(super) fn page(
    conn: &Connection,
    series: SeriesRow,
    (from, to): (Ms, Ms),
    after: Option<HistoryCursor>,
    limit: usize,
) -> Result<Vec<StoredReading>> {
    let after = after.unwrap_or(HistoryCursor {
        at: i64::MIN,
        is_current: false,
        received: i64::MIN,
        value: f64::MIN,
    });
    let from = from.0.timestamp_millis().max(after.at);
    let mut statement = conn.prepare_cached(
        "SELECT ts, value, received, superseded FROM (
             SELECT ts, value, received, 0 AS superseded FROM reading
             WHERE series = ?1 AND ts >= ?2 AND ts < ?3
             UNION ALL
             SELECT ts, value, received, 0 FROM reading_hot
             WHERE ts >= max(?2, ?4) AND ts < ?3 AND series = ?1
             UNION ALL
             SELECT ts, value, received, 1 FROM superseded
             WHERE series = ?1 AND ts >= ?2 AND ts < ?3)
         WHERE (ts, 1 - superseded, received, value) > (?5, ?6, ?7, ?8)
         ORDER BY ts, superseded DESC, received, value LIMIT ?9",
    )?;
    let place = (
        series.id,
        from,
        to,
        series.horizon,
        after.at,
        after.is_current,
        after.received,
        after.value,
        sql::whole(limit),
    );
    let rows = statement.query_map(place, stored)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredReading> {
    Ok(StoredReading {
        at: sql::instant(row, 0)?,
        value: row.get(1)?,
        received: sql::instant(row, 2)?,
        superseded: row.get(3)?,
    })
}
