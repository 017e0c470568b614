//! What can be said of a building before a baseline can be: its use beside the same days a year earlier, its use per
//! area, and when a baseline will be there.
//!
//! None of it is a saving: nothing here tells the weather and the building apart. Weather is therefore told beside
//! the use, as heating degree days of both periods ([`degree_days`]).

mod degree_days;
mod previous_year;
mod readiness;
mod specific_use;

pub use degree_days::{DEGREE_DAY_BASE_C, degree_days};
pub use previous_year::{Comparison, PreviousYear, Weather, compare, compare_latest};
pub use readiness::{Readiness, ready_for, ready_without_period};
pub use specific_use::{SpecificUse, specific_use};

use chrono::{Months, NaiveDate};

use crate::baseline::{Finding, Severity};

/// The same date a year earlier; 28 February for 29 February.
fn a_year_before(date: NaiveDate) -> NaiveDate {
    date.checked_sub_months(Months::new(12)).unwrap_or(date)
}

/// The same date a year later.
fn a_year_after(date: NaiveDate) -> NaiveDate {
    date.checked_add_months(Months::new(12)).unwrap_or(date)
}

/// What forbids a number.
fn forbids(code: &'static str, text: String, data: Vec<(&'static str, f64)>) -> Finding {
    Finding { code, severity: Severity::Disqualifying, text, data }
}

#[cfg(test)]
mod tests;
