//! Readings become rows, or are recognised.

use std::collections::{BTreeMap, HashMap};

use engine::domain::{Point, SeriesKey};
use rusqlite::Connection;

use super::sqlite::{self, SeriesRow};
use crate::sql::Ms;
use crate::{NewReading, Outcome, Result};

/// What became of each reading, and for each changed series (by row) the span from the reading before the first
/// change to the one after the last, in milliseconds UTC.
pub(crate) type Appended = (Vec<Outcome>, BTreeMap<i64, (i64, i64)>);

/// Series whose rows the writer has seen.
pub(crate) type KnownSeries = HashMap<SeriesKey, SeriesRow>;

/// How long readings stay in the table of the young ones at least, in milliseconds: a day and some lateness.
pub(super) const YOUNG_MS: i64 = 26 * 3_600_000;

/// The readings of one series that a batch changed; instants in milliseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Touched {
    /// The first and the last reading that changed.
    first: i64,
    last: i64,
    last_value: f64,
    horizon: i64,
}

impl Touched {
    /// From the reading before the first change to the one after the last; the change itself where there is none.
    /// To be asked while the tail is still the one before the batch.
    fn neighbourhood(self, conn: &Connection, id: i64) -> Result<(i64, i64)> {
        let series = SeriesRow { id, horizon: self.horizon };
        let newest = sqlite::tail(conn, series)?.map(millis);
        let before = match newest {
            Some(newest) if newest >= self.first => {
                sqlite::last_before(conn, series, self.first)?.map(millis)
            }
            earlier => earlier,
        };
        let after = match newest {
            Some(newest) if newest > self.last => {
                sqlite::first_from(conn, series, self.last + 1)?.map(millis)
            }
            _ => None,
        };
        Ok((before.unwrap_or(self.first), after.unwrap_or(self.last)))
    }
}

/// Keeps `readings` in their order.
pub(crate) fn append<'a>(
    conn: &Connection,
    known: &mut KnownSeries,
    readings: impl IntoIterator<Item = &'a NewReading>,
) -> Result<Appended> {
    let mut outcomes = Vec::new();
    let mut touched: BTreeMap<i64, Touched> = BTreeMap::new();
    for reading in readings {
        if !reading.value.is_finite() {
            outcomes.push(Outcome::Refused);
            continue;
        }
        let series = recall(conn, known, reading)?;
        let outcome = keep(conn, series, reading)?;
        outcomes.push(outcome);
        if matches!(outcome, Outcome::Stored | Outcome::Corrected) {
            let ts = reading.at.timestamp_millis();
            let fresh = Touched { first: ts, last: ts, last_value: reading.value, horizon: series.horizon };
            let entry = touched.entry(series.id).or_insert(fresh);
            entry.first = entry.first.min(ts);
            if ts >= entry.last {
                (entry.last, entry.last_value) = (ts, reading.value);
            }
        }
    }
    let mut spans = BTreeMap::new();
    for (id, touched) in touched {
        spans.insert(id, touched.neighbourhood(conn, id)?);
        move_tail(conn, id, touched)?;
    }
    Ok((outcomes, spans))
}

/// The row of the reading's series, made when it is the first.
fn recall(conn: &Connection, known: &mut KnownSeries, reading: &NewReading) -> Result<SeriesRow> {
    if let Some(series) = known.get(&reading.key) {
        return Ok(*series);
    }
    let series = match sqlite::find(conn, &reading.key)? {
        Some(series) => series,
        None => begin(conn, reading)?,
    };
    known.insert(reading.key.clone(), series);
    Ok(series)
}

fn begin(conn: &Connection, reading: &NewReading) -> Result<SeriesRow> {
    // What is older than this on first reception is history, most likely a whole file of it.
    let horizon = reading.received.timestamp_millis().saturating_sub(YOUNG_MS);
    conn.prepare_cached("INSERT INTO series(device, series, horizon) VALUES (?1, ?2, ?3)")?.execute((
        &reading.key.device,
        &reading.key.series,
        horizon,
    ))?;
    Ok(SeriesRow { id: conn.last_insert_rowid(), horizon })
}

fn keep(conn: &Connection, series: SeriesRow, reading: &NewReading) -> Result<Outcome> {
    let home = if reading.at.timestamp_millis() < series.horizon { &OLDER } else { &YOUNGER };
    let (at, received) = (Ms(reading.at), Ms(reading.received));
    let row = (series.id, at, reading.value, received);
    if conn.prepare_cached(home.insert)?.execute(row)? == 1 {
        return Ok(Outcome::Stored);
    }
    if conn.prepare_cached(home.seen)?.exists((series.id, at, reading.value))? {
        return Ok(Outcome::Duplicate);
    }
    conn.prepare_cached(home.supersede)?.execute((series.id, at))?;
    conn.prepare_cached(home.replace)?.execute(row)?;
    Ok(Outcome::Corrected)
}

/// The statements of one of the two tables.
struct Home {
    insert: &'static str,
    seen: &'static str,
    supersede: &'static str,
    replace: &'static str,
}

macro_rules! home {
    ($table:literal) => {
        Home {
            insert: concat!(
                "INSERT INTO ",
                $table,
                "(series, ts, value, received) VALUES (?1, ?2, ?3, ?4) ",
                "ON CONFLICT DO NOTHING"
            ),
            seen: concat!(
                "SELECT 1 FROM ",
                $table,
                " WHERE series = ?1 AND ts = ?2 AND value = ?3 ",
                "UNION ALL SELECT 1 FROM superseded WHERE series = ?1 AND ts = ?2 AND value = ?3"
            ),
            supersede: concat!(
                "INSERT INTO superseded(series, ts, value, received) ",
                "SELECT series, ts, value, received FROM ",
                $table,
                " WHERE series = ?1 AND ts = ?2"
            ),
            replace: concat!(
                "UPDATE ",
                $table,
                " SET value = ?3, received = ?4 WHERE series = ?1 AND ts = ?2"
            ),
        }
    };
}

const YOUNGER: Home = home!("reading_hot");
const OLDER: Home = home!("reading");

fn millis(point: Point) -> i64 {
    point.at.timestamp_millis()
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
