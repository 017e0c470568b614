//! The words of the road: readings, hours, local days and how far each can be trusted.

mod day;
mod quality;
mod reading;

pub use config::{Carrier, Quantity, ReadingMode, Unit};
pub use day::{DateRange, LocalDay};
pub use quality::Quality;
pub use reading::{Point, RawReading, ReadingKind, SeriesKey, TimeSource};
