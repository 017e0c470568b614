//! Plants that share a connection: what each sent to the grid, and all of them as one.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::DayKwh;

/// What one of several plants behind the same export meter sent to the grid: the part that its production is of
/// theirs, each day. `all` is their production together ([`sum`]); on a day without any it is the part that
/// `kwp_share` (0 to 1) says.
#[must_use]
pub fn export_of(own: &[DayKwh], all: &[DayKwh], export: &[DayKwh], kwp_share: f64) -> Vec<DayKwh> {
    let (own, all) = (by_date(own), by_date(all));
    let part = |day: &DayKwh| {
        let (own, all) = (own.get(&day.date)?, all.get(&day.date)?);
        let share = if *all > 0.0 { (own / all).clamp(0.0, 1.0) } else { kwp_share };
        Some(DayKwh { date: day.date, kwh: day.kwh * share })
    };
    export.iter().filter_map(part).collect()
}

/// Day sums of several flows: only days on which all of them are known. A flow that begins later, on the date
/// beside it, was nothing before.
#[must_use]
pub fn sum(flows: &[(&[DayKwh], Option<NaiveDate>)]) -> Vec<DayKwh> {
    let tables: Vec<_> = flows.iter().map(|(days, since)| (by_date(days), *since)).collect();
    let mut dates: Vec<NaiveDate> =
        flows.iter().flat_map(|(days, _)| days.iter().map(|day| day.date)).collect();
    dates.sort_unstable();
    dates.dedup();
    let total = |date: NaiveDate| {
        tables
            .iter()
            .map(|(days, since)| {
                let before = since.is_some_and(|since| date < since);
                days.get(&date).copied().or_else(|| before.then_some(0.0))
            })
            .sum::<Option<f64>>()
            .map(|kwh| DayKwh { date, kwh })
    };
    dates.into_iter().filter_map(total).collect()
}

fn by_date(days: &[DayKwh]) -> HashMap<NaiveDate, f64> {
    days.iter().map(|day| (day.date, day.kwh)).collect()
}
