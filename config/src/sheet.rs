//! Reading a TOML file while collecting everything that is wrong with it.
//!
//! A [`Sheet`] is one parsed file. A [`Table`] of it checks its keys against a [`Schema`] when it is opened and
//! hands out typed values with the line they stand on; a value of the wrong type is reported and then treated
//! as absent, so that reading goes on and the operator sees all problems at once.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use crate::problem::Problem;
use crate::schema::Schema;
use crate::table::Table;

/// One parsed file and the problems found in it so far.
#[derive(Debug)]
pub(crate) struct Sheet<'t> {
    path: PathBuf,
    lines: Lines,
    root: DeTable<'t>,
    problems: RefCell<Vec<Problem>>,
}

/// A value and the line it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At<T> {
    /// Line in the file, from 1.
    pub line: usize,
    /// What stands there.
    pub value: T,
}

impl<'t> Sheet<'t> {
    /// The file's tables, or every place where it is not TOML.
    pub fn parse(path: &Path, text: &'t str) -> Result<Self, Vec<Problem>> {
        let lines = Lines::of(text);
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            let problems = RefCell::default();
            return Ok(Self { path: path.to_owned(), lines, root: root.into_inner(), problems });
        }
        let mut problems: Vec<Problem> =
            errors.iter().map(|error| syntax_problem(path, &lines, text, error)).collect();
        // Later complaints about a line are mostly echoes of the first.
        problems.dedup_by_key(|problem| problem.line);
        Err(problems)
    }

    /// The whole file as a table; its unknown and missing keys are reported.
    pub fn root(&self, schema: &'static Schema) -> Table<'_> {
        Table::open(self, &self.root, 1, schema)
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line of a place in the text.
    pub fn line(&self, span: &Range<usize>) -> usize {
        self.lines.at(span.start)
    }

    /// Add an error on a line of this file.
    pub fn report(
        &self,
        line: usize,
        what: impl Into<String>,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems.borrow_mut().push(Problem::error(&self.path, line, what, why, hint));
    }

    /// Everything that was reported.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }
}

fn syntax_problem(path: &Path, lines: &Lines, text: &str, error: &toml::de::Error) -> Problem {
    let line = lines.at(error.span().map_or(0, |span| span.start));
    let shown = text.lines().nth(line - 1).unwrap_or_default().trim();
    let message = error.message();
    let hint = if message.contains("duplicate key") {
        "keep one of the two; another table of the same kind begins with its own [[header]]".to_owned()
    } else if shown.is_empty() {
        "look at the end of the line before".to_owned()
    } else {
        format!("look at `{}`; texts stand in \"quotes\", dates and numbers do not", shorten(shown))
    };
    Problem::error(path, line, "this is not valid TOML", message, hint)
}

/// At most 60 characters of `text`, on one line.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

/// Where the lines of a text begin.
#[derive(Debug)]
struct Lines {
    newlines: Vec<usize>,
    last: usize,
}

impl Lines {
    fn of(text: &str) -> Self {
        let newlines =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        Self { newlines, last: text.lines().count().max(1) }
    }

    /// The line, from 1, of a byte offset. The empty line after the last newline counts to the last line.
    fn at(&self, offset: usize) -> usize {
        (self.newlines.partition_point(|newline| *newline < offset) + 1).min(self.last)
    }
}
