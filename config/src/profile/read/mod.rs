//! From a TOML file to a checked [`Profile`], with every problem on its line.

mod example;
mod guard;
mod reading;
mod shared;

use std::collections::BTreeMap;
use std::path::Path as FilePath;

use super::schema;
use super::{PayloadFormat, Profile, Reading, Template};
use crate::problem::Problem;
use crate::sheet::Sheet;
use crate::table::Table;
use shared::Defaults;

impl Profile {
    /// The profile written in `text`; `path` names the file in problems.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with line, reason and hint.
    pub fn parse(path: &FilePath, text: &str) -> Result<Self, Vec<Problem>> {
        let sheet = Sheet::parse(path, text)?;
        let profile = read(&sheet.root(&schema::PROFILE));
        let problems = sheet.into_problems();
        profile.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

fn read(table: &Table<'_>) -> Option<Profile> {
    let format = table
        .word("format", &["json", "text"], |word| {
            PayloadFormat::WORDS.iter().find(|(_, known)| *known == word).map(|(format, _)| *format)
        })
        .map_or(PayloadFormat::Json, |at| at.value);
    let topics = shared::templates(table, "topics");
    let defaults = Defaults::read(table, format, &topics);
    let guards = guard::guards(table, &topics);
    shared::forbid_paths_in_text(table, format, &guards);
    let readings: Vec<_> = table
        .tables("reading", &schema::READING)
        .iter()
        .filter_map(|table| reading::read(table, &defaults))
        .collect();
    let ignore = shared::templates(table, "ignore");
    if !table.has("reading") && ignore.is_empty() {
        table.report(
            "name",
            "the profile reads nothing",
            "it has neither a [[reading]] nor topics to ignore",
            "add a [[reading]] with path, series and unit",
        );
    }
    let examples = table.tables("example", &schema::EXAMPLE).iter().filter_map(example::read).collect();
    let about = table.text("about").map(|at| at.value.to_owned());
    let words = words(table, &topics, &readings);
    let name = table.text("name")?.value.to_owned();
    Some(Profile { name, about, format, topics, ignore, words, guards, readings, examples })
}

fn words(
    table: &Table<'_>,
    topics: &[Template],
    readings: &[Reading],
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut words = BTreeMap::new();
    for (name, value) in table.value("map").and_then(|map| map.entries()).unwrap_or_default() {
        let of_readings = readings.iter().flat_map(|reading| &reading.topics);
        let mut names = topics.iter().chain(of_readings).flat_map(Template::placeholders);
        if !names.any(|known| known == name.value) && !matches!(name.value, "index" | "key") {
            value.report(
                format!("`map` names `{}`, which is no placeholder of the topics", name.value),
                "it replaces the words that stand at a placeholder",
                format!("use one of the topics' placeholders, or write {{{}}} into a topic", name.value),
            );
        }
        let Some(entries) = value.entries() else {
            value.report(
                format!("`map.{}` must be a table", name.value),
                format!("it is {} here", value.described()),
                format!("write it like `[map.{}]` with lines like `\"0\" = \"l1\"`", name.value),
            );
            continue;
        };
        let pairs = entries.iter().filter_map(|(word, value)| {
            let Some(text) = value.text() else {
                value.report(
                    format!("`{}` must stand for a text", word.value),
                    format!("it is {} here", value.described()),
                    "write it like `\"0\" = \"l1\"`",
                );
                return None;
            };
            Some((word.value.to_owned(), text.to_owned()))
        });
        words.insert(name.value.to_owned(), pairs.collect());
    }
    if table.has("map") && table.value("map").is_some_and(|map| map.entries().is_none()) {
        table.report(
            "map",
            "`map` must be a table",
            "it lists, per placeholder, which word stands for which",
            "write it like `map = { ch = { \"0\" = \"l1\" } }`",
        );
    }
    words
}

#[cfg(test)]
mod tests;
