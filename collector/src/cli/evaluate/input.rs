//! The files: readings of one meter and temperatures, refused with the line of every fault.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::anyhow;
use config::{Quantity, Unit};
use engine::domain::{Point, ReadingMode};

use super::super::FAULTS_SHOWN;
use super::{Args, Failure, unreadable};
use crate::files::{self, LineFault, ReadingRow};

/// One meter's readings, in kWh or kW.
#[derive(Debug)]
pub struct MeterInput {
    /// The readings in the order of the file.
    pub readings: Vec<Point>,
    /// How they become use.
    pub mode: ReadingMode,
}

/// Read the meter named on the command line.
pub fn meter(args: &Args) -> Result<MeterInput, Failure> {
    let file = args.meter.as_path();
    let bytes = files::read(file).map_err(|error| unreadable(file, error))?;
    let mut table = files::parse_readings(&bytes).map_err(|fault| refuse(file, &[fault]))?;
    let rows = of_series(file, table.rows, args.series.as_deref())?;
    let quantity = match rows.first().and_then(|row| row.unit.as_deref()).and_then(Unit::parse) {
        Some(unit) if unit.quantity == Quantity::Power => Quantity::Power,
        _ => Quantity::Energy,
    };
    let mut readings = Vec::with_capacity(rows.len());
    for row in &rows {
        match canonical(row, quantity) {
            Ok(value) => readings.push(Point { at: row.at, value }),
            Err(reason) => table.faults.push(LineFault { line: row.line, reason }),
        }
    }
    if !table.faults.is_empty() {
        table.faults.sort_by_key(|fault| fault.line);
        return Err(refuse(file, &table.faults));
    }
    if readings.is_empty() {
        return Err(unreadable(file, "no line has a value"));
    }
    let mode = match (args.register, quantity) {
        (true, Quantity::Power) => {
            return Err(Failure::Usage(anyhow!("--register needs a meter of energy, the file has power")));
        }
        (true, _) => ReadingMode::Register,
        (false, Quantity::Power) => ReadingMode::Power,
        (false, _) => ReadingMode::Interval,
    };
    Ok(MeterInput { readings, mode })
}

/// Read the temperatures.
pub fn temperatures(file: &Path) -> Result<Vec<Point>, Failure> {
    let bytes = files::read(file).map_err(|error| unreadable(file, error))?;
    let table = files::parse_weather(&bytes).map_err(|fault| refuse(file, &[fault]))?;
    if !table.faults.is_empty() {
        return Err(refuse(file, &table.faults));
    }
    if table.rows.is_empty() {
        return Err(unreadable(file, "no line has a temperature"));
    }
    Ok(table.rows.iter().map(|row| Point { at: row.at, value: row.temp_c }).collect())
}

/// The rows of the named meter; of the only one if the file does not tell them apart.
fn of_series(file: &Path, rows: Vec<ReadingRow>, series: Option<&str>) -> Result<Vec<ReadingRow>, Failure> {
    let names: BTreeSet<&str> = rows.iter().filter_map(|row| row.meter.as_deref()).collect();
    let known = || names.iter().copied().collect::<Vec<_>>().join(", ");
    match series {
        Some(name) if names.contains(name) => {
            let name = name.to_owned();
            Ok(rows.into_iter().filter(|row| row.meter.as_deref() == Some(name.as_str())).collect())
        }
        Some(name) if names.is_empty() => {
            Err(unreadable(file, format!("it has no column `meter` to find `{name}` in; leave out --series")))
        }
        Some(name) => Err(unreadable(file, format!("no meter `{name}`; it has: {}", known()))),
        None if names.len() > 1 => {
            Err(unreadable(file, format!("several meters; choose one with --series: {}", known())))
        }
        None => Ok(rows),
    }
}

/// The value in kWh or kW; a file without units is in kWh.
fn canonical(row: &ReadingRow, quantity: Quantity) -> Result<f64, String> {
    let Some(symbol) = row.unit.as_deref() else { return Ok(row.value) };
    let unit =
        Unit::parse(symbol).ok_or_else(|| format!("the unit `{symbol}` is not known; use kWh, MWh or kW"))?;
    if unit.quantity != quantity {
        return Err(format!("the unit `{symbol}` is not one of energy throughout; use kWh"));
    }
    Ok(unit.to_canonical(row.value))
}

/// Every faulty line with its place, as far as a person reads.
fn refuse(file: &Path, lines: &[LineFault]) -> Failure {
    let count = lines.len();
    let mut text =
        if count == 1 { "1 line cannot be used".to_owned() } else { format!("{count} lines cannot be used") };
    for fault in lines.iter().take(FAULTS_SHOWN) {
        text += &format!("\n{}:{}: {}", file.display(), fault.line, fault.reason);
    }
    if count > FAULTS_SHOWN {
        text += &format!("\n… and {} more", count - FAULTS_SHOWN);
    }
    Failure::Input(anyhow!(text))
}
