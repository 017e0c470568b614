//! Readings become rows, or are recognised.

use std::collections::{BTreeMap, HashMap};

use engine::domain::SeriesKey;
use rusqlite::Connection;
use tracing::warn;

use super::block::{self, Detail, Recent};
use super::month::Month;
use super::{layers, sqlite};
use crate::{NewReading, Outcome, Result, StoreError};

/// What became of each reading, and for each changed series (by row) the span from the reading before the first
/// change to the one after the last, in milliseconds UTC.
pub(crate) type Appended = (Vec<Outcome>, BTreeMap<i64, (i64, i64)>);

/// What the writer knows by heart.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    series: HashMap<SeriesKey, Known>,
    /// Blocks looked into lately; to be cleared by whoever writes blocks.
    pub blocks: Recent,
}

/// A series whose row the writer has seen.
#[derive(Debug, Clone, Copy)]
struct Known {
    id: i64,
    /// Instant of its newest reading: a later one can be nothing but new.
    newest: Option<i64>,
}

/// The readings of one series that a batch changed; instants in milliseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Touched {
    /// The first and the last reading that changed.
    first: i64,
    last: i64,
    last_value: f64,
}

impl Touched {
    const fn by(ts: i64, value: f64) -> Self {
        Self { first: ts, last: ts, last_value: value }
    }

    fn and(self, other: Self) -> Self {
        let later = if other.last >= self.last { other } else { self };
        Self { first: self.first.min(other.first), ..later }
    }

    /// From the reading before the first change to the one after the last; the change itself where there is none.
    /// To be asked while the tail is still the one before the batch.
    fn neighbourhood(self, conn: &Connection, id: i64) -> Result<(i64, i64)> {
        let newest = layers::tail(conn, id)?.map(|row| row.ts);
        let before = match newest {
            Some(newest) if newest >= self.first => {
                readable(layers::last_before(conn, id, self.first))?.map(|row| row.ts)
            }
            earlier => earlier,
        };
        let after = match newest {
            Some(newest) if newest > self.last => {
                readable(layers::first_from(conn, id, self.last + 1))?.map(|row| row.ts)
            }
            _ => None,
        };
        Ok((before.unwrap_or(self.first), after.unwrap_or(self.last)))
    }
}

/// Keeps `readings` in their order.
pub(crate) fn append<'a>(
    conn: &Connection,
    memory: &mut Memory,
    readings: impl IntoIterator<Item = &'a NewReading>,
) -> Result<Appended> {
    let mut outcomes = Vec::new();
    let mut touched: BTreeMap<i64, Touched> = BTreeMap::new();
    for reading in readings {
        if !reading.value.is_finite() {
            outcomes.push(Outcome::Refused);
            continue;
        }
        let (id, outcome) = keep(conn, memory, reading)?;
        outcomes.push(outcome);
        if matches!(outcome, Outcome::Stored | Outcome::Corrected) {
            let change = Touched::by(reading.at.timestamp_millis(), reading.value);
            touched.entry(id).and_modify(|before| *before = before.and(change)).or_insert(change);
        }
    }
    let mut spans = BTreeMap::new();
    for (id, touched) in touched {
        spans.insert(id, touched.neighbourhood(conn, id)?);
        move_tail(conn, id, touched)?;
    }
    Ok((outcomes, spans))
}

fn keep(conn: &Connection, memory: &mut Memory, reading: &NewReading) -> Result<(i64, Outcome)> {
    let Memory { series, blocks } = memory;
    let series = match series.get_mut(&reading.key) {
        Some(known) => known,
        None => series.entry(reading.key.clone()).or_insert(recall(conn, &reading.key)?),
    };
    let (id, ts) = (series.id, reading.at.timestamp_millis());
    if series.newest.is_none_or(|newest| newest < ts) {
        series.newest = Some(ts);
        insert(conn, id, reading)?;
        return Ok((id, Outcome::Stored));
    }
    let Some((value, received)) = readable(layers::at(conn, blocks, id, ts))? else {
        insert(conn, id, reading)?;
        return Ok((id, Outcome::Stored));
    };
    if same(value, reading.value) || was_superseded(conn, id, reading)? {
        return Ok((id, Outcome::Duplicate));
    }
    supersede(conn, id, ts, (value, received))?;
    insert(conn, id, reading)?;
    Ok((id, Outcome::Corrected))
}

/// The row of a series, made when it is new.
fn recall(conn: &Connection, key: &SeriesKey) -> Result<Known> {
    if let Some(id) = sqlite::find(conn, key)? {
        return Ok(Known { id, newest: layers::tail(conn, id)?.map(|row| row.ts) });
    }
    conn.prepare_cached("INSERT INTO series(device, series) VALUES (?1, ?2)")?
        .execute((&key.device, &key.series))?;
    Ok(Known { id: conn.last_insert_rowid(), newest: None })
}

/// In place of what may lie there, and before what lies deeper.
fn insert(conn: &Connection, id: i64, reading: &NewReading) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO reading_hot(ts, series, value, received) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((reading.at.timestamp_millis(), id, reading.value, reading.received.timestamp_millis()))?;
    Ok(())
}

fn was_superseded(conn: &Connection, id: i64, reading: &NewReading) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT 1 FROM superseded WHERE series = ?1 AND ts = ?2 AND value = ?3")?;
    Ok(statement.exists((id, reading.at.timestamp_millis(), reading.value))?)
}

/// Keeps the value that no longer counts.
fn supersede(conn: &Connection, id: i64, ts: i64, (value, received): (f64, Option<i64>)) -> Result<()> {
    let received = match received {
        Some(received) => received,
        None => {
            let rows = block::load(conn, id, Month::of(ts), Detail::Received)?;
            let place = rows.binary_search_by_key(&ts, |row| row.ts).ok();
            place.and_then(|place| rows.get(place)).map_or(ts, |row| row.received)
        }
    };
    // It may be there from before its block was damaged.
    conn.prepare_cached(
        "INSERT OR IGNORE INTO superseded(series, ts, value, received) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((id, ts, value, received))?;
    Ok(())
}

/// As SQLite compares: the two zeros are one value.
fn same(a: f64, b: f64) -> bool {
    a.partial_cmp(&b).is_some_and(std::cmp::Ordering::is_eq)
}

/// Nothing in place of what lies in a damaged block: new readings are kept although old ones cannot be read.
fn readable<T>(found: Result<Option<T>>) -> Result<Option<T>> {
    match found {
        Err(StoreError::Corrupt(damage)) => {
            warn!(damage, "keeping a reading without what lies beside it: {damage}");
            Ok(None)
        }
        found => found,
    }
}

/// The newest reading may be a new one, or corrected.
fn move_tail(conn: &Connection, id: i64, touched: Touched) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO tail(series, ts, value) VALUES (?1, ?2, ?3)
         ON CONFLICT(series) DO UPDATE SET ts = excluded.ts, value = excluded.value WHERE excluded.ts >= ts",
    )?
    .execute((id, touched.last, touched.last_value))?;
    Ok(())
}
