//! A baseline's outcome as it lies in the database: JSON, with the model as the engine defines it.

use engine::baseline::{Baseline, FittedModel, Severity};
use serde::{Deserialize, Serialize};

use super::baselines::{BaselineOutcome, StoredFinding};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeRow {
    Fitted(Box<FittedModel>),
    Insufficient(Vec<FindingRow>),
}

#[derive(Serialize, Deserialize)]
struct FindingRow {
    code: String,
    disqualifying: bool,
    text: String,
    data: Vec<(String, f64)>,
}

/// The outcome as JSON. A number that is not finite would come back as nothing, so it is refused now.
pub(super) fn write(outcome: &BaselineOutcome) -> Result<String, String> {
    let text = serde_json::to_string(&OutcomeRow::from(outcome)).map_err(|error| error.to_string())?;
    read(&text)?;
    Ok(text)
}

/// The outcome, or why it is not one of ours.
pub(super) fn read(text: &str) -> Result<BaselineOutcome, String> {
    match serde_json::from_str(text).map_err(|error| error.to_string())? {
        OutcomeRow::Fitted(model) if model.schema != FittedModel::SCHEMA => {
            Err(format!("its model has schema {}, this version reads {}", model.schema, FittedModel::SCHEMA))
        }
        row => Ok(row.into()),
    }
}

impl From<&BaselineOutcome> for OutcomeRow {
    fn from(outcome: &BaselineOutcome) -> Self {
        match outcome {
            BaselineOutcome::Fitted(baseline) => Self::Fitted(Box::new(baseline.model.clone())),
            BaselineOutcome::Insufficient(findings) => {
                Self::Insufficient(findings.iter().map(FindingRow::from).collect())
            }
        }
    }
}

impl From<OutcomeRow> for BaselineOutcome {
    fn from(row: OutcomeRow) -> Self {
        match row {
            OutcomeRow::Fitted(model) => Self::Fitted(Box::new(Baseline::of(*model))),
            OutcomeRow::Insufficient(rows) => Self::Insufficient(rows.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<&StoredFinding> for FindingRow {
    fn from(finding: &StoredFinding) -> Self {
        Self {
            code: finding.code.clone(),
            disqualifying: finding.severity == Severity::Disqualifying,
            text: finding.text.clone(),
            data: finding.data.clone(),
        }
    }
}

impl From<FindingRow> for StoredFinding {
    fn from(row: FindingRow) -> Self {
        let severity = if row.disqualifying { Severity::Disqualifying } else { Severity::Warning };
        Self { code: row.code, severity, text: row.text, data: row.data }
    }
}
