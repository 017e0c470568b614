//! The pure road of a reading: decode → validate → normalise → baseline → savings → solar.
//!
//! No module here knows about files, networks, databases, clocks or async: everything arrives as an argument
//! and leaves as a value, so that every figure can be recomputed by anyone who has the readings.

pub mod baseline;
pub mod decode;
pub mod domain;
pub mod evaluate;
pub mod first_year;
pub mod normalise;
pub mod savings;
pub mod solar;
pub mod validate;
