//! Owners and municipalities that buildings name.

use std::collections::HashSet;

use super::suggest;
use crate::draft::{Draft, Kind};
use crate::finish::MUNICIPALITIES;
use crate::problem::Problem;
use crate::schema::nearest;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    let owners: HashSet<&str> = draft.ids_of(Kind::Owner).collect();
    let municipalities: HashSet<&str> = draft.ids_of(Kind::Municipality).collect();
    for building in &draft.buildings {
        let owner = building.building.owner.as_str();
        if !draft.unread_files && !owner.is_empty() && !owners.contains(owner) {
            let table = format!("add an [[owner]] table with `id = \"{owner}\"`");
            problems.push(building.place.error(
                "owner",
                format!("unknown owner \"{owner}\""),
                "no [[owner]] table has this id",
                suggest(owner, draft.ids_of(Kind::Owner), &table),
            ));
        }
        let municipality = building.building.municipality.as_str();
        let built_in = || MUNICIPALITIES.iter().map(|(id, _)| *id);
        if !municipalities.contains(municipality)
            && !built_in().any(|id| id == municipality)
            && let Some(near) = nearest(municipality, built_in())
        {
            let problem = building.place.error(
                "municipality",
                format!("is the municipality \"{municipality}\" a slip?"),
                format!("\"{near}\" is known by name, this one is not"),
                format!("write \"{near}\", or add a [[municipality]] table with the id and name you mean"),
            );
            problems.push(problem.as_warning());
        }
    }
}
