//! A meter's use in any intervals, by the very rules analysis goes by.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use config::Meter;
use engine::domain::LocalDay;
use engine::normalise::{IntervalUse, context, uses};
use store::{Edges, Store, StoreError};

use super::learned::Learned;
use super::stream::Stream;

/// Use of `meter` of a building in `zone` between consecutive `boundaries`, which must ascend.
///
/// # Errors
/// When the store cannot be read.
pub fn uses_of(
    store: &Store,
    (meter, zone): (&Meter, Tz),
    boundaries: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> Result<Vec<IntervalUse>, StoreError> {
    let (Some(first), Some(last)) = (boundaries.first(), boundaries.last()) else { return Ok(Vec::new()) };
    let stream = Stream::of_meter(meter, zone);
    let learned = match Learned::recall(store, &stream)? {
        Some(learned) => learned,
        None => Learned::learn(store, &stream, LocalDay::containing(now, zone))?,
    };
    let rules = stream.rules(learned.facts());
    let around = context(&rules);
    let points = store.range(&stream.key, *first - around, *last + around, Edges::Bracket)?;
    Ok(uses(&points, &rules, boundaries).uses)
}
