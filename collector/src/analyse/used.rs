//! A building's use, day by day: its main meters together; for electricity also what its solar plants made, without
//! what was sold.
//!
//! Each meter's day is judged by itself before the sum: the unknown part of one meter is taken to be like the rest
//! of that meter, never like the rest of the building.

use chrono::NaiveDate;
use config::{Carrier, Meter, Quantity};
use engine::baseline::UseUnit;
use engine::domain::{DateRange, Quality};
use engine::normalise::{DayUse, has_restart};
use store::StoreError;

use super::building::{Case, LEAST_OF_A_DAY};
use super::settle::{days_of, missing};

/// One day's use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Used {
    /// The day.
    pub date: NaiveDate,
    /// What was used, the unknown part filled; none when too little is known.
    pub used: Option<f64>,
    /// Known share of the day, of the worst-known meter.
    pub coverage: f64,
    /// Share of the use that was not measured as it is.
    pub filled_share: f64,
    /// Whether electricity was sold while nobody measured what was made.
    pub production_unknown: bool,
}

impl Used {
    /// The day of one meter. A register that restarted tells nothing about its day.
    fn of(day: &DayUse) -> Self {
        let known = day.coverage >= LEAST_OF_A_DAY && !has_restart(day.quality, day.coverage);
        Self {
            date: day.date,
            used: known.then(|| day.value / day.coverage),
            coverage: day.coverage,
            filled_share: (day.filled_share + (1.0 - day.coverage)).clamp(0.0, 1.0),
            production_unknown: false,
        }
    }

    /// Together with another meter's same day: known only if both are.
    fn with(self, other: Self) -> Self {
        Self {
            date: self.date,
            used: self.used.zip(other.used).map(|(one, other)| one + other),
            coverage: self.coverage.min(other.coverage),
            filled_share: self.filled_share.max(other.filled_share),
            production_unknown: self.production_unknown || other.production_unknown,
        }
    }
}

impl Case<'_> {
    /// The building's use on each day of `range`.
    pub fn used(&self, range: DateRange) -> Result<Vec<Used>, StoreError> {
        let unit = self.unit();
        let mut parts = Vec::new();
        for meter in self.building.main_meters(self.carrier) {
            // A volume beside energies cannot be added: its share stays unknown, and so does the sum.
            parts.push(match factor(meter, unit) {
                Some(factor) => scaled(days_of(self.store, &meter.id, range)?, factor),
                None => range.dates().map(missing).collect(),
            });
        }
        if self.carrier == Carrier::Electricity {
            for (carrier, sign) in [(Carrier::SolarProduction, 1.0), (Carrier::GridExport, -1.0)] {
                for meter in self.building.main_meters(carrier) {
                    parts.push(self.since_it_exists(meter, range, sign)?);
                }
            }
        }
        let mut sums = parts.iter().map(|days| days.iter().map(Used::of).collect::<Vec<_>>());
        let first = sums.next().unwrap_or_default();
        let mut used =
            sums.fold(first, |sum, part| sum.into_iter().zip(part).map(|(a, b)| a.with(b)).collect());
        if self.carrier == Carrier::Electricity {
            self.without_unmeasured_production(&mut used)?;
        }
        Ok(used)
    }

    /// A solar plant's meter: before its first reading there was no plant, and nothing was made or sold.
    fn since_it_exists(&self, meter: &Meter, range: DateRange, sign: f64) -> Result<Vec<DayUse>, StoreError> {
        let first = self.store.meter_day_span(&meter.id)?.map(|span| span.from);
        let mut days = scaled(days_of(self.store, &meter.id, range)?, sign);
        for day in days.iter_mut().filter(|day| first.is_none_or(|first| day.date < first)) {
            *day = DayUse { quality: Quality::Measured, coverage: 1.0, ..missing(day.date) };
        }
        Ok(days)
    }

    /// What is sold was made: from the day something was first sold, use is unknown until production is measured.
    fn without_unmeasured_production(&self, used: &mut [Used]) -> Result<(), StoreError> {
        let Some(sold_since) = self.sold_since()? else { return Ok(()) };
        let made_since = if self.has_unmetered_plant() { None } else { self.made_since()? };
        let unknown = |date| date >= sold_since && made_since.is_none_or(|made_since| date < made_since);
        for day in used.iter_mut().filter(|day| unknown(day.date)) {
            *day = Used { used: None, production_unknown: true, ..*day };
        }
        Ok(())
    }

    /// The first day on which something was sold. A meter that could show export but never did sells nothing.
    fn sold_since(&self) -> Result<Option<NaiveDate>, StoreError> {
        let mut since: Option<NaiveDate> = None;
        for meter in self.building.main_meters(Carrier::GridExport) {
            let Some(span) = self.store.meter_day_span(&meter.id)? else { continue };
            let sold = self.store.meter_days(&meter.id, span)?.into_iter().find(|day| day.value > 0.0);
            since = sold.map(|day| day.date).into_iter().chain(since).min();
        }
        Ok(since)
    }

    /// The first day of a production meter.
    fn made_since(&self) -> Result<Option<NaiveDate>, StoreError> {
        let mut since: Option<NaiveDate> = None;
        for meter in self.building.main_meters(Carrier::SolarProduction) {
            let first = self.store.meter_day_span(&meter.id)?.map(|span| span.from);
            since = first.into_iter().chain(since).min();
        }
        Ok(since)
    }

    /// Whether a plant names no production meter and none is left that could be its own.
    fn has_unmetered_plant(&self) -> bool {
        let plants: Vec<_> = self.portfolio.solar_of(&self.building.id).collect();
        let is_named =
            |meter: &Meter| plants.iter().any(|plant| plant.production.as_deref() == Some(meter.id.as_str()));
        plants.iter().any(|plant| plant.production.is_none())
            && self.building.main_meters(Carrier::SolarProduction).all(is_named)
    }

    /// What use is counted in: energy if every main meter can say it in energy.
    #[must_use]
    pub fn unit(&self) -> UseUnit {
        let all_energy =
            self.building.main_meters(self.carrier).all(|meter| factor(meter, UseUnit::Kwh).is_some());
        if all_energy { UseUnit::Kwh } else { UseUnit::CubicMetre }
    }
}

/// From a meter's use to `unit`, if there is a way.
pub fn factor(meter: &Meter, unit: UseUnit) -> Option<f64> {
    match (meter.unit.quantity, unit) {
        (Quantity::Energy | Quantity::Power, UseUnit::Kwh)
        | (Quantity::Volume | Quantity::Flow, UseUnit::CubicMetre) => Some(1.0),
        (Quantity::Volume | Quantity::Flow, UseUnit::Kwh) => meter.kwh_per_m3,
        _ => None,
    }
}

fn scaled(mut days: Vec<DayUse>, factor: f64) -> Vec<DayUse> {
    for day in &mut days {
        day.value *= factor;
    }
    days
}
