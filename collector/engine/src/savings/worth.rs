//! What an amount of energy or water costs and emits: Σ amount of the day × price of the day.
//!
//! Prices and factors are the operator's data ([`Tariff`], [`EmissionFactor`]); each amount is taken at the one that
//! holds on its date, and the result names every one that was used. A single day without a price leaves the whole
//! without one: a sum of some days would look like that of all. Fixed fees and power fees are left out on purpose,
//! since avoided energy does not change them.

use chrono::NaiveDate;
use config::{Building, EmissionFactor, Portfolio, Quantity, Scope, Tariff};

use super::Saving;
use crate::baseline::UseUnit;
use crate::domain::Carrier;

/// A price or factor that holds from a date on.
pub trait Rate {
    /// What it holds for.
    fn carrier(&self) -> Carrier;
    /// Where it holds.
    fn scope(&self) -> &Scope;
    /// Energy for kWh, volume for m³.
    fn per(&self) -> Quantity;
    /// First local day; none when it never comes to hold.
    fn from(&self) -> Option<NaiveDate>;
    /// SEK or kg CO₂e per unit.
    fn per_unit(&self) -> f64;
}

/// The rates that may hold for one carrier of one building.
#[derive(Debug, Clone)]
pub struct Rates<'a, R> {
    /// With how closely each describes the building, in order of time.
    rates: Vec<(NaiveDate, u8, &'a R)>,
}

/// An amount in SEK or kg CO₂e, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth<'a, R> {
    /// SEK or kg CO₂e.
    pub amount: f64,
    /// Every rate that was used, once, in order of time.
    pub rates: Vec<&'a R>,
}

/// What a saving is worth: positive when money or emissions were avoided.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SavingWorth<'a> {
    /// Avoided cost, SEK; none when a day lacks a tariff.
    pub cost_sek: Option<Worth<'a, Tariff>>,
    /// Avoided emissions, kg CO₂e; none when a day lacks a factor.
    pub kg_co2e: Option<Worth<'a, EmissionFactor>>,
}

impl Rate for Tariff {
    fn carrier(&self) -> Carrier {
        self.carrier
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn per(&self) -> Quantity {
        self.per
    }

    fn from(&self) -> Option<NaiveDate> {
        Some(self.from)
    }

    fn per_unit(&self) -> f64 {
        self.sek
    }
}

impl Rate for EmissionFactor {
    fn carrier(&self) -> Carrier {
        self.carrier
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn per(&self) -> Quantity {
        self.per
    }

    fn from(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, 1, 1)
    }

    fn per_unit(&self) -> f64 {
        self.g_co2e / 1000.0
    }
}

impl<'a, R: Rate + PartialEq> Rates<'a, R> {
    /// Those of `all` that are for `carrier`, counted in `unit`, in `building`.
    #[must_use]
    pub fn new(all: &'a [R], building: &Building, carrier: Carrier, unit: UseUnit) -> Self {
        let per = match unit {
            UseUnit::Kwh => Quantity::Energy,
            UseUnit::CubicMetre => Quantity::Volume,
        };
        let fitting = all.iter().filter(|rate| rate.carrier() == carrier && rate.per() == per);
        let mut rates: Vec<_> = fitting
            .filter_map(|rate| Some((rate.from()?, rate.scope().closeness(building)?, rate)))
            .collect();
        rates.sort_by_key(|(from, ..)| *from);
        Self { rates }
    }

    /// The one that holds on `date`: of the closest scope, the latest.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Option<&'a R> {
        let begun = self.rates.iter().filter(|(from, ..)| *from <= date);
        begun.max_by_key(|(from, closeness, _)| (*closeness, *from)).map(|(.., rate)| *rate)
    }

    /// What `amounts` (kWh or m³, by local date) are worth; none without amounts or when a date lacks a rate.
    #[must_use]
    pub fn worth_of(&self, amounts: &[(NaiveDate, f64)]) -> Option<Worth<'a, R>> {
        let mut worth = Worth { amount: 0.0, rates: Vec::new() };
        for (date, amount) in amounts {
            let rate = self.on(*date)?;
            worth.amount += amount * rate.per_unit();
            worth.name(rate);
        }
        (!amounts.is_empty() && worth.amount.is_finite()).then_some(worth)
    }
}

impl<'a, R: PartialEq> Worth<'a, R> {
    /// Several together; none without any, or when one of them is not known.
    #[must_use]
    pub fn sum(parts: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        let mut parts = parts.into_iter();
        let mut sum = parts.next()??;
        for part in parts {
            let part = part?;
            sum.amount += part.amount;
            part.rates.into_iter().for_each(|rate| sum.name(rate));
        }
        Some(sum)
    }

    fn name(&mut self, rate: &'a R) {
        if !self.rates.contains(&rate) {
            self.rates.push(rate);
        }
    }
}

impl<'a> SavingWorth<'a> {
    /// What the avoided use of one carrier of `building`, counted in `unit`, is worth by the portfolio's rates.
    #[must_use]
    pub fn of(
        saving: &Saving,
        portfolio: &'a Portfolio,
        (building, carrier, unit): (&Building, Carrier, UseUnit),
    ) -> Self {
        Self {
            cost_sek: Rates::new(&portfolio.tariffs, building, carrier, unit)
                .worth_of(&saving.avoided_by_day),
            kg_co2e: Rates::new(&portfolio.emission_factors, building, carrier, unit)
                .worth_of(&saving.avoided_by_day),
        }
    }
}

#[cfg(test)]
mod tests;
