//! Typed access to a table of a [`Sheet`].

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use toml::de::DeTable;

use crate::keys;
use crate::place::Place;
use crate::schema::{Key, Presence, Schema, nearest};
use crate::sheet::{At, Sheet, shorten};
pub(crate) use crate::value::Value;

/// A table with known keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'s> {
    sheet: &'s Sheet<'s>,
    entries: &'s DeTable<'s>,
    line: usize,
    schema: &'static Schema,
}

impl<'s> Table<'s> {
    /// Open a table: keys that `schema` does not know, and required ones that are missing, are reported.
    pub fn open(
        sheet: &'s Sheet<'s>,
        entries: &'s DeTable<'s>,
        line: usize,
        schema: &'static Schema,
    ) -> Self {
        let table = Self { sheet, entries, line, schema };
        for key in entries.keys().filter(|key| schema.key(key.get_ref()).is_none()) {
            table.report_unknown(sheet.line(&key.span()), key.get_ref());
        }
        for key in schema.keys {
            table.check_presence(key);
        }
        table
    }

    /// A table of which nothing is checked.
    pub const fn unchecked(sheet: &'s Sheet<'s>, entries: &'s DeTable<'s>, schema: &'static Schema) -> Self {
        Self { sheet, entries, line: 1, schema }
    }

    fn check_presence(&self, key: &Key) {
        match key.presence {
            Presence::Required if !self.has(key.name) => self.sheet.report(
                self.line,
                format!("`{}` is missing in {}", key.name, self.schema.table),
                "it has no default",
                format!("add for example `{}`", key.example),
            ),
            Presence::Unavailable if self.has(key.name) => self.report(
                key.name,
                format!("`{}` in {} is not available in this version", key.name, self.schema.table),
                "it would have no effect",
                key.example,
            ),
            _ => {}
        }
    }

    /// A line an operator could write for `key`.
    pub fn example(&self, key: &'static str) -> &'static str {
        self.schema.example(key)
    }

    /// The line of the table's header.
    pub const fn line(&self) -> usize {
        self.line
    }

    /// Where the table and its keys stand, for checks that come after reading.
    pub fn place(&self) -> Place {
        let keys = self.schema.keys.iter().filter(|key| self.has(key.name));
        Place::new(self.sheet.path(), self.line, keys.map(|key| (key.name, self.line_of(key.name))).collect())
    }

    /// Whether `key` is written at all, well or badly.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The line of `key`, or of the table if it is not there.
    pub fn line_of(&self, key: &str) -> usize {
        self.entries.get_key_value(key).map_or(self.line, |(key, _)| self.sheet.line(&key.span()))
    }

    /// Report an error where `key` stands.
    pub fn report(
        &self,
        key: &str,
        what: impl Into<String>,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.sheet.report(self.line_of(key), what, why, hint);
    }

    /// Report a warning where `key` stands.
    pub fn warn(&self, key: &str, what: impl Into<String>, why: impl Into<String>, hint: impl Into<String>) {
        self.sheet.warn(self.line_of(key), what, why, hint);
    }

    /// Report an error on a line of this table's file.
    pub fn report_at(
        &self,
        line: usize,
        what: impl Into<String>,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.sheet.report(line, what, why, hint);
    }

    /// The value of `key`, whatever its type.
    pub fn value(&self, key: &str) -> Option<Value<'s>> {
        self.entries.get(key).map(|raw| Value { sheet: self.sheet, raw })
    }

    /// Keys and values as written, unknown ones too.
    pub fn entries(&self) -> impl Iterator<Item = (At<&'s str>, Value<'s>)> {
        let sheet = self.sheet;
        self.entries.iter().map(move |(key, raw)| {
            (At { line: sheet.line(&key.span()), value: key.get_ref().as_ref() }, Value { sheet, raw })
        })
    }

    /// A text that is not empty.
    pub fn text(&self, key: &'static str) -> Option<At<&'s str>> {
        let text = self.typed(key, "a text in quotes", |value| value.text())?;
        if text.value.trim().is_empty() {
            self.report(
                key,
                format!("`{key}` is empty"),
                "an empty text says nothing",
                format!(
                    "write it like `{}`, or leave the key out if it is optional",
                    self.schema.example(key)
                ),
            );
            return None;
        }
        Some(text)
    }

    /// One of a closed list of words.
    pub fn word<T>(
        &self,
        key: &'static str,
        words: &[&'static str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<At<T>> {
        let At { line, value: text } = self.text(key)?;
        if let Some(value) = parse(text) {
            return Some(At { line, value });
        }
        let hint = nearest(text, words.iter().copied()).map_or_else(
            || format!("use one of {}", words.join(", ")),
            |word| format!("did you mean \"{word}\"?"),
        );
        let why = format!(
            "{} knows {} for `{key}`, and this is none of them",
            self.schema.table,
            if words.len() == 1 { "one word".to_owned() } else { format!("{} words", words.len()) }
        );
        self.sheet.report(line, format!("`{key}` cannot be \"{}\"", shorten(text)), why, hint);
        None
    }

    /// A finite number within `range`.
    pub fn number(&self, key: &'static str, range: RangeInclusive<f64>) -> Option<At<f64>> {
        let number = self.typed(key, "a number", |value| value.number())?;
        if range.contains(&number.value) {
            return Some(number);
        }
        self.out_of_range(key, &number, &format!("lie between {} and {}", range.start(), range.end()));
        None
    }

    /// A number greater than 0 and at most `most`.
    pub fn positive(&self, key: &'static str, most: f64) -> Option<At<f64>> {
        let number = self.typed(key, "a number", |value| value.number())?;
        if 0.0 < number.value && number.value <= most {
            return Some(number);
        }
        self.out_of_range(key, &number, &format!("be greater than 0 and at most {most}"));
        None
    }

    /// A whole number within `range`.
    pub fn integer(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<At<i64>> {
        let number = self.typed(key, "a whole number", |value| value.integer())?;
        if range.contains(&number.value) {
            return Some(number);
        }
        self.out_of_range(key, &number, &format!("lie between {} and {}", range.start(), range.end()));
        None
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &'static str) -> Option<At<bool>> {
        self.typed(key, "true or false", |value| value.boolean())
    }

    /// A local date.
    pub fn date(&self, key: &'static str) -> Option<At<NaiveDate>> {
        self.typed(key, "a date without quotes or time", |value| value.date())
    }

    /// An instant.
    pub fn instant(&self, key: &'static str) -> Option<At<DateTime<Utc>>> {
        self.typed(key, "a date and time with its offset from UTC, without quotes", |value| value.instant())
    }

    /// A list of texts; a lone text counts as a list of one.
    pub fn texts(&self, key: &'static str) -> Vec<At<&'s str>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        if let Some(text) = value.text() {
            return vec![At { line: value.line(), value: text }];
        }
        let items = self.typed(key, "a list of texts", |value| value.array());
        items
            .map(|items| items.value)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|item| {
                let text = item.text();
                if text.is_none() {
                    self.wrong_type(key, item, "a list of texts");
                }
                text.map(|text| At { line: item.line(), value: text })
            })
            .collect()
    }

    /// A table below this one, `[key]` or `{ … }`.
    pub fn table(&self, key: &'static str, schema: &'static Schema) -> Option<Self> {
        let entries = self.typed(key, "a table", |value| value.table())?;
        Some(Self::open(self.sheet, entries.value, entries.line, schema))
    }

    /// The tables written `[[key]]`, in order.
    pub fn tables(&self, key: &'static str, schema: &'static Schema) -> Vec<Self> {
        self.tables_by(key, |_| schema)
    }

    /// The tables written `[[key]]`, in order, each with the schema that fits what stands in it.
    pub fn tables_by(
        &self,
        key: &'static str,
        schema_of: impl Fn(&DeTable<'_>) -> &'static Schema,
    ) -> Vec<Self> {
        let items = self.typed(key, "a list of tables", |value| value.array());
        items
            .map(|items| items.value)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|item| {
                let entries = item.table();
                if entries.is_none() {
                    self.wrong_type(key, item, "a list of tables");
                }
                entries.map(|entries| Self::open(self.sheet, entries, item.line(), schema_of(entries)))
            })
            .collect()
    }

    fn typed<T>(
        &self,
        key: &'static str,
        wanted: &str,
        read: impl Fn(Value<'s>) -> Option<T>,
    ) -> Option<At<T>> {
        let found = self.value(key)?;
        let value = read(found);
        if value.is_none() {
            self.wrong_type(key, found, wanted);
        }
        value.map(|value| At { line: found.line(), value })
    }

    fn wrong_type(&self, key: &'static str, found: Value<'_>, wanted: &str) {
        self.sheet.report(
            found.line(),
            format!("`{key}` must be {wanted}"),
            format!("it is {} here", found.described()),
            format!("write it like `{}`", self.schema.example(key)),
        );
    }

    fn out_of_range(&self, key: &str, found: &At<impl std::fmt::Display>, rule: &str) {
        self.sheet.report(
            found.line,
            format!("`{key}` cannot be {}", digits(found.value.to_string())),
            format!("it must {rule}"),
            "check the digits, the sign and the unit",
        );
    }

    fn report_unknown(&self, line: usize, key: &str) {
        let schema = self.schema;
        let hint = if let Some(name) = nearest(key, schema.names()) {
            format!("did you mean `{name}`?")
        } else if let Some(home) = keys::home_of(key) {
            let top = if *home == keys::MAIN { ", at its top before the first [table]" } else { "" };
            format!("it belongs in {}{top}", home.table)
        } else {
            format!("{} knows {}", schema.table, schema.names().collect::<Vec<_>>().join(", "))
        };
        self.sheet.report(
            line,
            format!("unknown key `{}` in {}", shorten(key), schema.table),
            "an unknown option would silently do nothing",
            hint,
        );
    }
}

/// A number as short as it can be read: 1e308 has 309 digits.
fn digits(number: String) -> String {
    match number.parse::<f64>() {
        Ok(value) if number.len() > 20 => format!("{value:e}"),
        _ => number,
    }
}
