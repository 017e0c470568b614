//! Momentary power or flow becomes energy or volume by the trapezoid rule.
//!
//! Between readings more than three intervals apart nothing is known, unless it is [night](super::night). Power out of
//! the building (negative) is not use and counts as zero.

use super::{MeterRules, Span};
use crate::domain::{Point, Quality};

pub(super) fn spans(points: &[Point], rules: &MeterRules) -> Vec<Span> {
    points.windows(2).filter_map(|pair| between(pair[0], pair[1], rules)).collect()
}

fn between(a: Point, b: Point, rules: &MeterRules) -> Option<Span> {
    let elapsed = b.at - a.at;
    if elapsed > rules.interval * 3 {
        return rules.nights.and_then(|nights| nights.between(a, b));
    }
    let mean = f64::midpoint(a.value.max(0.0), b.value.max(0.0));
    let amount = mean * elapsed.as_seconds_f64() / 3600.0;
    rules.plausible(amount, elapsed).then_some(Span {
        start: a.at,
        end: b.at,
        amount,
        quality: Quality::Integrated,
    })
}
