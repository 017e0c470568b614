//! Energies as people read them on a page, taken back to numbers.

/// An amount of energy in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// The digits as they stand there, without the unit.
    pub text: String,
    /// What they say.
    pub kwh: f64,
    /// Half a step of the last digit.
    pub half_step_kwh: f64,
}

/// Units of energy and how many kWh they are.
const UNITS: [(&str, f64); 3] = [("kWh", 1.0), ("MWh", 1e3), ("GWh", 1e6)];
/// What stands between the ends of an interval, which have their unit once.
const BETWEEN: [&str; 3] = ["–", "till", "to"];

/// How the page shows `kwh`: the first amount in `text` that is this number, as rounded there.
#[must_use]
pub fn shown(text: &str, kwh: f64) -> Option<Amount> {
    amounts(text).into_iter().find(|amount| (amount.kwh - kwh).abs() <= amount.half_step_kwh * 1.000_001)
}

/// Every energy in `text`, in Swedish or English spelling.
#[must_use]
pub fn amounts(text: &str) -> Vec<Amount> {
    let text = text.replace(['\u{a0}', '\u{202f}', '\n', '\t'], " ");
    let mut found = Vec::new();
    for (unit, kwh) in UNITS {
        for (at, _) in text.match_indices(unit) {
            let Some((before, amount)) = last_number(&text[..at], kwh) else { continue };
            let before = before.trim_end();
            let other = BETWEEN.iter().find_map(|word| before.strip_suffix(word));
            found.extend(other.and_then(|before| last_number(before, kwh)).map(|(_, amount)| amount));
            found.push(amount);
        }
    }
    found
}

/// The number that `text` ends with, and what comes before it.
fn last_number(text: &str, unit_kwh: f64) -> Option<(&str, Amount)> {
    let text = text.trim_end();
    let start = text.rfind(|letter: char| !is_part(letter)).map_or(0, |at| at + last_length(text, at));
    let digits = text[start..].trim_start();
    let plain: String = digits.chars().filter(|letter| *letter != ' ' && *letter != '+').collect();
    let plain = plain.replace('−', "-").replace(',', ".");
    let value: f64 = plain.parse().ok()?;
    let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let half_step_kwh = 0.5 * unit_kwh * 10f64.powi(-i32::try_from(decimals).ok()?);
    Some((&text[..start], Amount { text: digits.to_owned(), kwh: value * unit_kwh, half_step_kwh }))
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_digit() || [' ', ',', '.', '−', '+'].contains(&letter)
}

fn last_length(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// The text of a page without its markup, scripts and styles.
#[must_use]
pub fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        text.push(' ');
        let silent = ["script", "style"].into_iter().find(|name| rest[start + 1..].starts_with(name));
        let end = silent.map_or_else(|| ">".to_owned(), |name| format!("</{name}>"));
        let Some(length) = rest[start..].find(&end) else { return text };
        rest = &rest[start + length + end.len()..];
    }
    text.push_str(rest);
    text.replace("&nbsp;", " ").replace("&#160;", " ").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kwh(text: &str) -> Vec<f64> {
        amounts(text).into_iter().map(|amount| amount.kwh).collect()
    }

    #[test]
    fn amounts_are_read_in_both_spellings() {
        assert_eq!(kwh("12,5\u{a0}MWh sparat"), [12_500.0]);
        assert_eq!(kwh("saved 1\u{a0}234.5\u{a0}kWh"), [1234.5]);
        assert_eq!(kwh("(90 % säkerhet: −1,5 till 2,5 MWh)"), [-1500.0, 2500.0]);
        assert_eq!(kwh("10,1–14,9 MWh"), [10_100.0, 14_900.0]);
        assert_eq!(kwh("nothing in kWh"), [0.0; 0]);
    }

    #[test]
    fn a_number_is_recognised_as_rounded() {
        assert_eq!(shown("12,5 MWh", 12_451.0).map(|amount| amount.text), Some("12,5".to_owned()));
        assert_eq!(shown("12,5 MWh", 12_600.0), None);
    }

    #[test]
    fn markup_is_no_text() {
        assert_eq!(
            text_of("<p>1<b>2</b></p><style>p{}</style>3").split_whitespace().collect::<Vec<_>>(),
            ["1", "2", "3"]
        );
    }
}
