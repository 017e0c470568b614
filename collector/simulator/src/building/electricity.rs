//! Electricity: what is always on, what people use, lamps when it is dark, fans on hot days, engine heaters on cold
//! mornings, and the machines that make heat.
//!
//! Engine heaters (motorvärmare) draw 0.55 kW per post before people drive, in a share of the posts that grows from
//! nothing at +5 °C to all at −10 °C. Heat pumps give heat for electricity by their coefficient of performance, which
//! falls with the cold: air-source 3.2 + 0.06 T (1.5 to 4.2), ground-source 3.3 + 0.03 T (2.7 to 3.8).

use super::occupancy::present;
use super::{Heating, Pattern, Spec};
use crate::time::Hour;
use crate::weather::Air;

/// What a charging post gives, kW.
const CHARGING_KW: f64 = 11.0;
/// Electricity of an electric boiler per heat.
const BOILER: f64 = 1.0 / 0.98;
/// Heat that the heat pump of [`Heating::BoilerThenHeatPump`] can give, kW.
const HEAT_PUMP_KW: f64 = 48.0;

/// Without heating and engine heaters, kWh in this hour.
pub(super) fn building_kwh(spec: &Spec, hour: &Hour, air: &Air) -> f64 {
    let kind = spec.kind;
    let present = present(kind.pattern, hour);
    let dark = (1.0 - air.light.global / 150.0).max(0.0);
    let fans = 0.04 * (air.temp_c - 18.0).max(0.0) * kind.used_w * present;
    let closed = kind.pattern == Pattern::Bath && super::occupancy::is_bath_closed(hour.date);
    let base = if closed { 0.35 } else { 1.0 } * kind.base_w;
    (base + kind.used_w * present + kind.light_w * present * dark + fans) * spec.area_m2 / 1000.0
}

/// Engine heaters, kWh in this hour.
pub(super) fn engine_heaters_kwh(spec: &Spec, hour: &Hour, air: &Air) -> f64 {
    let share = ((5.0 - air.temp_c) / 15.0).clamp(0.0, 1.0);
    let home = spec.kind.pattern == Pattern::Home;
    let before_driving = match hour.clock {
        5 | 6 if home || hour.day.is_workday => 0.8,
        13 | 14 if home || hour.day.is_workday => 0.6,
        20 if home => 0.5,
        _ => 0.0,
    };
    0.55 * f64::from(spec.engine_heaters) * share * before_driving
}

/// Cars that the public charges, kWh in this hour: most in the evening, some at any time.
pub(super) fn charging_kwh(spec: &Spec, hour: &Hour, chance: f64) -> f64 {
    let taken = match hour.clock {
        16..=21 => 0.5,
        8..=15 => 0.25,
        _ => 0.08,
    };
    CHARGING_KW * f64::from(spec.charging_posts) * taken * 2.0 * chance
}

/// Electricity that makes `heat_kwh` in this hour, as the building was before its measure.
pub(super) fn for_heat_kwh(heating: Heating, heat_kwh: f64, temp_c: f64) -> f64 {
    match heating {
        Heating::District => 0.0,
        Heating::AirHeatPump => heat_kwh / (3.2 + 0.06 * temp_c).clamp(1.5, 4.2),
        Heating::GroundHeatPump => heat_kwh / ground_source(temp_c),
        Heating::BoilerThenHeatPump => heat_kwh * BOILER,
    }
}

/// The same after the measure.
pub(super) fn for_heat_after_kwh(heating: Heating, heat_kwh: f64, temp_c: f64) -> f64 {
    if heating != Heating::BoilerThenHeatPump {
        return for_heat_kwh(heating, heat_kwh, temp_c);
    }
    let pumped = heat_kwh.min(HEAT_PUMP_KW);
    pumped / ground_source(temp_c) + (heat_kwh - pumped) * BOILER
}

fn ground_source(temp_c: f64) -> f64 {
    (3.3 + 0.03 * temp_c).clamp(2.7, 3.8)
}
