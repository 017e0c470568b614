//! A meter that suddenly counts in another unit: a factor of 8 or more, between days of the same weather.
//!
//! Cubic feet become cubic metres (1/35), a current transformer's factor is lost, pulses are weighed anew. Such a
//! step is a fault in the data and would be reported as a splendid saving, so it forbids one. Only days are
//! compared that carry a good part of the use, because a heating system that is switched on and off makes any
//! ratio in mild weather.

use std::collections::BTreeMap;

use chrono::Days;

use super::super::{Day, Finding, FittedModel};
use super::disqualifying;
use super::values::quantile;
use crate::domain::DateRange;

/// Ratio of levels that no measure explains.
const FACTOR: f64 = 8.0;
/// Ratio that every single comparison must reach.
const LEAST_FACTOR: f64 = 5.0;
/// Days on either side.
const LEAST_DAYS: usize = 28;
/// Days between the splits that are tried.
const STRIDE: usize = 7;

/// A step inside the baseline: days of like temperature on both sides of every possible date.
pub fn step_within(days: &[Day]) -> Option<Finding> {
    let known: Vec<(&Day, f64, f64)> =
        days.iter().filter_map(|day| day.complete().map(|(used, temp_c)| (day, used, temp_c))).collect();
    let splits = (LEAST_DAYS..known.len().saturating_sub(LEAST_DAYS)).step_by(STRIDE);
    let steps = splits.filter_map(|at| step_between(&known[..at], &known[at..]).map(|step| (at, step)));
    let (at, step) = steps.max_by(|a, b| a.1.evidence.total_cmp(&b.1.evidence))?;
    Some(finding("baseline.multiplier_step", known[at].0, step.ratio, "earlier days of the same temperature"))
}

/// A step between the baseline and the end or the beginning of the reporting period.
pub fn step_against(model: &FittedModel, days: &[Day]) -> Option<Finding> {
    off_scale(model, days).map(|(_, finding)| finding)
}

/// The days beyond such a step, and what to tell.
pub fn off_scale(model: &FittedModel, days: &[Day]) -> Option<(DateRange, Finding)> {
    let known: Vec<(&Day, f64, f64)> = days
        .iter()
        .filter_map(|day| day.complete().map(|(used, temp_c)| (day, used, model.expect(day.date, temp_c))))
        .filter(|(_, _, expected)| *expected > 0.5 * model.goodness.mean)
        .collect();
    let windows: Vec<f64> = known
        .chunks_exact(LEAST_DAYS)
        .map(|window| {
            let sum = |pick: fn(&(&Day, f64, f64)) -> f64| window.iter().map(pick).sum::<f64>();
            sum(|day| day.1) / sum(|day| day.2)
        })
        .collect();
    let ends = [first_run(windows.iter()), first_run(windows.iter().rev())];
    let (ratio, first, count) = match ends {
        [_, Some((count, ratio))] => (ratio, windows.len() - count, None),
        [Some((count, ratio)), None] => (ratio, 0, Some(count)),
        [None, None] => return None,
    };
    let (day, _, _) = known.get(first * LEAST_DAYS)?;
    let end = count.and_then(|count| known.get(count * LEAST_DAYS)).map(|(day, ..)| day.date);
    let to = end.unwrap_or(days.last()?.date + Days::new(1));
    let found = finding("reporting.multiplier_step", day, ratio, "the baseline in the same weather");
    DateRange::new(day.date, to).map(|range| (range, found))
}

/// How many windows from this end are off by a factor, all in the same direction, and the median factor.
fn first_run<'a>(windows: impl Iterator<Item = &'a f64>) -> Option<(usize, f64)> {
    let windows: Vec<f64> = windows.copied().collect();
    let small = |ratio: &&f64| **ratio > 0.0 && **ratio < 1.0 / LEAST_FACTOR;
    let large = |ratio: &&f64| **ratio > LEAST_FACTOR;
    let count = windows.iter().take_while(small).count().max(windows.iter().take_while(large).count());
    let mut run = windows[..count].to_vec();
    run.sort_by(f64::total_cmp);
    quantile(&run, 0.5).filter(|ratio| ratio.ln().abs() >= FACTOR.ln()).map(|ratio| (count, ratio))
}

/// A step as two parts of a period show it.
struct Step {
    /// Later use as a multiple of earlier use.
    ratio: f64,
    /// Sum of the logarithms of all ratios: largest where the parts are cut at the step.
    evidence: f64,
}

/// The median ratio of use at like temperatures, if all temperatures agree that it is far from one.
fn step_between(before: &[(&Day, f64, f64)], after: &[(&Day, f64, f64)]) -> Option<Step> {
    let (before, after) = (medians(before), medians(after));
    let top = before.values().chain(after.values()).copied().fold(0.0, f64::max);
    let mut ratios: Vec<f64> = before
        .iter()
        .filter_map(|(bin, earlier)| after.get(bin).map(|later| (*earlier, *later)))
        .filter(|(earlier, later)| *earlier > 0.0 && *later > 0.0 && earlier.max(*later) > 0.3 * top)
        .map(|(earlier, later)| later / earlier)
        .collect();
    ratios.sort_by(f64::total_cmp);
    let ratio = quantile(&ratios, 0.5)?;
    let far = |other: &f64| other.ln() * ratio.ln().signum() >= LEAST_FACTOR.ln();
    let agreed = ratios.len() >= 2 && ratio.ln().abs() >= FACTOR.ln() && ratios.iter().all(far);
    agreed.then(|| Step { ratio, evidence: ratios.iter().map(|other| other.ln().abs()).sum() })
}

/// Median use per 2 K of temperature, where there are three days or more.
fn medians(days: &[(&Day, f64, f64)]) -> BTreeMap<i64, f64> {
    let mut bins: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for (_, used, temp_c) in days {
        bins.entry((temp_c / 2.0).floor() as i64).or_default().push(*used);
    }
    bins.into_iter()
        .filter(|(_, used)| used.len() >= 3)
        .filter_map(|(bin, mut used)| {
            used.sort_by(f64::total_cmp);
            quantile(&used, 0.5).map(|median| (bin, median))
        })
        .collect()
}

fn finding(code: &'static str, day: &Day, ratio: f64, against: &str) -> Finding {
    let factor = if ratio < 1.0 { format!("1/{:.0}", 1.0 / ratio) } else { format!("{ratio:.0} times") };
    disqualifying(
        code,
        format!(
            "from about {} the meter shows {factor} of {against}: most likely its unit or multiplier changed; enter the \
             right factor or the meter replacement, or choose periods on one side of it",
            day.date
        ),
        vec![("ratio", ratio)],
    )
}
