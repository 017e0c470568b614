//! Solar plants: what they gave, how much of it was used in the house, and whether they keep up with their neighbours.
//!
//! | figure | from |
//! |---|---|
//! | production (kWh) | the plant's own meter, AC side |
//! | specific yield (kWh/kWp) | production / installed power; depends on the period's length, so compare equal periods |
//! | self-use (kWh) | production − export |
//! | self-use share | self-use / production: how much of the sun's electricity stays |
//! | self-sufficiency | self-use / the building's use of electricity (import + production − export) |
//!
//! All of them are sums over the local days on which every flow they need is known; a figure with less than
//! [`ENOUGH`] of the period's days gives a [`Lack`] and no number. Shares are made from sums, never from other
//! shares. Magnitudes are positive; a self-use below zero is a [`Lack`] too, because then one meter is wrong.
//!
//! Left out: irradiance and performance ratio. A plant that is dead or weak shows beside its neighbours of the same
//! days ([`relative_yield`]).

mod neighbours;
mod performance;
mod shared;

pub use neighbours::{FULL_YIELD_DAY, Plant, Relative, WEAK, relative_yield, stands_still_since};
pub use performance::{
    ENOUGH, Group, Performance, Production, SelfSufficiency, SelfUse, performance, together,
};
pub use shared::{export_of, sum};

use std::fmt;

use chrono::NaiveDate;

use crate::domain::Quality;
use crate::normalise::DayUse;

/// A known amount of a local day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayKwh {
    /// Local date.
    pub date: NaiveDate,
    /// What flowed, kWh, 0 or more.
    pub kwh: f64,
}

/// What is measured of a plant, in order of date. A date without an entry is unknown; none means that there is no
/// meter.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Flows<'a> {
    /// What the modules gave.
    pub production: Option<&'a [DayKwh]>,
    /// What went to the grid.
    pub export: Option<&'a [DayKwh]>,
    /// The building's use of electricity: bought + produced − exported.
    pub building_use: Option<&'a [DayKwh]>,
}

/// One of the flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// What the modules gave.
    Production,
    /// What went to the grid.
    Export,
    /// The building's use of electricity.
    BuildingUse,
}

/// Why there is no number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lack {
    /// Nobody measures the flow.
    NoMeter(Flow),
    /// Too few of the period's days are known.
    TooFewDays {
        /// Of which flow (of the first that has too few by itself, else of the flow that was added last).
        flow: Flow,
        /// Days on which everything needed is known.
        known: usize,
        /// Days of the period.
        days: usize,
    },
    /// More went to the grid than was produced: one of the meters is wrong, or another plant feeds in.
    ExportAboveProduction {
        /// Export on the days that count.
        export_kwh: f64,
        /// Production on the same days.
        production_kwh: f64,
    },
    /// The building is said to use less than the plant gave it: one of the meters is wrong.
    UseBelowSelfUse {
        /// The building's use on the days that count.
        use_kwh: f64,
        /// Self-use on the same days.
        self_use_kwh: f64,
    },
}

impl Flow {
    const fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Export => "export",
            Self::BuildingUse => "the building's use of electricity",
        }
    }
}

impl Lack {
    /// Stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoMeter(Flow::Production) => "solar.production.no_meter",
            Self::NoMeter(Flow::Export) => "solar.export.no_meter",
            Self::NoMeter(Flow::BuildingUse) => "solar.use.no_meter",
            Self::TooFewDays { flow: Flow::Production, .. } => "solar.production.too_few_days",
            Self::TooFewDays { flow: Flow::Export, .. } => "solar.export.too_few_days",
            Self::TooFewDays { flow: Flow::BuildingUse, .. } => "solar.use.too_few_days",
            Self::ExportAboveProduction { .. } => "solar.export.above_production",
            Self::UseBelowSelfUse { .. } => "solar.use.below_self_use",
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NoMeter(flow) => write!(f, "{} is not measured; add its meter", flow.name()),
            Self::TooFewDays { flow, known, days } => write!(
                f,
                "{} is known on {known} of {days} days, and 90 % are needed; look at its meter",
                flow.name()
            ),
            Self::ExportAboveProduction { export_kwh, production_kwh } => write!(
                f,
                "{export_kwh:.0} kWh went to the grid while {production_kwh:.0} kWh were produced; \
                 look at unit and source of both meters"
            ),
            Self::UseBelowSelfUse { use_kwh, self_use_kwh } => write!(
                f,
                "the building used {use_kwh:.0} kWh, less than the {self_use_kwh:.0} kWh its plant gave it; \
                 look at unit and source of the electricity meter"
            ),
        }
    }
}

/// Least share of a day's time that must be known.
const LEAST_OF_A_DAY: f64 = 0.5;
/// A smaller unknown share is rounding.
const NEGLIGIBLE_SHARE: f64 = 0.001;

/// The days whose amount is known. Nothing is added for the unknown part of a day: at night nothing flows from
/// modules. A register that restarted tells nothing about its day.
#[must_use]
pub fn known(days: &[DayUse]) -> Vec<DayKwh> {
    let is_known = |day: &&DayUse| {
        let restarted = day.quality == Quality::LowerBound && day.coverage > 1.0 - NEGLIGIBLE_SHARE;
        day.coverage >= LEAST_OF_A_DAY && !restarted && day.value.is_finite()
    };
    days.iter().filter(is_known).map(|day| DayKwh { date: day.date, kwh: day.value.max(0.0) }).collect()
}

#[cfg(test)]
mod tests;
