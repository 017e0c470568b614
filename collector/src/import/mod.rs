//! Files become stored readings: idempotent, good lines kept, faulty lines named.

mod readings;
mod weather;

pub use readings::{Target, readings};
pub use weather::weather;

use std::path::Path;

use serde::Serialize;
use store::{NewReading, Outcome};

use crate::files::{self, Fault, LineFault};
use crate::handover::{HandoverError, Sink};

/// Readings handed over at once: enough to be fast, few enough to show progress.
const CHUNK: usize = 5_000;

/// What became of the lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Readings that were not known before.
    pub accepted: u64,
    /// Readings that were known already.
    pub duplicate: u64,
    /// Readings with a new value for a known instant: they count from now on.
    pub corrected: u64,
    /// Lines without a value.
    pub empty: u64,
    /// Lines that were corrected where they come from.
    pub superseded: u64,
    /// Lines and files that could not be used.
    pub rejected: Vec<Fault>,
}

impl Report {
    /// Keep everything, chunk by chunk; `progress` is told how many readings each chunk had.
    fn keep(
        &mut self,
        sink: &mut Sink,
        readings: &[NewReading],
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), HandoverError> {
        for chunk in readings.chunks(CHUNK) {
            for outcome in sink.import(chunk)? {
                match outcome {
                    Outcome::Stored => self.accepted += 1,
                    Outcome::Duplicate => self.duplicate += 1,
                    Outcome::Corrected => self.corrected += 1,
                    // Parsers only let finite numbers pass.
                    Outcome::Refused => {}
                }
            }
            progress(chunk.len() as u64);
        }
        Ok(())
    }
}

/// The table in a file, which `parse` reads; otherwise what is wrong with the file.
fn table<T>(file: &Path, parse: fn(&[u8]) -> Result<T, LineFault>) -> Result<T, Fault> {
    let bytes = files::read(file)
        .map_err(|error| LineFault { line: 0, reason: format!("cannot be read: {error}") }.in_file(file))?;
    parse(&bytes).map_err(|fault| fault.in_file(file))
}
