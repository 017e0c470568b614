//! The building's meters with their latest values and quality, and what happened to building and meters.

use chrono::{DateTime, NaiveDate, Utc};
use config::{Building, Closed, Meter};
use engine::domain::{DateRange, LocalDay, Point, SeriesKey};
use engine::normalise::DayUse;
use store::{Store, StoreError};

use crate::charts::share_bar;
use crate::figures::consumption::reading_unit;
use crate::format::{instant, iso, number, percent, quantity, span};
use crate::health::timestamp;
use crate::language::Lang;
use crate::texts::fill;

/// Meter events shown at most: a page is no log.
const MOST_EVENTS: usize = 30;

/// A meter.
#[derive(Debug)]
pub(super) struct MeterRow {
    pub(super) id: String,
    /// The instant of the newest reading, RFC 3339.
    pub(super) stamp: String,
    pub(super) zone: &'static str,
    pub(super) name: String,
    pub(super) under: String,
    pub(super) latest: String,
    pub(super) at: String,
    pub(super) bar: String,
    pub(super) quality: String,
}

/// Something that happened.
#[derive(Debug)]
pub(super) struct EventRow {
    pub(super) date: String,
    pub(super) text: String,
}

/// The newest reading of any of the building's meters.
pub(super) fn latest(store: &Store, building: &Building) -> Result<Option<DateTime<Utc>>, StoreError> {
    let newest = newest(store, building)?;
    Ok(newest.into_iter().flatten().map(|point| point.at).max())
}

fn newest(store: &Store, building: &Building) -> Result<Vec<Option<Point>>, StoreError> {
    let keys: Vec<SeriesKey> = building.meters.iter().map(SeriesKey::of_meter).collect();
    let latest = store.latest(&keys)?.into_iter().zip(&building.meters);
    Ok(latest.map(|(latest, meter)| latest.filter(|_| !meter.is_virtual())).collect())
}

/// Every meter of the building.
pub(super) fn rows(
    store: &Store,
    building: &Building,
    period: DateRange,
    lang: Lang,
) -> Result<Vec<MeterRow>, StoreError> {
    let newest = newest(store, building)?;
    let row = |(meter, latest): (&Meter, Option<Point>)| {
        let days = store.meter_days(&meter.id, period)?;
        Ok(MeterRow::of(meter, latest, &days, period, building, lang))
    };
    building.meters.iter().zip(newest).map(row).collect()
}

impl MeterRow {
    fn of(
        meter: &Meter,
        latest: Option<Point>,
        days: &[DayUse],
        period: DateRange,
        building: &Building,
        lang: Lang,
    ) -> Self {
        let t = lang.texts();
        let mut under = t.words.carrier(meter.carrier).label.to_owned();
        if let Some(main) = &meter.sub_meter_of {
            under = format!("{under}, {}", fill(t.building.sub_meter, &[("meter", main)]));
        }
        if meter.is_virtual() {
            under = format!("{under}, {}", fill(t.building.made_of, &[("parts", &formula(meter, lang))]));
        } else if !meter.main {
            under = format!("{under}, {}", t.building.only_part);
        }
        if meter.name.is_some() {
            under = format!("{under} · {}", meter.id);
        }
        let (bar, quality) = quality(days, period, lang);
        Self {
            id: meter.id.clone(),
            stamp: latest.map_or_else(String::new, |point| timestamp(point.at)),
            zone: building.zone.name(),
            name: meter.name.clone().unwrap_or_else(|| meter.id.clone()),
            under,
            latest: latest.map_or_else(
                || (if meter.is_virtual() { "–" } else { t.building.no_reading }).to_owned(),
                |point| quantity(point.value, 1, reading_unit(meter), lang),
            ),
            at: latest.map_or_else(String::new, |point| instant(point.at, building.zone, lang)),
            bar,
            quality,
        }
    }
}

/// Such as "0,75 × panncentral − butik".
fn formula(meter: &Meter, lang: Lang) -> String {
    let mut text = String::new();
    for term in &meter.terms {
        text += match (text.is_empty(), term.factor < 0.0) {
            (true, false) => "",
            (true, true) => "−",
            (false, false) => " + ",
            (false, true) => " − ",
        };
        let weight = term.factor.abs();
        if (weight - 1.0).abs() > 1e-9 {
            text += &format!("{} × ", number(weight, 3, lang).trim_end_matches('0'));
        }
        text += &term.meter;
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "a count of days")]
fn quality(days: &[DayUse], period: DateRange, lang: Lang) -> (String, String) {
    let t = &lang.texts().building;
    if days.is_empty() {
        return (String::new(), t.no_days.to_owned());
    }
    let all = period.days().max(1) as f64;
    let known = days.iter().map(|day| day.coverage).sum::<f64>() / all;
    let filled = days.iter().map(|day| day.filled_share.min(day.coverage)).sum::<f64>() / all;
    let share = |share: f64| percent((100.0 * share).clamp(0.0, 100.0), 0, lang);
    let measured = (known - filled).max(0.0);
    let missing = (1.0 - known).max(0.0);
    let values =
        [("measured", &*share(measured)), ("filled", &*share(filled)), ("missing", &*share(missing))];
    (share_bar(measured, filled), fill(t.quality_shares, &values))
}

/// Measures, baselines, when it is `closed` in `period`, and what was noticed of the meters in it, newest first.
pub(super) fn events<'c>(
    store: &Store,
    building: &Building,
    closed: impl Iterator<Item = &'c Closed>,
    (period, lang): (DateRange, Lang),
) -> Result<Vec<EventRow>, StoreError> {
    let t = &lang.texts().building;
    let mut dated: Vec<(NaiveDate, String)> = Vec::new();
    for measure in &building.measures {
        dated.push((measure.date, fill(t.event_measure, &[("name", &measure.name)])));
    }
    for baseline in &building.baselines {
        if let Some(range) = DateRange::new(baseline.from, baseline.to) {
            dated.push((baseline.from, fill(t.event_baseline, &[("period", &span(range, lang))])));
        }
    }
    for row in closed.filter(|row| row.from < period.to && period.from < row.to) {
        if let Some(range) = DateRange::new(row.from, row.to) {
            let values = [("name", row.name.as_str()), ("period", &span(range, lang))];
            dated.push((row.from, fill(t.event_closed, &values)));
        }
    }
    let bound = |date| LocalDay { date, zone: building.zone }.start();
    let mut of_meters = Vec::new();
    for meter in &building.meters {
        for event in store.events(&meter.id, bound(period.from), bound(period.to))? {
            let date = LocalDay::containing(event.at, building.zone).date;
            of_meters.push((date, format!("{}: {}", meter.id, lang.texts().words.meter_event(&event.kind))));
        }
    }
    of_meters.sort();
    of_meters.dedup();
    dated.extend(of_meters.into_iter().rev().take(MOST_EVENTS));
    dated.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    Ok(dated.into_iter().map(|(date, text)| EventRow { date: iso(date), text }).collect())
}
