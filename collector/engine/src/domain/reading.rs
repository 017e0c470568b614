//! Readings as decoded, before anything has been concluded from them.

use std::fmt;

use chrono::{DateTime, Utc};
use config::{Meter, Station};

use super::{ReadingKind, Unit};

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

/// Where a reading's timestamp comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeSource {
    /// The payload names the instant.
    Payload,
    /// The payload has no usable time: the instant of first reception counts.
    Reception,
}

/// What the device itself, or a look at the value, says of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadingQuality {
    /// Nothing speaks against it.
    Good,
    /// Kept, but the device reports trouble or the value is unusual.
    Suspect,
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
    /// Canonical unit; the unit without a name when the message does not say: then the meter's unit counts.
    pub unit: Unit,
    /// Value as in the payload, after the scale the profile documents.
    pub native_value: f64,
    /// Unit as in the payload; empty when the message does not say.
    pub native_unit: String,
    /// Instant, or none for the instant of first reception.
    pub timestamp: Option<DateTime<Utc>>,
    /// Where the instant comes from.
    pub time_source: TimeSource,
    /// Whether the device reports trouble.
    pub quality: ReadingQuality,
}

impl SeriesKey {
    /// Where a meter's readings are kept.
    #[must_use]
    pub fn of_meter(meter: &Meter) -> Self {
        let (device, series) = meter.series_key();
        Self { device: device.to_owned(), series: series.to_owned() }
    }

    /// Where a weather station's temperatures are kept.
    #[must_use]
    pub fn of_station(station: &Station) -> Self {
        let (device, series) = station.series_key();
        Self { device: device.to_owned(), series: series.to_owned() }
    }
}

impl ReadingQuality {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Suspect => "suspect",
        }
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
