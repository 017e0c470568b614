//! A meter that stands still in weather in which it otherwise runs is dead, and its zeros are holes.
//!
//! Heat meters do show true zeros in summer. A week of zeros or more is not believed when the building otherwise
//! uses at least half of its mean in such weather. The days are taken as missing, so that the rules of coverage
//! decide, and the reader is told.

use chrono::NaiveDate;

use super::super::{Calendar, Day, Finding, FittedModel};
use super::values::quantile;
use super::warning;

/// Shortest run of zeros to look at, days.
const LEAST_RUN: usize = 7;
/// Share of the mean use that must be usual in such weather.
const NOTABLE: f64 = 0.5;
/// Days of like temperature that show what is usual.
const LEAST_COMPARED: usize = 5;
/// How alike, kelvin.
const ALIKE_K: f64 = 1.5;

/// The days of a baseline without the zeros of a dead meter, and what to tell. Days in an operating mode of the calendar
/// are held against each other only.
pub fn without_dead_days(days: &[Day], calendar: &Calendar) -> (Vec<Day>, Option<Finding>) {
    let running: Vec<(f64, f64, bool)> = days
        .iter()
        .filter_map(|day| day.complete().map(|(used, temp_c)| (used, temp_c, calendar.in_any_mode(day.date))))
        .filter(|(used, ..)| *used > 0.0)
        .collect();
    let mean = running.iter().map(|(used, ..)| used).sum::<f64>() / running.len().max(1) as f64;
    let usual = |day: &Day| {
        let temp_c = day.known_temperature()?;
        let mut alike: Vec<f64> = running
            .iter()
            .filter(|(_, other, mode)| {
                (other - temp_c).abs() <= ALIKE_K && *mode == calendar.in_any_mode(day.date)
            })
            .map(|(used, ..)| *used)
            .collect();
        alike.sort_by(f64::total_cmp);
        (alike.len() >= LEAST_COMPARED).then(|| quantile(&alike, 0.5)).flatten()
    };
    blank_dead(days, mean, usual, "baseline.dead_meter", "baseline period")
}

/// The days of a reporting period without the zeros of a dead meter, and what to tell.
pub fn without_dead_reporting_days(model: &FittedModel, days: &[Day]) -> (Vec<Day>, Option<Finding>) {
    let expected = |day: &Day| day.known_temperature().map(|temp_c| model.expect(day.date, temp_c));
    blank_dead(days, model.goodness.mean, expected, "reporting.dead_meter", "reporting period")
}

fn blank_dead(
    days: &[Day],
    mean: f64,
    usual: impl Fn(&Day) -> Option<f64>,
    code: &'static str,
    which: &str,
) -> (Vec<Day>, Option<Finding>) {
    let mut days = days.to_vec();
    let mut dead: Vec<NaiveDate> = Vec::new();
    for run in days.chunk_by_mut(|a, b| a.used == Some(0.0) && b.used == Some(0.0)) {
        let usuals: Vec<f64> = run.iter().filter_map(&usual).collect();
        let notable = usuals.iter().sum::<f64>() > NOTABLE * mean * usuals.len() as f64;
        if run.len() >= LEAST_RUN && run[0].used == Some(0.0) && mean > 0.0 && !usuals.is_empty() && notable {
            dead.extend(run.iter().map(|day| day.date));
            run.iter_mut().for_each(|day| day.used = None);
        }
    }
    let finding = dead.first().map(|first| {
        warning(
            code,
            format!(
                "{} days of the {which}, from {first}, show no use at all in weather that otherwise means use: the meter \
                 was probably dead, the days count as missing; if the building was really off, choose periods without it",
                dead.len()
            ),
            vec![("days", dead.len() as f64)],
        )
    });
    (days, finding)
}
