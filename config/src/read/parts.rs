//! What a virtual meter is made of.

use super::ident;
use crate::keys;
use crate::parts::{Part, Share, Sign};
use crate::table::Table;

/// Keys that say how readings are to be understood.
const OF_READINGS: [&str; 7] =
    ["reading", "unit", "source", "digits", "max_power_kw", "interval_seconds", "kwh_per_m3"];

/// The parts of a virtual meter, as far as they can be read; keys that have no effect on one are refused.
pub(super) fn parts(table: &Table<'_>) -> Option<Vec<Part>> {
    for key in OF_READINGS {
        if table.has(key) {
            table.report(
                key,
                format!("`{key}` has no effect here"),
                "a meter with `parts` has no readings of its own: it is computed from theirs",
                "leave the key out, or leave out `parts`",
            );
        }
    }
    let tables = table.tables("parts", &keys::PART);
    let parts: Vec<Part> = tables.iter().filter_map(part).collect();
    if tables.is_empty() && table.value("parts").is_some_and(|value| value.array().is_some()) {
        table.report(
            "parts",
            "`parts` is empty",
            "a virtual meter is computed from at least one other meter",
            format!("write it like `{}`", table.example("parts")),
        );
    }
    (!parts.is_empty() && parts.len() == tables.len()).then_some(parts)
}

fn part(table: &Table<'_>) -> Option<Part> {
    let meter = ident::ident(table, "meter").map(|id| id.value.to_owned());
    let sign = if table.has("sign") {
        table.word("sign", Sign::WORDS, Sign::from_word).map(|sign| sign.value)
    } else {
        Some(Sign::Plus)
    };
    let share = share(table);
    Some(Part { meter: meter?, sign: sign?, share: share? })
}

fn share(table: &Table<'_>) -> Option<Share> {
    let Some(value) = table.value("share") else { return Some(Share::Fixed(1.0)) };
    match (value.text(), value.number()) {
        (Some("area"), _) => Some(Share::Area),
        (_, Some(share)) if 0.0 < share && share <= 1.0 => Some(Share::Fixed(share)),
        _ => {
            value.report(
                format!("`share` cannot be {}", value.described()),
                "it is a fraction above 0 and at most 1, or the word \"area\"",
                "write for example `share = 0.4` for 40 %, or `share = \"area\"` to share by heated area",
            );
            None
        }
    }
}
