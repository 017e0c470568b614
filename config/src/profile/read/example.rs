//! One `[[example]]`.

use chrono::{DateTime, Utc};

use super::super::{Example, ExpectedReading, FateWord, schema};
use super::shared;
use crate::sheet::At;
use crate::table::{Table, Value};

pub(super) fn read(table: &Table<'_>) -> Option<Example> {
    let tables = table.tables("expect", &schema::EXPECT);
    let expect: Vec<ExpectedReading> = tables.iter().map(expected).collect();
    let words: Vec<&str> = FateWord::WORDS.iter().map(|(_, word)| *word).collect();
    let parse = |text: &str| FateWord::WORDS.iter().find(|(_, word)| *word == text).map(|(fate, _)| *fate);
    let said = table.word("fate", &words, parse).map(|at| at.value);
    let seen = if expect.is_empty() { FateWord::NoReading } else { FateWord::Readings };
    if !table.has("expect") && !table.has("fate") {
        table.report(
            "topic",
            "the example does not say what must become of the message",
            "it has neither `expect` nor `fate`",
            "add `expect = [{ series = \"…\", value = …, unit = \"…\" }]`, or `expect = []`",
        );
    }
    if said.is_some_and(|fate| fate != FateWord::Readings) && !expect.is_empty() {
        table.report(
            "fate",
            "the example expects readings and another fate at once",
            "a message that gives readings has the fate `readings`",
            "leave out `fate` or `expect`",
        );
    }
    let payload = table.value("payload").and_then(|value| value.text());
    if payload.is_none() && table.has("payload") {
        table.report(
            "payload",
            "`payload` must be a text in quotes",
            "it is the message as the broker delivers it",
            "write it like `payload = '{\"energy\":12.5}'`",
        );
    }
    Some(Example {
        line: table.line(),
        topic: table.text("topic")?.value.to_owned(),
        payload: payload?.to_owned(),
        retained: table.boolean("retain").is_some_and(|at| at.value),
        received: table.value("received").and_then(instant),
        zone: shared::zone(table),
        fate: said.unwrap_or(seen),
        code: table.text("code").map(|at| at.value.to_owned()),
        expect,
    })
}

fn expected(table: &Table<'_>) -> ExpectedReading {
    let text = |key| table.text(key).map(|At { value, .. }| value.to_owned());
    let number = |key| table.number(key, f64::MIN..=f64::MAX).map(|at| at.value);
    // A number without a unit may be expected so: `unit = ""`.
    let unit = |key| table.value(key).and_then(|value| value.text()).map(str::to_owned);
    ExpectedReading {
        device: text("device"),
        series: text("series"),
        kind: text("kind"),
        unit: unit("unit"),
        value: number("value"),
        native_unit: unit("native_unit"),
        native_value: number("native_value"),
        timestamp: table.value("timestamp").map(timestamp),
        time_source: text("time_source"),
        quality: text("quality"),
    }
}

/// An instant, or none for `""` and `"reception"`.
fn timestamp(value: Value<'_>) -> Option<DateTime<Utc>> {
    let reception = value.text().is_some_and(|text| matches!(text, "" | "reception" | "null"));
    if reception { None } else { instant(value) }
}

fn instant(value: Value<'_>) -> Option<DateTime<Utc>> {
    let text = value.text().map(str::to_owned).or_else(|| value.datetime());
    let instant = text.as_deref().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    if instant.is_none() {
        value.report(
            "this is not an instant",
            format!("it is {} here", value.described()),
            "write it like \"2026-01-15T06:00:00Z\"",
        );
    }
    instant.map(|instant| instant.with_timezone(&Utc))
}
