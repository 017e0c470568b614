//! Heating degree days (graddagar): Σ max(0, 17 °C − the day's mean temperature), the Swedish convention since 2015,
//! without the older limits for spring and autumn. Sun and wind are left out.

/// Below this outdoor temperature a building needs heat, °C: people, lamps and machines lift it to some 20 °C.
pub const DEGREE_DAY_BASE_C: f64 = 17.0;

/// Heating degree days of days with these mean temperatures (°C), in K·d.
#[must_use]
pub fn degree_days(temperatures_c: impl IntoIterator<Item = f64>) -> f64 {
    temperatures_c.into_iter().map(|temp_c| (DEGREE_DAY_BASE_C - temp_c).max(0.0)).sum()
}
