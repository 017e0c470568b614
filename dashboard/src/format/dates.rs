//! Dates and times.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use engine::domain::DateRange;

use super::NBSP;
use crate::language::Lang;

const MONTHS_SV: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_SV: [&str; 12] =
    ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"];
const SHORT_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(date: NaiveDate, lang: Lang) -> &'static str {
    let months = match lang {
        Lang::Sv => &MONTHS_SV,
        Lang::En => &MONTHS_EN,
    };
    months.get(date.month0() as usize).copied().unwrap_or("")
}

/// `jan`, `mars`: for axes.
#[must_use]
pub fn month_short(date: NaiveDate, lang: Lang) -> &'static str {
    let months = match lang {
        Lang::Sv => &SHORT_SV,
        Lang::En => &SHORT_EN,
    };
    months.get(date.month0() as usize).copied().unwrap_or("")
}

/// `13 december 2025`.
#[must_use]
pub fn long_date(date: NaiveDate, lang: Lang) -> String {
    format!("{}{NBSP}{} {}", date.day(), month(date, lang), date.year())
}

/// `13 december`: where the year stands elsewhere.
#[must_use]
pub fn day_month(date: NaiveDate, lang: Lang) -> String {
    format!("{}{NBSP}{}", date.day(), month(date, lang))
}

/// `december 2025`.
#[must_use]
pub fn month_year(date: NaiveDate, lang: Lang) -> String {
    format!("{}{NBSP}{}", month(date, lang), date.year())
}

/// `2025-12-13`: in tables and other tight places.
#[must_use]
pub fn iso(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// Time of day in running text: `kl. 14.05`, `14:05`.
#[must_use]
pub fn clock(at: DateTime<Utc>, zone: Tz, lang: Lang) -> String {
    let local = at.with_timezone(&zone);
    match lang {
        Lang::Sv => format!("kl.{NBSP}{}", local.format("%-H.%M")),
        Lang::En => local.format("%H:%M").to_string(),
    }
}

/// Date and time of day in running text.
#[must_use]
pub fn instant(at: DateTime<Utc>, zone: Tz, lang: Lang) -> String {
    let date = long_date(at.with_timezone(&zone).date_naive(), lang);
    match lang {
        Lang::Sv => format!("{date} {}", clock(at, zone, lang)),
        Lang::En => format!("{date}, {}", clock(at, zone, lang)),
    }
}

/// A half-open range of days as people say it, last day included: `2025`, `mars 2025`, `1 januari–17 november 2025`.
#[must_use]
pub fn span(range: DateRange, lang: Lang) -> String {
    let (first, end) = (range.from, range.to);
    let last = end - Days::new(1);
    let starts_year = |date: NaiveDate| date.ordinal() == 1;
    if starts_year(first) && starts_year(end) {
        let (from, to) = (first.year(), last.year());
        return if from == to { from.to_string() } else { format!("{from}–{to}") };
    }
    if first.day() == 1 && end.day() == 1 && (first.year(), first.month()) == (last.year(), last.month()) {
        return month_year(first, lang);
    }
    if first == last {
        return long_date(first, lang);
    }
    if (first.year(), first.month()) == (last.year(), last.month()) {
        return format!("{}–{}", first.day(), long_date(last, lang));
    }
    if first.year() == last.year() {
        return format!("{}–{}", day_month(first, lang), long_date(last, lang));
    }
    format!("{}–{}", long_date(first, lang), long_date(last, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn ranges_as_people_say_them() {
        for (from, to, swedish, english) in [
            ("2025-01-01", "2026-01-01", "2025", "2025"),
            ("2024-01-01", "2026-01-01", "2024–2025", "2024–2025"),
            ("2025-03-01", "2025-04-01", "mars\u{a0}2025", "March\u{a0}2025"),
            ("2025-03-08", "2025-03-09", "8\u{a0}mars 2025", "8\u{a0}March 2025"),
            ("2026-11-01", "2026-11-25", "1–24\u{a0}november 2026", "1–24\u{a0}November 2026"),
            (
                "2025-01-01",
                "2025-11-18",
                "1\u{a0}januari–17\u{a0}november 2025",
                "1\u{a0}January–17\u{a0}November 2025",
            ),
            (
                "2024-12-07",
                "2025-12-07",
                "7\u{a0}december 2024–6\u{a0}december 2025",
                "7\u{a0}December 2024–6\u{a0}December 2025",
            ),
        ] {
            let range = DateRange::new(date(from), date(to)).unwrap();
            assert_eq!(span(range, Lang::Sv), swedish);
            assert_eq!(span(range, Lang::En), english);
        }
    }

    #[test]
    fn times_are_local() {
        let at: DateTime<Utc> = "2026-07-01T07:05:00Z".parse().unwrap();
        let zone = chrono_tz::Europe::Stockholm;
        assert_eq!(instant(at, zone, Lang::Sv), "1\u{a0}juli 2026 kl.\u{a0}9.05");
        assert_eq!(instant(at, zone, Lang::En), "1\u{a0}July 2026, 09:05");
    }
}
