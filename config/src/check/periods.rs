//! Baseline periods and measures: a saving needs a baseline that ended before the measure, and nothing that
//! changes use may happen while the baseline is observed.

use chrono::NaiveDate;

use crate::draft::{BuildingDraft, Draft};
use crate::place::Placed;
use crate::portfolio::BaselinePeriod;
use crate::problem::Problem;
use crate::vocabulary::Carrier;

/// Nine tenths of a year: the least that shows a heating season and a summer.
const SHORTEST_DAYS: i64 = 329;
/// Three years: beyond it a building has often changed for other reasons.
const LONGEST_DAYS: i64 = 1096;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    for building in &draft.buildings {
        for baseline in &building.baselines {
            problems.extend(order(baseline));
            problems.extend(length(baseline));
            problems.extend(measured(building, baseline));
        }
        overlaps(building, problems);
        measures(building, problems);
    }
}

fn order(baseline: &Placed<BaselinePeriod>) -> Option<Problem> {
    let BaselinePeriod { from, to, reporting_from, .. } = baseline.value;
    if from >= to {
        return Some(baseline.place.error(
            "to",
            format!("the baseline ends on {to}, but begins on {from}"),
            "`to` is the day after the last, so it must be later than `from`",
            "for the year 2025 write `from = 2025-01-01` and `to = 2026-01-01`",
        ));
    }
    let early = reporting_from.filter(|day| *day < to)?;
    Some(baseline.place.error(
        "reporting_from",
        format!("`reporting_from` is {early}, inside the baseline that ends on {to}"),
        "a day cannot both make the baseline and be judged by it",
        format!("write {to} or later, or leave it out to count from {to}"),
    ))
}

fn length(baseline: &Placed<BaselinePeriod>) -> Option<Problem> {
    let days = baseline.value.days();
    let (why, hint) = match days {
        1..SHORTEST_DAYS => (
            "under 329 days it has not seen the whole year, so no saving will be computed",
            "take a whole year",
        ),
        ..=LONGEST_DAYS => return None,
        _ => (
            "over 1,096 days it is likely to mix different times of the building",
            "take the last one to three years before the measure",
        ),
    };
    let problem = baseline.place.error("from", format!("the baseline has {days} days"), why, hint);
    Some(problem.as_warning())
}

fn measured(building: &BuildingDraft, baseline: &Placed<BaselinePeriod>) -> Option<Problem> {
    let carrier = baseline.value.carrier?;
    if !carrier.is_use() {
        return Some(baseline.place.error(
            "carrier",
            format!("a baseline cannot be fitted for {carrier}"),
            "it is not energy or water that the building uses",
            "name the carrier of a main meter, or leave `carrier` out for all of them",
        ));
    }
    if building.unread_meters || building.meters.iter().any(|meter| meter.value.carrier == carrier) {
        return None;
    }
    let problem = baseline.place.error(
        "carrier",
        format!("the building has no meter of {carrier}"),
        "without readings this baseline stays empty",
        format!("add a [[building.meter]] with `carrier = \"{carrier}\"`, or correct the baseline"),
    );
    Some(problem.as_warning())
}

fn overlaps(building: &BuildingDraft, problems: &mut Vec<Problem>) {
    for (index, later) in building.baselines.iter().enumerate() {
        let clash = building.baselines[..index].iter().find(|earlier| overlap(&earlier.value, &later.value));
        let Some(earlier) = clash else { continue };
        let BaselinePeriod { from, to, .. } = earlier.value;
        let carriers = later.value.carrier.or(earlier.value.carrier);
        let carriers = carriers.map_or("the same carriers", Carrier::as_str);
        problems.push(later.place.error(
            "from",
            format!("two baselines for {carriers} overlap"),
            format!("the one at {} lasts from {from} to {to}", earlier.place.shown("from")),
            "let the later one begin where the earlier ends, or give each its own `carrier`",
        ));
    }
}

fn overlap(a: &BaselinePeriod, b: &BaselinePeriod) -> bool {
    let same = a.carrier.is_none() || b.carrier.is_none() || a.carrier == b.carrier;
    same && a.from < b.to && b.from < a.to && a.from < a.to && b.from < b.to
}

fn measures(building: &BuildingDraft, problems: &mut Vec<Problem>) {
    let first_end = building.baselines.iter().map(|baseline| baseline.value.to).min();
    for measure in &building.measures {
        let date = measure.value.date;
        let inside = building.baselines.iter().find(|baseline| contains(&baseline.value, date));
        if let Some(baseline) = inside {
            let BaselinePeriod { from, to, .. } = baseline.value;
            problems.push(measure.place.error(
                "date",
                format!("the measure of {date} lies inside a baseline"),
                format!(
                    "the baseline at {} lasts from {from} to {to}; it must show the building before the measure",
                    baseline.place.shown("from")
                ),
                format!("end the baseline with `to = {date}` or earlier, or correct the date"),
            ));
        } else if first_end.is_some_and(|end| date < end) {
            problems.push(measure.place.error(
                "date",
                format!("every baseline begins after the measure of {date}"),
                "a saving is computed against the building as it was before, so this one never could be",
                format!("add a [[building.baseline]] that ends on {date} or earlier, or correct the date"),
            ));
        } else if first_end.is_none() && !building.unread_baselines {
            let problem = measure.place.error(
                "date",
                format!("the measure of {date} has no baseline before it"),
                "without one its saving cannot be computed",
                format!("add a [[building.baseline]] of a year that ends on {date} or earlier"),
            );
            problems.push(problem.as_warning());
        }
    }
}

fn contains(period: &BaselinePeriod, date: NaiveDate) -> bool {
    period.from <= date && date < period.to
}
