//! A building of one seed on the real road: messages → decode → store → analysis → the figures of the page.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use config::Carrier;
use engine::domain::DateRange;
use engine::savings::{COMMON_SHARE, Interval, Saving, combine};
use simulator::{County, TrueSaving};
use store::Store;

use super::road;

/// Ärebo, the building whose estimate counts.
pub const AREBO: &str = "arebo";
/// The energy of a building with district heating.
const CARRIERS: [Carrier; 2] = [Carrier::DistrictHeating, Carrier::Electricity];

/// An estimate beside its truth.
#[derive(Debug, Clone, Copy)]
pub struct Compared {
    /// Estimated, percent of the expected use.
    pub percent: f64,
    /// Truth, percent of the true counterfactual.
    pub true_percent: f64,
    /// Half the interval, percent of the expected use.
    pub half_width: f64,
    /// Whether the interval holds the truth, in kWh.
    pub holds: bool,
}

/// Heat, electricity, and both together.
pub type Outcome = [Compared; 3];

/// What the product says of the second year of `building`, beside the truth.
///
/// # Errors
/// If anything on the way fails, there is no such building, or there is no saving.
pub fn outcome(building: &str, seed: u64, first_day: NaiveDate) -> Result<Outcome> {
    let county = County::new(seed, first_day);
    let folder = tempfile::tempdir()?;
    let store = road::travelled(&county, building, folder.path())?;
    compare(&store, building, &county)
}

fn compare(store: &Store, building: &str, county: &County) -> Result<Outcome> {
    let period = DateRange { from: county.measure_day(), to: county.history().to };
    let truth = county.truth_of(building, period.to);
    let mut savings = Vec::new();
    let mut truths = Vec::new();
    for carrier in CARRIERS {
        savings.push(road::saving(store, building, carrier, period)?);
        truths.push(truth.of_range(building, carrier, period).context("a truth")?);
    }
    let both =
        combine(&savings.iter().collect::<Vec<_>>(), road::CONFIDENCE, COMMON_SHARE).context("a sum")?;
    let sum = |pick: fn(&TrueSaving) -> f64| truths.iter().map(pick).sum::<f64>();
    let together = (sum(|truth| truth.expected_kwh), sum(|truth| truth.avoided_kwh));
    let one = |index: usize| {
        let (saving, truth): (&Saving, &TrueSaving) = (&savings[index], &truths[index]);
        compared(saving.adjusted_baseline_kwh, saving.interval, (truth.expected_kwh, truth.avoided_kwh))
    };
    Ok([one(0), one(1), compared(both.adjusted_baseline_kwh, both.interval, together)])
}

fn compared(
    expected_kwh: f64,
    interval: Interval,
    (true_expected_kwh, true_avoided_kwh): (f64, f64),
) -> Compared {
    let Interval { low_kwh, high_kwh, .. } = interval;
    Compared {
        percent: 100.0 * f64::midpoint(low_kwh, high_kwh) / expected_kwh,
        true_percent: 100.0 * true_avoided_kwh / true_expected_kwh,
        half_width: 100.0 * (high_kwh - low_kwh) / 2.0 / expected_kwh,
        holds: (low_kwh..=high_kwh).contains(&true_avoided_kwh),
    }
}
