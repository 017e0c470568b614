//! Readings become rows, or are recognised.

use std::collections::{BTreeMap, HashMap};

use engine::domain::SeriesKey;
use rusqlite::Connection;
use tracing::warn;

use super::block::{self, Detail, Recent, Row};
use super::month::Month;
use super::{layers, sqlite};
use crate::{NewReading, Outcome, Result, StoreError};

/// What became of each reading, and for each changed series (by row) the span from the reading before the first
/// change to the one after the last, in milliseconds UTC.
pub(crate) type Appended = (Vec<Outcome>, BTreeMap<i64, (i64, i64)>);

/// So many new readings of a series and month are put into its block at once.
const WORTH_A_BLOCK: usize = 48;

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

/// What a transaction has done so far.
#[derive(Default)]
struct Changes {
    outcomes: Vec<Outcome>,
    touched: BTreeMap<i64, Touched>,
}

impl Changes {
    fn note(&mut self, id: i64, reading: &NewReading, outcome: Outcome) {
        self.outcomes.push(outcome);
        if matches!(outcome, Outcome::Stored | Outcome::Corrected) {
            let change = Touched::by(reading.at.timestamp_millis(), reading.value);
            self.touched.entry(id).and_modify(|before| *before = before.and(change)).or_insert(change);
        }
    }

    fn finish(self, conn: &Connection) -> Result<Appended> {
        let mut spans = BTreeMap::new();
        for (id, touched) in self.touched {
            spans.insert(id, touched.neighbourhood(conn, id)?);
            move_tail(conn, id, touched)?;
        }
        Ok((self.outcomes, spans))
    }
}

/// Keeps `readings` in their order.
pub(crate) fn append<'a>(
    conn: &Connection,
    memory: &mut Memory,
    readings: impl IntoIterator<Item = &'a NewReading>,
) -> Result<Appended> {
    let mut changes = Changes::default();
    for reading in readings {
        keep(conn, memory, reading, &mut changes)?;
    }
    changes.finish(conn)
}

/// Keeps `readings`, which are in order of series and instant. Long runs go straight into blocks.
pub(crate) fn append_sorted(
    conn: &Connection,
    memory: &mut Memory,
    readings: &[&NewReading],
) -> Result<Appended> {
    let mut changes = Changes::default();
    let home = |reading: &NewReading| Month::of(reading.at.timestamp_millis());
    for run in readings.chunk_by(|a, b| a.key == b.key && home(a) == home(b)) {
        let new = if run.len() < WORTH_A_BLOCK { Vec::new() } else { into_block(conn, memory, run)? };
        for (place, reading) in run.iter().enumerate() {
            match new.get(place) {
                Some(Some(id)) => changes.note(*id, reading, Outcome::Stored),
                _ => keep(conn, memory, reading, &mut changes)?,
            }
        }
    }
    changes.finish(conn)
}

/// Puts those of `run`, which are of one series and month and in order of time, into its block whose instants are
/// new; gives the series' row for each of them.
fn into_block(conn: &Connection, memory: &mut Memory, run: &[&NewReading]) -> Result<Vec<Option<i64>>> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(Vec::new()) };
    let (from, to) = (first.at.timestamp_millis(), last.at.timestamp_millis() + 1);
    let series = known(conn, &mut memory.series, &first.key)?;
    let (id, month) = (series.id, Month::of(from));
    let there = readable(layers::inside(conn, id, from, to, Detail::Values).map(Some))?;
    let before = readable(block::load(conn, id, month, Detail::Received).map(Some))?;
    let (Some(there), Some(before)) = (there, before) else { return Ok(Vec::new()) };
    let mut rows: Vec<Row> = Vec::new();
    let mut new = vec![None; run.len()];
    for (place, reading) in new.iter_mut().zip(run) {
        let ts = reading.at.timestamp_millis();
        let known = rows.last().is_some_and(|row| row.ts == ts)
            || there.binary_search_by_key(&ts, |row| row.ts).is_ok();
        if reading.value.is_finite() && !known {
            rows.push(Row { ts, value: reading.value, received: received(reading) });
            *place = Some(id);
        }
    }
    if rows.len() < WORTH_A_BLOCK {
        return Ok(Vec::new());
    }
    series.newest = series.newest.max(rows.last().map(|row| row.ts));
    block::store(conn, id, month, &layers::merged(before, rows))?;
    memory.blocks.clear();
    Ok(new)
}

fn keep(conn: &Connection, memory: &mut Memory, reading: &NewReading, changes: &mut Changes) -> Result<()> {
    if !reading.value.is_finite() {
        changes.outcomes.push(Outcome::Refused);
        return Ok(());
    }
    let series = known(conn, &mut memory.series, &reading.key)?;
    let (id, ts) = (series.id, reading.at.timestamp_millis());
    let outcome = if series.newest.is_none_or(|newest| newest < ts) {
        series.newest = Some(ts);
        Outcome::Stored
    } else {
        judge(conn, &mut memory.blocks, id, reading)?
    };
    if outcome != Outcome::Duplicate {
        insert(conn, id, reading)?;
    }
    changes.note(id, reading, outcome);
    Ok(())
}

/// What a reading is that may be known; what it corrects is kept.
fn judge(conn: &Connection, blocks: &mut Recent, id: i64, reading: &NewReading) -> Result<Outcome> {
    let ts = reading.at.timestamp_millis();
    let Some((value, received)) = readable(layers::at(conn, blocks, id, ts))? else {
        return Ok(Outcome::Stored);
    };
    if same(value, reading.value) || was_superseded(conn, id, reading)? {
        return Ok(Outcome::Duplicate);
    }
    supersede(conn, id, ts, (value, received))?;
    Ok(Outcome::Corrected)
}

/// The series as the writer knows it.
fn known<'a>(
    conn: &Connection,
    series: &'a mut HashMap<SeriesKey, Known>,
    key: &SeriesKey,
) -> Result<&'a mut Known> {
    if !series.contains_key(key) {
        series.insert(key.clone(), recall(conn, key)?);
    }
    Ok(series.get_mut(key).expect("it has just been put there"))
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
    .execute((reading.at.timestamp_millis(), id, reading.value, received(reading)))?;
    Ok(())
}

/// When it came, in milliseconds UTC but to the second: as a block keeps it, so that nobody sees which readings lie
/// in blocks.
fn received(reading: &NewReading) -> i64 {
    reading.received.timestamp().saturating_mul(1_000)
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
