//! Virtual meters: their parts exist, can be added, and lead to meters with readings.

use std::collections::{HashMap, HashSet};

use super::suggest;
use crate::draft::{BuildingDraft, Draft, Kind};
use crate::parts::{MOST_TERMS, Node, Part, Share, expand};
use crate::place::Placed;
use crate::portfolio::Meter;
use crate::problem::Problem;
use crate::vocabulary::Quantity;

type Known<'d> = HashMap<&'d str, (&'d BuildingDraft, &'d Placed<Meter>)>;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    let known: Known<'_> = draft.meters().map(|pair| (pair.1.value.id.as_str(), pair)).collect();
    let named: HashSet<&str> = draft.ids_of(Kind::Meter).collect();
    for (building, meter) in draft.meters() {
        let mut seen = HashSet::new();
        for part in &meter.value.parts {
            let id = part.meter.as_str();
            if !seen.insert(id) {
                problems.push(twice(meter, id));
            }
            match known.get(id) {
                Some((home, found)) => problems.extend(misfit((building, meter), part, home, found)),
                None if draft.unread_files || named.contains(id) => {}
                None => problems.push(meter.place.error(
                    "parts",
                    format!("unknown meter \"{id}\""),
                    "no [[building.meter]] table has this id",
                    suggest(id, draft.ids_of(Kind::Meter), "name a meter of any building"),
                )),
            }
        }
    }
    results(draft, &known, problems);
}

fn twice(meter: &Placed<Meter>, id: &str) -> Problem {
    meter.place.error(
        "parts",
        format!("\"{id}\" is a part of \"{}\" twice", meter.value.id),
        "each part says once how much of a meter counts",
        "keep one of them, with the shares added up",
    )
}

fn misfit(
    (building, meter): (&BuildingDraft, &Placed<Meter>),
    part: &Part,
    home: &BuildingDraft,
    found: &Placed<Meter>,
) -> Option<Problem> {
    let error = |what: String, why: String, hint: &str| Some(meter.place.error("parts", what, why, hint));
    let (id, part_id) = (&meter.value.id, &part.meter);
    if found.value.carrier != meter.value.carrier {
        return error(
            format!("\"{part_id}\" cannot be a part of \"{id}\""),
            format!("one measures {}, the other {}", found.value.carrier, meter.value.carrier),
            "name a meter of the same carrier",
        );
    }
    if home.building.zone != building.building.zone {
        return error(
            format!("\"{part_id}\" cannot be a part of \"{id}\""),
            format!(
                "the days of \"{}\" are those of {}, the days of \"{}\" those of {}",
                home.building.id, home.building.zone, building.building.id, building.building.zone
            ),
            "name a meter of a building with the same `zone`",
        );
    }
    if part.share == Share::Area && building.building.heated_area_m2.is_none() {
        return error(
            format!(
                "building \"{}\" has no `heated_area_m2` to share \"{part_id}\" by",
                building.building.id
            ),
            "a share by area is the building's part of the area of all that share the meter".to_owned(),
            "add `heated_area_m2` to the building, or write the share as a number",
        );
    }
    None
}

/// What parts lead to, through other virtual meters.
fn results(draft: &Draft, known: &Known<'_>, problems: &mut Vec<Problem>) {
    let all: Vec<(&BuildingDraft, &Placed<Meter>)> = draft.meters().collect();
    let nodes: Vec<Node<'_>> =
        all.iter().map(|(home, meter)| Node::of(&home.building, &meter.value)).collect();
    let weights = expand(&nodes);
    let endless: HashMap<&str, &Meter> = all
        .iter()
        .zip(&weights)
        .filter(|(_, weights)| weights.is_none())
        .map(|((_, meter), _)| (meter.value.id.as_str(), &meter.value))
        .collect();
    for ((_, meter), weights) in all.iter().zip(&weights).filter(|((_, meter), _)| meter.value.is_virtual()) {
        let Some(weights) = weights else {
            problems.extend(circle(meter, &endless));
            continue;
        };
        if weights.len() > MOST_TERMS {
            problems.push(meter.place.error(
                "parts",
                format!("\"{}\" is made of more than {MOST_TERMS} meters", meter.value.id),
                "its parts are themselves made of others, and nobody could follow the sum",
                "share the sum out over several virtual meters",
            ));
        }
        let mut terms = weights.keys().map(|at| &all[*at].1.value);
        let Some(first) = terms.next() else {
            problems.extend(nothing(meter, known));
            continue;
        };
        if let Some(other) = terms.find(|other| counted_in(other) != counted_in(first)) {
            problems.push(meter.place.error(
                "parts",
                format!("\"{}\" and \"{}\" cannot be added", first.id, other.id),
                format!("{} against {}", shown(first), shown(other)),
                "take parts that are counted in the same unit, with the same heating value",
            ));
        }
    }
}

/// Parts that cancel out; unknown ones have been reported.
fn nothing(meter: &Placed<Meter>, known: &Known<'_>) -> Option<Problem> {
    let all_known = meter.value.parts.iter().all(|part| known.contains_key(part.meter.as_str()));
    all_known.then(|| {
        meter.place.error(
            "parts",
            format!("\"{}\" comes out as nothing", meter.value.id),
            "everything that it adds is taken away again by another of its parts",
            "correct the parts or their shares",
        )
    })
}

fn counted_in(meter: &Meter) -> (Quantity, Option<f64>) {
    (meter.unit.quantity.over_time(), meter.kwh_per_m3)
}

fn shown(meter: &Meter) -> String {
    let symbol = meter.unit.quantity.over_time().canonical().symbol;
    meter.kwh_per_m3.map_or_else(|| symbol.to_owned(), |heat| format!("{symbol} of {heat} kWh"))
}

/// A circle is reported once, at the first of its ids; what only rests on one is mended with it.
fn circle(start: &Placed<Meter>, endless: &HashMap<&str, &Meter>) -> Option<Problem> {
    let id = start.value.id.as_str();
    let (mut way, mut seen) = (Vec::new(), HashSet::new());
    let mut at = &start.value;
    while seen.insert(at.id.as_str()) {
        way.push(at.id.as_str());
        at = at.parts.iter().find_map(|part| endless.get(part.meter.as_str()))?;
    }
    if at.id != id || way.iter().any(|other| *other < id) {
        return None;
    }
    Some(start.place.error(
        "parts",
        format!("meter \"{id}\" is made of itself"),
        format!("{} → {id}, so it could never be computed", way.join(" → ")),
        "take the part out that leads back to it",
    ))
}
