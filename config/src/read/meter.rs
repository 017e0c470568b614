//! One meter: its carrier, reading mode and unit must fit, and limits only where they have an effect.

use super::{building, correction, fit, ident, parts, source};
use crate::draft::{Draft, Kind};
use crate::place::Placed;
use crate::portfolio::Meter;
use crate::table::Table;
use crate::vocabulary::{Carrier, Quantity, ReadingMode, Unit};

/// A month: no remotely read meter reports less often.
const LONGEST_INTERVAL_SECONDS: i64 = 31 * 24 * 3600;

/// The meter, if its carrier, mode and unit (or, of a virtual one, its parts) can be read.
pub(super) fn meter(table: &Table<'_>, draft: &mut Draft) -> Option<Placed<Meter>> {
    let id = ident::ident(table, "id").map(|id| id.value.to_owned()).unwrap_or_default();
    draft.name(Kind::Meter, &id, &table.place());
    let carrier = building::carrier(table, "carrier");
    let meter = if table.has("parts") { computed(table, carrier) } else { read(table, carrier) };
    let name = table.text("name").map(|name| name.value.to_owned());
    let sub_meter_of = ident::ident(table, "sub_meter_of").map(|id| id.value.to_owned());
    let main = table.boolean("main").is_none_or(|main| main.value);
    if table.has("main") && table.has("sub_meter_of") {
        table.report(
            "main",
            "`main` has no effect here",
            "a meter behind another one is no main meter, for the other counts its use already",
            "leave out `main` or `sub_meter_of`",
        );
    }
    let value = Meter { id, name, sub_meter_of, main, ..meter? };
    Some(Placed { value, place: table.place() })
}

/// A meter with readings, as far as they are concerned.
fn read(table: &Table<'_>, carrier: Option<Carrier>) -> Option<Meter> {
    let modes: Vec<&str> = ReadingMode::ALL.iter().map(|mode| mode.as_str()).collect();
    let mode = table.word("reading", &modes, ReadingMode::from_word).map(|mode| mode.value);
    let unit = unit(table, carrier, mode);
    let kwh_per_m3 = table.positive("kwh_per_m3", 20_000.0).map(|heat| heat.value);
    let digits = table.integer("digits", 1..=12).and_then(|digits| u32::try_from(digits.value).ok());
    let max_power_kw = table.positive("max_power_kw", 1_000_000.0).map(|power| power.value);
    let interval_seconds = table
        .integer("interval_seconds", 1..=LONGEST_INTERVAL_SECONDS)
        .and_then(|seconds| u32::try_from(seconds.value).ok());
    let source = source::source(table);
    let corrections = correction::corrections(table);
    let (carrier, reading, unit) = (carrier?, mode?, unit?);
    check_effect(table, carrier, reading, unit);
    let meter = bare(carrier, reading, unit);
    Some(Meter { source, digits, max_power_kw, interval_seconds, kwh_per_m3, corrections, ..meter })
}

/// A virtual meter. Its unit is that of its parts, known once everything has been read.
fn computed(table: &Table<'_>, carrier: Option<Carrier>) -> Option<Meter> {
    let parts = parts::parts(table);
    let carrier = carrier?;
    let quantity = *carrier.quantities().first()?;
    if quantity == Quantity::Temperature {
        table.report(
            "carrier",
            format!("{carrier} cannot be computed from `parts`"),
            "only amounts can be added, taken away and shared",
            "name the carrier of an amount, or leave out `parts`",
        );
        return None;
    }
    Some(Meter { parts: parts?, ..bare(carrier, ReadingMode::Interval, quantity.canonical()) })
}

/// A meter of which nothing else is said.
const fn bare(carrier: Carrier, reading: ReadingMode, unit: Unit) -> Meter {
    Meter {
        id: String::new(),
        name: None,
        carrier,
        reading,
        unit,
        source: None,
        digits: None,
        max_power_kw: None,
        interval_seconds: None,
        sub_meter_of: None,
        main: true,
        kwh_per_m3: None,
        parts: Vec::new(),
        corrections: Vec::new(),
        // Known once everything has been read.
        terms: Vec::new(),
        beside_solar: false,
    }
}

fn unit(table: &Table<'_>, carrier: Option<Carrier>, mode: Option<ReadingMode>) -> Option<Unit> {
    let (carrier, mode) = (carrier?, mode?);
    match fit::quantities(carrier, mode) {
        Ok(quantities) => {
            let words: Vec<&str> = quantities.iter().map(|quantity| fit::word(*quantity)).collect();
            let why = format!("{carrier} with reading = \"{mode}\" measures {}", words.join(" or "));
            fit::unit(table, &quantities, &why)
        }
        Err(why) => {
            let what = format!("{carrier} cannot be read as \"{mode}\"");
            table.report("reading", what, why, fit::modes(carrier));
            None
        }
    }
}

/// Keys that would have no effect, and the heating value without which a volume of fuel is not energy.
fn check_effect(table: &Table<'_>, carrier: Carrier, mode: ReadingMode, unit: Unit) {
    let by_volume = matches!(unit.quantity, Quantity::Volume | Quantity::Flow);
    let is_fuel = matches!(carrier, Carrier::Gas | Carrier::Oil);
    if is_fuel && by_volume && !table.has("kwh_per_m3") {
        let example = if carrier == Carrier::Gas { "11" } else { "9950" };
        table.report(
            "unit",
            format!("{carrier} in {} needs `kwh_per_m3`", unit.symbol),
            "only the heating value of the fuel turns its volume into energy",
            format!("add for example `kwh_per_m3 = {example}`, from the supplier's invoice"),
        );
    }
    let refuse = |key: &str, why: &str| {
        if table.has(key) {
            table.report(
                key,
                format!("`{key}` has no effect here"),
                why,
                "leave the key out, or correct the meter",
            );
        }
    };
    if mode != ReadingMode::Register {
        refuse("digits", "only a register rolls over");
    }
    if !(is_fuel && by_volume) {
        refuse("kwh_per_m3", "only gas and oil by volume are converted with a heating value");
    }
    if matches!(unit.quantity, Quantity::Temperature) {
        refuse("max_power_kw", "a temperature has no power");
    }
    if carrier == Carrier::ColdWater {
        refuse("max_power_kw", "cold water is measured in m3, not as energy");
    }
}
