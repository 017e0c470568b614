//! Several meters that together are a building's use.

use super::DayUse;

/// The sum of meters, day by day. Every slice must hold the same dates in the same order. A day is known only as
/// far as its worst-known meter, and what is unknown of one meter is unknown of the sum.
#[must_use]
pub fn combine(meters: &[&[DayUse]]) -> Vec<DayUse> {
    let Some((first, rest)) = meters.split_first() else { return Vec::new() };
    first
        .iter()
        .enumerate()
        .map(|(index, day)| {
            rest.iter().filter_map(|meter| meter.get(index)).fold(*day, |sum, other| DayUse {
                date: sum.date,
                value: sum.value + other.value,
                quality: sum.quality.max(other.quality),
                coverage: sum.coverage.min(other.coverage),
                filled_share: sum.filled_share.max(other.filled_share),
            })
        })
        .collect()
}
