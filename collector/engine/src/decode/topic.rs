//! Finding the templates a topic matches: all templates stand in one trie, and a message costs one walk.

use std::collections::HashMap;

use config::profile::{Level, Part, Template};

/// Longer topics are refused: no meter has them, and matching stays cheap whatever arrives.
pub(super) const MAX_TOPIC: usize = 1024;

/// A topic cut into its levels.
#[derive(Debug)]
pub(super) struct Topic<'t> {
    text: &'t str,
    levels: Vec<&'t str>,
}

/// The words that stand at a template's placeholders.
#[derive(Debug, Clone, Default)]
pub(super) struct Captures<'t> {
    words: Vec<(&'t str, &'t str)>,
}

/// A trie of templates; each carries a `T` that says whose it is.
#[derive(Debug, Clone)]
pub(super) struct Trie<T> {
    root: Node<T>,
}

/// How a template matched: first 1 if it takes all the levels that are left, then per level 0 for the same text,
/// 1 for a part of it, 2 for any text, 3 where the rest begins. Of two matches the smaller one is the more specific.
pub(super) type Rank = Vec<u8>;

#[derive(Debug, Clone)]
struct Node<T> {
    literal: HashMap<String, Node<T>>,
    patterns: Vec<(Vec<Part>, Node<T>)>,
    any: Option<Box<Node<T>>>,
    /// Templates that end here.
    ends: Vec<T>,
    /// Templates whose `{rest...}` begins here, and whether it may be empty.
    rests: Vec<(T, bool)>,
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self { literal: HashMap::new(), patterns: Vec::new(), any: None, ends: Vec::new(), rests: Vec::new() }
    }
}

impl<'t> Topic<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, levels: text.split('/').collect() }
    }

    /// The levels from `at` on, with their slashes.
    fn rest(&self, at: usize) -> &'t str {
        let before: usize = self.levels[..at].iter().map(|level| level.len() + 1).sum();
        self.text.get(before..).unwrap_or_default()
    }
}

impl<'t> Captures<'t> {
    /// The words at the placeholders of `template`, if `topic` matches it.
    pub fn of(template: &'t Template, topic: &Topic<'t>) -> Option<Self> {
        let mut words = Vec::new();
        let mut levels = topic.levels.iter();
        for (at, level) in template.levels().iter().enumerate() {
            match level {
                Level::Rest(Some(name)) => {
                    levels.next()?;
                    words.push((name.as_str(), topic.rest(at)));
                    return Some(Self { words });
                }
                Level::Rest(None) => return Some(Self { words }),
                Level::One(parts) => match_parts(parts, levels.next()?, &mut words)?,
            }
        }
        levels.next().is_none().then_some(Self { words })
    }

    /// The word at the placeholder `name`.
    pub fn get(&self, name: &str) -> Option<&'t str> {
        self.words.iter().find(|(known, _)| *known == name).map(|(_, word)| *word)
    }
}

/// Match one level; the shortest text counts for a placeholder that could take more.
fn match_parts<'t>(parts: &'t [Part], text: &'t str, words: &mut Vec<(&'t str, &'t str)>) -> Option<()> {
    let Some((part, rest)) = parts.split_first() else { return text.is_empty().then_some(()) };
    match part {
        Part::Literal(literal) => match_parts(rest, text.strip_prefix(literal.as_str())?, words),
        Part::OneOf(name, choices) => choices.iter().find_map(|choice| {
            let after = text.strip_prefix(choice.as_str())?;
            attempt(name.as_deref(), choice, rest, after, words)
        }),
        Part::Any(name) if rest.is_empty() => {
            attempt(name.as_deref(), text, rest, "", words).filter(|()| !text.is_empty())
        }
        Part::Any(name) => text.char_indices().skip(1).find_map(|(end, _)| {
            let (word, after) = text.split_at(end);
            attempt(name.as_deref(), word, rest, after, words)
        }),
    }
}

/// Take `word` for a placeholder if what follows matches too.
fn attempt<'t>(
    name: Option<&'t str>,
    word: &'t str,
    rest: &'t [Part],
    after: &'t str,
    words: &mut Vec<(&'t str, &'t str)>,
) -> Option<()> {
    let known = words.len();
    words.extend(name.map(|name| (name, word)));
    let matched = match_parts(rest, after, words);
    if matched.is_none() {
        words.truncate(known);
    }
    matched
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self { root: Node::default() }
    }
}

impl<T: Clone> Trie<T> {
    pub fn insert(&mut self, template: &Template, leaf: T) {
        insert(&mut self.root, template.levels(), leaf);
    }

    /// Every template that `topic` matches, with how specific the match is. As MQTT has it, topics that begin
    /// with `$` are not for placeholders.
    pub fn find(&self, topic: &Topic<'_>) -> Vec<(Rank, T)> {
        let mut found = Vec::new();
        let own = topic.text.starts_with('$');
        walk(&self.root, &topic.levels, own, &mut vec![0], &mut found);
        found
    }
}

fn insert<T: Clone>(node: &mut Node<T>, levels: &[Level], leaf: T) {
    let Some((level, rest)) = levels.split_first() else {
        node.ends.push(leaf);
        return;
    };
    match level {
        Level::Rest(name) => node.rests.push((leaf, name.is_none())),
        Level::One(parts) => match parts.as_slice() {
            [] => insert(node.literal.entry(String::new()).or_default(), rest, leaf),
            [Part::Literal(word)] => insert(node.literal.entry(word.clone()).or_default(), rest, leaf),
            [Part::OneOf(_, words)] => {
                for word in words {
                    insert(node.literal.entry(word.clone()).or_default(), rest, leaf.clone());
                }
            }
            [Part::Any(_)] => insert(node.any.get_or_insert_default(), rest, leaf),
            _ => {
                let known = node.patterns.iter().position(|(pattern, _)| pattern == parts);
                let at = known.unwrap_or_else(|| {
                    node.patterns.push((parts.clone(), Node::default()));
                    node.patterns.len() - 1
                });
                insert(&mut node.patterns[at].1, rest, leaf);
            }
        },
    }
}

fn walk<T: Clone>(
    node: &Node<T>,
    levels: &[&str],
    literal_only: bool,
    rank: &mut Rank,
    found: &mut Vec<(Rank, T)>,
) {
    if !literal_only {
        let rests = node.rests.iter().filter(|(_, may_be_empty)| *may_be_empty || !levels.is_empty());
        let taken = |rank: &Rank| [&[1], &rank[1..], &[3]].concat();
        found.extend(rests.map(|(leaf, _)| (taken(rank), leaf.clone())));
    }
    let Some((level, rest)) = levels.split_first() else {
        found.extend(node.ends.iter().map(|leaf| (rank.clone(), leaf.clone())));
        return;
    };
    let mut step = |next: &Node<T>, how: u8| {
        rank.push(how);
        walk(next, rest, false, rank, found);
        rank.pop();
    };
    if let Some(next) = node.literal.get(*level) {
        step(next, 0);
    }
    if literal_only || level.is_empty() {
        return;
    }
    for (parts, next) in &node.patterns {
        if match_parts(parts, level, &mut Vec::new()).is_some() {
            step(next, 1);
        }
    }
    if let Some(next) = &node.any {
        step(next, 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn captures(template: &str, topic: &str) -> Option<Vec<(String, String)>> {
        let template = Template::parse(template).unwrap();
        let captures = Captures::of(&template, &Topic::new(topic))?;
        let words = captures.words.iter();
        Some(words.map(|(name, word)| ((*name).to_owned(), (*word).to_owned())).collect())
    }

    fn check(template: &str, topic: &str, expected: Option<&[(&str, &str)]>) {
        let expected = expected.map(|words| {
            words.iter().map(|(name, word)| ((*name).to_owned(), (*word).to_owned())).collect::<Vec<_>>()
        });
        assert_eq!(captures(template, topic), expected, "{template} {topic}");
        let mut trie = Trie::default();
        trie.insert(&Template::parse(template).unwrap(), ());
        assert_eq!(!trie.find(&Topic::new(topic)).is_empty(), expected.is_some(), "trie: {template} {topic}");
    }

    #[test]
    fn placeholders_take_levels_and_parts_of_levels() {
        check("tele/{device}/SENSOR", "tele/pow1/SENSOR", Some(&[("device", "pow1")]));
        check("tele/{device}/SENSOR", "tele//SENSOR", None);
        check("tele/{device}/SENSOR", "tele/pow1/SENSOR/x", None);
        check("{node}/status/em:{ch}", "a/status/em:0", Some(&[("node", "a"), ("ch", "0")]));
        check("{node}/status/em:{ch}", "a/status/emdata:0", None);
        check("{tele|stat}/{d}", "stat/x", Some(&[("d", "x")]));
        check("{tele|stat}/{d}", "cmnd/x", None);
        check("m/{way=Import|Export}", "m/Export", Some(&[("way", "Export")]));
        check("m/{way=a|ab}-{x}", "m/ab-1", Some(&[("way", "ab"), ("x", "1")]));
        check("x/{a}-{b}-z", "x/1-2-3-z", Some(&[("a", "1"), ("b", "2-3")]));
        check("a/{rest...}", "a/b/c", Some(&[("rest", "b/c")]));
        check("a/{rest...}", "a", None);
        check("a/#", "a", Some(&[]));
        check("a/+/c", "a/å–/c", Some(&[]));
        check("$SYS/{x}", "$SYS/y", Some(&[("x", "y")]));
    }

    #[test]
    fn topics_of_the_broker_itself_are_not_for_placeholders() {
        let mut trie = Trie::default();
        for template in ["{x}/y", "+/y", "#", "{rest...}"] {
            trie.insert(&Template::parse(template).unwrap(), template);
        }
        assert_eq!(trie.find(&Topic::new("$SYS/y")), []);
    }

    #[test]
    fn the_more_specific_template_ranks_first() {
        let mut trie = Trie::default();
        for template in ["#", "s/{rest...}", "s/{a}/{b}", "s/{a}/x-{b}", "s/{a}/x-1", "s/t/{b}"] {
            trie.insert(&Template::parse(template).unwrap(), template);
        }
        let mut found = trie.find(&Topic::new("s/t/x-1"));
        found.sort();
        let order: Vec<_> = found.into_iter().map(|(_, template)| template).collect();
        assert_eq!(order, ["s/t/{b}", "s/{a}/x-1", "s/{a}/x-{b}", "s/{a}/{b}", "s/{rest...}", "#"]);
    }

    proptest! {
        #[test]
        fn trie_and_template_agree(
            template in "[ab/{}x|+#.=-]{1,14}",
            topic in "[ab/x$-]{0,10}",
        ) {
            if let Ok(parsed) = Template::parse(&template) {
                let mut trie = Trie::default();
                trie.insert(&parsed, ());
                let topic = Topic::new(&topic);
                let own = topic.text.starts_with('$') && !template.starts_with('$');
                let matches = Captures::of(&parsed, &topic).is_some() && !own;
                prop_assert_eq!(!trie.find(&topic).is_empty(), matches);
            }
        }
    }
}
