//! What analysis concluded of a building's carrier, day by day.

use chrono::NaiveDate;
use config::Carrier;
use engine::domain::DateRange;
use rusqlite::{Connection, Row};

use super::baselines::{self, BaselineRecord};
use crate::sql::{self, Date};
use crate::{Result, Store, StoreError};

/// A building's day of one carrier: what analysis concluded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResultDay {
    /// Local date.
    pub date: NaiveDate,
    /// Use, kWh or m³; none when too little of the day is known.
    pub used: Option<f64>,
    /// Mean outdoor temperature, °C; none when too little of the day is known.
    pub temp_c: Option<f64>,
    /// Share of the day's time that is known.
    pub coverage: f64,
    /// Share of `used` that rests on filled values.
    pub filled_share: f64,
    /// What the baseline expects in this weather, in the unit of `used`.
    pub expected: Option<f64>,
    /// Lower bound of `expected`.
    pub low: Option<f64>,
    /// Upper bound of `expected`.
    pub high: Option<f64>,
}

impl Store {
    /// Keeps what one step of analysis concluded of a building's carrier, in one transaction: new `baselines`, and
    /// `days`, which replace all that was kept in `replaced`.
    ///
    /// # Errors
    /// What SQLite reports, [`StoreError::Unstorable`] for a day outside `replaced` or a number that is not finite;
    /// nothing was kept.
    pub fn put_results(
        &self,
        building: &str,
        carrier: Carrier,
        baselines: &[BaselineRecord],
        replaced: DateRange,
        days: &[ResultDay],
    ) -> Result<()> {
        self.write(|tx| {
            baselines.iter().try_for_each(|baseline| baselines::put(tx, baseline))?;
            tx.prepare_cached(
                "DELETE FROM result_day WHERE building = ?1 AND carrier = ?2 AND date >= ?3 AND date < ?4",
            )?
            .execute((building, carrier.as_str(), Date(replaced.from), Date(replaced.to)))?;
            for day in days {
                check(building, replaced, day)?;
                put_day(tx, building, carrier, day)?;
            }
            Ok(())
        })
    }

    /// The days of a building's carrier in `dates`, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn result_days(&self, building: &str, carrier: Carrier, dates: DateRange) -> Result<Vec<ResultDay>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT date, used, temp_c, coverage, filled_share, expected, low, high FROM result_day
                 WHERE building = ?1 AND carrier = ?2 AND date >= ?3 AND date < ?4 ORDER BY date",
            )?;
            let place = (building, carrier.as_str(), Date(dates.from), Date(dates.to));
            let rows = statement.query_map(place, day)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// From the first to after the last day kept of a building's carrier.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn result_span(&self, building: &str, carrier: Carrier) -> Result<Option<DateRange>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT min(date), max(date) FROM result_day WHERE building = ?1 AND carrier = ?2",
            )?;
            Ok(statement.query_row((building, carrier.as_str()), sql::span)?)
        })
    }
}

fn check(building: &str, replaced: DateRange, day: &ResultDay) -> Result<()> {
    let numbers =
        [day.used, day.temp_c, Some(day.coverage), Some(day.filled_share), day.expected, day.low, day.high];
    if !numbers.iter().flatten().all(|number| number.is_finite()) {
        return Err(StoreError::Unstorable(format!(
            "day {} of building {building} is not finite: {day:?}",
            day.date
        )));
    }
    if !replaced.contains(day.date) {
        return Err(StoreError::Unstorable(format!(
            "day {} of building {building} lies outside of the days being replaced, {} to {}",
            day.date, replaced.from, replaced.to
        )));
    }
    Ok(())
}

fn put_day(conn: &Connection, building: &str, carrier: Carrier, day: &ResultDay) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO result_day
         (building, carrier, date, used, temp_c, coverage, filled_share, expected, low, high)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        building,
        carrier.as_str(),
        Date(day.date),
        day.used,
        day.temp_c,
        day.coverage,
        day.filled_share,
        day.expected,
        day.low,
        day.high,
    ))?;
    Ok(())
}

fn day(row: &Row<'_>) -> rusqlite::Result<ResultDay> {
    Ok(ResultDay {
        date: sql::date(row, 0)?,
        used: row.get(1)?,
        temp_c: row.get(2)?,
        coverage: row.get(3)?,
        filled_share: row.get(4)?,
        expected: row.get(5)?,
        low: row.get(6)?,
        high: row.get(7)?,
    })
}
