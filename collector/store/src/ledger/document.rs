//! A baseline's outcome as it lies in the database: JSON, with the model as the engine defines it.

use engine::baseline::{Baseline, FittedModel, Severity};
use serde::{Deserialize, Serialize};

use super::baselines::{BaselineOutcome, StoredFinding};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeRow {
    Fitted { model: Box<FittedModel>, warnings: Vec<FindingRow> },
    Insufficient { findings: Vec<FindingRow> },
}

#[derive(Serialize, Deserialize)]
struct FindingRow {
    code: String,
    disqualifying: bool,
    text: String,
    data: Vec<(String, f64)>,
}

/// The outcome as JSON. A number that is not finite would come back as nothing, so it is refused now.
pub(super) fn write(outcome: &BaselineOutcome, warnings: &[StoredFinding]) -> Result<String, String> {
    let rows = |findings: &[StoredFinding]| findings.iter().map(FindingRow::from).collect();
    let row = match outcome {
        BaselineOutcome::Fitted(baseline) => {
            OutcomeRow::Fitted { model: Box::new(baseline.model.clone()), warnings: rows(warnings) }
        }
        BaselineOutcome::Insufficient(findings) => OutcomeRow::Insufficient { findings: rows(findings) },
    };
    let text = serde_json::to_string(&row).map_err(|error| error.to_string())?;
    read(&text)?;
    Ok(text)
}

/// The outcome with its warnings, or why it is not one of ours.
pub(super) fn read(text: &str) -> Result<(BaselineOutcome, Vec<StoredFinding>), String> {
    let findings = |rows: Vec<FindingRow>| rows.into_iter().map(StoredFinding::from).collect();
    match serde_json::from_str(text).map_err(|error| error.to_string())? {
        OutcomeRow::Fitted { model, .. } if model.schema != FittedModel::SCHEMA => {
            Err(format!("its model has schema {}, this version reads {}", model.schema, FittedModel::SCHEMA))
        }
        OutcomeRow::Fitted { model, warnings } => {
            Ok((BaselineOutcome::Fitted(Box::new(Baseline::of(*model))), findings(warnings)))
        }
        OutcomeRow::Insufficient { findings: rows } => {
            Ok((BaselineOutcome::Insufficient(findings(rows)), Vec::new()))
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
