//! Old readings of registers are thinned: what [`engine::normalise::redundant`] says need not be kept is given up, for
//! ever. No figure changes.
//!
//! A block of a month at a time is looked at and written anew in one short transaction, so that a process may end at
//! any moment; pages that it no longer needs take new readings. Late readings go into a thinned block as into any
//! other and make it one to be looked at again. Values that were corrected are kept, with those that replaced them.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use engine::domain::SeriesKey;
use engine::normalise::{MeterRules, context, redundant};
use rusqlite::{Connection, OptionalExtension};

use super::append::Memory;
use super::block::{self, Detail, Row};
use super::month::Month;
use super::{layers, sqlite};
use crate::{Result, Store, sql};

/// Months of one register, and readings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thinned {
    /// Months in blocks.
    pub months: u64,
    /// Readings of them.
    pub readings: u64,
}

/// A block and what shall be left of it.
struct Plan {
    block: i64,
    crc: i64,
    left: Vec<Row>,
    given_up: usize,
}

impl Store {
    /// What [`Store::thin`] would look at: whole months UTC that end `age` before `now`, and `age` before the newest
    /// reading, so that a clock that is wrong takes nothing away; and all the readings they hold.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn thinnable(&self, key: &SeriesKey, age: TimeDelta, now: DateTime<Utc>) -> Result<Thinned> {
        self.read(|tx| {
            let Some(series) = sqlite::find(tx, key)? else { return Ok(Thinned::default()) };
            let due = due(tx, series, age, now)?;
            Ok(Thinned { months: due.len() as u64, readings: due.iter().map(|(_, readings)| readings).sum() })
        })
    }

    /// Gives up what is redundant in the months that [`Store::thinnable`] counts; `key` is a register and counts by
    /// `rules`. Gives how many months were looked at and how many readings are gone. Commits pass in between. Cut off
    /// at any point, every month is as it was or thinned. A damaged block stays as it is.
    ///
    /// # Errors
    /// What SQLite reports, or a block near by that is damaged; what was thinned until then stays so.
    pub fn thin(
        &self,
        key: &SeriesKey,
        rules: &MeterRules,
        age: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Thinned> {
        let _alone = self.fold_alone();
        // What lay in a block and beside it would return, and be counted twice.
        self.finish_fold()?;
        let mut done = Thinned::default();
        let Some(series) = self.read(|tx| sqlite::find(tx, key))? else { return Ok(done) };
        for (month, _) in self.read(|tx| due(tx, series, age, now))? {
            let Some(plan) = self.read(|tx| plan(tx, series, month, rules))? else { continue };
            if self.write_series(|tx, memory| carry_out(tx, memory, (series, month), &plan))? {
                done.months += 1;
                done.readings += plan.given_up as u64;
            }
        }
        Ok(done)
    }
}

/// How many readings were given up, and of how many months of series.
pub(crate) fn given_up(conn: &Connection) -> Result<Thinned> {
    let found = conn.query_row(
        "SELECT count(*), coalesce(sum(given_up), 0) FROM thinned WHERE given_up > 0",
        [],
        |row| Ok(Thinned { months: sql::count(row, 0)?, readings: sql::count(row, 1)? }),
    )?;
    Ok(found)
}

/// Months that are old enough and have not been looked at since they last changed, with their readings.
fn due(conn: &Connection, series: i64, age: TimeDelta, now: DateTime<Utc>) -> Result<Vec<(Month, u64)>> {
    let Some(newest) = layers::tail(conn, series)? else { return Ok(Vec::new()) };
    let newest = newest.ts.min(now.timestamp_millis());
    let open = Month::of(newest.saturating_sub(age.num_milliseconds()));
    let mut statement = conn.prepare_cached(
        "SELECT month, n FROM block LEFT JOIN thinned ON thinned.block = block.id
         WHERE series = ?1 AND month < ?2 AND thinned.crc IS NOT block.crc ORDER BY month",
    )?;
    let rows = statement.query_map((series, open.0), |row| Ok((Month(row.get(0)?), sql::count(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What shall be left of a month; nothing where there is no block any more.
fn plan(conn: &Connection, series: i64, month: Month, rules: &MeterRules) -> Result<Option<Plan>> {
    let Some((block, crc)) = identity(conn, series, month)? else { return Ok(None) };
    let around = context(rules).num_milliseconds();
    let (from, to) = (month.start().saturating_sub(around), month.end().saturating_add(around));
    let mut seen = Vec::new();
    seen.extend(layers::last_before(conn, series, from)?);
    seen.extend(layers::inside(conn, series, from, to, Detail::Values)?);
    seen.extend(layers::first_from(conn, series, to)?);
    let points = seen.into_iter().map(layers::point).collect::<Result<Vec<_>>>()?;
    let mut gone: HashSet<i64> = redundant(&points, rules).iter().map(DateTime::timestamp_millis).collect();
    for corrected in corrected(conn, series, month)? {
        gone.remove(&corrected);
    }
    let mut left = block::load(conn, series, month, Detail::Received)?;
    let before = left.len();
    left.retain(|row| !gone.contains(&row.ts));
    let given_up = before - left.len();
    Ok(Some(Plan { block, crc, left, given_up }))
}

/// Writes what is left, unless the block is another one meanwhile.
fn carry_out(
    conn: &Connection,
    memory: &mut Memory,
    (series, month): (i64, Month),
    plan: &Plan,
) -> Result<bool> {
    if identity(conn, series, month)? != Some((plan.block, plan.crc)) {
        return Ok(false);
    }
    if plan.given_up > 0 {
        memory.blocks.clear();
        block::store(conn, series, month, &plan.left)?;
    }
    conn.prepare_cached(
        "INSERT INTO thinned(block, crc, given_up) SELECT id, crc, ?2 FROM block WHERE id = ?1
         ON CONFLICT(block) DO UPDATE SET crc = excluded.crc, given_up = given_up + excluded.given_up",
    )?
    .execute((plan.block, sql::whole(plan.given_up)))?;
    Ok(true)
}

/// The row of a block and the checksum of its readings.
fn identity(conn: &Connection, series: i64, month: Month) -> Result<Option<(i64, i64)>> {
    let found = conn
        .prepare_cached("SELECT id, crc FROM block WHERE series = ?1 AND month = ?2")?
        .query_row((series, month.0), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// Instants at which a value was corrected: an earlier one that comes again must be recognised.
fn corrected(conn: &Connection, series: i64, month: Month) -> Result<Vec<i64>> {
    let mut statement =
        conn.prepare_cached("SELECT ts FROM superseded WHERE series = ?1 AND ts >= ?2 AND ts < ?3")?;
    let rows = statement.query_map((series, month.start(), month.end()), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
