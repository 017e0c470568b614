//! A thousand times more or less, day after day, and otherwise as before: as uneven within the day, as seldom at rest.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{MeterRules, Span, spans_of};
use super::{Evidence, OtherUnit, hours};
use crate::domain::Point;

/// The only ratio that is believed without a level.
const RATIO: f64 = 1000.0;
/// Days in the other unit before it is believed.
const LEAST_DAYS: usize = 4;
/// Days before that must be known, and how many are compared.
const LEAST_BEFORE: usize = 14;
const BEFORE: usize = 28;
/// No day of one side comes nearer to those of the other.
const APART: f64 = 30.0;
/// How far the middle may lie from the ratio, as a factor.
const NEAR: f64 = 2.0;
/// How much more the days may stray than before, in logarithms.
const STRAY_FACTOR: f64 = 1.5;
const STRAY_MORE: f64 = 0.1;
/// How much of the time that something flowed it must still, as a share.
const MOVING: f64 = 0.8;
/// How much more or less uneven a day may be, as a factor, beyond a little.
const UNEVEN: f64 = 2.0;
const LEVEL: f64 = 0.05;
const SECONDS_OF_DAY: i64 = 86_400;

/// A day of 24 hours.
#[derive(Debug, Clone, Copy)]
struct Total {
    start: DateTime<Utc>,
    /// What flowed in it.
    amount: f64,
    /// Share of its time in which anything did.
    moving: f64,
    /// Standard deviation of the rates in it, as a share of their mean.
    unevenness: f64,
}

pub(super) fn by_pace(points: &[Point], rules: &MeterRules) -> Vec<OtherUnit> {
    let days = totals(points, rules);
    let mut found: Vec<OtherUnit> = Vec::new();
    let mut usual: Vec<Total> = Vec::new();
    let mut next = 0;
    while let Some(day) = days.get(next) {
        let first = next;
        next += 1;
        // The day before may be in both units.
        let earlier = &usual[..usual.len().saturating_sub(1)];
        let latest = &earlier[earlier.len().saturating_sub(BEFORE)..];
        let Some(factor) = other_by(latest, &days[first..]) else {
            usual.push(*day);
            continue;
        };
        let middle = median(latest) * factor;
        // It lasts until a day lies nearer to the usual.
        let is_back = |day: &&Total| {
            let distance = (day.amount / middle).ln() * -factor.ln().signum();
            day.amount > 0.0 && distance > APART.ln()
        };
        let back = days[first..].iter().find(is_back);
        next = back.map_or(days.len(), |back| days.partition_point(|day| day.start <= back.start));
        // So may the last one.
        found.push(OtherUnit {
            from: day.start - TimeDelta::days(1),
            until: back.map(|day| day.start + TimeDelta::days(1)),
            factor,
            evidence: Evidence::Pace,
        });
    }
    found
}

/// The factor by which the days that follow differ from the usual ones, if it is that of a unit.
fn other_by(usual: &[Total], following: &[Total]) -> Option<f64> {
    let usual: Vec<Total> = usual.iter().copied().filter(|day| day.amount > 0.0).collect();
    let following = following.get(..LEAST_DAYS)?;
    if usual.len() < LEAST_BEFORE || following.iter().any(|day| day.amount <= 0.0) {
        return None;
    }
    let ratio = median(following) / median(&usual);
    let factor = if ratio > 1.0 { RATIO } else { 1.0 / RATIO };
    let (least, most) = ends(&usual);
    let (low, high) = ends(following);
    let apart = if ratio > 1.0 { low > most * APART } else { high * APART < least };
    let near = (ratio / factor).ln().abs() <= NEAR.ln();
    (apart && near && alike(&usual, following)).then_some(factor)
}

/// Whether the days after look like those before, but for their scale: a valve that drips does not.
fn alike(usual: &[Total], following: &[Total]) -> bool {
    let middle = |days: &[Total], pick: fn(&Total) -> f64| median_of(days.iter().map(pick).collect());
    let moving = |days| middle(days, |day| day.moving);
    let uneven = |days| middle(days, |day| day.unevenness) + LEVEL;
    let ratio = uneven(following) / uneven(usual);
    stray(following) <= STRAY_FACTOR * stray(usual) + STRAY_MORE
        && moving(following) >= MOVING * moving(usual)
        && (1.0 / UNEVEN..=UNEVEN).contains(&ratio)
}

/// What is known of each day of 24 hours, without limits; days known by less than half are left out.
fn totals(points: &[Point], rules: &MeterRules) -> Vec<Total> {
    let rules = MeterRules { max_per_hour: None, ..rules.clone() };
    let (spans, _) = spans_of(points, &rules);
    let number = |span: &Span| span.start.timestamp().div_euclid(SECONDS_OF_DAY);
    spans.chunk_by(|one, next| number(one) == number(next)).filter_map(Total::of).collect()
}

impl Total {
    /// Of a day's spans.
    fn of(spans: &[Span]) -> Option<Self> {
        let first = spans.first()?;
        let start = first.start.timestamp().div_euclid(SECONDS_OF_DAY) * SECONDS_OF_DAY;
        let (mut known, mut moving, mut amount, mut squares) = (0.0, 0.0, 0.0, 0.0);
        for span in spans {
            let hours = hours(span.end - span.start);
            known += hours;
            amount += span.amount;
            squares += span.amount * span.amount / hours;
            moving += if span.amount > 0.0 { hours } else { 0.0 };
        }
        // A span longer than two days says nothing of its first one.
        let told = (12.0..48.0).contains(&known);
        let mean = amount / known;
        told.then_some(Self {
            start: DateTime::from_timestamp(start, 0)?,
            amount: mean * 24.0,
            moving: moving / known,
            unevenness: if mean > 0.0 {
                (squares / known / (mean * mean) - 1.0).max(0.0).sqrt()
            } else {
                0.0
            },
        })
    }
}

fn median(days: &[Total]) -> f64 {
    median_of(days.iter().map(|day| day.amount).collect())
}

fn median_of(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn ends(days: &[Total]) -> (f64, f64) {
    days.iter().fold((f64::INFINITY, 0.0), |(low, high), day| (low.min(day.amount), high.max(day.amount)))
}

/// Standard deviation of the logarithms.
fn stray(days: &[Total]) -> f64 {
    let logs: Vec<f64> = days.iter().map(|day| day.amount.ln()).collect();
    let count = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / count;
    (logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / count).sqrt()
}
