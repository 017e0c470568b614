//! Meters that cannot be trusted: silent, standing still, or counting in another measure.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Days a meter must stand still before it is told, when it is known to be needed; without a baseline.
const LEAST_STILL: usize = 3;
const LEAST_STILL_UNKNOWN: usize = 7;
/// Days before that show that it otherwise runs.
const RUNNING_DAYS: usize = 28;
/// Share of the use expected then that still must be expected now.
const STILL_NEEDED: f64 = 0.5;
/// Ratio of levels that no measure explains.
const FACTOR: f64 = 8.0;
/// Days on either side of a step, at least.
const LEAST_STEP_DAYS: usize = 4;

/// A local day of one meter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeterDay {
    /// Local date.
    pub date: NaiveDate,
    /// What it counted, kWh or m³; 0 when nothing is known of the day.
    pub value: f64,
    /// What the building was expected to use of the meter's carrier, if that is known.
    pub expected: Option<f64>,
}

/// A meter that sends values and does not move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standstill {
    /// The first day without any flow.
    pub since: NaiveDate,
    /// Days since.
    pub days: usize,
    /// What it counted before, per day.
    pub usual_per_day: f64,
}

/// A meter that counts in another measure than before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChangedMeasure {
    /// The first day in the new measure.
    pub since: NaiveDate,
    /// New numbers as a multiple of the old.
    pub factor: f64,
    /// What it counted before, per day.
    pub usual_per_day: f64,
}

/// Whether a meter that reports every `interval` is overdue `now`, with its last reading at `last`: a day and three
/// intervals are allowed.
#[must_use]
pub fn is_silent(last: DateTime<Utc>, interval: TimeDelta, now: DateTime<Utc>) -> bool {
    now - last > TimeDelta::days(1) + interval * 3
}

/// Whether the meter stands still at the end of `days` (each once, in order) although it ran every day before and the
/// weather still asks for it. `last` is the local day of its newest reading: days after it are silence, not standstill.
#[must_use]
pub fn standstill(days: &[MeterDay], last: NaiveDate) -> Option<Standstill> {
    let heard = &days[..days.partition_point(|day| day.date <= last)];
    let still = heard.iter().rev().take_while(|day| day.value == 0.0).count();
    let (running, still) = heard.split_at(heard.len() - still);
    let running = &running[running.len().saturating_sub(RUNNING_DAYS)..];
    let first = still.first()?;
    let ran_daily = running.len() == RUNNING_DAYS && running.iter().all(|day| day.value > 0.0);
    let least = match still_needed(running, still) {
        Some(true) => LEAST_STILL,
        Some(false) => return None,
        None => LEAST_STILL_UNKNOWN,
    };
    let usual_per_day = running.iter().map(|day| day.value).sum::<f64>() / RUNNING_DAYS as f64;
    (ran_daily && still.len() >= least).then_some(Standstill {
        since: first.date,
        days: still.len(),
        usual_per_day,
    })
}

/// Whether as much is expected of the building as when the meter ran; none without a baseline.
fn still_needed(running: &[MeterDay], still: &[MeterDay]) -> Option<bool> {
    let before = mean(running.iter().filter_map(|day| day.expected))?;
    mean(still.iter().filter_map(|day| day.expected)).map(|now| now >= STILL_NEEDED * before)
}

/// The step at which the meter's numbers, beside what was expected of its building, changed by a factor of 8 or more
/// and stayed there.
#[must_use]
pub fn changed_measure(days: &[MeterDay]) -> Option<ChangedMeasure> {
    let notable = 0.3 * mean(days.iter().filter_map(|day| day.expected))?;
    let ratios: Vec<(NaiveDate, f64, f64)> = days
        .iter()
        .filter_map(|day| day.expected.filter(|expected| *expected > notable).map(|expected| (day, expected)))
        .filter(|(day, _)| day.value > 0.0)
        .map(|(day, expected)| (day.date, (day.value / expected).ln(), day.value))
        .collect();
    let split = clearest_split(&ratios)?;
    let (before, after) = ratios.split_at(split);
    let middle = |part: &[(NaiveDate, f64, f64)]| median(part.iter().map(|(_, ratio, _)| *ratio));
    let step = middle(after)? - middle(before)?;
    let apart = {
        let ends = |part: &[(NaiveDate, f64, f64)]| {
            part.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, ratio, _)| {
                (low.min(*ratio), high.max(*ratio))
            })
        };
        let (before, after) = (ends(before), ends(after));
        if step < 0.0 { after.1 < before.0 } else { before.1 < after.0 }
    };
    (apart && step.abs() >= FACTOR.ln()).then(|| ChangedMeasure {
        since: after[0].0,
        factor: step.exp(),
        usual_per_day: mean(before.iter().rev().take(RUNNING_DAYS).map(|(.., value)| *value)).unwrap_or(0.0),
    })
}

/// Where the means of both sides differ most for the number of days they have.
fn clearest_split(ratios: &[(NaiveDate, f64, f64)]) -> Option<usize> {
    let total: f64 = ratios.iter().map(|(_, ratio, _)| ratio).sum();
    let all = ratios.len() as f64;
    let mut before = 0.0;
    let mut best: Option<(f64, usize)> = None;
    for (index, (_, ratio, _)) in ratios.iter().enumerate() {
        let count = index as f64;
        let wide = index >= LEAST_STEP_DAYS && ratios.len() - index >= LEAST_STEP_DAYS;
        let step = if wide { before / count - (total - before) / (all - count) } else { 0.0 };
        let score = step.powi(2) * count * (all - count);
        if wide && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, index));
        }
        before += ratio;
    }
    best.map(|(_, split)| split)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
