//! How much buildings change from year to year when nobody saves anything.

use crate::domain::Carrier;

/// Standard deviation of the year's drift as a share of the expected use.
#[must_use]
pub const fn prior(carrier: Carrier) -> f64 {
    match carrier {
        Carrier::Electricity => 0.06,
        _ => 0.12,
    }
}

/// Factor on the prior when the middles of the two periods lie `years` apart.
#[must_use]
pub fn growth(years: f64) -> f64 {
    years.clamp(1.0, 10.0).sqrt()
}
