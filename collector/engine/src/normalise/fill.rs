//! One series of daily temperatures from several places: the first gives the level, the others fill its holes.
//!
//! Two places differ, and differ more in winter. So a day taken from another place is moved by the mean difference
//! of the two over the days that both know within [`NEAR_DAYS`] of it, or, with fewer than [`LEAST_COMMON`] of
//! those, over all days that both know. With fewer than that many altogether the day stays unknown. The difference
//! is rounded to a tenth of a degree, as observations are, so that one more common day does not move old results.

use std::collections::VecDeque;

use super::DayUse;
use crate::domain::Quality;

/// Share of a day's time that must be known for its mean to count (CalTRACK 2.2.2).
pub const LEAST_OF_A_DAY: f64 = 0.5;
/// Days before and after a hole that tell how two places differ at that time of year.
pub const NEAR_DAYS: usize = 45;
/// Days that both must know to tell how they differ.
pub const LEAST_COMMON: usize = 30;

/// The days of `sources`, which are in order of preference and have the same dates, as one; each with the index of
/// the source it is from, or none where it stays unknown.
///
/// The level is that of the first source that knows [`LEAST_COMMON`] days, else of the first that knows any.
#[must_use]
pub fn fill(sources: &[Vec<DayUse>]) -> Vec<(DayUse, Option<usize>)> {
    let count = |days: &[DayUse]| days.iter().filter(|day| is_known(day)).count();
    let level = sources
        .iter()
        .position(|days| count(days) >= LEAST_COMMON)
        .or_else(|| sources.iter().position(|days| count(days) > 0))
        .unwrap_or(0);
    let Some(own) = sources.get(level) else { return Vec::new() };
    let mut filled: Vec<(DayUse, Option<usize>)> =
        own.iter().map(|day| (*day, is_known(day).then_some(level))).collect();
    for (index, other) in sources.iter().enumerate().filter(|(index, _)| *index != level) {
        let differences = differences(own, other);
        for ((slot, day), difference) in filled.iter_mut().zip(other).zip(differences) {
            if let (None, true, Some(difference)) = (slot.1, is_known(day), difference) {
                *slot = (moved(day, difference), Some(index));
            }
        }
    }
    filled
}

fn is_known(day: &DayUse) -> bool {
    day.coverage >= LEAST_OF_A_DAY
}

fn moved(day: &DayUse, difference: f64) -> DayUse {
    DayUse { value: day.value + difference, quality: Quality::Estimated, filled_share: day.coverage, ..*day }
}

/// For each day, how much `own` lies above `other` at that time, °C.
fn differences(own: &[DayUse], other: &[DayUse]) -> Vec<Option<f64>> {
    let common: Vec<Option<f64>> = own
        .iter()
        .zip(other)
        .map(|(own, other)| (is_known(own) && is_known(other)).then_some(own.value - other.value))
        .collect();
    let overall = mean(common.iter().flatten().copied());
    let mut window: VecDeque<f64> = VecDeque::new();
    let mut entered = 0;
    (0..common.len())
        .map(|day| {
            let end = (day + NEAR_DAYS + 1).min(common.len());
            window.extend(common.get(entered..end).into_iter().flatten().flatten());
            entered = end;
            let left = day.checked_sub(NEAR_DAYS + 1).and_then(|left| *common.get(left)?);
            if left.is_some() {
                window.pop_front();
            }
            mean(window.iter().copied()).or(overall)
        })
        .collect()
}

/// The mean to a tenth of a degree, of enough values.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    let enough = usize::try_from(count).is_ok_and(|count| count >= LEAST_COMMON);
    enough.then(|| (sum / f64::from(count) * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};
    use proptest::prelude::*;

    use super::*;

    /// One day per value; none is a day of which nothing is known.
    fn days(values: impl IntoIterator<Item = Option<f64>>) -> Vec<DayUse> {
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let day = |(index, value): (u64, Option<f64>)| DayUse {
            date: first + Days::new(index),
            value: value.unwrap_or(0.0),
            quality: if value.is_some() { Quality::Measured } else { Quality::Missing },
            coverage: if value.is_some() { 1.0 } else { 0.0 },
            filled_share: 0.0,
        };
        (0..).zip(values).map(day).collect()
    }

    fn filled(sources: &[Vec<DayUse>], day: usize) -> (Option<f64>, Option<usize>) {
        let (day, source) = fill(sources)[day];
        (source.map(|_| day.value), source)
    }

    #[test]
    fn a_hole_takes_the_neighbours_day_at_the_own_level() {
        let own = days((0..100).map(|day| (!(50..53).contains(&day)).then_some(2.0)));
        let near = days((0..100).map(|_| Some(3.5)));
        assert_eq!(filled(&[own.clone(), near.clone()], 51), (Some(2.0), Some(1)));
        assert_eq!(filled(&[own.clone(), near.clone()], 40), (Some(2.0), Some(0)));
        assert_eq!(fill(&[own, near])[51].0.quality, Quality::Estimated);
    }

    #[test]
    fn the_difference_is_that_of_the_season() {
        // 4 degrees colder in the first half, 1 in the second.
        let level = |day: usize| if day < 200 { 4.0 } else { 1.0 };
        let hole = |day: usize| day == 100 || day == 300;
        let own = days((0..400).map(|day| (!hole(day)).then_some(0.0)));
        let other = days((0..400).map(|day| Some(level(day))));
        assert_eq!(filled(&[own.clone(), other.clone()], 100), (Some(0.0), Some(1)));
        assert_eq!(filled(&[own, other], 300), (Some(0.0), Some(1)));
    }

    #[test]
    fn after_a_station_has_ended_all_common_days_tell_the_difference() {
        let own = days((0..300).map(|day| (day < 100).then_some(1.0)));
        let other = days((0..300).map(|_| Some(0.0)));
        assert_eq!(filled(&[own, other], 299), (Some(1.0), Some(1)));
    }

    #[test]
    fn places_that_were_never_compared_are_not_mixed() {
        let own = days((0..100).map(|day| (day < 50).then_some(1.0)));
        let other = days((0..100).map(|day| (day >= 30).then_some(0.0)));
        assert_eq!(filled(&[own, other], 80), (None, None));
    }

    #[test]
    fn a_source_that_knows_nothing_gives_no_level() {
        let (nothing, other) = (days(vec![None; 60]), days(vec![Some(7.0); 60]));
        assert_eq!(filled(&[nothing.clone(), other], 3), (Some(7.0), Some(1)));
        assert_eq!(filled(&[nothing], 3), (None, None));
        assert!(fill(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn the_level_sources_own_days_are_never_touched(
            own in proptest::collection::vec(proptest::option::of(-40.0..40.0), 120),
            other in proptest::collection::vec(proptest::option::of(-40.0..40.0), 120),
        ) {
            let sources = [days(own), days(other)];
            for (index, (day, source)) in fill(&sources).into_iter().enumerate() {
                match source {
                    Some(0) => prop_assert_eq!(day, sources[0][index]),
                    Some(_) => prop_assert!(sources[1][index].coverage > 0.0 && day.value.abs() < 130.0),
                    None => prop_assert!(day.coverage < LEAST_OF_A_DAY),
                }
            }
        }
    }
}
