//! The calendar file: `date_local` and columns of 0 and 1, each an operating mode of the building.

use std::path::Path;

use chrono::NaiveDate;
use engine::baseline::{Calendar, Mode, NaiveDateText};

use super::{Failure, unreadable};
use crate::files;

/// A column of this name makes Sundays instead of a mode.
const RED_DAY: &str = "red_day";

/// Read a calendar.
pub fn read(file: &Path) -> Result<Calendar, Failure> {
    let bytes = files::read(file).map_err(|error| unreadable(file, error))?;
    parse(&bytes).map_err(|(line, reason)| unreadable(file, format!("line {line}: {reason}")))
}

/// The modes in the order of their columns, or the first line that cannot be used and why.
pub fn parse(bytes: &[u8]) -> Result<Calendar, (u64, String)> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let headers = reader.headers().map_err(|_| (1, "the header is not text in UTF-8".to_owned()))?.clone();
    let date_column = headers
        .iter()
        .position(|header| header == "date_local")
        .ok_or_else(|| (1, "the header has no column `date_local`".to_owned()))?;
    let mut days: Vec<Vec<NaiveDate>> = vec![Vec::new(); headers.len()];
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            (line, "the line has another number of columns than the header, or is not text".to_owned())
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        let text = record.get(date_column).unwrap_or_default();
        let date: NaiveDate =
            text.parse().map_err(|_| (line, format!("`{text}` is not a date; write it as 2016-01-31")))?;
        for (column, cell) in record.iter().enumerate().filter(|(column, _)| *column != date_column) {
            if flag(cell).map_err(|reason| (line, reason))? {
                days[column].push(date);
            }
        }
    }
    let mut calendar = Calendar::weekdays_only();
    for (column, (name, days)) in headers.iter().zip(days).enumerate() {
        if name == RED_DAY {
            calendar.off_days.extend(days.into_iter().map(NaiveDateText));
        } else if column != date_column {
            calendar.modes.push(Mode::new(name, days));
        }
    }
    Ok(calendar)
}

fn flag(cell: &str) -> Result<bool, String> {
    match cell {
        "1" | "1.0" => Ok(true),
        "0" | "0.0" | "" => Ok(false),
        other => Err(format!("`{other}` is neither 0 nor 1")),
    }
}
