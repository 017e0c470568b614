//! The terms a daily model is a sum of, and the days each of them holds for.
//!
//! Every model here is linear once its balance points are known: `use = Σ coefficient × term(date, temperature)`.
//! A new kind of dependence is a new term; fitting, uncertainty and explanation follow from the sum.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;

/// A set of weekdays, Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Weekdays(u8);

/// One term of the sum.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "term", rename_all = "snake_case")]
pub enum Term {
    /// 1 on the days: their level.
    Level {
        /// Days it holds for.
        days: Weekdays,
    },
    /// (balance point − T)+, kelvin.
    Heating {
        /// Outdoor temperature above which it is zero, °C.
        balance_point_c: f64,
        /// Days it holds for.
        days: Weekdays,
    },
    /// (T − balance point)+, kelvin.
    Cooling {
        /// Outdoor temperature below which it is zero, °C.
        balance_point_c: f64,
        /// Days it holds for.
        days: Weekdays,
    },
    /// T itself, °C: a straight line.
    Temperature {
        /// Days it holds for.
        days: Weekdays,
    },
    /// 1 while an operating mode of the calendar holds.
    Mode {
        /// Which mode of [`Calendar::modes`].
        index: usize,
        /// Days it holds for.
        days: Weekdays,
    },
}

impl Weekdays {
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);
    /// Monday to Friday.
    pub const WORKDAYS: Self = Self(0b001_1111);
    /// Saturday and Sunday, red days included.
    pub const WEEKEND: Self = Self(0b110_0000);
    /// Saturday.
    pub const SATURDAY: Self = Self(0b010_0000);
    /// Sunday and red days.
    pub const SUNDAY: Self = Self(0b100_0000);

    /// Only the weekday with this number, 0 for Monday to 6 for Sunday; larger numbers wrap.
    #[must_use]
    pub const fn only(weekday: usize) -> Self {
        Self(1 << (weekday % 7))
    }

    /// Whether the weekday (0 for Monday to 6 for Sunday) is in the set.
    #[must_use]
    pub const fn contains(self, weekday: usize) -> bool {
        weekday < 7 && self.0 & (1 << weekday) != 0
    }

    /// The word for parameter names: `all`, `workday`, `weekend` or a weekday's name.
    #[must_use]
    pub fn word(self) -> &'static str {
        const NAMES: [&str; 7] =
            ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        match self {
            Self::ALL => "all",
            Self::WORKDAYS => "workday",
            Self::WEEKEND => "weekend",
            other => NAMES.get(other.0.trailing_zeros() as usize).copied().unwrap_or("no_day"),
        }
    }
}

impl Term {
    /// Its value on `date`, whose weekday the calendar gave, at `temp_c`.
    #[must_use]
    pub fn value(&self, calendar: &Calendar, date: NaiveDate, weekday: usize, temp_c: f64) -> f64 {
        let on = |days: Weekdays, value: f64| if days.contains(weekday) { value } else { 0.0 };
        match *self {
            Self::Level { days } => on(days, 1.0),
            Self::Heating { balance_point_c, days } => on(days, (balance_point_c - temp_c).max(0.0)),
            Self::Cooling { balance_point_c, days } => on(days, (temp_c - balance_point_c).max(0.0)),
            Self::Temperature { days } => on(days, temp_c),
            Self::Mode { index, days } if calendar.in_mode(index, date) => on(days, 1.0),
            Self::Mode { .. } => 0.0,
        }
    }

    /// The balance point it has, °C.
    #[must_use]
    pub const fn balance_point_c(&self) -> Option<f64> {
        match self {
            Self::Heating { balance_point_c, .. } | Self::Cooling { balance_point_c, .. } => {
                Some(*balance_point_c)
            }
            _ => None,
        }
    }

    /// How its value changes per kelvin when this balance point is moved up.
    #[must_use]
    pub fn moved_by(&self, balance_point: f64, weekday: usize, temp_c: f64) -> f64 {
        let here = self.balance_point_c().is_some_and(|own| own.total_cmp(&balance_point).is_eq());
        match self {
            Self::Heating { days, .. } if here && days.contains(weekday) && temp_c < balance_point => 1.0,
            Self::Cooling { days, .. } if here && days.contains(weekday) && temp_c > balance_point => -1.0,
            _ => 0.0,
        }
    }
}
