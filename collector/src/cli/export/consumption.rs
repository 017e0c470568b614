//! `export consumption`.

use chrono::{DateTime, TimeDelta, Utc};
use config::{Building, Meter, Quantity};
use dashboard::{Resolution, cut};
use engine::domain::{DateRange, LocalDay, Quality, SeriesKey};
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
    store: &Store,
    meters: &[(&Building, &Meter)],
    (range, step): (Range, Step),
    mut table: Table,
) -> Result<(), Failure> {
    let now = Clock::system().now();
    for (building, meter) in meters {
        let boundaries = boundaries(store, building, meter, (range, step))?;
        let unit = unit_of_use(meter);
        for part in uses_of(store, (meter, building.zone), &boundaries, now)? {
            table.row(&Row {
                start_utc: utc(part.start),
                end_utc: utc(part.end),
                meter: &meter.id,
                value: (part.quality != Quality::Missing).then_some(part.value),
                unit,
                quality: part.quality.as_str(),
            })?;
        }
    }
    table.finish()
}

/// Where intervals begin and end: within what is asked for, and around what there is.
fn boundaries(
    store: &Store,
    building: &Building,
    meter: &Meter,
    (range, step): (Range, Step),
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let zone = building.zone;
    let key = SeriesKey::of_meter(meter);
    let Some((first, last)) = store.series().span(&key)? else { return Ok(Vec::new()) };
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
    let first = LocalDay::containing(from, zone).date;
    let last = LocalDay::containing(to - TimeDelta::nanoseconds(1), zone).next().date;
    let resolution = if step == Step::Month { Resolution::Month } else { Resolution::Day };
    let pieces = DateRange::new(first, last).map(|days| cut(days, resolution)).unwrap_or_default();
    let starts = pieces.iter().map(|piece| piece.from).chain([last]);
    Ok(starts.map(|date| LocalDay { date, zone }.start()).collect())
}

/// What power and flow become over time.
fn unit_of_use(meter: &Meter) -> &'static str {
    let quantity = match meter.unit.quantity {
        Quantity::Power => Quantity::Energy,
        Quantity::Flow => Quantity::Volume,
        other => other,
    };
    quantity.canonical().symbol
}
