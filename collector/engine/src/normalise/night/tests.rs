//! Nights are known, outages are not.

use chrono::{NaiveDate, TimeDelta};
use config::{Carrier, Meter, Unit};
use proptest::prelude::*;

use super::super::{DayUse, IntervalUse, MeterRules, days, facts, hours, uses};
use super::*;
use crate::domain::{DateRange, ReadingMode};

const ZONE: Tz = chrono_tz::Europe::Stockholm;

fn rules(mode: ReadingMode, minutes: i64) -> MeterRules {
    MeterRules {
        mode,
        max_per_hour: Some(100.0),
        nights: Some(Nights::of_limits(ZONE, None, Some(100.0))),
        ..MeterRules::of_temperature(TimeDelta::minutes(minutes))
    }
}

/// Of a local time in December (CET) or June (CEST).
fn at(text: &str) -> DateTime<Utc> {
    let offset = if text.contains("-06-") { "+02:00" } else { "+01:00" };
    format!("{text}:00{offset}").parse().unwrap()
}

/// The use between two readings of power with a silence between them.
fn silence(from: (&str, f64), to: (&str, f64)) -> IntervalUse {
    let points = [from, to].map(|(text, value)| Point { at: at(text), value });
    uses(&points, &rules(ReadingMode::Power, 5), &points.map(|point| point.at)).uses[0]
}

#[test]
fn a_silence_is_a_night_or_an_outage() {
    let cases = [
        ("a night in June", ("2026-06-20T22:40", 0.01), ("2026-06-21T03:35", 0.02), true),
        ("twenty hours in December", ("2026-12-20T14:00", 0.1), ("2026-12-21T10:00", 0.0), true),
        ("nearly a day in December", ("2026-12-20T12:20", 0.1), ("2026-12-21T11:40", 0.1), true),
        ("below zero: it feeds itself", ("2026-12-20T14:00", -0.02), ("2026-12-21T10:00", -0.01), true),
        ("snow until the next day", ("2026-12-20T14:00", 0.0), ("2026-12-22T10:00", 0.0), false),
        ("snow until the afternoon", ("2026-12-20T14:00", 0.0), ("2026-12-21T13:00", 0.0), false),
        ("it fell silent at work", ("2026-06-20T19:00", 4.0), ("2026-06-21T03:35", 0.02), false),
        ("it woke late", ("2026-06-20T22:40", 0.01), ("2026-06-21T08:00", 7.0), false),
        ("from dawn to dusk", ("2026-06-21T03:35", 0.02), ("2026-06-21T22:40", 0.01), false),
        ("from evening to evening", ("2026-06-20T22:40", 0.01), ("2026-06-21T22:00", 0.02), false),
        ("the other way round", ("2026-12-20T14:00", -40.0), ("2026-12-21T10:00", -40.0), false),
    ];
    for (name, from, to, is_night) in cases {
        let found = silence(from, to);
        let expected = if is_night { (Quality::Measured, 1.0) } else { (Quality::Missing, 0.0) };
        assert_eq!((found.quality, found.coverage), expected, "{name}: {found:?}");
        assert!(found.value.abs() < 1e-12, "{name}: {found:?}");
    }
}

#[test]
fn a_winter_day_of_a_plant_that_sleeps_is_a_whole_day() {
    let bell = |quarter: i64| 8.0 * (1.0 - ((quarter - 8) as f64 / 8.0).powi(2));
    let range = DateRange::new("2026-12-19".parse().unwrap(), "2026-12-22".parse().unwrap()).unwrap();
    for mode in [ReadingMode::Power, ReadingMode::Interval] {
        let scale = if mode == ReadingMode::Power { 1.0 } else { 0.25 };
        let awake = |day: i64| {
            (0..=16).map(move |quarter| Point {
                at: at("2026-12-18T10:00") + TimeDelta::days(day) + TimeDelta::minutes(15 * quarter),
                value: bell(quarter) * scale,
            })
        };
        let points: Vec<Point> = (0..5).flat_map(awake).collect();
        let with = days(&points, &rules(mode, 15), ZONE, range).uses;
        let without = days(&points, &MeterRules { nights: None, ..rules(mode, 15) }, ZONE, range).uses;
        for (day, before) in with.iter().zip(&without) {
            let quality = if mode == ReadingMode::Power { Quality::Integrated } else { Quality::Measured };
            assert_eq!((day.quality, day.filled_share), (quality, 0.0), "{day:?}");
            assert!(day.coverage > 1.0 - 1e-9 && before.coverage < 0.2, "{day:?} {before:?}");
            assert!((day.value - before.value).abs() < 1e-9 && day.value > 20.0, "{day:?} {before:?}");
        }
    }
}

#[test]
fn an_interval_is_near_zero_by_its_rate_and_a_bad_one_by_none() {
    let found = |dusk: f64, dawn: f64| {
        let points = [("2026-12-20T14:00", dusk), ("2026-12-21T10:00", dawn)]
            .map(|(text, value)| Point { at: at(text), value });
        uses(&points, &rules(ReadingMode::Interval, 15), &[at("2026-12-20T14:15"), at("2026-12-21T10:00")])
            .uses[0]
    };
    assert_eq!(found(0.04, 0.045).quality, Quality::Measured);
    assert_eq!(found(0.06, 0.05).quality, Quality::Missing, "0.06 kWh in a quarter hour are 0.24 kWh/h");
    assert_eq!(found(-0.04, 0.0).quality, Quality::Missing, "below zero is implausible");
}

fn meter(carrier: Carrier) -> Meter {
    Meter {
        id: "m".into(),
        name: None,
        carrier,
        reading: ReadingMode::Power,
        unit: Unit::parse("kW").unwrap(),
        source: None,
        digits: None,
        max_power_kw: None,
        interval_seconds: None,
        sub_meter_of: None,
        main: true,
        parts: Vec::new(),
        terms: Vec::new(),
        kwh_per_m3: None,
        corrections: Vec::new(),
        beside_solar: false,
    }
}

#[test]
fn only_the_sun_goes_down() {
    for &carrier in Carrier::ALL {
        let rules = MeterRules::of_meter(&meter(carrier), ZONE, facts(&[], ReadingMode::Power));
        assert_eq!(rules.nights.is_some(), carrier == Carrier::SolarProduction, "{carrier}");
    }
    for (said, learned, near_zero) in
        [(None, None, 0.0), (None, Some(500.0), 1.0), (Some(30.0), Some(500.0), 0.3), (Some(30.0), None, 0.3)]
    {
        let found = Nights::of_limits(ZONE, said, learned).near_zero_per_hour;
        assert!((found - near_zero).abs() < 1e-9, "{said:?} {learned:?} {found}");
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A fortnight across a change of clocks: irregular readings, many near zero, some hours of silence.
fn plant() -> impl Strategy<Value = Vec<Point>> {
    let value = prop_oneof![3 => Just(0.0), 3 => 0.0..0.2_f64, 2 => 0.0..60.0_f64, 1 => -1.0..0.0_f64];
    let minutes = prop_oneof![4 => 1_i64..40, 1 => 40_i64..1_800];
    prop::collection::vec((minutes, value), 2..200).prop_map(|steps| {
        let mut now: DateTime<Utc> = "2026-03-24T09:00:00Z".parse().unwrap();
        let mut step = |(minutes, value): (i64, f64)| {
            now += TimeDelta::minutes(minutes);
            Point { at: now, value }
        };
        steps.into_iter().map(&mut step).collect()
    })
}

proptest! {
    #[test]
    fn nights_add_no_energy_take_none_and_never_cover_less(
        points in plant(),
        mode in prop::sample::select(ReadingMode::ALL),
    ) {
        let range = DateRange::new(date("2026-03-24"), date("2026-04-07")).unwrap();
        let sleeps = rules(mode, 10);
        let never = MeterRules { nights: None, ..sleeps.clone() };
        let (with, without) = (days(&points, &sleeps, ZONE, range), days(&points, &never, ZONE, range));
        prop_assert_eq!(&with.events, &without.events);
        for (day, before) in with.uses.iter().zip(&without.uses) {
            prop_assert!((day.value - before.value).abs() < 1e-9, "{:?} {:?}", day, before);
            prop_assert!(day.coverage >= before.coverage && day.coverage <= 1.0, "{:?} {:?}", day, before);
            prop_assert!(mode != ReadingMode::Value && mode != ReadingMode::Register || day == before);
        }
        let bounds = [range.from, range.to].map(|date| LocalDay { date, zone: ZONE }.start());
        let by_hour = hours(&points, &sleeps, bounds[0], bounds[1]).uses;
        let by_day = |pick: fn(&DayUse) -> f64| with.uses.iter().map(pick).sum::<f64>();
        prop_assert!(mode == ReadingMode::Value
            || (by_hour.iter().map(|hour| hour.value).sum::<f64>() - by_day(|day| day.value)).abs() < 1e-6);
        let known_hours: f64 = by_hour.iter().map(|hour| hour.coverage).sum();
        let known_days: f64 = with.uses.iter()
            .map(|day| day.coverage * LocalDay { date: day.date, zone: ZONE }.hours()).sum();
        prop_assert!((known_hours - known_days).abs() < 1e-6, "{} {}", known_hours, known_days);
    }

    /// A silence that is taken for a night holds no noon.
    #[test]
    fn no_noon_is_dark(start in 0_i64..31_536_000, minutes in 1_i64..3_000) {
        let from = at("2026-01-01T00:00") + TimeDelta::seconds(start);
        let rest = |at| Point { at, value: 0.0 };
        let to = from + TimeDelta::minutes(minutes);
        let found = Nights::of_limits(ZONE, None, None).between(rest(from), rest(to));
        let first = LocalDay::containing(from, ZONE).date;
        let mut noons = first.iter_days().take(4).map(|date| {
            let day = LocalDay { date, zone: ZONE };
            day.start() + (day.end() - day.start()) / 2
        });
        let holds_noon = noons.any(|noon| from < noon && noon < to);
        prop_assert_eq!(found.is_none(), holds_noon, "{} {}", from, to);
    }
}
