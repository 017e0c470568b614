//! The month of every meter, day by day, and the months of all of them.

use engine::domain::DateRange;

use super::{named, whole};
use crate::charts::{DayState, calendar, share_bar};
use crate::figures::{DataQuality, MeterQuality, Shares};
use crate::format::{month_year, percent};
use crate::language::Lang;
use crate::texts::fill;

/// A meter's month.
#[derive(Debug)]
pub(super) struct CalendarRow {
    pub(super) name: String,
    pub(super) under: String,
    pub(super) href: String,
    pub(super) drawing: String,
    pub(super) counts: String,
    pub(super) details: Vec<String>,
}

/// A month of all chosen meters.
#[derive(Debug)]
pub(super) struct MonthRow {
    pub(super) name: String,
    pub(super) bar: String,
    pub(super) shares: Option<[String; 3]>,
}

pub(super) fn calendar_row(meter: &MeterQuality<'_>, lang: Lang) -> CalendarRow {
    let t = &lang.texts().quality;
    let (name, under, href) = named(meter, lang);
    let of = |wanted: DayState| -> Vec<usize> {
        let days = meter.days.iter().enumerate();
        days.filter(|(_, state)| **state == wanted).map(|(index, _)| index + 1).collect()
    };
    let (measured, filled, missing) = (of(DayState::Measured), of(DayState::Filled), of(DayState::Missing));
    let values = [
        ("measured", &*measured.len().to_string()),
        ("filled", &filled.len().to_string()),
        ("missing", &missing.len().to_string()),
    ];
    let mut details = Vec::new();
    for (pattern, days) in [(t.filled_days, &filled), (t.missing_days, &missing)] {
        if !days.is_empty() {
            details.push(fill(pattern, &[("days", &runs(days))]));
        }
    }
    if meter.corrections > 0 {
        details.push(fill(t.corrections, &[("n", &whole(meter.corrections, lang))]));
    }
    CalendarRow {
        name,
        under,
        href,
        drawing: calendar(&meter.days),
        counts: fill(t.counts_text, &values),
        details,
    }
}

/// The months, newest first.
pub(super) fn month_rows(figures: &DataQuality<'_>, lang: Lang) -> Vec<MonthRow> {
    let row = |(range, shares): &(DateRange, Shares)| {
        let fractions = shares.fractions();
        MonthRow {
            name: month_year(range.from, lang),
            bar: fractions.map_or_else(String::new, |[measured, filled, _]| share_bar(measured, filled)),
            shares: fractions.map(|all| all.map(|share| percent(100.0 * share, 1, lang))),
        }
    };
    figures.months.iter().rev().map(row).collect()
}

/// `3, 17–19`.
pub(super) fn runs(days: &[usize]) -> String {
    let parts: Vec<String> = days
        .chunk_by(|one, next| one + 1 == *next)
        .filter_map(|run| match run {
            [only] => Some(only.to_string()),
            [first, .., last] => Some(format!("{first}–{last}")),
            [] => None,
        })
        .collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn neighbouring_days_are_told_as_ranges() {
        assert_eq!(runs(&[3, 17, 18, 19, 31]), "3, 17–19, 31");
        assert_eq!(runs(&[]), "");
    }
}
