// Signatures agreed between the rooms; the bodies replace this file.
use chrono::{DateTime, NaiveDate, Utc};
use config::Carrier;
use engine::baseline::Baseline;
use engine::domain::{DateRange, Point, SeriesKey};
use engine::normalise::DayUse;

/// The database, shared by cloning.
#[derive(Debug, Clone)]
pub struct Store;

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
    pub key: SeriesKey,
    pub at: DateTime<Utc>,
    pub value: f64,
    pub received: DateTime<Utc>,
}
/// What became of one reading of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Stored,
    Duplicate,
    Corrected,
}
/// A message that could not be used, with the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct BadMessage {
    pub topic: String,
    pub payload: Vec<u8>,
    pub code: String,
    pub text: String,
    pub received: DateTime<Utc>,
}
/// A message nobody asked for; `device`, `profile`, `series` are known when a profile could decode it.
#[derive(Debug, Clone, PartialEq)]
pub struct UnmatchedMessage {
    pub topic: String,
    pub device: Option<String>,
    pub profile: Option<String>,
    pub series: Option<String>,
    pub value: Option<f64>,
    pub unit: Option<String>,
    pub received: DateTime<Utc>,
}
/// The first reception of a message whose readings carry no time of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InboxMark {
    pub digest: [u8; 16],
    pub received: DateTime<Utc>,
}

/// A stored reading with its history.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredReading {
    pub at: DateTime<Utc>,
    pub value: f64,
    pub received: DateTime<Utc>,
    pub superseded: bool,
}
/// Which readings around a window come with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edges {
    Inside,
    Bracket,
}

/// A series whose readings changed since its use was last computed: everything in `from..=to` is affected.
#[derive(Debug, Clone, PartialEq)]
pub struct Dirty {
    pub key: SeriesKey,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub generation: i64,
}

/// What was learned of a meter from its readings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeterFacts {
    pub interval_seconds: i64,
    pub max_per_hour: Option<f64>,
}

/// A building's day of one carrier: what analysis concluded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResultDay {
    pub date: NaiveDate,
    pub used: Option<f64>,
    pub temp_c: Option<f64>,
    pub coverage: f64,
    pub filled_share: f64,
    pub expected: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// A baseline as kept: current until another of the same period supersedes it.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineRecord {
    pub id: String,
    pub building: String,
    pub carrier: Carrier,
    pub period: DateRange,
    pub method_version: String,
    pub computed_at: DateTime<Utc>,
    pub outcome: BaselineOutcome,
}
/// Fitted, or the findings that forbid it.
#[derive(Debug, Clone, PartialEq)]
pub enum BaselineOutcome {
    Fitted(Box<Baseline>),
    Insufficient(Vec<StoredFinding>),
}
/// A finding as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFinding {
    pub code: String,
    pub severity: engine::baseline::Severity,
    pub text: String,
    pub data: Vec<(String, f64)>,
}

/// One row of the quarantine: equal reason and topic are counted together.
#[derive(Debug, Clone, PartialEq)]
pub struct QuarantineItem {
    pub id: i64,
    pub topic: String,
    pub code: String,
    pub text: String,
    pub count: u64,
    pub first_seen: DateTime<Utc>,
    pub last_seen: DateTime<Utc>,
    pub bytes: u64,
}
/// One device or topic nobody asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownItem {
    pub topic: String,
    pub device: Option<String>,
    pub profile: Option<String>,
    pub series: Option<String>,
    pub last_value: Option<f64>,
    pub unit: Option<String>,
    pub count: u64,
    pub first_seen: DateTime<Utc>,
    pub last_seen: DateTime<Utc>,
}
/// Totals for `/metrics` and `/api/v1/status`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    pub readings: u64,
    pub duplicates: u64,
    pub corrections: u64,
    pub quarantined: u64,
    pub quarantine_evicted: u64,
    pub unmatched: u64,
    pub last_commit: Option<DateTime<Utc>>,
    pub dirty_hours: f64,
    pub analysed_through: Option<NaiveDate>,
}

impl Store {
    // pub fn open(path: &Path) -> Result<Store, StoreError>            creates, migrates; never a silent empty store
    // pub fn commit(&self, batch: &Batch) -> Result<Vec<Outcome>>        one transaction, synchronous=FULL, marks dirty
    // pub fn first_reception(&self, digest) -> Result<Option<DateTime<Utc>>> ; pub fn forget_receptions(before)
    // pub fn range(&self, key, from, to, Edges) -> Result<Vec<Point>> ; pub fn latest(&self, keys) -> Result<Vec<Option<Point>>>
    // pub fn history(&self, key, from, to, after: Option<cursor>, limit) -> Result<Vec<StoredReading>>
    // pub fn dirty(&self) -> Result<Vec<Dirty>>
    // pub fn facts(&self, key) / put_facts
    // pub fn settle_meter(&self, meter, facts, days: &[DayUse], dirty: &Dirty) one transaction: replace days of the dates given, clear that generation
    // pub fn meter_days(&self, meter, DateRange) -> Result<Vec<DayUse>>
    // pub fn put_results(&self, building, carrier, baselines: &[BaselineRecord], replaced: DateRange, days: &[ResultDay])
    // pub fn result_days(&self, building, carrier, DateRange) -> Result<Vec<ResultDay>> ; result_span(building, carrier) -> Option<DateRange>
    // pub fn baselines(&self, building, carrier) -> Result<Vec<BaselineRecord>>   current ones
    // pub fn quarantine(&self, after, limit) ; unknown(&self, limit) ; totals() ; set_analysed_through(date)
}
