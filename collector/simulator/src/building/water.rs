//! Water: drawn when people are there and awake, in uneven portions.

use super::Spec;
use super::occupancy::present;
use crate::random::Random;
use crate::time::Hour;

/// What a running toilet lets through, m³/h.
pub(super) const RUNNING_TOILET_M3_PER_H: f64 = 0.11;

/// Litres per m² and day, drawn in this hour, m³.
pub(super) fn drawn_m3(spec: &Spec, hour: &Hour, litres: f64, random: &mut Random) -> f64 {
    // Present people of a usual day, in hours.
    const FULL_HOURS: f64 = 11.0;
    let share = present(spec.kind.pattern, hour) / FULL_HOURS;
    let uneven = (0.35 * random.normal()).exp() / 1.063;
    litres * spec.area_m2 / 1000.0 * share * uneven
}
