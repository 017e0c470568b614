//! Readings and the ledger, in one SQLite file.
//!
//! Readings are kept behind [`Series`], so that another engine can join; everything else (quarantine, day
//! totals, baselines, results) is the ledger and always SQLite. Both live in one file, and one transaction
//! makes the fate of a message durable. All calls block; async callers use a blocking task.

mod api;

pub use api::*;
