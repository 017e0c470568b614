//! What an operator writes: typed options, the portfolio and meter profiles.
//!
//! Everything here is data. [`load`] reads a configuration file with the files it names and reports every
//! problem at once, each with its place, the reason and how to mend it.

mod options;
mod parts;
mod portfolio;
pub mod profile;
mod rates;
mod vocabulary;

mod load;

mod files;
mod profiles;
mod read;

mod check;
mod draft;
mod finish;
mod place;

mod keys;
mod problem;
mod schema;
mod sheet;
mod table;
mod value;

mod print_default;
mod summary;

#[cfg(test)]
mod tests;

pub use load::{from_text, load};
pub use options::{Config, DashboardOptions, Mqtt, Secret, StoreOptions, WeatherOptions};
pub use parts::{Part, Share, Sign, Term};
pub use portfolio::{
    BaselinePeriod, Building, Calendar, Closed, Correction, Measure, Meter, Municipality, Owner, Portfolio,
    SolarPlant, Source, Station,
};
pub use print_default::DEFAULT;
pub use problem::{Problem, Problems, Severity};
pub use profile::{Profile, ReadingKind, builtin_profiles};
pub use rates::{EmissionFactor, Scope, Tariff};
pub use summary::Summary;
pub use vocabulary::{Carrier, Quantity, ReadingMode, Unit};
