//! `GET /api/v1/meters/{id}/readings` and `/consumption`.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use engine::domain::SeriesKey;
use serde::Serialize;
use store::{HistoryCursor, StoredReading};
use utoipa::ToSchema;

use super::{Call, Problem};
use crate::app::App;
use crate::error::Refusal;
use crate::figures::consumption::{self, Use};
use crate::health::timestamp;
use crate::params::{Params, Resolution};

/// Readings on one page, unless fewer are asked for.
const PAGE: usize = 1_000;
/// The most that may be asked for.
const LARGEST_PAGE: usize = 10_000;
/// Hours are made from readings on demand, so not more than these at once.
const MOST_HOURLY_DAYS: i64 = 400;

/// Stored readings of a meter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readings {
    meter: String,
    items: Vec<ReadingItem>,
    /// Give it as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

/// A reading.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadingItem {
    #[schema(format = DateTime)]
    timestamp: String,
    value: f64,
    unit: &'static str,
    /// When it came.
    #[schema(format = DateTime)]
    received: String,
    /// `good`, or `superseded` when a later one corrected it.
    status: &'static str,
}

/// Use of a meter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Consumption {
    meter: String,
    /// `kWh` or `m3`; `°C` for temperatures, whose values are means.
    unit: &'static str,
    items: Vec<UseItem>,
}

/// Use in an interval.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UseItem {
    #[schema(format = DateTime)]
    start: String,
    #[schema(format = DateTime)]
    end: String,
    /// Null where nothing is known.
    value: Option<f64>,
    /// `measured`, `integrated`, `estimated`, `lower_bound` or `missing`.
    quality: &'static str,
}

/// Raw readings of a meter, oldest first, with those that were corrected.
#[utoipa::path(get, path = "/api/v1/meters/{id}/readings", tag = "meters",
    params(
        ("id" = String, Path, description = "meter id"),
        ("from" = Option<String>, Query, description = "default: the first reading"),
        ("to" = Option<String>, Query, description = "default: now"),
        ("limit" = Option<usize>, Query, description = "readings per page, at most 10000; default 1000"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "a page of readings", body = Readings),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such meter", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn readings(State(app): State<App>, Path(id): Path<String>, call: Call) -> Response {
    call.answer(read_readings(&app, &call, id).await)
}

/// Use of a meter per hour, local day or local month.
#[utoipa::path(get, path = "/api/v1/meters/{id}/consumption", tag = "meters",
    params(
        ("id" = String, Path, description = "meter id"),
        ("from" = Option<String>, Query, description = "default: a month before `to`"),
        ("to" = Option<String>, Query, description = "default: now"),
        ("resolution" = Option<String>, Query, description = "`hour`, `day` (default) or `month`"),
    ),
    responses(
        (status = 200, description = "use per interval", body = Consumption),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such meter", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn consumption(State(app): State<App>, Path(id): Path<String>, call: Call) -> Response {
    call.answer(read_consumption(&app, &call, id).await)
}

async fn read_readings(app: &App, call: &Call, id: String) -> Result<Readings, Refusal> {
    let (building, _) = app.config.portfolio.meter(&id).ok_or(Refusal::NotFound)?;
    let mut params = call.params(&["from", "to", "limit", "cursor"]);
    let ends = (DateTime::<Utc>::UNIX_EPOCH, app.now() + TimeDelta::days(1));
    let range = params.instants(building.zone, ends);
    let limit = params.limit(LARGEST_PAGE).unwrap_or(PAGE);
    let cursor =
        params.read("cursor", "a `next_cursor` of this list", |text| text.parse::<HistoryCursor>().ok());
    params.done()?;
    let (from, to) = range.unwrap_or(ends);
    let found = app.blocking(move |app| {
        let Some((_, meter)) = app.config.portfolio.meter(&id) else { return Ok(None) };
        let history = app.store.history(&SeriesKey::of_meter(meter), from, to, cursor, limit + 1)?;
        let unit = consumption::reading_unit(meter);
        Ok(Some(Readings::page(id, unit, &history, limit)))
    });
    found.await?.ok_or(Refusal::NotFound)
}

async fn read_consumption(app: &App, call: &Call, id: String) -> Result<Consumption, Refusal> {
    let (building, _) = app.config.portfolio.meter(&id).ok_or(Refusal::NotFound)?;
    let zone = building.zone;
    let mut params = call.params(&["from", "to", "resolution"]);
    let resolution = params.resolution(&[Resolution::Hour, Resolution::Day, Resolution::Month]);
    let resolution = resolution.unwrap_or(Resolution::Day);
    let (from, to) = range(&mut params, app.now(), zone, resolution);
    params.done()?;
    let found = app.blocking(move |app| {
        let Some((_, meter)) = app.config.portfolio.meter(&id) else { return Ok(None) };
        let uses = match resolution {
            Resolution::Hour => {
                consumption::hours(&app.store, &app.config.portfolio, (meter, zone), (from, to))?
            }
            _ => {
                let days = consumption::local_days(from, to, zone);
                match resolution {
                    Resolution::Month => consumption::months(&app.store, meter, zone, days)?,
                    _ => consumption::days(&app.store, meter, zone, days)?,
                }
            }
        };
        let items = uses.iter().map(UseItem::of).collect();
        Ok(Some(Consumption { meter: id, unit: consumption::use_unit(meter), items }))
    });
    found.await?.ok_or(Refusal::NotFound)
}

/// The range asked for; without `from` the 31 days before `to`, without `to` until now.
fn range(
    params: &mut Params,
    now: DateTime<Utc>,
    zone: chrono_tz::Tz,
    resolution: Resolution,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let month_before = |to: DateTime<Utc>| (to - TimeDelta::days(31), to);
    let until = params.text("to").and_then(crate::params::When::parse).map(|when| when.instant(zone));
    let otherwise = month_before(until.unwrap_or(now));
    let (from, to) = params.instants(zone, otherwise).unwrap_or(otherwise);
    if resolution == Resolution::Hour && to - from > TimeDelta::days(MOST_HOURLY_DAYS) {
        params.refuse(
            "to",
            format!("at most {MOST_HOURLY_DAYS} days of hours at once; ask for a shorter range"),
        );
    }
    (from, to)
}

impl Readings {
    /// `history` holds one more than fits when there is a page after this one.
    fn page(meter: String, unit: &'static str, history: &[StoredReading], limit: usize) -> Self {
        let shown = history.get(..limit.min(history.len())).unwrap_or_default();
        let next = (history.len() > limit).then(|| shown.last().map(|last| last.cursor().to_string()));
        let items = shown.iter().map(|reading| ReadingItem {
            timestamp: timestamp(reading.at),
            value: reading.value,
            unit,
            received: timestamp(reading.received),
            status: if reading.superseded { "superseded" } else { "good" },
        });
        Self { meter, items: items.collect(), next_cursor: next.flatten() }
    }
}

impl UseItem {
    fn of(part: &Use) -> Self {
        Self {
            start: timestamp(part.start),
            end: timestamp(part.end),
            value: part.value,
            quality: part.quality.as_str(),
        }
    }
}
