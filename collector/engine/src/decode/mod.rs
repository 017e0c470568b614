//! Bytes become readings, driven by meter profiles.
//!
//! A [`Decoder`] holds every profile's topics in one trie. A message costs one walk of it, one parse of the
//! payload and one lookup per reading. Nothing here knows a clock, a file or the readings before: the same
//! message decodes to the same readings whenever it comes, and no input makes it panic.
//!
//! Where several profiles match a topic, the more specific template is asked first, then the later profile
//! (an operator's own come after the built-in ones). The first one that gives readings of a device that a meter
//! names counts, else the first that gives readings, else the first one asked.

mod encode;
mod example;
mod message;
mod number;
mod payload;
mod read;
mod site;
mod skeleton;
mod time;
mod topic;
mod write;

use std::collections::HashSet;

use config::Profile;

pub use encode::{Encoder, Publication, Sample, encode};
pub use example::{Failure, check_examples};
pub use message::{Decoded, Fate, Message};
pub use site::{DEFAULT_ZONE, Site};

use crate::domain::Reason;
use message::{Match, Template};
use topic::{MAX_TOPIC, Rank, Topic, Trie};

/// Profiles, ready to decode.
#[derive(Debug, Clone)]
pub struct Decoder {
    profiles: Vec<Profile>,
    trie: Trie<Leaf>,
    site: Site,
}

/// Profiles that cannot stand together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecoderError {
    /// Two profiles have the same name.
    #[error("read the profiles: two of them are named \"{0}\"; give one of them another name")]
    Duplicate(String),
}

/// Whose template a topic matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Leaf {
    profile: usize,
    template: Template,
}

/// What a topic means to one profile.
#[derive(Debug)]
struct Candidate {
    rank: Rank,
    profile: usize,
    ignored: bool,
    matches: Vec<Match>,
}

impl Decoder {
    /// Compile `profiles`; for a site whose devices are not known.
    ///
    /// # Errors
    /// If two profiles have the same name.
    pub fn new(profiles: &[Profile]) -> Result<Self, DecoderError> {
        let mut names = HashSet::new();
        if let Some(twice) = profiles.iter().find(|profile| !names.insert(profile.name.as_str())) {
            return Err(DecoderError::Duplicate(twice.name.clone()));
        }
        Ok(Self::compile(profiles.to_vec()))
    }

    /// A decoder that knows one profile.
    #[must_use]
    pub fn single(profile: Profile) -> Self {
        Self::compile(vec![profile])
    }

    fn compile(profiles: Vec<Profile>) -> Self {
        let mut trie = Trie::default();
        for (profile, rules) in profiles.iter().enumerate() {
            for (template, text) in message::templates(rules) {
                trie.insert(text, Leaf { profile, template });
            }
        }
        Self { profiles, trie, site: Site::default() }
    }

    /// The same decoder for a site: its meters tell devices apart and give local times a zone.
    #[must_use]
    pub fn for_site(self, site: Site) -> Self {
        Self { site, ..self }
    }

    /// The profiles, in the order they were given.
    #[must_use]
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// What a message becomes.
    #[must_use]
    pub fn decode(&self, message: &Message<'_>) -> Decoded {
        self.decode_in(message, &self.site)
    }

    /// What a message becomes at another site than the decoder's own.
    fn decode_in(&self, message: &Message<'_>, site: &Site) -> Decoded {
        self.decode_with(message, site, |_| true).unwrap_or_else(|| {
            let text = "no profile has a topic like this; name the topic in a profile's `topics`, or in its \
                        `ignore` if its messages mean nothing";
            Decoded::unmatched(None, Reason::new("topic.unmatched", text))
        })
    }

    /// What a message becomes if only the profile called `name` is asked.
    #[must_use]
    pub fn decode_as(&self, name: &str, message: &Message<'_>) -> Decoded {
        let Some(profile) = self.profiles.iter().find(|profile| profile.name == name) else {
            let known: Vec<&str> = self.profiles.iter().map(|profile| profile.name.as_str()).collect();
            let text = format!("there is no profile \"{name}\"; use one of {}", known.join(", "));
            return Decoded::unmatched(None, Reason::new("profile.unknown", text));
        };
        self.decode_with(message, &self.site, |asked| asked.name == name).unwrap_or_else(|| {
            let topics: Vec<&str> = profile.all_topics().iter().map(|topic| topic.as_str()).collect();
            let text = format!("the profile \"{name}\" reads {}; not this topic", topics.join(", "));
            Decoded::unmatched(Some(name), Reason::new("topic.unmatched", text))
        })
    }

    fn decode_with(
        &self,
        message: &Message<'_>,
        site: &Site,
        asked: impl Fn(&Profile) -> bool,
    ) -> Option<Decoded> {
        if message.topic.len() > MAX_TOPIC {
            let text =
                format!("the topic has more than {MAX_TOPIC} bytes; no meter publishes on such a topic");
            return Some(Decoded::unmatched(None, Reason::new("topic.too_long", text)));
        }
        let topic = Topic::new(message.topic);
        let mut first: Option<Decoded> = None;
        let mut readable: Option<Decoded> = None;
        for candidate in self.candidates(&topic, asked) {
            let profile = &self.profiles[candidate.profile];
            if candidate.ignored && (first.is_some() || readable.is_some()) {
                continue;
            }
            if candidate.ignored {
                return Some(Decoded::of(profile, message::ignored_topic(profile)));
            }
            let decoded = message::decode(profile, site, message, &topic, &candidate.matches);
            match &decoded.fate {
                Fate::Readings(readings) => {
                    let known = |device: &str| site.knows(&profile.name, device);
                    if readings.iter().any(|reading| known(&reading.key.device)) {
                        return Some(decoded);
                    }
                    readable = readable.or(Some(decoded));
                }
                _ => first = first.or(Some(decoded)),
            }
        }
        readable.or(first)
    }

    /// What the topic means to each profile, in the order in which they are asked.
    fn candidates(&self, topic: &Topic<'_>, asked: impl Fn(&Profile) -> bool) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for (rank, leaf) in self.trie.find(topic) {
            if !asked(&self.profiles[leaf.profile]) {
                continue;
            }
            let ignored = matches!(leaf.template, Template::Ignored);
            let found = Match { rank: rank.clone(), template: leaf.template };
            match candidates.iter_mut().find(|candidate| candidate.profile == leaf.profile) {
                Some(candidate) => {
                    if rank < candidate.rank || (rank == candidate.rank && ignored) {
                        candidate.ignored = ignored;
                    }
                    candidate.rank = rank.min(std::mem::take(&mut candidate.rank));
                    candidate.matches.push(found);
                }
                None => {
                    let profile = leaf.profile;
                    candidates.push(Candidate { rank, profile, ignored, matches: vec![found] });
                }
            }
        }
        candidates.sort_by(|a, b| a.rank.cmp(&b.rank).then(b.profile.cmp(&a.profile)));
        candidates
    }
}

#[cfg(test)]
mod tests;
