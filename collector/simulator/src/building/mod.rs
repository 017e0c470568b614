//! Buildings: what they are, and what flows in them hour by hour.

mod drift;
mod electricity;
mod heat;
mod house;
mod occupancy;
mod solar;
mod spec;
mod water;

pub(crate) use house::{Both, Flows, House};
pub(crate) use occupancy::{Pattern, is_bath_closed};
pub(crate) use spec::{Heating, Kind, Measure, Plant, Spec};
