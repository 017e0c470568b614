//! What is wrong with a configuration: where, what, why, and how to mend it.
//!
//! A problem is data. [`Problem`] prints as
//!
//! ```text
//! portfolio/solatum.toml:14: `unit` of meter "arebo-heat" cannot be "l"
//!     why:  a register of district_heating counts energy
//!     hint: use one of kWh, Wh, MWh, GWh, kJ, MJ, GJ
//! ```

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The configuration cannot be used.
    Error,
    /// It can be used, and somebody should look at it.
    Warning,
}

/// One thing that is wrong, with its place and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Problem {
    /// Whether the configuration can be used in spite of it.
    pub severity: Severity,
    /// The file, as the operator named it or relative to the file that names it.
    pub path: PathBuf,
    /// Line in the file, from 1. Trouble with the file as a whole is on line 1.
    pub line: usize,
    /// What is wrong, as a fragment without a full stop.
    pub what: String,
    /// The rule or fact behind it.
    pub why: String,
    /// What to write instead.
    pub hint: String,
}

/// Every problem of a configuration, in the order of files and lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
pub struct Problems(Vec<Problem>);

impl Problem {
    /// A problem that makes the configuration unusable.
    #[must_use]
    pub fn error(
        path: &Path,
        line: usize,
        what: impl Into<String>,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Error,
            path: path.to_owned(),
            line,
            what: what.into(),
            why: why.into(),
            hint: hint.into(),
        }
    }

    /// The same place and words, but the configuration can be used.
    #[must_use]
    pub fn as_warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }
}

impl Problems {
    /// Whether nothing was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the configuration can be used: warnings at most.
    #[must_use]
    pub fn only_warnings(&self) -> bool {
        self.0.iter().all(|problem| problem.severity == Severity::Warning)
    }

    /// The problems in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// How many are errors, and how many warnings.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.0.iter().filter(|problem| problem.severity == Severity::Error).count();
        (errors, self.0.len() - errors)
    }

    /// The counts in words, e.g. `2 errors, 1 warning`.
    #[must_use]
    pub fn tally(&self) -> String {
        let words = |number: usize, noun: &str| match number {
            0 => None,
            1 => Some(format!("1 {noun}")),
            _ => Some(format!("{number} {noun}s")),
        };
        let (errors, warnings) = self.counts();
        let parts: Vec<String> =
            words(errors, "error").into_iter().chain(words(warnings, "warning")).collect();
        if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
    }
}

impl From<Vec<Problem>> for Problems {
    /// Files keep the order in which they were read, lines are sorted, and nothing is said twice.
    fn from(problems: Vec<Problem>) -> Self {
        let mut files: HashMap<PathBuf, usize> = HashMap::new();
        for problem in &problems {
            let next = files.len();
            files.entry(problem.path.clone()).or_insert(next);
        }
        let mut said = HashSet::new();
        let mut sorted: Vec<Problem> =
            problems.into_iter().filter(|problem| said.insert(problem.clone())).collect();
        sorted.sort_by_key(|problem| (files.get(&problem.path).copied(), problem.line));
        Self(sorted)
    }
}

impl<'p> IntoIterator for &'p Problems {
    type Item = &'p Problem;
    type IntoIter = std::slice::Iter<'p, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warning = if self.severity == Severity::Warning { "warning: " } else { "" };
        write!(f, "{}:{}: {warning}{}", self.path.display(), self.line, self.what)?;
        write!(f, "\n    why:  {}\n    hint: {}", self.why, self.hint)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}
