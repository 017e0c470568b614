//! Outdoor temperature: a baseline compares days of the same weather, so every building with one needs it.

use std::collections::HashSet;

use super::suggest;
use crate::draft::{BuildingDraft, Draft, Kind};
use crate::problem::Problem;
use crate::vocabulary::Carrier;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    let known: HashSet<&str> = draft.ids_of(Kind::Station).collect();
    for building in &draft.buildings {
        problems.extend(missing(building));
        let Some(station) = building.building.station.as_deref() else { continue };
        // Without any [[station]] table, stations are fed from files and need none.
        if draft.unread_files || draft.stations.is_empty() || known.contains(station) {
            continue;
        }
        let table = format!("add a [[station]] table with `id = \"{station}\"`");
        problems.push(building.place.error(
            "station",
            format!("unknown weather station \"{station}\""),
            "there are [[station]] tables, and none of them has this id",
            suggest(station, draft.ids_of(Kind::Station), &table),
        ));
    }
}

fn missing(building: &BuildingDraft) -> Option<Problem> {
    let own = building.meters.iter().any(|meter| meter.value.carrier == Carrier::OutdoorTemperature);
    if own || building.place.has("station") || building.unread_meters {
        return None;
    }
    let baseline = building.baselines.first()?;
    Some(baseline.place.error(
        "from",
        format!("building \"{}\" has a baseline but no outdoor temperature", building.building.id),
        "days can only be compared at the same weather",
        "add `station` to the building, or a meter with `carrier = \"outdoor_temperature\"`",
    ))
}
