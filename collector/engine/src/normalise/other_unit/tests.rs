//! Steps of the unit are found whole, and what merely uses less is believed.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::super::{Evidence, OtherUnit, Quality, facts, hours};
use super::super::{MeterRules, uses};
use crate::domain::{Point, ReadingMode};

fn start() -> DateTime<Utc> {
    "2025-03-01T00:00:00Z".parse().unwrap()
}

fn at(hour: i64) -> DateTime<Utc> {
    start() + TimeDelta::hours(hour)
}

/// Use of an hour, kWh: heat that follows the season and the clock, with some chance in it.
fn heat(hour: i64) -> f64 {
    let year = (hour as f64 / 8766.0 * std::f64::consts::TAU).cos();
    let day = (hour as f64 / 24.0 * std::f64::consts::TAU).sin();
    let chance = 0.3 * ((hour * 7919 % 997) as f64 / 997.0 - 0.5);
    (20.0 + 18.0 * year + 6.0 * day).max(1.5) * (1.0 + chance)
}

/// Hourly readings of a register that begins at `level`, each seen through `shown`.
fn register(level: f64, count: i64, shown: impl Fn(i64, f64) -> f64) -> Vec<Point> {
    let mut sum = level;
    (0..count)
        .map(|hour| {
            let point = Point { at: at(hour), value: shown(hour, sum) };
            sum += heat(hour);
            point
        })
        .collect()
}

/// Hourly intervals, each seen through `shown`.
fn intervals(count: i64, shown: impl Fn(i64, f64) -> f64) -> Vec<Point> {
    (0..count).map(|hour| Point { at: at(hour), value: shown(hour, heat(hour)) }).collect()
}

fn found(points: &[Point], mode: ReadingMode) -> Vec<OtherUnit> {
    facts(points, mode).other_units
}

fn rules(points: &[Point], mode: ReadingMode) -> MeterRules {
    let learned = facts(points, mode);
    MeterRules {
        mode,
        max_per_hour: learned.max_per_hour,
        resolution: learned.resolution,
        other_units: learned.other_units,
        ..MeterRules::of_temperature(learned.interval)
    }
}

#[test]
fn a_register_that_goes_on_in_another_unit_is_found_at_its_first_reading() {
    for factor in [0.001, 1000.0, 0.01, 100.0, 0.1, 10.0, 0.0036, 3.6, 1.0 / 3.6, 1.0 / 35.3147, 1e-6] {
        for (decimals, level) in [(1.0, 812_345.0), (1000.0, 43_210.5)] {
            let shown = |hour, value: f64| {
                let value = (value * decimals).floor() / decimals;
                if hour >= 900 { value * factor } else { value }
            };
            let points = register(level, 905, shown);
            let [step] = found(&points, ReadingMode::Register)[..] else { panic!("{factor} {level}") };
            assert_eq!((step.from, step.until, step.evidence), (at(900), None, Evidence::Level));
            assert!((step.factor / factor).ln().abs() < 0.001, "{step:?}");
        }
    }
}

#[test]
fn coarse_megawatt_hours_are_found_too() {
    let shown = |hour, value: f64| if hour >= 900 { (value / 1000.0).floor() } else { value.floor() };
    let points = register(812_345.0, 1200, shown);
    let [step] = found(&points, ReadingMode::Register)[..] else { panic!() };
    assert_eq!((step.from, step.factor), (at(900), 0.001));
}

#[test]
fn nothing_after_the_step_is_known_until_the_old_unit_is_back() {
    let shown = |hour, value: f64| if (900..1100).contains(&hour) { value / 1000.0 } else { value };
    for known in [902, 950, 1099, 1102, 1400] {
        let points = register(50_000.0, known, shown);
        let rules = rules(&points, ReadingMode::Register);
        let used = hours(&points, &rules, at(0), at(1390));
        for (hour, used) in (0..).zip(&used.uses) {
            if hour < 899 {
                assert_eq!(used.quality, Quality::Measured, "{hour}");
            } else if hour < 1100 && known < 1102 {
                assert_eq!((used.quality, used.value), (Quality::Missing, 0.0), "{hour} of {known}");
            } else if hour < 1100 {
                // The register tells afterwards what flowed, though not when.
                assert_eq!(used.quality, Quality::Estimated, "{hour} of {known}");
            }
        }
        let kinds: Vec<&str> = used.events.iter().map(|event| event.kind.as_str()).collect();
        let restored = known >= 1102;
        assert_eq!(
            kinds,
            if restored { vec!["unit_changed", "unit_restored"] } else { vec!["unit_changed"] }
        );
        if restored {
            let sum: f64 = used.uses.iter().take(1100).map(|used| used.value).sum();
            assert!((sum - (0..1100).map(heat).sum::<f64>()).abs() < 1e-6, "{sum}");
        }
    }
}

#[test]
fn a_new_register_after_the_step_counts_when_it_runs_at_the_old_pace() {
    let shown = |hour, value: f64| match hour {
        ..900 => value,
        900..1100 => value / 1000.0,
        _ => value - 60_000.0,
    };
    let points = register(50_000.0, 1500, shown);
    let [step] = found(&points, ReadingMode::Register)[..] else { panic!() };
    assert_eq!((step.from, step.until), (at(900), Some(at(1100))));
    // Another one that still counts in MWh does not.
    let shown = |hour, value: f64| match hour {
        ..900 => value,
        900..1100 => value / 1000.0,
        _ => (value - 60_000.0) / 1000.0,
    };
    let [step] = found(&register(50_000.0, 1500, shown), ReadingMode::Register)[..] else { panic!() };
    assert_eq!((step.from, step.until), (at(900), None));
}

#[test]
fn a_replaced_meter_is_no_other_unit_wherever_it_starts() {
    for start in [0.0, 1.0, 5.0, 47.0, 50.0, 73.6, 500.0, 7_360.0, 73_600.0] {
        let shown = |hour, value: f64| {
            let now = register(50_000.0, 901, |_, value| value)[900].value;
            if hour >= 900 { (value - now + start).floor() } else { value.floor() }
        };
        let points = register(50_000.0, 1300, shown);
        assert_eq!(found(&points, ReadingMode::Register), [], "{start}");
    }
}

#[test]
fn intervals_and_power_need_four_days_and_lose_the_day_of_the_step_too() {
    for mode in [ReadingMode::Interval, ReadingMode::Power] {
        for factor in [0.001, 1000.0] {
            let shown = |hour, value| if (907..1500).contains(&hour) { value * factor } else { value };
            assert_eq!(found(&intervals(908 + 3 * 24, shown), mode), []);
            let [step] = found(&intervals(1400, shown), mode)[..] else { panic!("{mode:?} {factor}") };
            assert_eq!((step.factor, step.until, step.evidence), (factor, None, Evidence::Pace));
            assert!(step.from <= at(907) && step.from > at(907 - 49), "{step:?}");
            let [step] = found(&intervals(2000, shown), mode)[..] else { panic!("{mode:?} {factor}") };
            let until = step.until.unwrap();
            assert!(until >= at(1500) && until < at(1500 + 49), "{step:?}");
        }
    }
}

#[test]
fn two_steps_and_an_unsteady_gateway_are_told_apart() {
    let shown = |hour, value: f64| match hour {
        400..500 | 700..720 => value / 1000.0,
        720..800 => value * 3.6,
        _ => value,
    };
    let spans: Vec<_> = found(&register(90_000.0, 1000, shown), ReadingMode::Register)
        .iter()
        .map(|step| (step.from, step.until))
        .collect();
    let till = |hour| Some(at(hour));
    assert_eq!(spans, [(at(400), till(500)), (at(700), till(720)), (at(720), till(800))]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Summer, a vacant house, a holiday: whatever share stays, for however long.
    #[test]
    fn a_building_that_uses_less_is_believed(
        share in prop_oneof![Just(0.0), 0.003..1.0_f64, 1.0..30.0_f64],
        from in 500_i64..1_500,
        length in 10_i64..1_500,
        decimals in prop::sample::select(vec![1.0, 10.0, 1000.0]),
    ) {
        let left = |hour| if (from..from + length).contains(&hour) { share } else { 1.0 };
        let readings = intervals(3_000, |hour, value| (value * left(hour) * decimals).floor() / decimals);
        let mut sum = 4_321.0;
        let register: Vec<Point> = readings.iter().map(|point| {
            sum += point.value;
            Point { at: point.at + TimeDelta::hours(1), value: sum }
        }).collect();
        prop_assert_eq!(found(&readings, ReadingMode::Interval), []);
        prop_assert_eq!(found(&readings, ReadingMode::Power), []);
        prop_assert_eq!(found(&register, ReadingMode::Register), []);
    }

    /// Registers that restart anywhere, as replaced meters do, and run on as before.
    #[test]
    fn a_register_that_restarts_is_believed(
        level in 100.0..900_000.0_f64,
        start in 0.0..5_000.0_f64,
        hour in 300_i64..2_000,
        gap in 0_i64..200,
    ) {
        let mut points = register(level, 2_400, |_, value| value.floor());
        let before = points[hour as usize].value;
        for point in &mut points[hour as usize..] {
            point.value += start.floor() - before;
        }
        points.drain(hour as usize - gap as usize..hour as usize);
        prop_assert_eq!(found(&points, ReadingMode::Register), []);
    }

    /// Plants: nights and clouds, snow, and a winter of next to nothing.
    #[test]
    fn a_solar_plant_is_believed(snow_from in 0_i64..2_000, snow_days in 0_i64..40, rest in 0.0..0.02_f64) {
        let sun = |hour: i64| {
            let height = ((hour % 24) as f64 - 12.0).abs();
            let season = 1.0 - 0.97 * (hour as f64 / 8766.0 * std::f64::consts::TAU).sin().powi(2);
            (6.0 * season - height).max(0.0) * (1.0 + (hour / 24 * 7919 % 13) as f64)
        };
        let snow = |hour| (snow_from..snow_from + 24 * snow_days).contains(&hour);
        let mut sum = 9_000.0;
        let points: Vec<Point> = (0..4_000).map(|hour| {
            sum += sun(hour) * if snow(hour) { rest } else { 1.0 };
            Point { at: at(hour), value: (sum * 10.0).floor() / 10.0 }
        }).collect();
        let by_level = found(&points, ReadingMode::Register).iter().any(|step| step.evidence == Evidence::Level);
        prop_assert!(!by_level);
    }

    /// Wherever the step lies and however late its readings come: no kWh is made of it, in any window.
    #[test]
    fn no_window_knows_a_use_after_the_step(from in 400_i64..1_400, order in any::<i64>(), window in 0_i64..500) {
        let points = register(123_456.0, 1_500, |hour, value| if hour >= from { value / 1000.0 } else { value });
        let mut shuffled = points.clone();
        shuffled.sort_by_key(|point| point.at.timestamp().wrapping_mul(order | 1));
        prop_assert_eq!(facts(&points, ReadingMode::Register), facts(&shuffled, ReadingMode::Register));
        let rules = rules(&points, ReadingMode::Register);
        let boundaries: Vec<_> = (from + window.min(1_499 - from)..=1_500).map(at).collect();
        let inside: Vec<Point> = shuffled.iter().copied().filter(|point| point.at >= boundaries[0]).collect();
        for used in uses(&inside, &rules, &boundaries).uses {
            prop_assert_eq!((used.quality, used.value), (Quality::Missing, 0.0));
        }
    }
}
