//! What an operator writes: typed options, the portfolio and meter profiles.
//!
//! Everything here is data. [`load`] reads a configuration file with the files it names and reports every
//! problem at once, each with its place, the reason and how to mend it.

mod options;
mod portfolio;
mod problem;
pub mod profile;
mod schema;
mod sheet;
mod table;
mod vocabulary;

pub use options::{Config, DashboardOptions, Mqtt, Secret, StoreOptions};
pub use portfolio::{
    BaselinePeriod, Building, Measure, Meter, Municipality, Owner, Portfolio, SolarPlant, Source, Station,
};
pub use problem::{Problem, Problems, Severity};
pub use profile::{Profile, ReadingKind, builtin_profiles};
pub use vocabulary::{Carrier, Quantity, ReadingMode, Unit};
