//! Savings: what was not used, against a baseline in the same weather, with its interval.
//!
//! Avoided use = Σ expected − Σ actual over the valid days of the reporting period (IPMVP option C), positive when
//! less was used. The interval holds three errors: of the fitted parameters, of the days' residuals that last (block
//! means), and of drift: buildings change from year to year without any measure, by a share that was measured
//! on buildings nobody touched ([`Drift`]). `model_only` leaves drift out.

use chrono::NaiveDate;

use crate::baseline::{Day, Finding, FittedModel, Severity, in_order, in_period, sufficiency};
use crate::domain::DateRange;

pub mod attention;
mod course;
mod drift;
mod interval;
mod portfolio;
mod worth;

pub use course::{Band, CumulativeDay, bands, cumulative};
pub use drift::Drift;
pub use interval::{Interval, Spread};
pub use portfolio::{COMMON_SHARE, Portfolio, combine};
pub use worth::{Rate, Rates, SavingWorth, Worth};

/// How to judge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AssessOptions {
    /// Share of such intervals that hold the truth, between 0 and 1 (0.90).
    pub confidence: f64,
    /// How buildings change without any measure.
    pub drift: Drift,
}

/// Avoided use of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Saving {
    /// The reporting period.
    pub period: DateRange,
    /// Valid days: both sums run over them.
    pub days: usize,
    /// What was used.
    pub actual_kwh: f64,
    /// What the baseline would have used in the same weather.
    pub adjusted_baseline_kwh: f64,
    /// Expected minus actual: positive when less was used.
    pub avoided_kwh: f64,
    /// Expected minus actual of each valid day, in order of date: they sum to `avoided_kwh`.
    pub avoided_by_day: Vec<(NaiveDate, f64)>,
    /// Avoided in percent of expected; none when next to nothing was expected.
    pub avoided_percent: Option<f64>,
    /// Valid days as a share of the period's.
    pub coverage: f64,
    /// Share of the actual use that rests on filled values.
    pub filled_share: f64,
    /// Bounds of `avoided_kwh`, drift included.
    pub interval: Interval,
    /// Bounds of `avoided_kwh` if the building did not drift.
    pub model_only: Interval,
    /// The errors behind the intervals.
    pub spread: Spread,
    /// Method of the baseline.
    pub method_version: String,
}

/// A saving, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Assessment {
    /// The data carry a saving; the findings are warnings.
    Assessed {
        /// The saving.
        saving: Box<Saving>,
        /// What the reader must know.
        findings: Vec<Finding>,
    },
    /// They do not; at least one finding is disqualifying.
    Insufficient {
        /// Why, and what to do.
        findings: Vec<Finding>,
    },
}

impl AssessOptions {
    /// At this confidence, with the drift measured for `carrier`.
    #[must_use]
    pub fn for_carrier(carrier: crate::domain::Carrier, confidence: f64) -> Self {
        Self { confidence, drift: Drift::prior(carrier) }
    }
}

impl Assessment {
    /// Everything found, whether or not a saving came of it.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Assessed { findings, .. } | Self::Insufficient { findings } => findings,
        }
    }

    /// The saving, if there is one.
    #[must_use]
    pub fn saving(&self) -> Option<&Saving> {
        match self {
            Self::Assessed { saving, .. } => Some(saving),
            Self::Insufficient { .. } => None,
        }
    }
}

/// What was avoided on the valid days of `period`. Days outside it only tell whether zeros at its borders are a dead
/// meter's; repeated dates (the first counts) and the order of `days` do not matter.
#[must_use]
pub fn assess(model: &FittedModel, days: &[Day], period: DateRange, options: &AssessOptions) -> Assessment {
    let unseen = sufficiency::unseen_modes(model, &in_period(days, period), period);
    let Usable { seen, kept } = Usable::of(model, days, period);
    let mut findings: Vec<Finding> = unseen.into_iter().collect();
    findings.extend(sufficiency::of_reporting(model, &kept, period));
    findings.extend(sufficiency::reporting_dead(&seen, &kept));
    judge(model, &kept, period, findings, options)
}

/// What was avoided in each of `pieces`. Dead days are looked for once in all `days` and steps of the scale over all
/// pieces together, so that the days of the pieces are those of the whole and no border hides a fault.
#[must_use]
pub fn assess_pieces(
    model: &FittedModel,
    days: &[Day],
    pieces: &[DateRange],
    options: &AssessOptions,
) -> Vec<Assessment> {
    let ends = pieces.iter().map(|piece| piece.from).min().zip(pieces.iter().map(|piece| piece.to).max());
    let Some(whole) = ends.and_then(|(from, to)| DateRange::new(from, to)) else { return Vec::new() };
    let all = in_period(days, whole);
    let Usable { seen, kept } = Usable::of(model, days, whole);
    let step = sufficiency::off_scale(model, &kept);
    let assess = |piece: &DateRange| {
        let start = all.partition_point(|day| day.date < piece.from);
        let end = all.partition_point(|day| day.date < piece.to);
        let part = start..end.max(start);
        let (all, seen, kept) = (&all[part.clone()], &seen[part.clone()], &kept[part]);
        let mut findings: Vec<Finding> = sufficiency::unseen_modes(model, all, *piece).into_iter().collect();
        findings.extend(sufficiency::of_reporting(model, kept, *piece));
        findings.retain(|found| found.code != "reporting.multiplier_step");
        let off = step.iter().filter(|(range, _)| range.from < piece.to && piece.from < range.to);
        findings.extend(off.map(|(_, found)| found.clone()));
        findings.extend(sufficiency::reporting_dead(seen, kept));
        judge(model, kept, *piece, findings, options)
    };
    pieces.iter().map(assess).collect()
}

fn judge(
    model: &FittedModel,
    days: &[Day],
    period: DateRange,
    mut findings: Vec<Finding>,
    options: &AssessOptions,
) -> Assessment {
    if sufficiency::forbids(&findings) {
        return Assessment::Insufficient { findings };
    }
    let sums = Sums::over(model, days);
    if !sums.actual.is_finite() || !sums.expected.is_finite() {
        findings.push(beyond_computing());
        return Assessment::Insufficient { findings };
    }
    let spread = sums.spread(model, options);
    let avoided = sums.expected - sums.actual;
    let notable = sums.expected > 0.01 * model.goodness.mean * sums.days as f64;
    let saving = Saving {
        period,
        days: sums.days,
        actual_kwh: sums.actual,
        adjusted_baseline_kwh: sums.expected,
        avoided_kwh: avoided,
        avoided_by_day: avoided_by_day(model, days),
        avoided_percent: notable.then(|| 100.0 * avoided / sums.expected),
        coverage: sums.days as f64 / period.days().max(1) as f64,
        filled_share: crate::baseline::filled_share(days),
        interval: spread.interval_around(avoided, options.confidence),
        model_only: spread.without_drift().interval_around(avoided, options.confidence),
        spread,
        method_version: model.method_version.clone(),
    };
    Assessment::Assessed { saving: Box::new(saving), findings }
}

fn avoided_by_day(model: &FittedModel, days: &[Day]) -> Vec<(NaiveDate, f64)> {
    let avoided = |day: &Day| {
        let (used, temp_c) = day.complete()?;
        Some((day.date, model.expect(day.date, temp_c) - used))
    };
    days.iter().filter_map(avoided).collect()
}

/// The days of `period`, each once and in order, those of a dead meter without use. Days outside it only tell whether
/// zeros at its borders are a dead meter's.
#[must_use]
pub fn without_dead_days(model: &FittedModel, days: &[Day], period: DateRange) -> Vec<Day> {
    let Usable { seen, kept } = Usable::of(model, days, period);
    let mut days = in_period(days, period);
    for (day, (before, after)) in days.iter_mut().zip(seen.iter().zip(&kept)) {
        day.used = day.used.filter(|_| before.used.is_none() || after.used.is_some());
    }
    days
}

/// The days of a period, each once and in order.
struct Usable {
    /// Without the use of days that the model cannot know.
    seen: Vec<Day>,
    /// Without the zeros of a dead meter either: the days that count.
    kept: Vec<Day>,
}

impl Usable {
    fn of(model: &FittedModel, days: &[Day], period: DateRange) -> Self {
        let seen = sufficiency::without_unseen_days(model, &in_order(days));
        let kept = sufficiency::without_dead_reporting_days(model, &seen);
        Self { seen: in_period(&seen, period), kept: in_period(&kept, period) }
    }
}

/// Sums over valid days, from which any period's saving and interval follow.
#[derive(Debug, Clone)]
struct Sums {
    days: usize,
    actual: f64,
    expected: f64,
    gradient: Vec<f64>,
    middle: f64,
}

impl Sums {
    fn empty(model: &FittedModel) -> Self {
        Self { days: 0, actual: 0.0, expected: 0.0, gradient: vec![0.0; model.parameters()], middle: 0.0 }
    }

    fn over(model: &FittedModel, days: &[Day]) -> Self {
        let mut sums = Self::empty(model);
        for day in days {
            if let Some((used, temp_c)) = day.complete() {
                sums.add(model, day.date, used, temp_c);
            }
        }
        sums
    }

    fn add(&mut self, model: &FittedModel, date: NaiveDate, used: f64, temp_c: f64) {
        self.days += 1;
        self.actual += used;
        self.expected += model.expect(date, temp_c);
        for (sum, part) in self.gradient.iter_mut().zip(model.gradient_row(date, temp_c)) {
            *sum += part;
        }
        let since = (date - model.period().from).num_days() as f64;
        self.middle += (since - self.middle) / self.days as f64;
    }

    /// The errors of `expected − actual` when nothing was done.
    fn spread(&self, model: &FittedModel, options: &AssessOptions) -> Spread {
        let years = (self.middle - model.period().days() as f64 / 2.0).abs() / 365.25;
        Spread {
            parameter_variance: model.parameter_variance(&self.gradient),
            residual_variance: model.residual.variance_of_sum(self.days),
            drift_sd: options.drift.after(years) * self.expected.abs(),
            degrees_of_freedom: model.residual.block_degrees_of_freedom,
        }
    }
}

fn beyond_computing() -> Finding {
    Finding {
        code: "reporting.not_computable",
        severity: Severity::Disqualifying,
        text: "the sums are no finite numbers; check the unit and the size of the readings".to_owned(),
        data: vec![],
    }
}

#[cfg(test)]
mod tests;
