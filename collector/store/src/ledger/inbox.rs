//! First receptions: a message without a time of its own counts from when it came first, also when the broker
//! delivers it again.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use crate::sql::{self, Ms};
use crate::{InboxMark, Result, Store};

/// Marks of one transaction that forgets.
const FORGET_STEP: usize = 2_000;

impl Store {
    /// When a message with this digest came first, as far as it is remembered.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn first_reception(&self, digest: &[u8; 16]) -> Result<Option<DateTime<Utc>>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached("SELECT received FROM inbox WHERE digest = ?1")?;
            Ok(statement.query_row([digest.as_slice()], |row| sql::instant(row, 0)).optional()?)
        })
    }

    /// Forgets messages that came first before `before`, in transactions short enough for live commits to pass in
    /// between; gives how many.
    ///
    /// # Errors
    /// What SQLite reports; a part may be forgotten.
    pub fn forget_receptions(&self, before: DateTime<Utc>) -> Result<usize> {
        let mut forgotten = 0;
        loop {
            let step = self.write(|tx| {
                let mut statement = tx.prepare_cached(
                    "DELETE FROM inbox WHERE digest IN (SELECT digest FROM inbox WHERE received < ?1 LIMIT ?2)",
                )?;
                Ok(statement.execute((Ms(before), sql::whole(FORGET_STEP)))?)
            })?;
            forgotten += step;
            if step < FORGET_STEP {
                return Ok(forgotten);
            }
        }
    }
}

pub(crate) fn keep(conn: &Connection, marks: &[InboxMark]) -> Result<()> {
    // A digest that comes anew is a new message under an old number: the earlier one was acknowledged.
    let mut statement = conn.prepare_cached(
        "INSERT INTO inbox(digest, received) VALUES (?1, ?2)
         ON CONFLICT(digest) DO UPDATE SET received = excluded.received",
    )?;
    for mark in marks {
        statement.execute((mark.digest.as_slice(), Ms(mark.received)))?;
    }
    Ok(())
}
