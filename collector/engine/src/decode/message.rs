//! One message through one profile.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use config::Profile;
use config::profile::{Reading, Template as TopicTemplate};
use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

use super::payload::{self, Unreadable};
use super::read::{Gap, Opened, View};
use super::site::Site;
use super::topic::{Captures, Rank, Topic};
use crate::domain::{RawReading, Reason, SeriesKey};

/// More readings than this in one message are a mistake of the profile or an attack.
const MAX_READINGS: usize = 10_000;

/// A message as the broker delivers it.
#[derive(Debug, Clone, Copy)]
pub struct Message<'m> {
    /// Topic.
    pub topic: &'m str,
    /// Payload.
    pub payload: &'m [u8],
    /// Whether the broker replays it because it is retained, rather than delivering it as it is published.
    pub retained: bool,
    /// When it was first received.
    pub received: DateTime<Utc>,
}

/// What a message becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The profile that understands the topic.
    pub profile: Option<String>,
    /// What becomes of the message.
    pub fate: Fate,
    /// Parts that could not be used although others could.
    pub rejected: Vec<Reason>,
}

/// What becomes of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// It gives at least one reading.
    Readings(Vec<RawReading>),
    /// It means nothing, or nothing new.
    Ignored(Reason),
    /// No profile knows it.
    Unmatched(Reason),
    /// It should be usable and is not.
    Quarantined(Reason),
}

/// A template that matched.
#[derive(Debug, Clone)]
pub(super) struct Match {
    pub rank: Rank,
    pub template: Template,
}

/// Where a template stands in its profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Template {
    Topic(usize),
    OfReading(usize, usize),
    Ignored,
}

/// Every template of a profile with its place.
pub(super) fn templates(profile: &Profile) -> impl Iterator<Item = (Template, &TopicTemplate)> {
    let topics = profile.topics.iter().enumerate().map(|(at, text)| (Template::Topic(at), text));
    let readings = profile.readings.iter().enumerate().flat_map(|(reading, rule)| {
        rule.topics.iter().enumerate().map(move |(at, text)| (Template::OfReading(reading, at), text))
    });
    let ignored = profile.ignore.iter().map(|text| (Template::Ignored, text));
    topics.chain(readings).chain(ignored)
}

impl Decoded {
    pub(super) fn of(profile: &Profile, fate: Fate) -> Self {
        Self { profile: Some(profile.name.clone()), fate, rejected: Vec::new() }
    }

    pub(super) fn unmatched(profile: Option<&str>, reason: Reason) -> Self {
        Self { profile: profile.map(str::to_owned), fate: Fate::Unmatched(reason), rejected: Vec::new() }
    }

    /// The readings, if there are any.
    #[must_use]
    pub fn readings(&self) -> &[RawReading] {
        if let Fate::Readings(readings) = &self.fate { readings } else { &[] }
    }
}

impl Fate {
    /// The word used in output: `readings`, `ignored`, `unmatched` or `quarantined`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Readings(_) => "readings",
            Self::Ignored(_) => "ignored",
            Self::Unmatched(_) => "unmatched",
            Self::Quarantined(_) => "quarantined",
        }
    }

    /// Why there is no reading.
    #[must_use]
    pub const fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Readings(_) => None,
            Self::Ignored(reason) | Self::Unmatched(reason) | Self::Quarantined(reason) => Some(reason),
        }
    }
}

pub(super) fn ignored_topic(profile: &Profile) -> Fate {
    let text = format!("the profile \"{}\" says that messages on this topic mean nothing", profile.name);
    Fate::Ignored(Reason::new("topic.ignored", text))
}

/// What `message` means to `profile`, some of whose templates its topic matched.
pub(super) fn decode(
    profile: &Profile,
    site: &Site,
    message: &Message<'_>,
    topic: &Topic<'_>,
    matches: &[Match],
) -> Decoded {
    let document = match payload::read(profile.format, message.payload) {
        Ok(document) => document,
        Err(Unreadable::Empty) => {
            let text = "the payload is empty, as when a retained message is cleared";
            return Decoded::of(profile, Fate::Ignored(Reason::new("payload.empty", text)));
        }
        Err(Unreadable::Broken(reason)) => return Decoded::of(profile, Fate::Quarantined(reason)),
    };
    let opened = Opened { profile, document: &document, received: message.received, site };
    let mut collected = Collected::default();
    for (at, rule) in profile.readings.iter().enumerate() {
        let Some(template) = template_for(profile, at, rule, matches) else { continue };
        let Some(captures) = Captures::of(template, topic) else { continue };
        collected.apply(rule, opened, &captures, message.retained);
        if collected.readings.len() > MAX_READINGS {
            let text = format!(
                "the message holds more than {MAX_READINGS} readings; let the device send smaller messages, or \
                 narrow the profile's `fan_out`"
            );
            return Decoded::of(profile, Fate::Quarantined(Reason::new("payload.too_many", text)));
        }
    }
    collected.conclude(profile)
}

/// The template whose placeholders count for a rule: the most specific of its own, or else of the profile's.
fn template_for<'p>(
    profile: &'p Profile,
    at: usize,
    rule: &'p Reading,
    matches: &[Match],
) -> Option<&'p TopicTemplate> {
    let own = matches.iter().filter_map(|found| match found.template {
        Template::Topic(topic) if rule.topics.is_empty() => Some((&found.rank, profile.topics.get(topic)?)),
        Template::OfReading(reading, topic) if reading == at => Some((&found.rank, rule.topics.get(topic)?)),
        _ => None,
    });
    own.min_by(|a, b| a.0.cmp(b.0)).map(|(_, template)| template)
}

/// What the rules made of a message.
#[derive(Debug, Default)]
struct Collected {
    readings: Vec<RawReading>,
    seen: HashSet<(SeriesKey, Option<DateTime<Utc>>)>,
    bad: Vec<Reason>,
    no_value: bool,
    stale: bool,
}

impl Collected {
    fn apply(&mut self, rule: &Reading, opened: Opened<'_>, captures: &Captures<'_>, retained: bool) {
        let Some(fan_out) = &rule.fan_out else {
            let element = opened.document;
            self.read(rule, View { opened, captures, element, index: 0, key: "" }, retained);
            return;
        };
        for (index, (key, element)) in elements(fan_out.query(), opened.document).into_iter().enumerate() {
            self.read(rule, View { opened, captures, element, index: index + 1, key: &key }, retained);
            if self.readings.len() > MAX_READINGS || self.bad.len() > MAX_READINGS {
                return;
            }
        }
    }

    fn read(&mut self, rule: &Reading, view: View<'_>, retained: bool) {
        if !view.holds(&view.opened.profile.guards) {
            return;
        }
        match view.read(rule) {
            Ok(reading) if retained && reading.timestamp.is_none() => self.stale = true,
            Ok(reading) => {
                // Of two rules for the same reading the first counts: a total, else the sum of its parts.
                if self.seen.insert((reading.key.clone(), reading.timestamp)) {
                    self.readings.push(reading);
                }
            }
            Err(Gap::Absent) => {}
            Err(Gap::NoValue) => self.no_value = true,
            Err(Gap::Bad(reason)) => self.bad.push(reason),
        }
    }

    fn conclude(self, profile: &Profile) -> Decoded {
        if !self.readings.is_empty() {
            let fate = Fate::Readings(self.readings);
            return Decoded { rejected: self.bad, ..Decoded::of(profile, fate) };
        }
        if let Some(first) = self.bad.first() {
            let others = self.bad.len() - 1;
            let more = if others == 0 { String::new() } else { format!(" (and {others} more)") };
            let reason = Reason::new(first.code, format!("{}{more}", first.text));
            return Decoded::of(profile, Fate::Quarantined(reason));
        }
        let reason = if self.stale {
            let text =
                "the broker replays a retained message without a time of its own, so it says nothing new";
            Reason::new("retained", text)
        } else if self.no_value {
            Reason::new("value.none", "the device says that it has no value at the moment")
        } else {
            let series: Vec<&str> =
                profile.readings.iter().map(|rule| rule.series.as_str()).take(5).collect();
            let text = format!(
                "none of the readings of profile \"{}\" ({}, …) is in this message; if one should be, correct its \
                 `path` or `when`",
                profile.name,
                series.join(", ")
            );
            Reason::new("readings.none", text)
        };
        Decoded::of(profile, Fate::Ignored(reason))
    }
}

/// The elements a fan-out finds, each with the name or number it stands under.
fn elements<'v>(path: &JsonPath, document: &'v Value) -> Vec<(String, &'v Value)> {
    let nodes = path.query_located(document).all();
    let key = |last: Option<&PathElement<'_>>| last.map(ToString::to_string).unwrap_or_default();
    nodes
        .into_iter()
        .map(|node| {
            let name = node.location().last().and_then(|last| last.as_name().map(str::to_owned));
            (name.unwrap_or_else(|| key(node.location().last())), node.node())
        })
        .collect()
}
