//! Everything beside readings: the fate of other messages, what waits for analysis, what analysis concluded.

mod baselines;
pub(crate) mod dirty;
mod document;
pub(crate) mod inbox;
mod meters;
mod notes;
mod other_units;
pub(crate) mod quarantine;
mod results;
mod ring;
mod setbacks;
pub(crate) mod totals;
pub(crate) mod unknown;
mod weather;

pub use baselines::{BaselineOutcome, BaselineRecord, StoredFinding};
pub use dirty::Dirty;
pub use meters::{MeterEvent, MeterFacts, Settled};
pub use quarantine::{QuarantineItem, QuarantinedMessage};
pub use results::ResultDay;
pub use totals::Totals;
pub use unknown::UnknownItem;
pub use weather::{WeatherRecord, WeatherRun, WeatherSource};
