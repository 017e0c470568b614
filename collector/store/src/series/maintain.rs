//! Young readings grow old: from the table in order of time to the one in order of series.
//!
//! Moving a few dozen rows of a series at once writes its page once; keeping readings in order of series from the
//! start would write it with every single one.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::append::YOUNG_MS;
use crate::sql;
use crate::{Result, Store};

/// A series moves when so many of its rows are old enough; about a quarter of a page.
const WORTH_MOVING: i64 = 48;
/// Rows moved in one transaction, so that a live commit waits a few milliseconds only.
const STEP: u64 = 4_000;
const HOUR_MS: i64 = 3_600_000;

impl Store {
    /// Rearranges readings older than 26 hours so that a series' history stays one short range on disk; gives how
    /// many. Call it about hourly: without it nothing is wrong, but reading a series becomes slower.
    ///
    /// # Errors
    /// What SQLite reports; what was moved until then stays moved.
    pub fn maintain(&self, now: DateTime<Utc>) -> Result<u64> {
        let cutoff = now.timestamp_millis().saturating_sub(YOUNG_MS).div_euclid(HOUR_MS) * HOUR_MS;
        let mut moved = 0;
        for group in self.read(|tx| groups(tx, cutoff))? {
            moved += self.write_series(|tx, known| {
                known.clear();
                grow_old(tx, group, cutoff)
            })?;
        }
        Ok(moved)
    }
}

/// Series (first and last row) that move together.
fn groups(tx: &Transaction<'_>, cutoff: i64) -> Result<Vec<(i64, i64)>> {
    let mut statement = tx.prepare_cached(
        "SELECT series, count(*) FROM reading_hot WHERE ts < ?1 GROUP BY series HAVING count(*) >= ?2
         ORDER BY series",
    )?;
    let rows = statement
        .query_map((cutoff, WORTH_MOVING), |row| Ok((row.get::<_, i64>(0)?, sql::count(row, 1)?)))?;
    let mut groups: Vec<(i64, i64)> = Vec::new();
    let mut size = u64::MAX;
    for row in rows {
        let (series, count) = row?;
        size = size.saturating_add(count);
        match groups.last_mut().filter(|_| size <= STEP) {
            Some(group) => group.1 = series,
            None => {
                groups.push((series, series));
                size = count;
            }
        }
    }
    Ok(groups)
}

fn grow_old(tx: &Transaction<'_>, (first, last): (i64, i64), cutoff: i64) -> Result<u64> {
    let moved = tx
        .prepare_cached(
            "INSERT INTO reading(series, ts, value, received)
             SELECT series, ts, value, received FROM reading_hot
             WHERE ts < ?1 AND series BETWEEN ?2 AND ?3 ORDER BY series, ts",
        )?
        .execute((cutoff, first, last))?;
    tx.prepare_cached("DELETE FROM reading_hot WHERE ts < ?1 AND series BETWEEN ?2 AND ?3")?
        .execute((cutoff, first, last))?;
    tx.prepare_cached("UPDATE series SET horizon = ?1 WHERE horizon < ?1 AND id BETWEEN ?2 AND ?3")?
        .execute((cutoff, first, last))?;
    Ok(moved as u64)
}
