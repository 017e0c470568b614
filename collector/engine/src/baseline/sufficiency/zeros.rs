//! A meter that stands still in weather in which it otherwise runs is dead, and its zeros are holes.
//!
//! Heat meters do show true zeros in summer. A week of zeros or more is not believed when the building otherwise
//! uses at least half of its mean in such weather. The days are taken as missing, with the day on which the meter stopped
//! and the one on which it woke, so that the rules of coverage decide, and the reader is told.

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
    let kept = without_dead(days, mean, usual);
    let found = told(days, &kept, "baseline.dead_meter", "baseline period");
    (kept, found)
}

/// Days, each once and in order, without the zeros of a dead meter. A verdict on a day takes all zeros around it, so give
/// the days on both sides of a reporting period too, as far as the zeros reach.
pub fn without_dead_reporting_days(model: &FittedModel, days: &[Day]) -> Vec<Day> {
    let expected = |day: &Day| day.known_temperature().map(|temp_c| model.expect(day.date, temp_c));
    without_dead(days, model.goodness.mean, expected)
}

/// What to tell of the days that were `before` and not `after` the dead ones were left out.
pub fn reporting_dead(before: &[Day], after: &[Day]) -> Option<Finding> {
    told(before, after, "reporting.dead_meter", "reporting period")
}

fn without_dead(days: &[Day], mean: f64, usual: impl Fn(&Day) -> Option<f64>) -> Vec<Day> {
    let mut kept = days.to_vec();
    let mut start = 0;
    for run in days.chunk_by(|a, b| a.used == Some(0.0) && b.used == Some(0.0)) {
        let end = start + run.len();
        if run.len() >= LEAST_RUN && run[0].used == Some(0.0) && mean > 0.0 {
            let usuals: Vec<Option<f64>> = run.iter().map(&usual).collect();
            for (from, to) in notable_parts(&usuals, NOTABLE * mean) {
                blank_with_neighbours(&mut kept, (start + from, start + to), (start, end));
            }
        }
        start = end;
    }
    kept
}

/// The parts of a run of zeros whose usual use is notable: all of it, or those weeks of it that are, because a meter
/// may die in the summer in which its zeros were true. Every notable part of a week or more is made of parts of one to
/// two weeks of which one is notable, so those are all that must be looked at.
fn notable_parts(usuals: &[Option<f64>], least_mean: f64) -> Vec<(usize, usize)> {
    let notable = |part: &[Option<f64>]| {
        let known: Vec<f64> = part.iter().flatten().copied().collect();
        !known.is_empty() && known.iter().sum::<f64>() > least_mean * known.len() as f64
    };
    if notable(usuals) {
        return vec![(0, usuals.len())];
    }
    let parts = (LEAST_RUN..2 * LEAST_RUN).flat_map(|length| {
        usuals.windows(length).enumerate().map(move |(from, part)| ((from, from + length), part))
    });
    parts.filter(|(_, part)| notable(part)).map(|(ends, _)| ends).collect()
}

/// The days beside the run are the ones on which the meter stopped and woke: known in part only, or with the use of the
/// whole run.
fn blank_with_neighbours(days: &mut [Day], dead: (usize, usize), run: (usize, usize)) {
    let (first, last) = (days[dead.0].date, days[dead.1 - 1].date);
    days[dead.0..dead.1].iter_mut().for_each(|day| day.used = None);
    let before = if dead.0 == run.0 { dead.0.checked_sub(1) } else { None };
    let after = (dead.1 == run.1).then_some(dead.1);
    for beside in before.into_iter().chain(after) {
        if let Some(day) = days.get_mut(beside)
            && (day.date.succ_opt() == Some(first) || last.succ_opt() == Some(day.date))
        {
            day.used = None;
        }
    }
}

fn told(before: &[Day], after: &[Day], code: &'static str, which: &str) -> Option<Finding> {
    let changed =
        before.iter().zip(after).filter(|(before, after)| before.used.is_some() && after.used.is_none());
    let dead: Vec<NaiveDate> = changed.map(|(day, _)| day.date).collect();
    dead.first().map(|first| {
        warning(
            code,
            format!(
                "{} days of the {which}, from {first}, show no use at all in weather that otherwise means use, or lie \
                 beside such days: the meter was probably dead, the days count as missing; if the building was really \
                 off, choose periods without it",
                dead.len()
            ),
            vec![("days", dead.len() as f64)],
        )
    })
}
