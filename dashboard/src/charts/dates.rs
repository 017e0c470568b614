//! A time axis in local dates.

use chrono::{Datelike, Days, Months, NaiveDate};
use engine::domain::DateRange;

use crate::format;
use crate::language::Lang;

/// A date on the axis with its label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DateTick {
    pub(super) date: NaiveDate,
    pub(super) label: String,
}

/// At most `room` labelled dates in `range`: days within weeks, months within years, else years.
pub(super) fn ticks(range: DateRange, room: usize, lang: Lang) -> Vec<DateTick> {
    let room = room.max(2);
    if range.days() <= 62 {
        return days(range, room, lang);
    }
    let several_years = range.from.year() != (range.to - Days::new(1)).year();
    [1, 2, 3, 6, 12, 24, 60, 120]
        .into_iter()
        .map(|step| months(range, step, several_years, lang))
        .find(|ticks| ticks.len() <= room)
        .unwrap_or_default()
}

fn days(range: DateRange, room: usize, lang: Lang) -> Vec<DateTick> {
    let step = range.days().div_ceil(room).max(1);
    let label =
        |date: NaiveDate| format!("{}{}{}", date.day(), format::NBSP, format::month_short(date, lang));
    range.dates().step_by(step).map(|date| DateTick { date, label: label(date) }).collect()
}

fn months(range: DateRange, step: u32, several_years: bool, lang: Lang) -> Vec<DateTick> {
    let Some(january) = NaiveDate::from_ymd_opt(range.from.year(), 1, 1) else { return Vec::new() };
    let mut ticks = Vec::new();
    let mut date = january;
    while date < range.to {
        if range.contains(date) {
            let name_year = step >= 12 || several_years && date.month() == 1;
            let label =
                if name_year { date.year().to_string() } else { format::month_short(date, lang).to_owned() };
            ticks.push(DateTick { date, label });
        }
        match date.checked_add_months(Months::new(step)) {
            Some(next) => date = next,
            None => break,
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: &str, to: &str, room: usize) -> String {
        let range = DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
        let labels: Vec<_> = ticks(range, room, Lang::Sv).into_iter().map(|tick| tick.label).collect();
        labels.join(" ")
    }

    #[test]
    fn labels_fit_the_room() {
        assert_eq!(
            labels("2025-01-01", "2026-01-01", 12),
            "jan feb mars apr maj juni juli aug sep okt nov dec"
        );
        assert_eq!(labels("2025-01-01", "2026-01-01", 6), "jan mars maj juli sep nov");
        assert_eq!(labels("2024-06-15", "2025-08-01", 8), "juli sep nov 2025 mars maj juli");
        assert_eq!(labels("2010-01-01", "2026-01-01", 8), "2010 2012 2014 2016 2018 2020 2022 2024");
        assert_eq!(labels("2025-03-01", "2025-03-08", 4), "1\u{a0}mars 3\u{a0}mars 5\u{a0}mars 7\u{a0}mars");
    }
}
