//! A meter's use in any intervals, by the very rules analysis goes by.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use config::{Meter, Portfolio};
use engine::domain::LocalDay;
use engine::normalise::{IntervalUse, combined, context, uses};
use store::{Edges, Store, StoreError};

use super::learned::Learned;
use super::stream::Stream;

/// Use of `meter` of a building in `zone` between consecutive `boundaries`, which must ascend. A virtual meter's
/// terms are looked for in `portfolio`.
///
/// # Errors
/// When the store cannot be read.
pub fn uses_of(
    store: &Store,
    portfolio: &Portfolio,
    (meter, zone): (&Meter, Tz),
    boundaries: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> Result<Vec<IntervalUse>, StoreError> {
    if !meter.is_virtual() {
        return Ok(of_readings(store, (meter, zone), boundaries, now)?.0);
    }
    let (mut terms, mut resolution) = (Vec::new(), 0.0);
    for term in &meter.terms {
        let Some((_, part)) = portfolio.meter(&term.meter) else { return Ok(Vec::new()) };
        let (uses, step) = of_readings(store, (part, zone), boundaries, now)?;
        terms.push((term.factor, uses));
        resolution += term.factor.abs() * step;
    }
    Ok(combined(&terms, resolution).uses)
}

/// Use by a meter's own readings, and the steps in which it counts.
fn of_readings(
    store: &Store,
    (meter, zone): (&Meter, Tz),
    boundaries: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> Result<(Vec<IntervalUse>, f64), StoreError> {
    let (Some(first), Some(last)) = (boundaries.first(), boundaries.last()) else {
        return Ok((Vec::new(), 0.0));
    };
    let stream = Stream::of_meter(meter, zone);
    let learned = match Learned::recall(store, &stream)? {
        Some(learned) => learned,
        None => Learned::learn(store, &stream, LocalDay::containing(now, zone))?,
    };
    let rules = stream.rules(learned.facts());
    let around = context(&rules);
    let points = store.range(&stream.key, *first - around, *last + around, Edges::Bracket)?;
    Ok((uses(&points, &rules, boundaries).uses, rules.resolution))
}
