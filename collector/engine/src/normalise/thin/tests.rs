use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::domain::{DateRange, ReadingMode};
use crate::normalise::{Normalised, Replacement, days, facts, hours};

const ZONE: chrono_tz::Tz = chrono_tz::Europe::Stockholm;

fn start() -> DateTime<Utc> {
    "2026-03-27T00:00:00Z".parse().unwrap()
}

fn rules(interval_seconds: i64, max_per_hour: Option<f64>) -> MeterRules {
    MeterRules {
        mode: ReadingMode::Register,
        interval: TimeDelta::seconds(interval_seconds),
        max_per_hour,
        resolution: 0.01,
        modulus: Some(1e5),
        zero_is_a_hole: false,
        nights: None,
        replacements: Vec::new(),
        corrections: Vec::new(),
        other_units: Vec::new(),
    }
}

/// What happens between a reading and the next one.
#[derive(Debug, Clone)]
enum Happening {
    Nothing,
    Gap(i64),
    Reset,
    Glitch,
    Spike(f64),
    Jump(f64),
    Trembling,
    Again,
    Replaced(f64),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        120 => Just(Happening::Nothing),
        1 => (5_i64..400).prop_map(Happening::Gap),
        1 => Just(Happening::Reset),
        1 => Just(Happening::Glitch),
        1 => (1.0..5_000.0_f64).prop_map(Happening::Spike),
        1 => (1.0..300.0_f64).prop_map(Happening::Jump),
        1 => Just(Happening::Trembling),
        2 => Just(Happening::Again),
        1 => (0.0..500.0_f64).prop_map(Happening::Replaced),
    ]
}

/// A register that begins near its last digit or not, reports every few seconds to minutes, and to which things happen.
fn register() -> impl Strategy<Value = (Vec<Point>, Vec<Replacement>)> {
    let steps = prop::collection::vec((1_i64..4, 0_u32..60, happening()), 20..900);
    (prop_oneof![Just(99_990.0), Just(4_000.0)], 20_i64..280, steps).prop_map(|(first, pace, steps)| {
        let (mut now, mut level, mut points, mut replacements) = (start(), first, Vec::new(), Vec::new());
        for (paces, hundredths, happening) in steps {
            now += TimeDelta::seconds(paces * pace);
            level += f64::from(hundredths) / 100.0;
            if level >= 1e5 {
                level -= 1e5;
            }
            let mut shown = level;
            match happening {
                Happening::Nothing => {}
                Happening::Gap(minutes) => now += TimeDelta::minutes(minutes),
                Happening::Reset => (level, shown) = (0.0, 0.0),
                Happening::Glitch => shown = 0.0,
                Happening::Spike(size) => shown += size,
                Happening::Jump(size) => (level, shown) = (level + size, level + size),
                Happening::Trembling => shown -= 0.004,
                Happening::Again => points.push(Point { at: now, value: shown }),
                Happening::Replaced(new_start) => {
                    replacements.push(Replacement { at: now, old_final: level, new_start });
                    (level, shown) = (new_start, new_start);
                }
            }
            points.push(Point { at: now, value: shown });
        }
        (points, replacements)
    })
}

fn without(points: &[Point], gone: &[DateTime<Utc>]) -> Vec<Point> {
    let gone: HashSet<_> = gone.iter().collect();
    points.iter().copied().filter(|point| !gone.contains(&point.at)).collect()
}

/// Everything people see, in the form in which two of it are equal only to the last bit.
fn seen(points: &[Point], rules: &MeterRules) -> String {
    let range = DateRange::new("2026-03-27".parse().unwrap(), "2026-04-06".parse().unwrap()).unwrap();
    let by_day = days(points, rules, ZONE, range);
    let Normalised { uses, events } = hours(points, rules, start(), start() + TimeDelta::days(9));
    format!("{by_day:?} {uses:?} {events:?}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_figure_shows_what_was_given_up(
        (points, replacements) in register(),
        pace in prop_oneof![Just(60_i64), Just(300), Just(3_600)],
        limit in prop_oneof![Just(None), Just(Some(40.0)), Just(Some(500.0))],
    ) {
        let rules = MeterRules { replacements, ..rules(pace, limit) };
        let left = without(&points, &redundant(&points, &rules));
        prop_assert_eq!(seen(&left, &rules), seen(&points, &rules));
        prop_assert!(redundant(&left, &rules).is_empty());
        prop_assert_eq!(facts(&left, ReadingMode::Register), facts(&points, ReadingMode::Register));
    }

    /// A gateway sends what it had kept, after the rest was given up.
    #[test]
    fn late_readings_count_as_if_nothing_had_been_given_up(
        hundredths in prop::collection::vec(0_u32..60, 100..600),
        late in prop::collection::vec(any::<prop::sample::Index>(), 1..40),
        pace in 20_i64..280,
    ) {
        let mut level = 4_000.0;
        let all: Vec<Point> = (0_i64..).zip(hundredths).map(|(number, hundredths)| {
            level += f64::from(hundredths) / 100.0;
            Point { at: start() + TimeDelta::seconds(number * pace), value: level }
        }).collect();
        let late: Vec<_> = late.iter().map(|index| all[index.index(all.len())]).collect();
        let missing: Vec<_> = late.iter().map(|point| point.at).collect();
        let first = without(&all, &missing);
        let rules = rules(60, None);
        let mut left = without(&first, &redundant(&first, &rules));
        left.extend(late);
        prop_assert_eq!(seen(&left, &rules), seen(&all, &rules));
        prop_assert_eq!(facts(&left, ReadingMode::Register), facts(&all, ReadingMode::Register));
    }
}

#[test]
fn of_a_calm_day_two_readings_of_each_quarter_hour_are_left() {
    let points: Vec<Point> = (0_u32..8_640)
        .map(|number| Point {
            at: start() + TimeDelta::seconds(i64::from(number) * 10),
            value: 4_000.0 + f64::from(number) / 100.0,
        })
        .collect();
    let rules = rules(10, Some(40.0));
    assert_eq!(points.len() - redundant(&points, &rules).len(), 2 * 96);
    let learned = facts(&points, ReadingMode::Register);
    assert_eq!((learned.interval, learned.max_per_hour), (TimeDelta::seconds(10), Some(64.0)));
}

#[test]
fn a_quarter_hour_around_a_fall_stays_whole() {
    let mut points: Vec<Point> = (0_u32..900)
        .map(|number| Point {
            at: start() + TimeDelta::minutes(i64::from(number)),
            value: 4_000.0 + f64::from(number) / 10.0,
        })
        .collect();
    points[452].value = 0.0;
    let left = without(&points, &redundant(&points, &rules(60, Some(40.0))));
    let whole = |from: usize, to: usize| points[from..to].iter().all(|point| left.contains(point));
    // The quarter hour from 450 on, and the 200 readings that may have told a restart from a glitch.
    assert!(whole(450, 653), "{left:?}");
    assert!(left.len() < 900 - 450, "{}", left.len());
}
