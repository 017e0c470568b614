//! What no meter of a building can show, whatever it measures: broken numbers, not unusual ones.

use std::ops::RangeInclusive;

use super::{Quantity, Reason};

/// `Ok` if a value in the canonical unit of `quantity` can be true of anything in or near a building.
///
/// The limits are wide on purpose (a 10 TWh register, a gigawatt): a meter's own limits are narrower and judged
/// with its configuration at hand.
///
/// # Errors
/// `value.implausible`, or `value.not_finite` for what is no number.
pub fn plausible(quantity: Quantity, value: f64) -> Result<(), Reason> {
    let symbol = quantity.canonical().symbol;
    if !value.is_finite() {
        let text = format!("the value {value} is not a finite number; look at the device's output");
        return Err(Reason::new("value.not_finite", text));
    }
    let range = limits(quantity);
    if range.contains(&value) {
        return Ok(());
    }
    let text = format!(
        "{value} {symbol} cannot be true: it must lie between {} and {} {symbol}; look at unit and scale of the \
         reading, or name the value in `sentinels` if it stands for an error",
        range.start(),
        range.end()
    );
    Err(Reason::new("value.implausible", text))
}

fn limits(quantity: Quantity) -> RangeInclusive<f64> {
    let magnitude = |limit: f64| -limit..=limit;
    match quantity {
        Quantity::Energy | Quantity::Volume => magnitude(1e10),
        Quantity::Power | Quantity::Flow | Quantity::Voltage => magnitude(1e6),
        Quantity::Temperature => -100.0..=1000.0,
        Quantity::Current => magnitude(1e5),
        Quantity::Frequency => 0.0..=1000.0,
        Quantity::Percent => magnitude(1e4),
        Quantity::Number => magnitude(1e15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_numbers_are_told_from_unusual_ones() {
        for (quantity, good, bad) in [
            (Quantity::Energy, 9.9e9, 1e308),
            (Quantity::Temperature, -54.5, -273.15),
            (Quantity::Frequency, 50.0, -1.0),
            (Quantity::Power, -0.0, f64::NAN),
            (Quantity::Number, 4.3e9, f64::INFINITY),
        ] {
            assert_eq!(plausible(quantity, good), Ok(()));
            assert!(plausible(quantity, bad).is_err(), "{quantity:?} {bad}");
        }
    }
}
