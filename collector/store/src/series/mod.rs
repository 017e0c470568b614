//! Readings by series: kept, corrected, read back.
//!
//! A value that is or ever was stored for its instant is a duplicate; another one is a correction and counts from
//! then on. So the set of readings does not depend on the order or number of deliveries.

pub(crate) mod block;
pub(crate) mod layers;
mod month;

mod append;
mod corrections;
mod fold;
mod history;
mod room;
mod sqlite;
mod thin;

pub(crate) use append::{Appended, Memory, append, append_sorted};
pub(crate) use fold::{adopt_rows, unfolded};
pub use history::{HistoryCursor, StoredReading};
pub use sqlite::SqliteSeries;
pub(crate) use sqlite::find;
pub use thin::Thinned;
pub(crate) use thin::given_up;

use chrono::{DateTime, Utc};
use engine::domain::{Point, SeriesKey};

use crate::{Result, Store};

/// Where readings are kept and read. Appending is part of [`Store::commit`], because a message's readings and its
/// fate become durable together.
#[derive(Debug)]
#[non_exhaustive]
pub enum Series {
    /// In the same file as the ledger.
    Sqlite(SqliteSeries),
}

/// Which readings around a window come with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edges {
    /// Only those in `from..to`.
    Inside,
    /// Also the last before `from` and the first at or after `to`.
    Bracket,
}

impl Series {
    /// The readings of `key` in `from..to`, oldest first; empty for a series never heard of.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn range(
        &self,
        key: &SeriesKey,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        edges: Edges,
    ) -> Result<Vec<Point>> {
        match self {
            Self::Sqlite(series) => series.range(key, from, to, edges),
        }
    }

    /// The newest reading of each of `keys`, in the same order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn latest(&self, keys: &[SeriesKey]) -> Result<Vec<Option<Point>>> {
        match self {
            Self::Sqlite(series) => series.latest(keys),
        }
    }

    /// The readings of `key` in `from..to` with those that were corrected, oldest first, at most `limit`;
    /// `after` is the [cursor](StoredReading::cursor) of the last one of the page before.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn history(
        &self,
        key: &SeriesKey,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        after: Option<HistoryCursor>,
        limit: usize,
    ) -> Result<Vec<StoredReading>> {
        match self {
            Self::Sqlite(series) => series.history(key, from, to, after, limit),
        }
    }

    /// Every series that has a reading, by device and name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn keys(&self) -> Result<Vec<SeriesKey>> {
        match self {
            Self::Sqlite(series) => series.keys(),
        }
    }

    /// The instants of the first and the last reading of `key`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn span(&self, key: &SeriesKey) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
        match self {
            Self::Sqlite(series) => series.span(key),
        }
    }
}

impl Store {
    /// See [`Series::range`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn range(
        &self,
        key: &SeriesKey,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        edges: Edges,
    ) -> Result<Vec<Point>> {
        self.series().range(key, from, to, edges)
    }

    /// See [`Series::latest`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn latest(&self, keys: &[SeriesKey]) -> Result<Vec<Option<Point>>> {
        self.series().latest(keys)
    }

    /// See [`Series::history`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn history(
        &self,
        key: &SeriesKey,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        after: Option<HistoryCursor>,
        limit: usize,
    ) -> Result<Vec<StoredReading>> {
        self.series().history(key, from, to, after, limit)
    }
}
