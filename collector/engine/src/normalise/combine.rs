//! Use of a virtual meter: a sum of terms, each a factor and the use of a meter in the same intervals.
//!
//! Known only while every term is: the least known one gives the coverage, and each is taken to be even within its
//! own interval, so that shares of a meter add up to it and parts to their sum. A difference below zero by more than
//! the registers' steps is no use: meters do not fit together then, and nothing is known.

use chrono_tz::Tz;

use super::{DayUse, Event, EventKind, IntervalUse, Normalised};
use crate::domain::{LocalDay, Quality};

/// A smaller unknown share is rounding.
const NEGLIGIBLE_SHARE: f64 = 0.001;
/// What computing with binary fractions may lose of the terms.
const ROUNDING: f64 = 1e-9;

/// A term: its factor, and what its meter counted in each interval.
pub type Weighted<T> = (f64, Vec<T>);

/// Whether an interval is fully covered and still not known: a register restarted in it.
#[must_use]
pub fn has_restart(quality: Quality, coverage: f64) -> bool {
    quality == Quality::LowerBound && coverage > 1.0 - NEGLIGIBLE_SHARE
}

/// The sum of `terms`, which know the same intervals; their registers together count in steps of `resolution`.
#[must_use]
pub fn combined(terms: &[Weighted<IntervalUse>], resolution: f64) -> Normalised<IntervalUse> {
    let intervals = terms.first().map_or(&[][..], |(_, intervals)| intervals);
    let mut events = Vec::new();
    let mut uses = Vec::with_capacity(intervals.len());
    for (index, interval) in intervals.iter().enumerate() {
        let parts: Option<Vec<(f64, IntervalUse)>> =
            terms.iter().map(|(factor, uses)| Some((*factor, *uses.get(index)?))).collect();
        let nothing = IntervalUse {
            value: 0.0,
            quality: Quality::Missing,
            coverage: 0.0,
            filled_share: 0.0,
            ..*interval
        };
        let sum = parts.and_then(|parts| sum(&parts, *interval));
        uses.push(match sum {
            Some((sum, magnitude)) if sum.value < -(resolution + ROUNDING * magnitude) => {
                events.push(Event { at: sum.start, kind: EventKind::NegativeDifference, value: sum.value });
                nothing
            }
            Some((sum, _)) => IntervalUse { value: sum.value.max(0.0), ..sum },
            None => nothing,
        });
    }
    Normalised { uses, events }
}

/// [`combined`] for local days of `zone`; an event stands at the start of its day.
#[must_use]
pub fn combined_days(terms: &[Weighted<DayUse>], resolution: f64, zone: Tz) -> Normalised<DayUse> {
    let interval = |day: &DayUse| {
        let DayUse { date, value, quality, coverage, filled_share } = *day;
        let local = LocalDay { date, zone };
        IntervalUse { start: local.start(), end: local.end(), value, quality, coverage, filled_share }
    };
    let intervals: Vec<Weighted<IntervalUse>> =
        terms.iter().map(|(factor, days)| (*factor, days.iter().map(interval).collect())).collect();
    let Normalised { uses, events } = combined(&intervals, resolution);
    let dates = terms.first().into_iter().flat_map(|(_, days)| days.iter().map(|day| day.date));
    Normalised { uses: dates.zip(&uses).map(|(date, part)| DayUse::of(date, part)).collect(), events }
}

/// The sum in an interval, and the sum of its terms' sizes; none when a term is not known.
fn sum(parts: &[(f64, IntervalUse)], interval: IntervalUse) -> Option<(IntervalUse, f64)> {
    let unknown = |part: &IntervalUse| part.coverage <= 0.0 || has_restart(part.quality, part.coverage);
    if parts.iter().any(|(_, part)| unknown(part)) {
        return None;
    }
    let coverage = parts.iter().map(|(_, part)| part.coverage).fold(1.0, f64::min);
    let mut sum =
        IntervalUse { value: 0.0, quality: Quality::Measured, coverage, filled_share: 0.0, ..interval };
    let mut magnitude = 0.0;
    for (factor, part) in parts {
        let value = factor * part.value * (coverage / part.coverage);
        sum.value += value;
        magnitude += value.abs();
        sum.quality = sum.quality.max(part.quality);
        sum.filled_share = sum.filled_share.max(part.filled_share);
    }
    Some((sum, magnitude))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{DateRange, Point, ReadingMode};
    use crate::normalise::{MeterRules, days, uses};

    fn day(value: f64, quality: Quality, coverage: f64) -> DayUse {
        DayUse { date: "2026-03-29".parse().unwrap(), value, quality, coverage, filled_share: 0.0 }
    }

    fn check(terms: &[(f64, DayUse)], expected: Option<(f64, f64)>, events: usize) {
        let terms: Vec<Weighted<DayUse>> = terms.iter().map(|(factor, day)| (*factor, vec![*day])).collect();
        let found = combined_days(&terms, 1.0, chrono_tz::Europe::Stockholm);
        let [day] = found.uses[..] else { panic!("{found:?}") };
        let known = (day.quality != Quality::Missing).then_some((day.value, day.coverage));
        assert_eq!(known, expected, "{terms:?}");
        assert_eq!(found.events.len(), events, "{found:?}");
    }

    #[test]
    fn a_sum_is_known_while_all_its_terms_are() {
        use Quality::{LowerBound, Measured, Missing};
        let full = |value| day(value, Measured, 1.0);
        check(&[(1.0, full(10.0)), (1.0, full(5.0))], Some((15.0, 1.0)), 0);
        check(&[(0.4, full(10.0))], Some((4.0, 1.0)), 0);
        check(&[(1.0, full(10.0)), (-1.0, full(4.0))], Some((6.0, 1.0)), 0);
        check(&[(1.0, full(10.0)), (1.0, day(0.0, Missing, 0.0))], None, 0);
        check(&[(1.0, full(10.0)), (1.0, day(1.0, LowerBound, 0.5))], Some((6.0, 0.5)), 0);
        check(&[(1.0, day(9.0, LowerBound, 1.0)), (1.0, day(1.0, LowerBound, 0.5))], None, 0);
        check(&[(1.0, full(10.0)), (-1.0, full(10.6))], Some((0.0, 1.0)), 0);
        check(&[(1.0, full(10.0)), (-1.0, full(12.0))], None, 1);
    }

    /// A tree of meters: which fractions of the main meter's hours flow through its sub-meters, and how what is left
    /// is shared among buildings.
    #[derive(Debug)]
    struct Tree {
        main: Vec<f64>,
        behind: Vec<f64>,
        shares: Vec<f64>,
    }

    fn tree() -> impl Strategy<Value = Tree> {
        let hours = proptest::collection::vec(0.0..50.0_f64, 23 + 24 + 1);
        let behind = proptest::collection::vec(0.0..0.3_f64, 0..3);
        let shares = proptest::collection::vec(0.01..1.0_f64, 1..5);
        (hours, behind, shares).prop_map(|(main, behind, shares)| {
            let all: f64 = shares.iter().sum();
            Tree { main, behind, shares: shares.iter().map(|share| share / all).collect() }
        })
    }

    fn register(start: DateTime<Utc>, hours: &[f64]) -> Vec<Point> {
        let mut total = 1000.0;
        let mut points = vec![Point { at: start, value: total }];
        let mut at = start;
        for used in hours {
            (at, total) = (at + TimeDelta::hours(1), total + used);
            points.push(Point { at, value: total });
        }
        points
    }

    proptest! {
        /// Main − behind, shared out, plus what is behind: all buildings together use what the main meter counted,
        /// hour by hour and day by day, also on the days of 23 and 25 hours; and hours add up to days.
        #[test]
        fn buildings_together_use_what_the_main_meter_counted(tree in tree(), autumn in any::<bool>()) {
            let zone = chrono_tz::Europe::Stockholm;
            let first: NaiveDate = if autumn { "2026-10-24" } else { "2026-03-28" }.parse().unwrap();
            let range = DateRange { from: first, to: first + chrono::Days::new(2) };
            let start = LocalDay { date: first, zone }.start();
            let mut rules = MeterRules::of_temperature(TimeDelta::hours(1));
            rules.mode = ReadingMode::Register;
            let main = register(start, &tree.main);
            let behind: Vec<Vec<Point>> = tree
                .behind
                .iter()
                .map(|part| register(start, &tree.main.iter().map(|used| used * part).collect::<Vec<_>>()))
                .collect();
            let boundaries: Vec<_> =
                (0..=47).map(|hour| start + TimeDelta::hours(hour)).collect();
            let hours = |points: &[Point]| uses(points, &rules, &boundaries).uses;
            let by_day = |points: &[Point]| days(points, &rules, zone, range).uses;
            let (mut used_hours, mut used_days) = (vec![0.0; 47], vec![0.0; 2]);
            for share in &tree.shares {
                let factors = || std::iter::once(*share).chain(std::iter::repeat(-share));
                let meters = || std::iter::once(&main).chain(&behind);
                let of_hours: Vec<_> = factors().zip(meters().map(|meter| hours(meter))).collect();
                let of_days: Vec<_> = factors().zip(meters().map(|meter| by_day(meter))).collect();
                let (of_hours, of_days) = (combined(&of_hours, 0.0).uses, combined_days(&of_days, 0.0, zone).uses);
                for (day, own) in of_days.iter().enumerate() {
                    let local = LocalDay { date: own.date, zone };
                    let inside = of_hours.iter().filter(|hour| local.start() <= hour.start && hour.end <= local.end());
                    if day == 0 || !autumn {
                        prop_assert!((inside.map(|hour| hour.value).sum::<f64>() - own.value).abs() < 1e-6);
                    }
                    used_days[day] += own.value;
                }
                for (sum, own) in used_hours.iter_mut().zip(&of_hours) {
                    *sum += own.value;
                }
            }
            for meter in &behind {
                for (sum, own) in used_hours.iter_mut().zip(hours(meter)) {
                    *sum += own.value;
                }
                for (sum, own) in used_days.iter_mut().zip(by_day(meter)) {
                    *sum += own.value;
                }
            }
            for (sum, main) in used_hours.iter().zip(hours(&main)) {
                prop_assert!((sum - main.value).abs() < 1e-6, "{sum} {main:?}");
            }
            for (sum, main) in used_days.iter().zip(by_day(&main)) {
                prop_assert!((sum - main.value).abs() < 1e-6, "{sum} {main:?}");
            }
        }
    }
}
