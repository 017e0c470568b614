use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::*;
use crate::baseline::synthetic::{range, temperature};
use crate::baseline::{Day, FitOptions, FittedModel, fit};
use crate::domain::{Carrier, DateRange};
use crate::savings::AssessOptions;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Noise that is the same every time, roughly normal with deviation 1.
struct Noise(u64);

impl Noise {
    fn one(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    }

    fn next(&mut self) -> f64 {
        (0..6).map(|_| self.one()).sum::<f64>() * 2.0_f64.sqrt()
    }
}

/// A heated building over three years, the first of them its baseline: days that follow each other, a little wind and
/// sun that the model does not know, a slow drift, and `factor` on every day.
fn building(seed: u64, factor: impl Fn(NaiveDate) -> f64) -> (FittedModel, Vec<Day>) {
    let mut noise = Noise(seed * 7919 + 17);
    let mut lasting = 0.0;
    let drift = 0.03 * noise.next();
    let all = range("2023-01-01", "2026-01-01");
    let days: Vec<Day> = all
        .dates()
        .map(|date| {
            let temp_c = temperature(date);
            lasting = 0.6 * lasting + 0.04 * noise.next();
            let years = (date - all.from).num_days() as f64 / 365.25;
            let season = 0.03 * (std::f64::consts::TAU * (years - 0.3)).sin();
            let need = 150.0 + 45.0 * (15.0 - temp_c).max(0.0);
            let used = need * (1.0 + lasting + season + drift * years / 2.0) * factor(date);
            Day { date, used: Some(used), temp_c: Some(temp_c), filled_share: 0.0 }
        })
        .collect();
    let judged = fit(&days, range("2023-01-01", "2024-01-01"), &FitOptions::default());
    (judged.baseline().unwrap().model.clone(), days)
}

fn options() -> AssessOptions {
    AssessOptions::for_carrier(Carrier::DistrictHeating, 0.9)
}

fn from_2024(end: NaiveDate) -> DateRange {
    DateRange { from: date("2024-01-01"), to: end }
}

/// The ends of months that a caretaker might look at.
fn visits() -> impl Iterator<Item = NaiveDate> {
    (0..8).map(|month| date("2025-02-01") + Days::new(41 * month))
}

#[test]
fn healthy_buildings_stay_silent() {
    let (mut looked, mut alarms) = (0, Vec::new());
    for seed in 0..40 {
        let (model, days) = building(seed, |_| 1.0);
        for end in visits() {
            looked += 1;
            alarms.extend(excess(&model, &days, from_2024(end), &options()).map(|found| (seed, end, found)));
        }
    }
    assert!(alarms.len() * 100 <= looked * 2, "{} of {looked}: {alarms:#?}", alarms.len());
}

#[test]
fn a_building_that_saves_stays_silent() {
    for seed in 0..10 {
        let (model, days) = building(seed, |date| if date >= self::date("2024-06-01") { 0.8 } else { 1.0 });
        for end in visits() {
            let found = excess(&model, &days, from_2024(end), &options());
            assert_eq!(found, None, "{seed} {end}");
        }
    }
}

#[test]
fn a_rise_is_found_with_its_first_day_and_its_size() {
    let began = date("2025-10-20");
    let mut found = 0;
    for seed in 0..30 {
        // The building had saved a third before: against the baseline it is still fine.
        let factor = |date: NaiveDate| if date >= began { 0.67 * 1.2 } else { 0.67 };
        let (model, days) = building(seed, factor);
        let Some(rise) = excess(&model, &days, from_2024(date("2025-12-10")), &options()) else { continue };
        assert_eq!(rise.reference, Reference::Before);
        assert!((rise.since - began).num_days().abs() <= 12, "{seed} {rise:?}");
        assert!((rise.percent() - 20.0).abs() < 8.0, "{seed} {rise:?}");
        assert!(rise.interval.low_kwh < rise.excess_per_day && rise.excess_per_day < rise.interval.high_kwh);
        let per_year = rise.per_year.unwrap();
        assert!(per_year < 365.0 * rise.excess_per_day, "winter days do not last a year: {rise:?}");
        found += 1;
    }
    assert!(found >= 27, "{found} of 30");
}

#[test]
fn a_building_far_above_its_baseline_is_found_however_long_it_lasts() {
    let (model, days) = building(3, |date| if date >= self::date("2024-03-01") { 1.4 } else { 1.0 });
    let rise = excess(&model, &days, from_2024(date("2025-12-10")), &options()).unwrap();
    assert_eq!(rise.reference, Reference::Baseline);
    assert!((rise.since - date("2024-03-01")).num_days().abs() <= 10, "{rise:?}");
}

#[test]
fn a_rise_that_is_over_is_not_told() {
    let (from, to) = (date("2025-09-01"), date("2025-11-01"));
    let (model, days) = building(5, |date| if (from..to).contains(&date) { 1.3 } else { 1.0 });
    assert!(excess(&model, &days, from_2024(date("2025-10-20")), &options()).is_some());
    assert_eq!(excess(&model, &days, from_2024(date("2025-12-10")), &options()), None);
    // Nor is one that data do not reach.
    let until: Vec<Day> = days.iter().copied().filter(|day| day.date < date("2025-10-20")).collect();
    assert_eq!(excess(&model, &until, from_2024(date("2025-12-10")), &options()), None);
    assert_eq!(excess(&model, &[], from_2024(date("2025-12-10")), &options()), None);
}

#[test]
fn a_meter_is_silent_after_a_day_and_three_intervals() {
    let now: DateTime<Utc> = "2026-01-10T12:00:00Z".parse().unwrap();
    let silent = |hours, interval| is_silent(now - TimeDelta::hours(hours), TimeDelta::hours(interval), now);
    assert!(!silent(27, 1) && silent(28, 1));
    assert!(!silent(4 * 24, 24) && silent(4 * 24 + 1, 24));
    assert!(!is_silent(now + TimeDelta::hours(1), TimeDelta::hours(1), now));
}

/// Days of a meter from 1 January 2026 on, with what was expected.
fn meter_days(values: impl IntoIterator<Item = (f64, Option<f64>)>) -> Vec<MeterDay> {
    let dates = date("2026-01-01").iter_days();
    dates.zip(values).map(|(date, (value, expected))| MeterDay { date, value, expected }).collect()
}

#[test]
fn a_meter_that_stands_still_in_the_cold_is_told() {
    let last = date("2026-02-28");
    let days = |still: usize, expected: f64| {
        meter_days((0..40).map(|_| (100.0, Some(110.0))).chain((0..still).map(|_| (0.0, Some(expected)))))
    };
    let found = standstill(&days(4, 90.0), last).unwrap();
    assert_eq!((found.since, found.days), (date("2026-02-10"), 4));
    assert!((found.usual_per_day - 100.0).abs() < 1e-9);
    // Too short, not needed in this weather, running, or simply not heard of.
    assert_eq!(standstill(&days(2, 90.0), last), None);
    assert_eq!(standstill(&days(9, 20.0), last), None);
    assert_eq!(standstill(&days(0, 90.0), last), None);
    assert_eq!(standstill(&days(9, 90.0), date("2026-02-09")), None);
    assert_eq!(standstill(&[], last), None);
}

#[test]
fn without_a_baseline_a_standstill_takes_a_week() {
    let days = |still| meter_days((0..40).map(|_| (3.0, None)).chain((0..still).map(|_| (0.0, None))));
    let last = date("2026-03-31");
    assert_eq!(standstill(&days(6), last), None);
    assert_eq!(standstill(&days(7), last).unwrap().days, 7);
    // Weekends without use are no standstill, and neither is a meter that often rests.
    let weekends = meter_days((0..60).map(|day| (if day % 7 < 2 { 0.0 } else { 3.0 }, None)));
    assert_eq!(standstill(&weekends, last), None);
}

#[test]
fn another_measure_is_found_at_its_first_day() {
    let noise = |day: i32| 1.0 + 0.2 * f64::from(day * 37 % 11 - 5) / 5.0;
    let days = |factor: f64, from: i32| {
        let value = |day: i32| 100.0 * noise(day) * if day >= from { factor } else { 1.0 };
        meter_days((0..60).map(|day| (value(day), Some(110.0))))
    };
    let step = changed_measure(&days(0.001, 50)).unwrap();
    assert_eq!(step.since, date("2026-02-20"));
    assert!((step.factor.log10() + 3.0).abs() < 0.1, "{step:?}");
    assert!((step.usual_per_day - 100.0).abs() < 10.0);
    assert!(changed_measure(&days(1000.0, 56)).is_some());
    for (factor, from) in [(1.0, 30), (0.3, 30), (3.0, 50), (0.001, 58)] {
        assert_eq!(changed_measure(&days(factor, from)), None, "{factor} {from}");
    }
    assert_eq!(changed_measure(&[]), None);
}
