//! Messages that could not be used: kept whole enough to be understood and replayed, counted, bounded.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row};

use super::ring::Ring;
use crate::sql::{self, Ms};
use crate::{BadMessage, Result, Store};

/// Characters kept of a reason.
const TEXT: usize = 1_000;

pub(crate) const RING: Ring = Ring {
    rows: 10_000,
    bytes: 64 << 20,
    counted: "quarantined",
    evicted: "quarantine_evicted",
    now_rows: "quarantine_rows",
    now_bytes: "quarantine_bytes",
    evict: "DELETE FROM quarantine WHERE id = (SELECT id FROM quarantine ORDER BY last_seen, id LIMIT 1)
            RETURNING held",
};

/// One row of the quarantine: equal reason and topic are counted together.
#[derive(Debug, Clone, PartialEq)]
pub struct QuarantineItem {
    /// Names the row; newer rows have greater ones.
    pub id: i64,
    /// Topic the messages came on.
    pub topic: String,
    /// Stable code of the reason.
    pub code: String,
    /// The reason of the newest one as a sentence.
    pub text: String,
    /// How many came.
    pub count: u64,
    /// When the first came.
    pub first_seen: DateTime<Utc>,
    /// When the newest came.
    pub last_seen: DateTime<Utc>,
    /// Length of the newest payload as it came.
    pub bytes: u64,
}

/// A message kept in the quarantine, to look at or to replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedMessage {
    /// Topic it came on.
    pub topic: String,
    /// Its payload, at most 64 KiB of it.
    pub payload: Vec<u8>,
    /// When it came.
    pub received: DateTime<Utc>,
}

impl Store {
    /// Rows of the quarantine, newest first; `after` is the id of the last row of the page before.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn quarantine(&self, after: Option<i64>, limit: usize) -> Result<Vec<QuarantineItem>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT id, topic, code, text, count, first_seen, last_seen, bytes FROM quarantine
                 WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
            )?;
            let rows = statement.query_map((after.unwrap_or(i64::MAX), sql::whole(limit)), item)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The messages kept of a row: the first, and the newest if it is another one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn quarantined_messages(&self, id: i64) -> Result<Vec<QuarantinedMessage>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT q.topic, p.payload, p.received FROM quarantine_payload p
                 JOIN quarantine q ON q.id = p.quarantine WHERE p.quarantine = ?1 ORDER BY p.which",
            )?;
            let rows = statement.query_map([id], |row| {
                Ok(QuarantinedMessage {
                    topic: row.get(0)?,
                    payload: row.get(1)?,
                    received: sql::instant(row, 2)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Removes a row, for instance after its messages were replayed; gives whether it was there.
    ///
    /// # Errors
    /// What SQLite reports; nothing was removed.
    pub fn remove_quarantined(&self, id: i64) -> Result<bool> {
        self.write(|tx| {
            let held: Option<i64> = tx
                .prepare_cached("DELETE FROM quarantine WHERE id = ?1 RETURNING held")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            if let Some(held) = held {
                sql::add(tx, RING.now_rows, -1)?;
                sql::add(tx, RING.now_bytes, -held)?;
            }
            Ok(held.is_some())
        })
    }
}

/// Messages of one batch with the same topic and reason.
struct Group<'a> {
    first: &'a BadMessage,
    last: &'a BadMessage,
    count: usize,
}

pub(crate) fn keep(conn: &Connection, messages: &[BadMessage]) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    for message in messages {
        let place = *places.entry((&message.topic, &message.code)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => (group.last, group.count) = (message, group.count + 1),
            None => groups.push(Group { first: message, last: message, count: 1 }),
        }
    }
    sql::add(conn, RING.counted, sql::whole(messages.len()))?;
    groups.iter().try_for_each(|group| keep_group(conn, group))
}

fn keep_group(conn: &Connection, group: &Group<'_>) -> Result<()> {
    let Group { first, last, count } = group;
    let row: Option<(i64, i64)> = conn
        .prepare_cached("SELECT id, held FROM quarantine WHERE topic = ?1 AND code = ?2")?
        .query_row((&first.topic, &first.code), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (id, held_before, repeated) = match row {
        Some((id, held)) => (id, held, true),
        None => (begin(conn, first)?, 0, *count > 1),
    };
    if repeated {
        put_payload(conn, id, "last", last)?;
    }
    let held: i64 = conn
        .prepare_cached(
            "UPDATE quarantine SET text = ?2, count = count + ?3, last_seen = max(last_seen, ?4), bytes = ?5,
             held = octet_length(topic) + octet_length(?2) +
                    (SELECT sum(length(payload)) FROM quarantine_payload WHERE quarantine = ?1)
             WHERE id = ?1 RETURNING held",
        )?
        .query_row(
            (id, shortened(&last.text), sql::whole(*count), Ms(last.received), sql::whole(last.bytes)),
            |row| row.get(0),
        )?;
    RING.grow(conn, i64::from(row.is_none()), held - held_before)
}

fn begin(conn: &Connection, first: &BadMessage) -> Result<i64> {
    conn.prepare_cached(
        "INSERT INTO quarantine(topic, code, text, count, first_seen, last_seen, bytes, held)
         VALUES (?1, ?2, '', 0, ?3, ?3, 0, 0)",
    )?
    .execute((&first.topic, &first.code, Ms(first.received)))?;
    let id = conn.last_insert_rowid();
    put_payload(conn, id, "first", first)?;
    Ok(id)
}

fn put_payload(conn: &Connection, id: i64, which: &str, message: &BadMessage) -> Result<()> {
    let kept = message.payload.get(..BadMessage::KEPT).unwrap_or(&message.payload);
    conn.prepare_cached(
        "INSERT OR REPLACE INTO quarantine_payload(quarantine, which, received, payload) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((id, which, Ms(message.received), kept))?;
    Ok(())
}

fn shortened(text: &str) -> &str {
    text.char_indices().nth(TEXT).map_or(text, |(end, _)| &text[..end])
}

fn item(row: &Row<'_>) -> rusqlite::Result<QuarantineItem> {
    Ok(QuarantineItem {
        id: row.get(0)?,
        topic: row.get(1)?,
        code: row.get(2)?,
        text: row.get(3)?,
        count: sql::count(row, 4)?,
        first_seen: sql::instant(row, 5)?,
        last_seen: sql::instant(row, 6)?,
        bytes: sql::count(row, 7)?,
    })
}
