//! Readings become use: kWh or m³ per hour and per local day, each with its quality.

use crate::domain::{Quality, ReadingMode};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// What is known of a meter beyond its readings.
#[derive(Debug, Clone, PartialEq)]
pub struct MeterRules {
    /// How its numbers become use.
    pub mode: ReadingMode,
    /// How often it reports.
    pub interval: TimeDelta,
    /// More than this per hour cannot flow (kW or m³/h).
    pub max_per_hour: Option<f64>,
    /// The register restarts at 0 after this value, in the canonical unit.
    pub modulus: Option<f64>,
    /// A zero is a hole in the data rather than no use.
    pub zero_is_a_hole: bool,
    /// Registered meter replacements, in order of time.
    pub replacements: Vec<Replacement>,
}

/// A meter was replaced: the old register's last value and the new one's first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replacement {
    /// When.
    pub at: DateTime<Utc>,
    /// Last value of the old register.
    pub old_final: f64,
    /// First value of the new register.
    pub new_start: f64,
}

/// Use in an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntervalUse {
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// kWh or m³ (°C mean for `ReadingMode::Value`); 0 where `quality` is missing.
    pub value: f64,
    /// The worst quality of its parts, weighed by time.
    pub quality: Quality,
}

/// Use of a local day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayUse {
    /// Local date.
    pub date: NaiveDate,
    /// kWh or m³ (°C mean for `ReadingMode::Value`) of the part of the day that is known.
    pub value: f64,
    /// Quality of the day as a whole.
    pub quality: Quality,
    /// Share of the day's time that is measured, integrated or estimated.
    pub coverage: f64,
    /// Share of the day's time that is estimated.
    pub filled_share: f64,
}
