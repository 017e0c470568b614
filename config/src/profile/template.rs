//! Topic templates: `tele/{device}/SENSOR`, `{node}/status/em:{ch}`, `{site}/{rest...}`, `{tele|stat}/x`.

use std::fmt;

/// A topic with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    levels: Vec<Level>,
}

/// One level of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Level {
    /// One level of the topic, put together from parts.
    One(Vec<Part>),
    /// `{name...}` or `#`: every level that is left. `{name...}` wants at least one.
    Rest(Option<String>),
}

/// A part of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Just this text.
    Literal(String),
    /// `{name}`, or `+` without a name: any text that is not empty.
    Any(Option<String>),
    /// `{a|b}`, or `{name=a|b}` with a name: one of these words. `{name=a}` just names the word.
    OneOf(Option<String>, Vec<String>),
}

impl Template {
    /// The template written `text`.
    ///
    /// # Errors
    /// What is wrong, and how to write it.
    pub fn parse(text: &str) -> Result<Self, (String, String)> {
        if text.is_empty() {
            return Err(("it is empty".into(), "write it like \"tele/{device}/SENSOR\"".into()));
        }
        let raw: Vec<&str> = split_levels(text);
        let last = raw.len() - 1;
        let mut levels = Vec::with_capacity(raw.len());
        for (at, level) in raw.into_iter().enumerate() {
            let level = parse_level(level)?;
            if matches!(level, Level::Rest(_)) && at != last {
                return Err((
                    "`{rest...}` or `#` stands before other levels".into(),
                    "put it last, or name each level before it".into(),
                ));
            }
            levels.push(level);
        }
        let template = Self { text: text.to_owned(), levels };
        let names = template.placeholders();
        if let Some(twice) = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
            return Err((
                format!("the placeholder `{{{}}}` stands twice", twice.1),
                "give each placeholder its own name, or `+` to one that is not needed".into(),
            ));
        }
        Ok(template)
    }

    /// The template as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its levels.
    #[must_use]
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The names of its placeholders, in order.
    #[must_use]
    pub fn placeholders(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for level in &self.levels {
            match level {
                Level::Rest(name) => names.extend(name.as_deref()),
                Level::One(parts) => names.extend(parts.iter().filter_map(Part::name)),
            }
        }
        names
    }
}

impl Part {
    /// The placeholder's name, if the part is one that has a name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Any(name) | Self::OneOf(name, _) => name.as_deref(),
        }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Slashes inside braces belong to the placeholder (and are refused there), not to the topic.
fn split_levels(text: &str) -> Vec<&str> {
    let mut inside = false;
    text.split(|c: char| {
        inside = (inside || c == '{') && c != '}';
        c == '/' && !inside
    })
    .collect()
}

fn parse_level(level: &str) -> Result<Level, (String, String)> {
    match level {
        "+" => return Ok(Level::One(vec![Part::Any(None)])),
        "#" => return Ok(Level::Rest(None)),
        _ => {}
    }
    if let Some(name) = level.strip_prefix('{').and_then(|rest| rest.strip_suffix("...}")) {
        return Ok(Level::Rest(Some(checked_name(name)?)));
    }
    let mut parts = Vec::new();
    let mut rest = level;
    while !rest.is_empty() {
        let open = rest.find('{').unwrap_or(rest.len());
        let (literal, placeholder) = rest.split_at(open);
        if literal.contains(['}', '+', '#', '\0']) {
            return Err((
                format!("`{literal}` holds `}}`, `+`, `#` or a zero byte"),
                "`+` and `#` stand alone in their level; braces come in pairs".into(),
            ));
        }
        if !literal.is_empty() {
            parts.push(Part::Literal(literal.to_owned()));
        }
        if placeholder.is_empty() {
            break;
        }
        let Some(close) = placeholder.find('}') else {
            return Err((format!("`{placeholder}` has no closing brace"), "write it like {device}".into()));
        };
        let part = parse_part(&placeholder[1..close])?;
        if matches!(parts.last(), Some(Part::Any(_))) && matches!(part, Part::Any(_)) {
            return Err((
                "two placeholders stand side by side".into(),
                "put some text between them; otherwise nobody knows where the first ends".into(),
            ));
        }
        parts.push(part);
        rest = &placeholder[close + 1..];
    }
    Ok(Level::One(parts))
}

fn parse_part(inside: &str) -> Result<Part, (String, String)> {
    if !inside.contains(['|', '=']) {
        return Ok(Part::Any(Some(checked_name(inside)?)));
    }
    let (name, words) = match inside.split_once('=') {
        Some((name, words)) => (Some(checked_name(name)?), words),
        None => (None, inside),
    };
    let words: Vec<String> = words.split('|').map(str::to_owned).collect();
    if words.iter().any(|word| word.is_empty() || word.contains(['/', '+', '#', '{', '\0'])) {
        return Err((
            format!("`{{{inside}}}` has an empty word or one with `/`, `+` or `#`"),
            "write the alternatives like {tele|stat}".into(),
        ));
    }
    Ok(Part::OneOf(name, words))
}

fn checked_name(name: &str) -> Result<String, (String, String)> {
    let good = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if good {
        return Ok(name.to_owned());
    }
    Err((
        format!("`{name}` is no name for a placeholder"),
        "use letters, digits, `_` and `-`, like {device}".into(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_placeholders_are_read() {
        let template = Template::parse("{tele|stat}/{node}/em:{ch}/+/{rest...}").unwrap();
        assert_eq!(template.placeholders(), ["node", "ch", "rest"]);
        assert_eq!(template.levels().len(), 5);
        assert_eq!(
            template.levels()[2],
            Level::One(vec![Part::Literal("em:".into()), Part::Any(Some("ch".into()))])
        );
        let named = Template::parse("x/{way=Import|Export}").unwrap();
        assert_eq!(named.placeholders(), ["way"]);
    }

    #[test]
    fn what_cannot_be_matched_is_refused() {
        for (text, what) in [
            ("", "empty"),
            ("a/{rest...}/b", "before other levels"),
            ("a/#/b", "before other levels"),
            ("a/{x}{y}", "side by side"),
            ("a/{x", "closing brace"),
            ("a/x}", "holds"),
            ("a/b+", "holds"),
            ("a/{}/b", "no name"),
            ("a/{x}/{x}", "twice"),
            ("a/{x|}", "empty word"),
            ("a/{x/y}", "no name"),
            ("a/{x=}", "empty word"),
        ] {
            let (found, _) = Template::parse(text).unwrap_err();
            assert!(found.contains(what), "{text}: {found}");
        }
    }
}
