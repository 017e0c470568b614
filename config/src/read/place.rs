//! Where things are: zones, coordinates, weather stations.

use chrono_tz::{TZ_VARIANTS, Tz};

use super::{fit, named, source};
use crate::draft::{Draft, Kind};
use crate::place::Placed;
use crate::portfolio::Station;
use crate::schema::nearest;
use crate::sheet::shorten;
use crate::table::Table;
use crate::vocabulary::{Quantity, Unit};

/// The zone of a building that names none.
const DEFAULT_ZONE: Tz = Tz::Europe__Stockholm;

/// Add a weather station.
pub(super) fn station(table: &Table<'_>, draft: &mut Draft) {
    let (id, name) = named(table, Kind::Station, draft);
    let source = source::source(table);
    let unit = fit::unit(table, &[Quantity::Temperature], "a station measures temperature");
    let unit = unit.unwrap_or_else(celsius);
    let smhi = table.integer("smhi", 1..=9_999_999).and_then(|number| u32::try_from(number.value).ok());
    if smhi.is_some() && table.has("source") {
        table.report(
            "smhi",
            "`smhi` stands beside `source`",
            "a station is fed over MQTT or by SMHI, so that everybody knows where a temperature comes from",
            "keep one of them; for both, make two stations",
        );
    }
    let (lat, lon) = coordinates(table, DEFAULT_ZONE);
    let station = Station { id, name, source, unit, smhi, lat, lon };
    draft.stations.push(Placed { value: station, place: table.place() });
}

/// °C, the unit of a station that names none.
pub(crate) fn celsius() -> Unit {
    Quantity::Temperature.canonical()
}

/// The zone of a building's local days.
pub(super) fn zone(table: &Table<'_>) -> Tz {
    let Some(zone) = table.text("zone") else { return DEFAULT_ZONE };
    zone.value.parse().unwrap_or_else(|_| {
        let hint = nearest(zone.value, TZ_VARIANTS.iter().map(|zone| zone.name())).map_or_else(
            || format!("leave `zone` out for {DEFAULT_ZONE}"),
            |name| format!("did you mean \"{name}\"?"),
        );
        table.report(
            "zone",
            format!("`zone` cannot be \"{}\"", shorten(zone.value)),
            "it is not a name of the IANA time zone database",
            hint,
        );
        DEFAULT_ZONE
    })
}

/// Latitude and longitude, both or neither.
pub(super) fn coordinates(table: &Table<'_>, zone: Tz) -> (Option<f64>, Option<f64>) {
    let lat = table.number("lat", -90.0..=90.0).map(|lat| lat.value);
    let lon = table.number("lon", -180.0..=180.0).map(|lon| lon.value);
    for (key, other) in [("lat", "lon"), ("lon", "lat")] {
        if table.has(key) && !table.has(other) {
            table.report(
                key,
                format!("`{key}` stands without `{other}`"),
                "a place needs both coordinates",
                format!("add `{other}`, or leave both out"),
            );
        }
    }
    if let (Some(lat), Some(lon)) = (lat, lon)
        && zone == DEFAULT_ZONE
        && !in_sweden(lat, lon)
    {
        let hint = if in_sweden(lon, lat) { "swap `lat` and `lon`" } else { "check `lat`, `lon` and `zone`" };
        table.warn(
            "lat",
            format!("latitude {lat}, longitude {lon} is not in Sweden"),
            format!("the zone is {zone}, and Sweden lies between 55 and 70 north, 10 and 25 east"),
            hint,
        );
    }
    (lat, lon)
}

fn in_sweden(lat: f64, lon: f64) -> bool {
    (55.0..=70.0).contains(&lat) && (10.0..=25.0).contains(&lon)
}
