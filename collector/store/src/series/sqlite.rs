//! Readings in SQLite.
//!
//! A row younger than its series' horizon lies in `reading_hot` (by time), an older one in `reading` (by series),
//! never in both. So a range is the older part followed by the younger one; blocks that join later replace the
//! older part only.
//!
//! Measured with two years of hourly readings of 500 meters, a durable commit for each round (unoptimised build, a
//! busy machine with two cores and a virtual disk; `cargo bench -p store` measures again):
//!
//! | layout | commit p50 / p99 | written to the device | two years of one meter |
//! |---|---|---|---|
//! | by time only | 0.9 / 1.3 ms | 1.1 GB | 400 ms |
//! | by time, with an index by series | 14 / 31 ms | 73 GB | 1 ms |
//! | by series only (first 14 months) | 28 / 56 ms | 45 GB | 1 ms |
//! | by time, then moved by series | 3.9 / 20 ms | 12 GB | 7 ms |
//!
//! The first three are bare tables (commits: the last 3,000 rounds) read without leaving SQL, measured one after
//! the other under changing load; the last is this store with everything it keeps beside a reading (newest
//! reading, spans for analysis, totals), and reading includes making points. It takes 33 bytes for a reading.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use engine::domain::{Point, SeriesKey};
use rusqlite::{Connection, OptionalExtension, Row};

use super::{Edges, HistoryCursor, StoredReading, history};
use crate::Result;
use crate::file::Readers;
use crate::sql::{self, Ms};

/// Readings in the ledger's own file.
#[derive(Debug)]
pub struct SqliteSeries {
    readers: Arc<Readers>,
}

/// A series as its row has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeriesRow {
    pub id: i64,
    /// Readings from here on lie in `reading_hot`, in milliseconds UTC.
    pub horizon: i64,
}

impl SqliteSeries {
    pub(crate) const fn new(readers: Arc<Readers>) -> Self {
        Self { readers }
    }

    pub(super) fn range(
        &self,
        key: &SeriesKey,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        edges: Edges,
    ) -> Result<Vec<Point>> {
        let (from, to) = (from.timestamp_millis(), to.timestamp_millis());
        self.readers.read(|tx| {
            let Some(series) = find(tx, key)? else { return Ok(Vec::new()) };
            let mut points = Vec::new();
            if edges == Edges::Bracket {
                points.extend(last_before(tx, series, from)?);
            }
            inside(tx, series, from, to, &mut points)?;
            if edges == Edges::Bracket {
                points.extend(first_from(tx, series, to.max(from))?);
            }
            Ok(points)
        })
    }

    pub(super) fn latest(&self, keys: &[SeriesKey]) -> Result<Vec<Option<Point>>> {
        self.readers.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT ts, value FROM tail WHERE series =
                 (SELECT id FROM series WHERE device = ?1 AND series = ?2)",
            )?;
            let newest = |key: &SeriesKey| {
                let point = statement.query_row((&key.device, &key.series), point).optional();
                point.map_err(Into::into)
            };
            keys.iter().map(newest).collect()
        })
    }

    pub(super) fn history(
        &self,
        key: &SeriesKey,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        after: Option<HistoryCursor>,
        limit: usize,
    ) -> Result<Vec<StoredReading>> {
        self.readers.read(|tx| match find(tx, key)? {
            Some(series) => history::page(tx, series, (Ms(from), Ms(to)), after, limit),
            None => Ok(Vec::new()),
        })
    }

    pub(super) fn keys(&self) -> Result<Vec<SeriesKey>> {
        self.readers.read(|tx| {
            let mut statement =
                tx.prepare_cached("SELECT device, series FROM series ORDER BY device, series")?;
            let rows =
                statement.query_map([], |row| Ok(SeriesKey { device: row.get(0)?, series: row.get(1)? }))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    pub(super) fn span(&self, key: &SeriesKey) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
        self.readers.read(|tx| {
            let Some(series) = find(tx, key)? else { return Ok(None) };
            let first = first_from(tx, series, i64::MIN)?;
            let last = last_before(tx, series, i64::MAX)?;
            Ok(first.zip(last).map(|(first, last)| (first.at, last.at)))
        })
    }
}

/// The row of a series, if it ever had a reading.
pub(crate) fn find(conn: &Connection, key: &SeriesKey) -> Result<Option<SeriesRow>> {
    let row = conn
        .prepare_cached("SELECT id, horizon FROM series WHERE device = ?1 AND series = ?2")?
        .query_row((&key.device, &key.series), |row| Ok(SeriesRow { id: row.get(0)?, horizon: row.get(1)? }))
        .optional()?;
    Ok(row)
}

fn inside(conn: &Connection, series: SeriesRow, from: i64, to: i64, points: &mut Vec<Point>) -> Result<()> {
    if from < series.horizon {
        let mut older = conn.prepare_cached(
            "SELECT ts, value FROM reading WHERE series = ?1 AND ts >= ?2 AND ts < ?3 ORDER BY ts",
        )?;
        for found in older.query_map((series.id, from, to), point)? {
            points.push(found?);
        }
    }
    if to > series.horizon {
        let mut younger = conn.prepare_cached(
            "SELECT ts, value FROM reading_hot WHERE ts >= ?2 AND ts < ?3 AND series = ?1 ORDER BY ts",
        )?;
        for found in younger.query_map((series.id, from.max(series.horizon), to), point)? {
            points.push(found?);
        }
    }
    Ok(())
}

/// The last reading before `instant`.
pub(crate) fn last_before(conn: &Connection, series: SeriesRow, instant: i64) -> Result<Option<Point>> {
    let newest = tail(conn, series)?;
    if newest.is_none_or(|newest| newest.at.timestamp_millis() < instant) {
        return Ok(newest);
    }
    if instant > series.horizon {
        let younger = conn
            .prepare_cached(
                "SELECT ts, value FROM reading_hot WHERE ts >= ?3 AND ts < ?2 AND series = ?1
                 ORDER BY ts DESC LIMIT 1",
            )?
            .query_row((series.id, instant, series.horizon), point)
            .optional()?;
        if younger.is_some() {
            return Ok(younger);
        }
    }
    let older = conn
        .prepare_cached(
            "SELECT ts, value FROM reading WHERE series = ?1 AND ts < ?2 ORDER BY ts DESC LIMIT 1",
        )?
        .query_row((series.id, instant), point)
        .optional()?;
    Ok(older)
}

/// The first reading at or after `instant`.
pub(crate) fn first_from(conn: &Connection, series: SeriesRow, instant: i64) -> Result<Option<Point>> {
    if tail(conn, series)?.is_none_or(|newest| newest.at.timestamp_millis() < instant) {
        return Ok(None);
    }
    if instant < series.horizon {
        let older = conn
            .prepare_cached(
                "SELECT ts, value FROM reading WHERE series = ?1 AND ts >= ?2 ORDER BY ts LIMIT 1",
            )?
            .query_row((series.id, instant), point)
            .optional()?;
        if older.is_some() {
            return Ok(older);
        }
    }
    let younger = conn
        .prepare_cached(
            "SELECT ts, value FROM reading_hot WHERE ts >= ?2 AND series = ?1 ORDER BY ts LIMIT 1",
        )?
        .query_row((series.id, instant.max(series.horizon)), point)
        .optional()?;
    Ok(younger)
}

/// The newest reading of a series.
pub(crate) fn tail(conn: &Connection, series: SeriesRow) -> Result<Option<Point>> {
    let newest = conn
        .prepare_cached("SELECT ts, value FROM tail WHERE series = ?1")?
        .query_row([series.id], point)
        .optional()?;
    Ok(newest)
}

fn point(row: &Row<'_>) -> rusqlite::Result<Point> {
    Ok(Point { at: sql::instant(row, 0)?, value: row.get(1)? })
}
