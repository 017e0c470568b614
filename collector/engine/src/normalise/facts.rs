//! What a meter's readings tell about the meter itself, where the operator has not said it.
//!
//! A register is judged by the first and the last reading of each quarter hour, and its pace and limit by the steps
//! from one quarter hour into another, so that it is the same register after a store has given up what is
//! [redundant](super::redundant). All readings a quarter hour or more apart are such steps.

use chrono::TimeDelta;

use super::ordered;
use super::other_unit::{OtherUnit, is_covered, other_units};
use super::thin::{ends_of_quarters, same_quarter};
use crate::domain::{Point, ReadingMode};

/// Fewer readings than this say nothing about what is usual.
const ENOUGH: usize = 50;
/// With few readings, gaps up to two hours are still taken as the meter's own pace.
const PACE_OF_FEW: TimeDelta = TimeDelta::hours(1);
/// Paces that meters are set to, seconds; a learned one close to them is taken as meant.
const USUAL_PACES_S: [i64; 14] = [1, 2, 5, 10, 15, 30, 60, 300, 600, 900, 1_800, 3_600, 21_600, 86_400];

/// Learned from readings alone, so the same for the same set of readings.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// How often the meter reports: the median gap, rounded to a usual pace (of a register, of the gaps across the
    /// boundaries of quarter hours).
    pub interval: TimeDelta,
    /// Ten times the 99th percentile of the rates seen, rounded up to a power of two so that it seldom moves; none
    /// with fewer than 50 readings (kWh/h or m³/h).
    pub max_per_hour: Option<f64>,
    /// The largest power of ten of which every value is a multiple, down to 0.0001.
    pub resolution: f64,
    /// Readings in another unit than the others, in order of time. The other facts are told without them.
    pub other_units: Vec<OtherUnit>,
}

/// What `points` tell about a meter read as `mode`.
#[must_use]
pub fn facts(points: &[Point], mode: ReadingMode) -> Facts {
    let mut points = ordered(points);
    if mode == ReadingMode::Register {
        points = ends_of_quarters(&points);
    }
    let steps = steps(&points, mode);
    let interval = interval(&steps);
    let limit = max_per_hour(&points, &steps, mode, interval);
    let other_units = other_units(&points, mode, (interval, limit));
    points.retain(|point| !is_covered(&other_units, point));
    let steps = self::steps(&points, mode);
    Facts {
        interval,
        max_per_hour: max_per_hour(&points, &steps, mode, interval),
        resolution: if mode == ReadingMode::Register { resolution(&points) } else { 0.0 },
        other_units,
    }
}

/// Neighbours; of a register those across the boundaries of quarter hours.
fn steps(points: &[Point], mode: ReadingMode) -> Vec<(Point, Point)> {
    let pairs = points.windows(2).map(|pair| (pair[0], pair[1]));
    pairs.filter(|(a, b)| mode != ReadingMode::Register || !same_quarter(a, b)).collect()
}

fn interval(steps: &[(Point, Point)]) -> TimeDelta {
    let mut gaps: Vec<TimeDelta> = steps.iter().map(|(a, b)| b.at - a.at).collect();
    if gaps.is_empty() {
        return PACE_OF_FEW;
    }
    let middle = (gaps.len() - 1) / 2;
    let (_, median, _) = gaps.select_nth_unstable(middle);
    let median = *median;
    let median = if steps.len() + 1 < ENOUGH { median.max(PACE_OF_FEW) } else { median };
    USUAL_PACES_S
        .iter()
        .map(|seconds| TimeDelta::seconds(*seconds))
        .find(|usual| (median - *usual).abs() * 10 <= *usual)
        .unwrap_or(median)
}

fn max_per_hour(
    points: &[Point],
    steps: &[(Point, Point)],
    mode: ReadingMode,
    interval: TimeDelta,
) -> Option<f64> {
    let hours = |length: TimeDelta| length.as_seconds_f64() / 3600.0;
    let mut rates: Vec<f64> = match mode {
        ReadingMode::Register => {
            steps.iter().map(|(a, b)| (b.value - a.value) / hours(b.at - a.at)).collect()
        }
        ReadingMode::Interval => points.iter().map(|point| point.value / hours(interval)).collect(),
        ReadingMode::Power => points.iter().map(|point| point.value).collect(),
        ReadingMode::Value => Vec::new(),
    };
    rates.retain(|rate| rate.is_finite() && *rate > 0.0);
    if rates.len() < ENOUGH {
        return None;
    }
    let high = (rates.len() - 1) * 99 / 100;
    let (_, p99, _) = rates.select_nth_unstable_by(high, f64::total_cmp);
    let limit = 2_f64.powf((*p99 * 10.0).log2().ceil());
    limit.is_finite().then_some(limit)
}

pub(super) fn resolution(points: &[Point]) -> f64 {
    (-4..=3)
        .rev()
        .map(|exponent: i32| 10_f64.powi(exponent))
        .find(|step| {
            points.iter().all(|point| {
                let steps = point.value / step;
                (steps - steps.round()).abs() <= 1e-6 * steps.abs().max(1.0)
            })
        })
        .unwrap_or(0.0001)
}
