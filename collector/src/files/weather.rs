//! Outdoor temperatures: tidy CSV (`timestamp_utc,temp_c`, other columns ignored) or SMHI's own files.

use chrono::{DateTime, Utc};

use super::csv_table::Table;
use super::{LineFault, instant, number, smhi};

/// No place on earth was ever colder or warmer.
const POSSIBLE_C: std::ops::RangeInclusive<f64> = -90.0..=60.0;

/// A file of temperatures.
#[derive(Debug, Default)]
pub struct WeatherTable {
    /// The usable lines, in the order of the file.
    pub rows: Vec<TemperatureRow>,
    /// Lines without a value.
    pub empty: u64,
    /// Lines that cannot be used.
    pub faults: Vec<LineFault>,
}

/// One temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TemperatureRow {
    /// Line number, from 1.
    pub line: u64,
    /// Instant; for a mean over an interval its start.
    pub at: DateTime<Utc>,
    /// °C.
    pub temp_c: f64,
}

impl WeatherTable {
    /// Keep a temperature that can be true.
    pub(super) fn push(&mut self, row: TemperatureRow) {
        if POSSIBLE_C.contains(&row.temp_c) {
            self.rows.push(row);
        } else {
            let reason = format!("{} °C cannot be an outdoor temperature", row.temp_c);
            self.faults.push(LineFault::new(row.line, reason));
        }
    }
}

/// Read a whole file. Another quantity than air temperature, or a header without the needed columns, makes it
/// unusable.
pub fn parse(bytes: &[u8]) -> Result<WeatherTable, LineFault> {
    if smhi::is_smhi(bytes) { smhi::parse(bytes) } else { tidy(bytes) }
}

fn tidy(bytes: &[u8]) -> Result<WeatherTable, LineFault> {
    let mut csv = Table::open(bytes)?;
    let (time, temperature) = (csv.need("timestamp_utc")?, csv.need("temp_c")?);
    let decimal_comma = csv.decimal_comma;
    let mut table = WeatherTable::default();
    while let Some(line) = csv.next() {
        let row = line.and_then(|line| {
            let fault = |reason| LineFault::new(line.number, reason);
            if line.cell(temperature)?.is_empty() {
                return Ok(None);
            }
            let at = instant(line.cell(time)?).map_err(fault)?;
            let temp_c = number(line.cell(temperature)?, decimal_comma).map_err(fault)?;
            Ok(Some(TemperatureRow { line: line.number, at, temp_c }))
        });
        match row {
            Ok(Some(row)) => table.push(row),
            Ok(None) => table.empty += 1,
            Err(fault) => table.faults.push(fault),
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tidy_files_may_have_more_columns() {
        let table = parse(
            b"timestamp_utc,temp_c,ghi_w_m2\n2016-01-01T00:00:00Z,-12.5,0\n2016-01-01T01:00:00Z,,0\n\
              2016-01-01T02:00:00Z,127,0\n",
        )
        .unwrap();
        assert_eq!(table.rows.len(), 1);
        assert_eq!(table.empty, 1);
        assert_eq!(table.faults, [LineFault::new(4, "127 °C cannot be an outdoor temperature")]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes);
            for start in ["timestamp_utc,temp_c\n", "Stationsnamn;x\n"] {
                let _ = parse(&[start.as_bytes(), &bytes].concat());
            }
        }
    }
}
