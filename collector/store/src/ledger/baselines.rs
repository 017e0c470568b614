//! Baselines as kept: none is ever edited or removed, another one of the same period takes its place.

use chrono::{DateTime, Utc};
use config::Carrier;
use engine::baseline::{Baseline, Severity};
use engine::domain::DateRange;
use rusqlite::{Connection, OptionalExtension, Row};
use tracing::warn;

use super::document;
use crate::sql::{self, Date, Ms};
use crate::{Result, Store, StoreError};

/// A baseline as kept: current until another of the same period supersedes it.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineRecord {
    /// Names it for ever; two baselines with the same id are the same.
    pub id: String,
    /// Building.
    pub building: String,
    /// What flows.
    pub carrier: Carrier,
    /// The configured period.
    pub period: DateRange,
    /// Version of the method that made it.
    pub method_version: String,
    /// When it was made.
    pub computed_at: DateTime<Utc>,
    /// The model, or why there is none.
    pub outcome: BaselineOutcome,
    /// What a reader of a fitted one must know, such as an unusually long period.
    pub warnings: Vec<StoredFinding>,
}

/// Fitted, or the findings that forbid it.
#[derive(Debug, Clone, PartialEq)]
pub enum BaselineOutcome {
    /// The fitted baseline.
    Fitted(Box<Baseline>),
    /// The findings that forbid one.
    Insufficient(Vec<StoredFinding>),
}

/// A finding as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFinding {
    /// Stable code.
    pub code: String,
    /// What it means for the result.
    pub severity: Severity,
    /// A sentence with the numbers and what to do.
    pub text: String,
    /// The numbers that prove it.
    pub data: Vec<(String, f64)>,
}

const COLUMNS: &str = "id, building, carrier, period_from, period_to, method_version, computed_at, outcome";

impl Store {
    /// The current baselines of a building's carrier, by period. One that an older method wrote in a way this
    /// program no longer reads is left out with a warning: analysis makes it anew.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn baselines(&self, building: &str, carrier: Carrier) -> Result<Vec<BaselineRecord>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM baseline
                 WHERE building = ?1 AND carrier = ?2 AND superseded_at IS NULL ORDER BY period_from, period_to"
            ))?;
            let rows = statement.query_map((building, carrier.as_str()), record)?;
            let mut records = Vec::new();
            for row in rows {
                records.extend(readable(row?));
            }
            Ok(records)
        })
    }

    /// The baseline of this id, current or not: every reported figure names one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn baseline(&self, id: &str) -> Result<Option<BaselineRecord>> {
        self.read(|tx| {
            let mut statement =
                tx.prepare_cached(&format!("SELECT {COLUMNS} FROM baseline WHERE id = ?1"))?;
            Ok(statement.query_row([id], record).optional()?.and_then(readable))
        })
    }

    /// Makes baselines of periods that are no longer configured past ones; `keep` are the periods still wanted.
    ///
    /// # Errors
    /// What SQLite reports; nothing changed.
    pub fn retire_baselines(
        &self,
        building: &str,
        carrier: Carrier,
        keep: &[DateRange],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let current = self.baselines(building, carrier)?;
        self.write(|tx| {
            let gone = current.iter().filter(|record| !keep.contains(&record.period));
            gone.into_iter().try_for_each(|record| supersede(tx, record, "", at))
        })
    }
}

/// Adds a baseline and makes it the current one of its period.
pub(super) fn put(conn: &Connection, record: &BaselineRecord) -> Result<()> {
    let outcome = document::write(&record.outcome, &record.warnings).map_err(|reason| {
        StoreError::Unstorable(format!("baseline {} of building {}: {reason}", record.id, record.building))
    })?;
    supersede(conn, record, &record.id, record.computed_at)?;
    let known: Option<String> = conn
        .prepare_cached("UPDATE baseline SET superseded_at = NULL WHERE id = ?1 RETURNING outcome")?
        .query_row([&record.id], |row| row.get(0))
        .optional()?;
    match known {
        None => insert(conn, record, &outcome),
        Some(known) if known == outcome => Ok(()),
        // The same baseline, written by a version whose documents are no longer read.
        Some(known) if document::read(&known).is_err() => rewrite(conn, record, &outcome),
        Some(_) => Err(StoreError::Unstorable(format!(
            "baseline {} is kept already with another content; a changed baseline needs a new id",
            record.id
        ))),
    }
}

fn insert(conn: &Connection, record: &BaselineRecord, outcome: &str) -> Result<()> {
    conn.prepare_cached(&format!("INSERT INTO baseline({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"))?
        .execute((
            &record.id,
            &record.building,
            record.carrier.as_str(),
            Date(record.period.from),
            Date(record.period.to),
            &record.method_version,
            Ms(record.computed_at),
            outcome,
        ))?;
    Ok(())
}

fn rewrite(conn: &Connection, record: &BaselineRecord, outcome: &str) -> Result<()> {
    conn.prepare_cached("UPDATE baseline SET outcome = ?2, method_version = ?3 WHERE id = ?1")?.execute((
        &record.id,
        outcome,
        &record.method_version,
    ))?;
    Ok(())
}

/// Ends the time of every baseline of the same building, carrier and period but `except`.
fn supersede(conn: &Connection, record: &BaselineRecord, except: &str, at: DateTime<Utc>) -> Result<()> {
    conn.prepare_cached(
        "UPDATE baseline SET superseded_at = ?6 WHERE building = ?1 AND carrier = ?2 AND period_from = ?3
         AND period_to = ?4 AND id <> ?5 AND superseded_at IS NULL",
    )?
    .execute((
        &record.building,
        record.carrier.as_str(),
        Date(record.period.from),
        Date(record.period.to),
        except,
        Ms(at),
    ))?;
    Ok(())
}

/// A record, or its id with the reason why its outcome cannot be read.
type Read = Result<BaselineRecord, (String, String)>;

fn record(row: &Row<'_>) -> rusqlite::Result<Read> {
    let id: String = row.get(0)?;
    let text: String = row.get(7)?;
    let (outcome, warnings) = match document::read(&text) {
        Ok(read) => read,
        Err(reason) => return Ok(Err((id, reason))),
    };
    Ok(Ok(BaselineRecord {
        id,
        building: row.get(1)?,
        carrier: sql::word(row, 2, Carrier::from_word)?,
        period: DateRange { from: sql::date(row, 3)?, to: sql::date(row, 4)? },
        method_version: row.get(5)?,
        computed_at: sql::instant(row, 6)?,
        outcome,
        warnings,
    }))
}

fn readable(read: Read) -> Option<BaselineRecord> {
    match read {
        Ok(record) => Some(record),
        Err((id, reason)) => {
            warn!(baseline = %id, %reason, "baseline {id} cannot be read and is left out until it is made anew: {reason}");
            None
        }
    }
}
