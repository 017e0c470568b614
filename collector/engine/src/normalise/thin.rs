//! Which readings of a register say nothing that others do not say: of each quarter hour the first and the last are
//! enough, because use is looked at by quarter hours and longer, whose boundaries they enclose.
//!
//! A quarter hour stays whole when anything in it had to be judged: a fall (restart, rollover, glitch, trembling), a
//! step above what can flow, a registered replacement; and so do those of the readings that were looked at to judge
//! it. So what is left is judged as the whole was. Use is always computed from what is left, also while all of it is
//! still there: whether a store has given up the rest cannot be seen in any figure, to the last bit.
//!
//! What is lost: when within the quarter hour it flowed.

use chrono::{DateTime, TimeDelta, Utc};

use super::register::{self, LOOK_AHEAD};
use super::{MeterRules, ordered};
use crate::domain::Point;

/// What a first and a last reading are kept of.
pub(super) const QUARTER: TimeDelta = TimeDelta::minutes(15);

/// Instants of the readings among those of a register that need not be kept. They may come in any order. Give what
/// lies [`context`](super::context) around the time in question too: nothing at its ends is decided well.
#[must_use]
pub fn redundant(points: &[Point], rules: &MeterRules) -> Vec<DateTime<Utc>> {
    let points = ordered(points);
    let needed = needed(&points, rules);
    points.iter().zip(needed).filter(|(_, needed)| !needed).map(|(point, _)| point.at).collect()
}

/// Without what is redundant; `points` are in order.
pub(super) fn thinned(points: Vec<Point>, rules: &MeterRules) -> Vec<Point> {
    if !points.chunk_by(same_quarter).any(|quarter| quarter.len() > 2) {
        return points;
    }
    let needed = needed(&points, rules);
    points.into_iter().zip(needed).filter_map(|(point, needed)| needed.then_some(point)).collect()
}

/// The first and the last reading of every quarter hour of `points`, which are in order.
pub(super) fn ends_of_quarters(points: &[Point]) -> Vec<Point> {
    let ends = |quarter: &[Point]| {
        let last = quarter.last().copied().filter(|_| quarter.len() > 1);
        quarter.first().copied().into_iter().chain(last)
    };
    points.chunk_by(same_quarter).flat_map(ends).collect()
}

/// Whether two readings lie in the same quarter hour.
pub(super) fn same_quarter(a: &Point, b: &Point) -> bool {
    let quarter = |point: &Point| point.at.timestamp().div_euclid(QUARTER.num_seconds());
    quarter(a) == quarter(b)
}

fn needed(points: &[Point], rules: &MeterRules) -> Vec<bool> {
    let mut needed = judged(points, rules);
    let mut start = 0;
    for quarter in points.chunk_by(same_quarter) {
        let end = start + quarter.len();
        let (first, last) = (points[start], points[end - 1]);
        let calm = !needed[start..end].contains(&true)
            && rules.plausible(last.value - first.value, last.at - first.at);
        needed[start..end].fill(!calm);
        needed[start] = true;
        needed[end - 1] = true;
        start = end;
    }
    needed
}

/// The readings that are not simply the next ones of a count that went on, and those that may have been looked at
/// to tell.
fn judged(points: &[Point], rules: &MeterRules) -> Vec<bool> {
    let (spans, events) = register::spans(points, rules);
    let mut steps = spans.iter().peekable();
    let mut events = events.iter().map(|event| event.at).collect::<Vec<_>>();
    events.sort_unstable();
    let mut events = events.into_iter().peekable();
    let mut judged = vec![false; points.len()];
    // Up to which reading.
    let mut looked_at = 0;
    for (index, pair) in (1..).zip(points.windows(2)) {
        let (before, point) = (pair[0], pair[1]);
        let step = steps.next_if(|span| span.end == point.at);
        let flowed = point.value - before.value;
        let went_on = flowed >= 0.0
            && step.is_some_and(|step| {
                step.start == before.at && step.amount.total_cmp(&flowed.max(0.0)).is_eq()
            });
        let mut noticed = step.is_none();
        while events.next_if(|at| *at <= point.at).is_some() {
            noticed = true;
        }
        if noticed {
            looked_at = index + LOOK_AHEAD;
        }
        judged[index] = !went_on || index <= looked_at;
    }
    judged
}

#[cfg(test)]
mod tests;
