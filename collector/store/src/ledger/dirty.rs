//! What waits for analysis: spans of series whose readings changed.
//!
//! Spans of one series that overlap or touch become one with a new generation, so that analysis, when it is done
//! with what it saw, does not clear a change that came meanwhile.

use chrono::{DateTime, Utc};
use engine::domain::SeriesKey;
use rusqlite::{Connection, Row};

use crate::series;
use crate::sql::{self, Ms};
use crate::{Result, Store};

/// Spans of one series; more become a single one, so that scattered late readings cannot grow the table.
const MOST_SPANS: i64 = 32;
/// Name of the counter of generations.
const GENERATION: &str = "generation";

/// A series whose readings changed since its use was last computed: everything in `from..=to` is affected.
#[derive(Debug, Clone, PartialEq)]
pub struct Dirty {
    /// Device and series.
    pub key: SeriesKey,
    /// The reading before the first change; the change itself where there is none.
    pub from: DateTime<Utc>,
    /// The reading after the last change; the change itself where there is none.
    pub to: DateTime<Utc>,
    /// Which state of the span this is; clearing it leaves later changes marked.
    pub generation: i64,
}

impl Store {
    /// Everything that waits for analysis, first what has not changed for longest.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn dirty(&self) -> Result<Vec<Dirty>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT s.device, s.series, d.from_ts, d.to_ts, d.generation
                 FROM dirty d JOIN series s ON s.id = d.series ORDER BY d.generation, s.device, s.series, d.from_ts",
            )?;
            let rows = statement.query_map([], dirty)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Marks all readings of a series, for instance because its meter's configuration changed. A series without
    /// readings needs no analysis.
    ///
    /// # Errors
    /// What SQLite reports; nothing was marked.
    pub fn mark_all(&self, key: &SeriesKey) -> Result<()> {
        let Some((from, to)) = self.series().span(key)? else { return Ok(()) };
        self.write(|tx| match series::find(tx, key)? {
            Some(id) => {
                let generation = next_generation(tx)?;
                mark(tx, id, (from.timestamp_millis(), to.timestamp_millis()), generation)
            }
            None => Ok(()),
        })
    }

    /// Clears spans without a conclusion, such as those of a series that no meter uses; changes that came
    /// meanwhile stay marked.
    ///
    /// # Errors
    /// What SQLite reports; nothing was cleared.
    pub fn clear_dirty(&self, spans: &[Dirty]) -> Result<()> {
        self.write(|tx| clear(tx, spans))
    }
}

/// A new generation: one for all that a transaction marks.
pub(crate) fn next_generation(conn: &Connection) -> Result<i64> {
    sql::add(conn, GENERATION, 1)?;
    Ok(sql::counter(conn, GENERATION)?)
}

/// Marks a span of a series (by row), in milliseconds UTC, both ends included.
pub(crate) fn mark(conn: &Connection, series: i64, (from, to): (i64, i64), generation: i64) -> Result<()> {
    // Most often a meter went on where it was: the span only grows at its end.
    let grown = conn
        .prepare_cached(
            "UPDATE dirty SET to_ts = max(to_ts, ?3), generation = ?4 WHERE series = ?1 AND from_ts =
             (SELECT max(from_ts) FROM dirty WHERE series = ?1) AND from_ts <= ?2 AND to_ts >= ?2",
        )?
        .execute((series, from, to, generation))?;
    if grown == 1 { Ok(()) } else { merge(conn, series, (from, to), generation) }
}

fn merge(conn: &Connection, series: i64, (from, to): (i64, i64), generation: i64) -> Result<()> {
    let mut touching = conn.prepare_cached(
        "DELETE FROM dirty WHERE series = ?1 AND from_ts <= ?3 AND to_ts >= ?2 RETURNING from_ts, to_ts",
    )?;
    let (mut start, mut end) = (from, to);
    for span in touching.query_map((series, from, to), |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (earlier, later): (i64, i64) = span?;
        (start, end) = (start.min(earlier), end.max(later));
    }
    conn.prepare_cached("INSERT INTO dirty(series, from_ts, to_ts, generation) VALUES (?1, ?2, ?3, ?4)")?
        .execute((series, start, end, generation))?;
    let (count, first, last) = conn
        .prepare_cached("SELECT count(*), min(from_ts), max(to_ts) FROM dirty WHERE series = ?1")?
        .query_row([series], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?)))?;
    if count > MOST_SPANS { merge(conn, series, (first, last), generation) } else { Ok(()) }
}

/// Clears a span unless it has grown since.
fn clear_span(conn: &Connection, span: &Dirty) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM dirty WHERE from_ts = ?1 AND generation = ?2 AND series =
         (SELECT id FROM series WHERE device = ?3 AND series = ?4)",
    )?
    .execute((Ms(span.from), span.generation, &span.key.device, &span.key.series))?;
    Ok(())
}

/// Clears spans unless they have grown since.
pub(crate) fn clear(conn: &Connection, spans: &[Dirty]) -> Result<()> {
    spans.iter().try_for_each(|span| clear_span(conn, span))
}

/// Hours waiting, summed over all series; each span counts one hour at least.
pub(crate) fn hours(conn: &Connection) -> Result<f64> {
    let hours = conn
        .prepare_cached("SELECT coalesce(sum(max((to_ts - from_ts) / 3600000.0, 1.0)), 0.0) FROM dirty")?
        .query_row([], |row| row.get(0))?;
    Ok(hours)
}

fn dirty(row: &Row<'_>) -> rusqlite::Result<Dirty> {
    Ok(Dirty {
        key: SeriesKey { device: row.get(0)?, series: row.get(1)? },
        from: sql::instant(row, 2)?,
        to: sql::instant(row, 3)?,
        generation: row.get(4)?,
    })
}
