//! Reading a TOML file while collecting everything that is wrong with it.
//!
//! A [`Sheet`] is one parsed file. A [`Table`] of it checks its keys against a [`Schema`] when it is opened and
//! hands out typed values with the line they stand on; a value of the wrong type is reported and then treated
//! as absent, so that reading goes on and the operator sees all problems at once.

use std::cell::RefCell;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use toml::de::DeTable;

use crate::problem::Problem;
use crate::schema::Schema;
use crate::table::Table;

/// One parsed file and the problems found in it so far.
#[derive(Debug)]
pub(crate) struct Sheet<'t> {
    path: Rc<Path>,
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
        let (sheet, problems) = Self::recover(path, text);
        if problems.is_empty() { Ok(sheet) } else { Err(problems) }
    }

    /// What can be understood of the file, and every place where it is not TOML.
    pub fn recover(path: &Path, text: &'t str) -> (Self, Vec<Problem>) {
        let lines = Lines::of(text);
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut errors: Vec<_> = errors
            .iter()
            .map(|error| (lines.at(error.span().map_or(0, |span| span.start)), error.message()))
            .collect();
        // Later complaints about a line are mostly echoes of the first.
        errors.sort_by_key(|(line, _)| *line);
        errors.dedup_by_key(|(line, _)| *line);
        let problems = if let (true, Some((line, _))) = (is_another_kind(text, errors.len()), errors.first())
        {
            vec![no_toml(path, *line)]
        } else {
            errors
                .into_iter()
                .map(|(line, message)| syntax_problem(path, line, lines.text_of(text, line), message))
                .collect()
        };
        (Self { path: path.into(), lines, root: root.into_inner(), problems: RefCell::default() }, problems)
    }

    /// The whole file as a table; its unknown and missing keys are reported.
    pub fn root(&self, schema: &'static Schema) -> Table<'_> {
        Table::open(self, &self.root, 1, schema)
    }

    /// The file as a table of which nothing is checked, for a file that is not TOML throughout.
    pub fn unchecked_root(&self, schema: &'static Schema) -> Table<'_> {
        Table::unchecked(self, &self.root, schema)
    }

    /// The file's path.
    pub fn path(&self) -> Rc<Path> {
        Rc::clone(&self.path)
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

    /// Add a warning on a line of this file.
    pub fn warn(
        &self,
        line: usize,
        what: impl Into<String>,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems.borrow_mut().push(Problem::error(&self.path, line, what, why, hint).as_warning());
    }

    /// Everything that was reported.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }
}

/// Most of several lines are faulty: somebody named a file that was never meant to be TOML.
fn is_another_kind(text: &str, faulty_lines: usize) -> bool {
    faulty_lines > 1 && 2 * faulty_lines > text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// Nothing of the file is shown: it may hold what is nobody's business.
fn no_toml(path: &Path, line: usize) -> Problem {
    Problem::error(
        path,
        line,
        "this is no TOML file",
        "most of its lines are faulty",
        "name a file with lines such as `id = \"arebo\"`, and tables such as [[building]]",
    )
}

fn syntax_problem(path: &Path, line: usize, text: &str, message: &str) -> Problem {
    let shown = text.trim();
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
    /// The text of a line.
    fn text_of<'t>(&self, text: &'t str, line: usize) -> &'t str {
        let start =
            line.checked_sub(2).and_then(|before| self.newlines.get(before)).map_or(0, |newline| newline + 1);
        let end = self.newlines.get(line - 1).copied().unwrap_or(text.len());
        text.get(start..end).unwrap_or_default()
    }
}
