//! Building what a profile would read: words for placeholders, and the smallest payload with given values.

use std::collections::BTreeMap;

use config::profile::{Expression, Level, Part, Piece, Step, Template};
use serde_json::{Map, Value};

/// Larger list positions are not built.
const MAX_INDEX: usize = 63;

/// Words for placeholders, and values at places of the payload.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Skeleton {
    pub words: BTreeMap<String, String>,
    /// What the number is read from: in the element of a fan-out.
    pub numbers: Vec<(Vec<Step>, Value)>,
    /// Everything else: in the element, or outside it.
    pub values: Vec<(Vec<Step>, Value)>,
}

/// Words that stand for other words where an expression uses a placeholder.
type WordMap = BTreeMap<String, BTreeMap<String, String>>;

impl Skeleton {
    /// Choose words and values so that `expression` gives `text`; none if it cannot.
    pub fn give(&self, expression: &Expression, text: &str, map: &WordMap) -> Option<Self> {
        self.give_pieces(expression.pieces(), text, map)
    }

    fn give_pieces(&self, pieces: &[Piece], text: &str, map: &WordMap) -> Option<Self> {
        let Some((piece, rest)) = pieces.split_first() else {
            return text.is_empty().then(|| self.clone());
        };
        let with = |word: &str, shown: &str| {
            let after = text.strip_prefix(shown)?;
            let skeleton = match piece {
                Piece::Literal(_) => self.clone(),
                Piece::Placeholder(name) => self.with_word(name, word)?,
                Piece::Path(path) => self.with_value(path.steps()?, Value::from(word))?,
            };
            skeleton.give_pieces(rest, after, map)
        };
        match piece {
            Piece::Literal(literal) => with("", literal).or_else(|| with("", &literal.to_lowercase())),
            Piece::Placeholder(name) if map.contains_key(name) => {
                map.get(name)?.iter().find_map(|(word, shown)| with(word, shown))
            }
            _ if rest.is_empty() => with(text, text).filter(|_| !text.is_empty()),
            _ => text.char_indices().skip(1).find_map(|(end, _)| with(&text[..end], &text[..end])),
        }
    }

    /// With `word` at the placeholder `name`; none if another word is already there.
    pub fn with_word(&self, name: &str, word: &str) -> Option<Self> {
        let mut skeleton = self.clone();
        let known = skeleton.words.entry(name.to_owned()).or_insert_with(|| word.to_owned());
        (known == word).then_some(skeleton)
    }

    /// With `value` at a place of the payload; none if another value is already there.
    pub fn with_value(&self, steps: &[Step], value: Value) -> Option<Self> {
        let mut skeleton = self.clone();
        add(&mut skeleton.values, steps, value).then_some(skeleton)
    }

    /// With a number at a place of the payload; none if another one is already there.
    pub fn with_number(&self, steps: &[Step], value: Value) -> Option<Self> {
        let mut skeleton = self.clone();
        add(&mut skeleton.numbers, steps, value).then_some(skeleton)
    }

    /// Whether a value stands at this place.
    pub fn has(&self, steps: &[Step]) -> bool {
        self.values.iter().any(|(place, _)| place == steps)
    }

    /// Payloads that hold all values: those beside the number first in the element of a fan-out, then outside it.
    /// None where the values exclude each other.
    pub fn payloads(&self, fan_out: Option<&[Step]>) -> Vec<Value> {
        let Some(steps) = fan_out else {
            return build(Value::Null, self.numbers.iter().chain(&self.values)).into_iter().collect();
        };
        let position = self.words.get("index").and_then(|word| word.parse::<usize>().ok());
        let each = Each { key: self.words.get("key").map(String::as_str), at: position.unwrap_or(1) };
        let inside = || {
            let mut root = Value::Null;
            let element = build(Value::Null, self.numbers.iter().chain(&self.values))?;
            set(&mut root, steps, element, each).map(|()| root)
        };
        let outside = || {
            let mut root = build(Value::Null, self.values.iter())?;
            set(&mut root, steps, build(Value::Null, self.numbers.iter())?, each).map(|()| root)
        };
        [inside(), outside()].into_iter().flatten().collect()
    }

    /// A topic that `template` reads as these words; none if one of them cannot stand in a topic.
    pub fn topic(&self, template: &Template) -> Option<String> {
        let levels: Vec<String> =
            template.levels().iter().map(|level| self.level(level)).collect::<Option<_>>()?;
        Some(levels.join("/"))
    }

    fn level(&self, level: &Level) -> Option<String> {
        let sound = |word: &str| !word.is_empty() && !word.contains(['+', '#', '\0']);
        let parts = match level {
            Level::Rest(name) => return self.word(name.as_deref(), "x").filter(|word| sound(word)),
            Level::One(parts) => parts,
        };
        let texts = parts.iter().map(|part| match part {
            Part::Literal(text) => Some(text.clone()),
            Part::Any(name) => {
                self.word(name.as_deref(), "x").filter(|word| sound(word) && !word.contains('/'))
            }
            // Series names are in lower case, topics need not be.
            Part::OneOf(name, words) => {
                let word = self.word(name.as_deref(), words.first()?)?;
                words.iter().find(|choice| choice.to_lowercase() == word.to_lowercase()).cloned()
            }
        });
        texts.collect()
    }

    fn word(&self, name: Option<&str>, otherwise: &str) -> Option<String> {
        let known = name.and_then(|name| self.words.get(name));
        Some(known.map_or_else(|| otherwise.to_owned(), Clone::clone))
    }
}

fn add(values: &mut Vec<(Vec<Step>, Value)>, steps: &[Step], value: Value) -> bool {
    match values.iter().find(|(place, _)| place == steps) {
        Some((_, known)) => *known == value,
        None => {
            values.push((steps.to_vec(), value));
            true
        }
    }
}

/// Which of many "each" is: a member of an object by its name, or a place in a list, from 1.
#[derive(Debug, Clone, Copy)]
struct Each<'k> {
    key: Option<&'k str>,
    at: usize,
}

fn build<'v>(mut root: Value, values: impl Iterator<Item = &'v (Vec<Step>, Value)>) -> Option<Value> {
    for (steps, value) in values {
        set(&mut root, steps, value.clone(), Each { key: None, at: 1 })?;
    }
    Some(root)
}

/// Put `value` at the end of `steps`; none if something stands there.
fn set(place: &mut Value, steps: &[Step], value: Value, each: Each<'_>) -> Option<()> {
    let Some((step, rest)) = steps.split_first() else {
        let free = place.is_null();
        *place = value;
        return free.then_some(());
    };
    let index = match (step, each.key) {
        (Step::Name(name), _) => return set(member(place, name)?, rest, value, each),
        (Step::Each, Some(key)) => return set(member(place, key)?, rest, value, each),
        (Step::Each, None) => each.at.checked_sub(1)?,
        (Step::Index(index), _) => *index,
    };
    if place.is_null() {
        *place = Value::Array(Vec::new());
    }
    let items = place.as_array_mut().filter(|_| index <= MAX_INDEX)?;
    while items.len() <= index {
        items.push(Value::Null);
    }
    set(items.get_mut(index)?, rest, value, each)
}

fn member<'v>(place: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    if place.is_null() {
        *place = Value::Object(Map::new());
    }
    Some(place.as_object_mut()?.entry(name).or_insert(Value::Null))
}
