//! What to look at first: buildings that use more than they should of late, and meters that cannot be trusted.
//!
//! Pure functions from stored days to findings. Each says since when, how much, and how sure that is; none of them
//! guesses a cause. The limits are set so that a healthy building stays silent (`tests.rs` counts).

mod excess;
mod meter;
mod setback;

pub use excess::{Excess, Reference, excess};
pub use meter::{ChangedMeasure, MeterDay, Standstill, changed_measure, is_silent, standstill};
pub use setback::{LostSetback, Night, WARMEST_C, lost_setback, mornings_and_evenings};

#[cfg(test)]
mod tests;
