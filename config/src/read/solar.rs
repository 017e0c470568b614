//! Solar plants.

use super::ident;
use crate::draft::{Draft, Kind};
use crate::keys;
use crate::place::Placed;
use crate::portfolio::SolarPlant;
use crate::table::Table;

/// Add a solar plant.
pub(super) fn plant(table: &Table<'_>, draft: &mut Draft) {
    let id = ident::ident(table, "id").map(|id| id.value.to_owned()).unwrap_or_default();
    draft.name(Kind::Solar, &id, &table.place());
    let building = ident::ident(table, "building").map(|id| id.value.to_owned()).unwrap_or_default();
    let meters = table.table("meters", &keys::SOLAR_METERS);
    let meter =
        |key| meters.as_ref().and_then(|meters| ident::ident(meters, key)).map(|id| id.value.to_owned());
    let value = SolarPlant {
        id,
        building,
        kwp: table.positive("kwp", 1_000_000.0).map(|kwp| kwp.value).unwrap_or_default(),
        tilt_deg: table.number("tilt_deg", 0.0..=90.0).map(|tilt| tilt.value),
        azimuth_deg: table.number("azimuth_deg", 0.0..=360.0).map(|azimuth| azimuth.value),
        production: meter("production"),
        export: meter("export"),
    };
    draft.plants.push(Placed { value, place: table.place() });
}
