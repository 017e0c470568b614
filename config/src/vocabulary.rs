//! The words every stage shares: what a meter carries, in which unit, and how its numbers are to be read.
//!
//! Units are converted once, when a payload is decoded. After that energy is kWh, volume m³, power kW,
//! flow m³/h and temperature °C, everywhere. A conversion is kept as a fraction, so that 12 345 Wh becomes
//! exactly the double nearest to 12.345 kWh.

use std::fmt;

/// What flows through a meter, or what a sensor feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Carrier {
    /// Electricity bought from the grid.
    Electricity,
    /// Fjärrvärme.
    DistrictHeating,
    /// Fjärrkyla.
    DistrictCooling,
    /// Natural gas or biogas.
    Gas,
    /// Heating oil.
    Oil,
    /// Wood pellets.
    WoodPellets,
    /// Tappvarmvatten, as volume or as heat.
    DomesticHotWater,
    /// Kallvatten.
    ColdWater,
    /// What the solar modules deliver.
    SolarProduction,
    /// Electricity sold to the grid.
    GridExport,
    /// Outdoor air.
    OutdoorTemperature,
    /// Indoor air.
    IndoorTemperature,
    /// Framledning.
    SupplyTemperature,
    /// Retur.
    ReturnTemperature,
}

/// What kind of thing a number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quantity {
    /// kWh
    Energy,
    /// kW
    Power,
    /// m³
    Volume,
    /// m³/h
    Flow,
    /// °C
    Temperature,
    /// V
    Voltage,
    /// A
    Current,
    /// Hz
    Frequency,
    /// %
    Percent,
    /// Anything without a unit of its own: counts, factors, prices.
    Number,
}

/// How a meter's numbers become use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReadingMode {
    /// A counter that only grows: use is the difference between two readings.
    Register,
    /// Every reading is the use of its own interval, stamped at the interval's start.
    Interval,
    /// Momentary power or flow, integrated over time.
    Power,
    /// A state such as a temperature: averaged, never summed.
    Value,
}

/// A unit as a meter or an operator writes it, with its way to the canonical unit of its quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// The spelling we print.
    pub symbol: &'static str,
    /// What it measures.
    pub quantity: Quantity,
    /// canonical = (native + offset) × numerator / denominator
    numerator: f64,
    denominator: f64,
    offset: f64,
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used in configuration, API and database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The member written `word`.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words!(Carrier {
    Electricity = "electricity",
    DistrictHeating = "district_heating",
    DistrictCooling = "district_cooling",
    Gas = "gas",
    Oil = "oil",
    WoodPellets = "wood_pellets",
    DomesticHotWater = "domestic_hot_water",
    ColdWater = "cold_water",
    SolarProduction = "solar_production",
    GridExport = "grid_export",
    OutdoorTemperature = "outdoor_temperature",
    IndoorTemperature = "indoor_temperature",
    SupplyTemperature = "supply_temperature",
    ReturnTemperature = "return_temperature",
});

words!(ReadingMode { Register = "register", Interval = "interval", Power = "power", Value = "value" });

impl Carrier {
    /// What this carrier may be measured in after conversion. `Power` meters measure the rate of the first one.
    #[must_use]
    pub const fn quantities(self) -> &'static [Quantity] {
        match self {
            Self::Electricity
            | Self::DistrictHeating
            | Self::DistrictCooling
            | Self::WoodPellets
            | Self::SolarProduction
            | Self::GridExport => &[Quantity::Energy],
            Self::Gas | Self::Oil | Self::DomesticHotWater => &[Quantity::Energy, Quantity::Volume],
            Self::ColdWater => &[Quantity::Volume],
            Self::OutdoorTemperature
            | Self::IndoorTemperature
            | Self::SupplyTemperature
            | Self::ReturnTemperature => &[Quantity::Temperature],
        }
    }

    /// Carriers whose use a baseline can explain and whose saving counts.
    #[must_use]
    pub const fn is_use(self) -> bool {
        !matches!(
            self,
            Self::SolarProduction
                | Self::GridExport
                | Self::OutdoorTemperature
                | Self::IndoorTemperature
                | Self::SupplyTemperature
                | Self::ReturnTemperature
        )
    }

    /// A building is never without electricity: a zero there is a hole in the data. Heat and water do stop.
    #[must_use]
    pub const fn zero_is_a_hole(self) -> bool {
        matches!(self, Self::Electricity)
    }
}

impl Quantity {
    /// The unit every number of this quantity has after decoding.
    #[must_use]
    pub fn canonical(self) -> Unit {
        let symbol = match self {
            Self::Energy => "kWh",
            Self::Power => "kW",
            Self::Volume => "m3",
            Self::Flow => "m3/h",
            Self::Temperature => "°C",
            Self::Voltage => "V",
            Self::Current => "A",
            Self::Frequency => "Hz",
            Self::Percent => "%",
            Self::Number => "",
        };
        Unit { symbol, quantity: self, numerator: 1.0, denominator: 1.0, offset: 0.0 }
    }

    /// What is measured per hour: power for energy, flow for volume.
    #[must_use]
    pub const fn rate(self) -> Option<Self> {
        match self {
            Self::Energy => Some(Self::Power),
            Self::Volume => Some(Self::Flow),
            _ => None,
        }
    }

    /// What it becomes over time: energy for power, volume for flow, itself for everything else.
    #[must_use]
    pub const fn over_time(self) -> Self {
        match self {
            Self::Power => Self::Energy,
            Self::Flow => Self::Volume,
            other => other,
        }
    }
}

impl Unit {
    /// The unit written `text`, in any of the spellings devices use.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        UNITS.iter().find(|(spellings, _)| spellings.contains(&text)).map(|(_, unit)| *unit)
    }

    /// Every spelling that [`Unit::parse`] knows, for messages.
    pub fn spellings() -> impl Iterator<Item = &'static str> {
        UNITS.iter().map(|(_, unit)| unit.symbol)
    }

    /// `value` of this unit in the canonical unit of its quantity.
    #[must_use]
    pub fn to_canonical(self, value: f64) -> f64 {
        (value + self.offset) * self.numerator / self.denominator
    }

    /// The unit its values have after decoding: what has no quantity of its own stays as it is.
    #[must_use]
    pub fn canonical(self) -> Self {
        if self.quantity == Quantity::Number { self } else { self.quantity.canonical() }
    }

    /// `value` of the canonical unit in this unit.
    #[must_use]
    pub fn from_canonical(self, value: f64) -> f64 {
        value * self.denominator / self.numerator - self.offset
    }
}

const fn unit(symbol: &'static str, quantity: Quantity, numerator: f64, denominator: f64) -> Unit {
    Unit { symbol, quantity, numerator, denominator, offset: 0.0 }
}

/// Spellings, and the unit they mean. Joule-based heat units are exact (1 kWh = 3.6 MJ).
const UNITS: &[(&[&str], Unit)] = &[
    (&["kWh", "kwh", "KWH"], unit("kWh", Quantity::Energy, 1.0, 1.0)),
    (&["Wh", "wh", "W·h"], unit("Wh", Quantity::Energy, 1.0, 1000.0)),
    (&["MWh", "mwh", "MWH"], unit("MWh", Quantity::Energy, 1000.0, 1.0)),
    (&["GWh"], unit("GWh", Quantity::Energy, 1_000_000.0, 1.0)),
    (&["0.1kWh", "0.1 kWh"], unit("0.1kWh", Quantity::Energy, 1.0, 10.0)),
    (&["W·min", "Wmin"], unit("W·min", Quantity::Energy, 1.0, 60_000.0)),
    (&["J"], unit("J", Quantity::Energy, 1.0, 3_600_000.0)),
    (&["kJ"], unit("kJ", Quantity::Energy, 1.0, 3600.0)),
    (&["MJ"], unit("MJ", Quantity::Energy, 10.0, 36.0)),
    (&["GJ"], unit("GJ", Quantity::Energy, 10_000.0, 36.0)),
    (&["kW", "kw"], unit("kW", Quantity::Power, 1.0, 1.0)),
    (&["W", "w"], unit("W", Quantity::Power, 1.0, 1000.0)),
    (&["0.1W", "0.1 W"], unit("0.1W", Quantity::Power, 1.0, 10_000.0)),
    (&["MW"], unit("MW", Quantity::Power, 1000.0, 1.0)),
    (&["m3", "m³", "m^3"], unit("m3", Quantity::Volume, 1.0, 1.0)),
    (&["l", "L", "liter", "litre"], unit("l", Quantity::Volume, 1.0, 1000.0)),
    (&["m3/h", "m³/h"], unit("m3/h", Quantity::Flow, 1.0, 1.0)),
    (&["l/h", "L/h"], unit("l/h", Quantity::Flow, 1.0, 1000.0)),
    (&["l/min", "L/min"], unit("l/min", Quantity::Flow, 60.0, 1000.0)),
    (&["l/s", "L/s"], unit("l/s", Quantity::Flow, 3600.0, 1000.0)),
    (&["°C", "C", "degC", "celsius"], unit("°C", Quantity::Temperature, 1.0, 1.0)),
    (
        &["°F", "F", "degF"],
        Unit {
            symbol: "°F",
            quantity: Quantity::Temperature,
            numerator: 5.0,
            denominator: 9.0,
            offset: -32.0,
        },
    ),
    (
        &["K", "kelvin"],
        Unit {
            symbol: "K",
            quantity: Quantity::Temperature,
            numerator: 1.0,
            denominator: 1.0,
            offset: -273.15,
        },
    ),
    (&["0.1°C"], unit("0.1°C", Quantity::Temperature, 1.0, 10.0)),
    (&["V", "v"], unit("V", Quantity::Voltage, 1.0, 1.0)),
    (&["mV"], unit("mV", Quantity::Voltage, 1.0, 1000.0)),
    (&["A"], unit("A", Quantity::Current, 1.0, 1.0)),
    (&["mA"], unit("mA", Quantity::Current, 1.0, 1000.0)),
    (&["Hz"], unit("Hz", Quantity::Frequency, 1.0, 1.0)),
    (&["0.01Hz"], unit("0.01Hz", Quantity::Frequency, 1.0, 100.0)),
    (&["%"], unit("%", Quantity::Percent, 1.0, 1.0)),
    (&["", "1"], unit("", Quantity::Number, 1.0, 1.0)),
    // What gateways also report: kept under its own name, never converted, never a building's use.
    (&["kvarh"], unit("kvarh", Quantity::Number, 1.0, 1.0)),
    (&["varh"], unit("varh", Quantity::Number, 1.0, 1.0)),
    (&["kvar"], unit("kvar", Quantity::Number, 1.0, 1.0)),
    (&["var"], unit("var", Quantity::Number, 1.0, 1.0)),
    (&["VA"], unit("VA", Quantity::Number, 1.0, 1.0)),
    (&["kVA"], unit("kVA", Quantity::Number, 1.0, 1.0)),
    (&["kVAh"], unit("kVAh", Quantity::Number, 1.0, 1.0)),
    (&["Ah"], unit("Ah", Quantity::Number, 1.0, 1.0)),
    (&["pulse", "pulses"], unit("pulse", Quantity::Number, 1.0, 1.0)),
    (&["ppm"], unit("ppm", Quantity::Number, 1.0, 1.0)),
    (&["lx", "lux"], unit("lx", Quantity::Number, 1.0, 1.0)),
    (&["W/m2", "W/m²"], unit("W/m2", Quantity::Number, 1.0, 1.0)),
    (&["bar"], unit("bar", Quantity::Number, 1.0, 1.0)),
    (&["hPa"], unit("hPa", Quantity::Number, 1.0, 1.0)),
    (&["s"], unit("s", Quantity::Number, 1.0, 1.0)),
    (&["h"], unit("h", Quantity::Number, 1.0, 1.0)),
    (&["SEK/kWh"], unit("SEK/kWh", Quantity::Number, 1.0, 1.0)),
    (&["EUR/kWh"], unit("EUR/kWh", Quantity::Number, 1.0, 1.0)),
    (&["per_kWh", "1/kWh"], unit("per_kWh", Quantity::Number, 1.0, 1.0)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_are_correctly_rounded() {
        let convert = |value: f64, unit: &str| Unit::parse(unit).unwrap().to_canonical(value);
        assert_eq!(convert(12_345.0, "Wh").to_bits(), 12.345_f64.to_bits());
        assert_eq!(convert(3.6, "MJ").to_bits(), 1.0_f64.to_bits());
        assert_eq!(convert(0.123, "MWh").to_bits(), 123.0_f64.to_bits());
        assert!((convert(50.0, "°F") - 10.0).abs() < 1e-12);
        assert!((convert(60.0, "l/min") - 3.6).abs() < 1e-12);
    }

    #[test]
    fn every_unit_leads_back() {
        for (spellings, unit) in UNITS {
            for spelling in *spellings {
                assert_eq!(Unit::parse(spelling), Some(*unit));
            }
            assert!((unit.from_canonical(unit.to_canonical(17.25)) - 17.25).abs() < 1e-9, "{}", unit.symbol);
        }
    }
}
