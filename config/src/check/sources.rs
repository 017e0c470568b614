//! Where readings come from: profiles exist, and no two meters read the same register.

use std::collections::{HashMap, HashSet};

use super::suggest;
use crate::draft::Draft;
use crate::place::Place;
use crate::portfolio::Source;
use crate::problem::Problem;
use crate::profiles::Profiles;
use crate::sheet::shorten;

pub(super) fn check(draft: &Draft, profiles: &Profiles, problems: &mut Vec<Problem>) {
    let meters = draft.meters().filter_map(|(_, meter)| Some((meter.value.source.as_ref()?, &meter.place)));
    let stations =
        draft.stations.iter().filter_map(|station| Some((station.value.source.as_ref()?, &station.place)));
    let (meters, stations): (Vec<_>, Vec<_>) = (meters.collect(), stations.collect());
    shared("meter", &meters, problems);
    shared("station", &stations, problems);
    if profiles.unread_files {
        return;
    }
    let names: HashSet<&str> = profiles.names().collect();
    for (source, place) in meters.iter().chain(&stations) {
        if !names.contains(source.profile.as_str()) {
            problems.push(unknown_profile(source, place, profiles));
        }
    }
}

fn unknown_profile(source: &Source, place: &Place, profiles: &Profiles) -> Problem {
    let mut names: Vec<&str> = profiles.names().collect();
    names.sort_unstable();
    let list = format!("use one of {}, or add a file to `profiles`", names.join(", "));
    place.error(
        "source",
        format!("unknown profile \"{}\"", shorten(&source.profile)),
        "without a profile nobody knows what the messages mean",
        suggest(&source.profile, names.iter().copied(), &list),
    )
}

/// Readings are kept by device and series, whatever the profile.
fn shared(word: &str, sources: &[(&Source, &Place)], problems: &mut Vec<Problem>) {
    let mut first: HashMap<(&str, &str), &Place> = HashMap::new();
    for (source, place) in sources {
        let key = (source.device.as_str(), source.series.as_str());
        if let Some(other) = first.get(&key) {
            problems.push(place.error(
                "source",
                format!("another {word} already reads `{}` of \"{}\"", shorten(key.1), shorten(key.0)),
                format!("it is the {word} at {}; the same readings would count twice", other.shown("source")),
                "correct `device` or `series`, or remove one of the two",
            ));
        } else {
            first.insert(key, place);
        }
    }
}
