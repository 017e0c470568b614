//! The way back: the message with which a meter would have published a reading.
//!
//! A message counts only if decoding it gives back exactly the reading it was made for; anything else is refused
//! with the reason, so that replayed history is the history.

use chrono::{DateTime, TimeDelta, Utc};
use config::profile::{Guard, PayloadFormat, Profile, Reading, Stamp, Subject, Template, Test, ValueRule};
use config::{Quantity, Unit};
use serde_json::Value;

use super::read::{canonical_series, forward};
use super::skeleton::Skeleton;
use super::write::{scalar, write_number, write_time};
use super::{Decoder, Fate, Message, Site};
use crate::domain::{RawReading, Reason};

/// A reading to publish.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample<'s> {
    /// Device identity.
    pub device: &'s str,
    /// Series name.
    pub series: &'s str,
    /// Value in `unit`.
    pub value: f64,
    /// Any unit of the series' quantity; it is converted to the one the meter publishes.
    pub unit: Unit,
    /// Instant (the start, for intervals), or none to leave it to the time of reception.
    pub at: Option<DateTime<Utc>>,
}

/// A message to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Topic.
    pub topic: String,
    /// Payload.
    pub payload: Vec<u8>,
}

/// A profile, ready to publish as its meters do.
#[derive(Debug, Clone)]
pub struct Encoder {
    decoder: Decoder,
    site: Site,
}

/// One way to say a sample: a rule, with one of its topics and device identities chosen.
#[derive(Debug, Clone, Copy)]
struct Way<'p> {
    profile: &'p Profile,
    rule: &'p Reading,
    template: &'p Template,
}

/// The message with which a meter of `profile` would publish `sample`. For many samples an [`Encoder`] is quicker.
///
/// # Errors
/// Why the profile cannot say just this.
pub fn encode(profile: &Profile, sample: &Sample<'_>) -> Result<Publication, Reason> {
    Encoder::new(profile).encode(sample)
}

impl Encoder {
    /// An encoder for devices in the default zone.
    #[must_use]
    pub fn new(profile: &Profile) -> Self {
        Self::for_site(profile, Site::default())
    }

    /// An encoder for the devices of a site: their zone is the zone of local times without offset.
    #[must_use]
    pub fn for_site(profile: &Profile, site: Site) -> Self {
        let decoder = Decoder::single(profile.clone());
        Self { decoder, site }
    }

    /// The message with which a meter would publish `sample`.
    ///
    /// # Errors
    /// Why the profile cannot say just this.
    pub fn encode(&self, sample: &Sample<'_>) -> Result<Publication, Reason> {
        let Some(profile) = self.decoder.profiles().first() else { return Err(unknown_series(sample, "")) };
        let zone = self.site.zone(&profile.name, sample.device);
        let mut site = Site::in_zone(zone);
        site.add(&profile.name, sample.device, zone);
        let mut refusal = unknown_series(sample, &profile.name);
        for rule in &profile.readings {
            let topics = if rule.topics.is_empty() { &profile.topics } else { &rule.topics };
            for template in topics {
                let way = Way { profile, rule, template };
                let Some(named) = way.named(sample) else { continue };
                match way.publish(sample, &named, &site, &self.decoder) {
                    Ok(publication) => return Ok(publication),
                    Err(reason) => refusal = reason,
                }
            }
        }
        Err(refusal)
    }
}

impl Way<'_> {
    /// Words and values that give the sample's series; none if the rule is for another series.
    fn named(&self, sample: &Sample<'_>) -> Option<Skeleton> {
        let wanted = canonical_series(sample.series);
        Skeleton::default().give(&self.rule.series, &wanted, &self.profile.words)
    }

    fn publish(
        &self,
        sample: &Sample<'_>,
        named: &Skeleton,
        site: &Site,
        decoder: &Decoder,
    ) -> Result<Publication, Reason> {
        let fan_out = match self.rule.fan_out.as_ref().map(|path| path.steps()) {
            Some(None) => return Err(self.refuse("its `fan_out` searches, and a search has no way back")),
            Some(steps) => steps,
            None => None,
        };
        let none = std::collections::BTreeMap::new();
        let identities = self.rule.devices.iter();
        let skeleton = identities
            .filter_map(|device| named.give(device, sample.device, &none))
            .find(|skeleton| skeleton.topic(self.template).is_some())
            .ok_or_else(|| {
                self.refuse(&format!("no topic of it leads to the device \"{}\"", sample.device))
            })?;
        let skeleton = self.guarded(skeleton)?;
        let skeleton = self.timed(skeleton, sample, site)?;
        let skeleton = self.valued(skeleton, sample)?;
        let topic = skeleton
            .topic(self.template)
            .ok_or_else(|| self.refuse("a word of device or series cannot stand in a topic"))?;
        let mut refusal = self.refuse("its paths want two things in the same place of the payload");
        for payload in skeleton.payloads(fan_out) {
            let payload = match (self.profile.format, payload) {
                (PayloadFormat::Text, Value::String(text)) => text,
                (_, payload) => payload.to_string(),
            };
            let publication = Publication { topic: topic.clone(), payload: payload.into_bytes() };
            match self.verify(sample, &publication, site, decoder) {
                Ok(()) => return Ok(publication),
                Err(reason) => refusal = reason,
            }
        }
        Err(refusal)
    }

    /// With what the guards ask for.
    fn guarded(&self, mut skeleton: Skeleton) -> Result<Skeleton, Reason> {
        for Guard { subject, test } in self.profile.guards.iter().chain(&self.rule.guards) {
            let word = match test {
                Test::Is(words) => words.first().map(String::as_str),
                // An empty text is there and says nothing.
                Test::Exists(true) => Some(""),
                _ => None,
            };
            let Some(word) = word else { continue };
            let with = match subject {
                Subject::Placeholder(name) if skeleton.words.contains_key(name) => Some(skeleton.clone()),
                Subject::Placeholder(name) => skeleton.with_word(name, word),
                Subject::Path(path) => match path.steps() {
                    Some(steps) if skeleton.has(steps) => Some(skeleton.clone()),
                    Some(steps) => skeleton.with_value(steps, scalar(word)),
                    None => None,
                },
            };
            skeleton = with.ok_or_else(|| self.refuse("a condition of it searches, and has no way back"))?;
        }
        Ok(skeleton)
    }

    /// With the sample's time.
    fn timed(&self, skeleton: Skeleton, sample: &Sample<'_>, site: &Site) -> Result<Skeleton, Reason> {
        let Some(at) = sample.at else { return Ok(skeleton) };
        let Some(rule) = &self.rule.time else {
            return Err(self.refuse("its messages carry no time, so history cannot be told from now"));
        };
        let at = match self.rule.stamp {
            Stamp::Start => Some(at),
            Stamp::End(seconds) => at.checked_add_signed(TimeDelta::seconds(i64::from(seconds))),
        };
        let at = at.ok_or_else(|| self.refuse("its time is beyond the calendar"))?;
        let steps = rule.paths.iter().find_map(|path| path.steps());
        let steps = steps.ok_or_else(|| self.refuse("its `time` searches, and a search has no way back"))?;
        let written = write_time(rule, at, site.zone(&self.profile.name, sample.device));
        let with = skeleton.with_value(steps, written);
        with.ok_or_else(|| self.refuse("its time stands where another value must stand"))
    }

    /// With the sample's value, and its unit where the payload says it.
    fn valued(&self, mut skeleton: Skeleton, sample: &Sample<'_>) -> Result<Skeleton, Reason> {
        let canonical = sample.unit.to_canonical(sample.value);
        let native = match (&self.rule.unit.fixed, &self.rule.unit.path) {
            (Some((unit, _)), _) if *unit == sample.unit => sample.value,
            (Some((unit, _)), _) if unit.quantity == sample.unit.quantity => unit.from_canonical(canonical),
            (Some((unit, _)), _) => {
                let text =
                    format!("it publishes {}, which {} cannot become", unit.symbol, sample.unit.symbol);
                return Err(self.refuse(&text));
            }
            (None, Some(path)) => {
                let steps = path.steps().ok_or_else(|| self.refuse("its `unit_path` searches"))?;
                let with = skeleton.with_value(steps, Value::from(sample.unit.symbol));
                skeleton =
                    with.ok_or_else(|| self.refuse("its unit stands where another value must stand"))?;
                sample.value
            }
            (None, None) => sample.value,
        };
        let raw = self.raw(native);
        let number = |raw: f64| write_number(raw, self.rule.decimal_comma, self.profile.format);
        let zero = number(0.0);
        let (first, others) = match &self.rule.value {
            ValueRule::Payload => (None, Vec::new()),
            ValueRule::First(paths) => (paths.first(), Vec::new()),
            ValueRule::Sum(paths) => (paths.first(), paths.iter().skip(1).collect()),
            ValueRule::Difference(minuend, subtrahend) => (Some(minuend), vec![subtrahend]),
        };
        let places = std::iter::once((first, number(raw)));
        for (path, value) in places.chain(others.into_iter().map(|path| (Some(path), zero.clone()))) {
            let steps = match path {
                None => &[],
                Some(path) => {
                    path.steps().ok_or_else(|| self.refuse("its `path` searches, and has no way back"))?
                }
            };
            let with = skeleton.with_number(steps, value);
            skeleton = with.ok_or_else(|| self.refuse("its value stands where another value must stand"))?;
        }
        Ok(skeleton)
    }

    /// The number in the payload that scale and offset turn into `native`: with 15 digits if they suffice.
    fn raw(&self, native: f64) -> f64 {
        let raw = (native - self.rule.offset) / self.rule.scale;
        let rounded: f64 = format!("{raw:.14e}").parse().unwrap_or(raw);
        let same = forward(self.rule, rounded).to_bits() == native.to_bits();
        if same { rounded } else { raw }
    }

    fn verify(
        &self,
        sample: &Sample<'_>,
        publication: &Publication,
        site: &Site,
        decoder: &Decoder,
    ) -> Result<(), Reason> {
        let received = sample.at.and_then(|at| at.checked_add_signed(TimeDelta::days(2))).unwrap_or_default();
        let Publication { topic, payload } = publication;
        let message = Message { topic, payload, retained: false, received };
        let decoded = decoder.decode_in(&message, site);
        let found = match &decoded.fate {
            Fate::Readings(readings) => match readings.as_slice() {
                [reading] if gives_back(sample, reading) => return Ok(()),
                [reading] => format!("{} = {} {}", reading.key, reading.value, reading.unit.symbol),
                readings => format!("{} readings", readings.len()),
            },
            fate => fate.reason().map_or_else(String::new, |reason| reason.text.clone()),
        };
        Err(self.refuse(&format!("reading its message again gives {found}")))
    }

    fn refuse(&self, why: &str) -> Reason {
        let Self { profile, rule, template } = self;
        let text = format!(
            "profile \"{}\" cannot publish the series {} on `{template}` for this reading: {why}; replay it with \
             another profile, or import it from a file",
            profile.name,
            rule.series.as_str(),
        );
        Reason::new("encode.no_way_back", text)
    }
}

fn unknown_series(sample: &Sample<'_>, profile: &str) -> Reason {
    let text = format!(
        "profile \"{profile}\" has no reading that gives the series \"{}\"; correct the meter's `source`",
        sample.series
    );
    Reason::new("encode.series_unknown", text)
}

/// Whether a reading is the sample: to the millisecond, and to the last digits that conversion can keep.
fn gives_back(sample: &Sample<'_>, reading: &RawReading) -> bool {
    let unitless = reading.unit.quantity == Quantity::Number && reading.native_unit.is_empty();
    let expected = if unitless { sample.value } else { sample.unit.to_canonical(sample.value) };
    let close = (reading.value - expected).abs() <= 1e-12 * expected.abs().max(sample.value.abs());
    let quantity = unitless || reading.unit.quantity == sample.unit.quantity;
    let at = sample.at.map(|at| at.timestamp_millis());
    reading.key.device == sample.device
        && reading.key.series == canonical_series(sample.series)
        && reading.timestamp.map(|at| at.timestamp_millis()) == at
        && close
        && quantity
}
