//! One `[[reading]]`.

use super::super::{
    Expression, KindRule, Path, PayloadFormat, Reading, ReadingKind, Reset, Stamp, Template, TimeRule,
    UnitRule, ValueRule,
};
use super::guard;
use super::shared::{self, Defaults};
use crate::sheet::At;
use crate::table::Table;
use crate::vocabulary::Unit;

pub(super) fn read(table: &Table<'_>, defaults: &Defaults) -> Option<Reading> {
    let own_topics = shared::templates(table, "topic");
    let topics = if table.has("topic") { &own_topics } else { &defaults.topics };
    if topics.is_empty() && !table.has("topic") {
        table.report(
            "series",
            "the reading has no topic",
            "the profile has no `topics`, and the reading no `topic`",
            "add for example `topics = [\"acme/{device}/state\"]` at the top of the profile",
        );
    }
    let guards = guard::guards(table, topics);
    shared::forbid_paths_in_text(table, defaults.format, &guards);
    let fan_out = table.text("fan_out").and_then(|text| shared::path(table, "fan_out", text));
    let places = Places { topics, fan_out: fan_out.is_some(), text: defaults.format == PayloadFormat::Text };
    let devices = devices(table, defaults, &places);
    let series = series(table, &places);
    let sentinels = shared::sentinels(table.value("sentinels"));
    let zone = shared::zone(table).or(defaults.zone);
    let every_sentinel: Vec<_> = sentinels.iter().chain(&defaults.sentinels).cloned().collect();
    let time = shared::time(table, defaults.time.as_ref(), zone, &every_sentinel);
    let unit = unit(table);
    let kind = kind(table, unit.fixed.as_ref().map(|(unit, _)| *unit));
    let stamp = stamp(table, time.as_ref());
    let value = value(table, defaults.format);
    Some(Reading {
        topics: own_topics.clone(),
        fan_out,
        value: value?,
        decimal_comma: shared::decimal_comma(table).unwrap_or(defaults.decimal_comma),
        sentinels: every_sentinel,
        scale: scale(table),
        offset: table.number("offset", -1e12..=1e12).map_or(0.0, |at| at.value),
        devices,
        series: series?,
        kind,
        unit,
        time,
        stamp,
        reset: reset(table),
        status: shared::status(table).or_else(|| defaults.status.clone()),
        guards,
    })
}

/// Which placeholders and paths an expression may use.
struct Places<'t> {
    topics: &'t [Template],
    fan_out: bool,
    text: bool,
}

impl Places<'_> {
    fn check(&self, table: &Table<'_>, key: &'static str, expression: &Expression) {
        for name in expression.placeholders() {
            let topic = self.topics.iter().find(|topic| !topic.placeholders().contains(&name));
            let Some(topic) = topic.filter(|_| !(self.fan_out && matches!(name, "index" | "key"))) else {
                continue;
            };
            table.report(
                key,
                format!("`{key}` uses {{{name}}}, which the topic `{topic}` does not have"),
                "a placeholder is the word that stands there in the topic",
                format!("write {{{name}}} into the topic, or use another of its placeholders"),
            );
        }
        if self.text && expression.has_path() {
            table.report(
                key,
                format!("`{key}` looks into the payload"),
                "with `format = \"text\"` the payload is one plain number",
                "use placeholders of the topic, or `format = \"json\"`",
            );
        }
    }
}

fn devices(table: &Table<'_>, defaults: &Defaults, places: &Places<'_>) -> Vec<Expression> {
    let own = shared::devices(table);
    let devices = if table.has("device") { own } else { defaults.devices.clone() };
    for device in &devices {
        places.check(table, "device", device);
    }
    let usual = places.topics.iter().all(|topic| topic.placeholders().contains(&"device"));
    if devices.is_empty() && !table.has("device") && !usual && !places.topics.is_empty() {
        table.report(
            "series",
            "nothing says which device the reading belongs to",
            "there is no `device`, and not every topic has the placeholder {device}",
            "add `device = \"{device}\"` with {device} in the topic, or a path like `device = \"$.id\"`",
        );
    }
    if devices.is_empty() { Expression::parse("{device}").into_iter().collect() } else { devices }
}

fn series(table: &Table<'_>, places: &Places<'_>) -> Option<Expression> {
    let series = shared::expression(table, "series", table.text("series")?)?;
    places.check(table, "series", &series);
    Some(series)
}

fn value(table: &Table<'_>, format: PayloadFormat) -> Option<ValueRule> {
    if format == PayloadFormat::Text {
        return Some(ValueRule::Payload);
    }
    let ways: Vec<&str> = ["path", "sum", "diff"].into_iter().filter(|key| table.has(key)).collect();
    if ways.len() != 1 {
        table.report(
            "series",
            format!("the reading has {} places for its value", ways.len()),
            "it takes exactly one of `path`, `sum` and `diff`",
            "add for example `path = \"$.energy.total\"`",
        );
        return None;
    }
    let single = |key: &'static str| -> Option<Vec<Path>> {
        let paths = shared::paths(table, key);
        let complete = !paths.is_empty() && paths.len() == table.texts(key).len();
        complete.then_some(paths)
    };
    if table.has("path") {
        return single("path").map(ValueRule::First);
    }
    if table.has("sum") {
        return single("sum").map(ValueRule::Sum);
    }
    let Ok([minuend, subtrahend]) = <[Path; 2]>::try_from(single("diff")?) else {
        table.report(
            "diff",
            "`diff` takes two paths",
            "it is the first minus the second",
            "write it like `diff = [\"$.both\", \"$.export\"]`",
        );
        return None;
    };
    Some(ValueRule::Difference(minuend, subtrahend))
}

fn scale(table: &Table<'_>) -> f64 {
    let scale = table.number("scale", -1e12..=1e12).map_or(1.0, |at| at.value);
    if scale == 0.0 {
        table.report(
            "scale",
            "`scale` cannot be 0",
            "every value would become 0",
            "write the factor from the payload to `unit`, e.g. `scale = 0.1`",
        );
    }
    let negate = table.boolean("negate").is_some_and(|at| at.value);
    if negate { -scale } else { scale }
}

fn unit(table: &Table<'_>) -> UnitRule {
    let path = table.text("unit_path").and_then(|text| shared::path(table, "unit_path", text));
    // A number without a unit may say so: `unit = ""`.
    let written = table.value("unit").and_then(|value| value.text()).filter(|text| text.trim().is_empty());
    let text = written.map_or_else(|| table.text("unit").map(|at| at.value), Some);
    let fixed = text.and_then(|text| {
        let unit = Unit::parse(text);
        if unit.is_none() {
            table.report(
                "unit",
                format!("`unit` cannot be \"{text}\""),
                "it is no unit this program knows",
                format!(
                    "use one of {}",
                    Unit::spellings().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ")
                ),
            );
        }
        unit.map(|unit| (unit, text.trim().to_owned()))
    });
    UnitRule { fixed, path }
}

fn kind(table: &Table<'_>, unit: Option<Unit>) -> KindRule {
    let words: Vec<&str> = ReadingKind::WORDS.iter().map(|(_, word)| *word).collect();
    let fixed = table.word("kind", &words, ReadingKind::from_word).map(|at| at.value);
    let path = table.text("kind_path").and_then(|text| shared::path(table, "kind_path", text));
    if let (Some(kind), Some(unit)) = (fixed, unit)
        && !kind.fits(unit.quantity)
    {
        table.report(
            "kind",
            format!("`kind = \"{}\"` does not go with `unit = \"{}\"`", kind.as_str(), unit.symbol),
            "a register counts kWh or m³, power is kW, flow m³/h",
            format!(
                "a number in {} is usually of kind \"{}\"",
                unit.symbol,
                ReadingKind::usual_for(unit.quantity).as_str()
            ),
        );
    }
    KindRule { fixed, path }
}

fn stamp(table: &Table<'_>, time: Option<&TimeRule>) -> Stamp {
    let parse = |word: &str| matches!(word, "start" | "end").then_some(word == "end");
    let at_end = table.word("stamp", &["start", "end"], parse).is_some_and(|at| at.value);
    let length = table.integer("interval_seconds", 1..=31_622_400);
    if !at_end {
        return Stamp::Start;
    }
    if time.is_none() {
        table.report(
            "stamp",
            "`stamp = \"end\"` needs a time in the payload",
            "the time of reception is not the end of the interval",
            "add `time = \"$.…\"`",
        );
    }
    let Some(At { value, .. }) = length else {
        if !table.has("interval_seconds") {
            table.report(
                "stamp",
                "`stamp = \"end\"` needs `interval_seconds`",
                "the start is the end minus the length of the interval",
                "add for example `interval_seconds = 3600`",
            );
        }
        return Stamp::Start;
    };
    Stamp::End(u32::try_from(value).unwrap_or(u32::MAX))
}

fn reset(table: &Table<'_>) -> Option<Reset> {
    let words: Vec<&str> = Reset::WORDS.iter().map(|(_, word)| *word).collect();
    let parse = |text: &str| Reset::WORDS.iter().find(|(_, word)| *word == text).map(|(reset, _)| *reset);
    table.word("reset", &words, parse).map(|at| at.value)
}
