//! From when to when: local dates or instants.

use anyhow::{anyhow, bail};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use engine::domain::{DateRange, LocalDay};

/// A local date or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A date in the zone of whatever is asked about.
    Date(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
}

/// A half-open range; an end that is absent is open.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    from: Option<When>,
    to: Option<When>,
}

impl When {
    /// Read `2016-01-31` or `2016-01-31T23:00:00Z`.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Ok(date) = text.parse::<NaiveDate>() {
            return Ok(Self::Date(date));
        }
        DateTime::parse_from_rfc3339(text)
            .map(|instant| Self::Instant(instant.with_timezone(&Utc)))
            .map_err(|_| "write a date as 2016-01-31 or an instant as 2016-01-31T23:00:00Z".to_owned())
    }

    fn instant(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Date(date) => LocalDay { date, zone }.start(),
            Self::Instant(instant) => instant,
        }
    }

    fn date(self, zone: Tz) -> NaiveDate {
        match self {
            Self::Date(date) => date,
            Self::Instant(instant) => LocalDay::containing(instant, zone).date,
        }
    }
}

impl Range {
    /// The range between the two, if there is anything between them.
    pub fn new(from: Option<When>, to: Option<When>) -> anyhow::Result<Self> {
        if let (Some(from), Some(to)) = (from, to)
            && from.instant(Tz::UTC) >= to.instant(Tz::UTC)
        {
            bail!("--to must be after --from");
        }
        Ok(Self { from, to })
    }

    /// Its ends as instants.
    pub fn instants(self, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
        let from = self.from.map_or(DateTime::<Utc>::MIN_UTC, |when| when.instant(zone));
        (from, self.to.map_or(DateTime::<Utc>::MAX_UTC, |when| when.instant(zone)))
    }

    /// The local days it touches; none when both ends are open.
    pub fn days(self, zone: Tz) -> anyhow::Result<Option<DateRange>> {
        match (self.from, self.to) {
            (None, None) => Ok(None),
            (Some(from), Some(to)) => {
                let last = match to {
                    When::Date(date) => date,
                    // The day that holds the instant counts, unless the instant is its very start.
                    When::Instant(instant) => {
                        let day = LocalDay::containing(instant, zone);
                        if day.start() == instant { day.date } else { day.next().date }
                    }
                };
                DateRange::new(from.date(zone), last)
                    .map(Some)
                    .ok_or_else(|| anyhow!("--to must be after --from"))
            }
            _ => bail!("give both --from and --to, or neither"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str, to: &str) -> Range {
        Range::new(When::parse(from).ok(), When::parse(to).ok()).unwrap()
    }

    #[test]
    fn dates_are_local_and_half_open() {
        let zone = chrono_tz::Europe::Stockholm;
        let (from, to) = range("2026-03-29", "2026-03-30").instants(zone);
        assert_eq!((to - from).num_hours(), 23);
        let days = range("2026-03-29", "2026-03-29T22:00:00Z").days(zone).unwrap().unwrap();
        assert_eq!((days.from.to_string(), days.days()), ("2026-03-29".to_owned(), 1));
        let days = range("2026-03-28T23:00:00Z", "2026-03-29T22:00:01Z").days(zone).unwrap().unwrap();
        assert_eq!(days.days(), 2);
    }

    #[test]
    fn other_texts_and_empty_ranges_are_refused() {
        assert!(When::parse("yesterday").is_err());
        assert!(Range::new(When::parse("2026-01-02").ok(), When::parse("2026-01-02").ok()).is_err());
        assert!(Range::new(When::parse("2026-01-02").ok(), None).unwrap().days(Tz::UTC).is_err());
    }
}
