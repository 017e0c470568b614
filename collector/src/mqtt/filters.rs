//! Which topics to subscribe to: the topic templates of the profiles in use, as MQTT filters.
//!
//! A template level with a placeholder becomes `+`, a trailing `{rest...}` becomes `#`. Filters that another
//! one covers are left out: some brokers deliver a message once per matching filter.

use std::collections::BTreeSet;

use config::Config;
use config::profile::{Level, Part, Template};

/// The filters for every profile that a meter or station of `config` uses, sorted, none covering another.
#[must_use]
pub fn wanted(config: &Config) -> Vec<String> {
    let used: BTreeSet<&str> = config.portfolio.sources().map(|source| source.profile.as_str()).collect();
    let profiles = config.profiles.iter().filter(|profile| used.contains(profile.name.as_str()));
    widest(&profiles.flat_map(config::Profile::all_topics).map(filter_of).collect())
}

/// The MQTT filter that matches every topic of `template`.
fn filter_of(template: &Template) -> String {
    let level = |level: &Level| match level {
        Level::Rest(_) => "#".to_owned(),
        Level::One(parts) => match parts.as_slice() {
            [] => String::new(),
            [Part::Literal(text)] => text.clone(),
            _ => "+".to_owned(),
        },
    };
    template.levels().iter().map(level).collect::<Vec<_>>().join("/")
}

/// `filters` without those that another one covers.
fn widest(filters: &BTreeSet<String>) -> Vec<String> {
    filters
        .iter()
        .filter(|filter| !filters.iter().any(|other| other != *filter && covers(other, filter)))
        .cloned()
        .collect()
}

/// Whether every topic that matches `narrow` also matches `wide`.
fn covers(wide: &str, narrow: &str) -> bool {
    let mut narrow_levels = narrow.split('/');
    for level in wide.split('/') {
        if level == "#" {
            return true;
        }
        match narrow_levels.next() {
            Some("#") | None => return false,
            Some(other) if level != "+" && level != other => return false,
            Some(_) => {}
        }
    }
    narrow_levels.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_become_filters() {
        for (template, filter) in [
            ("tele/{device}/SENSOR", "tele/+/SENSOR"),
            ("{node}/status/em:{ch}", "+/status/+"),
            ("{a|b}/x", "+/x"),
            ("homie/{device}/{rest...}", "homie/+/#"),
            ("plain/topic", "plain/topic"),
            ("{all...}", "#"),
        ] {
            assert_eq!(filter_of(&Template::parse(template).unwrap()), filter, "{template}");
        }
    }

    #[test]
    fn a_filter_that_another_covers_is_left_out() {
        let check = |filters: &[&str], expected: &[&str]| {
            assert_eq!(widest(&filters.iter().map(|&filter| filter.to_owned()).collect()), expected);
        };
        check(&["a/+", "a/b", "a/#"], &["a/#"]);
        check(&["a/+/c", "a/b/c", "a/b"], &["a/+/c", "a/b"]);
        check(&["+/+", "a/#"], &["+/+", "a/#"]);
        check(&["#", "a/b", "+/c"], &["#"]);
        check(&["a/#", "a"], &["a/#"]);
    }
}
