//! Readings with the values that counted before they were corrected.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row as SqlRow};

use super::block::{self, Detail, Row};
use super::layers;
use crate::Result;
use crate::sql;

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

/// One page of what lies from `from` to before `to` (milliseconds UTC), oldest first; within an instant in order of
/// reception, and what counts last: clocks may go back, and one file may hold two values.
pub(super) fn page(
    conn: &Connection,
    series: i64,
    (from, to): (i64, i64),
    after: Option<HistoryCursor>,
    limit: usize,
) -> Result<Vec<StoredReading>> {
    let from = after.map_or(from, |after| from.max(after.at));
    let mut page = superseded(conn, series, (from, to), after, limit)?;
    page.extend(current(conn, series, (from, to), after, limit)?);
    page.sort_by(|a, b| order(&a.cursor(), &b.cursor()));
    page.truncate(limit);
    Ok(page)
}

/// At least the first `limit` of those that were corrected.
fn superseded(
    conn: &Connection,
    series: i64,
    (from, to): (i64, i64),
    after: Option<HistoryCursor>,
    limit: usize,
) -> Result<Vec<StoredReading>> {
    let mut statement = conn.prepare_cached(
        "SELECT ts, value, received FROM superseded WHERE series = ?1 AND ts >= ?2 AND ts < ?3
         ORDER BY ts, received, value",
    )?;
    let rows = statement.query_map((series, from, to), superseded_row)?;
    let later = rows.filter(|row| row.as_ref().map_or(true, |row| is_later(row, after)));
    Ok(later.take(limit).collect::<Result<_, _>>()?)
}

/// At least the first `limit` of those that count, opening no more blocks than that takes.
fn current(
    conn: &Connection,
    series: i64,
    (mut from, to): (i64, i64),
    after: Option<HistoryCursor>,
    limit: usize,
) -> Result<Vec<StoredReading>> {
    let mut found = Vec::new();
    while from < to && found.len() < limit {
        let end = block::month_from(conn, series, from)?.map_or(to, |month| month.end().min(to));
        let rows = layers::inside(conn, series, from, end, Detail::Received)?;
        let rows = rows.into_iter().map(current_row).collect::<Result<Vec<_>>>()?;
        found.extend(rows.into_iter().filter(|row| is_later(row, after)));
        from = end;
    }
    Ok(found)
}

fn is_later(row: &StoredReading, after: Option<HistoryCursor>) -> bool {
    after.is_none_or(|after| order(&row.cursor(), &after).is_gt())
}

fn order(a: &HistoryCursor, b: &HistoryCursor) -> Ordering {
    let place = |cursor: &HistoryCursor| (cursor.at, cursor.is_current, cursor.received);
    place(a).cmp(&place(b)).then(a.value.total_cmp(&b.value))
}

fn superseded_row(row: &SqlRow<'_>) -> rusqlite::Result<StoredReading> {
    Ok(StoredReading {
        at: sql::instant(row, 0)?,
        value: row.get(1)?,
        received: sql::instant(row, 2)?,
        superseded: true,
    })
}

fn current_row(row: Row) -> Result<StoredReading> {
    let (at, received) = (layers::instant(row.ts)?, layers::instant(row.received)?);
    Ok(StoredReading { at, value: row.value, received, superseded: false })
}
