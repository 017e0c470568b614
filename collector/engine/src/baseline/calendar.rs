//! Which kind of day a date is: weekday, red day, or an operating mode the operator has named.
//!
//! Red days count as Sundays. Sweden's are computed by rule, so that a model fitted today knows the red days of
//! any later year; other countries give a list. Operating modes (school holidays, summer closure) are named sets
//! of dates and get levels of their own in the model.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use config::{Building, Portfolio};
use serde::{Deserialize, Serialize};

use crate::domain::DateRange;

/// What is known of dates beyond their weekday. It travels with the fitted model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// A country whose red days count as Sundays.
    pub country: Option<Country>,
    /// Further dates that count as Sundays.
    pub off_days: BTreeSet<NaiveDateText>,
    /// Operating modes, in the order of the model's levels.
    pub modes: Vec<Mode>,
}

/// Countries whose red days are known by rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Country {
    /// Sweden: red days and the eves of midsummer, Christmas and New Year.
    #[serde(rename = "SE")]
    Sweden,
}

/// A named way of running the building on certain dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mode {
    /// Name, e.g. `school_holidays`.
    pub name: String,
    /// The local dates on which it holds.
    pub days: BTreeSet<NaiveDateText>,
}

/// A date that is written as `2026-01-15` in the model document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NaiveDateText(pub NaiveDate);

impl Calendar {
    /// Weekdays only.
    #[must_use]
    pub fn weekdays_only() -> Self {
        Self::default()
    }

    /// Swedish red days.
    #[must_use]
    pub fn sweden() -> Self {
        Self { country: Some(Country::Sweden), ..Self::default() }
    }

    /// The red days of `building`, and the days on which it is closed as one operating mode.
    #[must_use]
    pub fn of_building(portfolio: &Portfolio, building: &Building) -> Self {
        let country = portfolio.country_of(building).and_then(Country::from_code);
        let rows = portfolio.closed_of(building);
        let closed: Vec<NaiveDate> =
            rows.filter_map(|row| DateRange::new(row.from, row.to)).flat_map(DateRange::dates).collect();
        let modes = if closed.is_empty() { Vec::new() } else { vec![Mode::new(Mode::CLOSED, closed)] };
        Self { country, modes, ..Self::weekdays_only() }
    }

    /// 0 for Monday to 6 for Sunday; a red day is a Sunday.
    #[must_use]
    pub fn weekday(&self, date: NaiveDate) -> usize {
        if self.is_off(date) { 6 } else { date.weekday().num_days_from_monday() as usize }
    }

    /// Whether the mode at `index` holds on `date`.
    #[must_use]
    pub fn in_mode(&self, index: usize, date: NaiveDate) -> bool {
        self.modes.get(index).is_some_and(|mode| mode.days.contains(&NaiveDateText(date)))
    }

    /// Whether any mode holds on `date`.
    #[must_use]
    pub fn in_any_mode(&self, date: NaiveDate) -> bool {
        (0..self.modes.len()).any(|index| self.in_mode(index, date))
    }

    /// On how many dates of `range` any mode holds.
    #[must_use]
    pub fn days_in_modes(&self, range: DateRange) -> usize {
        range.dates().filter(|date| self.in_any_mode(*date)).count()
    }

    fn is_off(&self, date: NaiveDate) -> bool {
        self.off_days.contains(&NaiveDateText(date))
            || self.country.is_some_and(|Country::Sweden| is_swedish_red_day(date))
    }
}

impl Country {
    /// The country written `code` (ISO 3166, e.g. `SE`).
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        (code == "SE").then_some(Self::Sweden)
    }
}

impl Mode {
    /// Name of the mode in which a building is closed to those it is there for.
    pub const CLOSED: &'static str = "closed";

    /// A mode on the given dates.
    #[must_use]
    pub fn new(name: impl Into<String>, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        Self { name: name.into(), days: days.into_iter().map(NaiveDateText).collect() }
    }
}

impl From<NaiveDate> for NaiveDateText {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl From<NaiveDateText> for String {
    fn from(date: NaiveDateText) -> Self {
        date.0.to_string()
    }
}

impl TryFrom<String> for NaiveDateText {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

/// Whether `date` is a Swedish red day (lag 1989:253) or one of the three eves on which offices and schools rest.
#[must_use]
pub fn is_swedish_red_day(date: NaiveDate) -> bool {
    let fixed = matches!((date.month(), date.day()), (1, 1 | 6) | (5, 1) | (6, 6) | (12, 24 | 25 | 26 | 31));
    let midsummer = date.month() == 6
        && match date.weekday() {
            Weekday::Fri => (19..=25).contains(&date.day()),
            Weekday::Sat => (20..=26).contains(&date.day()),
            _ => false,
        };
    let all_saints =
        date.weekday() == Weekday::Sat && matches!((date.month(), date.day()), (10, 31) | (11, 1..=6));
    let days_after_easter = easter(date.year()).map(|easter| (date - easter).num_days());
    fixed || midsummer || all_saints || matches!(days_after_easter, Some(-2 | 0 | 1 | 39 | 49))
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm published in Nature in 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - correction + 15).rem_euclid(30);
    let weekday =
        (32 + 2 * century.rem_euclid(4) + 2 * of_century.div_euclid(4) - epact - of_century.rem_euclid(4))
            .rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday).div_euclid(451);
    let days_after_22_march = u64::try_from(epact + weekday - 7 * late).ok()?;
    NaiveDate::from_ymd_opt(year, 3, 22)?.checked_add_days(Days::new(days_after_22_march))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    proptest! {
        /// Clocks that change and leap days make no difference: a mode holds on local dates.
        #[test]
        fn a_mode_holds_from_its_first_day_to_the_day_before_its_end(start in 0_i64..3000, days in 1_i64..100, near in -3_i64..103) {
            let from = date("2023-12-01") + TimeDelta::days(start);
            let to = from + TimeDelta::days(days);
            let modes = vec![Mode::new(Mode::CLOSED, from.iter_days().take_while(|day| *day < to))];
            let calendar = Calendar { modes, ..Calendar::sweden() };
            let asked = from + TimeDelta::days(near);
            prop_assert_eq!(calendar.in_mode(0, asked), from <= asked && asked < to);
            prop_assert_eq!(calendar.in_any_mode(asked), calendar.in_mode(0, asked));
            prop_assert!(!calendar.in_mode(1, asked));
            prop_assert_eq!(i64::try_from(calendar.modes[0].days.len()), Ok(days));
        }
    }

    #[test]
    fn days_on_which_clocks_change_and_leap_days_are_days() {
        for day in ["2024-02-29", "2024-03-31", "2024-10-27"] {
            let calendar = Calendar { modes: vec![Mode::new("lov", [date(day)])], ..Calendar::default() };
            let holds = [date(day).pred_opt(), Some(date(day)), date(day).succ_opt()];
            assert_eq!(holds.map(|day| calendar.in_any_mode(day.unwrap())), [false, true, false], "{day}");
        }
    }

    #[test]
    fn easter_moves_as_the_almanac_says() {
        for (year, day) in
            [(2016, "03-27"), (2019, "04-21"), (2024, "03-31"), (2026, "04-05"), (2038, "04-25")]
        {
            assert_eq!(easter(year), Some(date(&format!("{year}-{day}"))));
        }
    }

    #[test]
    fn red_days_of_2026() {
        let found: Vec<String> = date("2026-01-01")
            .iter_days()
            .take(365)
            .filter(|day| is_swedish_red_day(*day))
            .map(|day| day.format("%m-%d").to_string())
            .collect();
        let expected =
            "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31";
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn a_red_day_is_a_sunday() {
        let thursday = date("2026-01-01");
        assert_eq!(Calendar::weekdays_only().weekday(thursday), 3);
        assert_eq!(Calendar::sweden().weekday(thursday), 6);
        let own = Calendar { off_days: BTreeSet::from([thursday.into()]), ..Calendar::default() };
        assert_eq!(own.weekday(thursday), 6);
    }

    #[test]
    fn dates_at_the_ends_of_time_do_not_panic() {
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            assert!(Calendar::sweden().weekday(day) < 7);
        }
    }
}
