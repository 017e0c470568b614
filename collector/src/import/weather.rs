//! A station's outdoor temperatures, from tidy CSV or SMHI's files.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use config::Station;
use engine::domain::SeriesKey;
use store::NewReading;

use super::{Report, table};
use crate::files::{LineFault, parse_weather};
use crate::handover::{HandoverError, Sink};

/// Read and store every file, as [`readings`](super::readings) does. `now` is the time of reception; `progress` hears of every chunk stored.
pub fn weather(
    sink: &mut Sink,
    station: &Station,
    files: &[PathBuf],
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, HandoverError> {
    let key = SeriesKey::of_station(station);
    let mut report = Report::default();
    for file in files {
        let mut table = match table(file, parse_weather) {
            Ok(table) => table,
            Err(fault) => {
                report.rejected.push(fault);
                continue;
            }
        };
        let latest = now + TimeDelta::minutes(10);
        let mut readings = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            if row.at > latest {
                let reason = format!("{} lies in the future", row.at.format("%Y-%m-%dT%H:%M:%SZ"));
                table.faults.push(LineFault { line: row.line, reason });
            } else {
                readings.push(NewReading { key: key.clone(), at: row.at, value: row.temp_c, received: now });
            }
        }
        report.empty += table.empty;
        table.faults.sort_by_key(|fault| fault.line);
        report.rejected.extend(table.faults.into_iter().map(|fault| fault.in_file(file)));
        report.keep(sink, &readings, progress)?;
    }
    Ok(report)
}
