//! Why something was not used: data that travels to the page where somebody reads it.

use std::fmt;

/// A stable code and a sentence that says what is wrong and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reason {
    /// Stable code, e.g. `time.future`.
    pub code: &'static str,
    /// An English sentence.
    pub text: String,
}

impl Reason {
    /// A reason.
    #[must_use]
    pub fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.text)
    }
}
