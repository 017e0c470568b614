//! Blocks: the readings of one series and month, compressed.
//!
//! A block is written whole. It is used only when its checksum holds and what it decodes to agrees with its row: so
//! many readings, in order, from the first to the last instant, all of its month.

mod cache;
mod codec;

pub(crate) use cache::Recent;
use codec::Damage;

use rusqlite::{Connection, OptionalExtension, Row as SqlRow};

use super::month::Month;
use crate::{Result, StoreError};

/// A reading of a series; instants in milliseconds UTC. The time of reception is 0 where it was not asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Row {
    pub ts: i64,
    pub value: f64,
    pub received: i64,
}

/// Whether times of reception are wanted: figures do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Instants and values.
    Values,
    /// Also when they came.
    Received,
}

/// Keeps `rows`, which ascend, are of `month` and at least one, in place of what the block held.
pub(crate) fn store(conn: &Connection, series: i64, month: Month, rows: &[Row]) -> rusqlite::Result<()> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
    let (readings, received) = (codec::encode(rows), codec::encode_received(rows));
    let id: i64 = conn
        .prepare_cached(
            "INSERT INTO block(series, month, codec, n, t0, t1, crc, readings)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT(series, month) DO UPDATE SET codec = excluded.codec, n = excluded.n, t0 = excluded.t0,
                 t1 = excluded.t1, crc = excluded.crc, readings = excluded.readings
             RETURNING id",
        )?
        .query_row(
            (
                series,
                month.0,
                codec::CODEC,
                crate::sql::whole(rows.len()),
                first.ts,
                last.ts,
                codec::checksum(series, month, &readings),
                &readings,
            ),
            |row| row.get(0),
        )?;
    conn.prepare_cached("INSERT OR REPLACE INTO block_received(block, crc, received) VALUES (?1, ?2, ?3)")?
        .execute((id, codec::checksum(series, month, &received), &received))?;
    Ok(())
}

/// The readings of the block of `month`; nothing where there is none.
pub(crate) fn load(conn: &Connection, series: i64, month: Month, detail: Detail) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    load_months(conn, series, (month, month), detail, &mut rows)?;
    Ok(rows)
}

/// Adds the readings of all blocks of the months from `first` to `last`, oldest first.
pub(crate) fn load_months(
    conn: &Connection,
    series: i64,
    (first, last): (Month, Month),
    detail: Detail,
    rows: &mut Vec<Row>,
) -> Result<()> {
    let mut statement = conn.prepare_cached(match detail {
        Detail::Values => concat!(
            "SELECT month, codec, n, t0, t1, crc, readings, NULL, NULL FROM block ",
            "WHERE series = ?1 AND month BETWEEN ?2 AND ?3 ORDER BY month"
        ),
        Detail::Received => concat!(
            "SELECT month, codec, n, t0, t1, b.crc, readings, r.crc, r.received FROM block b ",
            "LEFT JOIN block_received r ON r.block = b.id ",
            "WHERE series = ?1 AND month BETWEEN ?2 AND ?3 ORDER BY month"
        ),
    })?;
    let mut found = statement.query((series, first.0, last.0))?;
    while let Some(row) = found.next()? {
        let month = Month(row.get(0)?);
        let decoded = open(row, series, month, detail)?;
        rows.extend(decoded.map_err(|damage| damaged(conn, series, month, &damage))?);
    }
    Ok(())
}

/// The month of the last block with a reading before `ts`, in milliseconds UTC.
pub(crate) fn month_before(conn: &Connection, series: i64, ts: i64) -> Result<Option<Month>> {
    let month = conn
        .prepare_cached(
            "SELECT month FROM block WHERE series = ?1 AND month <= ?2 AND t0 < ?3 ORDER BY month DESC LIMIT 1",
        )?
        .query_row((series, Month::of(ts).0, ts), |row| row.get(0).map(Month))
        .optional()?;
    Ok(month)
}

/// The month of the first block with a reading at or after `ts`, in milliseconds UTC.
pub(crate) fn month_from(conn: &Connection, series: i64, ts: i64) -> Result<Option<Month>> {
    let month = conn
        .prepare_cached(
            "SELECT month FROM block WHERE series = ?1 AND month >= ?2 AND t1 >= ?3 ORDER BY month LIMIT 1",
        )?
        .query_row((series, Month::of(ts).0, ts), |row| row.get(0).map(Month))
        .optional()?;
    Ok(month)
}

/// The months of which a series has blocks.
pub(crate) fn months(conn: &Connection, series: i64) -> Result<Vec<Month>> {
    let mut statement = conn.prepare_cached("SELECT month FROM block WHERE series = ?1 ORDER BY month")?;
    let rows = statement.query_map([series], |row| row.get(0).map(Month))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The readings in a row of the statements above, or why they are not what was written.
fn open(row: &SqlRow<'_>, series: i64, month: Month, detail: Detail) -> Result<Result<Vec<Row>, Damage>> {
    let (codec, stated) = (row.get(1)?, (row.get(2)?, row.get(3)?, row.get(4)?));
    let readings = (row.get(5)?, bytes(row, 6)?);
    let received = (row.get(7)?, bytes(row, 8)?);
    let check = || {
        let mut rows = codec::decode(codec, intact(series, month, readings)?)?;
        agree(&rows, month, stated)?;
        if detail == Detail::Received {
            codec::decode_received(codec, intact(series, month, received)?, &mut rows)?;
        }
        Ok(rows)
    };
    Ok(check())
}

/// Bytes whose checksum holds.
fn intact(series: i64, month: Month, (crc, bytes): (Option<i64>, Option<&[u8]>)) -> Result<&[u8], Damage> {
    let bytes = bytes.ok_or("its times of reception are missing")?;
    if crc == Some(codec::checksum(series, month, bytes)) {
        Ok(bytes)
    } else {
        Err("its checksum differs".to_owned())
    }
}

fn bytes<'a>(row: &'a SqlRow<'_>, column: usize) -> rusqlite::Result<Option<&'a [u8]>> {
    Ok(row.get_ref(column)?.as_blob_or_null()?)
}

/// Whether `rows` are what the block's row says of them: count, first and last instant.
fn agree(rows: &[Row], month: Month, (n, t0, t1): (i64, i64, i64)) -> Result<(), Damage> {
    let ends = rows.first().map(|row| row.ts).zip(rows.last().map(|row| row.ts));
    if crate::sql::whole(rows.len()) != n || ends != Some((t0, t1)) {
        return Err(format!("it holds {} readings and its row says {n}, or other ends", rows.len()));
    }
    if !rows.is_sorted_by(|a, b| a.ts < b.ts) {
        return Err("its readings are not in order of time".to_owned());
    }
    if t0 < month.start() || t1 >= month.end() {
        return Err("it holds readings of another month".to_owned());
    }
    Ok(())
}

/// The error that names series and month.
fn damaged(conn: &Connection, series: i64, month: Month, damage: &str) -> StoreError {
    let name = name(conn, series).unwrap_or_else(|_| format!("series {series}"));
    StoreError::Corrupt(format!("block {month} of {name}: {damage}"))
}

/// Device and series as people know them.
pub(crate) fn name(conn: &Connection, series: i64) -> rusqlite::Result<String> {
    conn.query_row("SELECT device || ' ' || series FROM series WHERE id = ?1", [series], |row| row.get(0))
}
