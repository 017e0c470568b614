//! Local days: what people mean by "a day", which lasts 23 or 25 hours twice a year.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A calendar day in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LocalDay {
    /// The calendar date.
    pub date: NaiveDate,
    /// The zone whose clocks name it.
    pub zone: Tz,
}

/// Local dates from `from` up to but not including `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// First date.
    pub from: NaiveDate,
    /// The date after the last.
    pub to: NaiveDate,
}

impl LocalDay {
    /// The day that holds `instant` in `zone`.
    #[must_use]
    pub fn containing(instant: DateTime<Utc>, zone: Tz) -> Self {
        Self { date: instant.with_timezone(&zone).date_naive(), zone }
    }

    /// The instant it begins.
    #[must_use]
    pub fn start(self) -> DateTime<Utc> {
        self.at(NaiveTime::MIN)
    }

    /// The instant its clocks show `time`. Where that does not exist (zones change clocks), the first instant after
    /// the gap, which may be a whole day (Apia, 30 December 2011); where it exists twice, the earlier.
    #[must_use]
    pub fn at(self, time: NaiveTime) -> DateTime<Utc> {
        let wanted = self.date.and_time(time);
        (0..=100)
            .find_map(|quarters| {
                let clock = wanted + TimeDelta::minutes(15 * quarters);
                self.zone.from_local_datetime(&clock).earliest()
            })
            .expect("no zone skips more than a day")
            .with_timezone(&Utc)
    }

    /// The instant the next day begins.
    #[must_use]
    pub fn end(self) -> DateTime<Utc> {
        self.next().start()
    }

    /// How long it lasts, in hours: 23, 24 or 25 in Sweden.
    #[must_use]
    pub fn hours(self) -> f64 {
        (self.end() - self.start()).as_seconds_f64() / 3600.0
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        Self { date: self.date + Days::new(1), zone: self.zone }
    }
}

impl DateRange {
    /// The range, or nothing when `to` is not after `from`.
    #[must_use]
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// How many days it holds.
    #[must_use]
    pub fn days(self) -> usize {
        usize::try_from((self.to - self.from).num_days()).unwrap_or(0)
    }

    /// Whether `date` lies in it.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        self.from <= date && date < self.to
    }

    /// Its dates in order.
    pub fn dates(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |date| *date < self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str, zone: Tz) -> LocalDay {
        LocalDay { date: date.parse().unwrap(), zone }
    }

    #[test]
    fn days_last_23_24_and_25_hours() {
        let zone = chrono_tz::Europe::Stockholm;
        for (date, hours) in [("2026-03-29", 23.0), ("2026-03-30", 24.0), ("2026-10-25", 25.0)] {
            assert!((day(date, zone).hours() - hours).abs() < 1e-9, "{date}");
        }
        assert_eq!(day("2024-03-31", zone).start().to_rfc3339(), "2024-03-30T23:00:00+00:00");
    }

    #[test]
    fn a_day_without_midnight_starts_after_the_gap() {
        let beirut = day("2024-03-31", chrono_tz::Asia::Beirut);
        assert_eq!(beirut.start().to_rfc3339(), "2024-03-30T22:00:00+00:00");
        assert!((beirut.hours() - 23.0).abs() < 1e-9);
        let skipped = day("2011-12-30", chrono_tz::Pacific::Apia);
        assert!(skipped.hours().abs() < 1e-9);
    }
}
