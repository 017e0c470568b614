//! The words of the road: readings, hours, local days and how far each can be trusted.

mod day;
mod limits;
mod quality;
mod reading;
mod reason;

pub use config::{Carrier, Quantity, ReadingKind, ReadingMode, Unit};
pub use day::{DateRange, LocalDay};
pub use limits::plausible;
pub use quality::Quality;
pub use reading::{Point, RawReading, ReadingQuality, SeriesKey, TimeSource};
pub use reason::Reason;
