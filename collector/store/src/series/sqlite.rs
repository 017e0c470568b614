//! Readings in SQLite.
//!
//! How they lie there and why: see [`super::layers`], [`super::block`] and [`super::fold`].

use std::sync::Arc;

use chrono::{DateTime, Utc};
use engine::domain::{Point, SeriesKey};
use rusqlite::{Connection, OptionalExtension};

use super::block::Detail;
use super::{Edges, HistoryCursor, StoredReading, history, layers};
use crate::Result;
use crate::file::Readers;

/// Readings in the ledger's own file.
#[derive(Debug)]
pub struct SqliteSeries {
    readers: Arc<Readers>,
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
            let mut rows = Vec::new();
            if edges == Edges::Bracket {
                rows.extend(layers::last_before(tx, series, from)?);
            }
            rows.extend(layers::inside(tx, series, from, to, Detail::Values)?);
            if edges == Edges::Bracket {
                rows.extend(layers::first_from(tx, series, to.max(from))?);
            }
            rows.into_iter().map(layers::point).collect()
        })
    }

    pub(super) fn latest(&self, keys: &[SeriesKey]) -> Result<Vec<Option<Point>>> {
        self.readers.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT ts, value, 0 FROM tail WHERE series =
                 (SELECT id FROM series WHERE device = ?1 AND series = ?2)",
            )?;
            let newest = |key: &SeriesKey| {
                let row = statement.query_row((&key.device, &key.series), layers::row).optional()?;
                row.map(layers::point).transpose()
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
            Some(series) => {
                history::page(tx, series, (from.timestamp_millis(), to.timestamp_millis()), after, limit)
            }
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
            let first = layers::first_from(tx, series, i64::MIN)?.map(layers::point).transpose()?;
            let last = layers::tail(tx, series)?.map(layers::point).transpose()?;
            Ok(first.zip(last).map(|(first, last)| (first.at, last.at)))
        })
    }
}

/// The row of a series, if it ever had a reading.
pub(crate) fn find(conn: &Connection, key: &SeriesKey) -> Result<Option<i64>> {
    let id = conn
        .prepare_cached("SELECT id FROM series WHERE device = ?1 AND series = ?2")?
        .query_row((&key.device, &key.series), |row| row.get(0))
        .optional()?;
    Ok(id)
}
