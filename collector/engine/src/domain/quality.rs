//! How far a figure for an interval can be trusted.

use std::fmt;

/// Quality of the use in an interval, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quality {
    /// Between two readings of a register, or reported by the meter for just this interval.
    Measured,
    /// Integrated from momentary power.
    Integrated,
    /// The sum is known over a longer gap, its share in this interval is not.
    Estimated,
    /// At least this much: what flowed before a register restarted is unknown.
    LowerBound,
    /// Nothing is known.
    Missing,
}

impl Quality {
    /// The word used in API and exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Integrated => "integrated",
            Self::Estimated => "estimated",
            Self::LowerBound => "lower_bound",
            Self::Missing => "missing",
        }
    }

    /// The quality written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Measured, Self::Integrated, Self::Estimated, Self::LowerBound, Self::Missing]
            .into_iter()
            .find(|quality| quality.as_str() == word)
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
