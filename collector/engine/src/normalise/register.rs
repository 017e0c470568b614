//! Registers: use is the difference between two readings, once it is known that both belong to one count.
//!
//! A step is judged together with the readings that follow it, because one reading cannot tell a glitch from a
//! restart: a low reading after which the old level returns was a glitch; a low reading that goes on from there is
//! a restart (or, near the last digit, a rollover). A step up beyond what can flow is set aside until two more
//! readings confirm the new level. Then a step of a few times the limit counts as estimated, because the limit was
//! probably set too low; a larger one is another count (a unit that changed, a register that was set) and what
//! flowed is unknown.

use chrono::{DateTime, TimeDelta, Utc};

use super::thin::QUARTER;
use super::{Event, EventKind, MeterRules, Replacement, Span};
use crate::domain::{Point, Quality};

/// How many following readings may be looked at to judge one.
pub(super) const LOOK_AHEAD: usize = 200;

/// A confirmed step up to so many times the limit is believed.
const LIMIT_SET_TOO_LOW: f64 = 5.0;

/// What a reading turned out to be, seen from the last good one.
enum Verdict {
    /// It counts; so much flowed since.
    Flowed(f64, Option<EventKind>),
    /// It counts, although more flowed than should be able to.
    AboveLimit(f64),
    /// It goes on from another level; at least so much flowed since.
    AtLeast(f64, EventKind),
    /// It and those up to the index (exclusive) are to be set aside.
    SetAside(usize, EventKind),
    /// The readings that would decide have not come yet.
    Undecided,
}

pub(super) fn spans(points: &[Point], rules: &MeterRules) -> (Vec<Span>, Vec<Event>) {
    let mut spans = Vec::with_capacity(points.len());
    let mut events = Vec::new();
    let Some(mut last) = points.first().copied() else { return (spans, events) };
    let mut next = 1;
    while let Some(point) = points.get(next).copied() {
        let mut note = |at, kind| events.push(Event { at, kind, value: point.value });
        let replaced: Vec<Replacement> = replacements(rules, last.at, point.at);
        if let (Some(first), Some(newest)) = (replaced.first(), replaced.last()) {
            for replacement in &replaced {
                note(replacement.at, EventKind::MeterChange);
            }
            let between: f64 =
                replaced.windows(2).map(|pair| (pair[1].old_final - pair[0].new_start).max(0.0)).sum();
            let amount =
                (first.old_final - last.value).max(0.0) + between + (point.value - newest.new_start).max(0.0);
            spans.push(span(last.at, point.at, amount, quality_of_gap(last.at, point.at, rules)));
            last = point;
            next += 1;
            continue;
        }
        match judge(last, &points[next..], rules) {
            Verdict::Flowed(amount, event) => {
                spans.push(span(last.at, point.at, amount, quality_of_gap(last.at, point.at, rules)));
                if let Some(kind) = event {
                    note(point.at, kind);
                }
                // Jitter below the old level does not lower it.
                let jitter = point.value < last.value && event.is_none();
                last = Point { at: point.at, value: if jitter { last.value } else { point.value } };
                next += 1;
            }
            Verdict::AboveLimit(amount) => {
                spans.push(span(last.at, point.at, amount, Quality::Estimated));
                note(point.at, EventKind::Jump);
                last = point;
                next += 1;
            }
            Verdict::AtLeast(amount, kind) => {
                spans.push(span(last.at, point.at, amount, Quality::LowerBound));
                note(point.at, kind);
                last = point;
                next += 1;
            }
            Verdict::SetAside(count, kind) => {
                for dropped in &points[next..next + count] {
                    events.push(Event { at: dropped.at, kind, value: dropped.value });
                }
                next += count;
            }
            Verdict::Undecided => break,
        }
    }
    (spans, events)
}

/// `following` starts with the reading to judge.
fn judge(last: Point, following: &[Point], rules: &MeterRules) -> Verdict {
    let point = following[0];
    let step = point.value - last.value;
    let elapsed = point.at - last.at;
    if step >= -tolerance(last.value) {
        if rules.plausible(step, elapsed) {
            return Verdict::Flowed(step.max(0.0), None);
        }
        return judge_rise(last, following, rules);
    }
    if let Some(modulus) = rules.modulus {
        let amount = step + modulus;
        let wrapped = last.value > 0.9 * modulus && (0.0..0.1 * modulus).contains(&point.value);
        if wrapped && amount >= 0.0 && rules.plausible(amount, elapsed) {
            return Verdict::Flowed(amount, Some(EventKind::Rollover));
        }
    }
    judge_fall(last, following, rules)
}

fn judge_rise(last: Point, following: &[Point], rules: &MeterRules) -> Verdict {
    let point = following[0];
    let mut level = point;
    let mut confirmations = 0;
    for (index, later) in following.iter().enumerate().skip(1).take(LOOK_AHEAD) {
        let below = later.value < point.value - tolerance(point.value);
        if below && goes_on_from(last, *later, rules) {
            return Verdict::SetAside(index, EventKind::SpikeQuarantined);
        }
        if goes_on_roughly_from(level, *later, rules) {
            confirmations += 1;
            level = *later;
        }
        if confirmations == 2 {
            let step = point.value - last.value;
            let believed = rules.plausible(step / LIMIT_SET_TOO_LOW, point.at - last.at);
            return if believed { Verdict::AboveLimit(step) } else { Verdict::AtLeast(0.0, EventKind::Jump) };
        }
    }
    Verdict::Undecided
}

fn judge_fall(last: Point, following: &[Point], rules: &MeterRules) -> Verdict {
    let point = following[0];
    let patience = point.at.checked_add_signed(rules.interval * 3).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let returned = following
        .iter()
        .enumerate()
        .skip(1)
        .take(LOOK_AHEAD)
        .take_while(|(index, later)| *index == 1 || later.at <= patience)
        .find(|(_, later)| goes_on_from(last, **later, rules));
    if let Some((index, _)) = returned {
        return Verdict::SetAside(index, EventKind::GlitchDropped);
    }
    if following.len() == 1 {
        return Verdict::Undecided;
    }
    // What the register shows has flowed since it restarted, unless it is more than can have.
    let restarted_near_zero = point.value <= 0.1 * last.value || rules.max_per_hour.is_some();
    let since_restart =
        if point.value >= 0.0 && restarted_near_zero && rules.plausible(point.value, point.at - last.at) {
            point.value
        } else {
            0.0
        };
    Verdict::AtLeast(since_restart, EventKind::Reset)
}

/// Whether `later` continues the count of `earlier`.
fn goes_on_from(earlier: Point, later: Point, rules: &MeterRules) -> bool {
    let step = later.value - earlier.value;
    step >= -tolerance(earlier.value) && rules.plausible(step, later.at - earlier.at)
}

/// As [`goes_on_from`], while the limit itself is in doubt.
fn goes_on_roughly_from(earlier: Point, later: Point, rules: &MeterRules) -> bool {
    let step = later.value - earlier.value;
    step >= -tolerance(earlier.value) && rules.plausible(step / LIMIT_SET_TOO_LOW, later.at - earlier.at)
}

/// How far a register may fall without having restarted: 0.1 % but at most one unit, and at least the precision of
/// the 32-bit floats that many gateways compute with.
fn tolerance(value: f64) -> f64 {
    let magnitude = value.abs();
    (magnitude * 0.001).min(1.0).max(magnitude * f64::from(f32::EPSILON))
}

fn replacements(rules: &MeterRules, after: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Replacement> {
    rules.replacements.iter().copied().filter(|change| after < change.at && change.at <= until).collect()
}

/// Between two readings at most two intervals or a quarter hour apart the use is known well enough to be shared out
/// by time; over a longer gap only its sum is.
fn quality_of_gap(start: DateTime<Utc>, end: DateTime<Utc>, rules: &MeterRules) -> Quality {
    let slack = TimeDelta::seconds(rules.interval.num_seconds() / 20);
    let short = (rules.interval * 2 + slack).max(QUARTER);
    if end - start <= short { Quality::Measured } else { Quality::Estimated }
}

const fn span(start: DateTime<Utc>, end: DateTime<Utc>, amount: f64, quality: Quality) -> Span {
    Span { start, end, amount, quality }
}
