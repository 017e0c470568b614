//! Numbers with their units.

use super::{MINUS, NBSP};
use crate::language::Lang;

/// `value` with `decimals` digits after the decimal sign. What rounds to zero has no sign; a value that is not
/// finite, which no caller should have, is a dash.
#[must_use]
pub fn number(value: f64, decimals: usize, lang: Lang) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits.as_str(), ""));
    let mut text = String::with_capacity(digits.len() + 8);
    if value < 0.0 && digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.push(MINUS);
    }
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(NBSP);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(match lang {
            Lang::Sv => ',',
            Lang::En => '.',
        });
        text.push_str(fraction);
    }
    text
}

/// Like [`number`], with a plus sign on what is above zero.
#[must_use]
pub fn signed(value: f64, decimals: usize, lang: Lang) -> String {
    let text = number(value, decimals, lang);
    let above = value > 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if above { format!("+{text}") } else { text }
}

/// A number of percent (12.3 is 12.3 %).
#[must_use]
pub fn percent(percent: f64, decimals: usize, lang: Lang) -> String {
    with_unit(&number(percent, decimals, lang), "%", lang)
}

/// A share of days in percent, rounded down to `decimals`, so that only what is whole is 100.
#[must_use]
pub fn coverage_percent(share: f64, decimals: usize) -> f64 {
    let steps = 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
    // A share such as 0.29 is a little less than that.
    (100.0 * share * steps + 1e-9).floor() / steps
}

/// A value with a unit as the API spells it; cubic metres and such get their raised figures.
#[must_use]
pub fn quantity(value: f64, decimals: usize, unit: &str, lang: Lang) -> String {
    with_unit(&number(value, decimals, lang), pretty_unit(unit), lang)
}

/// The spelling of a unit for people.
#[must_use]
pub fn pretty_unit(unit: &str) -> &str {
    match unit {
        "m3" => "m³",
        "m3/h" => "m³/h",
        other => other,
    }
}

fn with_unit(number: &str, unit: &str, lang: Lang) -> String {
    match (unit, lang) {
        ("", _) => number.to_owned(),
        ("%", Lang::En) => format!("{number}%"),
        _ => format!("{number}{NBSP}{unit}"),
    }
}

/// `low` to `high` with their unit once, at the end. A dash between two minus signs cannot be read, so a word
/// stands there when one of them is negative.
#[must_use]
pub fn interval(low: &str, high: &str, unit: &str, lang: Lang) -> String {
    let negative = low.starts_with(MINUS) || high.starts_with(MINUS);
    let between = match (negative, lang) {
        (false, _) => "–",
        (true, Lang::Sv) => " till ",
        (true, Lang::En) => " to ",
    };
    with_unit(&format!("{low}{between}{high}"), pretty_unit(unit), lang)
}

/// One unit and precision for energies that stand together, chosen by the largest of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EnergyScale {
    divisor: f64,
    decimals: usize,
    /// The unit, e.g. `MWh`.
    pub unit: &'static str,
}

impl EnergyScale {
    /// The scale for values in `unit` (`kWh`, or `m3`, which stays what it is) up to `largest`.
    #[must_use]
    pub fn fitting(largest: f64, unit: &str) -> Self {
        let largest = largest.abs();
        if unit == "m3" {
            return Self { divisor: 1.0, decimals: usize::from(largest < 100.0), unit: "m³" };
        }
        let (divisor, unit) = match largest {
            kwh if kwh >= 10_000_000.0 => (1_000_000.0, "GWh"),
            kwh if kwh >= 10_000.0 => (1_000.0, "MWh"),
            _ => (1.0, "kWh"),
        };
        let shown = largest / divisor;
        let decimals = if shown >= 1_000.0 || unit == "kWh" && shown >= 100.0 { 0 } else { 1 };
        Self { divisor, decimals, unit }
    }

    /// The bare number.
    #[must_use]
    pub fn number(self, value: f64, lang: Lang) -> String {
        number(value / self.divisor, self.decimals, lang)
    }

    /// The number with its unit.
    #[must_use]
    pub fn with_unit(self, value: f64, lang: Lang) -> String {
        with_unit(&self.number(value, lang), self.unit, lang)
    }

    /// Both ends with the unit.
    #[must_use]
    pub fn interval(self, low: f64, high: f64, lang: Lang) -> String {
        interval(&self.number(low, lang), &self.number(high, lang), self.unit, lang)
    }

    /// `value` in this unit, for axes.
    #[must_use]
    pub fn scaled(self, value: f64) -> f64 {
        value / self.divisor
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_whole_coverage_is_a_hundred() {
        let said = |share, decimals| percent(coverage_percent(share, decimals), decimals, Lang::En);
        let said = [said(0.998, 0), said(0.9996, 1), said(0.29, 0), said(1.0, 0), said(1.0, 1)];
        assert_eq!(said, ["99%", "99.9%", "29%", "100%", "100.0%"]);
    }

    #[test]
    fn swedish_and_english() {
        for (value, decimals, swedish, english) in [
            (1234.5, 1, "1\u{a0}234,5", "1\u{a0}234.5"),
            (-0.04, 1, "0,0", "0.0"),
            (-1_234_567.0, 0, "\u{2212}1\u{a0}234\u{a0}567", "\u{2212}1\u{a0}234\u{a0}567"),
            (999.96, 1, "1\u{a0}000,0", "1\u{a0}000.0"),
            (12.0, 0, "12", "12"),
            (f64::NAN, 1, "–", "–"),
        ] {
            assert_eq!(number(value, decimals, Lang::Sv), swedish);
            assert_eq!(number(value, decimals, Lang::En), english);
        }
        assert_eq!(percent(9.4, 1, Lang::Sv), "9,4\u{a0}%");
        assert_eq!(percent(9.4, 1, Lang::En), "9.4%");
        assert_eq!(signed(6.1, 1, Lang::Sv), "+6,1");
        assert_eq!(quantity(3.25, 2, "m3/h", Lang::Sv), "3,25\u{a0}m³/h");
    }

    #[test]
    fn intervals_have_one_scale() {
        let scale = EnergyScale::fitting(53_500.0, "kWh");
        assert_eq!(scale.interval(28_800.0, 53_500.0, Lang::Sv), "28,8–53,5\u{a0}MWh");
        assert_eq!(scale.interval(-3_100.0, 5_200.0, Lang::Sv), "\u{2212}3,1 till 5,2\u{a0}MWh");
        assert_eq!(scale.interval(-3_100.0, 5_200.0, Lang::En), "\u{2212}3.1 to 5.2\u{a0}MWh");
        assert_eq!(
            EnergyScale::fitting(3_870_000.0, "kWh").with_unit(3_870_000.0, Lang::Sv),
            "3\u{a0}870\u{a0}MWh"
        );
        assert_eq!(EnergyScale::fitting(812.4, "m3").with_unit(812.4, Lang::Sv), "812\u{a0}m³");
        assert_eq!(EnergyScale::fitting(9_400.0, "kWh").with_unit(9_400.0, Lang::Sv), "9\u{a0}400\u{a0}kWh");
    }

    /// What the text says, read back.
    fn read(text: &str, lang: Lang) -> f64 {
        let point = if lang == Lang::Sv { ',' } else { '.' };
        let plain: String = text
            .chars()
            .filter(|c| *c != NBSP)
            .map(|c| match c {
                MINUS => '-',
                c if c == point => '.',
                other => other,
            })
            .collect();
        plain.parse().unwrap()
    }

    proptest! {
        #[test]
        fn a_number_reads_back_as_what_it_was(value in -1e12..1e12_f64, decimals in 0_usize..4, swedish: bool) {
            let lang = if swedish { Lang::Sv } else { Lang::En };
            let text = number(value, decimals, lang);
            let step = 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap());
            prop_assert!((read(&text, lang) - value).abs() <= step + value.abs() * 1e-12, "{text}");
            prop_assert!(!text.contains(' ') && !text.contains('-'), "{text}");
            let whole = text.split([',', '.']).next().unwrap().trim_start_matches(MINUS);
            let groups: Vec<_> = whole.split(NBSP).collect();
            prop_assert!((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
        }

        #[test]
        fn a_scale_keeps_the_largest_readable(value in 1.0..1e11_f64) {
            let scale = EnergyScale::fitting(value, "kWh");
            let text = scale.number(value, Lang::En);
            prop_assert!(text.chars().filter(char::is_ascii_digit).count() <= 6, "{text} {}", scale.unit);
        }
    }
}
