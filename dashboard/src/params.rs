//! Query parameters: every wrong one is reported, with its place and what would be right.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use config::{Carrier, Portfolio};
use engine::domain::{DateRange, LocalDay};

use crate::error::{ParameterError, Refusal};
use crate::figures::Filter;

/// The pairs of a query string, as axum's `Query` reads them.
pub(crate) type Pairs = Vec<(String, String)>;

/// A query under examination: problems gather until [`Params::done`].
#[derive(Debug)]
pub(crate) struct Params {
    pairs: Pairs,
    errors: Vec<ParameterError>,
}

/// A day or an instant, as the caller wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Date(NaiveDate),
    Instant(DateTime<Utc>),
}

/// How long the pieces are that a range is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// Clock hours, UTC.
    Hour,
    /// Local days.
    Day,
    /// Local calendar months.
    Month,
    /// Local calendar years.
    Year,
}

impl Resolution {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl When {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Ok(date) = text.parse::<NaiveDate>() {
            return is_sensible(date).then_some(Self::Date(date));
        }
        // A plus sign that was not escaped arrives as a space.
        let instant = DateTime::parse_from_rfc3339(&text.replace(' ', "+")).ok()?.with_timezone(&Utc);
        is_sensible(instant.date_naive()).then_some(Self::Instant(instant))
    }

    /// The instant; a date begins at its local midnight.
    pub(crate) fn instant(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Date(date) => LocalDay { date, zone }.start(),
            Self::Instant(instant) => instant,
        }
    }

    /// The local day that holds it.
    fn first_day(self, zone: Tz) -> NaiveDate {
        match self {
            Self::Date(date) => date,
            Self::Instant(instant) => LocalDay::containing(instant, zone).date,
        }
    }

    /// The first local day that lies wholly at or after it.
    fn end_day(self, zone: Tz) -> NaiveDate {
        match self {
            Self::Date(date) => date,
            Self::Instant(instant) => {
                let day = LocalDay::containing(instant, zone);
                if day.start() == instant { day.date } else { day.date + Days::new(1) }
            }
        }
    }
}

/// Far away dates would only make empty work.
fn is_sensible(date: NaiveDate) -> bool {
    use chrono::Datelike;
    (1990..2200).contains(&date.year())
}

impl Params {
    /// Examine `pairs`; names other than `allowed`, and repeated ones, are problems.
    pub(crate) fn new(pairs: Pairs, allowed: &[&str]) -> Self {
        let mut errors = Vec::new();
        for (index, (name, _)) in pairs.iter().enumerate() {
            if !allowed.contains(&name.as_str()) {
                let known = if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") };
                errors.push(ParameterError::query(name, format!("unknown parameter; known here: {known}")));
            } else if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                errors.push(ParameterError::query(name, "given twice; give it once"));
            }
        }
        Self { pairs, errors }
    }

    /// The value of `name`; an empty one counts as absent, as forms send it.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Notes a problem with `name`.
    pub(crate) fn refuse(&mut self, name: &str, message: impl Into<String>) {
        self.errors.push(ParameterError::query(name, message));
    }

    /// A value read by `read`; `expected` says what would be right.
    pub(crate) fn read<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?.to_owned();
        let value = read(&text);
        if value.is_none() {
            let shown: String = text.chars().take(60).collect();
            self.refuse(name, format!("`{shown}` is not {expected}"));
        }
        value
    }

    pub(crate) fn when(&mut self, name: &str) -> Option<When> {
        self.read(
            name,
            "a date (2026-01-31) or an RFC 3339 instant (2026-01-31T00:00:00Z) of the years 1990 to 2199",
            When::parse,
        )
    }

    pub(crate) fn year(&mut self, name: &str) -> Option<i32> {
        self.read(name, "a year from 1990 to 2199", |text| {
            text.parse().ok().filter(|year| text.len() == 4 && (1990..2200).contains(year))
        })
    }

    pub(crate) fn carrier(&mut self, name: &str) -> Option<Carrier> {
        let known: Vec<_> =
            Carrier::ALL.iter().filter(|carrier| carrier.is_use()).map(|carrier| carrier.as_str()).collect();
        let expected = format!("a carrier whose use is followed ({})", known.join(", "));
        self.read(name, &expected, |text| Carrier::from_word(text).filter(|carrier| carrier.is_use()))
    }

    pub(crate) fn resolution(&mut self, allowed: &[Resolution]) -> Option<Resolution> {
        let words: Vec<_> = allowed.iter().map(|resolution| resolution.as_str()).collect();
        let expected = format!("a resolution (one of {})", words.join(", "));
        self.read("resolution", &expected, |text| allowed.iter().copied().find(|r| r.as_str() == text))
    }

    /// A whole number from 1 to `most`.
    pub(crate) fn limit(&mut self, most: usize) -> Option<usize> {
        let expected = format!("a whole number from 1 to {most}");
        self.read("limit", &expected, |text| text.parse().ok().filter(|n| (1..=most).contains(n)))
    }

    /// `from` and `to` as local days: every day that the range touches. None when either is absent or wrong.
    pub(crate) fn days(&mut self, zone: Tz) -> Option<DateRange> {
        let (from, to) = (self.when("from"), self.when("to"));
        let (from, to) = (from?.first_day(zone), to?.end_day(zone));
        let range = DateRange::new(from, to);
        if range.is_none() {
            self.refuse("to", "must be after `from` (the range does not include `to`)");
        }
        range
    }

    /// `from` and `to` as instants, each with what it is when absent. None when the range is wrong.
    pub(crate) fn instants(
        &mut self,
        zone: Tz,
        otherwise: (DateTime<Utc>, DateTime<Utc>),
    ) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let problems = self.errors.len();
        let from = self.when("from").map_or(otherwise.0, |when| when.instant(zone));
        let to = self.when("to").map_or(otherwise.1, |when| when.instant(zone));
        if self.errors.len() > problems {
            return None;
        }
        if from >= to {
            self.refuse("to", "must be after `from` (the range does not include `to`)");
            return None;
        }
        Some((from, to))
    }

    /// Every problem found, or the way is free.
    pub(crate) fn done(self) -> Result<(), Refusal> {
        if self.errors.is_empty() { Ok(()) } else { Err(Refusal::BadParameters(self.errors)) }
    }
}

impl Filter {
    /// The parameters it is read from.
    pub(crate) const PARAMETERS: &[&str] = &["year", "carrier", "municipality", "owner"];

    /// The filter that `params` describe, of what `portfolio` holds.
    pub(crate) fn of(params: &mut Params, portfolio: &Portfolio) -> Self {
        let known = |id: &str| portfolio.municipalities.iter().any(|known| known.id == id);
        let municipality = params.read("municipality", "the id of a municipality of this portfolio", |id| {
            known(id).then(|| id.to_owned())
        });
        let owner = params.read("owner", "the id of an owner of this portfolio", |id| {
            portfolio.owner(id).map(|owner| owner.id.clone())
        });
        Self { year: params.year("year"), carrier: params.carrier("carrier"), municipality, owner }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::Europe::Stockholm;

    fn params(query: &[(&str, &str)]) -> Params {
        let pairs = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Params::new(pairs, &["from", "to", "resolution", "carrier", "year", "limit"])
    }

    fn problems(query: &[(&str, &str)]) -> Vec<String> {
        let mut params = params(query);
        params.days(ZONE);
        params.resolution(&[Resolution::Day, Resolution::Month]);
        params.carrier("carrier");
        params.year("year");
        params.limit(1000);
        match params.done() {
            Err(Refusal::BadParameters(errors)) => {
                errors.into_iter().map(|error| format!("{}: {}", error.path, error.message)).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_wrong_parameter_is_named() {
        insta::assert_snapshot!(problems(&[
            ("from", "2026-02-30"),
            ("to", "soon"),
            ("resolution", "week"),
            ("carrier", "outdoor_temperature"),
            ("year", "26"),
            ("limit", "0"),
            ("limit", "5"),
            ("sort", "asc"),
        ]).join("\n"), @r#"
        query.limit: given twice; give it once
        query.sort: unknown parameter; known here: from, to, resolution, carrier, year, limit
        query.from: `2026-02-30` is not a date (2026-01-31) or an RFC 3339 instant (2026-01-31T00:00:00Z) of the years 1990 to 2199
        query.to: `soon` is not a date (2026-01-31) or an RFC 3339 instant (2026-01-31T00:00:00Z) of the years 1990 to 2199
        query.resolution: `week` is not a resolution (one of day, month)
        query.carrier: `outdoor_temperature` is not a carrier whose use is followed (electricity, district_heating, district_cooling, gas, oil, wood_pellets, domestic_hot_water, cold_water)
        query.year: `26` is not a year from 1990 to 2199
        query.limit: `0` is not a whole number from 1 to 1000
        "#);
        insta::assert_snapshot!(problems(&[("from", "2026-02-01"), ("to", "2026-02-01")]).join("\n"), @"query.to: must be after `from` (the range does not include `to`)");
        assert!(problems(&[("from", "2026-02-01"), ("to", "2026-02-02"), ("carrier", "")]).is_empty());
    }

    #[test]
    fn instants_become_the_days_they_touch() {
        let days = |from, to| params(&[("from", from), ("to", to)]).days(ZONE).unwrap();
        let range =
            |from: &str, to: &str| DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
        assert_eq!(days("2017-12-31T23:00:00Z", "2018-12-31T23:00:00Z"), range("2018-01-01", "2019-01-01"));
        assert_eq!(
            days("2018-01-01T00:00:00+01:00", "2018-01-02T12:00:00 01:00"),
            range("2018-01-01", "2018-01-03")
        );
        assert_eq!(days("2018-01-01", "2019-01-01"), range("2018-01-01", "2019-01-01"));
    }
}
