//! Baselines: what a building would use in given weather, learned from a period before anything was done.
//!
//! [`fit`] judges the data first ([`sufficiency`]) and then fits one good daily model: use per local day as a sum
//! of levels per type of day and of degree days below and above searched balance points (ASHRAE RP-1050
//! change-point forms, CalTRACK's daily methods). Everything about the choice is decided by blocked
//! cross-validation, never by the in-sample error. Fitting is ordinary least squares with levels, so the model
//! has no bias over its own period, and every reported metric is computed from the very model that predicts.
//!
//! Left out on purpose: robust losses (they bias the sum, which is the figure that is paid for), monthly bills,
//! hourly models. They can join as further [`ModelChoice`]s.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::DateRange;

mod atoms;
mod calendar;
mod choice;
mod explain;
mod folds;
mod least_squares;
mod model;
mod place;
mod reduced;
mod residuals;
mod search;
pub mod sufficiency;
mod term;

pub use calendar::{Calendar, Country, Mode, NaiveDateText, is_swedish_red_day};
pub use choice::{DayTypes, Form, ModelChoice, UnknownModel};
pub use explain::{Branch, Explanation, Signature};
pub use model::{FittedModel, Goodness, TemperatureRange};
pub use residuals::ResidualError;
pub use term::{Term, Weekdays};

/// Raised by every change that moves a reported figure.
pub const METHOD_VERSION: &str = "sparvakt-2026.2";

/// One local day of a building's use of one carrier, with its weather.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Day {
    /// Local date.
    pub date: NaiveDate,
    /// Use, kWh or m³; none when too little of the day is known.
    pub used: Option<f64>,
    /// Mean outdoor temperature, °C; none when too little of the day is known.
    pub temp_c: Option<f64>,
    /// Share of `used` that rests on filled values.
    pub filled_share: f64,
}

/// Something about the data that a reader must know.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Stable code, e.g. `baseline.too_few_days`.
    pub code: &'static str,
    /// Whether a saving can still be given.
    pub severity: Severity,
    /// An English sentence with the numbers and what to do.
    pub text: String,
    /// The numbers that prove it.
    pub data: Vec<(&'static str, f64)>,
}

/// What a finding means for the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// No saving can be given.
    Disqualifying,
    /// The saving stands; the reader must know.
    Warning,
}

/// A fitted baseline with all that is needed to expect, to judge and to explain.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// The period it was fitted on.
    pub period: DateRange,
    /// Days used.
    pub days_used: usize,
    /// The model: what to store, and all that [`crate::savings`] needs.
    pub model: FittedModel,
}

/// How to fit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FitOptions {
    /// Which model; the default chooses by cross-validation.
    pub model: ModelChoice,
    /// Red days and operating modes, for the baseline and every later period to be judged.
    pub calendar: Calendar,
    /// What `Day::used` is counted in; kWh unless the carrier is measured by volume.
    pub unit: UseUnit,
}

/// What use is counted in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum UseUnit {
    /// Energy.
    #[default]
    #[serde(rename = "kWh")]
    Kwh,
    /// Volume.
    #[serde(rename = "m3")]
    CubicMetre,
}

/// A baseline, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged {
    /// The data carry a baseline; the findings are warnings.
    Fitted {
        /// The baseline.
        baseline: Box<Baseline>,
        /// What the reader must know.
        findings: Vec<Finding>,
    },
    /// They do not; at least one finding is disqualifying.
    Insufficient {
        /// Why, and what to do.
        findings: Vec<Finding>,
    },
}

impl Day {
    /// Use and temperature, when both are known.
    #[must_use]
    pub fn complete(&self) -> Option<(f64, f64)> {
        self.known_use().zip(self.known_temperature())
    }

    /// Use, unless it is no number that a building could use in a day.
    #[must_use]
    pub fn known_use(&self) -> Option<f64> {
        self.used.filter(|value| value.abs() < 1e12)
    }

    /// Temperature, unless it is colder or warmer than any outdoor air (a broken sensor).
    #[must_use]
    pub fn known_temperature(&self) -> Option<f64> {
        self.temp_c.filter(|value| (-90.0..=65.0).contains(value))
    }
}

impl Baseline {
    /// The baseline a stored model stands for.
    #[must_use]
    pub fn of(model: FittedModel) -> Self {
        Self { period: model.period(), days_used: model.days_used, model }
    }
}

impl Judged {
    /// Everything found, whether or not a baseline came of it.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Fitted { findings, .. } | Self::Insufficient { findings } => findings,
        }
    }

    /// The baseline, if there is one.
    #[must_use]
    pub fn baseline(&self) -> Option<&Baseline> {
        match self {
            Self::Fitted { baseline, .. } => Some(baseline),
            Self::Insufficient { .. } => None,
        }
    }
}

impl UseUnit {
    /// As people write it.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Kwh => "kWh",
            Self::CubicMetre => "m3",
        }
    }
}

/// Judge the days of `period` and, if they suffice, learn a baseline from them. Days outside `period`, repeated
/// dates (the first counts) and the order of `days` do not matter. Deterministic.
#[must_use]
pub fn fit(days: &[Day], period: DateRange, options: &FitOptions) -> Judged {
    let (days, dead) = sufficiency::without_dead_days(&in_period(days, period), &options.calendar);
    let mut findings = sufficiency::of_baseline(&days, period, &options.calendar);
    findings.extend(dead);
    if sufficiency::forbids(&findings) {
        return Judged::Insufficient { findings };
    }
    let Some(model) = model::learn(&days, period, options) else {
        findings.push(sufficiency::not_computable());
        return Judged::Insufficient { findings };
    };
    findings.extend(sufficiency::of_model(&model));
    Judged::Fitted { baseline: Box::new(Baseline::of(model)), findings }
}

impl FittedModel {
    /// The energy signature that other days show in this model's form, for a picture of before and after. None
    /// when those days would not carry a baseline of their own.
    #[must_use]
    pub fn signature_of(&self, days: &[Day], period: DateRange) -> Option<Signature> {
        let options = FitOptions {
            model: ModelChoice::Only(self.form),
            calendar: self.calendar.clone(),
            unit: self.unit,
        };
        fit(days, period, &options).baseline().map(|fitted| fitted.model.explain().signature)
    }
}

/// All days, each once (the first counts) and in order.
pub(crate) fn in_order(days: &[Day]) -> Vec<Day> {
    in_period(days, DateRange { from: NaiveDate::MIN, to: NaiveDate::MAX })
}

/// The days of `period` in order of date, each date once.
pub(crate) fn in_period(days: &[Day], period: DateRange) -> Vec<Day> {
    let mut seen = BTreeSet::new();
    let mut inside: Vec<Day> =
        days.iter().copied().filter(|day| period.contains(day.date) && seen.insert(day.date)).collect();
    inside.sort_by_key(|day| day.date);
    inside
}

/// Share of the use of complete days that rests on filled values.
pub(crate) fn filled_share(days: &[Day]) -> f64 {
    let used = |day: &Day| day.complete().map_or(0.0, |(used, _)| used.abs());
    let total: f64 = days.iter().map(used).sum();
    let filled: f64 = days.iter().map(|day| used(day) * day.filled_share.clamp(0.0, 1.0)).sum();
    if total > 0.0 { filled / total } else { 0.0 }
}

#[cfg(test)]
pub(crate) mod synthetic;
#[cfg(test)]
mod tests;
