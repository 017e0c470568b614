//! Outdoor temperature: a baseline compares days of the same weather, so every building with one needs it.

use std::collections::HashSet;

use super::suggest;
use crate::draft::{BuildingDraft, Draft, Kind};
use crate::options::WeatherOptions;
use crate::problem::Problem;
use crate::vocabulary::Carrier;

pub(super) fn check(draft: &Draft, fetched: Option<&WeatherOptions>, problems: &mut Vec<Problem>) {
    if fetched.is_none() && !draft.unread_files {
        problems.extend(unfed(draft).into_iter().map(Problem::as_warning));
    }
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

/// The first building with a baseline of each station to which nothing comes by itself.
fn unfed(draft: &Draft) -> Vec<Problem> {
    // An unknown station is an error already, and one that names SMHI's without the setting is warned of.
    let is_unfed = |id: &str| {
        let mut stations = draft.stations.iter().map(|placed| &placed.value);
        let found = stations.find(|station| station.id == id);
        found.map_or(draft.stations.is_empty(), |station| station.source.is_none() && station.smhi.is_none())
    };
    let mut seen = HashSet::new();
    let problem = |building: &BuildingDraft| {
        building.baselines.first()?;
        let own = building.meters.iter().any(|meter| meter.value.carrier == Carrier::OutdoorTemperature);
        let station = building.building.station.as_deref().filter(|id| !own && is_unfed(id))?;
        seen.insert(station.to_owned()).then(|| {
            building.place.error(
                "station",
                format!("no temperature comes to station \"{station}\" by itself"),
                "a baseline needs one every day, so it waits until somebody imports them",
                "write `smhi = true` below [weather], give the [[station]] a `source`, or go on with `sparvakt import \
                 weather`",
            )
        })
    };
    draft.buildings.iter().filter_map(problem).collect()
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
