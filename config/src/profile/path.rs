//! Places in a JSON payload.

use serde_json_path::JsonPath;

/// A JSONPath (RFC 9535), parsed once.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    text: String,
    query: JsonPath,
    steps: Option<Vec<Step>>,
}

/// One step of a path that says plainly where a value stands, so that a payload can be built from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// `.name` or `['name']`
    Name(String),
    /// `[3]`
    Index(usize),
    /// `.*` or `[*]`
    Each,
}

impl Path {
    /// The path written `text`, or why it is none.
    ///
    /// # Errors
    /// A fragment that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let query = JsonPath::parse(text).map_err(|error| {
            format!("RFC 9535 knows no path that goes on like this after {} characters", error.position())
        })?;
        Ok(Self { text: text.to_owned(), query, steps: steps_of(text) })
    }

    /// The path as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The parsed query.
    #[must_use]
    pub const fn query(&self) -> &JsonPath {
        &self.query
    }

    /// Its steps, unless it searches (filters, slices, descendants).
    #[must_use]
    pub fn steps(&self) -> Option<&[Step]> {
        self.steps.as_deref()
    }

    /// Whether it can only ever lead to one place.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.steps().is_some_and(|steps| !steps.contains(&Step::Each))
    }
}

fn steps_of(text: &str) -> Option<Vec<Step>> {
    let mut rest = text.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, after) = if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            (plain_name(&after[..end])?, &after[end..])
        } else {
            let inside = rest.strip_prefix('[')?;
            bracket(inside)?
        };
        steps.push(step);
        rest = after;
    }
    Some(steps)
}

fn plain_name(name: &str) -> Option<Step> {
    match name {
        "*" => Some(Step::Each),
        _ if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') => {
            Some(Step::Name(name.to_owned()))
        }
        _ => None,
    }
}

/// The step in brackets and what follows. Names with escapes are left to the query alone.
fn bracket(inside: &str) -> Option<(Step, &str)> {
    if let Some(quote) = inside.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let (name, after) = inside[1..].split_once(quote)?;
        let plain = !name.contains('\\');
        return plain.then(|| Some((Step::Name(name.to_owned()), after.strip_prefix(']')?)))?;
    }
    let (inner, after) = inside.split_once(']')?;
    let step = if inner == "*" { Step::Each } else { Step::Index(inner.parse().ok()?) };
    Some((step, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_have_steps_and_searches_have_none() {
        let steps = |text: &str| Path::parse(text).unwrap().steps().map(<[Step]>::to_vec);
        let name = |text: &str| Step::Name(text.to_owned());
        assert_eq!(steps("$"), Some(vec![]));
        assert_eq!(steps("$.a.b_c"), Some(vec![name("a"), name("b_c")]));
        assert_eq!(steps("$['em:0'].x[2]"), Some(vec![name("em:0"), name("x"), Step::Index(2)]));
        assert_eq!(steps(r#"$["x.y"][*].*"#), Some(vec![name("x.y"), Step::Each, Step::Each]));
        for search in ["$..a", "$.a[?@.type == 'x.y'].value", "$.a[-1]", "$.a[0,1]", r"$['it\'s']"] {
            assert_eq!(steps(search), None, "{search}");
        }
        assert!(Path::parse("ENERGY.Total").is_err());
        assert!(Path::parse("$.a[").is_err());
    }
}
