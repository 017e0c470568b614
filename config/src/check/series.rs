//! Whether a source's profile can give the series, and whether the series is of the meter's kind. Another quantity
//! would never be accepted, so it is an error; the rest may still come out well, so these are warnings.

use std::collections::BTreeMap;

use super::suggest;
use crate::draft::Draft;
use crate::place::Place;
use crate::portfolio::Source;
use crate::problem::Problem;
use crate::profile::{Piece, Profile, Reading, ReadingKind};
use crate::profiles::Profiles;
use crate::sheet::shorten;
use crate::vocabulary::{ReadingMode, Unit};

type Words = BTreeMap<String, BTreeMap<String, String>>;

pub(super) fn check(draft: &Draft, profiles: &Profiles, problems: &mut Vec<Problem>) {
    let meters = draft.meters().filter_map(|(_, meter)| {
        Some((meter.value.source.as_ref()?, &meter.place, meter.value.unit, meter.value.reading))
    });
    let stations = draft.stations.iter().filter_map(|station| {
        Some((station.value.source.as_ref()?, &station.place, station.value.unit, ReadingMode::Value))
    });
    for (source, place, unit, mode) in meters.chain(stations) {
        let Some(profile) = profiles.get(&source.profile) else { continue };
        problems.extend(misfit(source, profile, unit, mode, place));
    }
}

fn misfit(
    source: &Source,
    profile: &Profile,
    unit: Unit,
    mode: ReadingMode,
    place: &Place,
) -> Option<Problem> {
    let series = source.series.as_str();
    let rules: Vec<&Reading> =
        profile.readings.iter().filter(|rule| can_be(rule.series.pieces(), &profile.words, series)).collect();
    if rules.is_empty() {
        return Some(absent(source, profile, place).as_warning());
    }
    // A number without a unit is in the meter's.
    let is_other = |found: &Unit| found.quantity != unit.quantity && !found.symbol.is_empty();
    if let Some(found) = all(&rules, |rule| fixed_unit(rule).filter(is_other)) {
        return Some(place.error(
            "source",
            format!(
                "the series \"{}\" is in {}, the meter in {}",
                shorten(series),
                found.symbol,
                unit.symbol
            ),
            format!("profile \"{}\" gives another quantity than this meter measures", profile.name),
            "choose the series that the meter's `carrier` and `reading` mean, or correct those and `unit`",
        ));
    }
    let kind = all(&rules, |rule| fixed_kind(rule).filter(|kind| !fits(*kind, mode)))?;
    let problem = place.error(
        "source",
        format!("the series \"{}\" is not read as `{mode}`", shorten(series)),
        format!("profile \"{}\" says that its numbers are of the kind {}", profile.name, kind.as_str()),
        "correct `reading`, or choose another series",
    );
    Some(problem.as_warning())
}

fn absent(source: &Source, profile: &Profile, place: &Place) -> Problem {
    let plain = |rule: &&Reading| rule.series.pieces().iter().all(|piece| matches!(piece, Piece::Literal(_)));
    let known = profile.readings.iter().filter(plain).map(|rule| rule.series.as_str());
    let mut list: Vec<&str> = profile.readings.iter().map(|rule| rule.series.as_str()).collect();
    list.sort_unstable();
    list.dedup();
    place.error(
        "source",
        format!("profile \"{}\" gives no series \"{}\"", profile.name, shorten(&source.series)),
        "no reading would ever arrive here",
        suggest(&source.series, known, &format!("it gives {}", list.join(", "))),
    )
}

/// What `look` finds in every rule (of the first), or nothing when one rule shows nothing.
fn all<T>(rules: &[&Reading], look: impl Fn(&Reading) -> Option<T>) -> Option<T> {
    let found: Option<Vec<T>> = rules.iter().map(|rule| look(rule)).collect();
    found?.into_iter().next()
}

fn fixed_unit(rule: &Reading) -> Option<Unit> {
    let is_fixed = rule.unit.path.is_none();
    rule.unit.fixed.as_ref().filter(|_| is_fixed).map(|(unit, _)| *unit)
}

fn fixed_kind(rule: &Reading) -> Option<ReadingKind> {
    rule.kind.fixed.filter(|_| rule.kind.path.is_none())
}

const fn fits(kind: ReadingKind, mode: ReadingMode) -> bool {
    match mode {
        ReadingMode::Register => matches!(kind, ReadingKind::Register | ReadingKind::RegisterPeriod),
        ReadingMode::Interval => matches!(kind, ReadingKind::Interval),
        ReadingMode::Power => matches!(kind, ReadingKind::Power | ReadingKind::Flow),
        ReadingMode::Value => matches!(kind, ReadingKind::Temperature),
    }
}

/// Whether the pieces of a series name can become `text`.
fn can_be(pieces: &[Piece], words: &Words, text: &str) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
    match piece {
        Piece::Literal(literal) => {
            text.strip_prefix(literal.as_str()).is_some_and(|text| can_be(rest, words, text))
        }
        Piece::Placeholder(name) => match words.get(name) {
            Some(words_of_name) => words_of_name
                .values()
                .any(|word| text.strip_prefix(word.as_str()).is_some_and(|text| can_be(rest, words, text))),
            None => any_start(text, |text| can_be(rest, words, text)),
        },
        Piece::Path(_) => any_start(text, |text| can_be(rest, words, text)),
    }
}

/// Whether something can be cut from the start of `text` so that `fits` accepts what is left.
fn any_start(text: &str, fits: impl Fn(&str) -> bool) -> bool {
    text.char_indices().any(|(at, letter)| fits(&text[at + letter.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Expression;

    #[test]
    fn a_series_fits_the_pattern_it_comes_from() {
        let words: Words = [("ch".to_owned(), [("0".to_owned(), "l1".to_owned())].into_iter().collect())]
            .into_iter()
            .collect();
        let check = |pattern: &str, series: &str, expected: bool| {
            let expression = Expression::parse(pattern).unwrap();
            assert_eq!(can_be(expression.pieces(), &words, series), expected, "{pattern} {series}");
        };
        check("heat.energy", "heat.energy", true);
        check("heat.energy", "heat.enrgy", false);
        check("el.power.{ch}", "el.power.l1", true);
        check("el.power.{ch}", "el.power.l2", false);
        check("{series}", "anything å", true);
        check("{series}", "", false);
        check("temp.{sensor}.{n}", "temp.a.b", true);
        check("temp.{sensor}.{n}", "temp.a", false);
        check("temp.{$.name}", "temp.Sauna", true);
    }
}
