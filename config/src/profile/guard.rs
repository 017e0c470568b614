//! Conditions under which a reading is there.

use regex::Regex;

use super::path::Path;

/// A condition on a topic level or on a value of the payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// What is looked at.
    pub subject: Subject,
    /// What must hold.
    pub test: Test,
}

/// What a guard looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// The word at a placeholder of the topic.
    Placeholder(String),
    /// The value at a place of the payload.
    Path(Path),
}

/// What must hold. Texts, numbers and truth values are compared by how they are written; numbers also by value.
#[derive(Debug, Clone)]
pub enum Test {
    /// It is there and one of these.
    Is(Vec<String>),
    /// It is none of these; holds when it is not there.
    IsNot(Vec<String>),
    /// It is there and the pattern is found in it.
    Matches(Regex),
    /// The pattern is not found in it; holds when it is not there.
    MatchesNot(Regex),
    /// It is there (`true`) or not there (`false`). Null counts as not there.
    Exists(bool),
}

impl PartialEq for Test {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Is(a), Self::Is(b)) | (Self::IsNot(a), Self::IsNot(b)) => a == b,
            (Self::Matches(a), Self::Matches(b)) | (Self::MatchesNot(a), Self::MatchesNot(b)) => {
                a.as_str() == b.as_str()
            }
            (Self::Exists(a), Self::Exists(b)) => a == b,
            _ => false,
        }
    }
}

impl Test {
    /// Whether it holds for what was found.
    #[must_use]
    pub fn holds(&self, found: Option<&str>) -> bool {
        match self {
            Self::Is(words) => found.is_some_and(|found| words.iter().any(|word| same(word, found))),
            Self::IsNot(words) => !found.is_some_and(|found| words.iter().any(|word| same(word, found))),
            Self::Matches(pattern) => found.is_some_and(|found| pattern.is_match(found)),
            Self::MatchesNot(pattern) => !found.is_some_and(|found| pattern.is_match(found)),
            Self::Exists(wanted) => found.is_some() == *wanted,
        }
    }
}

/// Equal as written, or as numbers: `1` and `1.0`.
fn same(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() == 0.0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_hold_as_documented() {
        let words = || vec!["heat".to_owned(), "1".to_owned()];
        let pattern = || Regex::new("^cool").unwrap();
        for (test, holds, fails) in [
            (Test::Is(words()), Some("heat"), Some("water")),
            (Test::Is(words()), Some("1.0"), None),
            (Test::IsNot(words()), None, Some("heat")),
            (Test::Matches(pattern()), Some("cooling load"), Some("uncool")),
            (Test::MatchesNot(pattern()), None, Some("cool")),
            (Test::Exists(true), Some(""), None),
            (Test::Exists(false), None, Some("x")),
        ] {
            assert!(test.holds(holds), "{test:?} {holds:?}");
            assert!(!test.holds(fails), "{test:?} {fails:?}");
        }
    }
}
