//! Sub-meters: the meter above exists, carries the same, stands in the same building, and there is no circle.

use std::collections::{HashMap, HashSet};

use super::suggest;
use crate::draft::{BuildingDraft, Draft, Kind};
use crate::place::Placed;
use crate::portfolio::Meter;
use crate::problem::Problem;

type Known<'d> = HashMap<&'d str, (&'d BuildingDraft, &'d Placed<Meter>)>;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    let known: Known<'_> = draft.meters().map(|pair| (pair.1.value.id.as_str(), pair)).collect();
    let named: HashSet<&str> = draft.ids_of(Kind::Meter).collect();
    for (building, meter) in draft.meters() {
        let Some(above_id) = meter.value.sub_meter_of.as_deref() else { continue };
        match known.get(above_id) {
            Some((home, above)) => problems.extend(misfit(building, meter, home, above, &known)),
            None if draft.unread_files || named.contains(above_id) => {}
            None => problems.push(meter.place.error(
                "sub_meter_of",
                format!("unknown meter \"{above_id}\""),
                "no [[building.meter]] table has this id",
                suggest(above_id, draft.ids_of(Kind::Meter), "name the meter whose use includes this one's"),
            )),
        }
    }
}

fn misfit(
    building: &BuildingDraft,
    meter: &Placed<Meter>,
    home: &BuildingDraft,
    above: &Placed<Meter>,
    known: &Known<'_>,
) -> Option<Problem> {
    let error =
        |what: String, why: String, hint: &str| Some(meter.place.error("sub_meter_of", what, why, hint));
    let (id, above_id) = (&meter.value.id, &above.value.id);
    if let Some(circle) = circle(&meter.value, known) {
        // A circle is reported once, at the first of its ids.
        if circle.iter().any(|other| *other < id.as_str()) {
            return None;
        }
        return error(
            format!("meter \"{id}\" is below itself"),
            format!("{} → {id}, so none of them would count", circle.join(" → ")),
            "take `sub_meter_of` away from the main meter",
        );
    }
    if above.value.carrier != meter.value.carrier {
        return error(
            format!("\"{above_id}\" cannot include \"{id}\""),
            format!("one measures {}, the other {}", above.value.carrier, meter.value.carrier),
            "name a meter of the same carrier, or leave `sub_meter_of` out",
        );
    }
    if !std::ptr::eq(home, building) {
        return error(
            format!("\"{above_id}\" stands in another building"),
            format!("it belongs to \"{}\" at {}", home.building.id, above.place.shown("id")),
            "put both meters into the building whose use they measure",
        );
    }
    None
}

/// The ids from a meter up to below itself, if the way leads there.
fn circle<'d>(start: &'d Meter, known: &Known<'d>) -> Option<Vec<&'d str>> {
    let mut way = Vec::new();
    let mut seen = HashSet::new();
    let mut at = start;
    while seen.insert(at.id.as_str()) {
        way.push(at.id.as_str());
        at = &known.get(at.sub_meter_of.as_deref()?)?.1.value;
    }
    (at.id == start.id).then_some(way)
}
