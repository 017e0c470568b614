//! Savings as rows of a table: the very figures of the API, for `sparvakt export`.

use chrono::NaiveDate;
use chrono_tz::Tz;
use config::{Building, Meter, Portfolio};
use engine::domain::DateRange;
use engine::savings::SavingWorth;
use serde::Serialize;
use store::{Store, StoreError};

pub use crate::figures::consumption::Use;
use crate::figures::{Account, CONFIDENCE, PeriodResult, consumption, cut, worth};
use crate::params::Resolution;

/// Use of a meter of a building in `zone` per local day, or per local month: the very figures of the API.
///
/// # Errors
/// When the store cannot be read.
pub fn consumption(
    store: &Store,
    (meter, zone): (&Meter, Tz),
    days: DateRange,
    resolution: Resolution,
) -> Result<Vec<Use>, StoreError> {
    match resolution {
        Resolution::Month => consumption::months(store, meter, zone, days),
        _ => consumption::days(store, meter, zone, days),
    }
}

/// A saving of a period, or why there is none; the fields are those of the API.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SavingRow {
    /// Building id.
    pub building: String,
    /// What was used.
    pub carrier: &'static str,
    /// Time zone of its days.
    pub zone: &'static str,
    /// `kWh`, or `m3`: then the fields named `_kwh` hold cubic metres.
    pub unit: &'static str,
    /// First local day.
    pub from: NaiveDate,
    /// The day after the last one counted.
    pub to: NaiveDate,
    /// `ok` or `insufficient_data`.
    pub status: &'static str,
    /// Stable code of the reason why there is no saving, e.g. `reporting.too_few_days`.
    pub reason_code: Option<String>,
    /// The reason, with the numbers and what to do.
    pub reason: Option<String>,
    /// What was used on the days that count.
    pub actual_kwh: Option<f64>,
    /// What the baseline expects for them.
    pub adjusted_baseline_kwh: Option<f64>,
    /// Expected minus actual: positive when less was used.
    pub avoided_kwh: Option<f64>,
    /// In percent of expected.
    pub avoided_percent: Option<f64>,
    /// Share of such intervals that hold the truth.
    pub confidence: Option<f64>,
    /// Lower bound of `avoided_kwh`.
    pub low_kwh: Option<f64>,
    /// Upper bound of `avoided_kwh`.
    pub high_kwh: Option<f64>,
    /// Days that count, as a share of the period's.
    pub coverage: f64,
    /// Share of the use that rests on filled values.
    pub filled_share: f64,
    /// The baseline it is measured against.
    pub baseline_id: Option<String>,
    /// Version of the method.
    pub method_version: String,
    /// Avoided cost by the portfolio's tariffs; none when any of it lacks one.
    pub cost_sek: Option<f64>,
    /// Avoided emissions by the portfolio's factors; none when any of it lacks one.
    pub kg_co2e: Option<f64>,
}

impl SavingRow {
    /// The columns, in the order of the fields.
    pub const COLUMNS: &'static [&'static str] = &[
        "building",
        "carrier",
        "zone",
        "unit",
        "from",
        "to",
        "status",
        "reason_code",
        "reason",
        "actual_kwh",
        "adjusted_baseline_kwh",
        "avoided_kwh",
        "avoided_percent",
        "confidence",
        "low_kwh",
        "high_kwh",
        "coverage",
        "filled_share",
        "baseline_id",
        "method_version",
        "cost_sek",
        "kg_co2e",
    ];

    fn of(account: &Account<'_>, result: &PeriodResult, worth: &SavingWorth<'_>) -> Self {
        let saving = result.saving();
        Self {
            building: account.building.id.clone(),
            carrier: account.carrier.as_str(),
            zone: account.building.zone.name(),
            unit: account.unit(),
            from: result.period.from,
            to: result.period.to,
            status: if saving.is_some() { "ok" } else { "insufficient_data" },
            reason_code: result.reason().map(|reason| reason.code.clone()),
            reason: result.reason().map(|reason| reason.text.clone()),
            actual_kwh: saving.map(|saving| saving.actual_kwh),
            adjusted_baseline_kwh: saving.map(|saving| saving.adjusted_baseline_kwh),
            avoided_kwh: saving.map(|saving| saving.avoided_kwh),
            avoided_percent: saving.and_then(|saving| saving.avoided_percent),
            confidence: saving.map(|_| CONFIDENCE),
            low_kwh: saving.map(|saving| saving.interval.low_kwh),
            high_kwh: saving.map(|saving| saving.interval.high_kwh),
            coverage: result.coverage(),
            filled_share: result.filled_share(),
            baseline_id: result.baseline.as_ref().map(|record| record.id.clone()),
            method_version: saving.map_or_else(
                || engine::baseline::METHOD_VERSION.to_owned(),
                |saving| saving.method_version.clone(),
            ),
            cost_sek: worth.cost_sek.as_ref().map(|cost| cost.amount),
            kg_co2e: worth.kg_co2e.as_ref().map(|emitted| emitted.amount),
        }
    }
}

/// Every carrier of `building` that has a baseline, period by period. Without `range`: all days after its first
/// baseline.
///
/// # Errors
/// When the store cannot be read.
pub fn savings(
    store: &Store,
    (portfolio, building): (&Portfolio, &Building),
    range: Option<DateRange>,
    resolution: Resolution,
) -> Result<Vec<SavingRow>, StoreError> {
    let mut rows = Vec::new();
    for account in Account::all(store, (portfolio, building), store.totals()?.analysed_through)? {
        if account.baselines.is_empty() {
            continue;
        }
        let Some(range) = range.or_else(|| account.reporting_span()) else { continue };
        let results = account.assess_all(store, &cut(range, resolution))?;
        let row = |result| SavingRow::of(&account, result, &worth(portfolio, &account, result));
        rows.extend(results.iter().map(row));
    }
    Ok(rows)
}
