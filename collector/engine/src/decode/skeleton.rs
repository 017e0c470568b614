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
        match skeleton.values.iter().find(|(place, _)| place == steps) {
            Some((_, known)) => (*known == value).then_some(skeleton),
            None => {
                skeleton.values.push((steps.to_vec(), value));
                Some(skeleton)
            }
        }
    }

    /// Whether a value stands at this place.
    pub fn has(&self, steps: &[Step]) -> bool {
        self.values.iter().any(|(place, _)| place == steps)
    }

    /// The payload that holds all values; none if they exclude each other.
    pub fn payload(&self, fan_out: Option<&[Step]>) -> Option<Value> {
        let mut element = Value::Null;
        for (steps, value) in &self.values {
            set(&mut element, steps, value.clone(), None)?;
        }
        let Some(steps) = fan_out else { return Some(element) };
        let mut root = Value::Null;
        set(&mut root, steps, element, self.words.get("key").map(String::as_str))?;
        Some(root)
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
            Part::OneOf(name, words) => self.word(name.as_deref(), words.first()?),
        });
        texts.collect()
    }

    fn word(&self, name: Option<&str>, otherwise: &str) -> Option<String> {
        let known = name.and_then(|name| self.words.get(name));
        Some(known.map_or_else(|| otherwise.to_owned(), Clone::clone))
    }
}

/// Put `value` at the end of `steps`. "Each" is the first item of a list, or the member `key` of an object.
fn set(place: &mut Value, steps: &[Step], value: Value, key: Option<&str>) -> Option<()> {
    let Some((step, rest)) = steps.split_first() else {
        let free = place.is_null();
        *place = value;
        return free.then_some(());
    };
    let index = match (step, key) {
        (Step::Name(name), _) => return set(member(place, name)?, rest, value, key),
        (Step::Each, Some(key)) => return set(member(place, key)?, rest, value, None),
        (Step::Each, None) => 0,
        (Step::Index(index), _) => *index,
    };
    if place.is_null() {
        *place = Value::Array(Vec::new());
    }
    let items = place.as_array_mut().filter(|_| index <= MAX_INDEX)?;
    while items.len() <= index {
        items.push(Value::Null);
    }
    set(items.get_mut(index)?, rest, value, key)
}

fn member<'v>(place: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    if place.is_null() {
        *place = Value::Object(Map::new());
    }
    Some(place.as_object_mut()?.entry(name).or_insert(Value::Null))
}
