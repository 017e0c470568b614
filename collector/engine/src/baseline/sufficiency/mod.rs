//! Do the data carry a claim? Every rule is a function that stays silent or gives one [`Finding`].
//!
//! Limits: a baseline of 329 to 1096 days, at least 90 % of the days of either period valid (CalTRACK 2.2.1 with
//! IPMVP's whole cycle), temperatures for the same share. A rule that only makes a claim weaker warns.

use chrono::{Days, NaiveDate};

use super::{Calendar, Day, Finding, FittedModel, Severity};
use crate::domain::DateRange;

mod modes;
mod scale;
mod values;
mod zeros;

pub(crate) use modes::{unseen as unseen_modes, without_unseen_days};
pub(crate) use scale::{off_scale, step_within};
pub(crate) use zeros::{reporting_dead, without_dead_days, without_dead_reporting_days};

/// Shortest baseline period, days.
pub const SHORTEST_BASELINE: usize = 329;
/// Longest baseline period, days.
pub const LONGEST_BASELINE: usize = 1096;
/// Share of a period's days that must be valid.
pub const LEAST_COVERAGE: f64 = 0.9;
/// Days of a calendar month that must be valid for the month to be represented.
const LEAST_DAYS_OF_MONTH: usize = 15;
/// Kelvin outside the temperatures seen before a day counts as beyond them.
const TOLERATED_BEYOND_K: f64 = 1.0;

/// Whether any of the findings forbids a saving.
#[must_use]
pub fn forbids(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Disqualifying)
}

/// Findings about the days (each once, in order) a baseline would be fitted on, of a building that keeps `calendar`.
#[must_use]
pub fn of_baseline(days: &[Day], period: DateRange, calendar: &Calendar) -> Vec<Finding> {
    let days: Vec<Day> = days.iter().copied().filter(|day| period.contains(day.date)).collect();
    let days = days.as_slice();
    // A building that closes is no meter that changes its unit.
    let ordinary: Vec<Day> = days.iter().copied().filter(|day| !calendar.in_any_mode(day.date)).collect();
    [
        too_short(period),
        too_long(period),
        coverage(days, period, "baseline.too_few_days", "baseline period"),
        temperature_coverage(days, period, "baseline.temperature_missing", "baseline period"),
        month_missing(days),
        values::no_use(days),
        values::constant(days),
        values::negative(days, "baseline.negative_use", "baseline period"),
        values::extreme(days, "baseline.extreme_values", "baseline period"),
        step_within(&ordinary),
        values::filled(days, "baseline.filled", "baseline period"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Findings about a fitted model: all warnings.
#[must_use]
pub fn of_model(model: &FittedModel) -> Vec<Finding> {
    [poor_fit(model), autocorrelation(model)].into_iter().flatten().collect()
}

/// Findings about the days (each once, in order) a saving would be computed on.
#[must_use]
pub fn of_reporting(model: &FittedModel, days: &[Day], period: DateRange) -> Vec<Finding> {
    let mut findings = of_reporting_days(days, period);
    let days: Vec<Day> = days.iter().copied().filter(|day| period.contains(day.date)).collect();
    let against_model = [
        overlap(model, period),
        scale::step_against(model, &days),
        beyond_temperatures(model, &days),
        modes::absent(model, period),
    ];
    findings.extend(against_model.into_iter().flatten());
    findings
}

/// The part of [`of_reporting`] that can be said without a model.
#[must_use]
pub fn of_reporting_days(days: &[Day], period: DateRange) -> Vec<Finding> {
    let days: Vec<Day> = days.iter().copied().filter(|day| period.contains(day.date)).collect();
    let days = days.as_slice();
    [
        coverage(days, period, "reporting.too_few_days", "reporting period"),
        temperature_coverage(days, period, "reporting.temperature_missing", "reporting period"),
        values::negative(days, "reporting.negative_use", "reporting period"),
        values::extreme(days, "reporting.extreme_values", "reporting period"),
        values::filled(days, "reporting.filled", "reporting period"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// For data that pass every rule and still give no finite model.
pub(super) fn not_computable() -> Finding {
    disqualifying(
        "baseline.not_computable",
        "no model could be computed from these numbers; check the unit and the size of the readings"
            .to_owned(),
        vec![],
    )
}

/// The day on which the days from `first` on can carry a baseline, if every day from now on is valid; `invalid` of
/// those until now are not.
#[must_use]
pub fn ready_on(first: NaiveDate, invalid: usize) -> NaiveDate {
    first + Days::new(SHORTEST_BASELINE.max(10 * invalid) as u64)
}

fn too_short(period: DateRange) -> Option<Finding> {
    let have = period.days();
    (have < SHORTEST_BASELINE).then(|| {
        let missing = SHORTEST_BASELINE - have;
        disqualifying(
            "baseline.too_short",
            format!(
                "the baseline period has {have} days and needs {SHORTEST_BASELINE}: begin it {missing} days earlier, \
                 or wait {missing} days, so that it holds every season"
            ),
            vec![("have", have as f64), ("need", SHORTEST_BASELINE as f64), ("missing", missing as f64)],
        )
    })
}

fn too_long(period: DateRange) -> Option<Finding> {
    let have = period.days();
    (have > LONGEST_BASELINE).then(|| {
        disqualifying(
            "baseline.too_long",
            format!(
                "the baseline period has {have} days, at most {LONGEST_BASELINE} are allowed: begin it {} days later, \
                 because a building of long ago is another building",
                have - LONGEST_BASELINE
            ),
            vec![("have", have as f64), ("limit", LONGEST_BASELINE as f64)],
        )
    })
}

fn coverage(days: &[Day], period: DateRange, code: &'static str, which: &str) -> Option<Finding> {
    let have = days.iter().filter(|day| day.complete().is_some()).count();
    let need = days_needed(period);
    (have < need).then(|| {
        let no_use = period.days() - days.iter().filter(|day| day.known_use().is_some()).count().min(period.days());
        disqualifying(
            code,
            format!(
                "{have} of the {which}'s {} days have both use and temperature, {need} are needed (90 %): {} more days, \
                 use is missing on {no_use}",
                period.days(),
                need - have
            ),
            vec![
                ("have", have as f64),
                ("need", need as f64),
                ("missing", (need - have) as f64),
                ("days_without_use", no_use as f64),
            ],
        )
    })
}

fn temperature_coverage(days: &[Day], period: DateRange, code: &'static str, which: &str) -> Option<Finding> {
    let have = days.iter().filter(|day| day.known_temperature().is_some()).count();
    let need = days_needed(period);
    (have < need).then(|| {
        disqualifying(
            code,
            format!(
                "outdoor temperature is known on {have} of the {which}'s {} days, {need} are needed: import the \
                 station's observations of the other {} days",
                period.days(),
                period.days().saturating_sub(have)
            ),
            vec![("have", have as f64), ("need", need as f64), ("missing", (need - have) as f64)],
        )
    })
}

/// Days of a period that must be valid.
pub(crate) fn days_needed(period: DateRange) -> usize {
    (period.days() * 9).div_ceil(10).max(1)
}

fn month_missing(days: &[Day]) -> Option<Finding> {
    use chrono::{Datelike, Month};
    let mut valid = [0_usize; 12];
    for day in days.iter().filter(|day| day.complete().is_some()) {
        valid[day.date.month0() as usize] += 1;
    }
    let missing: Vec<usize> = (0..12).filter(|month| valid[*month] < LEAST_DAYS_OF_MONTH).collect();
    let first = *missing.first()?;
    let name = |month: &usize| u8::try_from(month + 1).ok().and_then(|number| Month::try_from(number).ok());
    let names: Vec<&str> = missing.iter().filter_map(name).map(|month| month.name()).collect();
    Some(warning(
        "baseline.month_missing",
        format!(
            "fewer than {LEAST_DAYS_OF_MONTH} valid days of {}: claims about a whole year rest on the other months; \
             choose a period that holds every month",
            names.join(", ")
        ),
        vec![("months", missing.len() as f64), ("first_month", first as f64 + 1.0)],
    ))
}

fn poor_fit(model: &FittedModel) -> Option<Finding> {
    let cv_rmse = model.goodness.cv_rmse;
    (cv_rmse > 1.0).then(|| {
        warning(
            "baseline.poor_fit",
            format!(
                "the model's daily error is {:.0} % of the mean use: weather and weekday explain little here; look for \
                 faults in the readings or name the building's operating modes in a calendar",
                100.0 * cv_rmse
            ),
            vec![("cv_rmse", cv_rmse), ("limit", 1.0)],
        )
    })
}

fn autocorrelation(model: &FittedModel) -> Option<Finding> {
    let lag_one = model.residual.lag_one;
    (lag_one > 0.9).then(|| {
        warning(
            "baseline.autocorrelation",
            format!(
                "the model's errors last: neighbouring days correlate by {lag_one:.2}; the building probably changed \
                 during the baseline, and the interval has been widened for it"
            ),
            vec![("lag_one", lag_one), ("limit", 0.9)],
        )
    })
}

fn overlap(model: &FittedModel, period: DateRange) -> Option<Finding> {
    let shared = period.dates().filter(|date| model.period().contains(*date)).count();
    (shared > 0).then(|| {
        warning(
            "reporting.overlaps_baseline",
            format!(
                "{shared} days belong to both periods: the model has learned from them, so they say nothing about savings"
            ),
            vec![("days", shared as f64)],
        )
    })
}

fn beyond_temperatures(model: &FittedModel, days: &[Day]) -> Option<Finding> {
    let seen = model.temperatures;
    let beyond: Vec<f64> = days
        .iter()
        .filter_map(Day::complete)
        .map(|(_, temp_c)| temp_c)
        .filter(|temp_c| {
            *temp_c < seen.low_c - TOLERATED_BEYOND_K || *temp_c > seen.high_c + TOLERATED_BEYOND_K
        })
        .collect();
    (!beyond.is_empty()).then(|| {
        warning(
            "reporting.beyond_baseline_temperatures",
            format!(
                "{} days were colder or warmer than any day of the baseline ({:.1} to {:.1} °C): expected use there \
                 continues the model's straight lines",
                beyond.len(),
                seen.low_c,
                seen.high_c
            ),
            vec![
                ("days", beyond.len() as f64),
                ("seen_low_c", seen.low_c),
                ("seen_high_c", seen.high_c),
                ("low_c", beyond.iter().copied().fold(f64::INFINITY, f64::min)),
                ("high_c", beyond.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            ],
        )
    })
}

fn disqualifying(code: &'static str, text: String, data: Vec<(&'static str, f64)>) -> Finding {
    Finding { code, severity: Severity::Disqualifying, text, data }
}

fn warning(code: &'static str, text: String, data: Vec<(&'static str, f64)>) -> Finding {
    Finding { code, severity: Severity::Warning, text, data }
}

#[cfg(test)]
mod tests;
