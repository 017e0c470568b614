//! What ingest hands over, and what became of it.

use chrono::{DateTime, Utc};
use engine::domain::SeriesKey;

/// What one batch of messages became; committed as a whole.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Readings to keep, in order of arrival.
    pub readings: Vec<NewReading>,
    /// Messages that could not be used.
    pub quarantined: Vec<BadMessage>,
    /// Messages without a profile or of a device that no meter names.
    pub unmatched: Vec<UnmatchedMessage>,
    /// First receptions to remember until the broker has our acknowledgement.
    pub inbox: Vec<InboxMark>,
}

/// A reading to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReading {
    /// Device and series.
    pub key: SeriesKey,
    /// Instant; kept to the millisecond.
    pub at: DateTime<Utc>,
    /// Value in the canonical unit of the series.
    pub value: f64,
    /// When the message came; kept to the second.
    pub received: DateTime<Utc>,
}

/// What became of one reading of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The first value of its instant.
    Stored,
    /// This value is or was stored for its instant: nothing changed.
    Duplicate,
    /// A value never seen for its instant: it counts from now on, the earlier one is kept as superseded.
    Corrected,
    /// Not a finite number, so nothing was kept; validation should have quarantined the message.
    Refused,
}

/// A message that could not be used, with the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct BadMessage {
    /// Topic it came on.
    pub topic: String,
    /// Its payload; of a longer one the first [`BadMessage::KEPT`] bytes are enough.
    pub payload: Vec<u8>,
    /// Length of the whole payload.
    pub bytes: usize,
    /// Stable code of the reason, e.g. `time.future`.
    pub code: String,
    /// The reason as a sentence.
    pub text: String,
    /// When it came.
    pub received: DateTime<Utc>,
}

impl BadMessage {
    /// Bytes kept of a payload.
    pub const KEPT: usize = 64 << 10;
}

/// A message nobody asked for; `device`, `profile`, `series` are known when a profile could decode it.
#[derive(Debug, Clone, PartialEq)]
pub struct UnmatchedMessage {
    /// Topic it came on.
    pub topic: String,
    /// Device identity as the profile derives it.
    pub device: Option<String>,
    /// Profile that decoded it.
    pub profile: Option<String>,
    /// Canonical series name.
    pub series: Option<String>,
    /// Value in `unit`.
    pub value: Option<f64>,
    /// Canonical unit.
    pub unit: Option<String>,
    /// When it came.
    pub received: DateTime<Utc>,
}

/// The first reception of a message whose readings carry no time of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InboxMark {
    /// Digest of topic, payload and what names the delivery; a later mark of the same digest takes its place.
    pub digest: [u8; 16],
    /// When it came first.
    pub received: DateTime<Utc>,
}
