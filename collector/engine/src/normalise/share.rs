//! Spans shared out over boundaries, in proportion to time.

use chrono::{DateTime, TimeDelta, Utc};

use super::{IntervalUse, Span};
use crate::domain::Quality;

/// A part of the time smaller than this does not change an interval's quality.
const NEGLIGIBLE_SHARE: f64 = 0.001;

/// What has been gathered for one interval.
#[derive(Default)]
struct Tally {
    amount: f64,
    known_s: f64,
    integrated_s: f64,
    estimated_s: f64,
    bound_s: f64,
}

/// Amounts add up.
pub(super) fn sums(spans: &[Span], boundaries: &[DateTime<Utc>]) -> Vec<IntervalUse> {
    share(
        spans,
        boundaries,
        |span, overlap_s, length_s| span.amount * (overlap_s / length_s),
        |tally| tally.amount,
    )
}

/// Amounts are means, weighed by time.
pub(super) fn means(spans: &[Span], boundaries: &[DateTime<Utc>]) -> Vec<IntervalUse> {
    share(
        spans,
        boundaries,
        |span, overlap_s, _| span.amount * overlap_s,
        |tally| if tally.known_s > 0.0 { tally.amount / tally.known_s } else { 0.0 },
    )
}

fn share(
    spans: &[Span],
    boundaries: &[DateTime<Utc>],
    part: impl Fn(&Span, f64, f64) -> f64,
    total: impl Fn(&Tally) -> f64,
) -> Vec<IntervalUse> {
    let mut first = 0;
    boundaries
        .windows(2)
        .map(|pair| {
            let (start, end) = (pair[0], pair[1]);
            while spans.get(first).is_some_and(|span| span.end <= start) {
                first += 1;
            }
            let mut tally = Tally::default();
            for span in spans[first..].iter().take_while(|span| span.start < end) {
                let overlap = span.end.min(end) - span.start.max(start);
                if overlap <= TimeDelta::zero() {
                    continue;
                }
                let length_s = (span.end - span.start).as_seconds_f64();
                let overlap_s = overlap.as_seconds_f64();
                tally.amount += part(span, overlap_s, length_s);
                tally.known_s += overlap_s;
                match span.quality {
                    Quality::Measured | Quality::Missing => {}
                    Quality::Integrated => tally.integrated_s += overlap_s,
                    Quality::Estimated => tally.estimated_s += overlap_s,
                    Quality::LowerBound => tally.bound_s += overlap_s,
                }
            }
            let seconds = (end - start).as_seconds_f64().max(f64::MIN_POSITIVE);
            IntervalUse {
                start,
                end,
                value: total(&tally),
                quality: quality(&tally, seconds),
                coverage: (tally.known_s / seconds).min(1.0),
                filled_share: (tally.estimated_s / seconds).min(1.0),
            }
        })
        .collect()
}

fn quality(tally: &Tally, seconds: f64) -> Quality {
    let matters = |part_s: f64| part_s > NEGLIGIBLE_SHARE * seconds;
    if tally.known_s <= 0.0 {
        Quality::Missing
    } else if tally.bound_s > 0.0 || matters(seconds - tally.known_s) {
        Quality::LowerBound
    } else if matters(tally.estimated_s) {
        Quality::Estimated
    } else if matters(tally.integrated_s) {
        Quality::Integrated
    } else {
        Quality::Measured
    }
}
