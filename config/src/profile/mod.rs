//! Meter profiles as data. Everything is checked while reading: a [`Profile`] holds parsed paths, templates and
//! patterns only.
//!
#![doc = include_str!("../../profiles/README.md")]

mod builtin;
mod example;
mod expression;
mod guard;
mod kind;
mod path;
mod read;
mod rule;
mod schema;
mod template;
mod time;

use std::collections::BTreeMap;

pub use builtin::builtin_profiles;
pub use example::{Example, ExpectedReading, FateWord};
pub use expression::{Expression, Piece};
pub use guard::{Guard, Subject, Test};
pub use kind::ReadingKind;
pub use path::{Path, Step};
pub use rule::{KindRule, Reading, Reset, Sentinel, Stamp, StatusRule, UnitRule, ValueRule};
pub use template::{Level, Part, Template};
pub use time::{TimeFormat, TimeRule};

/// How one kind of gateway speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Name that a meter's `source.profile` refers to.
    pub name: String,
    /// What it is for, in a sentence.
    pub about: Option<String>,
    /// How payloads are written.
    pub format: PayloadFormat,
    /// Topics whose messages it understands.
    pub topics: Vec<Template>,
    /// Topics whose messages mean nothing: availability, configuration, echoes.
    pub ignore: Vec<Template>,
    /// Words that stand for other words where a series uses a placeholder: placeholder, word in the topic, word
    /// in the series. A reading is not there when its placeholder's word is not listed.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// Conditions on every message.
    pub guards: Vec<Guard>,
    /// What can be read.
    pub readings: Vec<Reading>,
    /// Messages with what they must become.
    pub examples: Vec<Example>,
}

/// How payloads are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayloadFormat {
    /// One JSON document.
    Json,
    /// One plain number.
    Text,
}

impl PayloadFormat {
    /// Every format with its word.
    pub const WORDS: &'static [(Self, &'static str)] = &[(Self::Json, "json"), (Self::Text, "text")];

    /// The word used in profiles.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(format, _)| *format == self).map_or("", |(_, word)| word)
    }
}

impl Profile {
    /// Every topic template of the profile or of one of its readings, each once.
    #[must_use]
    pub fn all_topics(&self) -> Vec<&Template> {
        let mut topics: Vec<&Template> = Vec::new();
        for template in self.topics.iter().chain(self.readings.iter().flat_map(|reading| &reading.topics)) {
            if !topics.contains(&template) {
                topics.push(template);
            }
        }
        topics
    }
}
