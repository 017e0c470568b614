//! Stations that SMHI is to feed: somebody must fetch it, and it must be known where they are.

use crate::draft::{BuildingDraft, Draft};
use crate::options::WeatherOptions;
use crate::place::Placed;
use crate::portfolio::Station;
use crate::problem::Problem;

pub(super) fn check(draft: &Draft, fetched: Option<&WeatherOptions>, problems: &mut Vec<Problem>) {
    // A file that cannot be read may hold the setting, or the place.
    if draft.unread_files {
        return;
    }
    let warnings = if fetched.is_some() { nowhere(draft) } else { unfetched(draft) };
    problems.extend(warnings.into_iter().map(Problem::as_warning));
}

fn unfetched(draft: &Draft) -> Vec<Problem> {
    let named = draft.stations.iter().filter(|station| station.value.smhi.is_some());
    let problem = |station: &Placed<Station>| {
        station.place.error(
            "smhi",
            format!("nothing is fetched from SMHI for station \"{}\"", station.value.id),
            "the setting that allows it is off",
            "write `smhi = true` below [weather] in the main file, or leave `smhi` out here",
        )
    };
    named.map(problem).collect()
}

/// Buildings whose station nobody can place.
fn nowhere(draft: &Draft) -> Vec<Problem> {
    let is_placed = |id: &str| {
        let own = draft.stations.iter().map(|placed| &placed.value).find(|station| station.id == id);
        let by_itself =
            |station: &Station| station.source.is_some() || station.smhi.is_some() || station.lat.is_some();
        let mut users = draft.buildings.iter().filter(|other| other.building.station.as_deref() == Some(id));
        own.is_some_and(by_itself) || users.any(|user| user.building.lat.is_some())
    };
    let problem = |draft: &BuildingDraft| {
        let station = draft.building.station.as_deref().filter(|id| !is_placed(id))?;
        Some(draft.place.error(
            "station",
            format!("SMHI cannot feed station \"{station}\": nobody knows where it is"),
            "the nearest of SMHI's stations is looked for from its place, or from that of a building",
            "add `lat` and `lon` to the building, or name SMHI's station with `smhi` in [[station]]",
        ))
    };
    let mut seen = std::collections::HashSet::new();
    let first = |building: &&BuildingDraft| seen.insert(building.building.station.clone());
    draft.buildings.iter().filter(first).filter_map(problem).collect()
}
