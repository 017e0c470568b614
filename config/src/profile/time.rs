//! Where a message says when, and how it writes it.

use chrono::format::{Item, StrftimeItems};
use chrono_tz::Tz;

use super::path::Path;
use super::rule::Sentinel;

/// Where and how a message carries an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeRule {
    /// Places to look at; the first that holds a usable time counts.
    pub paths: Vec<Path>,
    /// How it is written.
    pub format: TimeFormat,
    /// Zone of local times without offset; the site's zone when absent.
    pub zone: Option<Tz>,
    /// Values that mean "no time", besides null, 0 and an empty text.
    pub sentinels: Vec<Sentinel>,
}

/// How an instant is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeFormat {
    /// RFC 3339, a local time without offset, or a unix time: seen from the value. The default.
    Auto,
    /// RFC 3339 with an offset.
    Rfc3339,
    /// Seconds since 1970, as number or text, with or without fraction.
    Unix,
    /// Milliseconds since 1970, as number or text.
    UnixMs,
    /// Local date and time without offset; with an offset the offset counts.
    Local,
    /// A `strftime` pattern for local times, e.g. `%y%m%d%H%M%S`; with `%z` for times with offset.
    Pattern(String),
}

impl TimeFormat {
    /// Words for the formats that have one.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("rfc3339", Self::Rfc3339),
        ("unix", Self::Unix),
        ("unix_ms", Self::UnixMs),
        ("local", Self::Local),
    ];

    /// The format written `text`: one of the words, or a `strftime` pattern.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((_, format)) = Self::WORDS.iter().find(|(word, _)| *word == text) {
            return Some(format.clone());
        }
        let sound = text.contains('%') && !StrftimeItems::new(text).any(|item| item == Item::Error);
        sound.then(|| Self::Pattern(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_words_or_patterns() {
        assert_eq!(TimeFormat::parse("unix_ms"), Some(TimeFormat::UnixMs));
        assert!(matches!(TimeFormat::parse("%y%m%d%H%M%S"), Some(TimeFormat::Pattern(_))));
        for bad in ["", "seconds", "%Q", "%"] {
            assert_eq!(TimeFormat::parse(bad), None, "{bad}");
        }
    }
}
