//! Readings as decoded, before anything has been concluded from them.

use std::fmt;

use chrono::{DateTime, Utc};

use super::Unit;

/// Where a reading belongs: one series of one device. Together with the instant it is the reading's identity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesKey {
    /// Device identity as the profile derives it.
    pub device: String,
    /// Canonical series name, e.g. `el.energy.import`.
    pub series: String,
}

/// A value at an instant, in the canonical unit of its series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Instant; for interval readings the start of the interval.
    pub at: DateTime<Utc>,
    /// Value in the canonical unit.
    pub value: f64,
}

/// What kind of number a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadingKind {
    /// Cumulative counter.
    Register,
    /// Counter that restarts by rule: daily, per session, at reboot.
    RegisterPeriod,
    /// Energy or volume of the message's own interval.
    Interval,
    /// Momentary power.
    Power,
    /// Momentary flow.
    Flow,
    /// Temperature.
    Temperature,
    /// Voltage.
    Voltage,
    /// Current.
    Current,
    /// Frequency.
    Frequency,
    /// Power factor.
    PowerFactor,
    /// Relative humidity.
    Humidity,
    /// Concentration, e.g. CO₂ in ppm.
    Concentration,
    /// Share, e.g. state of charge.
    Percent,
    /// Price.
    Price,
    /// Count.
    Count,
}

/// Where a reading's timestamp comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeSource {
    /// The payload names the instant.
    Payload,
    /// The payload has no usable time: the instant of first reception counts.
    Reception,
}

/// One reading as a profile decodes it from a message.
#[derive(Debug, Clone, PartialEq)]
pub struct RawReading {
    /// Device and series.
    pub key: SeriesKey,
    /// What kind of number it is.
    pub kind: ReadingKind,
    /// Value in `unit`.
    pub value: f64,
    /// Canonical unit.
    pub unit: Unit,
    /// Value as in the payload, after the scale the profile documents.
    pub native_value: f64,
    /// Unit as in the payload.
    pub native_unit: String,
    /// Instant, or none for the instant of first reception.
    pub timestamp: Option<DateTime<Utc>>,
    /// Where the instant comes from.
    pub time_source: TimeSource,
}

impl ReadingKind {
    /// Every kind with the word used in profiles and output.
    pub const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Register, "register"),
        (Self::RegisterPeriod, "register_period"),
        (Self::Interval, "interval"),
        (Self::Power, "power"),
        (Self::Flow, "flow"),
        (Self::Temperature, "temperature"),
        (Self::Voltage, "voltage"),
        (Self::Current, "current"),
        (Self::Frequency, "frequency"),
        (Self::PowerFactor, "power_factor"),
        (Self::Humidity, "humidity"),
        (Self::Concentration, "concentration"),
        (Self::Percent, "percent"),
        (Self::Price, "price"),
        (Self::Count, "count"),
    ];

    /// The word used in profiles and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

impl TimeSource {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payload => "payload",
            Self::Reception => "reception",
        }
    }
}

impl fmt::Display for SeriesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.device, self.series)
    }
}
