//! How much a reading is worth to the meter that names it: accepted, accepted with doubt, or refused with a reason.
//!
//! Only what one reading shows by itself is judged here: unit, sign, digits and the meter's limits. Whether a
//! register may stand where it stands after the one before is judged where neighbours are known (normalise).

use config::{Carrier, Meter};

use crate::domain::{Quantity, RawReading, ReadingMode, ReadingQuality, Reason, Unit, plausible};

/// How far above its configured maximum a meter may go: fuses and heat exchangers give more for a while.
const TOLERANCE: f64 = 1.2;

/// Outdoor air, °C: beyond what has been measured in Europe.
const OUTDOORS_C: (f64, f64) = (-60.0, 60.0);

/// A reading that may be stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accepted {
    /// Value in `unit`.
    pub value: f64,
    /// Canonical unit of the meter's series.
    pub unit: Unit,
    /// Whether something speaks against it.
    pub quality: ReadingQuality,
}

/// What `reading` is worth to `meter`.
///
/// A reading without a unit of its own is in the meter's unit. Negative registers and power above the meter's
/// maximum by less than a fifth are kept.
///
/// # Errors
/// Why the reading must not be stored: the unit is not the meter's kind of unit (`unit.unexpected`), the value
/// cannot be true (`value.not_finite`, `value.implausible`), has more digits than the meter (`value.too_many_digits`),
/// is above its maximum (`value.above_maximum`), or is no temperature of that place (`value.implausible`).
pub fn judge(reading: &RawReading, meter: &Meter) -> Result<Accepted, Reason> {
    let (value, unit) = in_unit_of(reading, meter);
    if !fits(unit.quantity, meter) {
        return Err(unexpected_unit(unit, meter));
    }
    plausible(unit.quantity, value)?;
    within_digits(value, meter)?;
    within_maximum(value, unit.quantity, meter)?;
    within_climate(value, meter)?;
    let odd = meter.reading == ReadingMode::Register && value < 0.0;
    let quality = if odd { ReadingQuality::Suspect } else { reading.quality };
    Ok(Accepted { value, unit, quality })
}

/// The value in the canonical unit; a number without a unit is in the meter's.
fn in_unit_of(reading: &RawReading, meter: &Meter) -> (f64, Unit) {
    let unitless = reading.unit.quantity == Quantity::Number && reading.native_unit.is_empty();
    if !unitless {
        return (reading.value, reading.unit);
    }
    (meter.unit.to_canonical(reading.native_value), meter.unit.canonical())
}

/// Whether the meter can measure this: its carrier's quantity, or the rate of it for momentary meters.
fn fits(quantity: Quantity, meter: &Meter) -> bool {
    let quantities = meter.carrier.quantities();
    match meter.reading {
        ReadingMode::Power => quantities.iter().any(|counted| counted.rate() == Some(quantity)),
        ReadingMode::Register | ReadingMode::Interval => {
            // A meter in m³ takes no kWh, although its carrier could be counted in either.
            quantities.contains(&quantity)
                && (quantity == meter.unit.quantity || !quantities.contains(&meter.unit.quantity))
        }
        ReadingMode::Value => quantities.contains(&quantity),
    }
}

fn unexpected_unit(unit: Unit, meter: &Meter) -> Reason {
    let symbol = if unit.symbol.is_empty() { "no unit" } else { unit.symbol };
    let text = format!(
        "meter \"{}\" ({}, {}) measures {}, but the message gives {symbol}; correct `series` in the meter's \
         `source`, or its `unit` or `reading`",
        meter.id, meter.carrier, meter.reading, meter.unit.symbol
    );
    Reason::new("unit.unexpected", text)
}

fn within_digits(value: f64, meter: &Meter) -> Result<(), Reason> {
    let Some(digits) = meter.digits.filter(|_| meter.reading == ReadingMode::Register) else { return Ok(()) };
    let shown = meter.unit.from_canonical(value);
    let limit = 10_f64.powi(i32::try_from(digits).unwrap_or(i32::MAX));
    if shown.abs() < limit {
        return Ok(());
    }
    let text = format!(
        "{shown} {} has more than the {digits} digits of meter \"{}\"; correct `digits` or `unit` of the meter",
        meter.unit.symbol, meter.id
    );
    Err(Reason::new("value.too_many_digits", text))
}

fn within_maximum(value: f64, quantity: Quantity, meter: &Meter) -> Result<(), Reason> {
    let Some(maximum) = meter.max_power_kw.filter(|_| quantity == Quantity::Power) else { return Ok(()) };
    if value.abs() <= maximum * TOLERANCE {
        return Ok(());
    }
    let text = format!(
        "{value} kW is above the maximum of meter \"{}\" ({maximum} kW); correct its `max_power_kw`, or the \
         profile's scale",
        meter.id
    );
    Err(Reason::new("value.above_maximum", text))
}

fn within_climate(value: f64, meter: &Meter) -> Result<(), Reason> {
    let (low, high) = match meter.carrier {
        Carrier::OutdoorTemperature => OUTDOORS_C,
        Carrier::IndoorTemperature => (-40.0, 70.0),
        Carrier::SupplyTemperature | Carrier::ReturnTemperature => (-40.0, 250.0),
        _ => return Ok(()),
    };
    within(value, (low, high), &meter.carrier.as_str().replace('_', " "), &format!("meter \"{}\"", meter.id))
}

/// Whether `value` can be the temperature of outdoor air, °C; `place` is named in the reason.
///
/// # Errors
/// `value.implausible` when it cannot.
pub fn outdoor_temperature(value: f64, place: &str) -> Result<(), Reason> {
    within(value, OUTDOORS_C, "outdoor temperature", place)
}

fn within(value: f64, (low, high): (f64, f64), what: &str, place: &str) -> Result<(), Reason> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let text = format!(
        "{value} °C is no {what} (between {low} and {high} °C); the sensor of {place} is broken or in another unit"
    );
    Err(Reason::new("value.implausible", text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ReadingKind, SeriesKey, TimeSource};
    use proptest::prelude::*;

    fn meter(carrier: Carrier, mode: ReadingMode, unit: &str) -> Meter {
        Meter {
            id: "m".into(),
            name: None,
            carrier,
            reading: mode,
            unit: Unit::parse(unit).unwrap(),
            source: None,
            digits: Some(7),
            max_power_kw: Some(100.0),
            interval_seconds: None,
            sub_meter_of: None,
            main: true,
            parts: Vec::new(),
            terms: Vec::new(),
            kwh_per_m3: None,
            corrections: Vec::new(),
            beside_solar: false,
        }
    }

    fn reading(value: f64, unit: &str) -> RawReading {
        let native = Unit::parse(unit).unwrap();
        RawReading {
            key: SeriesKey { device: "d".into(), series: "s".into() },
            kind: ReadingKind::usual_for(native.quantity),
            value: native.to_canonical(value),
            unit: native.canonical(),
            native_value: value,
            native_unit: unit.into(),
            timestamp: None,
            time_source: TimeSource::Reception,
            quality: ReadingQuality::Good,
        }
    }

    fn check(meter: &Meter, value: f64, unit: &str, expected: Result<(f64, &str), &str>) {
        let found = judge(&reading(value, unit), meter);
        let shown = found.as_ref().map(|good| (good.value, good.unit.symbol)).map_err(|reason| reason.code);
        assert_eq!(shown, expected, "{value} {unit}");
    }

    #[test]
    fn a_meter_takes_its_own_quantity_in_any_unit() {
        let heat = meter(Carrier::DistrictHeating, ReadingMode::Register, "MWh");
        check(&heat, 81_234.0, "kWh", Ok((81_234.0, "kWh")));
        check(&heat, 81.5, "MWh", Ok((81_500.0, "kWh")));
        check(&heat, 81.5, "", Ok((81_500.0, "kWh")));
        check(&heat, 81.5, "m3", Err("unit.unexpected"));
        check(&heat, 81.5, "kW", Err("unit.unexpected"));
        check(&heat, 10_000_000.0, "MWh", Err("value.too_many_digits"));
        check(&heat, f64::NAN, "kWh", Err("value.not_finite"));
        check(&heat, 1e300, "kWh", Err("value.implausible"));
    }

    #[test]
    fn momentary_meters_take_the_rate() {
        let power = meter(Carrier::Electricity, ReadingMode::Power, "kW");
        check(&power, 50_000.0, "W", Ok((50.0, "kW")));
        check(&power, -119.0, "kW", Ok((-119.0, "kW")));
        check(&power, 121.0, "kW", Err("value.above_maximum"));
        check(&power, 5.0, "kWh", Err("unit.unexpected"));
        let flow = meter(Carrier::ColdWater, ReadingMode::Power, "m3/h");
        check(&flow, 60.0, "l/min", Ok((3.6, "m3/h")));
    }

    #[test]
    fn fuels_are_counted_in_the_meters_own_quantity() {
        let gas = meter(Carrier::Gas, ReadingMode::Register, "m3");
        check(&gas, 12.5, "m3", Ok((12.5, "m3")));
        check(&gas, 12.5, "kWh", Err("unit.unexpected"));
    }

    #[test]
    fn temperatures_are_of_their_place() {
        let outdoor = meter(Carrier::OutdoorTemperature, ReadingMode::Value, "°C");
        check(&outdoor, -41.5, "°C", Ok((-41.5, "°C")));
        check(&outdoor, 85.0, "°C", Err("value.implausible"));
        check(&meter(Carrier::SupplyTemperature, ReadingMode::Value, "°C"), 85.0, "°C", Ok((85.0, "°C")));
    }

    #[test]
    fn odd_readings_are_kept_with_doubt() {
        let heat = meter(Carrier::DistrictHeating, ReadingMode::Register, "kWh");
        let quality = |reading: &RawReading| judge(reading, &heat).map(|good| good.quality);
        assert_eq!(quality(&reading(-5.0, "kWh")), Ok(ReadingQuality::Suspect));
        let flagged = RawReading { quality: ReadingQuality::Suspect, ..reading(5.0, "kWh") };
        assert_eq!(quality(&flagged), Ok(ReadingQuality::Suspect));
        assert_eq!(quality(&reading(5.0, "kWh")), Ok(ReadingQuality::Good));
    }

    #[test]
    fn refusals_say_how_to_mend_it() {
        let heat = meter(Carrier::DistrictHeating, ReadingMode::Register, "MWh");
        let text = judge(&reading(81.5, "m3"), &heat).unwrap_err().text;
        insta::assert_snapshot!(text, @r#"meter "m" (district_heating, register) measures MWh, but the message gives m3; correct `series` in the meter's `source`, or its `unit` or `reading`"#);
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_finite(value in any::<f64>(), unit in 0_usize..8, carrier in 0_usize..14, mode in 0_usize..4) {
            let unit = ["kWh", "MWh", "kW", "m3", "°C", "", "%", "l/h"][unit];
            let meter = meter(Carrier::ALL[carrier], ReadingMode::ALL[mode], "kWh");
            if let Ok(good) = judge(&reading(value, unit), &meter) {
                prop_assert!(good.value.is_finite());
            }
        }
    }
}
