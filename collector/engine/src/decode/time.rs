//! Instants as devices write them.
//!
//! No time is not a wrong time: null, 0, an empty text and the profile's sentinels mean that the device does not
//! know, and the reading gets the time of reception. A time that cannot be true is refused with its reading.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use config::profile::{Sentinel, TimeFormat, TimeRule};
use serde_json::Value;

use super::number::shorten;
use crate::domain::Reason;

/// How far a device's clock may be ahead of ours.
const MAX_AHEAD: TimeDelta = TimeDelta::minutes(10);
/// Before this, clocks that were never set say 1970 or 2000: 2000-01-02T00:00:00Z.
const EARLIEST_SECONDS: i64 = 946_771_200;

/// What is known about the place and the moment of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub received: DateTime<Utc>,
    /// Zone of local times that the profile gives no zone for.
    pub zone: Tz,
}

/// The instant written in `value`, or none if it says that there is none.
pub(super) fn read(rule: &TimeRule, value: &Value, moment: Moment) -> Result<Option<DateTime<Utc>>, Reason> {
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return Err(unreadable("a list, an object or a truth value")),
    };
    if says_none(&text, &rule.sentinels) {
        return Ok(None);
    }
    let zone = rule.zone.unwrap_or(moment.zone);
    let moment = Moment { zone, ..moment };
    let instant = parse(&rule.format, &text, moment).ok_or_else(|| unreadable(&text))?;
    check(instant, moment.received).map(|()| Some(instant))
}

fn says_none(text: &str, sentinels: &[Sentinel]) -> bool {
    let zero = text.parse::<f64>().is_ok_and(|number| number == 0.0);
    let word = matches!(text.to_ascii_lowercase().as_str(), "" | "null" | "none" | "unknown" | "unavailable");
    zero || word || sentinels.iter().any(|sentinel| sentinel.is(text))
}

fn check(instant: DateTime<Utc>, received: DateTime<Utc>) -> Result<(), Reason> {
    let written = instant.format("%Y-%m-%dT%H:%M:%SZ");
    if instant.timestamp() < EARLIEST_SECONDS {
        let text = format!(
            "the time {written} is before 2000-01-02, so the device's clock was never set; set it, or name the \
             value in the time's `sentinels`"
        );
        return Err(Reason::new("time.too_old", text));
    }
    if received.checked_add_signed(MAX_AHEAD).is_some_and(|latest| instant > latest) {
        let text = format!(
            "the time {written} is more than 10 minutes after reception ({}); set the device's clock, or give \
             the profile the right `zone` or `time_format`",
            received.format("%Y-%m-%dT%H:%M:%SZ")
        );
        return Err(Reason::new("time.future", text));
    }
    Ok(())
}

fn unreadable(found: &str) -> Reason {
    let text = format!(
        "`{}` is no time the profile can read; give `time_format` (unix, unix_ms, local, rfc3339 or a pattern \
         like \"%Y-%m-%d %H:%M\")",
        shorten(found)
    );
    Reason::new("time.unreadable", text)
}

fn parse(format: &TimeFormat, text: &str, moment: Moment) -> Option<DateTime<Utc>> {
    let instant = match format {
        TimeFormat::Auto if is_number(text) => unix(text, None),
        TimeFormat::Auto | TimeFormat::Local => with_offset(text).or_else(|| local(text, moment)),
        TimeFormat::Rfc3339 => with_offset(text),
        TimeFormat::Unix => unix(text, Some(1.0)),
        TimeFormat::UnixMs => unix(text, Some(1e3)),
        TimeFormat::Pattern(pattern) => by_pattern(pattern, text, moment),
    }?;
    // Identity of a reading is its instant in milliseconds: finer digits differ between copies of a message.
    DateTime::from_timestamp_millis(instant.timestamp_millis())
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'))
        && text.parse::<f64>().is_ok()
}

/// A count since 1970, of which `per_second` make a second; without it the magnitude tells (seconds stay below
/// 1e11 until the year 5138).
fn unix(text: &str, per_second: Option<f64>) -> Option<DateTime<Utc>> {
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    let per_second = per_second.unwrap_or(match number.abs() {
        ..1e11 => 1.0,
        ..1e14 => 1e3,
        ..1e17 => 1e6,
        _ => 1e9,
    });
    let millis = (number / per_second * 1e3).round();
    // Far beyond any calendar; the cast below is exact within it.
    if millis.abs() > 8e15 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
    DateTime::from_timestamp_millis(millis as i64)
}

fn with_offset(text: &str) -> Option<DateTime<Utc>> {
    let iso = text.replacen(' ', "T", 1);
    let rfc = DateTime::parse_from_rfc3339(&iso).ok();
    let loose = || DateTime::parse_from_str(&iso, "%Y-%m-%dT%H:%M:%S%.f%#z").ok();
    rfc.or_else(loose).map(|instant| instant.with_timezone(&Utc))
}

fn local(text: &str, moment: Moment) -> Option<DateTime<Utc>> {
    let iso = text.replacen(' ', "T", 1);
    let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y.%m.%dT%H:%M:%S%.f", "%Y/%m/%dT%H:%M:%S%.f"];
    let naive = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&iso, format).ok())?;
    at_site(naive, moment)
}

fn by_pattern(pattern: &str, text: &str, moment: Moment) -> Option<DateTime<Utc>> {
    if ["%z", "%:z", "%#z", "%+"].iter().any(|offset| pattern.contains(offset)) {
        return DateTime::parse_from_str(text, pattern).ok().map(|instant| instant.with_timezone(&Utc));
    }
    let read = |text: &str| NaiveDateTime::parse_from_str(text, pattern).ok();
    // A time written as a number has lost the zero in front: 90 101 120 000 is 2009-01-01 12:00.
    let shortened = text.len() % 2 == 1 && text.chars().all(|c| c.is_ascii_digit());
    let naive = if shortened { read(&format!("0{text}")) } else { read(text) }?;
    at_site(naive, moment)
}

/// A local time as an instant. Of the two meanings in the autumn hour the later that had begun on reception
/// counts; a time in the spring gap was written by a clock that kept winter time.
fn at_site(naive: NaiveDateTime, moment: Moment) -> Option<DateTime<Utc>> {
    match moment.zone.from_local_datetime(&naive) {
        LocalResult::Single(instant) => Some(instant.with_timezone(&Utc)),
        LocalResult::Ambiguous(first, second) => {
            let (first, second) = (first.with_timezone(&Utc), second.with_timezone(&Utc));
            let begun = moment.received.checked_add_signed(MAX_AHEAD).is_none_or(|latest| second <= latest);
            Some(if begun { second } else { first })
        }
        LocalResult::None => {
            let before = naive.checked_sub_signed(TimeDelta::hours(3))?;
            let instant = moment.zone.from_local_datetime(&before).earliest()?;
            Some(instant.with_timezone(&Utc) + TimeDelta::hours(3))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_as(format: &str, value: &Value, received: &str) -> Result<Option<String>, &'static str> {
        let rule = TimeRule {
            paths: Vec::new(),
            format: TimeFormat::parse(format).unwrap(),
            zone: None,
            sentinels: vec![Sentinel::Text("1111-11-11T11:11:11Z".into())],
        };
        let zone = chrono_tz::Europe::Stockholm;
        let moment = Moment { received: received.parse().unwrap(), zone };
        let text = |instant: DateTime<Utc>| instant.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        read(&rule, value, moment).map(|instant| instant.map(text)).map_err(|reason| reason.code)
    }

    #[test]
    fn times_in_all_spellings() {
        let received = "2026-10-30T00:00:00Z";
        for (format, written, expected) in [
            ("auto", Value::from("2026-01-15T06:00:00Z"), "2026-01-15T06:00:00Z"),
            ("auto", "2026-01-15 07:00:00+01:00".into(), "2026-01-15T06:00:00Z"),
            ("auto", "2022-10-12T10:02:40.775023242+00:00".into(), "2022-10-12T10:02:40.775Z"),
            ("auto", "2026-01-15T07:00:00+0100".into(), "2026-01-15T06:00:00Z"),
            ("auto", "2018-02-15T17:37:10".into(), "2018-02-15T16:37:10Z"),
            ("local", "2018.02.04 23:17:01".into(), "2018-02-04T22:17:01Z"),
            ("auto", "2026-07-01 12:00".into(), "2026-07-01T10:00:00Z"),
            ("auto", 1_768_457_400.into(), "2026-01-15T06:10:00Z"),
            ("auto", 1_768_460_405.2.into(), "2026-01-15T07:00:05.200Z"),
            ("auto", "1768460400123".into(), "2026-01-15T07:00:00.123Z"),
            ("unix", "1768457400".into(), "2026-01-15T06:10:00Z"),
            ("unix_ms", 1_768_460_400_123_i64.into(), "2026-01-15T07:00:00.123Z"),
            ("%y%m%d%H%M%S", 210_606_140_010_i64.into(), "2021-06-06T12:00:10Z"),
            ("%y%m%d%H%M%S", 90_101_120_000_i64.into(), "2009-01-01T11:00:00Z"),
            ("%d.%m.%Y %H:%M %z", "15.01.2026 07:00 +0100".into(), "2026-01-15T06:00:00Z"),
        ] {
            assert_eq!(read_as(format, &written, received), Ok(Some(expected.into())), "{format} {written}");
        }
    }

    #[test]
    fn no_time_is_not_a_wrong_time() {
        let received = "2026-01-15T06:00:00Z";
        for none in [Value::Null, 0.into(), "0".into(), "".into(), "1111-11-11T11:11:11Z".into()] {
            assert_eq!(read_as("auto", &none, received), Ok(None), "{none}");
        }
        for (written, code) in [
            (Value::from("2026-01-15T06:10:01Z"), "time.future"),
            ("2127-01-01T00:00:00Z".into(), "time.future"),
            ("2000-01-01T12:00:00Z".into(), "time.too_old"),
            (86_400.into(), "time.too_old"),
            (Value::from(-5), "time.too_old"),
            ("yesterday".into(), "time.unreadable"),
            (1e300.into(), "time.unreadable"),
            (true.into(), "time.unreadable"),
        ] {
            assert_eq!(read_as("auto", &written, received), Err(code), "{written}");
        }
        assert_eq!(
            read_as("auto", &"2026-01-15T06:10:00Z".into(), received),
            Ok(Some("2026-01-15T06:10:00Z".into()))
        );
        assert_eq!(read_as("rfc3339", &"2026-01-15T06:00:00".into(), received), Err("time.unreadable"));
    }

    #[test]
    fn clock_changes_have_one_meaning() {
        let autumn = Value::from("2026-10-25T02:30:00");
        assert_eq!(read_as("auto", &autumn, "2026-10-25T00:30:02Z"), Ok(Some("2026-10-25T00:30:00Z".into())));
        assert_eq!(read_as("auto", &autumn, "2026-10-25T01:30:02Z"), Ok(Some("2026-10-25T01:30:00Z".into())));
        let spring = Value::from("2026-03-29T02:30:00");
        assert_eq!(read_as("auto", &spring, "2026-03-29T01:30:02Z"), Ok(Some("2026-03-29T01:30:00Z".into())));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in ".{0,40}", number in any::<f64>(), seconds in any::<i32>()) {
            let received = DateTime::from_timestamp(i64::from(seconds), 0).unwrap();
            for format in ["auto", "rfc3339", "unix", "unix_ms", "local", "%y%m%d%H%M%S", "%d %b %Y %T %z"] {
                let rule = TimeRule {
                    paths: Vec::new(),
                    format: TimeFormat::parse(format).unwrap(),
                    zone: None,
                    sentinels: Vec::new(),
                };
                let moment = Moment { received, zone: chrono_tz::Europe::Stockholm };
                for value in [Value::from(text.as_str()), Value::from(number), Value::from(seconds)] {
                    let _ = read(&rule, &value, moment);
                }
            }
        }
    }
}
