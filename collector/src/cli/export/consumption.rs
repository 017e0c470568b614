//! `export consumption`.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use config::{Building, Meter, Portfolio};
use dashboard::export::{Use, consumption};
use dashboard::{Resolution, cut};
use engine::domain::{DateRange, LocalDay, Quality, SeriesKey};
use engine::normalise::IntervalUse;
use serde::Serialize;
use store::{Store, StoreError};

use super::Step;
use super::range::Range;
use super::table::{Table, utc};
use crate::analyse::uses_of;
use crate::cli::Failure;
use crate::clock::Clock;

/// The columns.
pub const COLUMNS: &[&str] = &["start_utc", "end_utc", "meter", "value", "unit", "quality"];

#[derive(Serialize)]
struct Row<'a> {
    start_utc: String,
    end_utc: String,
    meter: &'a str,
    value: Option<f64>,
    unit: &'static str,
    quality: &'static str,
}

/// Write the use of `meters`, meter by meter. Intervals before the first and after the last reading are left out.
pub fn write(
    (store, portfolio): (&Store, &Portfolio),
    meters: &[(&Building, &Meter)],
    (range, step): (Range, Step),
    mut table: Table,
) -> Result<(), Failure> {
    let now = Clock::system().now();
    for (building, meter) in meters {
        let unit = meter.unit.quantity.over_time().canonical().symbol;
        let resolution = match step {
            Step::Hour => None,
            Step::Day => Some(Resolution::Day),
            Step::Month => Some(Resolution::Month),
        };
        let uses = match resolution.filter(|_| meter.is_virtual()) {
            // Its days are judged one by one, from the days of its parts.
            Some(resolution) => kept(store, building, meter, (range, resolution))?,
            None => {
                let boundaries = boundaries((store, portfolio), building, meter, (range, step))?;
                uses_of(store, portfolio, (meter, building.zone), &boundaries, now)?
                    .iter()
                    .map(known)
                    .collect()
            }
        };
        for part in uses {
            table.row(&Row {
                start_utc: utc(part.start),
                end_utc: utc(part.end),
                meter: &meter.id,
                value: part.value,
                unit,
                quality: part.quality.as_str(),
            })?;
        }
    }
    table.finish()
}

fn known(part: &IntervalUse) -> Use {
    let IntervalUse { start, end, value, quality, .. } = *part;
    Use { start, end, value: (quality != Quality::Missing).then_some(value), quality }
}

/// The days that analysis keeps, or their months.
fn kept(
    store: &Store,
    building: &Building,
    meter: &Meter,
    (range, resolution): (Range, Resolution),
) -> Result<Vec<Use>, StoreError> {
    let Some(span) = store.meter_day_span(&meter.id)? else { return Ok(Vec::new()) };
    let zone = building.zone;
    let (from, to) = range.instants(zone);
    let start = LocalDay { date: span.from, zone }.start();
    let end = LocalDay { date: span.to, zone }.start();
    let (from, to) = (from.max(start), to.min(end));
    if from >= to {
        return Ok(Vec::new());
    }
    consumption(store, (meter, zone), days_between(from, to, zone), resolution)
}

/// Where intervals begin and end: within what is asked for, and around what there is.
fn boundaries(
    (store, portfolio): (&Store, &Portfolio),
    building: &Building,
    meter: &Meter,
    (range, step): (Range, Step),
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let zone = building.zone;
    let Some((first, last)) = span(store, portfolio, meter)? else { return Ok(Vec::new()) };
    let (from, to) = range.instants(zone);
    let (from, to) = (from.max(first), to.min(last + TimeDelta::seconds(1)));
    if from >= to {
        return Ok(Vec::new());
    }
    if step == Step::Hour {
        let hour = |at: DateTime<Utc>| at.timestamp().div_euclid(3600);
        let hours = hour(from)..=hour(to - TimeDelta::nanoseconds(1)) + 1;
        return Ok(hours.filter_map(|hour| DateTime::from_timestamp(hour * 3600, 0)).collect());
    }
    let days = days_between(from, to, zone);
    let resolution = if step == Step::Month { Resolution::Month } else { Resolution::Day };
    let pieces = cut(days, resolution);
    let starts = pieces.iter().map(|piece| piece.from).chain([days.to]);
    Ok(starts.map(|date| LocalDay { date, zone }.start()).collect())
}

/// Two instants.
type Ends = (DateTime<Utc>, DateTime<Utc>);

/// The first and the last reading; of a virtual meter, those between which all its parts have readings.
fn span(store: &Store, portfolio: &Portfolio, meter: &Meter) -> Result<Option<Ends>, StoreError> {
    if !meter.is_virtual() {
        return store.series().span(&SeriesKey::of_meter(meter));
    }
    let mut common = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    for (_, part) in meter.terms.iter().filter_map(|term| portfolio.meter(&term.meter)) {
        let Some((first, last)) = span(store, portfolio, part)? else { return Ok(None) };
        common = (common.0.max(first), common.1.min(last));
    }
    Ok((common.0 < common.1).then_some(common))
}

fn days_between(from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> DateRange {
    let last = LocalDay::containing(to - TimeDelta::nanoseconds(1), zone);
    DateRange { from: LocalDay::containing(from, zone).date, to: last.next().date }
}
