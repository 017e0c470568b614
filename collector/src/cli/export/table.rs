//! Rows on stdout, as CSV with a header or as one JSON document `{"items":[…]}`, written as they come.

use std::io::{self, BufWriter, Stdout, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::cli::Failure;

/// A table that is being written.
pub enum Table {
    Csv(Box<csv::Writer<Stdout>>),
    Json { out: BufWriter<Stdout>, rows: u64 },
}

impl Table {
    /// Begin a table with these columns.
    pub fn new(is_json: bool, columns: &[&str]) -> Result<Self, Failure> {
        if is_json {
            let mut out = BufWriter::new(io::stdout());
            passed(out.write_all(b"{\"items\":["))?;
            return Ok(Self::Json { out, rows: 0 });
        }
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(io::stdout());
        passed(writer.write_record(columns).map_err(io::Error::from))?;
        Ok(Self::Csv(Box::new(writer)))
    }

    /// Write a row; its fields are in the order of the columns.
    pub fn row(&mut self, row: &impl Serialize) -> Result<(), Failure> {
        match self {
            Self::Csv(writer) => passed(writer.serialize(row).map_err(io::Error::from)),
            Self::Json { out, rows } => {
                let separator: &[u8] = if *rows == 0 { b"\n" } else { b",\n" };
                *rows += 1;
                passed(out.write_all(separator))?;
                passed(serde_json::to_writer(out, row).map_err(io::Error::from))
            }
        }
    }

    /// End it.
    pub fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Csv(mut writer) => passed(writer.flush()),
            Self::Json { mut out, .. } => passed(out.write_all(b"\n]}\n").and_then(|()| out.flush())),
        }
    }
}

/// A reader that has had enough (`| head`) ends the command quietly.
fn passed(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => other.map_err(Failure::environment),
    }
}

/// An instant as every table has it.
pub fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
