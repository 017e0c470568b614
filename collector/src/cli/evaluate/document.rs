//! The JSON document other programs read.

use std::collections::BTreeMap;

use engine::baseline::{Finding, Severity};
use engine::evaluate::{Evaluation, PeriodDays, Prediction};
use engine::savings::{Interval, Saving};
use serde::Serialize;
use serde_json::{Map, Value};

/// What `evaluate --json` prints. Fractions, except `avoided_percent`.
#[derive(Debug, Serialize)]
pub struct Document {
    method_version: &'static str,
    model: Option<Model>,
    baseline: Baseline,
    sufficiency: Sufficiency,
    reporting: Option<Reporting>,
    normal_year: Option<()>,
    predictions: Vec<Day>,
}

#[derive(Debug, Serialize)]
struct Model {
    name: &'static str,
    parameters: Map<String, Value>,
    frequency: &'static str,
    sentence: String,
}

#[derive(Debug, Serialize)]
struct Baseline {
    from: String,
    to: String,
    periods: usize,
    coverage: f64,
    cv_rmse: Option<f64>,
    nmbe: Option<f64>,
    r_squared: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Sufficiency {
    sufficient: bool,
    findings: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Found {
    code: &'static str,
    severity: &'static str,
    text: String,
    data: BTreeMap<&'static str, f64>,
}

#[derive(Debug, Serialize)]
struct Reporting {
    from: String,
    to: String,
    periods: usize,
    coverage: f64,
    filled_share: f64,
    actual_kwh: f64,
    adjusted_baseline_kwh: f64,
    avoided_kwh: f64,
    avoided_percent: Option<f64>,
    interval: Bounds,
}

#[derive(Debug, Serialize)]
struct Bounds {
    confidence: f64,
    low_kwh: f64,
    high_kwh: f64,
    model_only: ModelOnly,
}

#[derive(Debug, Serialize)]
struct ModelOnly {
    low_kwh: f64,
    high_kwh: f64,
}

#[derive(Debug, Serialize)]
struct Day {
    start: String,
    expected_kwh: f64,
    actual_kwh: f64,
    low_kwh: f64,
    high_kwh: f64,
}

impl Document {
    /// The evaluation as other programs read it.
    pub fn of(evaluation: &Evaluation) -> Self {
        Self {
            method_version: evaluation.method_version,
            model: evaluation.model.as_ref().map(|(_, explanation)| Model {
                name: explanation.name,
                parameters: explanation
                    .parameters
                    .iter()
                    .map(|(name, value)| (name.clone(), (*value).into()))
                    .collect(),
                frequency: "day",
                sentence: explanation.sentence.clone(),
            }),
            baseline: Baseline::of(evaluation),
            sufficiency: Sufficiency {
                sufficient: evaluation.sufficient,
                findings: evaluation.findings.iter().map(Found::of).collect(),
            },
            reporting: evaluation.saving.as_ref().map(|saving| Reporting::of(evaluation.reporting, saving)),
            normal_year: None,
            predictions: evaluation.predictions.iter().map(Day::of).collect(),
        }
    }
}

impl Baseline {
    fn of(evaluation: &Evaluation) -> Self {
        let PeriodDays { period, valid, coverage } = evaluation.baseline;
        let goodness = evaluation.model.as_ref().map(|(model, _)| model.goodness);
        Self {
            from: period.from.to_string(),
            to: period.to.to_string(),
            periods: valid,
            coverage,
            cv_rmse: goodness.map(|goodness| goodness.cv_rmse),
            nmbe: goodness.map(|goodness| goodness.nmbe),
            r_squared: goodness.map(|goodness| goodness.r_squared),
        }
    }
}

impl Found {
    fn of(finding: &Finding) -> Self {
        Self {
            code: finding.code,
            severity: match finding.severity {
                Severity::Disqualifying => "disqualifying",
                Severity::Warning => "warning",
            },
            text: finding.text.clone(),
            data: finding.data.iter().copied().collect(),
        }
    }
}

impl Reporting {
    fn of(days: PeriodDays, saving: &Saving) -> Self {
        Self {
            from: days.period.from.to_string(),
            to: days.period.to.to_string(),
            periods: saving.days,
            coverage: saving.coverage,
            filled_share: saving.filled_share,
            actual_kwh: saving.actual_kwh,
            adjusted_baseline_kwh: saving.adjusted_baseline_kwh,
            avoided_kwh: saving.avoided_kwh,
            avoided_percent: saving.avoided_percent,
            interval: Bounds::of(saving.interval, saving.model_only),
        }
    }
}

impl Bounds {
    const fn of(full: Interval, model_only: Interval) -> Self {
        Self {
            confidence: full.confidence,
            low_kwh: full.low_kwh,
            high_kwh: full.high_kwh,
            model_only: ModelOnly { low_kwh: model_only.low_kwh, high_kwh: model_only.high_kwh },
        }
    }
}

impl Day {
    fn of(prediction: &Prediction) -> Self {
        Self {
            start: prediction.start.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            expected_kwh: prediction.expected_kwh,
            actual_kwh: prediction.actual_kwh,
            low_kwh: prediction.low_kwh,
            high_kwh: prediction.high_kwh,
        }
    }
}
