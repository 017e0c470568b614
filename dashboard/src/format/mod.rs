//! How numbers, units and dates are written: the only place that turns a value into text for people.
//!
//! Swedish: no-break space between groups of three, decimal comma, U+2212 as minus, no-break space before units
//! and before %. English: the same groups (a comma would be read as a decimal sign here), decimal point, and %
//! follows directly. Years are never grouped. Nothing here ever breaks across lines inside a number and its unit.

mod dates;
mod money;
mod numbers;

pub use dates::{clock, day_month, instant, iso, long_date, month_short, month_year, span};
pub use money::MoneyScale;
pub use numbers::{EnergyScale, coverage_percent, interval, number, percent, pretty_unit, quantity, signed};

/// No-break space: between digits, before units and before the percent sign.
pub const NBSP: char = '\u{a0}';
/// The minus sign; a hyphen is not one.
pub const MINUS: char = '\u{2212}';
