//! `export readings`.

use config::{Building, Meter};
use engine::domain::SeriesKey;
use serde::Serialize;
use store::Store;

use super::range::Range;
use super::table::{Table, utc};
use crate::cli::Failure;
use crate::files::{GOOD, SUPERSEDED};

/// The columns.
pub const COLUMNS: &[&str] =
    &["timestamp_utc", "meter", "device", "series", "unit", "value", "received_utc", "status"];

/// Readings taken from the store at once.
const PAGE: usize = 10_000;

#[derive(Serialize)]
struct Row<'a> {
    timestamp_utc: String,
    meter: &'a str,
    device: &'a str,
    series: &'a str,
    unit: &'static str,
    value: f64,
    received_utc: String,
    status: &'static str,
}

/// Write the readings of `meters`, meter by meter, oldest first.
pub fn write(
    store: &Store,
    meters: &[(&Building, &Meter)],
    range: Range,
    mut table: Table,
) -> Result<(), Failure> {
    for (building, meter) in meters {
        let key = SeriesKey::of_meter(meter);
        let (from, to) = range.instants(building.zone);
        let mut after = None;
        loop {
            let page = store.history(&key, from, to, after, PAGE)?;
            for reading in &page {
                table.row(&Row {
                    timestamp_utc: utc(reading.at),
                    meter: &meter.id,
                    device: &key.device,
                    series: &key.series,
                    unit: meter.unit.quantity.canonical().symbol,
                    value: reading.value,
                    received_utc: utc(reading.received),
                    status: if reading.superseded { SUPERSEDED } else { GOOD },
                })?;
            }
            after = page.last().map(store::StoredReading::cursor);
            if page.len() < PAGE {
                break;
            }
        }
    }
    table.finish()
}
