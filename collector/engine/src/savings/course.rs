//! A saving day by day: expected use with its band, and what has been avoided so far.

use chrono::NaiveDate;

use super::interval::t_quantile;
use super::{AssessOptions, Interval, Sums, Usable};
use crate::baseline::{Day, FittedModel};
use crate::domain::DateRange;

/// Expected and actual use of one valid day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Local date.
    pub date: NaiveDate,
    /// What the baseline would have used.
    pub expected_kwh: f64,
    /// What was used.
    pub actual_kwh: f64,
    /// Lower bound of an unchanged building's use on this day.
    pub low_kwh: f64,
    /// Upper bound.
    pub high_kwh: f64,
}

/// What has been avoided from the period's first day to this one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CumulativeDay {
    /// Local date.
    pub date: NaiveDate,
    /// Expected minus actual so far.
    pub avoided_kwh: f64,
    /// Bounds of the sum so far.
    pub interval: Interval,
}

/// Every valid day of `period` with the band that holds an unchanged building's day at the given confidence.
#[must_use]
pub fn bands(model: &FittedModel, days: &[Day], period: DateRange, options: &AssessOptions) -> Vec<Band> {
    let t = t_quantile(options.confidence, model.residual.degrees_of_freedom);
    valid(model, days, period)
        .map(|(date, used, temp_c)| {
            let mut one = Sums::empty(model);
            one.add(model, date, used, temp_c);
            let half = t * one.spread(model, options).variance().sqrt();
            Band {
                date,
                expected_kwh: one.expected,
                actual_kwh: used,
                low_kwh: one.expected - half,
                high_kwh: one.expected + half,
            }
        })
        .collect()
}

/// Avoided use with its interval after each valid day of `period`. The last entry is the period's saving.
#[must_use]
pub fn cumulative(
    model: &FittedModel,
    days: &[Day],
    period: DateRange,
    options: &AssessOptions,
) -> Vec<CumulativeDay> {
    let mut sums = Sums::empty(model);
    valid(model, days, period)
        .map(|(date, used, temp_c)| {
            sums.add(model, date, used, temp_c);
            let avoided_kwh = sums.expected - sums.actual;
            let spread = sums.spread(model, options);
            CumulativeDay {
                date,
                avoided_kwh,
                interval: spread.interval_around(avoided_kwh, options.confidence),
            }
        })
        .collect()
}

fn valid(
    model: &FittedModel,
    days: &[Day],
    period: DateRange,
) -> impl Iterator<Item = (NaiveDate, f64, f64)> {
    Usable::of(model, days, period)
        .kept
        .into_iter()
        .filter_map(|day| day.complete().map(|(used, temp_c)| (day.date, used, temp_c)))
}
