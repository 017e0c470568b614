//! What is known of a building before it is simulated.

use super::Pattern;
use crate::place::{PLACES, Place};

/// What a building is used for, with what such buildings use per square metre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kind {
    /// The word in the configuration.
    pub(crate) word: &'static str,
    pub(crate) pattern: Pattern,
    /// How far the heating is lowered when nobody is there, kelvin.
    pub(crate) setback_k: f64,
    /// Electricity that is always on, W/m².
    pub(crate) base_w: f64,
    /// Electricity of people at work or at home, W/m².
    pub(crate) used_w: f64,
    /// Lamps when it is dark outside, W/m².
    pub(crate) light_w: f64,
    /// Heat that a pool takes day and night, W/m².
    pub(crate) pool_w: f64,
    /// Hot water, litres per m² and day.
    pub(crate) hot_l: f64,
    /// Cold water, the part that is heated included, litres per m² and day.
    pub(crate) cold_l: f64,
}

/// Where the heat comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heating {
    /// District heating, with a meter of its own.
    District,
    /// An air-source heat pump, on the electricity meter.
    AirHeatPump,
    /// A ground-source heat pump, on the electricity meter.
    GroundHeatPump,
    /// An electric boiler of 110 kW; from the day of the measure on a ground-source heat pump of 48 kW with the
    /// boiler for the coldest days.
    BoilerThenHeatPump,
}

/// What was done, and the share of use that it takes away; negative when it made things worse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measure {
    pub(crate) sv: &'static str,
    pub(crate) en: &'static str,
    pub(crate) heat: f64,
    pub(crate) electricity: f64,
    pub(crate) water: f64,
}

/// A solar plant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plant {
    pub(crate) kwp: f64,
    pub(crate) tilt_deg: f64,
    pub(crate) azimuth_deg: f64,
}

/// A building as its operator knows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spec {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) municipality: &'static str,
    pub(crate) kind: Kind,
    pub(crate) area_m2: f64,
    pub(crate) built: i32,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) heating: Heating,
    /// Whether cold water has a meter that is read.
    pub(crate) cold_meter: bool,
    /// Whether hot water has one.
    pub(crate) hot_meter: bool,
    /// Posts at which cars are kept warm.
    pub(crate) engine_heaters: u32,
    /// Posts at which the public charges cars, behind the building's connection but none of its use.
    pub(crate) charging_posts: u32,
    /// The building that gets its heat through this one's substation, with a meter of its own.
    pub(crate) heats: Option<&'static str>,
    pub(crate) measure: Option<Measure>,
    pub(crate) solar: Option<Plant>,
    /// Days before the end of the history on which its first reading came; from the beginning when none.
    pub(crate) is_new_since_days: Option<u64>,
    /// Hours between two readings of the heat meter and of the electricity meter.
    pub(crate) every_h: (u32, u32),
}

impl Spec {
    /// Where it stands.
    pub(crate) fn place(&self) -> &'static Place {
        PLACES.get(self.place_index()).unwrap_or(&PLACES[0])
    }

    /// The index of its place in [`PLACES`].
    pub(crate) fn place_index(&self) -> usize {
        PLACES.iter().position(|place| place.municipality == self.municipality).unwrap_or(0)
    }

    /// Heat loss of walls, windows and ventilation, W/K: less for each generation of building codes.
    pub(crate) fn loss_w_per_k(&self) -> f64 {
        let per_m2 = match self.built {
            ..1960 => 1.0,
            1960..1978 => 1.1,
            1978..1995 => 0.85,
            1995..2010 => 0.65,
            _ => 0.42,
        };
        per_m2 * self.area_m2
    }

    /// Below this outdoor temperature people, lamps and machines no longer suffice to keep it warm, °C.
    pub(crate) fn balance_c(&self) -> f64 {
        match self.built {
            ..1960 => 17.0,
            1960..1978 => 16.5,
            1978..1995 => 15.5,
            1995..2010 => 14.5,
            _ => 13.0,
        }
    }

    /// Hours over which it forgets yesterday's weather: stone and concrete longer than wood.
    pub(crate) fn inertia_h(&self) -> f64 {
        if self.area_m2 > 2000.0 { 40.0 } else { 26.0 }
    }
}
