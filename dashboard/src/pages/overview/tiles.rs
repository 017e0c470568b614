//! The key figures of the overview.

use std::collections::BTreeSet;

use chrono::Datelike;
use config::Tariff;
use engine::solar::Group;

use super::super::words::{Claim, Tile, coverage_tile};
use crate::figures::{Attention, Entry, Filter, Overview, SolarFigures, Sum, What};
use crate::format::{EnergyScale, MoneyScale, percent, quantity};
use crate::language::Lang;
use crate::texts::fill;

/// What the plants shown made together; none when only some of them are meant, or none are.
pub(super) fn solar_of<'s>(solar: &'s SolarFigures<'_>, filter: &Filter) -> Option<&'s Group> {
    let group = match &filter.municipality {
        Some(id) => solar.municipalities.get(id.as_str())?,
        None => &solar.total,
    };
    (filter.owner.is_none() && filter.carrier.is_none()).then_some(group)
}

pub(super) fn solar_tile(group: &Group, lang: Lang) -> Option<Tile> {
    let t = &lang.texts().overview;
    let made = group.production?;
    let scale = EnergyScale::fitting(made.kwh, "kWh");
    let note = group.self_use.and_then(|own| own.share()).map_or_else(String::new, |share| {
        fill(t.tile_solar_note, &[("share", &percent(100.0 * share, 0, lang))])
    });
    let (value, unit) = (scale.number(made.kwh, lang), scale.unit.to_owned());
    Some(Tile { label: t.tile_solar, value, unit, note, tone: "" })
}

pub(super) fn tiles(
    overview: &Overview<'_>,
    total: Option<&Sum>,
    attention: &[Attention<'_>],
    solar: Option<&Group>,
    lang: Lang,
) -> Vec<Tile> {
    let t = &lang.texts().overview;
    let mut tiles = Vec::new();
    let claim = total.map(|sum| Claim::of_sum(sum, overview.unit));
    tiles.extend(claim.map(|claim| claim.tile(t.tile_saved, lang)));
    tiles.extend(claim.and_then(|claim| worth_tile(&claim, overview, lang)));
    if !overview.years.is_empty() {
        tiles.push(todo_tile(attention, lang));
    }
    tiles.extend(claim.map(|claim| claim.used_tile(t.tile_used, t.tile_used_note, lang)));
    if let Some(share) = overview.coverage() {
        let buildings = overview.buildings();
        let complete = |entries: &[&Entry<'_>]| entries.iter().all(|entry| entry.result.saving().is_some());
        let sure = buildings.iter().filter(|(_, entries, _)| complete(entries)).count();
        let values = [("n", &*sure.to_string()), ("all", &buildings.len().to_string())];
        tiles.push(coverage_tile(t.tile_coverage, share, fill(t.counted, &values), lang));
    }
    tiles.extend(solar.and_then(|group| solar_tile(group, lang)));
    tiles
}

/// What a saving beyond doubt is worth in kronor, with its bounds at the mean price, in CO₂e, and what that rests on.
fn worth_tile(claim: &Claim, overview: &Overview<'_>, lang: Lang) -> Option<Tile> {
    let t = &lang.texts().overview;
    let worth = overview.worth();
    let cost = worth.cost_sek.filter(|_| claim.tone() != "unsure")?;
    let price = Some(cost.amount / claim.avoided).filter(|price| price.is_finite() && *price > 0.0)?;
    let [low, high] = [claim.interval.low_kwh, claim.interval.high_kwh].map(|kwh| price * kwh);
    let scale = MoneyScale::fitting(low.abs().max(high.abs()));
    let mut notes =
        vec![fill(lang.texts().verdict.confidence, &[("interval", &scale.interval(low, high, lang))])];
    notes.extend(worth.kg_co2e.as_ref().map(|emitted| {
        let tonnes = quantity(emitted.amount / 1000.0, 1, "ton", lang);
        fill(t.tile_worth_climate, &[("amount", &tonnes)])
    }));
    let from = |tariff: &&Tariff| format!("{} ({})", tariff.source, tariff.from.year());
    let sources: BTreeSet<String> = cost.rates.iter().map(from).collect();
    let sources = sources.into_iter().collect::<Vec<_>>().join("; ");
    notes.push(fill(t.tile_worth_sources, &[("sources", &sources)]));
    Some(Tile {
        label: t.tile_worth,
        value: scale.number(cost.amount, lang),
        unit: scale.unit(lang).to_owned(),
        note: notes.join(". "),
        tone: claim.tone(),
    })
}

pub(super) fn todo_tile(attention: &[Attention<'_>], lang: Lang) -> Tile {
    let t = &lang.texts().overview;
    let is_costly = |what: &What| matches!(what, What::Excess(_) | What::Setback(_) | What::SolarStill(_));
    let costs = attention.iter().filter(|found| is_costly(&found.what)).count();
    let values = [("costs", &*costs.to_string()), ("meters", &(attention.len() - costs).to_string())];
    Tile {
        label: t.tile_todo,
        value: attention.len().to_string(),
        unit: String::new(),
        note: if attention.is_empty() {
            t.tile_todo_none.to_owned()
        } else {
            fill(t.tile_todo_note, &values)
        },
        tone: "",
    }
}
