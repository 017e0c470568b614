//! Heat: what a building needs to stay warm, and what its hot water takes.
//!
//! With loss L (W/K), balance temperature B and outdoor temperature T the space needs
//! `L · (0.65 (B − s − T̃) + 0.35 (B − s − T)) + 0.02 L (w − 3.5) · (20 − T)⁺ − A G̃`, and never less than nothing:
//! T̃ is T as the building's mass remembers it (first-order lag of 26 to 40 h), the rest passes through windows and
//! ventilation at once; wind w (m/s) blows through; the sun G̃ (W/m², lagged 5 h) shines through an aperture A of
//! 0.8 % of the floor; s is the night setback, reached with a lag of 4 h. Pools and the circulation of hot water take
//! their part day and night; a litre of hot water takes 58 Wh (from 7 to 57 °C).

use super::occupancy::is_bath_closed;
use super::{House, Pattern, Spec};
use crate::time::Hour;
use crate::weather::Air;

/// Heat of a cubic metre of hot water, kWh.
const KWH_PER_M3: f64 = 58.0;
/// Losses of pipes that keep hot water at the tap, W per m² of floor.
const CIRCULATION_W_PER_M2: f64 = 0.5;

/// What the building's mass remembers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory {
    outdoor_c: f64,
    sun_w_per_m2: f64,
    setback_k: f64,
}

impl Memory {
    pub(super) const fn new() -> Self {
        Self { outdoor_c: 4.0, sun_w_per_m2: 0.0, setback_k: 0.0 }
    }

    /// An hour goes by; `setback_k` is what the controller asks for.
    pub(super) fn remember(&mut self, spec: &Spec, air: &Air, setback_k: f64) {
        approach(&mut self.outdoor_c, air.temp_c, spec.inertia_h());
        approach(&mut self.sun_w_per_m2, air.light.global, 5.0);
        approach(&mut self.setback_k, setback_k, 4.0);
    }

    /// Heat for the space in this hour, kWh.
    pub(super) fn space_kwh(&self, spec: &Spec, air: &Air) -> f64 {
        let loss = spec.loss_w_per_k();
        let wanted = spec.balance_c() - self.setback_k;
        let through_walls = 0.65 * (wanted - self.outdoor_c) + 0.35 * (wanted - air.temp_c);
        let through_cracks = 0.02 * (air.wind_m_per_s - 3.5) * (20.0 - air.temp_c).max(0.0);
        let sun = 0.008 * spec.area_m2 * self.sun_w_per_m2;
        ((loss * (through_walls + through_cracks) - sun) / 1000.0).max(0.0)
    }
}

/// Heat of hot water and pool in this hour, kWh.
pub(super) fn water_kwh(spec: &Spec, hour: &Hour, hot_m3: f64) -> f64 {
    let is_closed = spec.kind.pattern == Pattern::Bath && is_bath_closed(hour.date);
    let pool_w = if is_closed { 0.15 * spec.kind.pool_w } else { spec.kind.pool_w };
    hot_m3 * KWH_PER_M3 + (CIRCULATION_W_PER_M2 + pool_w) * spec.area_m2 / 1000.0
}

/// What the controller takes off while nobody is there, from two hours after people left until three before they come.
pub(super) fn setback_k(spec: &Spec, hour: &Hour) -> f64 {
    let night = !(5..=17).contains(&hour.clock);
    let weekend = !hour.day.is_workday && matches!(spec.kind.pattern, Pattern::School | Pattern::Office);
    if night || weekend { spec.kind.setback_k } else { 0.0 }
}

fn approach(value: &mut f64, target: f64, hours: f64) {
    *value += (target - *value) * (1.0 - (-1.0 / hours).exp());
}

impl House {
    /// Whether the controller should lower the heating but does not.
    pub(super) fn forgets_setback(&self, hour: &Hour) -> bool {
        self.mishaps.setback_missing_from.is_some_and(|from| hour.date >= from)
    }
}
