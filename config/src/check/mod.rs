//! What only shows when the whole portfolio is known: references, doubled ids and sources, periods, calendars, weather.

mod calendars;
mod counted;
mod ids;
mod parts;
mod periods;
mod rates;
mod references;
mod series;
mod smhi;
mod solar;
mod sources;
mod sub_meters;
mod weather;

use crate::draft::Draft;
use crate::options::WeatherOptions;
use crate::problem::Problem;
use crate::profiles::Profiles;
use crate::schema::nearest;

/// Everything that is wrong between the tables.
pub(crate) fn check(draft: &Draft, profiles: &Profiles, fetched: Option<&WeatherOptions>) -> Vec<Problem> {
    let mut problems = Vec::new();
    ids::check(draft, &mut problems);
    references::check(draft, &mut problems);
    sources::check(draft, profiles, &mut problems);
    series::check(draft, profiles, &mut problems);
    let before = problems.len();
    sub_meters::check(draft, &mut problems);
    parts::check(draft, &mut problems);
    // What counts what can only be said of meters that fit together.
    if problems.len() == before {
        counted::check(draft, &mut problems);
    }
    periods::check(draft, &mut problems);
    calendars::check(draft, &mut problems);
    weather::check(draft, &mut problems);
    smhi::check(draft, fetched, &mut problems);
    solar::check(draft, &mut problems);
    rates::check(draft, &mut problems);
    problems
}

/// A hint towards one of `known`, or `otherwise`.
fn suggest<'k>(word: &str, known: impl Iterator<Item = &'k str>, otherwise: &str) -> String {
    // Enough for a municipality; comparing with more would only make a broken file slow.
    nearest(word, known.take(2000))
        .map_or_else(|| otherwise.to_owned(), |near| format!("did you mean \"{near}\"?"))
}
