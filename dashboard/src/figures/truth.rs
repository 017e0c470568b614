//! Estimate beside truth, for simulated portfolios.

use chrono::{Days, NaiveDate};
use engine::domain::DateRange;
use engine::savings::{self, AssessOptions, COMMON_SHARE, Saving};

use super::CONFIDENCE;
use super::portfolio::{Entry, Sum};
use crate::demo::{Demo, Truth};

/// A saving and the truth of the very days it counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared<'a> {
    pub(crate) unit: &'static str,
    pub(crate) saving: &'a Saving,
    pub(crate) truth: Truth,
}

impl<'a> Compared<'a> {
    /// None without a saving, or for what is not simulated.
    pub(crate) fn of(demo: &Demo, entry: &'a Entry<'_>) -> Option<Self> {
        let (saving, model) = entry.result.saving().zip(entry.result.model())?;
        let options = AssessOptions::for_carrier(entry.carrier, CONFIDENCE);
        let bands = savings::bands(model, &entry.result.days, entry.result.period, &options);
        let dates = bands.iter().map(|band| band.date);
        let parts: Option<Vec<Truth>> =
            runs(dates).into_iter().map(|run| (demo.truth)(&entry.building.id, entry.carrier, run)).collect();
        Some(Self { unit: entry.unit, saving, truth: Truth::sum(&parts?) })
    }

    /// Whether the interval holds the truth.
    pub(crate) fn holds(&self) -> bool {
        let interval = self.saving.interval;
        (interval.low_kwh..=interval.high_kwh).contains(&self.truth.avoided_kwh)
    }

    /// Everything that is measured in `unit`, together.
    pub(crate) fn total(all: &[Self], unit: &str) -> Option<(Sum, Truth)> {
        let alike = || all.iter().filter(|one| one.unit == unit);
        let savings: Vec<&Saving> = alike().map(|one| one.saving).collect();
        let truths: Vec<Truth> = alike().map(|one| one.truth).collect();
        savings::combine(&savings, CONFIDENCE, COMMON_SHARE).map(|sum| (sum, Truth::sum(&truths)))
    }
}

impl Truth {
    /// Several truths together.
    pub(crate) fn sum(parts: &[Self]) -> Self {
        let sum = |pick: fn(&Self) -> f64| parts.iter().map(pick).sum::<f64>();
        let (expected, avoided) = (sum(|part| part.expected_kwh), sum(|part| part.avoided_kwh));
        Self {
            expected_kwh: expected,
            actual_kwh: sum(|part| part.actual_kwh),
            avoided_kwh: avoided,
            avoided_percent: if expected > 0.0 { 100.0 * avoided / expected } else { 0.0 },
        }
    }
}

/// Ascending dates as ranges of neighbours.
fn runs(dates: impl Iterator<Item = NaiveDate>) -> Vec<DateRange> {
    let mut runs: Vec<DateRange> = Vec::new();
    for date in dates {
        let next = date + Days::new(1);
        match runs.last_mut().filter(|run| run.to == date) {
            Some(run) => run.to = next,
            None => runs.push(DateRange { from: date, to: next }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_ranges_of_neighbours() {
        let dates = ["2026-01-01", "2026-01-02", "2026-01-05"].map(|date| date.parse().unwrap());
        let runs: Vec<_> = runs(dates.into_iter()).iter().map(|run| (run.from, run.days())).collect();
        assert_eq!(runs, [(dates[0], 2), (dates[2], 1)]);
    }
}
