//! Solar plants: the building is known, and the meters are meters of its production and export.

use std::collections::{HashMap, HashSet};

use super::suggest;
use crate::draft::{BuildingDraft, Draft, Kind};
use crate::place::{Place, Placed};
use crate::portfolio::SolarPlant;
use crate::problem::Problem;
use crate::vocabulary::Carrier;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    let named: HashSet<&str> = draft.ids_of(Kind::Meter).collect();
    let known: HashMap<&str, (&BuildingDraft, Carrier)> =
        draft.meters().map(|(home, meter)| (meter.value.id.as_str(), (home, meter.value.carrier))).collect();
    let buildings: HashMap<&str, &BuildingDraft> =
        draft.buildings.iter().map(|draft| (draft.building.id.as_str(), draft)).collect();
    for plant in &draft.plants {
        let id = plant.value.building.as_str();
        let Some(building) = buildings.get(id).filter(|_| !id.is_empty()) else {
            if !draft.unread_files && !id.is_empty() {
                problems.push(plant.place.error(
                    "building",
                    format!("unknown building \"{id}\""),
                    "no [[building]] table has this id",
                    suggest(id, draft.ids_of(Kind::Building), "name the building that the plant stands on"),
                ));
            }
            continue;
        };
        for (key, id, carrier) in meters(&plant.value) {
            match known.get(id) {
                Some(found) => problems.extend(misfit(plant, key, *found, (building, carrier), id)),
                None if draft.unread_files || named.contains(id) => {}
                None => problems.push(unknown(plant, building, key, id, carrier)),
            }
        }
        if plant.value.production.is_none() && lacks_production(building) {
            problems.push(unmeasured(&plant.place, "id", "the plant's production is not measured"));
        }
    }
    for building in draft.buildings.iter().filter(|building| lacks_production(building)) {
        let mut meters = building.meters.iter();
        if let Some(export) = meters.find(|meter| meter.value.carrier == Carrier::GridExport) {
            problems.push(unmeasured(
                &export.place,
                "carrier",
                "export is measured, but no solar production",
            ));
        }
    }
}

/// Whether a building's electricity is followed while nothing measures what its modules make.
fn lacks_production(building: &BuildingDraft) -> bool {
    let measures = |carrier| building.meters.iter().any(|meter| meter.value.carrier == carrier);
    measures(Carrier::Electricity) && !measures(Carrier::SolarProduction) && !building.unread_meters
}

fn unmeasured(place: &Place, key: &str, what: &str) -> Problem {
    let why =
        "the building's use of electricity is unknown from the first day on which something is exported";
    let hint = "add a [[building.meter]] with `carrier = \"solar_production\"`";
    place.error(key, what, why, hint).as_warning()
}

/// The meters that a plant names: key, id and what they must measure.
fn meters(plant: &SolarPlant) -> impl Iterator<Item = (&'static str, &str, Carrier)> {
    let production = plant.production.as_deref().map(|id| ("production", id, Carrier::SolarProduction));
    let export = plant.export.as_deref().map(|id| ("export", id, Carrier::GridExport));
    production.into_iter().chain(export)
}

/// While the building has no meter of the kind at all, the plant's may simply not be installed yet. When it has
/// one, that one is meant and the id is wrong.
fn unknown(
    plant: &Placed<SolarPlant>,
    building: &BuildingDraft,
    key: &str,
    id: &str,
    carrier: Carrier,
) -> Problem {
    let candidates = building.meters.iter().filter(|meter| meter.value.carrier == carrier);
    let candidate = candidates.map(|meter| meter.value.id.as_str()).next();
    let add = format!("add a [[building.meter]] with `id = \"{id}\"` and `carrier = \"{carrier}\"`");
    let hint = candidate.map_or(add, |candidate| format!("did you mean \"{candidate}\"?"));
    let problem = plant.place.error(
        "meters",
        format!("the meter \"{id}\" for `{key}` does not exist"),
        "no [[building.meter]] table has this id, so the plant shows no such figures",
        hint,
    );
    if candidate.is_some() || building.unread_meters { problem } else { problem.as_warning() }
}

fn misfit(
    plant: &Placed<SolarPlant>,
    key: &str,
    (home, found): (&BuildingDraft, Carrier),
    (building, wanted): (&BuildingDraft, Carrier),
    id: &str,
) -> Option<Problem> {
    if found != wanted {
        return Some(plant.place.error(
            "meters",
            format!("\"{id}\" cannot be the `{key}` meter"),
            format!("it measures {found}, not {wanted}"),
            format!("name a meter with `carrier = \"{wanted}\"`"),
        ));
    }
    (!std::ptr::eq(home, building)).then(|| {
        plant.place.error(
            "meters",
            format!("\"{id}\" stands in another building"),
            format!("the plant is on \"{}\", the meter in \"{}\"", building.building.id, home.building.id),
            "name a meter of the plant's own building, or move the plant",
        )
    })
}
