//! Readings and the ledger, in one SQLite file.
//!
//! Readings are kept behind [`Series`], so that another engine can join; everything else (quarantine, day
//! totals, baselines, results) is the ledger and always SQLite. Both live in one file, and one transaction
//! makes the fate of a message durable. All calls block; async callers use a blocking task.
//!
//! One process owns the file ([`Store::open`]); any number may read beside it
//! ([`Store::open_existing_read_only`]). Instants are kept as milliseconds UTC, local dates as text.

mod batch;
mod store;

mod file;
mod schema;

mod ingest;
mod series;

mod ledger;

mod examine;

mod error;
mod sql;

pub use batch::{BadMessage, Batch, InboxMark, NewReading, Outcome, UnmatchedMessage};
pub use error::{Result, StoreError};
pub use examine::Complaint;
pub use file::{
    BackupError, BackupMade, Contents, Owner, Replaced, RestoreError, Restored, Survey, Unfinished, backup,
    examine_file, newest_schema, restore, survey,
};
pub use ledger::{
    BaselineOutcome, BaselineRecord, Dirty, MeterEvent, MeterFacts, QuarantineItem, QuarantinedMessage,
    ResultDay, Settled, StoredFinding, Totals, UnknownItem, WeatherRecord, WeatherRun, WeatherSource,
};
pub use series::{Edges, HistoryCursor, Series, SqliteSeries, StoredReading, Thinned};
pub use store::Store;

#[cfg(test)]
mod tests;
