//! Which unit fits which carrier and reading mode.

use crate::schema::nearest;
use crate::sheet::shorten;
use crate::table::Table;
use crate::vocabulary::{Carrier, Quantity, ReadingMode, Unit};

/// The quantities a meter of `carrier` shows when it is read as `mode`, or why it cannot be read so.
pub(super) fn quantities(carrier: Carrier, mode: ReadingMode) -> Result<Vec<Quantity>, String> {
    let shown = carrier.quantities();
    let is_temperature = shown.contains(&Quantity::Temperature);
    match mode {
        ReadingMode::Value if is_temperature => Ok(shown.to_vec()),
        ReadingMode::Value => {
            Err(format!("{carrier} is an amount that is summed; a `value` is never summed"))
        }
        _ if is_temperature => Err(format!("{carrier} is a state: it has no amount that could be summed")),
        ReadingMode::Register | ReadingMode::Interval => Ok(shown.to_vec()),
        ReadingMode::Power => Ok(shown.iter().filter_map(|quantity| quantity.rate()).collect()),
    }
}

/// The modes in which `carrier` can be read, for hints.
pub(super) fn modes(carrier: Carrier) -> &'static str {
    if carrier.quantities().contains(&Quantity::Temperature) {
        "write `reading = \"value\"`"
    } else {
        "use \"register\" for a counter, \"interval\" for use per interval, \"power\" for momentary power or flow"
    }
}

/// The unit in `unit`, if it measures one of `quantities`.
pub(super) fn unit(table: &Table<'_>, quantities: &[Quantity], why: &str) -> Option<Unit> {
    let text = table.text("unit")?.value;
    let unit = Unit::parse(text);
    if let Some(unit) = unit
        && quantities.contains(&unit.quantity)
    {
        return Some(unit);
    }
    let fitting = quantities.iter().flat_map(|quantity| usual(*quantity)).copied();
    let (what, hint) = match (unit, nearest(text, fitting.clone())) {
        (None, Some(near)) => {
            (format!("unknown unit \"{}\"", shorten(text)), format!("did you mean \"{near}\"?"))
        }
        (found, _) => {
            let what = if found.is_some() { "the unit does not fit: " } else { "unknown unit " };
            let list = fitting.collect::<Vec<_>>().join(", ");
            (format!("{what}\"{}\"", shorten(text)), format!("use one of {list}"))
        }
    };
    table.report("unit", what, why, hint);
    None
}

/// The word for what is measured.
pub(super) const fn word(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Energy => "energy",
        Quantity::Power => "power",
        Quantity::Volume => "volume",
        Quantity::Flow => "flow",
        Quantity::Temperature => "temperature",
        Quantity::Voltage => "voltage",
        Quantity::Current => "current",
        Quantity::Frequency => "frequency",
        Quantity::Percent => "a share",
        Quantity::Number => "a number",
    }
}

/// The units on displays and in documents; more are understood.
const fn usual(quantity: Quantity) -> &'static [&'static str] {
    match quantity {
        Quantity::Energy => &["kWh", "MWh", "GWh", "Wh", "GJ", "MJ"],
        Quantity::Power => &["kW", "W", "MW"],
        Quantity::Volume => &["m3", "l"],
        Quantity::Flow => &["m3/h", "l/h", "l/min", "l/s"],
        Quantity::Temperature => &["°C", "K", "°F"],
        Quantity::Voltage => &["V", "mV"],
        Quantity::Current => &["A", "mA"],
        Quantity::Frequency => &["Hz"],
        Quantity::Percent => &["%"],
        Quantity::Number => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_units_are_units_of_their_quantity() {
        for carrier in Carrier::ALL {
            for mode in ReadingMode::ALL {
                let Ok(quantities) = quantities(*carrier, *mode) else { continue };
                assert!(!quantities.is_empty(), "{carrier} {mode}");
                for quantity in quantities {
                    for symbol in usual(quantity) {
                        assert_eq!(Unit::parse(symbol).unwrap().quantity, quantity, "{symbol}");
                    }
                }
            }
        }
    }
}
