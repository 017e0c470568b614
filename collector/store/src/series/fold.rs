//! Readings in tables become blocks.
//!
//! Three steps, each safe to be cut off after: all of `reading_hot` is moved as it is to `reading_folding`; series
//! by series its readings are merged into the blocks of their months, a few milliseconds in each transaction, while
//! new ones go to `reading_hot`; `reading_folding` is emptied. Readings are read right at every moment: until it is
//! emptied, `reading_folding` counts before the blocks and says the same. A fold that was cut off is done again.
//! What has become free goes back to the disk.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rusqlite::Connection;
use tracing::warn;

use super::append::Memory;
use super::block::{self, Detail, Row};
use super::layers::{self, merged};
use super::month::Month;
use crate::{Result, Store, StoreError, sql};

/// A fold is due when so many readings lie in tables: scanning them takes a few milliseconds.
const DUE: u64 = 50_000;
/// With many series, when each has so many: about a day of hourly readings.
const DUE_PER_SERIES: u64 = 32;
/// Readings folded in one transaction, with those of their blocks, so that a live commit waits for some ten
/// milliseconds only.
const STEP: usize = 40_000;
/// Readings held in memory at once.
const HELD: u64 = 250_000;

impl Store {
    /// Whether so many readings lie in tables that [`Store::fold`] should be called: `at` readings, or what is a good
    /// number for the series there are. Cheap: meant to be asked often. Without folding nothing is wrong, but reading
    /// becomes slower and the file larger.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_fold_due(&self, at: Option<u64>) -> Result<bool> {
        let unfolded = self.unfolded();
        if let Some(at) = at {
            return Ok(unfolded >= at);
        }
        if unfolded < DUE {
            return Ok(false);
        }
        let series =
            self.read(|tx| Ok(tx.query_row("SELECT count(*) FROM series", [], |row| sql::count(row, 0))?))?;
        Ok(unfolded >= DUE_PER_SERIES.saturating_mul(series))
    }

    /// Compresses all readings that lie in tables into blocks; gives how many. Commits pass in between. Cut off at
    /// any point, nothing is lost and the next call goes on.
    ///
    /// Readings of a month whose block is damaged stay in the table.
    ///
    /// # Errors
    /// What SQLite reports; what was folded until then stays folded.
    pub fn fold(&self) -> Result<u64> {
        let _alone = self.fold_alone();
        // What a fold that was cut off has left comes first.
        let left = self.fold_frozen()?;
        self.write_series(|tx, _| freeze(tx))?;
        self.set_unfolded(0);
        let folded = left + self.fold_frozen()?;
        self.give_back_room()?;
        Ok(folded)
    }

    /// Goes on with a fold that was cut off, if there is one: what it has left lies in blocks and beside them.
    pub(super) fn finish_fold(&self) -> Result<()> {
        let cut_off = "SELECT EXISTS (SELECT 1 FROM reading_folding)";
        if self.read(|tx| Ok(tx.query_row(cut_off, [], |row| row.get(0))?))? {
            self.fold_frozen()?;
        }
        Ok(())
    }

    fn fold_frozen(&self) -> Result<u64> {
        let (mut count, mut damaged) = (0, Vec::new());
        for group in self.read(|tx| groups(tx))? {
            let mut waiting = self.read(|tx| frozen(tx, group))?;
            while !waiting.is_empty() {
                count += self.write_series(|tx, memory| step(tx, memory, &mut waiting, &mut damaged))?;
            }
        }
        self.write_series(|tx, _| empty(tx, &damaged))?;
        Ok(count)
    }
}

/// How many readings lie in the table of new ones.
pub(crate) fn unfolded(conn: &Connection) -> Result<u64> {
    Ok(conn.query_row("SELECT count(*) FROM reading_hot", [], |row| sql::count(row, 0))?)
}

/// Nobody writes to `reading_folding` but this.
fn freeze(conn: &Connection) -> Result<()> {
    // Both tables are alike and the second is empty: SQLite copies rows without looking into them.
    conn.execute_batch(
        "INSERT INTO reading_folding SELECT * FROM reading_hot;
         DELETE FROM reading_hot",
    )?;
    Ok(())
}

/// Series (by row) in groups that fit in memory together.
fn groups(conn: &Connection) -> Result<Vec<RangeInclusive<i64>>> {
    let mut statement =
        conn.prepare_cached("SELECT series, count(*) FROM reading_folding GROUP BY series ORDER BY series")?;
    let mut rows = statement.query([])?;
    let mut groups: Vec<RangeInclusive<i64>> = Vec::new();
    let mut size = u64::MAX;
    while let Some(row) = rows.next()? {
        let (series, count) = (row.get(0)?, sql::count(row, 1)?);
        size = size.saturating_add(count);
        match groups.last_mut().filter(|_| size <= HELD) {
            Some(group) => *group = *group.start()..=series,
            None => {
                groups.push(series..=series);
                size = count;
            }
        }
    }
    Ok(groups)
}

/// What waits of each series, in order of time.
fn frozen(conn: &Connection, group: RangeInclusive<i64>) -> Result<BTreeMap<i64, Vec<Row>>> {
    let mut statement = conn.prepare_cached(
        "SELECT ts, value, received, series FROM reading_folding WHERE series BETWEEN ?1 AND ?2 ORDER BY ts",
    )?;
    let mut rows = statement.query((group.start(), group.end()))?;
    let mut waiting: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        waiting.entry(row.get(3)?).or_default().push(layers::row(row)?);
    }
    Ok(waiting)
}

/// Folds the first of the series that wait, in one transaction; gives how many readings.
fn step(
    conn: &Connection,
    memory: &mut Memory,
    waiting: &mut BTreeMap<i64, Vec<Row>>,
    damaged: &mut Vec<(i64, Month)>,
) -> Result<u64> {
    memory.blocks.clear();
    let (mut count, mut work) = (0, 0);
    while work < STEP {
        let Some((series, rows)) = waiting.pop_first() else { break };
        for (month, rows) in by_month(&rows) {
            match block::load(conn, series, month, Detail::Received) {
                Ok(before) => {
                    count += rows.len() as u64;
                    let rows = merged(before, rows.to_vec());
                    work += rows.len();
                    block::store(conn, series, month, &rows)?;
                }
                Err(StoreError::Corrupt(damage)) => {
                    warn!(damage, "readings stay in the table beside a damaged block: {damage}");
                    damaged.push((series, month));
                }
                Err(other) => return Err(other),
            }
        }
    }
    Ok(count)
}

/// Makes blocks of the table that version 1 kept rows in.
pub(crate) fn adopt_rows(conn: &Connection) -> rusqlite::Result<()> {
    let mut statement =
        conn.prepare("SELECT ts, value, received, series FROM reading ORDER BY series, ts")?;
    let mut rows = statement.query([])?;
    let (mut block, mut place) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let (series, reading) = (row.get(3)?, layers::row(row)?);
        let home = (series, Month::of(reading.ts));
        if let Some((series, month)) = place.replace(home).filter(|before| *before != home) {
            block::store(conn, series, month, &block)?;
            block.clear();
        }
        block.push(reading);
    }
    place.map_or(Ok(()), |(series, month)| block::store(conn, series, month, &block))
}

/// Rows in order of time, month by month.
pub(super) fn by_month(rows: &[Row]) -> impl Iterator<Item = (Month, &[Row])> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let month = Month::of(rest.first()?.ts);
        let end = month.end();
        let (rows, later) = rest.split_at(rest.partition_point(|row| row.ts < end));
        rest = later;
        Some((month, rows))
    })
}

/// Ends a fold; what could not be folded is put back, unless something newer lies there.
fn empty(conn: &Connection, damaged: &[(i64, Month)]) -> Result<()> {
    for (series, month) in damaged {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO reading_hot(ts, series, value, received)
             SELECT ts, series, value, received FROM reading_folding WHERE ts >= ?1 AND ts < ?2 AND series = ?3",
        )?
        .execute((month.start(), month.end(), series))?;
    }
    conn.execute("DELETE FROM reading_folding", [])?;
    Ok(())
}

#[cfg(test)]
impl Store {
    /// A fold that ends after freezing and so many series more.
    pub(crate) fn cut_off_fold(&self, series: usize) {
        self.write_series(|tx, _| if groups(tx)?.is_empty() { freeze(tx) } else { Ok(()) }).unwrap();
        let waiting = self.read(|tx| frozen(tx, i64::MIN..=i64::MAX)).unwrap();
        for (id, rows) in waiting.into_iter().take(series) {
            self.write_series(|tx, memory| {
                step(tx, memory, &mut BTreeMap::from([(id, rows)]), &mut Vec::new())
            })
            .unwrap();
        }
    }
}
