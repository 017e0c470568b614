//! A device with its registers, and how it is followed in the configuration.

use config::Carrier;

use crate::building::Flows;

/// What publishes on the broker: the name of a shipped profile and the kind of telegram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gateway {
    /// wmbusmeters with a heat meter.
    HeatTelegram,
    /// wmbusmeters with a cold-water meter.
    ColdWaterTelegram,
    /// wmbusmeters with a hot-water meter.
    HotWaterTelegram,
    /// A reader on the port of the grid company's meter.
    AmsReader,
    /// Shelly 3EM.
    Shelly,
    /// A Tasmota device.
    Tasmota,
    /// A Growatt inverter behind grott.
    Grott,
    /// A gateway of one's own that publishes a number without a unit.
    Own,
    /// A weather station.
    Station,
}

/// What a register counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measured {
    Heat,
    /// The heat of two buildings.
    Substation,
    ColdWater,
    HotWater,
    Import,
    Export,
    Production,
    EngineHeaters,
    HeatingPlant,
    Charging,
    /// °C, in tenths.
    Temperature,
}

/// A device that publishes one or two registers in a message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Device {
    /// As the profile names it.
    pub(crate) name: String,
    pub(crate) gateway: Gateway,
    /// Hours of the local clock between two readings.
    pub(crate) every_h: u32,
    /// Seconds after the hour at which it reads.
    pub(crate) offset_s: i64,
    pub(crate) registers: Vec<Register>,
}

/// One register: a meter of the configuration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Register {
    /// Meter id.
    pub(crate) id: String,
    /// Name for people.
    pub(crate) name: &'static str,
    pub(crate) measured: Measured,
    /// What it shows when the history begins, kWh or m³.
    pub(crate) start: f64,
    /// The unit on its display.
    pub(crate) unit: &'static str,
    /// Digits before the point in that unit.
    pub(crate) digits: u32,
    /// More cannot flow, kW.
    pub(crate) max_power_kw: Option<f64>,
    /// The meter that already counts it.
    pub(crate) sub_meter_of: Option<String>,
    /// Only a part of a virtual meter, because it measures more than the building uses.
    pub(crate) is_part: bool,
}

impl Gateway {
    /// Name of the profile that reads it.
    pub(crate) const fn profile(self) -> &'static str {
        match self {
            Self::HeatTelegram | Self::ColdWaterTelegram | Self::HotWaterTelegram => "wmbusmeters",
            Self::AmsReader => "ams-reader",
            Self::Shelly => "shelly-gen2",
            Self::Tasmota => "tasmota",
            Self::Grott => "grott",
            Self::Own | Self::Station => "sparvakt",
        }
    }

    /// Steps of the register in a kWh, a m³ or a °C.
    pub(crate) const fn steps(self) -> f64 {
        match self {
            Self::HeatTelegram | Self::Own => 1.0,
            Self::Grott | Self::Station => 10.0,
            Self::ColdWaterTelegram
            | Self::HotWaterTelegram
            | Self::AmsReader
            | Self::Shelly
            | Self::Tasmota => 1000.0,
        }
    }
}

impl Measured {
    /// The carrier in the configuration.
    pub(crate) const fn carrier(self) -> Carrier {
        match self {
            Self::Heat | Self::Substation => Carrier::DistrictHeating,
            Self::ColdWater => Carrier::ColdWater,
            Self::HotWater => Carrier::DomesticHotWater,
            Self::Import | Self::EngineHeaters | Self::HeatingPlant | Self::Charging => Carrier::Electricity,
            Self::Export => Carrier::GridExport,
            Self::Production => Carrier::SolarProduction,
            Self::Temperature => Carrier::OutdoorTemperature,
        }
    }

    /// The series that the gateway's profile gives.
    pub(crate) const fn series(self) -> &'static str {
        match self {
            Self::Heat | Self::Substation => "heat.energy",
            Self::ColdWater => "water.volume",
            Self::HotWater => "water.volume.warm",
            Self::Import | Self::EngineHeaters | Self::HeatingPlant | Self::Charging => "el.energy.import",
            Self::Export => "el.energy.export",
            Self::Production => "pv.energy",
            Self::Temperature => "temp.outdoor",
        }
    }

    /// What of an hour's flows it counts.
    pub(crate) const fn of(self, flows: &Flows) -> f64 {
        match self {
            Self::Heat => flows.heat.actual,
            Self::Substation => flows.substation_kwh,
            Self::ColdWater => flows.cold_water.actual,
            Self::HotWater => flows.hot_water.actual,
            Self::Import => flows.import_kwh,
            Self::Export => flows.export_kwh,
            Self::Production => flows.production_kwh,
            Self::EngineHeaters => flows.engine_heaters_kwh,
            Self::HeatingPlant => flows.heating_plant_kwh,
            Self::Charging => flows.charging_kwh,
            Self::Temperature => 0.0,
        }
    }
}
