//! Interval readings: each is the use from its own instant on, for one reporting interval. What is missing between two
//! of them is unknown, unless it is [night](super::night).

use chrono::{DateTime, Utc};

use super::{Event, EventKind, MeterRules, Span};
use crate::domain::{Point, Quality};

pub(super) fn spans(points: &[Point], rules: &MeterRules) -> (Vec<Span>, Vec<Event>) {
    let mut spans = Vec::with_capacity(points.len());
    let mut events = Vec::new();
    for (index, point) in points.iter().enumerate() {
        let Some(usual_end) = point.at.checked_add_signed(rules.interval) else { continue };
        // A meter that reports early has a shorter interval; a late one leaves a gap.
        let end = points.get(index + 1).map_or(usual_end, |next| next.at.min(usual_end));
        if rules.zero_is_a_hole && point.value == 0.0 {
            continue;
        }
        if point.value < 0.0 || !rules.plausible(point.value, rules.interval) {
            events.push(Event { at: point.at, kind: EventKind::Implausible, value: point.value });
            continue;
        }
        spans.push(Span { start: point.at, end, amount: point.value, quality: Quality::Measured });
        spans.extend(points.get(index + 1).and_then(|next| night((end, point), next, rules)));
    }
    (spans, events)
}

/// The night from the end of an interval to the next reading, if it is one.
fn night((end, point): (DateTime<Utc>, &Point), next: &Point, rules: &MeterRules) -> Option<Span> {
    let hours = rules.interval.as_seconds_f64() / 3600.0;
    let rate = |at, amount: f64| Point { at, value: amount / hours };
    rules.nights?.between(rate(end, point.value), rate(next.at, next.value))
}
