//! Tables with a header line, whatever separates their columns.

use super::LineFault;

/// A table whose header has been read.
pub struct Table<'a> {
    reader: csv::Reader<&'a [u8]>,
    headers: Vec<String>,
    /// Numbers are written with a decimal comma.
    pub decimal_comma: bool,
}

/// One line of a table.
pub struct Line {
    record: csv::StringRecord,
    /// Line number, from 1.
    pub number: u64,
}

impl<'a> Table<'a> {
    /// Read the header. Columns are separated by semicolons if the header has one, otherwise by tabs or commas.
    pub fn open(bytes: &'a [u8]) -> Result<Self, LineFault> {
        let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let delimiter = [b';', b'\t'].into_iter().find(|byte| head.contains(byte)).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let headers = reader
            .headers()
            .map_err(|_| LineFault::new(1, "the header is not text in UTF-8"))?
            .iter()
            .map(str::to_owned)
            .collect();
        Ok(Self { reader, headers, decimal_comma: delimiter == b';' })
    }

    /// Where the column called `name` stands.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    /// Where the column called `name` stands, which must be there.
    pub fn need(&self, name: &str) -> Result<usize, LineFault> {
        self.find(name).ok_or_else(|| {
            let found = self.headers.join(", ");
            LineFault::new(
                1,
                format!("the header has no column `{name}`; it has: {}", super::shorten(&found)),
            )
        })
    }

    /// The next line, or what is wrong with it; none at the end.
    pub fn next(&mut self) -> Option<Result<Line, LineFault>> {
        let mut record = csv::StringRecord::new();
        let number = self.reader.position().line();
        match self.reader.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                let number = record.position().map_or(number, csv::Position::line);
                Some(Ok(Line { record, number }))
            }
            Err(error) => {
                let number = error.position().map_or(number, csv::Position::line);
                Some(Err(LineFault::new(number, "the line is not text in UTF-8")))
            }
        }
    }
}

impl Line {
    /// The cell in this column; the line must reach that far.
    pub fn cell(&self, column: usize) -> Result<&str, LineFault> {
        self.record.get(column).ok_or_else(|| {
            let columns = self.record.len();
            LineFault::new(
                self.number,
                format!("the line ends after {columns} columns, before the one needed"),
            )
        })
    }
}
