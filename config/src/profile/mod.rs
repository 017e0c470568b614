//! Meter profiles as data: which topics a gateway publishes on, and what its payloads mean.
//!
//! A profile holds no site knowledge: CT ratio, pulse weight or time zone of one installation belong to the
//! meter. Each profile carries examples with the readings they must give; a test runs every one.
//!
//! ```toml
//! name = "acme"
//! format = "json"                          # or "text": the payload is one plain number
//! topics = ["acme/{device}/state"]         # {name} is one level or a part of one, {a|b} one of two words,
//!                                          # {rest...} all levels that are left
//! device = "{device}"                      # placeholders, or a place in the payload: "$.serial"; of several,
//!                                          # the first that a meter names counts, else the first
//! ignore = ["acme/{device}/online"]        # messages that mean nothing
//! time = "$.time"                          # JSONPath (RFC 9535); without it the time of reception counts
//! zone = "Europe/Stockholm"                # for local times without offset
//!
//! [[reading]]
//! path = "$.energy.total"                  # of several paths the first that is there counts
//! series = "el.energy.import"              # may use placeholders: "el.power.l{phase}"
//! kind = "register"                        # default: what the unit says
//! unit = "kWh"                             # or unit_path = "$.energy.unit"
//! when = { "$.state" = "ok" }              # "{placeholder}" or "$.path" = value, [values], or
//!                                          # { matches = "regex" }, { not = value }, { exists = false }
//!
//! [[example]]
//! topic = "acme/meter7/state"
//! payload = '{"state":"ok","time":"2026-01-15T06:00:00Z","energy":{"total":12.5}}'
//! expect = [{ device = "meter7", series = "el.energy.import", value = 12.5, unit = "kWh" }]
//! ```
//!
//! Further keys of a `[[reading]]`; those marked * may also stand at the top, for all readings:
//!
//! - `topic`: only messages on these topics, with the reading's own placeholders.
//! - `sum = [paths]`, `diff = [a, b]` instead of `path`.
//! - `scale`, `offset`, `negate`: value = number × scale + offset, in `unit`. A scale like 0.1 divides exactly.
//! - `decimal = ","`*: numbers in texts have a decimal comma. `sentinels = [-127, "error"]`*: values that mean none.
//! - `time`*: a path, several, or `{ path, format, zone, sentinels }`; `time_format`*: `auto`, `rfc3339`, `unix`,
//!   `unix_ms`, `local` or a strftime pattern; `zone`*. Null, 0 and an empty text are no time.
//! - `stamp = "end"` with `interval_seconds`: the time names the end of the interval.
//! - `when`*: a table, or a list of tables, all of which must hold.
//! - `device`*, `kind_path`, `unit_path`, `reset = "daily"`, `status = { path, good = ["OK"] }`*.
//! - `fan_out = "$.meters[*]"`: one reading per element; paths start there, and `{index}` (from 1) and `{key}` name it.
//! - `[map]` at the top: `ch = { "0" = "l1" }` puts `l1` into the series where `{ch}` is 0.
//!
//! A rule that finds nothing gives nothing; of two rules for the same device, series and instant the first counts.
//! Everything is checked while reading: a [`Profile`] holds parsed paths, templates and patterns only.

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
