//! One reading's rule applied to one message.

use config::Unit;
use config::profile::{Expression, Guard, Path, Piece, Profile, Reading, Stamp, Subject, ValueRule};
use serde_json::Value;

use super::Site;
use super::number::{Found, Style, shorten};
use super::payload::{look, written};
use super::time::{self, Moment};
use super::topic::Captures;
use crate::domain::{
    Quantity, RawReading, ReadingKind, ReadingQuality, Reason, SeriesKey, TimeSource, plausible,
};
use chrono::{DateTime, TimeDelta, Utc};

/// A message as far as all rules share it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opened<'m> {
    pub profile: &'m Profile,
    pub document: &'m Value,
    pub received: DateTime<Utc>,
    pub site: &'m Site,
}

/// A message seen by one rule: with the words of its topic, and one element of a fan-out.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'m> {
    pub opened: Opened<'m>,
    pub captures: &'m Captures<'m>,
    pub element: &'m Value,
    pub index: usize,
    pub key: &'m str,
}

/// Why a rule makes no reading of a message.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Gap {
    /// It is not about this message.
    Absent,
    /// The device says that it has no value.
    NoValue,
    Bad(Reason),
}

impl<'m> View<'m> {
    /// What `rule` makes of the message.
    pub fn read(self, rule: &Reading) -> Result<RawReading, Gap> {
        if !self.holds(&rule.guards) {
            return Err(Gap::Absent);
        }
        let series = self.series(&rule.series).ok_or(Gap::Absent)?;
        let bad = |reason: Reason| Gap::Bad(in_series(&series, &reason));
        let raw = self.number(rule).map_err(|gap| match gap {
            Gap::Bad(reason) => bad(reason),
            other => other,
        })?;
        let device = self.device(&rule.devices).map_err(bad)?;
        let (unit, native_unit) = self.unit(rule).map_err(bad)?;
        let kind = self.kind(rule, unit, &native_unit, &series).map_err(bad)?;
        let native_value = forward(rule, raw);
        let (unit, value) = convert(kind, unit, native_value);
        plausible(unit.quantity, value).map_err(bad)?;
        let timestamp = self.time(rule, &device).map_err(bad)?;
        let time_source = if timestamp.is_some() { TimeSource::Payload } else { TimeSource::Reception };
        let quality = self.quality(rule);
        let key = SeriesKey { device, series };
        Ok(RawReading { key, kind, value, unit, native_value, native_unit, timestamp, time_source, quality })
    }

    /// Whether all conditions hold.
    pub fn holds(self, guards: &[Guard]) -> bool {
        guards.iter().all(|guard| match &guard.subject {
            Subject::Placeholder(name) => guard.test.holds(self.word(name).as_deref()),
            Subject::Path(path) => guard.test.holds(self.look(path).and_then(written).as_deref()),
        })
    }

    fn look(self, path: &Path) -> Option<&'m Value> {
        look(path, self.element, self.opened.document)
    }

    fn word(self, name: &str) -> Option<String> {
        if let Some(word) = self.captures.get(name) {
            return Some(word.to_owned());
        }
        match name {
            "index" => Some(self.index.to_string()),
            "key" => Some(self.key.to_owned()),
            _ => None,
        }
    }

    /// The series name; none when a placeholder's word is not in the profile's map.
    fn series(self, expression: &Expression) -> Option<String> {
        let mut name = String::new();
        for piece in expression.pieces() {
            match piece {
                Piece::Literal(text) => name.push_str(text),
                Piece::Path(path) => name.push_str(&self.look(path).and_then(written)?),
                Piece::Placeholder(placeholder) => {
                    let word = self.word(placeholder)?;
                    let replaced = match self.opened.profile.words.get(placeholder) {
                        Some(words) => words.get(&word)?.clone(),
                        None => word,
                    };
                    name.push_str(&replaced);
                }
            }
        }
        let name = canonical_series(&name);
        (!name.is_empty()).then_some(name)
    }

    /// The first identity that a meter names, else the first that is there.
    fn device(self, expressions: &[Expression]) -> Result<String, Reason> {
        let mut first = None;
        for identity in expressions.iter().filter_map(|expression| self.identity(expression)) {
            if self.opened.site.knows(&self.opened.profile.name, &identity) {
                return Ok(identity);
            }
            first = first.or(Some(identity));
        }
        first.ok_or_else(|| {
            let places: Vec<&str> = expressions.iter().map(Expression::as_str).collect();
            let text = format!(
                "the message does not say which device it is from (looked for {}); give the profile another \
                 `device`",
                places.join(", ")
            );
            Reason::new("device.missing", text)
        })
    }

    fn identity(self, expression: &Expression) -> Option<String> {
        let pieces = expression.pieces().iter().map(|piece| match piece {
            Piece::Literal(text) => Some(text.clone()),
            Piece::Placeholder(name) => self.word(name),
            Piece::Path(path) => self.look(path).and_then(lone).filter(|text| !text.trim().is_empty()),
        });
        let text: String = pieces.collect::<Option<_>>()?;
        let text = text.trim();
        (!text.is_empty() && text.len() <= MAX_NAME).then(|| text.to_owned())
    }

    fn number(self, rule: &Reading) -> Result<f64, Gap> {
        let style = Style { decimal_comma: rule.decimal_comma, sentinels: &rule.sentinels };
        match &rule.value {
            ValueRule::Payload => settle("the payload", style.json(self.element)),
            ValueRule::First(paths) => {
                let found = paths.iter().map(|path| (path, self.at(path, style)));
                let mut found = found.filter(|(_, found)| *found != Found::Absent);
                let (path, found) = found.next().ok_or(Gap::Absent)?;
                settle(path.as_str(), found)
            }
            ValueRule::Sum(paths) => {
                let numbers = paths.iter().map(|path| settle(path.as_str(), self.at(path, style)));
                numbers.sum()
            }
            ValueRule::Difference(minuend, subtrahend) => {
                let minuend = settle(minuend.as_str(), self.at(minuend, style))?;
                Ok(minuend - settle(subtrahend.as_str(), self.at(subtrahend, style))?)
            }
        }
    }

    fn at(self, path: &Path, style: Style<'_>) -> Found {
        let nodes = path.query().query(self.element);
        match (nodes.first(), nodes.len()) {
            (None, _) => Found::Absent,
            (Some(value), 1) => style.json(value),
            (_, many) => Found::Bad(format!("{many} values (use `fan_out` for a reading of each)")),
        }
    }

    fn unit(self, rule: &Reading) -> Result<(Unit, String), Reason> {
        let said = rule.unit.path.as_ref().and_then(|path| self.look(path)).and_then(lone);
        if let Some(text) = said.filter(|text| !text.trim().is_empty()) {
            let text = text.trim();
            let known = Unit::parse(text).map(|unit| (unit, unit.symbol.to_owned()));
            return known.ok_or_else(|| {
                let text = format!(
                    "the unit \"{}\" is not known; use one of {}",
                    shorten(text),
                    Unit::spellings().filter(|unit| !unit.is_empty()).collect::<Vec<_>>().join(", ")
                );
                Reason::new("unit.unknown", text)
            });
        }
        Ok(rule.unit.fixed.clone().unwrap_or((Quantity::Number.canonical(), String::new())))
    }

    fn kind(self, rule: &Reading, unit: Unit, written: &str, series: &str) -> Result<ReadingKind, Reason> {
        let said = rule.kind.path.as_ref().and_then(|path| self.look(path)).and_then(lone);
        let said = said.map(|word| {
            ReadingKind::from_word(word.trim()).ok_or_else(|| {
                let words: Vec<&str> = ReadingKind::WORDS.iter().map(|(_, word)| *word).collect();
                let text =
                    format!("the kind \"{}\" is not known; use one of {}", shorten(&word), words.join(", "));
                Reason::new("kind.unknown", text)
            })
        });
        let kind = said.transpose()?.or(rule.kind.fixed);
        let unitless = unit.quantity == Quantity::Number && written.is_empty();
        match kind {
            Some(kind) if unitless || kind.fits(unit.quantity) => Ok(kind),
            Some(kind) => {
                let text = format!(
                    "a number in {} cannot be of kind {}; correct the unit or the kind of the message or profile",
                    unit.symbol,
                    kind.as_str()
                );
                Err(Reason::new("unit.unexpected", text))
            }
            None if unitless => Ok(kind_by_name(series)),
            None => Ok(ReadingKind::usual_for(unit.quantity)),
        }
    }

    fn time(self, rule: &Reading, device: &str) -> Result<Option<DateTime<Utc>>, Reason> {
        let Some(time) = &rule.time else { return Ok(None) };
        let zone = self.opened.site.zone(&self.opened.profile.name, device);
        let moment = Moment { received: self.opened.received, zone };
        let mut instant = None;
        for value in time.paths.iter().filter_map(|path| self.look(path)) {
            instant = time::read(time, value, moment)?;
            if instant.is_some() {
                break;
            }
        }
        let Stamp::End(seconds) = rule.stamp else { return Ok(instant) };
        let start = instant.and_then(|end| end.checked_sub_signed(TimeDelta::seconds(i64::from(seconds))));
        start.map(Some).ok_or_else(|| {
            let text = "the message has no time, and the interval's start is its end minus its length; let the \
                        device send a time";
            Reason::new("time.missing", text)
        })
    }

    fn quality(self, rule: &Reading) -> ReadingQuality {
        let said = rule.status.as_ref().map(|status| (status, self.look(&status.path).and_then(written)));
        match said {
            Some((status, Some(word))) if !status.good.contains(&word) => ReadingQuality::Suspect,
            _ => ReadingQuality::Good,
        }
    }
}

/// Longer device and series names are no names.
const MAX_NAME: usize = 256;

/// A value that is one text or number.
fn lone(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Lower case, and `_` for anything but letters, digits and `. _ -`.
pub(super) fn canonical_series(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' };
    name.trim().chars().take(MAX_NAME).flat_map(char::to_lowercase).map(plain).collect()
}

fn settle(place: &str, found: Found) -> Result<f64, Gap> {
    match found {
        Found::Absent => Err(Gap::Absent),
        Found::NoValue => Err(Gap::NoValue),
        Found::Number(number) => Ok(number),
        Found::Bad(what) => {
            let text = format!(
                "{place} holds {what} where a number is wanted; correct the path, or name the value in \
                 `sentinels` if it means that there is none"
            );
            Err(Gap::Bad(Reason::new("value.not_a_number", text)))
        }
    }
}

fn in_series(series: &str, reason: &Reason) -> Reason {
    Reason::new(reason.code, format!("{series}: {}", reason.text))
}

/// The value in the rule's unit of a number in the payload.
pub(super) fn forward(rule: &Reading, raw: f64) -> f64 {
    scaled(raw, rule.scale) + rule.offset
}

/// `value` × `scale`; factors like 0.1 divide, so that 184 321 × 0.1 is 18 432.1 and not its neighbour.
fn scaled(value: f64, scale: f64) -> f64 {
    let divisor = (1.0 / scale).round();
    let divides = scale.abs() < 1.0 && (divisor * scale - 1.0).abs() < 1e-12;
    if divides { value / divisor } else { value * scale }
}

/// Unit and value after decoding. Power factors are fractions of one.
fn convert(kind: ReadingKind, unit: Unit, value: f64) -> (Unit, f64) {
    if kind == ReadingKind::PowerFactor && unit.quantity == Quantity::Percent {
        return (Quantity::Number.canonical(), value / 100.0);
    }
    (unit.canonical(), unit.to_canonical(value))
}

/// What a number without a unit probably is, from the name of its series.
fn kind_by_name(series: &str) -> ReadingKind {
    const WORDS: &[(&str, ReadingKind)] = &[
        ("energy", ReadingKind::Register),
        ("volume", ReadingKind::Register),
        ("power_factor", ReadingKind::PowerFactor),
        ("power", ReadingKind::Power),
        ("flow", ReadingKind::Flow),
        ("temp", ReadingKind::Temperature),
        ("humidity", ReadingKind::Humidity),
        ("voltage", ReadingKind::Voltage),
        ("current", ReadingKind::Current),
        ("frequency", ReadingKind::Frequency),
        ("price", ReadingKind::Price),
    ];
    WORDS.iter().find(|(word, _)| series.contains(word)).map_or(ReadingKind::Count, |(_, kind)| *kind)
}
