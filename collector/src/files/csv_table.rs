//! Tables with a header line, whatever separates their columns.
//!
//! Every line stands for itself: a quotation mark that is never closed spoils its own line and no other.

use super::LineFault;

/// A table whose header has been read.
pub struct Table<'a> {
    lines: Lines<'a>,
    delimiter: u8,
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
        let mut lines = Lines { rest: bytes, number: 1 };
        let (_, head) = lines.next().unwrap_or((1, b""));
        let delimiter = [b';', b'\t'].into_iter().find(|byte| head.contains(byte)).unwrap_or(b',');
        let record = cells(head, delimiter)
            .map_err(|reason| LineFault::new(1, format!("the header cannot be read: {reason}")))?;
        let headers = record.iter().map(str::to_owned).collect();
        Ok(Self { lines, delimiter, headers, decimal_comma: delimiter == b';' })
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
        let (number, line) = self.lines.next()?;
        let record = cells(line, self.delimiter);
        Some(record.map(|record| Line { record, number }).map_err(|reason| LineFault::new(number, reason)))
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

/// The lines that are not empty, with their numbers, however they end.
struct Lines<'a> {
    rest: &'a [u8],
    /// The number of the first line of `rest`.
    number: u64,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (u64, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let number = self.number;
            self.number += 1;
            let end = self.rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (line, ending) = self.rest.split_at(end.unwrap_or(self.rest.len()));
            let skipped = if ending.starts_with(b"\r\n") { 2 } else { 1 };
            self.rest = ending.get(skipped..).unwrap_or_default();
            if !line.is_empty() {
                return Some((number, line));
            }
        }
        None
    }
}

/// The cells of one line, without the spaces around them.
fn cells(line: &[u8], delimiter: u8) -> Result<csv::StringRecord, &'static str> {
    let mut record = csv::StringRecord::new();
    if line.contains(&b'"') {
        // Within quotation marks that are still open the line's end belongs to the cell.
        let ended = [line, b"\n"].concat();
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(ended.as_slice());
        reader.read_record(&mut record).map_err(|_| NOT_TEXT)?;
        if record.iter().any(|cell| cell.contains('\n')) {
            return Err("a quotation mark is opened and not closed on this line; close it or leave it out");
        }
        record.trim();
    } else {
        let text = std::str::from_utf8(line).map_err(|_| NOT_TEXT)?;
        text.split(char::from(delimiter)).for_each(|cell| record.push_field(cell.trim()));
    }
    Ok(record)
}

const NOT_TEXT: &str = "the line is not text in UTF-8";
