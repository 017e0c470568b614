//! Readings in another unit than the meter's others: a gateway that sends MWh where it sent kWh.
//!
//! Such readings are no measurements of use, and one of them after the other would look like a splendid saving. They
//! are found from the readings alone, with two kinds of evidence.
//!
//! **Level.** A register carries its own scale. Where it breaks off and goes on at a thousandth (or 3.6 times, …) of
//! the level it had reached, to within what can have flowed meanwhile, nothing but its unit has changed. A
//! replacement that starts there by chance is told apart by its pace: it goes on as fast as the old meter did.
//!
//! **Pace.** Interval and power readings have no level. There only a thousand times more or less is believed, and
//! only if four days or more do not mix with those before, stray as little as they did and are as uneven within
//! themselves. A building that is left or closed for the summer falls to some hundredths, to a drip or to nothing, and
//! is believed.
//!
//! What lies between the step and the first reading in the old unit is in the other one.

use chrono::{DateTime, TimeDelta, Utc};

use super::facts::resolution;
use super::{Event, EventKind, MeterRules, Span, register};
use crate::domain::{Point, ReadingMode};

mod pace;

/// Ratios of units that are mistaken for each other: kWh, MWh, Wh, GJ, MJ; m³, l and their tens; cubic feet.
const RATIOS: [f64; 8] = [1000.0, 100.0, 10.0, 3.6, 3600.0, 1000.0 / 3.6, 35.314_667, 1e6];
/// The level tells by itself when what can have flowed is a smaller share of it than this.
const SHARP: f64 = 0.02;
/// So sharp that not even the pace can deny it.
const BEYOND_CHANCE: f64 = 0.001;
/// Days before and after a break that tell how fast the register runs.
const PACE_DAYS: TimeDelta = TimeDelta::days(14);
/// Less of them tells nothing.
const LEAST_PACE: TimeDelta = TimeDelta::hours(20);

/// What shows that the unit changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// The register goes on from the same level in the other unit.
    Level,
    /// As much more or less is counted, day after day.
    Pace,
}

/// A stretch of readings in another unit than the meter's others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OtherUnit {
    /// The first reading in it.
    pub from: DateTime<Utc>,
    /// The first reading in the usual unit again; none while it lasts.
    pub until: Option<DateTime<Utc>>,
    /// Its numbers as a multiple of what they would be in the usual unit.
    pub factor: f64,
    /// What shows it.
    pub evidence: Evidence,
}

impl OtherUnit {
    /// The factor that makes its numbers those of the usual unit, to six digits.
    #[must_use]
    pub fn correction(&self) -> f64 {
        correction(self.factor)
    }

    /// Whether a reading at `at` is in it.
    #[must_use]
    pub fn covers(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// What undoes a factor, to six digits.
#[must_use]
pub fn correction(factor: f64) -> f64 {
    format!("{:.5e}", 1.0 / factor).parse().unwrap_or(1.0)
}

/// Where each begins, and where the usual unit is back.
pub(super) fn events(found: &[OtherUnit]) -> Vec<Event> {
    let event = |at, kind, value| Event { at, kind, value };
    let begins = found.iter().map(|other| event(other.from, EventKind::UnitChanged, other.factor));
    let ends = found.iter().filter_map(|other| other.until.map(|until| (until, other.factor)));
    let restored = ends
        .filter(|(until, _)| !found.iter().any(|other| other.from == *until))
        .map(|(until, factor)| event(until, EventKind::UnitRestored, factor));
    begins.chain(restored).collect()
}

/// The stretches of `points` (in order, one per instant) that are in another unit; `limit` as in [`MeterRules`].
pub(super) fn other_units(
    points: &[Point],
    mode: ReadingMode,
    (interval, limit): (TimeDelta, Option<f64>),
) -> Vec<OtherUnit> {
    if mode == ReadingMode::Value {
        return Vec::new();
    }
    let rules = MeterRules {
        mode,
        max_per_hour: limit,
        resolution: resolution(points),
        ..MeterRules::of_temperature(interval)
    };
    let mut found = if mode == ReadingMode::Register { by_level(points, &rules) } else { Vec::new() };
    let usual: Vec<Point> = points.iter().copied().filter(|point| !is_covered(&found, point)).collect();
    found.extend(pace::by_pace(&usual, &rules));
    found.sort_by_key(|other| other.from);
    found
}

pub(super) fn is_covered(found: &[OtherUnit], point: &Point) -> bool {
    found.iter().any(|other| other.covers(point.at))
}

/// A register between two breaks.
struct Run<'a> {
    points: &'a [Point],
    spans: &'a [Span],
}

fn by_level(points: &[Point], rules: &MeterRules) -> Vec<OtherUnit> {
    let (spans, breaks) = broken(points, rules);
    let runs = runs(points, &spans, &breaks);
    let mut found: Vec<OtherUnit> = Vec::new();
    let mut factor = 1.0;
    let mut usual_pace = None;
    for (pair, at) in runs.windows(2).zip(breaks) {
        let (Some(before), Some(after)) = (pair[0].last(), pair[1].points.first()) else { continue };
        if usual(factor) {
            usual_pace = pair[0].pace_at_end();
        }
        let step = Step { before, after: *after, runs: pair, factor };
        let next = step.next_factor(usual_pace);
        if usual(next / factor) {
            continue;
        }
        if let Some(last) = found.last_mut().filter(|_| !usual(factor)) {
            last.until = Some(if usual(next) { at } else { start_of_quarter(at) });
        }
        if !usual(next) {
            // Earlier readings of the same quarter hour may have been thinned out, or not.
            let from = start_of_quarter(at);
            found.push(OtherUnit { from, until: None, factor: next, evidence: Evidence::Level });
        }
        factor = next;
    }
    found
}

/// What flowed, and the first readings that did not go on from those before.
fn broken(points: &[Point], rules: &MeterRules) -> (Vec<Span>, Vec<DateTime<Utc>>) {
    let is_break = |event: &Event| matches!(event.kind, EventKind::Reset | EventKind::Jump);
    let breaks = |events: &[Event]| -> Vec<_> {
        events.iter().filter(|event| is_break(event)).map(|event| event.at).collect()
    };
    let (mut spans, events) = register::spans(points, rules);
    let mut found = breaks(&events);
    // Where the numbers have become so large that nothing confirms them, the limit is no guide to the rest.
    let counted = spans.last().map_or(0, |span| points.partition_point(|point| point.at <= span.end));
    let set_aside = events.last().map_or(0, |event| points.partition_point(|point| point.at <= event.at));
    if let [first, _, ..] = points[counted.max(set_aside)..] {
        let rest = &points[counted.max(set_aside)..];
        let unlimited = MeterRules { max_per_hour: None, ..rules.clone() };
        let (more, events) = register::spans(rest, &unlimited);
        spans.extend(more);
        found.push(first.at);
        found.extend(breaks(&events));
    }
    (spans, found)
}

fn start_of_quarter(at: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = at.timestamp();
    DateTime::from_timestamp(seconds - seconds.rem_euclid(900), 0).unwrap_or(at)
}

/// Whether a factor is one.
fn usual(factor: f64) -> bool {
    factor.ln().abs() < 0.01
}

/// One run before the first break and one from each break on.
fn runs<'a>(points: &'a [Point], spans: &'a [Span], breaks: &[DateTime<Utc>]) -> Vec<Run<'a>> {
    let starts = std::iter::once(DateTime::<Utc>::MIN_UTC).chain(breaks.iter().copied());
    let ends = breaks.iter().copied().chain([DateTime::<Utc>::MAX_UTC]);
    starts
        .zip(ends)
        .map(|(start, end)| {
            let inside = |at: DateTime<Utc>| points.partition_point(|point| point.at < at);
            let within = |at: DateTime<Utc>| spans.partition_point(|span| span.start < at);
            // The span that ends with the break belongs to neither.
            let whole = &spans[within(start)..within(end)];
            let bridges = whole.last().is_some_and(|span| span.end >= end);
            Run {
                points: &points[inside(start)..inside(end)],
                spans: &whole[..whole.len() - usize::from(bridges)],
            }
        })
        .collect()
}

impl Run<'_> {
    /// The last reading that counted.
    fn last(&self) -> Option<Point> {
        let Some(end) = self.spans.last().map(|span| span.end) else { return self.points.first().copied() };
        self.points.iter().rfind(|point| point.at == end).copied()
    }

    /// Flow per hour of the last days, if enough is known.
    fn pace_at_end(&self) -> Option<f64> {
        let end = self.spans.last()?.end;
        pace(self.spans.iter().rev().take_while(|span| span.start + PACE_DAYS >= end))
    }

    /// Flow per hour of the first days.
    fn pace_at_start(&self) -> Option<f64> {
        let start = self.spans.first()?.start;
        pace(self.spans.iter().take_while(|span| span.end <= start + PACE_DAYS))
    }

    /// The fastest that was seen in the last days, per hour.
    fn fastest_at_end(&self) -> f64 {
        let Some(end) = self.spans.last().map(|span| span.end) else { return 0.0 };
        let latest = self.spans.iter().rev().take_while(|span| span.start + PACE_DAYS * 2 >= end);
        latest.map(|span| span.amount / hours(span.end - span.start)).fold(0.0, f64::max)
    }
}

fn pace<'a>(spans: impl Iterator<Item = &'a Span>) -> Option<f64> {
    let (amount, length) = spans.fold((0.0, TimeDelta::zero()), |(amount, length), span| {
        (amount + span.amount, length + (span.end - span.start))
    });
    (length >= LEAST_PACE).then(|| amount / hours(length))
}

fn hours(length: TimeDelta) -> f64 {
    (length.as_seconds_f64() / 3600.0).max(f64::MIN_POSITIVE)
}

/// A break: the readings on both sides, and the factor of those before.
struct Step<'a> {
    before: Point,
    after: Point,
    runs: &'a [Run<'a>],
    factor: f64,
}

impl Step<'_> {
    /// The factor of what follows.
    fn next_factor(&self, usual_pace: Option<f64>) -> f64 {
        let all = RATIOS.iter().flat_map(|ratio| [*ratio, 1.0 / ratio]).chain([1.0]);
        let matching = all.filter(|other| !usual(*other / self.factor)).find(|other| self.goes_on_in(*other));
        matching.unwrap_or_else(|| {
            // A count of its own, which may well be in the usual unit.
            let paces = usual_pace.zip(self.runs[1].pace_at_start());
            let returned =
                paces.is_some_and(|(usual, now)| nearer(now / usual, 1.0, self.factor) == Some(true));
            if returned { 1.0 } else { self.factor }
        })
    }

    /// Whether the level is that of before in the unit of `other`, and the pace does not speak against it.
    fn goes_on_in(&self, other: f64) -> bool {
        let [before, after] = self.runs else { return false };
        let level = self.before.value / self.factor;
        let steps = (resolution(before.points) / self.factor, resolution(after.points) / other);
        let flowed = 2.0 * before.fastest_at_end() / self.factor * hours(self.after.at - self.before.at);
        let difference = self.after.value / other - level;
        let (least, most) = (-(steps.0 + steps.1), flowed + steps.0 + steps.1);
        if level <= 0.0 || self.after.value <= 0.0 || !(least..=most).contains(&difference) {
            return false;
        }
        let blur = (most - least) / level;
        let paces = before.pace_at_end().zip(after.pace_at_start());
        let leaning = paces.and_then(|(before, after)| nearer(after / before, other / self.factor, 1.0));
        blur <= BEYOND_CHANCE || leaning.unwrap_or(blur <= SHARP)
    }
}

/// Whether `ratio` is nearer to `one` than to `other`; none if it says nothing.
fn nearer(ratio: f64, one: f64, other: f64) -> Option<bool> {
    let distance = |from: f64| (ratio.ln() - from.ln()).abs();
    (ratio.is_finite() && ratio > 0.0).then(|| distance(one) < distance(other))
}

#[cfg(test)]
mod tests;
