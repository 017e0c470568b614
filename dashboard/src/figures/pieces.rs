//! Ranges of days cut at the borders of the calendar.

use chrono::{Datelike, Days, NaiveDate};
use engine::domain::DateRange;

use crate::params::Resolution;

/// The calendar year.
pub(crate) fn year(year: i32) -> Option<DateRange> {
    DateRange::new(NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year + 1, 1, 1)?)
}

/// `range` in pieces of a day, a month or a year; the first and the last may be shorter.
#[must_use]
pub fn cut(range: DateRange, resolution: Resolution) -> Vec<DateRange> {
    let mut pieces = Vec::new();
    let mut from = range.from;
    while from < range.to {
        let to = next(from, resolution).unwrap_or(range.to).min(range.to);
        pieces.push(DateRange { from, to });
        from = to;
    }
    pieces
}

/// The first day of the piece after the one that holds `date`.
fn next(date: NaiveDate, resolution: Resolution) -> Option<NaiveDate> {
    match resolution {
        Resolution::Hour | Resolution::Day => date.checked_add_days(Days::new(1)),
        Resolution::Month if date.month() == 12 => NaiveDate::from_ymd_opt(date.year() + 1, 1, 1),
        Resolution::Month => NaiveDate::from_ymd_opt(date.year(), date.month() + 1, 1),
        Resolution::Year => NaiveDate::from_ymd_opt(date.year() + 1, 1, 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pieces_end_at_the_borders_of_the_calendar() {
        let range = DateRange::new("2018-11-15".parse().unwrap(), "2020-02-01".parse().unwrap()).unwrap();
        let starts = |resolution| {
            cut(range, resolution).iter().map(|piece| piece.from.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(starts(Resolution::Year), ["2018-11-15", "2019-01-01", "2020-01-01"]);
        assert_eq!(starts(Resolution::Month).len(), 15);
        assert_eq!(cut(range, Resolution::Day).len(), range.days());
    }

    proptest! {
        #[test]
        fn pieces_cover_the_range_once(start in 0_u64..20_000, days in 1_u64..1_500) {
            let from = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Days::new(start);
            let range = DateRange { from, to: from + Days::new(days) };
            for resolution in [Resolution::Day, Resolution::Month, Resolution::Year] {
                let pieces = cut(range, resolution);
                prop_assert_eq!(pieces.first().unwrap().from, range.from);
                prop_assert_eq!(pieces.last().unwrap().to, range.to);
                prop_assert!(pieces.windows(2).all(|pair| pair[0].to == pair[1].from));
            }
        }
    }
}
