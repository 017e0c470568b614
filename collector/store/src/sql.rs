//! How instants, dates and words lie in columns.

use chrono::{DateTime, NaiveDate, Utc};
use engine::domain::DateRange;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, ToSql};

/// An instant as milliseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ms(pub DateTime<Utc>);

/// A local date as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date(pub NaiveDate);

impl ToSql for Ms {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_millis().into())
    }
}

impl FromSql for Ms {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let millis = value.as_i64()?;
        DateTime::from_timestamp_millis(millis).map(Self).ok_or(FromSqlError::OutOfRange(millis))
    }
}

impl ToSql for Date {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.format("%Y-%m-%d").to_string().into())
    }
}

impl FromSql for Date {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        text.parse().map(Self).map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

/// The instant in column `index`.
pub(crate) fn instant(row: &Row<'_>, index: usize) -> rusqlite::Result<DateTime<Utc>> {
    row.get(index).map(|Ms(at)| at)
}

/// The local date in column `index`.
pub(crate) fn date(row: &Row<'_>, index: usize) -> rusqlite::Result<NaiveDate> {
    row.get(index).map(|Date(date)| date)
}

/// The count in column `index`.
pub(crate) fn count(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(index)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, number))
}

/// The word in column `index`, as `parse` knows it.
pub(crate) fn word<T>(row: &Row<'_>, index: usize, parse: fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let text: String = row.get(index)?;
    parse(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            index,
            rusqlite::types::Type::Text,
            format!("unknown word {text:?}").into(),
        )
    })
}

/// A length or count as SQLite keeps it.
pub(crate) fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Adds to a running total.
pub(crate) fn add(conn: &Connection, counter: &str, amount: i64) -> rusqlite::Result<()> {
    if amount != 0 {
        conn.prepare_cached(
            "INSERT INTO counter(name, value) VALUES (?1, ?2)
             ON CONFLICT(name) DO UPDATE SET value = value + excluded.value",
        )?
        .execute((counter, amount))?;
    }
    Ok(())
}

/// A running total; 0 before anything was counted.
pub(crate) fn counter(conn: &Connection, name: &str) -> rusqlite::Result<i64> {
    let value = conn
        .prepare_cached("SELECT value FROM counter WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(value.unwrap_or(0))
}

/// From the date in the first column to after the one in the second; nothing where both are empty.
pub(crate) fn span(row: &Row<'_>) -> rusqlite::Result<Option<DateRange>> {
    let first: Option<Date> = row.get(0)?;
    let last: Option<Date> = row.get(1)?;
    let after = last.and_then(|Date(last)| last.succ_opt());
    Ok(first.zip(after).and_then(|(Date(first), after)| DateRange::new(first, after)))
}
