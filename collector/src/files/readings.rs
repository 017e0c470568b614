//! Readings as tidy CSV: `timestamp_utc,value`, optionally with `meter` and `unit`; other columns are ignored.
//!
//! That is the layout of public building data sets and of `export readings`. An empty value is a hole in the
//! source and means nothing. A line whose `status` is `superseded` was corrected where it comes from; it is left
//! out, since the correction might come before it in the file or be known already.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::csv_table::{Line, Table};
use super::{LineFault, instant, number};

/// The status of a value that counted once, in files as in the API.
pub const SUPERSEDED: &str = "superseded";

/// The status of a value that counts.
pub const GOOD: &str = "good";

/// A file of readings.
#[derive(Debug, Default)]
pub struct ReadingTable {
    /// The usable lines, in the order of the file.
    pub rows: Vec<ReadingRow>,
    /// Lines without a value.
    pub empty: u64,
    /// Lines that were corrected where they come from.
    pub superseded: u64,
    /// Lines that cannot be used.
    pub faults: Vec<LineFault>,
}

/// What a file calls a meter and its unit, where it says.
pub type Label = (Option<Arc<str>>, Option<Arc<str>>);

/// One reading as it stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingRow {
    /// Line number, from 1.
    pub line: u64,
    /// What the file calls the meter, if it says.
    pub meter: Option<Arc<str>>,
    /// The unit, if the file says; otherwise the meter's own counts.
    pub unit: Option<Arc<str>>,
    /// Instant; start of the interval for interval meters.
    pub at: DateTime<Utc>,
    /// Value in `unit`.
    pub value: f64,
}

impl ReadingRow {
    /// What the file calls the meter and the unit.
    #[must_use]
    pub fn label(&self) -> Label {
        (self.meter.clone(), self.unit.clone())
    }
}

/// Read a whole file. A header without the needed columns is the only thing that makes it unusable.
pub fn parse(bytes: &[u8]) -> Result<ReadingTable, LineFault> {
    let mut csv = Table::open(bytes)?;
    let columns = Columns {
        time: csv.need("timestamp_utc")?,
        value: csv.need("value")?,
        meter: csv.find("meter"),
        unit: csv.find("unit"),
        status: csv.find("status"),
    };
    let decimal_comma = csv.decimal_comma;
    let mut table = ReadingTable::default();
    let (mut meters, mut units) = (Words::default(), Words::default());
    while let Some(line) = csv.next() {
        let row = line.and_then(|line| {
            if line.cell(columns.value)?.is_empty() {
                table.empty += 1;
                return Ok(None);
            }
            if columns.is_superseded(&line) {
                table.superseded += 1;
                return Ok(None);
            }
            columns.row(&line, decimal_comma, &mut meters, &mut units).map(Some)
        });
        match row {
            Ok(row) => table.rows.extend(row),
            Err(fault) => table.faults.push(fault),
        }
    }
    Ok(table)
}

struct Columns {
    time: usize,
    value: usize,
    meter: Option<usize>,
    unit: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    /// Lines that end before that column have no such status.
    fn is_superseded(&self, line: &Line) -> bool {
        self.status.and_then(|column| line.cell(column).ok()) == Some(SUPERSEDED)
    }

    fn row(
        &self,
        line: &Line,
        decimal_comma: bool,
        meters: &mut Words,
        units: &mut Words,
    ) -> Result<ReadingRow, LineFault> {
        let fault = |reason| LineFault::new(line.number, reason);
        let meter = self.meter.map(|column| line.cell(column)).transpose()?;
        let unit = self.unit.map(|column| line.cell(column)).transpose()?;
        Ok(ReadingRow {
            line: line.number,
            meter: meter.map(|meter| meters.shared(meter)),
            unit: unit.filter(|unit| !unit.is_empty()).map(|unit| units.shared(unit)),
            at: instant(line.cell(self.time)?).map_err(fault)?,
            value: number(line.cell(self.value)?, decimal_comma).map_err(fault)?,
        })
    }
}

/// Files repeat the same few words in every line: keep each run of them once.
#[derive(Default)]
struct Words(Option<Arc<str>>);

impl Words {
    fn shared(&mut self, word: &str) -> Arc<str> {
        match &self.0 {
            Some(last) if **last == *word => Arc::clone(last),
            _ => Arc::clone(self.0.insert(word.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn good_lines_count_and_bad_ones_are_named() {
        let table = parse(
            b"timestamp_utc,meter,unit,value\n\
              2016-01-01T00:00:00Z,el,kWh,12.5\n\
              2016-01-01T01:00:00Z,el,kWh,\n\
              2016-01-01T02:00:00+01:00,el,MWh,0.5\n\
              yesterday,el,kWh,1\n\
              2016-02-30T00:00:00Z,el,kWh,1\n\
              2016-01-01T03:00:00Z,el,kWh,\"12,5\"\n\
              2016-01-01T04:00:00Z,el,kWh,NaN\n\
              2016-01-01T05:00:00Z\n",
        )
        .unwrap();
        let rows: Vec<_> = table
            .rows
            .iter()
            .map(|row| (row.line, row.at.to_rfc3339(), row.unit.as_deref(), row.value))
            .collect();
        assert_eq!(
            rows,
            [
                (2, "2016-01-01T00:00:00+00:00".to_owned(), Some("kWh"), 12.5),
                (4, "2016-01-01T01:00:00+00:00".to_owned(), Some("MWh"), 0.5),
            ]
        );
        assert_eq!(table.empty, 1);
        let faults: Vec<_> =
            table.faults.iter().map(|fault| format!("{}: {}", fault.line, fault.reason)).collect();
        insta::assert_snapshot!(faults.join("\n"), @r"
        5: `yesterday` is not a time; write it as 2016-01-31T23:00:00Z
        6: `2016-02-30T00:00:00Z` is not a time; write it as 2016-01-31T23:00:00Z
        7: `12,5` is not a number; write it as 12.5
        8: `NaN` is not a finite number
        9: the line ends after 1 columns, before the one needed
        ");
    }

    #[test]
    fn an_open_quotation_mark_spoils_only_its_line() {
        let table = parse(
            b"timestamp_utc,value,note\n2016-01-01T00:00:00Z,1,\"open\n2016-01-01T01:00:00Z,2,\"a, b\"\r\n\
              \n\"2016-01-01T02:00:00Z\", 3 ,\"say \"\"on\"\"\"\n\"2016-01-01T03:00:00Z,4\n2016-01-01T04:00:00Z,5",
        )
        .unwrap();
        let rows: Vec<_> = table.rows.iter().map(|row| (row.line, row.value)).collect();
        assert_eq!(rows, [(3, 2.0), (5, 3.0), (7, 5.0)]);
        let reason = "a quotation mark is opened and not closed on this line; close it or leave it out";
        assert_eq!(table.faults, [2, 6].map(|line| LineFault::new(line, reason)));
        assert!(parse(b"\"timestamp_utc,value\n2016-01-01T00:00:00Z,1\n").is_err());
    }

    #[test]
    fn semicolons_bring_decimal_commas() {
        let table = parse(b"timestamp_utc;value\n2016-01-01 00:00;12,5\n").unwrap();
        assert_eq!(table.rows[0].value.to_bits(), 12.5_f64.to_bits());
        assert_eq!(table.rows[0].meter, None);
    }

    #[test]
    fn a_header_without_the_columns_is_refused() {
        let fault = parse(b"Datum;kWh\n2016-01-01;1\n").unwrap_err();
        insta::assert_snapshot!(fault.reason, @"the header has no column `timestamp_utc`; it has: Datum, kWh");
        assert!(parse(b"").is_err());
        assert!(parse(b"\xff\xfe\n").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes);
            let mut with_header = b"timestamp_utc,meter,unit,value\n".to_vec();
            with_header.extend(&bytes);
            let _ = parse(&with_header);
        }

        #[test]
        fn no_text_makes_it_panic(cells in proptest::collection::vec("[0-9TZ:., ;\"\n+-]{0,25}", 0..40)) {
            let text = format!("timestamp_utc,value\n{}", cells.join(","));
            let table = parse(text.as_bytes()).unwrap();
            prop_assert!(table.rows.iter().all(|row| row.value.is_finite()));
        }
    }
}
