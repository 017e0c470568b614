//! What a meter's readings tell about the meter itself, where the operator has not said it.

use chrono::TimeDelta;

use super::ordered;
use crate::domain::{Point, ReadingMode};

/// Fewer readings than this say nothing about what is usual.
const ENOUGH: usize = 50;
/// With few readings, gaps up to two hours are still taken as the meter's own pace.
const PACE_OF_FEW: TimeDelta = TimeDelta::hours(1);
/// Paces that meters are set to, seconds; a learned one close to them is taken as meant.
const USUAL_PACES_S: [i64; 14] = [1, 2, 5, 10, 15, 30, 60, 300, 600, 900, 1_800, 3_600, 21_600, 86_400];

/// Learned from readings alone, so the same for the same set of readings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    /// How often the meter reports: the median gap, rounded to a usual pace.
    pub interval: TimeDelta,
    /// Ten times the 99th percentile of the rates seen, rounded up to a power of two so that it seldom moves; none
    /// with fewer than 50 readings (kWh/h or m³/h).
    pub max_per_hour: Option<f64>,
    /// The largest power of ten of which every value is a multiple, down to 0.0001.
    pub resolution: f64,
}

/// What `points` tell about a meter read as `mode`.
#[must_use]
pub fn facts(points: &[Point], mode: ReadingMode) -> Facts {
    let points = ordered(points);
    let interval = interval(&points);
    Facts {
        interval,
        max_per_hour: max_per_hour(&points, mode, interval),
        resolution: if mode == ReadingMode::Register { resolution(&points) } else { 0.0 },
    }
}

fn interval(points: &[Point]) -> TimeDelta {
    let mut gaps: Vec<TimeDelta> = points.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    if gaps.is_empty() {
        return PACE_OF_FEW;
    }
    let middle = (gaps.len() - 1) / 2;
    let (_, median, _) = gaps.select_nth_unstable(middle);
    let median = *median;
    let median = if points.len() < ENOUGH { median.max(PACE_OF_FEW) } else { median };
    USUAL_PACES_S
        .iter()
        .map(|seconds| TimeDelta::seconds(*seconds))
        .find(|usual| (median - *usual).abs() * 10 <= *usual)
        .unwrap_or(median)
}

fn max_per_hour(points: &[Point], mode: ReadingMode, interval: TimeDelta) -> Option<f64> {
    let hours = |length: TimeDelta| length.as_seconds_f64() / 3600.0;
    let mut rates: Vec<f64> = match mode {
        ReadingMode::Register => points
            .windows(2)
            .map(|pair| (pair[1].value - pair[0].value) / hours(pair[1].at - pair[0].at))
            .collect(),
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

fn resolution(points: &[Point]) -> f64 {
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
