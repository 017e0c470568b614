//! Baselines: what a building would use in given weather, learned from a period before anything was done.

use crate::domain::DateRange;
use chrono::NaiveDate;

/// Raised by every change that moves a reported figure.
pub const METHOD_VERSION: &str = "sparvakt-2026.1";

/// One local day of a building's use of one carrier, with its weather.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Day {
    /// Local date.
    pub date: NaiveDate,
    /// Use, kWh or m³; none when too little of the day is known.
    pub used: Option<f64>,
    /// Mean outdoor temperature, °C; none when too little of the day is known.
    pub temp_c: Option<f64>,
    /// Share of `used` that rests on filled values.
    pub filled_share: f64,
}

/// Something about the data that a reader must know.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Stable code, e.g. `baseline.too_few_days`.
    pub code: &'static str,
    /// Whether a saving can still be given.
    pub severity: Severity,
    /// An English sentence with the numbers and what to do.
    pub text: String,
    /// The numbers that prove it.
    pub data: Vec<(&'static str, f64)>,
}

/// What a finding means for the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// No saving can be given.
    Disqualifying,
    /// The saving stands; the reader must know.
    Warning,
}

/// A fitted baseline with all that is needed to expect, to judge and to explain.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// The period it was fitted on.
    pub period: DateRange,
    /// Days used.
    pub days_used: usize,
}
