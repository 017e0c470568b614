//! Devices and topics nobody asked for: a list for the technician, not a store.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row};

use super::ring::Ring;
use crate::sql::{self, Ms};
use crate::{Result, Store, UnmatchedMessage};

pub(crate) const RING: Ring = Ring {
    rows: 10_000,
    bytes: 8 << 20,
    counted: "unmatched",
    evicted: "unmatched_evicted",
    now_rows: "unknown_rows",
    now_bytes: "unknown_bytes",
    evict: "DELETE FROM unknown WHERE id = (SELECT id FROM unknown ORDER BY last_seen, id LIMIT 1) RETURNING held",
};

/// One device or topic nobody asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownItem {
    /// Names the row.
    pub id: i64,
    /// Topic it sends on.
    pub topic: String,
    /// Device identity, when a profile could decode it.
    pub device: Option<String>,
    /// That profile.
    pub profile: Option<String>,
    /// Canonical series name.
    pub series: Option<String>,
    /// The newest value, in `unit`.
    pub last_value: Option<f64>,
    /// Canonical unit.
    pub unit: Option<String>,
    /// How many messages came.
    pub count: u64,
    /// When the first came.
    pub first_seen: DateTime<Utc>,
    /// When the newest came.
    pub last_seen: DateTime<Utc>,
}

impl UnknownItem {
    /// Where it stands in the list, to go on after it: when it was heard of last (milliseconds UTC), and its id.
    #[must_use]
    pub fn place(&self) -> (i64, i64) {
        (self.last_seen.timestamp_millis(), self.id)
    }
}

impl Store {
    /// Devices and topics nobody asked for, the one heard of last first; `after` is the [place](UnknownItem::place) of
    /// the last item of the page before.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn unknown(&self, after: Option<(i64, i64)>, limit: usize) -> Result<Vec<UnknownItem>> {
        let (last_seen, id) = after.unwrap_or((i64::MAX, i64::MAX));
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT topic, device, profile, series, last_value, unit, count, first_seen, last_seen, id FROM unknown
                 WHERE (last_seen, id) < (?1, ?2) ORDER BY last_seen DESC, id DESC LIMIT ?3",
            )?;
            let rows = statement.query_map((last_seen, id, sql::whole(limit)), item)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

pub(crate) fn keep(conn: &Connection, messages: &[UnmatchedMessage]) -> Result<()> {
    let mut groups: BTreeMap<_, (&UnmatchedMessage, i64)> = BTreeMap::new();
    for message in messages {
        let entry = groups.entry((&message.topic, &message.device, &message.series)).or_insert((message, 0));
        *entry = (message, entry.1 + 1);
    }
    sql::add(conn, RING.counted, sql::whole(messages.len()))?;
    groups.values().try_for_each(|(last, count)| keep_group(conn, last, *count))
}

fn keep_group(conn: &Connection, last: &UnmatchedMessage, count: i64) -> Result<()> {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let (device, series) = (text(&last.device), text(&last.series));
    let value = last.value.filter(|value| value.is_finite());
    let updated = conn
        .prepare_cached(
            "UPDATE unknown SET profile = ?4, last_value = ?5, unit = ?6, count = count + ?7,
             last_seen = max(last_seen, ?8) WHERE topic = ?1 AND device = ?2 AND series = ?3 RETURNING 1",
        )?
        .query_row(
            (&last.topic, &device, &series, &last.profile, value, &last.unit, count, Ms(last.received)),
            |_| Ok(()),
        )
        .optional()?;
    if updated.is_some() {
        return Ok(());
    }
    let held = sql::whole(last.topic.len() + device.len() + series.len());
    conn.prepare_cached(
        "INSERT INTO unknown(topic, device, series, profile, last_value, unit, count, first_seen, last_seen, held)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)",
    )?
    .execute((&last.topic, &device, &series, &last.profile, value, &last.unit, count, Ms(last.received), held))?;
    RING.grow(conn, 1, held)
}

fn item(row: &Row<'_>) -> rusqlite::Result<UnknownItem> {
    let known = |index| row.get::<_, String>(index).map(|text| (!text.is_empty()).then_some(text));
    Ok(UnknownItem {
        id: row.get(9)?,
        topic: row.get(0)?,
        device: known(1)?,
        profile: row.get(2)?,
        series: known(3)?,
        last_value: row.get(4)?,
        unit: row.get(5)?,
        count: sql::count(row, 6)?,
        first_seen: sql::instant(row, 7)?,
        last_seen: sql::instant(row, 8)?,
    })
}
