//! Tariffs and emission factors.

use super::{building, ident};
use crate::draft::Draft;
use crate::place::Placed;
use crate::rates::{EmissionFactor, Scope, Tariff};
use crate::table::Table;
use crate::vocabulary::{Carrier, Quantity};

/// SEK per unit: more is a slip of the decimal point.
const MOST_SEK: f64 = 1000.0;
/// Grams per unit: twice what coal emits per kWh, with room for water.
const MOST_G_CO2E: f64 = 5000.0;

/// Add a tariff.
pub(super) fn tariff(table: &Table<'_>, draft: &mut Draft) {
    let carrier = carrier(table);
    let price = per_unit(table, carrier, ["sek_per_kwh", "sek_per_m3"], MOST_SEK);
    let (from, source) = (building::date(table, "from"), table.text("source"));
    let (Some(scope), Some(carrier), Some((sek, per)), Some(from), Some(source)) =
        (scope(table), carrier, price, from, source)
    else {
        return;
    };
    let value = Tariff { carrier, scope, from, sek, per, source: source.value.to_owned() };
    draft.tariffs.push(Placed { value, place: table.place() });
}

/// Add an emission factor.
pub(super) fn emission_factor(table: &Table<'_>, draft: &mut Draft) {
    let carrier = carrier(table);
    let factor = per_unit(table, carrier, ["g_co2e_per_kwh", "g_co2e_per_m3"], MOST_G_CO2E);
    let year = table.integer("year", 1950..=2200).and_then(|year| i32::try_from(year.value).ok());
    let (supplier, source) = (table.text("supplier"), table.text("source"));
    let (Some(scope), Some(carrier), Some((g_co2e, per)), Some(year), Some(source)) =
        (scope(table), carrier, factor, year, source)
    else {
        return;
    };
    let supplier = supplier.map(|name| name.value.to_owned());
    let source = source.value.to_owned();
    let value = EmissionFactor { carrier, scope, year, g_co2e, per, supplier, source };
    draft.emission_factors.push(Placed { value, place: table.place() });
}

/// A carrier that is an amount.
fn carrier(table: &Table<'_>) -> Option<Carrier> {
    let carrier = building::carrier(table, "carrier")?;
    if !carrier.quantities().contains(&Quantity::Temperature) {
        return Some(carrier);
    }
    table.report(
        "carrier",
        format!("{carrier} is not bought"),
        "only amounts of energy and water cost or emit something",
        "name the carrier of a meter whose readings are summed",
    );
    None
}

/// Where it holds; none when it is written badly, because it would hold elsewhere.
fn scope(table: &Table<'_>) -> Option<Scope> {
    let id = |key| ident::ident(table, key).map(|id| id.value.to_owned());
    let scope = Scope { municipality: id("municipality"), owner: id("owner") };
    let is_read = |key, found: &Option<String>| table.has(key) == found.is_some();
    (is_read("municipality", &scope.municipality) && is_read("owner", &scope.owner)).then_some(scope)
}

/// The number in one of two keys: per kWh, or per m³.
fn per_unit(
    table: &Table<'_>,
    carrier: Option<Carrier>,
    [per_kwh, per_m3]: [&'static str; 2],
    most: f64,
) -> Option<(f64, Quantity)> {
    let (key, per) = match (table.has(per_kwh), table.has(per_m3)) {
        (true, false) => (per_kwh, Quantity::Energy),
        (false, true) => (per_m3, Quantity::Volume),
        (both, _) => {
            let what = if both { "both stand here" } else { "one of them is missing" };
            table.report(
                per_kwh,
                format!("`{per_kwh}` or `{per_m3}`: {what}"),
                "a number holds per unit of energy or per unit of volume",
                format!("write exactly one, for example `{}`", table.example(per_kwh)),
            );
            return None;
        }
    };
    let number = table.number(key, 0.0..=most)?.value;
    let carrier = carrier?;
    if carrier.quantities().contains(&per) {
        return Some((number, per));
    }
    let other = if key == per_kwh { per_m3 } else { per_kwh };
    table.report(
        key,
        format!("`{key}` does not fit {carrier}"),
        format!("{carrier} is counted in another unit, so the number would never be used"),
        format!("write `{other}`, or correct the carrier"),
    );
    None
}
