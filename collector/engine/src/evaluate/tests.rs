//! From readings to a judged saving.

use chrono::{TimeDelta, TimeZone};

use super::*;
use crate::baseline::synthetic::{self, HEATED, Truth, range, year};

const ZONE: Tz = chrono_tz::Europe::Stockholm;
const QUIET: Truth = Truth { noise: 40.0, ..HEATED };

/// Readings every `minutes` whose local days sum to the synthetic building's, and hourly temperatures.
fn meter(period: DateRange, minutes: i64) -> (Vec<Point>, Vec<Point>) {
    let (mut readings, mut temperatures) = (Vec::new(), Vec::new());
    for day in synthetic::days(QUIET, period) {
        let (used, temp_c) = day.complete().unwrap();
        let local = LocalDay { date: day.date, zone: ZONE };
        let per_reading = used * minutes as f64 / 60.0 / local.hours();
        let mut at = local.start();
        while at < local.end() {
            readings.push(Point { at, value: per_reading });
            temperatures.push(Point { at, value: temp_c });
            at += TimeDelta::minutes(minutes);
        }
    }
    (readings, temperatures)
}

fn input<'a>(readings: &'a [Point], temperatures: &'a [Point]) -> Input<'a> {
    Input {
        readings,
        mode: ReadingMode::Interval,
        temperatures,
        zone: ZONE,
        carrier: Carrier::DistrictHeating,
        baseline: year(2022),
        reporting: year(2023),
        model: ModelChoice::Auto,
        calendar: Calendar::default(),
        confidence: 0.9,
    }
}

#[test]
fn the_pace_of_the_readings_does_not_matter() {
    let both = range("2022-01-01", "2024-01-01");
    let (hourly, temperatures) = meter(both, 60);
    let expected = evaluate(&input(&hourly, &temperatures));
    let saving = expected.saving.as_ref().unwrap();
    assert!(saving.avoided_percent.unwrap().abs() < 2.0);
    for minutes in [15, 30] {
        let (quicker, _) = meter(both, minutes);
        let found = evaluate(&input(&quicker, &temperatures)).saving.unwrap();
        assert!((found.actual_kwh / saving.actual_kwh - 1.0).abs() < 1e-9, "{minutes}");
        assert!((found.avoided_kwh - saving.avoided_kwh).abs() < 1e-3, "{minutes}");
    }
}

#[test]
fn a_register_tells_the_same_as_its_intervals() {
    let (intervals, temperatures) = meter(range("2022-01-01", "2024-01-02"), 60);
    let mut sum = 1000.0;
    let register: Vec<Point> = intervals
        .iter()
        .map(|point| {
            let reading = Point { at: point.at, value: sum };
            sum += point.value;
            reading
        })
        .collect();
    let from_intervals = evaluate(&input(&intervals, &temperatures)).saving.unwrap();
    let register = Input { mode: ReadingMode::Register, ..input(&register, &temperatures) };
    let from_register = evaluate(&register).saving.unwrap();
    assert!((from_register.actual_kwh / from_intervals.actual_kwh - 1.0).abs() < 1e-6);
}

#[test]
fn days_of_23_and_25_hours_are_whole_days() {
    let (readings, temperatures) = meter(range("2022-01-01", "2024-01-01"), 60);
    let evaluation = evaluate(&input(&readings, &temperatures));
    assert_eq!(evaluation.predictions.len(), 365);
    for (date, start) in [("2023-03-27", "2023-03-26T22:00:00Z"), ("2023-10-30", "2023-10-29T23:00:00Z")] {
        let date: chrono::NaiveDate = date.parse().unwrap();
        let start: DateTime<Utc> = start.parse().unwrap();
        let found = evaluation.predictions.iter().find(|day| day.start == start).unwrap();
        let truth = synthetic::day(QUIET, date).used.unwrap();
        assert!((found.actual_kwh - truth).abs() < 1e-6);
    }
    let sum: f64 = evaluation.predictions.iter().map(|day| day.expected_kwh).sum();
    assert!((sum - evaluation.saving.unwrap().adjusted_baseline_kwh).abs() < 1e-6);
}

#[test]
fn zeros_of_electricity_are_holes_and_zeros_of_heat_are_true() {
    let (mut readings, temperatures) = meter(range("2022-01-01", "2024-01-01"), 60);
    let noon = ZONE.with_ymd_and_hms(2023, 7, 1, 0, 0, 0).unwrap();
    let quiet = readings.iter_mut().filter(|point| point.at >= noon && point.at < noon + TimeDelta::days(3));
    quiet.for_each(|point| point.value = 0.0);
    let heat = evaluate(&input(&readings, &temperatures)).saving.unwrap();
    let electricity = Input { carrier: Carrier::Electricity, ..input(&readings, &temperatures) };
    assert_eq!((heat.days, evaluate(&electricity).saving.unwrap().days), (365, 362));
}

#[test]
fn what_cannot_be_judged_says_so_for_both_periods_at_once() {
    let (readings, temperatures) = meter(range("2022-06-01", "2023-06-01"), 60);
    let evaluation = evaluate(&input(&readings, &temperatures));
    assert!(!evaluation.sufficient && evaluation.saving.is_none() && evaluation.predictions.is_empty());
    let codes: Vec<_> = evaluation.findings.iter().map(|finding| finding.code).collect();
    assert!(
        codes.contains(&"baseline.too_few_days") && codes.contains(&"reporting.too_few_days"),
        "{codes:?}"
    );
    assert_eq!(evaluation.baseline.valid, 214);
    let nothing = evaluate(&input(&[], &[]));
    assert!(!nothing.sufficient);
}

#[test]
fn readings_that_cannot_be_true_are_set_aside_and_told() {
    let (mut readings, temperatures) = meter(range("2022-01-01", "2024-01-01"), 60);
    readings[5000].value = 1e7;
    readings[5001].value = -3.0;
    let evaluation = evaluate(&input(&readings, &temperatures));
    assert_eq!(evaluation.findings[0].code, "readings.implausible");
    assert!(evaluation.saving.unwrap().avoided_percent.unwrap().abs() < 2.0);
}

#[test]
fn days_that_count_as_missing_are_not_counted_as_valid() {
    let (mut readings, temperatures) = meter(range("2022-01-01", "2024-01-01"), 60);
    let from = ZONE.with_ymd_and_hms(2023, 11, 1, 0, 0, 0).unwrap();
    readings.iter_mut().filter(|point| point.at >= from).for_each(|point| point.value = 0.0);
    let dead = evaluate(&input(&readings, &temperatures));
    assert_eq!((dead.sufficient, dead.reporting.valid), (false, 303));
    assert!((dead.reporting.coverage - 303.0 / 365.0).abs() < 1e-9);
}
