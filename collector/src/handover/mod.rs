//! How `import` reaches a store that a running `serve` owns: over a socket beside the database file.
//!
//! The database has one writer. While `serve` runs, `import` reads and checks the files itself and hands the
//! readings over; the server stores them and tells what became of each. Whoever may write the database's
//! directory may use the socket; nobody else can see it.
//!
//! One request and one answer per line, JSON: `[[device, series, at_ms, value, received_ms], …]` is answered by
//! `{"outcomes": "sdc…"}`, a letter per reading, or by `{"error": "…"}`.

mod client;
mod server;

pub use client::{HandoverError, Sink};
pub use server::listen;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use engine::domain::SeriesKey;
use serde::{Deserialize, Serialize};
use store::{NewReading, Outcome};

/// Longest request; a chunk of an import takes about half a megabyte.
const MAX_REQUEST: u64 = 32 << 20;

/// A reading on its way: device, series, instant, value, reception.
type Row = (String, String, i64, f64, i64);

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Outcomes(String),
    Error(String),
}

/// Where the server of the database at `store` listens.
fn socket_of(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".sock");
    name.into()
}

fn to_row(reading: &NewReading) -> Row {
    (
        reading.key.device.clone(),
        reading.key.series.clone(),
        reading.at.timestamp_millis(),
        reading.value,
        reading.received.timestamp_millis(),
    )
}

fn from_row((device, series, at, value, received): Row) -> Option<NewReading> {
    let instant = DateTime::<Utc>::from_timestamp_millis;
    let key = SeriesKey { device, series };
    Some(NewReading { key, at: instant(at)?, value, received: instant(received)? })
}

const LETTERS: [(Outcome, char); 4] =
    [(Outcome::Stored, 's'), (Outcome::Duplicate, 'd'), (Outcome::Corrected, 'c'), (Outcome::Refused, 'r')];

fn letters(outcomes: &[Outcome]) -> String {
    let letter =
        |outcome: &Outcome| LETTERS.iter().find(|(known, _)| known == outcome).map(|(_, letter)| *letter);
    outcomes.iter().filter_map(letter).collect()
}

fn outcomes(letters: &str) -> Option<Vec<Outcome>> {
    let outcome =
        |letter: char| LETTERS.iter().find(|(_, known)| *known == letter).map(|(outcome, _)| *outcome);
    letters.chars().map(outcome).collect()
}

#[cfg(test)]
mod tests;
