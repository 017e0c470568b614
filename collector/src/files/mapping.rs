//! Which meter a name in a file means.

use std::collections::BTreeMap;
use std::path::Path;

use config::{Building, Meter, Portfolio};

/// Names in files and the meters they stand for.
///
/// A name without an entry means the meter of that id, or the meter `<file>-<name>`: the readings of
/// `electricity` in `school.csv.gz` belong to `school-electricity`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<String, String>);

/// A mapping that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// A line or argument of another form.
    #[error("line {line}: `{text}` is not of the form name = meter-id")]
    Form {
        /// Line, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A meter nobody configured.
    #[error("line {line}: no meter `{meter}` is configured")]
    NoMeter {
        /// Line, from 1.
        line: usize,
        /// What stands there.
        meter: String,
    },
}

impl Mapping {
    /// Read lines of `name = meter-id`; quotes around either are allowed, `#` begins a comment.
    pub fn parse(text: &str, portfolio: &Portfolio) -> Result<Self, MapError> {
        let mut mapping = BTreeMap::new();
        for (line, text) in (1..).zip(text.lines()) {
            let text = text.split('#').next().unwrap_or_default().trim();
            if text.is_empty() {
                continue;
            }
            let (name, meter) =
                text.split_once('=').ok_or_else(|| MapError::Form { line, text: super::shorten(text) })?;
            let bare = |word: &str| word.trim().trim_matches('"').to_owned();
            let (name, meter) = (bare(name), bare(meter));
            if portfolio.meter(&meter).is_none() {
                return Err(MapError::NoMeter { line, meter });
            }
            mapping.insert(name, meter);
        }
        Ok(Self(mapping))
    }

    /// The meter that `name` in `file` stands for, or the sentence that says why there is none.
    pub fn meter<'p>(
        &self,
        portfolio: &'p Portfolio,
        file: &Path,
        name: &str,
    ) -> Result<(&'p Building, &'p Meter), String> {
        if let Some(meter) = self.0.get(name).and_then(|id| portfolio.meter(id)) {
            return Ok(meter);
        }
        let long = format!("{}-{name}", stem(file));
        portfolio.meter(name).or_else(|| portfolio.meter(&long)).ok_or_else(|| {
            format!("no meter `{name}` or `{long}` is configured; name the meter with --map {name}=ID")
        })
    }
}

/// The sentence that says why nobody can read `meter`, if it is virtual.
pub fn refuse_virtual(meter: &Meter) -> Result<(), String> {
    if !meter.is_virtual() {
        return Ok(());
    }
    let parts: Vec<&str> = meter.terms.iter().map(|term| term.meter.as_str()).collect();
    Err(format!(
        "meter {} is virtual and has no readings of its own; give those of its parts ({})",
        meter.id,
        parts.join(", ")
    ))
}

/// `school` of `data/school.csv.gz`.
fn stem(file: &Path) -> &str {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.split('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stem_is_what_stands_before_the_first_dot() {
        assert_eq!(stem(Path::new("data/cam-b0.csv.gz")), "cam-b0");
        assert_eq!(stem(Path::new("..")), "");
    }

    #[test]
    fn lines_of_another_form_and_unknown_meters_are_named() {
        let problem = |text| Mapping::parse(text, &Portfolio::default()).unwrap_err().to_string();
        assert_eq!(problem("# names\nel"), "line 2: `el` is not of the form name = meter-id");
        assert_eq!(problem("el = \"a-el\""), "line 1: no meter `a-el` is configured");
    }
}
