//! Meter readings from tidy CSV.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use config::{Meter, Portfolio, ReadingKind, Unit};
use engine::domain::{RawReading, ReadingQuality, SeriesKey, TimeSource};
use engine::validate;
use store::NewReading;

use super::{Report, table};
use crate::files::{
    Fault, Label, LineFault, Mapping, ReadingRow, ReadingTable, parse_readings, refuse_virtual,
};
use crate::handover::{HandoverError, Sink};

/// Whose readings the files hold.
#[derive(Debug, Clone)]
pub enum Target<'p> {
    /// All of one meter's.
    Meter(&'p Meter),
    /// Those of the meters that the files name.
    Named(Mapping),
}

/// Read and store every file; one that cannot be read is rejected as a whole. When the store fails, everything up to
/// the last full chunk is stored, and the same import again does no harm. `now` is the time of reception; `progress` hears of every chunk stored.
pub fn readings(
    sink: &mut Sink,
    portfolio: &Portfolio,
    (files, target): (&[PathBuf], &Target<'_>),
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, HandoverError> {
    let mut report = Report::default();
    for file in files {
        let table = match table(file, parse_readings) {
            Ok(table) => table,
            Err(fault) => {
                report.rejected.push(fault);
                continue;
            }
        };
        let (readings, faults) = place(portfolio, file, &table, target, now);
        report.empty += table.empty;
        report.superseded += table.superseded;
        report.rejected.extend(in_order(file, table.faults.into_iter().chain(faults)));
        report.keep(sink, &readings, progress)?;
    }
    Ok(report)
}

fn in_order(file: &Path, faults: impl Iterator<Item = LineFault>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = faults.map(|fault| fault.in_file(file)).collect();
    faults.sort_by_key(|fault| fault.line);
    faults
}

/// What a name with a unit in a file stands for.
type Place<'p> = Result<(&'p Meter, Unit), String>;

/// The readings with their place in the store. A name or unit that cannot be used is reported once, with the
/// number of its lines.
fn place<'p>(
    portfolio: &'p Portfolio,
    file: &Path,
    table: &ReadingTable,
    target: &Target<'p>,
    now: DateTime<Utc>,
) -> (Vec<NewReading>, Vec<LineFault>) {
    if let (Target::Meter(meter), Some(names)) = (target, several_names(table)) {
        let reason = format!(
            "the file holds several meters ({names}), not only {}: say with --map which meter each name means",
            meter.id
        );
        return (Vec::new(), vec![LineFault { line: 1, reason }]);
    }
    let mut places: HashMap<Label, Place<'_>> = HashMap::new();
    let mut unplaced: HashMap<String, (u64, u64)> = HashMap::new();
    let (mut readings, mut faults) = (Vec::with_capacity(table.rows.len()), Vec::new());
    for row in &table.rows {
        let place = places.entry(row.label()).or_insert_with(|| find(portfolio, file, row, target));
        match place {
            Err(reason) => unplaced.entry(reason.clone()).or_insert((row.line, 0)).1 += 1,
            Ok((meter, unit)) => match judge(row, meter, *unit, now) {
                Ok(reading) => readings.push(reading),
                Err(reason) => faults.push(LineFault { line: row.line, reason }),
            },
        }
    }
    faults.extend(unplaced.into_iter().map(|(reason, (line, count))| {
        let reason = if count == 1 { reason } else { format!("{reason} ({count} lines)") };
        LineFault { line, reason }
    }));
    (readings, faults)
}

fn find<'p>(portfolio: &'p Portfolio, file: &Path, row: &ReadingRow, target: &Target<'p>) -> Place<'p> {
    let meter = match target {
        Target::Meter(meter) => *meter,
        Target::Named(mapping) => {
            let name = row.meter.as_deref().ok_or_else(|| {
                "the file has no column `meter`: say with --meter whose readings they are".to_owned()
            })?;
            mapping.meter(portfolio, file, name)?.1
        }
    };
    refuse_virtual(meter)?;
    let unit = match row.unit.as_deref() {
        None => meter.unit,
        Some(text) => {
            let unit = Unit::parse(text).ok_or_else(|| format!("the unit `{text}` is not known"))?;
            if unit.quantity != meter.unit.quantity {
                return Err(format!("meter {} measures {}, not {text}", meter.id, meter.unit.symbol));
            }
            unit
        }
    };
    Ok((meter, unit))
}

/// The reading to store: the same is asked of it as of one that comes in a message.
fn judge(row: &ReadingRow, meter: &Meter, unit: Unit, now: DateTime<Utc>) -> Result<NewReading, String> {
    let at = possible(row.at, now)?;
    let key = SeriesKey::of_meter(meter);
    let reading = RawReading {
        key,
        kind: ReadingKind::usual_for(unit.quantity),
        value: unit.to_canonical(row.value),
        unit: unit.canonical(),
        native_value: row.value,
        native_unit: unit.symbol.to_owned(),
        timestamp: Some(at),
        time_source: TimeSource::Payload,
        quality: ReadingQuality::Good,
    };
    let accepted = validate::judge(&reading, meter).map_err(|reason| reason.text)?;
    Ok(NewReading { key: reading.key, at, value: accepted.value, received: now })
}

fn several_names(table: &ReadingTable) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in table.rows.iter().filter_map(|row| row.meter.as_deref()) {
        if names.last() != Some(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    (names.len() > 1).then(|| names.join(", "))
}

/// The same bounds that messages have: no reading from the future, none from a clock that was never set.
fn possible(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let earliest = Utc.with_ymd_and_hms(2000, 1, 2, 0, 0, 0).single();
    if at > now + TimeDelta::minutes(10) {
        return Err(format!("{} lies in the future", at.format("%Y-%m-%dT%H:%M:%SZ")));
    }
    if earliest.is_some_and(|earliest| at < earliest) {
        return Err(format!(
            "{} lies before 2000-01-02: the meter's clock was not set",
            at.format("%Y-%m-%dT%H:%M:%SZ")
        ));
    }
    Ok(at)
}
