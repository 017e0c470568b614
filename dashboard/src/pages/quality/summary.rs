//! How the data are, in a sentence and key figures.

use store::{QuarantineItem, UnknownItem};

use super::super::words::Tile;
use super::{LINES, whole};
use crate::figures::DataQuality;
use crate::format::{number, percent};
use crate::language::Lang;
use crate::texts::{Span, count, fill, fill_rich};

pub(super) fn verdict(
    meters: usize,
    silent: usize,
    still: usize,
    (quarantine, unknown): (&[QuarantineItem], &[UnknownItem]),
    lang: Lang,
) -> Vec<Span> {
    let t = &lang.texts().quality;
    if meters == 0 {
        return fill_rich(t.no_meters, &[]);
    }
    if silent + still + quarantine.len() + unknown.len() == 0 {
        return fill_rich(t.verdict_good, &[]);
    }
    let values = [
        ("silent", &*count(silent, t.meter_one, t.meter_many, lang)),
        ("still", &whole(still as u64, lang)),
        ("bad", &some(quarantine.len(), (t.bad_one, t.bad_many), lang)),
        ("unknown", &some(unknown.len(), (t.unknown_one, t.unknown_many), lang)),
    ];
    fill_rich(t.verdict, &values)
}

pub(super) fn tiles(
    figures: &DataQuality<'_>,
    silent: usize,
    (quarantine, unknown): (&[QuarantineItem], &[UnknownItem]),
    lang: Lang,
) -> Vec<Tile> {
    let t = &lang.texts().quality;
    let tile = |label, value, unit: &str, note| Tile { label, value, unit: unit.to_owned(), note, tone: "" };
    let mut tiles = Vec::new();
    let month = figures.months.last().and_then(|(_, shares)| shares.fractions());
    if let Some([measured, filled, missing]) = month {
        let (filled, missing) = (percent(100.0 * filled, 1, lang), percent(100.0 * missing, 1, lang));
        let note = fill(t.tile_measured_note, &[("filled", &filled), ("missing", &missing)]);
        tiles.push(tile(t.tile_measured, number(100.0 * measured, 1, lang), "%", note));
    }
    let all = count(figures.meters.len(), t.meter_one, t.meter_many, lang);
    let note = fill(t.tile_silent_note, &[("all", &all)]);
    tiles.push(tile(t.tile_silent, whole(silent as u64, lang), "", note));
    let bad = up_to(quarantine.len(), lang);
    tiles.push(tile(t.tile_quarantine, bad, "", t.tile_quarantine_note.to_owned()));
    let unknown = up_to(unknown.len(), lang);
    tiles.push(tile(t.tile_unknown, unknown, "", t.tile_unknown_note.to_owned()));
    tiles
}

fn some(n: usize, (one, many): (&str, &str), lang: Lang) -> String {
    fill(if n == 1 { one } else { many }, &[("n", &up_to(n, lang))])
}

/// At most so many, and a plus sign when there are more.
pub(super) fn up_to(n: usize, lang: Lang) -> String {
    if n > LINES { format!("{LINES}+") } else { whole(n as u64, lang) }
}
