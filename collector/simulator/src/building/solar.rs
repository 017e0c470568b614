//! A solar plant: what its modules make of sun, and what its inverter lets through.
//!
//! `P = kWp · G/1000 · (1 − 0.004 (T_c − 25)) · (1 − snow) · 0.85`, cells at `T_c = T + 0.03 G`; 15 % are
//! lost to shade, dirt, reflection and cables; the inverter loses
//! 3.5 %, gives at most nine tenths of the modules' power and nothing below half a percent of it.

use super::Plant;
use crate::sun::Plane;
use crate::weather::Air;

/// What a plant makes in an hour, kWh.
pub(super) fn production_kwh(plant: &Plant, air: &Air) -> f64 {
    if air.light.global <= 0.0 {
        return 0.0;
    }
    let ground = if air.snow > 0.2 { 0.6 } else { 0.2 };
    let plane = Plane::new(plant.tilt_deg, plant.azimuth_deg);
    let light = air.sun.on(plane, air.light, ground);
    let cell_c = air.temp_c + 0.03 * light;
    let direct = plant.kwp * light / 1000.0 * (1.0 - 0.004 * (cell_c - 25.0)) * (1.0 - air.snow) * 0.85;
    let alternating = (0.965 * direct).min(0.9 * plant.kwp);
    if alternating < 0.005 * plant.kwp { 0.0 } else { alternating }
}
