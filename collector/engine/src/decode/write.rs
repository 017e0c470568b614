//! Values as devices write them into payloads: the inverse of reading them.

use chrono::{DateTime, LocalResult, SecondsFormat, TimeZone, Utc};
use config::profile::{PayloadFormat, TimeFormat, TimeRule};
use serde_json::Value;

/// A guard's word as the JSON value it looks like.
pub(super) fn scalar(word: &str) -> Value {
    let plain = serde_json::from_str::<Value>(word).ok();
    plain.filter(|value| value.is_number() || value.is_boolean()).unwrap_or_else(|| Value::from(word))
}

/// A number as devices write it.
pub(super) fn write_number(number: f64, decimal_comma: bool, format: PayloadFormat) -> Value {
    if decimal_comma {
        return Value::from(number.to_string().replace('.', ","));
    }
    if format == PayloadFormat::Text {
        return Value::from(number.to_string());
    }
    // Whole numbers as devices write them, without a point.
    let whole = number.fract() == 0.0 && number.abs() < 1e15;
    let integer = number.to_string().parse::<i64>().ok().filter(|_| whole);
    integer.map_or_else(|| Value::from(number), Value::from)
}

/// An instant as the rule reads it.
pub(super) fn write_time(rule: &TimeRule, at: DateTime<Utc>, site_zone: chrono_tz::Tz) -> Value {
    let zone = rule.zone.unwrap_or(site_zone);
    let local = at.with_timezone(&zone);
    let millis = at.timestamp_millis();
    match &rule.format {
        TimeFormat::Auto | TimeFormat::Rfc3339 => Value::from(iso(at)),
        TimeFormat::Unix if millis % 1000 == 0 => Value::from(millis / 1000),
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
        TimeFormat::Unix => Value::from(millis as f64 / 1000.0),
        TimeFormat::UnixMs => Value::from(millis),
        // In the repeated hour only the offset tells the first from the second.
        TimeFormat::Local => match zone.from_local_datetime(&local.naive_local()) {
            LocalResult::Single(_) => Value::from(local.format("%Y-%m-%dT%H:%M:%S%.f").to_string()),
            _ => Value::from(local.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        },
        TimeFormat::Pattern(pattern) => Value::from(local.format(pattern).to_string()),
    }
}

fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
