//! The whole road at once, for one meter: readings and temperatures in, a judged saving out.
//!
//! The same stages as in daily operation (normalise, baseline, savings), so a figure can be checked on a desk with
//! two files. [`evaluate`] never fails: what the data do not carry is a finding.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::baseline::{
    self, Calendar, Day, Explanation, Finding, FitOptions, FittedModel, METHOD_VERSION, ModelChoice,
    sufficiency,
};
use crate::domain::{Carrier, DateRange, LocalDay, Point, ReadingMode};
use crate::savings::{self, AssessOptions, Assessment, Drift, Saving};

mod days;

pub use days::join;

/// What to evaluate.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// The meter's readings in kWh (kW for [`ReadingMode::Power`]), in any order.
    pub readings: &'a [Point],
    /// How they become use.
    pub mode: ReadingMode,
    /// Outdoor temperatures, °C.
    pub temperatures: &'a [Point],
    /// Whose days.
    pub zone: Tz,
    /// What flows: for electricity a zero is a hole in the data.
    pub carrier: Carrier,
    /// The period to learn from.
    pub baseline: DateRange,
    /// The period to judge.
    pub reporting: DateRange,
    /// Which model.
    pub model: ModelChoice,
    /// Red days and operating modes.
    pub calendar: Calendar,
    /// Share of such intervals that hold the truth.
    pub confidence: f64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Method that computed it.
    pub method_version: &'static str,
    /// The model, if the baseline period carries one.
    pub model: Option<(FittedModel, Explanation)>,
    /// The baseline period.
    pub baseline: PeriodDays,
    /// The reporting period.
    pub reporting: PeriodDays,
    /// Whether there is a saving.
    pub sufficient: bool,
    /// Why not, or what to know about it.
    pub findings: Vec<Finding>,
    /// The saving, if the data carry one.
    pub saving: Option<Saving>,
    /// Every valid day of the reporting period, if there is a saving.
    pub predictions: Vec<Prediction>,
}

/// A period and how much of it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodDays {
    /// The period.
    pub period: DateRange,
    /// Its valid days.
    pub valid: usize,
    /// Valid days as a share of all.
    pub coverage: f64,
}

/// A day of the reporting period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// The instant its local day begins.
    pub start: DateTime<Utc>,
    /// What the baseline would have used.
    pub expected_kwh: f64,
    /// What was used.
    pub actual_kwh: f64,
    /// Lower bound of an unchanged building's use.
    pub low_kwh: f64,
    /// Upper bound.
    pub high_kwh: f64,
}

/// Normalise, fit and assess.
#[must_use]
pub fn evaluate(input: &Input<'_>) -> Evaluation {
    let (before, mut findings) = days::of_period(input, input.baseline, "baseline");
    let (after, noticed) = days::of_period(input, input.reporting, "reporting");
    findings.extend(noticed);
    let options =
        FitOptions { model: input.model, calendar: input.calendar.clone(), ..FitOptions::default() };
    let judged = baseline::fit(&before, input.baseline, &options);
    findings.extend_from_slice(judged.findings());
    let model = judged.baseline().map(|baseline| baseline.model.clone());
    let assess = AssessOptions { confidence: input.confidence, drift: Drift::prior(input.carrier) };
    let assessment = model.as_ref().map(|model| savings::assess(model, &after, input.reporting, &assess));
    match &assessment {
        Some(assessment) => findings.extend_from_slice(assessment.findings()),
        None => findings.extend(sufficiency::of_reporting_days(&after, input.reporting)),
    }
    let counted = match &model {
        Some(model) => savings::without_dead_days(model, &after, input.reporting),
        None => after.clone(),
    };
    let saving = assessment.as_ref().and_then(Assessment::saving).cloned();
    let predictions = match (&model, &saving) {
        (Some(model), Some(_)) => predictions(input, model, &after, &assess),
        _ => Vec::new(),
    };
    Evaluation {
        method_version: METHOD_VERSION,
        baseline: PeriodDays::of(&before, input.baseline, model.as_ref().map(|model| model.days_used)),
        reporting: PeriodDays::of(&counted, input.reporting, saving.as_ref().map(|saving| saving.days)),
        model: model.map(|model| {
            let explanation = model.explain();
            (model, explanation)
        }),
        sufficient: saving.is_some(),
        findings,
        saving,
        predictions,
    }
}

fn predictions(
    input: &Input<'_>,
    model: &FittedModel,
    days: &[Day],
    options: &AssessOptions,
) -> Vec<Prediction> {
    savings::bands(model, days, input.reporting, options)
        .into_iter()
        .map(|band| Prediction {
            start: LocalDay { date: band.date, zone: input.zone }.start(),
            expected_kwh: band.expected_kwh,
            actual_kwh: band.actual_kwh,
            low_kwh: band.low_kwh,
            high_kwh: band.high_kwh,
        })
        .collect()
}

impl PeriodDays {
    /// With the days that were used, or else those that are complete.
    fn of(days: &[Day], period: DateRange, used: Option<usize>) -> Self {
        let valid = used.unwrap_or_else(|| days.iter().filter(|day| day.complete().is_some()).count());
        Self { period, valid, coverage: valid as f64 / period.days().max(1) as f64 }
    }
}

#[cfg(test)]
mod tests;
