//! Ids are unique among their kind.

use std::collections::HashMap;

use crate::draft::Draft;
use crate::problem::Problem;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut first = HashMap::new();
    for id in &draft.ids {
        let word = id.kind.word();
        let Some(place) = first.insert((word, id.id.as_str()), &id.place) else { continue };
        first.insert((word, id.id.as_str()), place);
        problems.push(id.place.error(
            "id",
            format!("the {word} id \"{}\" is used twice", id.id),
            format!("it already names the {word} at {}", place.shown("id")),
            format!("give this one an id of its own, for example \"{}-2\"", id.id),
        ));
    }
}
