//! Running totals, for people and monitoring.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction};

use super::{dirty, quarantine, unknown};
use crate::sql::{self, Date, Ms};
use crate::{Outcome, Result, Store};

const READINGS: &str = "readings";
const DUPLICATES: &str = "duplicates";
const CORRECTIONS: &str = "corrections";
const LAST_COMMIT: &str = "last_commit";
const ANALYSED_THROUGH: &str = "analysed_through";

/// Totals for `/metrics` and `/api/v1/status`; counts are since the database was made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    /// Readings stored: one for each series and instant; also those that were thinned later.
    pub readings: u64,
    /// Readings that were there already.
    pub duplicates: u64,
    /// Readings that replaced an earlier value.
    pub corrections: u64,
    /// Messages that could not be used.
    pub quarantined: u64,
    /// Rows of the quarantine given up for newer ones.
    pub quarantine_evicted: u64,
    /// Messages nobody asked for.
    pub unmatched: u64,
    /// Rows of the list of unknown devices given up for newer ones.
    pub unmatched_evicted: u64,
    /// The newest reception that is durable.
    pub last_commit: Option<DateTime<Utc>>,
    /// Hours of readings that wait for analysis, summed over all series; each span counts one hour at least,
    /// so 0 means that nothing waits.
    pub dirty_hours: f64,
    /// The last local date that analysis has concluded.
    pub analysed_through: Option<NaiveDate>,
}

impl Store {
    /// The totals as of the last commit.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn totals(&self) -> Result<Totals> {
        self.read(|tx| {
            let total = |name| total(tx, name);
            Ok(Totals {
                readings: total(READINGS)?,
                duplicates: total(DUPLICATES)?,
                corrections: total(CORRECTIONS)?,
                quarantined: total(quarantine::RING.counted)?,
                quarantine_evicted: total(quarantine::RING.evicted)?,
                unmatched: total(unknown::RING.counted)?,
                unmatched_evicted: total(unknown::RING.evicted)?,
                last_commit: last_commit(tx)?,
                dirty_hours: dirty::hours(tx)?,
                analysed_through: analysed_through(tx)?,
            })
        })
    }

    /// Notes the last local date that analysis has concluded.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn set_analysed_through(&self, date: NaiveDate) -> Result<()> {
        self.write(|tx| {
            tx.prepare_cached("INSERT OR REPLACE INTO fact(name, value) VALUES (?1, ?2)")?
                .execute((ANALYSED_THROUGH, Date(date)))?;
            Ok(())
        })
    }
}

/// How many readings are stored, and the newest reception that is durable.
pub(crate) fn readings_and_last_commit(conn: &Connection) -> Result<(u64, Option<DateTime<Utc>>)> {
    Ok((total(conn, READINGS)?, last_commit(conn)?))
}

fn total(conn: &Connection, name: &str) -> rusqlite::Result<u64> {
    Ok(u64::try_from(sql::counter(conn, name)?).unwrap_or(0))
}

pub(crate) fn note_readings(conn: &Connection, outcomes: &[Outcome]) -> Result<()> {
    for (counter, counted) in
        [(READINGS, Outcome::Stored), (DUPLICATES, Outcome::Duplicate), (CORRECTIONS, Outcome::Corrected)]
    {
        sql::add(conn, counter, sql::whole(outcomes.iter().filter(|outcome| **outcome == counted).count()))?;
    }
    Ok(())
}

pub(crate) fn note_commit(conn: &Connection, received: DateTime<Utc>) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO counter(name, value) VALUES (?1, ?2)
         ON CONFLICT(name) DO UPDATE SET value = max(value, excluded.value)",
    )?
    .execute((LAST_COMMIT, Ms(received)))?;
    Ok(())
}

fn last_commit(tx: &Connection) -> Result<Option<DateTime<Utc>>> {
    let mut statement = tx.prepare_cached("SELECT value FROM counter WHERE name = ?1")?;
    Ok(statement.query_row([LAST_COMMIT], |row| sql::instant(row, 0)).optional()?)
}

fn analysed_through(tx: &Transaction<'_>) -> Result<Option<NaiveDate>> {
    let mut statement = tx.prepare_cached("SELECT value FROM fact WHERE name = ?1")?;
    Ok(statement.query_row([ANALYSED_THROUGH], |row| sql::date(row, 0)).optional()?)
}
