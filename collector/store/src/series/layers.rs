//! Where a reading lies: in `reading_hot`, else in `reading_folding`, else in a block; of an instant that lies in
//! several of them the first counts.
//!
//! New readings go to `reading_hot`, in order of time, so that a round of all meters touches a few pages. A
//! [fold](super::fold) takes them on. Both tables are small, and are read by scanning the time asked for.
//!
//! Why tables by time: two years of hourly readings of 500 meters as bare rows, a durable commit for each round
//! (unoptimised build, a busy machine with two cores and a virtual disk):
//!
//! | rows | commit p50 / p99 | written to the device | two years of one meter |
//! |---|---|---|---|
//! | by time only | 0.9 / 1.3 ms | 1.1 GB | 400 ms |
//! | by time, with an index by series | 14 / 31 ms | 73 GB | 1 ms |
//! | by series only (first 14 months) | 28 / 56 ms | 45 GB | 1 ms |
//!
//! Folded early, the first needs no long scan.

use chrono::{DateTime, Utc};
use engine::domain::Point;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow};

use super::block::{self, Detail, Recent, Row};
use super::month::Month;
use crate::Result;

/// The two tables of readings that lie in no block yet, as statements.
struct Table {
    inside: &'static str,
    last_before: &'static str,
    first_from: &'static str,
    at: &'static str,
}

macro_rules! table {
    ($name:literal) => {
        Table {
            inside: concat!(
                "SELECT ts, value, received FROM ",
                $name,
                " WHERE ts >= ?2 AND ts < ?3 AND series = ?1 ORDER BY ts"
            ),
            last_before: concat!(
                "SELECT ts, value, received FROM ",
                $name,
                " WHERE ts >= ?2 AND ts < ?3 AND series = ?1 ORDER BY ts DESC LIMIT 1"
            ),
            first_from: concat!(
                "SELECT ts, value, received FROM ",
                $name,
                " WHERE ts >= ?2 AND ts <= ?3 AND series = ?1 ORDER BY ts LIMIT 1"
            ),
            at: concat!("SELECT ts, value, received FROM ", $name, " WHERE ts = ?2 AND series = ?1"),
        }
    };
}

/// What counts first comes last.
const TABLES: [Table; 2] = [table!("reading_folding"), table!("reading_hot")];

/// The readings of a series from `from` to before `to` (milliseconds UTC), oldest first.
pub(crate) fn inside(conn: &Connection, series: i64, from: i64, to: i64, detail: Detail) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    if from >= to {
        return Ok(rows);
    }
    block::load_months(conn, series, (Month::of(from), Month::of(to - 1)), detail, &mut rows)?;
    rows.retain(|row| (from..to).contains(&row.ts));
    for table in &TABLES {
        let mut statement = conn.prepare_cached(table.inside)?;
        let found = statement.query_map((series, from, to), row)?.collect::<Result<_, _>>()?;
        rows = merged(rows, found);
    }
    Ok(rows)
}

/// The last reading before `instant`.
pub(crate) fn last_before(conn: &Connection, series: i64, instant: i64) -> Result<Option<Row>> {
    let newest = tail(conn, series)?;
    if newest.is_none_or(|newest| newest.ts < instant) {
        return Ok(newest);
    }
    let mut last = match block::month_before(conn, series, instant)? {
        Some(month) => {
            let rows = block::load(conn, series, month, Detail::Values)?;
            rows.get(..rows.partition_point(|row| row.ts < instant)).and_then(<[Row]>::last).copied()
        }
        None => None,
    };
    for table in &TABLES {
        let since = last.map_or(i64::MIN, |row| row.ts);
        let later =
            conn.prepare_cached(table.last_before)?.query_row((series, since, instant), row).optional()?;
        last = later.or(last);
    }
    Ok(last)
}

/// The first reading at or after `instant`.
pub(crate) fn first_from(conn: &Connection, series: i64, instant: i64) -> Result<Option<Row>> {
    if tail(conn, series)?.is_none_or(|newest| newest.ts < instant) {
        return Ok(None);
    }
    let mut first = match block::month_from(conn, series, instant)? {
        Some(month) => {
            let rows = block::load(conn, series, month, Detail::Values)?;
            rows.get(rows.partition_point(|row| row.ts < instant)).copied()
        }
        None => None,
    };
    for table in &TABLES {
        let until = first.map_or(i64::MAX, |row| row.ts);
        let earlier =
            conn.prepare_cached(table.first_from)?.query_row((series, instant, until), row).optional()?;
        first = earlier.or(first);
    }
    Ok(first)
}

/// The value that counts at `instant`, and when it came if no block has to be opened for that.
pub(crate) fn at(
    conn: &Connection,
    recent: &mut Recent,
    series: i64,
    instant: i64,
) -> Result<Option<(f64, Option<i64>)>> {
    for table in TABLES.iter().rev() {
        let found = conn.prepare_cached(table.at)?.query_row((series, instant), row).optional()?;
        if let Some(row) = found {
            return Ok(Some((row.value, Some(row.received))));
        }
    }
    Ok(recent.value(conn, series, instant)?.map(|value| (value, None)))
}

/// The newest reading of a series.
pub(crate) fn tail(conn: &Connection, series: i64) -> Result<Option<Row>> {
    let newest = conn
        .prepare_cached("SELECT ts, value, 0 FROM tail WHERE series = ?1")?
        .query_row([series], row)
        .optional()?;
    Ok(newest)
}

/// Both in order of time; of one instant the reading of `upper` counts.
pub(crate) fn merged(lower: Vec<Row>, upper: Vec<Row>) -> Vec<Row> {
    if upper.is_empty() {
        return lower;
    }
    let mut both = Vec::with_capacity(lower.len() + upper.len());
    let mut lower = lower.into_iter().peekable();
    for row in upper {
        while let Some(earlier) = lower.next_if(|earlier| earlier.ts < row.ts) {
            both.push(earlier);
        }
        lower.next_if(|same| same.ts == row.ts);
        both.push(row);
    }
    both.extend(lower);
    both
}

/// As others know it.
pub(crate) fn point(row: Row) -> Result<Point> {
    Ok(Point { at: instant(row.ts)?, value: row.value })
}

/// What lies there was an instant once.
pub(crate) fn instant(ts: i64) -> Result<DateTime<Utc>> {
    let at = DateTime::from_timestamp_millis(ts);
    at.ok_or_else(|| rusqlite::Error::IntegralValueOutOfRange(0, ts).into())
}

pub(crate) fn row(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row { ts: row.get(0)?, value: row.get(1)?, received: row.get(2)? })
}
