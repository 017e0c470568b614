//! Hours as people live them: the local clock, red days, school terms and the industrial holiday.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Europe::Stockholm;
use engine::baseline::is_swedish_red_day;
use engine::domain::LocalDay;

/// One hour of the county.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hour {
    /// Its start.
    pub(crate) start: DateTime<Utc>,
    /// Hours since the county's first midnight.
    pub(crate) index: u32,
    /// Local date.
    pub(crate) date: NaiveDate,
    /// Hour on the local clock, 0 to 23.
    pub(crate) clock: u32,
    /// Hour on the local clock when it ends.
    pub(crate) clock_at_end: u32,
    /// What kind of day it is.
    pub(crate) day: DayKind,
}

/// What people do on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayKind {
    /// Monday to Friday and not red.
    pub(crate) is_workday: bool,
    /// Saturday that is not red.
    pub(crate) is_saturday: bool,
    /// Schools have classes on workdays.
    pub(crate) in_term: bool,
    /// The four weeks of July in which much stands still.
    pub(crate) is_industrial_holiday: bool,
}

impl Hour {
    /// The end, which is when its readings are taken.
    pub(crate) fn end(&self) -> DateTime<Utc> {
        self.start + TimeDelta::hours(1)
    }

    /// The middle, for the sun.
    pub(crate) fn middle(&self) -> DateTime<Utc> {
        self.start + TimeDelta::minutes(30)
    }
}

/// Every hour from the local midnight that begins `first_day`.
pub(crate) fn hours(first_day: NaiveDate) -> impl Iterator<Item = Hour> {
    let start = midnight(first_day);
    let mut today = (first_day, DayKind::of(first_day));
    (0_u32..).map(move |index| {
        let start = start + TimeDelta::hours(i64::from(index));
        let local = start.with_timezone(&Stockholm);
        let date = local.date_naive();
        if today.0 != date {
            today = (date, DayKind::of(date));
        }
        let clock_at_end = (start + TimeDelta::hours(1)).with_timezone(&Stockholm).hour();
        Hour { start, index, date, clock: local.hour(), clock_at_end, day: today.1 }
    })
}

/// The instant a local date begins.
pub(crate) fn midnight(date: NaiveDate) -> DateTime<Utc> {
    LocalDay { date, zone: Stockholm }.start()
}

impl DayKind {
    pub(crate) fn of(date: NaiveDate) -> Self {
        let (weekday, red) = (date.weekday(), is_swedish_red_day(date));
        let is_weekend = matches!(weekday, Weekday::Sat | Weekday::Sun);
        Self {
            is_workday: !is_weekend && !red,
            is_saturday: weekday == Weekday::Sat && !red,
            in_term: is_in_term(date),
            is_industrial_holiday: (28..=31).contains(&date.iso_week().week()),
        }
    }
}

/// Whether schools of the county are in term: from mid August to Lucia week, and from after Epiphany to mid June, without
/// the autumn week (44), the winter sports week (10) and the week of Good Friday.
pub(crate) fn is_in_term(date: NaiveDate) -> bool {
    let week = date.iso_week().week();
    let autumn = (date.month(), date.day()) >= (8, 18) && (date.month(), date.day()) <= (12, 20);
    let spring = (date.month(), date.day()) >= (1, 8) && (date.month(), date.day()) <= (6, 12);
    (autumn || spring) && week != 44 && week != 10 && !is_holy_week(date)
}

/// The week whose Friday is Good Friday, and the Monday after it.
fn is_holy_week(date: NaiveDate) -> bool {
    let good_friday = |date: NaiveDate| {
        let days = (3, 20)..=(4, 23);
        is_swedish_red_day(date) && days.contains(&(date.month(), date.day()))
    };
    let ahead = 4 - i64::from(date.weekday().num_days_from_monday());
    let friday = date + TimeDelta::days(ahead);
    let monday_after = date.weekday() == Weekday::Mon && good_friday(date - Days::new(3));
    good_friday(friday) || monday_after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn terms_are_those_of_swedish_schools() {
        for (day, in_term) in [
            ("2026-01-05", false),
            ("2026-01-12", true),
            ("2026-03-03", false),
            ("2026-03-31", false),
            ("2026-04-06", false),
            ("2026-04-07", true),
            ("2026-06-15", false),
            ("2026-08-17", false),
            ("2026-08-18", true),
            ("2026-10-28", false),
            ("2026-12-21", false),
        ] {
            assert_eq!(is_in_term(date(day)), in_term, "{day}");
        }
    }

    #[test]
    fn days_have_23_24_and_25_hours_and_begin_at_midnight() {
        let of = |day| {
            let hours = hours(date("2026-03-01")).take_while(|hour| hour.date <= date(day));
            hours.filter(|hour| hour.date == date(day)).count()
        };
        assert_eq!((of("2026-03-28"), of("2026-03-29"), of("2026-10-25")), (24, 23, 25));
        let first = hours(date("2026-07-01")).next().unwrap();
        assert_eq!((first.clock, first.start.to_rfc3339().as_str()), (0, "2026-06-30T22:00:00+00:00"));
    }
}
