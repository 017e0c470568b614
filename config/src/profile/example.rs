//! Messages with what they must become.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// One `[[example]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its line in the file.
    pub line: usize,
    /// Topic of the message.
    pub topic: String,
    /// Payload of the message.
    pub payload: String,
    /// Whether the broker replays it as a retained message.
    pub retained: bool,
    /// When it is received; far in the future when absent, so that no time in it lies ahead.
    pub received: Option<DateTime<Utc>>,
    /// Zone of the site, for local times that the profile gives no zone for.
    pub zone: Option<Tz>,
    /// What becomes of the message.
    pub fate: FateWord,
    /// Code of the reason, if the fate has one to check.
    pub code: Option<String>,
    /// The readings it gives, in any order.
    pub expect: Vec<ExpectedReading>,
}

/// What becomes of a message, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FateWord {
    /// It gives readings.
    Readings,
    /// It means nothing.
    Ignored,
    /// No profile knows it.
    Unmatched,
    /// It cannot be used.
    Quarantined,
    /// It gives no reading, whatever the reason (`expect = []`).
    NoReading,
}

impl FateWord {
    /// Every fate that has a word of its own.
    pub const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Readings, "readings"),
        (Self::Ignored, "ignored"),
        (Self::Unmatched, "unmatched"),
        (Self::Quarantined, "quarantined"),
    ];
}

/// What a reading must be; absent fields are not compared. `value` with `unit` may be given as in the payload or
/// converted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExpectedReading {
    /// Device identity.
    pub device: Option<String>,
    /// Series name.
    pub series: Option<String>,
    /// Word of the kind.
    pub kind: Option<String>,
    /// Unit of `value`.
    pub unit: Option<String>,
    /// Value in `unit`.
    pub value: Option<f64>,
    /// Unit as in the payload.
    pub native_unit: Option<String>,
    /// Value as in the payload.
    pub native_value: Option<f64>,
    /// Instant; none inside means the time of reception.
    pub timestamp: Option<Option<DateTime<Utc>>>,
    /// `payload` or `reception`.
    pub time_source: Option<String>,
    /// `good` or `suspect`.
    pub quality: Option<String>,
}
