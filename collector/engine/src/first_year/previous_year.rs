//! A period beside the same dates a year earlier, over the days that both years know.
//!
//! 29 February has no such date in most years and is left out. Weekdays fall on other dates, so the shortest period
//! is four weeks. A dead meter's zeros are holes, and a step in the meter's unit forbids the comparison.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::degree_days::degree_days;
use super::{a_year_after, a_year_before, forbids};
use crate::baseline::sufficiency::{step_within, without_dead_days};
use crate::baseline::{Calendar, Day, Finding, in_order, in_period};
use crate::domain::DateRange;

/// Days a period must have.
const LEAST_COMPARED_DAYS: usize = 28;
/// Degree days that a period must have before a difference of its weather is told in percent.
const NOTABLE_DEGREE_DAYS: f64 = 50.0;

/// Use of a period beside the use of the same dates a year earlier. No saving: weather and use differ both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PreviousYear {
    /// The period.
    pub period: DateRange,
    /// The same dates a year earlier.
    pub earlier: DateRange,
    /// Pairs of dates known in both years: everything here is summed over them.
    pub days: usize,
    /// Use in the period, kWh or m³.
    pub used: f64,
    /// Use a year earlier.
    pub used_earlier: f64,
    /// More (positive) or less (negative) than a year earlier, percent; none when nothing was used then.
    pub change_percent: Option<f64>,
    /// The weather of both; none when too few of the days have a temperature in both years.
    pub weather: Option<Weather>,
}

/// The weather of two periods, over the same pairs of dates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    /// Heating degree days of the period, K·d.
    pub degree_days: f64,
    /// Heating degree days a year earlier, K·d.
    pub degree_days_earlier: f64,
    /// How much warmer (positive) or colder (negative) it was, in percent of the earlier degree days; none for periods
    /// in which there is next to nothing to heat.
    pub warmer_percent: Option<f64>,
}

/// A comparison, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// Both years know enough days.
    Compared(PreviousYear),
    /// They do not.
    Refused(Finding),
}

/// `period` beside the same dates a year earlier; `days` hold both, in any order, and more on both sides, which tell
/// whether zeros at the borders are a dead meter's. On the days that `calendar` says the
/// building is closed, zeros are true.
#[must_use]
pub fn compare(days: &[Day], period: DateRange, calendar: &Calendar) -> Comparison {
    match judged(days, period, calendar) {
        Ok(compared) => Comparison::Compared(compared),
        Err(finding) => Comparison::Refused(finding),
    }
}

/// The latest days before `end`, at most a year of them, beside the same dates a year earlier, as far as `days` reach
/// back.
#[must_use]
pub fn compare_latest(days: &[Day], end: NaiveDate, calendar: &Calendar) -> Comparison {
    let known = days.iter().filter(|day| day.known_use().is_some());
    let Some(first) = known.map(|day| day.date).filter(|date| *date < end).min() else {
        return Comparison::Refused(forbids("previous_year.none", "no use is known yet".to_owned(), vec![]));
    };
    match DateRange::new(a_year_after(first).max(a_year_before(end)), end) {
        Some(period) => compare(days, period, calendar),
        None => Comparison::Refused(young(first, end)),
    }
}

fn judged(days: &[Day], period: DateRange, calendar: &Calendar) -> Result<PreviousYear, Finding> {
    length(period)?;
    let earlier = DateRange { from: a_year_before(period.from), to: a_year_before(period.to) };
    let (kept, _) = without_dead_days(&in_order(days), calendar);
    let kept = in_period(&kept, DateRange { from: earlier.from, to: period.to });
    if let Some(step) = step_within(&kept) {
        let text = format!("the meter changed its unit or factor within the two years: {}", step.text);
        return Err(forbids("previous_year.multiplier_step", text, step.data));
    }
    let pairs = Pairs::of(&kept, period);
    let known = pairs.with_use();
    let all = pairs.all;
    if !is_enough(known.len(), all) {
        return Err(too_few(&pairs, known.len(), earlier));
    }
    let complete = pairs.complete();
    let (used, weather) =
        if is_enough(complete.len(), all) { (&complete, Some(weather(&complete))) } else { (&known, None) };
    let sum = |pick: fn(&(Day, Day)) -> Option<f64>| used.iter().filter_map(pick).sum::<f64>();
    let (now, before) = (sum(|pair| pair.0.known_use()), sum(|pair| pair.1.known_use()));
    Ok(PreviousYear {
        period,
        earlier,
        days: used.len(),
        used: now,
        used_earlier: before,
        change_percent: (before > 0.0).then(|| 100.0 * (now - before) / before),
        weather,
    })
}

/// The dates of a period with their days of both years.
struct Pairs {
    /// Dates that exist in both years.
    all: usize,
    /// Those for which both years have a day, known or not.
    days: Vec<(Day, Day)>,
}

impl Pairs {
    fn of(days: &[Day], period: DateRange) -> Self {
        let by_date: BTreeMap<NaiveDate, Day> = days.iter().map(|day| (day.date, *day)).collect();
        let dates: Vec<(NaiveDate, NaiveDate)> =
            period.dates().filter_map(|date| Some((date, date.with_year(date.year() - 1)?))).collect();
        let both =
            |(date, before): &(NaiveDate, NaiveDate)| Some((*by_date.get(date)?, *by_date.get(before)?));
        Self { all: dates.len(), days: dates.iter().filter_map(both).collect() }
    }

    fn with_use(&self) -> Vec<(Day, Day)> {
        let known = |pair: &&(Day, Day)| pair.0.known_use().is_some() && pair.1.known_use().is_some();
        self.days.iter().filter(known).copied().collect()
    }

    fn complete(&self) -> Vec<(Day, Day)> {
        let complete = |pair: &&(Day, Day)| pair.0.complete().is_some() && pair.1.complete().is_some();
        self.days.iter().filter(complete).copied().collect()
    }
}

fn weather(pairs: &[(Day, Day)]) -> Weather {
    let now = degree_days(pairs.iter().filter_map(|pair| pair.0.known_temperature()));
    let before = degree_days(pairs.iter().filter_map(|pair| pair.1.known_temperature()));
    Weather {
        degree_days: now,
        degree_days_earlier: before,
        warmer_percent: (before >= NOTABLE_DEGREE_DAYS).then(|| 100.0 * (before - now) / before),
    }
}

/// Nine in ten, as for every other figure.
fn is_enough(known: usize, all: usize) -> bool {
    all > 0 && 10 * known >= 9 * all
}

fn length(period: DateRange) -> Result<(), Finding> {
    let have = period.days();
    if have < LEAST_COMPARED_DAYS {
        let text = format!(
            "{have} days are too few to compare with a year earlier: {LEAST_COMPARED_DAYS} are needed, so that weekdays \
             even out"
        );
        let missing = LEAST_COMPARED_DAYS - have;
        let data =
            vec![("have", have as f64), ("need", LEAST_COMPARED_DAYS as f64), ("missing", missing as f64)];
        return Err(forbids("previous_year.too_short", text, data));
    }
    if have > 366 {
        let text =
            format!("{have} days are more than a year: the year before would be part of the period itself");
        return Err(forbids("previous_year.too_long", text, vec![("have", have as f64)]));
    }
    Ok(())
}

fn young(first: NaiveDate, end: NaiveDate) -> Finding {
    let comparable = a_year_after(first) + Days::new(LEAST_COMPARED_DAYS as u64);
    let missing = DateRange { from: end, to: comparable }.days();
    let text = format!(
        "the readings begin on {first}: there is no year before to compare with; {missing} more days and there is"
    );
    forbids("previous_year.young", text, vec![("missing", missing as f64)])
}

fn too_few(pairs: &Pairs, known: usize, earlier: DateRange) -> Finding {
    let before = pairs.days.iter().filter(|pair| pair.1.known_use().is_some()).count();
    let text = format!(
        "use is known in both years on {known} of {} dates, 90 % are needed: import what is missing of {} to {}",
        pairs.all, earlier.from, earlier.to
    );
    let data = vec![("known", known as f64), ("days", pairs.all as f64), ("known_earlier", before as f64)];
    forbids("previous_year.too_few_days", text, data)
}
