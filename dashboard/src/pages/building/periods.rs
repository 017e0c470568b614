//! Which period the page shows, and which ones it offers.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use engine::domain::{DateRange, LocalDay};

use super::super::Choice;
use crate::figures::{Account, year};
use crate::format::span;
use crate::language::Lang;
use crate::texts::{Texts, fill};

/// The period an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Whatever says most.
    Default,
    /// A calendar year, as far as a baseline counts for it.
    Year(i32),
    /// These days.
    Range(DateRange),
}

/// `2018`, or `2017-12-07..2018-12-07`.
pub(super) fn parse(text: &str) -> Option<Wanted> {
    let sensible = |year: i32| (1990..2200).contains(&year);
    if let Some((from, to)) = text.split_once("..") {
        let range = DateRange::new(from.parse().ok()?, to.parse().ok()?)?;
        return (sensible(range.from.year()) && sensible(range.to.year())).then_some(Wanted::Range(range));
    }
    text.parse().ok().filter(|year| text.len() == 4 && sensible(*year)).map(Wanted::Year)
}

/// What to show for a building without any results.
pub(super) fn this_year(now: DateTime<Utc>, zone: Tz) -> DateRange {
    let today = LocalDay::containing(now, zone);
    year(today.date.year()).unwrap_or(DateRange { from: today.date, to: today.next().date })
}

impl Wanted {
    /// The days asked for; `last` is the day after the last result.
    pub(super) fn range(self, account: &Account<'_>, last: Option<NaiveDate>) -> Option<DateRange> {
        match self {
            Self::Default => account.default_period(last),
            Self::Year(wanted) => account.year_after_baseline(wanted),
            Self::Range(range) => Some(range),
        }
    }
}

/// Years, the latest twelve months, the time since each measure, all of it; and whatever is shown.
pub(super) fn choices(
    account: &Account<'_>,
    wanted: &Wanted,
    shown: DateRange,
    t: &Texts,
    lang: Lang,
) -> Vec<Choice> {
    let mut offered: Vec<(String, String, DateRange)> = Vec::new();
    for number in account.years() {
        if let Some(range) = account.year_after_baseline(number) {
            offered.push((number.to_string(), number.to_string(), range));
        }
    }
    if let Some(all) = account.reporting_span() {
        let twelve = all.to - Days::new(365);
        if twelve > all.from {
            let range = DateRange { from: twelve, ..all };
            offered.push((value(range), t.building.twelve_months.to_owned(), range));
        }
        for measure in &account.building.measures {
            if let Some(range) = since(measure.date, all) {
                let date = super::date_text(measure.date, lang);
                let name = fill(t.building.since, &[("date", &date), ("name", &measure.name)]);
                offered.push((value(range), name, range));
            }
        }
        offered.push((value(all), t.building.all_days.to_owned(), all));
    }
    let is_year = matches!(wanted, Wanted::Default | Wanted::Year(_));
    let selected =
        offered.iter().position(|(name, _, range)| *range == shown && (name.len() == 4) == is_year);
    let mut choices: Vec<Choice> = offered
        .into_iter()
        .enumerate()
        .map(|(index, (value, name, _))| Choice::new(value, name, Some(index) == selected))
        .collect();
    if selected.is_none() {
        let is_latest = account.latest_year() == Some(shown) && super::is_year(shown);
        let name = if is_latest { t.building.twelve_months.to_owned() } else { span(shown, lang) };
        choices.insert(0, Choice::new(value(shown), name, true));
    }
    choices
}

fn since(date: NaiveDate, all: DateRange) -> Option<DateRange> {
    DateRange::new(date.max(all.from), all.to).filter(|range| range.from == date)
}

fn value(range: DateRange) -> String {
    format!("{}..{}", range.from, range.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_years_or_ranges() {
        assert_eq!(parse("2018"), Some(Wanted::Year(2018)));
        assert!(matches!(parse("2017-12-07..2018-12-07"), Some(Wanted::Range(range)) if range.days() == 365));
        for wrong in
            ["18", "2018-01-01", "2018-01-01..2018-01-01", "2018-01-02..2018-01-01", "0..1", "..", "20180"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
