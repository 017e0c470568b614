//! Conditions: `when = { ch = "0", "$.media" = ["heat", "heat volume at inlet"] }`.

use regex::Regex;

use super::super::{Guard, Path, Subject, Template, Test, schema};
use super::shared;
use crate::sheet::At;
use crate::table::{Table, Value};

pub(super) fn guards(table: &Table<'_>, topics: &[Template]) -> Vec<Guard> {
    let Some(value) = table.value("when") else { return Vec::new() };
    let tables = value.array().unwrap_or_else(|| vec![value]);
    let mut guards = Vec::new();
    for item in tables {
        let Some(entries) = item.entries() else {
            item.report(
                "`when` must be a table, or a list of tables",
                format!("it is {} here", item.described()),
                "write it like `when = { \"$.media\" = \"heat\" }` or `when = { ch = \"0\" }`",
            );
            continue;
        };
        let written_out = entries.iter().any(|(key, _)| key.value == "path")
            && !topics.iter().any(|topic| topic.placeholders().contains(&"path"));
        if written_out {
            guards.extend(path_guard(item));
            continue;
        }
        for (key, value) in entries {
            let subject = subject(table, key, topics);
            let test = test(value);
            guards.extend(subject.zip(test).map(|(subject, test)| Guard { subject, test }));
        }
    }
    guards
}

/// `{ path = "$.media", equals = "heat" }`
fn path_guard(item: Value<'_>) -> Option<Guard> {
    let table = item.open(&schema::PATH_TEST)?;
    let path = shared::path(&table, "path", table.text("path")?)?;
    Some(Guard { subject: Subject::Path(path), test: tests_of(&table, item)? })
}

fn subject(table: &Table<'_>, key: At<&str>, topics: &[Template]) -> Option<Subject> {
    if key.value.starts_with('$') {
        return shared::path(table, "when", key).map(Subject::Path);
    }
    let name = key.value.trim_start_matches('{').trim_end_matches('}');
    if matches!(name, "index" | "key") || topics.iter().any(|topic| topic.placeholders().contains(&name)) {
        return Some(Subject::Placeholder(name.to_owned()));
    }
    let hint = match Path::parse(&format!("$.{name}")) {
        Ok(path) => format!("for a value in the payload write \"{}\"", path.as_str()),
        Err(_) => "use a placeholder of the topics, or a path that begins with $".to_owned(),
    };
    table.report_at(
        key.line,
        format!("`when` asks for `{name}`, which is no placeholder of the topics"),
        "a condition looks at a topic level or at a place in the payload",
        hint,
    );
    None
}

fn test(value: Value<'_>) -> Option<Test> {
    if value.table().is_some() {
        return tests_of(&value.open(&schema::TEST)?, value);
    }
    words(value).map(Test::Is)
}

/// The one test written in a table.
fn tests_of(table: &Table<'_>, place: Value<'_>) -> Option<Test> {
    let mut tests: Vec<Test> = Vec::new();
    for (key, value) in table.entries() {
        tests.extend(match key.value {
            "equals" | "is" | "one_of" => words(value).map(Test::Is),
            "not" => words(value).map(Test::IsNot),
            "matches" => pattern(value).map(Test::Matches),
            "not_matches" => pattern(value).map(Test::MatchesNot),
            "exists" => table.boolean("exists").map(|at| Test::Exists(at.value)),
            _ => None,
        });
    }
    if tests.len() > 1 {
        place.report(
            "a condition tests several things at once",
            "each condition holds one test",
            "write several: `when = [{ \"$.a\" = { exists = true } }, { \"$.a\" = { not = \"x\" } }]`",
        );
        return None;
    }
    let keys = schema::TESTS.iter().map(|key| key.name);
    if tests.is_empty() && !table.entries().any(|(key, _)| keys.clone().any(|known| known == key.value)) {
        place.report(
            "a condition tests nothing",
            "it names a place but not what must hold there",
            format!("add one of {}", keys.collect::<Vec<_>>().join(", ")),
        );
    }
    tests.pop()
}

fn words(value: Value<'_>) -> Option<Vec<String>> {
    let items = value.array().unwrap_or_else(|| vec![value]);
    let words: Vec<String> = items.iter().filter_map(|item| word(*item)).collect();
    if words.len() == items.len() && !words.is_empty() {
        return Some(words);
    }
    value.report(
        "a condition compares with something that is no word",
        format!("it is {} here", value.described()),
        "compare with a text, a number, true or false, or a list of them",
    );
    None
}

fn word(value: Value<'_>) -> Option<String> {
    let text = value.text().map(str::to_owned);
    let integer = || value.integer().map(|number| number.to_string());
    let number = || value.number().map(|number| number.to_string());
    text.or_else(integer).or_else(number).or_else(|| value.boolean().map(|truth| truth.to_string()))
}

fn pattern(value: Value<'_>) -> Option<Regex> {
    let Some(text) = value.text() else {
        value.report(
            "`matches` must be a pattern in quotes",
            format!("it is {} here", value.described()),
            "write it like `matches = '^cool'`",
        );
        return None;
    };
    match Regex::new(text) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            value.report(
                format!("`{text}` is not a regular expression"),
                error.to_string().lines().last().unwrap_or_default().to_owned(),
                "write it like '^cool'; single quotes keep backslashes",
            );
            None
        }
    }
}
