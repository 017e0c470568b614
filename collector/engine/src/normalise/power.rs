//! Momentary power or flow becomes energy or volume by the trapezoid rule.
//!
//! Between readings more than three intervals apart nothing is known. Power out of the building (negative) is not
//! use and counts as zero.

use super::{MeterRules, Span};
use crate::domain::{Point, Quality};

pub(super) fn spans(points: &[Point], rules: &MeterRules) -> Vec<Span> {
    points
        .windows(2)
        .filter(|pair| pair[1].at - pair[0].at <= rules.interval * 3)
        .map(|pair| {
            let hours = (pair[1].at - pair[0].at).as_seconds_f64() / 3600.0;
            let mean = f64::midpoint(pair[0].value.max(0.0), pair[1].value.max(0.0));
            Span { start: pair[0].at, end: pair[1].at, amount: mean * hours, quality: Quality::Integrated }
        })
        .filter(|span| rules.plausible(span.amount, span.end - span.start))
        .collect()
}
