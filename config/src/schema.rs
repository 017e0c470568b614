//! Which keys a table may have. A schema is the one place where a key, its example and whether it must be
//! there are written down: unknown keys, missing keys, hints and the printed default all follow from it.

/// One key of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// The key.
    pub name: &'static str,
    /// A line an operator could write, e.g. `digits = 7`; shown in hints.
    pub example: &'static str,
    /// Whether the table is unusable without it, or with it.
    pub presence: Presence,
}

/// Whether a key has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// The table is unusable without it.
    Required,
    /// It may be left out.
    Optional,
    /// It is planned for a later version and has no effect in this one, so it is refused.
    Unavailable,
}

/// The keys of one kind of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schema {
    /// The table as it is written, e.g. `[[building.meter]]`.
    pub table: &'static str,
    /// Its keys, in the order in which people should write them.
    pub keys: &'static [Key],
}

/// A key that must be there.
pub(crate) const fn must(name: &'static str, example: &'static str) -> Key {
    Key { name, example, presence: Presence::Required }
}

/// A key that may be left out.
pub(crate) const fn may(name: &'static str, example: &'static str) -> Key {
    Key { name, example, presence: Presence::Optional }
}

/// A key of a later version; `instead` is what to do today.
pub(crate) const fn unavailable(name: &'static str, instead: &'static str) -> Key {
    Key { name, example: instead, presence: Presence::Unavailable }
}

impl Schema {
    /// The names of the keys that can be used.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys.iter().filter(|key| key.presence != Presence::Unavailable).map(|key| key.name)
    }

    /// The key called `name`.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The example line of `name`, or the key itself.
    pub fn example(&self, name: &'static str) -> &'static str {
        self.key(name).map_or(name, |key| key.example)
    }
}

/// The word of `known` that `word` was probably meant to be.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = plain(word);
    // Nobody means anything by a very long word, and the distance costs length times length.
    if plain.len() > 60 {
        return None;
    }
    known
        .into_iter()
        .map(|candidate| (distance(&plain, &self::plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(plain.len()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Lower case, with one kind of joint and without dots over letters.
fn plain(word: &str) -> Vec<char> {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            '-' | ' ' | '.' => '_',
            'å' | 'ä' | 'á' => 'a',
            'ö' | 'ø' | 'ó' => 'o',
            'é' | 'è' => 'e',
            other => other,
        })
        .collect()
}

/// Edits between two words: insert, delete, replace, or swap neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_recognised() {
        let known = ["unit", "carrier", "reading", "max_power_kw", "sub_meter_of", "id"];
        let check = |word: &str, expected: Option<&str>| {
            assert_eq!(nearest(word, known), expected, "{word}");
        };
        check("unti", Some("unit"));
        check("Carrier", Some("carrier"));
        check("raeding", Some("reading"));
        check("max-power-kW", Some("max_power_kw"));
        check("max_power", Some("max_power_kw"));
        check("colour", None);
        check("", None);
        check(&"x".repeat(10_000), None);
    }
}
