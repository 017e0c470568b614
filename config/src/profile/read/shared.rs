//! What a profile and its readings have in common.

use chrono_tz::Tz;

use super::super::{
    Expression, Guard, Path, PayloadFormat, Sentinel, StatusRule, Subject, Template, TimeFormat, TimeRule,
    schema,
};
use crate::sheet::At;
use crate::table::{Table, Value};

/// What the profile says for all its readings.
pub(super) struct Defaults {
    pub format: PayloadFormat,
    pub topics: Vec<Template>,
    pub devices: Vec<Expression>,
    pub time: Option<TimeRule>,
    pub zone: Option<Tz>,
    pub decimal_comma: bool,
    pub sentinels: Vec<Sentinel>,
    pub status: Option<StatusRule>,
}

impl Defaults {
    pub fn read(table: &Table<'_>, format: PayloadFormat, topics: &[Template]) -> Self {
        let zone = zone(table);
        let sentinels = sentinels(table.value("sentinels"));
        Self {
            format,
            topics: topics.to_vec(),
            devices: devices(table),
            time: time(table, None, zone, &sentinels),
            zone,
            decimal_comma: decimal_comma(table).unwrap_or(false),
            sentinels,
            status: status(table),
        }
    }
}

pub(super) fn templates(table: &Table<'_>, key: &'static str) -> Vec<Template> {
    let parse = |At { line, value }: At<&str>| match Template::parse(value) {
        Ok(template) => Some(template),
        Err((why, hint)) => {
            table.report_at(line, format!("`{value}` is no topic template"), why, hint);
            None
        }
    };
    table.texts(key).into_iter().filter_map(parse).collect()
}

pub(super) fn devices(table: &Table<'_>) -> Vec<Expression> {
    let texts = table.texts("device");
    texts.into_iter().filter_map(|text| expression(table, "device", text)).collect()
}

pub(super) fn expression(table: &Table<'_>, key: &str, text: At<&str>) -> Option<Expression> {
    match Expression::parse(text.value) {
        Ok(expression) => Some(expression),
        Err((why, hint)) => {
            table.report_at(text.line, format!("`{key}` cannot be \"{}\"", text.value), why, hint);
            None
        }
    }
}

pub(super) fn path(table: &Table<'_>, key: &str, text: At<&str>) -> Option<Path> {
    match Path::parse(text.value) {
        Ok(path) => Some(path),
        Err(why) => {
            let hint = if text.value.starts_with('$') {
                "names with other signs than letters, digits and _ stand in brackets: \"$['em:0'].power\""
                    .to_owned()
            } else {
                format!("a path begins with $: try \"$.{}\"", text.value)
            };
            table.report_at(text.line, format!("`{key}` is not a JSONPath: \"{}\"", text.value), why, hint);
            None
        }
    }
}

pub(super) fn paths(table: &Table<'_>, key: &'static str) -> Vec<Path> {
    let texts = table.texts(key);
    texts.into_iter().filter_map(|text| path(table, key, text)).collect()
}

pub(super) fn zone(table: &Table<'_>) -> Option<Tz> {
    let At { line, value } = table.text("zone")?;
    let zone = value.parse().ok();
    if zone.is_none() {
        table.report_at(
            line,
            format!("`zone` cannot be \"{value}\""),
            "it is no zone of the IANA time zone database",
            "use for example \"Europe/Stockholm\", or \"Etc/GMT-1\" for UTC+1 all year",
        );
    }
    zone
}

pub(super) fn decimal_comma(table: &Table<'_>) -> Option<bool> {
    let parse = |word: &str| matches!(word, "," | ".").then_some(word == ",");
    table.word("decimal", &[",", "."], parse).map(|at| at.value)
}

pub(super) fn sentinels(value: Option<Value<'_>>) -> Vec<Sentinel> {
    let Some(value) = value else { return Vec::new() };
    let items = value.array().unwrap_or_else(|| vec![value]);
    let sentinel = |item: Value<'_>| {
        let number = item.number().map(Sentinel::Number);
        let sentinel = number.or_else(|| item.text().map(|text| Sentinel::Text(text.to_owned())));
        if sentinel.is_none() {
            item.report(
                "`sentinels` holds something that is neither number nor text",
                format!("it is {} here", item.described()),
                "write it like `sentinels = [-127, \"error\"]`",
            );
        }
        sentinel
    };
    items.into_iter().filter_map(sentinel).collect()
}

pub(super) fn status(table: &Table<'_>) -> Option<StatusRule> {
    let value = table.value("status")?;
    let usual = || ["OK", "ok", "0", ""].map(str::to_owned).to_vec();
    if let Some(text) = value.text() {
        let path = path(table, "status", At { line: value.line(), value: text })?;
        return Some(StatusRule { path, good: usual() });
    }
    let inner = table.table("status", &schema::STATUS)?;
    let path = path(&inner, "path", inner.text("path")?)?;
    let good: Vec<String> = inner.texts("good").into_iter().map(|at| at.value.to_owned()).collect();
    Some(StatusRule { path, good: if inner.has("good") { good } else { usual() } })
}

/// The time rule of a table; keys that it leaves out come from `base`.
pub(super) fn time(
    table: &Table<'_>,
    base: Option<&TimeRule>,
    zone: Option<Tz>,
    sentinels: &[Sentinel],
) -> Option<TimeRule> {
    let format = time_format(table, "time_format");
    if !table.has("time") {
        let base = base?;
        let mut rule = base.clone();
        rule.format = format.unwrap_or(rule.format);
        rule.zone = zone.or(rule.zone);
        return Some(rule);
    }
    let inherited = base.map(|rule| rule.format.clone());
    if table.value("time").is_some_and(|value| value.table().is_none()) {
        let format = format.or(inherited).unwrap_or(TimeFormat::Auto);
        let paths = paths(table, "time");
        return Some(TimeRule { paths, format, zone, sentinels: sentinels.to_vec() });
    }
    let inner = table.table("time", &schema::TIME)?;
    let format = time_format(&inner, "format").or(format).or(inherited).unwrap_or(TimeFormat::Auto);
    let own = self::sentinels(inner.value("sentinels"));
    Some(TimeRule {
        paths: paths(&inner, "path"),
        format,
        zone: self::zone(&inner).or(zone),
        sentinels: own.into_iter().chain(sentinels.iter().cloned()).collect(),
    })
}

fn time_format(table: &Table<'_>, key: &'static str) -> Option<TimeFormat> {
    let At { line, value } = table.text(key)?;
    let format = TimeFormat::parse(value);
    if format.is_none() {
        let words: Vec<&str> = TimeFormat::WORDS.iter().map(|(word, _)| *word).collect();
        table.report_at(
            line,
            format!("`{key}` cannot be \"{value}\""),
            "it is neither a known word nor a strftime pattern",
            format!("use one of {}, or a pattern like \"%Y-%m-%d %H:%M:%S\"", words.join(", ")),
        );
    }
    format
}

/// A plain number has no inside: nothing can be looked up in it.
pub(super) fn forbid_paths_in_text(table: &Table<'_>, format: PayloadFormat, guards: &[Guard]) {
    if format != PayloadFormat::Text {
        return;
    }
    let in_guard = guards.iter().any(|guard| matches!(guard.subject, Subject::Path(_)));
    let keys = ["path", "sum", "diff", "fan_out", "kind_path", "unit_path", "time", "status"];
    let used = keys.into_iter().find(|key| table.has(key)).or(in_guard.then_some("when"));
    if let Some(key) = used {
        table.report(
            key,
            format!("`{key}` looks into the payload"),
            "with `format = \"text\"` the payload is one plain number",
            "leave it out, or use `format = \"json\"`",
        );
    }
}
