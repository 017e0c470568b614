//! What was learned of a meter from its readings: facts, local days, events.

use std::ops::Range;

use chrono::{DateTime, Utc};
use engine::domain::{DateRange, Quality};
use engine::normalise::DayUse;
use rusqlite::{Connection, OptionalExtension, Row};

use super::dirty::{self, Dirty};
use crate::sql::{self, Date, Ms};
use crate::{Result, Store, StoreError};

/// What was learned of a meter from its readings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeterFacts {
    /// How often it reports, in seconds.
    pub interval_seconds: i64,
    /// More than this per hour was never seen to flow (kW or m³/h).
    pub max_per_hour: Option<f64>,
}

/// Something that happened to a meter, such as a register that restarted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Stable word for what happened.
    pub kind: String,
    /// The same as a sentence, with the numbers.
    pub detail: String,
}

/// What one step of analysis concluded of a meter.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// Facts as now known.
    pub facts: MeterFacts,
    /// Local days; each replaces what was kept for its date.
    pub days: Vec<DayUse>,
    /// The events within `events_in`, all of them: they replace what was kept there.
    pub events: Vec<MeterEvent>,
    /// From the start to before the end.
    pub events_in: Range<DateTime<Utc>>,
}

impl Store {
    /// The facts of a meter, once it has been analysed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn facts(&self, meter: &str) -> Result<Option<MeterFacts>> {
        self.read(|tx| {
            let mut statement =
                tx.prepare_cached("SELECT interval_seconds, max_per_hour FROM meter_facts WHERE meter = ?1")?;
            let facts = statement.query_row([meter], |row| {
                Ok(MeterFacts { interval_seconds: row.get(0)?, max_per_hour: row.get(1)? })
            });
            Ok(facts.optional()?)
        })
    }

    /// Keeps the facts of a meter by themselves.
    ///
    /// # Errors
    /// What SQLite reports; nothing was kept.
    pub fn put_facts(&self, meter: &str, facts: MeterFacts) -> Result<()> {
        self.write(|tx| put_facts(tx, meter, facts))
    }

    /// Keeps what one step of analysis concluded of a meter and clears the spans it looked at, in one transaction.
    /// A span that grew meanwhile stays marked. Give no spans for a meter that shares its series with one still to
    /// be settled.
    ///
    /// # Errors
    /// What SQLite reports, [`StoreError::Unstorable`] for a number that is not finite; nothing was kept.
    pub fn settle_meter(&self, meter: &str, settled: &Settled, spans: &[Dirty]) -> Result<()> {
        self.write(|tx| {
            put_facts(tx, meter, settled.facts)?;
            put_days(tx, meter, &settled.days)?;
            put_events(tx, meter, settled)?;
            dirty::clear(tx, spans)
        })
    }

    /// The local days of a meter in `dates`, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn meter_days(&self, meter: &str, dates: DateRange) -> Result<Vec<DayUse>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT date, value, quality, coverage, filled_share FROM meter_day
                 WHERE meter = ?1 AND date >= ?2 AND date < ?3 ORDER BY date",
            )?;
            let rows = statement.query_map((meter, Date(dates.from), Date(dates.to)), day)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// From the first to after the last local day kept of a meter.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn meter_day_span(&self, meter: &str) -> Result<Option<DateRange>> {
        self.read(|tx| {
            let mut statement =
                tx.prepare_cached("SELECT min(date), max(date) FROM meter_day WHERE meter = ?1")?;
            Ok(statement.query_row([meter], sql::span)?)
        })
    }

    /// The events of a meter from `from` to before `to`, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn events(&self, meter: &str, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<MeterEvent>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT at, kind, detail FROM meter_event WHERE meter = ?1 AND at >= ?2 AND at < ?3
                 ORDER BY at, kind, detail",
            )?;
            let rows = statement.query_map((meter, Ms(from), Ms(to)), |row| {
                Ok(MeterEvent { at: sql::instant(row, 0)?, kind: row.get(1)?, detail: row.get(2)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

fn put_facts(conn: &Connection, meter: &str, facts: MeterFacts) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO meter_facts(meter, interval_seconds, max_per_hour) VALUES (?1, ?2, ?3)",
    )?
    .execute((meter, facts.interval_seconds, facts.max_per_hour))?;
    Ok(())
}

fn put_days(conn: &Connection, meter: &str, days: &[DayUse]) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT OR REPLACE INTO meter_day(meter, date, value, quality, coverage, filled_share)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for day in days {
        if ![day.value, day.coverage, day.filled_share].iter().all(|number| number.is_finite()) {
            return Err(StoreError::Unstorable(format!(
                "day {} of meter {meter} is not finite: {day:?}",
                day.date
            )));
        }
        let date = Date(day.date);
        statement.execute((meter, date, day.value, day.quality.as_str(), day.coverage, day.filled_share))?;
    }
    Ok(())
}

fn put_events(conn: &Connection, meter: &str, settled: &Settled) -> Result<()> {
    let Range { start, end } = settled.events_in;
    if let Some(stray) = settled.events.iter().find(|event| !(start..end).contains(&event.at)) {
        return Err(StoreError::Unstorable(format!(
            "event of meter {meter} at {} lies outside of the span being replaced, {start} to {end}",
            stray.at
        )));
    }
    conn.prepare_cached("DELETE FROM meter_event WHERE meter = ?1 AND at >= ?2 AND at < ?3")?.execute((
        meter,
        Ms(start),
        Ms(end),
    ))?;
    let mut statement =
        conn.prepare_cached("INSERT INTO meter_event(meter, at, kind, detail) VALUES (?1, ?2, ?3, ?4)")?;
    for event in &settled.events {
        statement.execute((meter, Ms(event.at), &event.kind, &event.detail))?;
    }
    Ok(())
}

fn day(row: &Row<'_>) -> rusqlite::Result<DayUse> {
    Ok(DayUse {
        date: sql::date(row, 0)?,
        value: row.get(1)?,
        quality: sql::word(row, 2, Quality::from_word)?,
        coverage: row.get(3)?,
        filled_share: row.get(4)?,
    })
}
