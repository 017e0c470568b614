//! What holds for any readings.

use proptest::prelude::*;

use super::*;

const ZONE: Tz = chrono_tz::Europe::Stockholm;

fn start() -> DateTime<Utc> {
    "2026-03-20T00:00:00Z".parse().unwrap()
}

fn rules(mode: ReadingMode) -> MeterRules {
    MeterRules {
        mode,
        interval: TimeDelta::hours(1),
        max_per_hour: Some(500.0),
        resolution: 0.01,
        modulus: Some(1e6),
        zero_is_a_hole: false,
        nights: None,
        replacements: Vec::new(),
        corrections: Vec::new(),
        other_units: Vec::new(),
    }
}

fn two_weeks() -> DateRange {
    DateRange::new("2026-03-20".parse().unwrap(), "2026-04-03".parse().unwrap()).unwrap()
}

/// Irregular but honest register readings: minutes since the last, and what flowed.
fn honest() -> impl Strategy<Value = Vec<Point>> {
    prop::collection::vec((5_i64..90, 0_u32..2000), 2..300).prop_map(|steps| {
        let mut now = start();
        let mut register = 5_000.0;
        steps
            .into_iter()
            .map(|(minutes, hundredths)| {
                now += TimeDelta::minutes(minutes);
                register += f64::from(hundredths) / 100.0;
                Point { at: now, value: register }
            })
            .collect()
    })
}

/// Anything at all.
fn wild() -> impl Strategy<Value = Vec<Point>> {
    let instant = prop_oneof![
        (0_i64..1_209_600).prop_map(|seconds| start() + TimeDelta::seconds(seconds)),
        (-62_135_596_800_i64..253_402_300_799)
            .prop_map(|seconds| start() + TimeDelta::seconds(seconds - start().timestamp())),
    ];
    let value = prop_oneof![0.0..2000.0_f64, Just(0.0), any::<f64>()];
    prop::collection::vec((instant, value).prop_map(|(at, value)| Point { at, value }), 0..80)
}

fn mode() -> impl Strategy<Value = ReadingMode> {
    prop::sample::select(ReadingMode::ALL)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

proptest! {
    #[test]
    fn days_add_up_to_the_register_difference(points in honest()) {
        let total: f64 = days(&points, &rules(ReadingMode::Register), ZONE, two_weeks()).uses
            .iter().map(|day| day.value).sum();
        let (first, last) = (points[0], points[points.len() - 1]);
        prop_assume!(last.at < LocalDay { date: two_weeks().to, zone: ZONE }.start());
        prop_assert!(close(total, last.value - first.value), "{total}");
    }

    #[test]
    fn hours_add_up_to_days(points in honest(), mode in mode()) {
        prop_assume!(mode != ReadingMode::Value);
        let rules = rules(mode);
        let range = two_weeks();
        let (from, to) = (LocalDay { date: range.from, zone: ZONE }.start(), LocalDay { date: range.to, zone: ZONE }.start());
        let by_hour: f64 = hours(&points, &rules, from, to).uses.iter().map(|hour| hour.value).sum();
        let by_day: f64 = days(&points, &rules, ZONE, range).uses.iter().map(|day| day.value).sum();
        prop_assert!(close(by_hour, by_day), "{by_hour} {by_day}");
    }

    #[test]
    fn order_and_repetition_change_nothing(points in honest(), seed in any::<u64>(), mode in mode()) {
        let mut shuffled = points.clone();
        shuffled.extend(points.iter().step_by(3));
        let mut state = seed;
        for index in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(index, usize::try_from(state >> 33).unwrap() % (index + 1));
        }
        let rules = rules(mode);
        prop_assert_eq!(facts(&points, mode), facts(&shuffled, mode));
        prop_assert_eq!(
            days(&points, &rules, ZONE, two_weeks()),
            days(&shuffled, &rules, ZONE, two_weeks())
        );
    }

    #[test]
    fn a_window_with_context_gives_what_the_whole_gives(points in honest(), glitch in 0_usize..300) {
        let mut points = points;
        let count = points.len();
        if glitch + 30 < count && glitch > 30 {
            points[glitch].value = 0.0;
        }
        let rules = rules(ReadingMode::Register);
        let whole = days(&points, &rules, ZONE, two_weeks()).uses;
        for (index, day) in whole.iter().enumerate() {
            let local = LocalDay { date: day.date, zone: ZONE };
            let (from, to) = (local.start() - context(&rules), local.end() + context(&rules));
            let before = points.iter().rev().find(|point| point.at < from);
            let after = points.iter().find(|point| point.at >= to);
            let window: Vec<Point> = before.into_iter()
                .chain(points.iter().filter(|point| from <= point.at && point.at < to))
                .chain(after).copied().collect();
            let range = DateRange::new(day.date, local.next().date).unwrap();
            let alone = days(&window, &rules, ZONE, range).uses;
            prop_assert_eq!(alone[0].quality, whole[index].quality);
            prop_assert!(close(alone[0].value, whole[index].value), "{:?} {:?}", alone[0], whole[index]);
        }
    }

    #[test]
    fn nothing_is_negative_or_not_a_number(points in wild(), mode in mode()) {
        let learned = facts(&points, mode);
        let rules = MeterRules { interval: learned.interval, max_per_hour: learned.max_per_hour, ..rules(mode) };
        for day in days(&points, &rules, ZONE, two_weeks()).uses {
            prop_assert!(mode == ReadingMode::Value || day.value >= 0.0, "{:?}", day);
            prop_assert!(day.value.is_finite(), "{:?}", day);
            prop_assert!((0.0..=1.0).contains(&day.coverage) && day.filled_share <= day.coverage + 1e-9);
        }
    }
}

#[test]
fn a_register_that_goes_on_from_an_impossible_level_adds_nothing() {
    let point = |hours, value| Point { at: start() + TimeDelta::hours(hours), value };
    let points = [point(0, 10.0), point(1, 11.0), point(2, 11_000.0), point(3, 11_001.0), point(4, 11_002.0)];
    let found = uses(&points, &rules(ReadingMode::Register), &[start(), start() + TimeDelta::hours(4)]);
    assert!(close(found.uses[0].value, 3.0), "{found:?}");
    assert_eq!(found.uses[0].quality, Quality::LowerBound);
    assert_eq!(found.events[0].kind, EventKind::Jump);
}

#[test]
fn a_limit_set_too_low_loses_no_energy() {
    let points: Vec<Point> = (0..200)
        .scan(100.0, |register, hour| {
            *register += if hour % 24 < 4 { 25.0 } else { 5.0 };
            Some(Point { at: start() + TimeDelta::hours(hour), value: *register })
        })
        .collect();
    let rules = MeterRules { max_per_hour: Some(10.0), ..rules(ReadingMode::Register) };
    let found = uses(&points, &rules, &[start(), start() + TimeDelta::hours(190)]);
    assert!(close(found.uses[0].value, points[190].value - points[0].value), "{found:?}");
    assert_eq!(found.uses[0].quality, Quality::Estimated);
    assert!(found.events.iter().all(|event| event.kind == EventKind::Jump) && !found.events.is_empty());
}

#[test]
fn zero_electricity_is_a_hole_and_zero_heat_is_not() {
    let points: Vec<Point> = (0..4)
        .map(|hour| Point { at: start() + TimeDelta::hours(hour), value: if hour == 2 { 0.0 } else { 5.0 } })
        .collect();
    let window = [start(), start() + TimeDelta::hours(4)];
    let heat = uses(&points, &rules(ReadingMode::Interval), &window).uses[0];
    assert_eq!((heat.value, heat.quality, heat.coverage), (15.0, Quality::Measured, 1.0));
    let rules = MeterRules { zero_is_a_hole: true, ..rules(ReadingMode::Interval) };
    let electricity = uses(&points, &rules, &window).uses[0];
    assert_eq!((electricity.value, electricity.quality), (15.0, Quality::LowerBound));
    assert!(close(electricity.coverage, 0.75));
}

#[test]
fn power_is_integrated_and_not_across_long_silence() {
    let point = |minutes, value| Point { at: start() + TimeDelta::minutes(minutes), value };
    let rules = MeterRules { interval: TimeDelta::minutes(10), ..rules(ReadingMode::Power) };
    let points = [point(0, 6.0), point(30, 6.0), point(60, 12.0), point(300, 12.0)];
    let hours = hours(&points, &rules, start(), start() + TimeDelta::hours(3)).uses;
    assert!(close(hours[0].value, 7.5) && hours[0].quality == Quality::Integrated, "{:?}", hours[0]);
    assert_eq!(hours[1].quality, Quality::Missing);
}

#[test]
fn daily_means_cover_their_day_and_hourly_ones_are_weighed_by_time() {
    let range = DateRange::new("2026-03-21".parse().unwrap(), "2026-03-23".parse().unwrap()).unwrap();
    let daily: Vec<Point> =
        (0..5).map(|day| Point { at: start() + TimeDelta::days(day), value: day as f64 }).collect();
    let found = mean_temperature(&daily, chrono_tz::UTC, range);
    assert_eq!(
        found.iter().map(|day| (day.value, day.coverage)).collect::<Vec<_>>(),
        [(1.0, 1.0), (2.0, 1.0)]
    );
    let hourly: Vec<Point> =
        (0..96).map(|hour| Point { at: start() + TimeDelta::hours(hour), value: hour as f64 }).collect();
    let found = mean_temperature(&hourly, chrono_tz::UTC, range);
    assert!(close(found[0].value, 36.0) && close(found[0].coverage, 1.0), "{found:?}");
}
