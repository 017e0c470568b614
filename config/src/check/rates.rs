//! Tariffs and emission factors: no two say different things about the same, and their scopes exist.

use std::collections::{HashMap, HashSet};

use super::suggest;
use crate::draft::{Draft, Kind};
use crate::finish::MUNICIPALITIES;
use crate::place::Place;
use crate::problem::Problem;
use crate::rates::Scope;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    let tariffs = draft.tariffs.iter().map(|rate| {
        let tariff = &rate.value;
        ((tariff.carrier, &tariff.scope, tariff.per, tariff.from), &rate.place)
    });
    twice(tariffs, ("tariff", "from"), problems);
    let factors = draft.emission_factors.iter().map(|rate| {
        let factor = &rate.value;
        ((factor.carrier, &factor.scope, factor.per, factor.year), &rate.place)
    });
    twice(factors, ("emission factor", "year"), problems);
    let scopes = draft.tariffs.iter().map(|rate| (&rate.value.scope, &rate.place));
    let scopes = scopes.chain(draft.emission_factors.iter().map(|rate| (&rate.value.scope, &rate.place)));
    references(draft, scopes, problems);
}

fn twice<'d, K: std::hash::Hash + Eq>(
    rates: impl Iterator<Item = (K, &'d Place)>,
    (word, key): (&str, &str),
    problems: &mut Vec<Problem>,
) {
    let mut first: HashMap<K, &Place> = HashMap::new();
    for (same, place) in rates {
        if let Some(other) = first.get(&same) {
            problems.push(place.error(
                key,
                format!("another {word} says what holds here from this `{key}` on"),
                format!("it stands at {}, for the same carrier, municipality and owner", other.shown(key)),
                format!("remove one of the two, or correct its `{key}`, `municipality` or `owner`"),
            ));
        } else {
            first.insert(same, place);
        }
    }
}

fn references<'d>(
    draft: &'d Draft,
    scopes: impl Iterator<Item = (&'d Scope, &'d Place)>,
    problems: &mut Vec<Problem>,
) {
    if draft.unread_files {
        return;
    }
    let owners: HashSet<&str> = draft.ids_of(Kind::Owner).collect();
    let built_in = MUNICIPALITIES.iter().map(|(id, _)| *id);
    let of_buildings = draft.buildings.iter().map(|building| building.building.municipality.as_str());
    let municipalities: HashSet<&str> =
        draft.ids_of(Kind::Municipality).chain(built_in).chain(of_buildings).collect();
    for (scope, place) in scopes {
        for (key, id, known) in
            [("municipality", &scope.municipality, &municipalities), ("owner", &scope.owner, &owners)]
        {
            let Some(id) = id.as_deref().filter(|id| !known.contains(id)) else { continue };
            problems.push(place.error(
                key,
                format!("unknown {key} \"{id}\""),
                format!("no building has this {key}, so the number would never be used"),
                suggest(id, known.iter().copied(), &format!("leave `{key}` out to mean all buildings")),
            ));
        }
    }
}
