//! Savings of several buildings together.
//!
//! Sums add; errors do not add as if buildings were strangers. The same winter, the same holidays and the same
//! year of home office act on all of them, so a share of every building's error variance is common to all:
//! `Var = (1 − c) Σ v_i + c (Σ √v_i)²`.

use super::Saving;
use super::interval::{Interval, Spread};

/// Savings of several buildings, added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Portfolio {
    /// How many savings were added.
    pub savings: usize,
    /// What was used.
    pub actual_kwh: f64,
    /// What the baselines would have used.
    pub adjusted_baseline_kwh: f64,
    /// Expected minus actual.
    pub avoided_kwh: f64,
    /// In percent of expected; none when nothing was expected.
    pub avoided_percent: Option<f64>,
    /// Mean coverage, weighed by expected use.
    pub coverage: f64,
    /// Filled share of the actual use.
    pub filled_share: f64,
    /// Bounds of `avoided_kwh`, drift included.
    pub interval: Interval,
    /// Bounds without drift.
    pub model_only: Interval,
}

/// Correlation of unchanged buildings' errors that is assumed unless measured. Ten buildings of one university
/// showed none (−0.1 to 0 over eleven years); a tenth is taken so that a large portfolio is never certain.
pub const COMMON_SHARE: f64 = 0.1;

/// Add savings at `confidence`, with `common_share` (0 to 1, [`COMMON_SHARE`]) of each error variance common to all.
/// None when there is nothing to add.
#[must_use]
pub fn combine(savings: &[&Saving], confidence: f64, common_share: f64) -> Option<Portfolio> {
    if savings.is_empty() {
        return None;
    }
    let sum = |pick: fn(&Saving) -> f64| savings.iter().map(|saving| pick(saving)).sum::<f64>();
    let (actual, expected) = (sum(|saving| saving.actual_kwh), sum(|saving| saving.adjusted_baseline_kwh));
    let weights = sum(|saving| saving.adjusted_baseline_kwh.abs());
    let covered = sum(|saving| saving.adjusted_baseline_kwh.abs() * saving.coverage);
    let filled = sum(|saving| saving.actual_kwh.abs() * saving.filled_share);
    let avoided = expected - actual;
    let spread = joint(savings, common_share.clamp(0.0, 1.0));
    Some(Portfolio {
        savings: savings.len(),
        actual_kwh: actual,
        adjusted_baseline_kwh: expected,
        avoided_kwh: avoided,
        avoided_percent: (expected > 0.0).then(|| 100.0 * avoided / expected),
        coverage: if weights > 0.0 { covered / weights } else { 0.0 },
        filled_share: filled / sum(|saving| saving.actual_kwh.abs()).max(f64::MIN_POSITIVE),
        interval: spread.interval_around(avoided, confidence),
        model_only: spread.without_drift().interval_around(avoided, confidence),
    })
}

fn joint(savings: &[&Saving], common_share: f64) -> Spread {
    let spreads = || savings.iter().map(|saving| saving.spread);
    let together = |variance: fn(Spread) -> f64| {
        let apart: f64 = spreads().map(variance).sum();
        let alike: f64 = spreads().map(|spread| variance(spread).sqrt()).sum();
        (1.0 - common_share) * apart + common_share * alike * alike
    };
    Spread {
        parameter_variance: together(|spread| spread.parameter_variance),
        residual_variance: together(|spread| spread.residual_variance),
        drift_sd: together(|spread| spread.drift_sd * spread.drift_sd).sqrt(),
        degrees_of_freedom: freedom(spreads()),
    }
}

/// Welch and Satterthwaite over the buildings.
fn freedom(spreads: impl Iterator<Item = Spread>) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for spread in spreads {
        let variance = spread.parameter_variance + spread.residual_variance;
        sum += variance;
        squares += variance * variance / spread.degrees_of_freedom.max(1.0);
    }
    if squares > 0.0 { sum * sum / squares } else { 1.0 }
}
