//! Calendar months in UTC: what one block holds.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime};

/// A month, as `year * 100 + month` so that it can be read in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Month(pub i64);

impl Month {
    /// The month of an instant in milliseconds UTC; before and after all months where no date can be.
    pub(crate) fn of(ts: i64) -> Self {
        match DateTime::from_timestamp_millis(ts) {
            Some(at) => Self(i64::from(at.year()) * 100 + i64::from(at.month())),
            None if ts < 0 => Self(i64::MIN),
            None => Self(i64::MAX),
        }
    }

    /// Its first instant, in milliseconds UTC.
    pub(crate) fn start(self) -> i64 {
        self.first_date().map_or(i64::MIN, millis)
    }

    /// The first instant after it, in milliseconds UTC.
    pub(crate) fn end(self) -> i64 {
        self.first_date()
            .and_then(|date| date.checked_add_months(chrono::Months::new(1)))
            .map_or(i64::MAX, millis)
    }

    fn first_date(self) -> Option<NaiveDate> {
        let year = i32::try_from(self.0.div_euclid(100)).ok()?;
        NaiveDate::from_ymd_opt(year, u32::try_from(self.0.rem_euclid(100)).ok()?, 1)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(100), self.0.rem_euclid(100))
    }
}

fn millis(date: NaiveDate) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp_millis()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    #[test]
    fn a_month_holds_its_instants_also_at_the_ends_of_time() {
        for text in [
            "2026-01-01T00:00:00Z",
            "2026-12-31T23:59:59.999Z",
            "1969-02-28T23:00:00Z",
            "-0004-12-01T00:00:00Z",
        ] {
            let ts = text.parse::<DateTime<Utc>>().unwrap().timestamp_millis();
            let month = Month::of(ts);
            assert!(month.start() <= ts && ts < month.end(), "{text} {month}");
            assert_eq!((Month::of(month.start()), Month::of(month.end() - 1)), (month, month));
            assert!(Month::of(month.start() - 1) < month && month < Month::of(month.end()));
        }
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let (ts, month) = (at.timestamp_millis(), Month::of(at.timestamp_millis()));
            assert!(month.start() <= ts && ts < month.end());
        }
        assert!(Month::of(i64::MIN) < Month::of(0) && Month::of(0) < Month::of(i64::MAX));
        assert_eq!(Month::of(0).to_string(), "1970-01");
    }
}
