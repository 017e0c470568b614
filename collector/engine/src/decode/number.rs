//! Numbers as devices write them: JSON numbers, or texts with a decimal point or comma.

use config::profile::Sentinel;
use serde_json::Value;

/// Texts that mean "no value", in any case, whatever the profile says.
const NO_VALUE: &[&str] =
    &["", "nan", "null", "none", "unknown", "unavailable", "undefined", "n/a", "na", "-", "--", "---"];

/// What stands where a number is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    /// Nothing stands there.
    Absent,
    /// Null, an empty text, a word for "unknown" or a sentinel.
    NoValue,
    /// A finite number.
    Number(f64),
    /// Something else, described.
    Bad(String),
}

/// How a reading writes its numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style<'p> {
    pub decimal_comma: bool,
    pub sentinels: &'p [Sentinel],
}

impl Style<'_> {
    /// The number that a JSON value is.
    pub fn json(self, value: &Value) -> Found {
        match value {
            Value::Null => Found::NoValue,
            Value::String(text) => self.text(text),
            Value::Number(number) => match number.as_f64() {
                Some(_) if self.is_sentinel(&number.to_string()) => Found::NoValue,
                Some(number) if number.is_finite() => Found::Number(positive_zero(number)),
                _ => Found::Bad(format!("the number {number} is too large")),
            },
            Value::Bool(truth) => Found::Bad(format!("the word {truth}")),
            Value::Array(_) => Found::Bad("a list".to_owned()),
            Value::Object(_) => Found::Bad("an object".to_owned()),
        }
    }

    /// The number that a text is.
    pub fn text(self, text: &str) -> Found {
        let text = text.trim();
        let word = text.to_ascii_lowercase();
        if NO_VALUE.contains(&word.as_str()) || self.is_sentinel(text) {
            return Found::NoValue;
        }
        let plain = if self.decimal_comma { without_comma(text) } else { Some(text.to_owned()) };
        let digits = |text: &String| text.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
        match plain.filter(digits).map(|text| text.parse::<f64>()) {
            Some(Ok(number)) if self.is_sentinel(&number.to_string()) => Found::NoValue,
            Some(Ok(number)) if number.is_finite() => Found::Number(positive_zero(number)),
            Some(Ok(_)) => Found::Bad(format!("the number {} is too large", shorten(text))),
            _ => Found::Bad(format!("the text \"{}\"", shorten(text))),
        }
    }

    fn is_sentinel(self, text: &str) -> bool {
        self.sentinels.iter().any(|sentinel| sentinel.is(text))
    }
}

/// `1 234,5` as `1234.5`. A point is refused then: nobody knows whether it groups digits.
fn without_comma(text: &str) -> Option<String> {
    let separators = [' ', '\u{a0}', '\u{202f}', '\''];
    (!text.contains('.')).then(|| text.replace(separators, "").replacen(',', ".", 1))
}

/// `-0` says nothing that `0` does not.
fn positive_zero(number: f64) -> f64 {
    number + 0.0
}

/// The beginning of a text, on one line.
pub(super) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(40).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_and_what_is_none() {
        let style = Style { decimal_comma: false, sentinels: &[] };
        let number = |value: f64| Some(value);
        for (value, expected) in [
            (json!(12.5), number(12.5)),
            (json!(-7), number(-7.0)),
            (json!(u64::MAX), number(18_446_744_073_709_551_615.0)),
            (json!("0012.50 "), number(12.5)),
            (json!("1e3"), number(1000.0)),
            (json!("12,5"), None),
            (json!("1e999"), None),
            (json!("inf"), None),
            (json!("0x10"), None),
            (json!("12 kWh"), None),
            (json!(true), None),
            (json!([1]), None),
            (json!({"value": 1}), None),
        ] {
            let found = match style.json(&value) {
                Found::Number(number) => Some(number),
                Found::Bad(_) => None,
                other => panic!("{value}: {other:?}"),
            };
            assert_eq!(found, expected, "{value}");
        }
        for value in [json!(null), json!(""), json!("NaN"), json!("unavailable"), json!(" - ")] {
            assert_eq!(style.json(&value), Found::NoValue, "{value}");
        }
        assert!(matches!(style.json(&json!(-0.0)), Found::Number(zero) if zero.is_sign_positive()));
    }

    #[test]
    fn decimal_comma_and_sentinels_are_the_profiles_choice() {
        let sentinels = [Sentinel::Number(-127.0), Sentinel::Text("ERR".into())];
        let style = Style { decimal_comma: true, sentinels: &sentinels };
        assert_eq!(style.text("1\u{a0}234,5"), Found::Number(1234.5));
        assert_eq!(style.text("-3,0"), Found::Number(-3.0));
        assert!(matches!(style.text("1.234,5"), Found::Bad(_)));
        assert!(matches!(style.text("1,2,3"), Found::Bad(_)));
        for sentinel in ["-127", "-127,0", "ERR"] {
            assert_eq!(style.text(sentinel), Found::NoValue, "{sentinel}");
        }
        assert_eq!(style.json(&json!(-127.00)), Found::NoValue);
    }
}
