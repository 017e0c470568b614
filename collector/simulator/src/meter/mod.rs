//! Meters: registers with the steps real ones count in, behind the gateways real ones publish through.

mod device;
mod devices;
mod telegram;

pub(crate) use device::{Device, Gateway, Measured, Register};
pub(crate) use devices::{devices_of, station_of};
pub(crate) use telegram::write;
