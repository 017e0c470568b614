//! Files become stored readings: idempotent, good lines kept, faulty lines named.

mod readings;
mod weather;

pub use readings::{Target, readings};
pub use weather::weather;

use std::path::{Path, PathBuf};

use serde::Serialize;
use store::{NewReading, Outcome};

use crate::files::{self, Fault};
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
    /// Lines that could not be used.
    pub rejected: Vec<Fault>,
}

/// What ended an import early. Everything up to the last full chunk is stored; the same import again does no harm.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error("read {}: {reason}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// The store cannot be written.
    #[error(transparent)]
    Store(#[from] HandoverError),
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

fn read(file: &Path) -> Result<Vec<u8>, ImportError> {
    files::read(file).map_err(|reason| ImportError::File { file: file.to_owned(), reason })
}
