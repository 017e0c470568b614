//! Nights of a building's heat: whether its night setback has gone. Looked at when results are concluded, because only
//! readings tell nights from days; what was found is kept.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use config::Carrier;
use engine::baseline::{Calendar, Day, UseUnit};
use engine::domain::{DateRange, LocalDay, Quality};
use engine::normalise::IntervalUse;
use engine::savings::attention::{Night, WARMEST_C, lost_setback, mornings_and_evenings};
use store::StoreError;

use super::building::Case;
use super::used::factor;
use super::uses_of;

/// Days that are looked at: this heating season and two before it.
const LOOK_BACK_DAYS: usize = 800;
/// It is the heating season when one of so many days was cold.
const LATELY: usize = 10;
/// A meter that reports more seldom than this does not tell nights from days.
const LONGEST_INTERVAL_SECONDS: i64 = 3 * 3_600;

impl Case<'_> {
    /// Look at the nights of heat and keep what was found. Says whether it is another than before.
    pub fn look_at_nights(&self, days: &[Day]) -> Result<bool, StoreError> {
        if self.carrier != Carrier::DistrictHeating {
            return Ok(false);
        }
        let today = LocalDay::containing(self.now, self.building.zone).date;
        let is_heated = |day: &Day| day.temp_c.is_some_and(|temp_c| temp_c < WARMEST_C);
        let lately = days.iter().rev().take(LATELY);
        let nights = if lately.filter(|day| day.date + Days::new(7) >= today).any(is_heated) {
            self.nights(days)?
        } else {
            Vec::new()
        };
        let found = lost_setback(&nights, today);
        if self.store.lost_setback(&self.building.id)? == found {
            return Ok(false);
        }
        self.store.put_lost_setback(&self.building.id, found.as_ref())?;
        Ok(true)
    }

    /// The nights between two workdays of which everything is known.
    fn nights(&self, days: &[Day]) -> Result<Vec<Night>, StoreError> {
        let days = &days[days.len().saturating_sub(LOOK_BACK_DAYS)..];
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
        let dates = DateRange { from: first.date, to: last.date + Days::new(1) };
        let Some(parts) = self.parts(dates)? else { return Ok(Vec::new()) };
        let calendar = Calendar::of_building(self.portfolio, self.building);
        let is_workday = |date: NaiveDate| calendar.weekday(date) < 5 && !calendar.in_any_mode(date);
        let temps: HashMap<NaiveDate, f64> =
            days.iter().filter_map(|day| Some((day.date, day.known_temperature()?))).collect();
        let night = |(index, date): (usize, NaiveDate)| {
            let next = date + Days::new(1);
            let [day, night, day_after] = parts.get(2 * index..2 * index + 3)? else { return None };
            let pace = f64::midpoint(day.per_hour()?, day_after.per_hour()?);
            (is_workday(date) && is_workday(next)).then_some(Night {
                date,
                temp_c: f64::midpoint(*temps.get(&date)?, *temps.get(&next)?),
                used_kwh: night.kwh?,
                by_day_kwh: pace * night.hours,
            })
        };
        Ok(dates.dates().enumerate().filter_map(night).collect())
    }

    /// Days and nights in turn, all main meters together; none when a meter does not tell them apart.
    fn parts(&self, dates: DateRange) -> Result<Option<Vec<Part>>, StoreError> {
        let boundaries = mornings_and_evenings(dates, self.building.zone);
        let mut all: Option<Vec<Part>> = None;
        for meter in self.building.main_meters(self.carrier) {
            let facts = self.store.facts(&meter.id)?;
            let is_often = facts.is_some_and(|facts| facts.interval_seconds <= LONGEST_INTERVAL_SECONDS);
            let Some(factor) = factor(meter, UseUnit::Kwh).filter(|_| is_often) else { return Ok(None) };
            let place = (meter, self.building.zone);
            let uses = uses_of(self.store, self.portfolio, place, &boundaries, self.now)?;
            let parts = uses.iter().map(|part| Part::of(part, factor));
            all = Some(match all {
                None => parts.collect(),
                Some(others) => others.into_iter().zip(parts).map(|(one, other)| one.with(other)).collect(),
            });
        }
        Ok(all)
    }
}

/// A day without its night, or a night.
#[derive(Debug, Clone, Copy)]
struct Part {
    hours: f64,
    kwh: Option<f64>,
}

impl Part {
    fn of(part: &IntervalUse, factor: f64) -> Self {
        let is_known = matches!(part.quality, Quality::Measured | Quality::Integrated);
        Self {
            hours: (part.end - part.start).as_seconds_f64() / 3600.0,
            kwh: is_known.then_some(part.value * factor),
        }
    }

    fn with(self, other: Self) -> Self {
        Self { hours: self.hours, kwh: self.kwh.zip(other.kwh).map(|(one, other)| one + other) }
    }

    fn per_hour(self) -> Option<f64> {
        self.kwh.filter(|_| self.hours > 0.0).map(|kwh| kwh / self.hours)
    }
}
