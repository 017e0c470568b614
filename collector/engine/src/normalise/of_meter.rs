//! The rules of a configured meter: what the operator said, and for the rest what its readings tell.

use chrono::TimeDelta;
use chrono_tz::Tz;
use config::{Carrier, Meter, Quantity};

use super::{Evidence, Facts, MeterRules, Nights, OtherUnit};

impl MeterRules {
    /// Rules for `meter` of a building in `zone`, whose readings have told `facts`. Registered replacements are the caller's to add.
    #[must_use]
    pub fn of_meter(meter: &Meter, zone: Tz, facts: Facts) -> Self {
        let said_limit = meter.max_power_kw.filter(|_| is_energy(meter));
        Self {
            mode: meter.reading,
            interval: meter.interval_seconds.map_or(facts.interval, |s| TimeDelta::seconds(i64::from(s))),
            max_per_hour: said_limit.or(facts.max_per_hour),
            resolution: facts.resolution,
            modulus: meter.digits.and_then(|digits| modulus(meter, digits)),
            // What stands behind another meter may be switched off for months; a building never is, but where the
            // sun shines on modules it may buy nothing for hours.
            zero_is_a_hole: meter.carrier.zero_is_a_hole()
                && meter.sub_meter_of.is_none()
                && !meter.beside_solar,
            nights: (meter.carrier == Carrier::SolarProduction)
                .then(|| Nights::of_limits(zone, said_limit, facts.max_per_hour)),
            replacements: Vec::new(),
            corrections: meter.corrections.clone(),
            other_units: facts.other_units.into_iter().filter(|other| is_believed(meter, other)).collect(),
        }
    }
}

/// What the operator says counts. Snow on modules makes a plant give next to nothing: there only a level tells.
fn is_believed(meter: &Meter, other: &OtherUnit) -> bool {
    let said = meter.corrections.iter().any(|said| said.covers(other.from));
    !said && (meter.carrier.is_use() || other.evidence == Evidence::Level)
}

fn is_energy(meter: &Meter) -> bool {
    matches!(meter.unit.quantity, Quantity::Energy | Quantity::Power)
}

/// Where a register of this many digits begins anew, in the canonical unit.
fn modulus(meter: &Meter, digits: u32) -> Option<f64> {
    let digits = i32::try_from(digits).ok()?;
    Some(meter.unit.to_canonical(10_f64.powi(digits)))
}
