//! A county of buildings that never were: weather, heat, electricity, water and sun hour by hour, meters that publish
//! it as real ones do, faults, and the truth to hold an estimate against.
//!
//! [`County::new`] is the whole of it: the same seed and first day give the same bytes. Two years are history, the first
//! 365 days of them the baseline; what was done takes effect on the day after. The physics is simple and written where
//! it is computed: `weather` and `sun` (63° north), `building/heat` (loss, inertia, sun, wind, setback, hot water),
//! `building/electricity` (lamps, engine heaters, heat pumps), `building/solar`, `building/water`, and
//! `building/drift`: what makes an estimate uncertain is that buildings change by themselves.
//!
//! Known limits: no cooling machines, no tariffs, one climate for the county with local departures; noise is Gaussian,
//! while real buildings have a few wild years more.

mod building;
mod calendars;
mod catalogue;
mod county;
mod fault;
mod meter;
mod place;
mod portfolio;
mod publications;
mod random;
mod sun;
mod time;
mod truth;
mod weather;
mod world;

pub use county::{County, SimulatedMeasure};
pub use fault::{FaultKind, PlantedFault};
pub use publications::{Publication, Publications};
pub use truth::{TrueSaving, Truth};

#[cfg(test)]
mod tests;
