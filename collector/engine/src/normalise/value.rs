//! States such as temperatures: held as spans whose amount is the mean value in them.
//!
//! Daily values are means of their own day. More frequent readings are joined by straight lines, over at most three
//! intervals or six hours, whichever is longer (CalTRACK's limit for temperature).

use chrono::TimeDelta;

use super::{MeterRules, Span};
use crate::domain::{Point, Quality};

pub(super) fn spans(points: &[Point], rules: &MeterRules) -> Vec<Span> {
    if rules.interval >= TimeDelta::hours(20) { daily(points, rules) } else { joined(points, rules) }
}

fn daily(points: &[Point], rules: &MeterRules) -> Vec<Span> {
    points
        .iter()
        .enumerate()
        .filter_map(|(index, point)| {
            let usual_end = point.at.checked_add_signed(rules.interval)?;
            let end = points.get(index + 1).map_or(usual_end, |next| next.at.min(usual_end));
            Some(Span { start: point.at, end, amount: point.value, quality: Quality::Measured })
        })
        .collect()
}

fn joined(points: &[Point], rules: &MeterRules) -> Vec<Span> {
    let longest = (rules.interval * 3).max(TimeDelta::hours(6));
    points
        .windows(2)
        .filter(|pair| pair[1].at - pair[0].at <= longest)
        .flat_map(|pair| pieces(pair[0], pair[1]))
        .collect()
}

/// A straight line as steps of at most half an hour, so that an hour's mean is its own and not the whole gap's.
fn pieces(from: Point, to: Point) -> impl Iterator<Item = Span> {
    let length = to.at - from.at;
    let count = i32::try_from(length.num_minutes() / 30).unwrap_or(i32::MAX).clamp(1, 4_096);
    (0..count).map(move |piece| {
        let share = |number: i32| f64::from(number) / f64::from(count);
        let middle = f64::midpoint(share(piece), share(piece + 1));
        Span {
            start: from.at + length * piece / count,
            end: if piece + 1 == count { to.at } else { from.at + length * (piece + 1) / count },
            amount: from.value + (to.value - from.value) * middle,
            quality: Quality::Measured,
        }
    })
}
