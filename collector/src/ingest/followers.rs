//! Who wants a reading, and what it is worth to them.

use std::collections::{HashMap, HashSet};

use config::{Meter, Portfolio, Quantity, Source, Unit};
use engine::domain::{RawReading, Reason, plausible};
use engine::validate::{self, Accepted};

/// The meters and weather stations of a configuration that are fed over MQTT.
#[derive(Debug)]
pub struct Followers {
    wanted: HashMap<Source, Follower>,
    /// Profile and device of everything that is wanted.
    devices: HashSet<(String, String)>,
}

/// Who wants a series.
#[derive(Debug)]
enum Follower {
    Meter(Box<Meter>),
    /// A weather station, whose bare numbers are in this unit.
    Station(Unit),
}

/// What a reading is worth to the configuration.
#[derive(Debug, Clone, PartialEq)]
pub enum Judgement {
    /// It is to be stored.
    Accepted(Accepted),
    /// Who wants it cannot use it.
    Refused(Reason),
    /// Its device is configured, but nobody reads this series of it.
    Unread,
    /// Its device is not configured.
    Unknown,
}

impl Followers {
    /// Everything that `portfolio` follows.
    #[must_use]
    pub fn of(portfolio: &Portfolio) -> Self {
        let meters = portfolio
            .meters()
            .filter_map(|(_, meter)| Some((meter.source.clone()?, Follower::Meter(Box::new(meter.clone())))));
        let stations = portfolio
            .stations
            .iter()
            .filter_map(|station| Some((station.source.clone()?, Follower::Station(station.unit))));
        let wanted: HashMap<Source, Follower> = meters.chain(stations).collect();
        let devices = wanted.keys().map(|source| (source.profile.clone(), source.device.clone())).collect();
        Self { wanted, devices }
    }

    /// What a reading that `profile` gives is worth.
    #[must_use]
    pub fn judge(&self, profile: &str, reading: &RawReading) -> Judgement {
        let source = Source {
            profile: profile.to_owned(),
            device: reading.key.device.clone(),
            series: reading.key.series.clone(),
        };
        match self.wanted.get(&source) {
            Some(follower) => follower.judge(reading).map_or_else(Judgement::Refused, Judgement::Accepted),
            None if self.devices.contains(&(source.profile, source.device)) => Judgement::Unread,
            None => Judgement::Unknown,
        }
    }
}

impl Follower {
    /// What to store, or why there is nothing.
    fn judge(&self, reading: &RawReading) -> Result<Accepted, Reason> {
        let unit = match self {
            Self::Meter(meter) => return validate::judge(reading, meter),
            Self::Station(unit) => unit,
        };
        let value = if reading.unit.quantity == Quantity::Number {
            unit.to_canonical(reading.native_value)
        } else {
            reading.value
        };
        if ![Quantity::Number, Quantity::Temperature].contains(&reading.unit.quantity) {
            let text = format!(
                "{} is in {}, but a weather station measures temperature; correct its `source`",
                reading.key, reading.native_unit
            );
            return Err(Reason::new("unit.unexpected", text));
        }
        plausible(Quantity::Temperature, value)?;
        Ok(Accepted { value, unit: unit.canonical(), quality: reading.quality })
    }
}
