//! Interval readings: each is the use from its own instant on, for one reporting interval.

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
    }
    (spans, events)
}
