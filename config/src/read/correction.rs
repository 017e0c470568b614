//! What the operator says of a meter's numbers in a time: their factor, or that they are true.

use crate::keys;
use crate::portfolio::Correction;
use crate::table::Table;

/// Whoever needs more has other problems.
const LARGEST_FACTOR: f64 = 1e9;

/// The corrections of a meter in order of time. One that cannot be read, or overlaps another, is reported.
pub(super) fn corrections(meter: &Table<'_>) -> Vec<Correction> {
    let mut read: Vec<(Table<'_>, Correction)> = meter
        .tables("correction", &keys::CORRECTION)
        .into_iter()
        .filter_map(|table| correction(&table).map(|value| (table, value)))
        .collect();
    read.sort_by_key(|(_, one)| one.from);
    for pair in read.windows(2) {
        let [(_, earlier), (table, later)] = pair else { continue };
        if earlier.covers(later.from) {
            table.report(
                "from",
                format!("two corrections hold on {}", later.from.format("%Y-%m-%dT%H:%M:%SZ")),
                "a reading can only have one factor",
                "let the earlier one end with `to` where the later one begins",
            );
        }
    }
    read.into_iter().map(|(_, one)| one).collect()
}

fn correction(table: &Table<'_>) -> Option<Correction> {
    let (from, to) = (table.instant("from"), table.instant("to"));
    let factor = table.positive("factor", LARGEST_FACTOR);
    // An end that is written badly has been reported; without it the correction would last for ever.
    if table.has("to") != to.is_some() {
        return None;
    }
    let (from, to) = (from?.value, to.map(|to| to.value));
    if to.is_some_and(|to| to <= from) {
        table.report(
            "to",
            "the correction ends before it begins",
            "`to` is the first instant that it no longer holds",
            "write an instant later than `from`, or leave `to` out while it lasts",
        );
        return None;
    }
    Some(Correction { from, to, factor: factor?.value })
}
