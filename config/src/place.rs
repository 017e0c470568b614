//! Where something stands, remembered beyond the file's text for checks that need more than one table.

use std::path::Path;
use std::rc::Rc;

use crate::problem::Problem;

/// A table and its keys in a file.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    path: Rc<Path>,
    line: usize,
    keys: Vec<(&'static str, usize)>,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Placed<T> {
    /// What the table says.
    pub value: T,
    /// Where.
    pub place: Place,
}

impl Place {
    /// A table on `line` with its keys and their lines.
    pub const fn new(path: Rc<Path>, line: usize, keys: Vec<(&'static str, usize)>) -> Self {
        Self { path, line, keys }
    }

    /// Whether the key is written.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|(name, _)| *name == key)
    }

    /// An error where `key` stands, or at the table's header if it is not there.
    pub fn error(
        &self,
        key: &str,
        what: impl Into<String>,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) -> Problem {
        Problem::error(&self.path, self.line_of(key), what, why, hint)
    }

    /// `path:line` of `key`.
    pub fn shown(&self, key: &str) -> String {
        format!("{}:{}", self.path.display(), self.line_of(key))
    }

    fn line_of(&self, key: &str) -> usize {
        self.keys.iter().find(|(name, _)| *name == key).map_or(self.line, |(_, line)| *line)
    }
}
