//! What the API says of a building beside, and before, its savings.

use chrono::NaiveDate;
use engine::baseline::Finding;
use engine::first_year::{Comparison, SpecificUse};
use serde::Serialize;
use utoipa::ToSchema;

use super::savings::Reason;

/// Use beside the same dates a year earlier, summed over the dates that both years know.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct PreviousYearItem {
    /// `ok` or `insufficient_data`.
    status: &'static str,
    reason: Option<Reason>,
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<NaiveDate>,
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<NaiveDate>,
    #[schema(value_type = Option<String>, format = Date)]
    earlier_from: Option<NaiveDate>,
    #[schema(value_type = Option<String>, format = Date)]
    earlier_to: Option<NaiveDate>,
    /// Dates that count.
    days: Option<usize>,
    used_kwh: Option<f64>,
    used_earlier_kwh: Option<f64>,
    /// Positive when more was used than a year earlier; null when nothing was used then.
    change_percent: Option<f64>,
    /// Heating degree days below 17 °C; null when temperatures are missing.
    degree_days: Option<f64>,
    degree_days_earlier: Option<f64>,
    /// Positive when it was warmer; null when there was next to nothing to heat.
    warmer_percent: Option<f64>,
}

/// Measured use per heated area, not corrected for weather and not scaled up.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct SpecificUseItem {
    /// `ok` or `insufficient_data`.
    status: &'static str,
    reason: Option<Reason>,
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<NaiveDate>,
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<NaiveDate>,
    /// Whether `from` to `to` are twelve months. If not, the figure is no yearly one.
    is_year: Option<bool>,
    /// Days whose use is known.
    days: Option<usize>,
    kwh_per_m2: Option<f64>,
}

impl From<&Finding> for Reason {
    fn from(finding: &Finding) -> Self {
        Self { code: finding.code.to_owned(), text: finding.text.clone() }
    }
}

impl From<Comparison> for PreviousYearItem {
    fn from(comparison: Comparison) -> Self {
        match comparison {
            Comparison::Refused(finding) => {
                Self { status: "insufficient_data", reason: Some(Reason::from(&finding)), ..Self::default() }
            }
            Comparison::Compared(found) => Self {
                status: "ok",
                reason: None,
                from: Some(found.period.from),
                to: Some(found.period.to),
                earlier_from: Some(found.earlier.from),
                earlier_to: Some(found.earlier.to),
                days: Some(found.days),
                used_kwh: Some(found.used),
                used_earlier_kwh: Some(found.used_earlier),
                change_percent: found.change_percent,
                degree_days: found.weather.map(|weather| weather.degree_days),
                degree_days_earlier: found.weather.map(|weather| weather.degree_days_earlier),
                warmer_percent: found.weather.and_then(|weather| weather.warmer_percent),
            },
        }
    }
}

impl From<Result<SpecificUse, Finding>> for SpecificUseItem {
    fn from(used: Result<SpecificUse, Finding>) -> Self {
        match used {
            Err(finding) => {
                Self { status: "insufficient_data", reason: Some(Reason::from(&finding)), ..Self::default() }
            }
            Ok(used) => Self {
                status: "ok",
                reason: None,
                from: Some(used.period.from),
                to: Some(used.period.to),
                is_year: Some(used.is_year),
                days: Some(used.days),
                kwh_per_m2: Some(used.kwh_per_m2),
            },
        }
    }
}
