//! `GET /api/v1/status`: what a test waits on instead of sleeping.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use engine::baseline::METHOD_VERSION;
use serde::Serialize;
use store::{StoreError, WeatherRecord, WeatherRun, WeatherSource};
use utoipa::ToSchema;

use super::Call;
use crate::app::App;
use crate::error::Refusal;
use crate::health::timestamp;

/// How the program is doing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Status {
    version: &'static str,
    method_version: &'static str,
    /// The portfolio is simulated ("Demodata").
    demo: bool,
    /// When the newest message became durable.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_commit: Option<String>,
    /// Messages received and not yet committed.
    backlog: u64,
    /// Hours of readings that wait for analysis, at least 1 while everything is analysed anew; 0 means that results
    /// are up to date, when `backlog` is 0 too.
    dirty_hours: f64,
    /// The last local date that analysis has concluded.
    #[schema(value_type = Option<String>, format = Date)]
    analysed_through: Option<NaiveDate>,
    broker: BrokerStatus,
    store: StoreStatus,
    /// Stations that SMHI's open data (CC BY 4.0) feed.
    weather: Vec<WeatherStatus>,
}

/// What feeds one weather station.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeatherStatus {
    /// Station id.
    station: String,
    /// SMHI's stations in order of preference.
    sources: Vec<WeatherSourceItem>,
    /// Which of them gave which local days, `to` excluded; `source` null where no temperature is known.
    used: Vec<WeatherRunItem>,
    /// When SMHI was last asked.
    #[schema(value_type = Option<String>, format = DateTime)]
    checked: Option<String>,
    /// Why that failed.
    error: Option<String>,
}

/// One of SMHI's stations.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeatherSourceItem {
    /// SMHI's number.
    smhi: u32,
    name: String,
    distance_km: Option<f64>,
    /// Why it gives nothing.
    problem: Option<String>,
}

/// Local days in a row with the same source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeatherRunItem {
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// `smhi:NUMBER`, or `own` for imported files.
    source: Option<String>,
}

impl WeatherStatus {
    fn of(station: String, record: WeatherRecord) -> Self {
        let source = |WeatherSource { smhi, name, distance_km, problem }| WeatherSourceItem {
            smhi,
            name,
            distance_km,
            problem,
        };
        let run = |WeatherRun { from, to, source }| WeatherRunItem { from, to, source };
        Self {
            station,
            sources: record.sources.into_iter().map(source).collect(),
            used: record.used.into_iter().map(run).collect(),
            checked: record.checked.map(timestamp),
            error: record.error,
        }
    }
}

/// Every station that SMHI feeds or fed.
fn weather(app: &App) -> Result<Vec<WeatherStatus>, StoreError> {
    let mut fed = Vec::new();
    for station in &app.config.portfolio.stations {
        if let Some(record) = app.store.weather(&station.id)? {
            fed.push(WeatherStatus::of(station.id.clone(), record));
        }
    }
    Ok(fed)
}

/// The connection to the broker.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BrokerStatus {
    connected: bool,
    /// The broker runs inside the program, for trial only.
    embedded: bool,
    /// Address without user or password.
    address: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<String>,
    error: Option<String>,
}

/// The database.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoreStatus {
    /// It can be read, and the last commit succeeded.
    ok: bool,
    /// Why not.
    error: Option<String>,
    /// Readings stored: one for each series and instant.
    readings: u64,
    /// Readings that were there already.
    duplicates: u64,
    /// Readings that replaced an earlier value.
    corrections: u64,
    /// Messages that could not be used.
    quarantined: u64,
    /// Messages no meter asked for.
    unmatched: u64,
}

/// How the program is doing: broker, store, what waits.
#[utoipa::path(get, path = "/api/v1/status", tag = "status", responses(
    (status = 200, description = "status; `store.ok` is false when the store cannot be read or written", body = Status),
    (status = 400, description = "bad parameters", body = super::Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn status(State(app): State<App>, call: Call) -> Response {
    call.answer(read(&app, &call).await)
}

/// The status as an event. Which weather station gave which days is left to `/api/v1/status`: `used` is empty.
#[derive(Debug, Serialize)]
pub(crate) struct StatusEvent {
    #[serde(flatten)]
    status: Status,
    /// Events before this one were missed: read again what must be complete.
    gap: bool,
}

pub(crate) async fn status_now(app: &App, gap: bool) -> StatusEvent {
    let mut status = now(app).await;
    status.weather.iter_mut().for_each(|station| station.used.clear());
    StatusEvent { status, gap }
}

async fn read(app: &App, call: &Call) -> Result<Status, Refusal> {
    call.params(&[]).done()?;
    Ok(now(app).await)
}

async fn now(app: &App) -> Status {
    let (pending, totals) = app.counts().await;
    if let Err(failure) = &totals {
        failure.log("/api/v1/status");
    }
    let live = app.live.borrow().clone();
    let refused = live.refusal();
    let store_error = totals.as_ref().err().map(ToString::to_string).or(live.store_error);
    let totals = totals.unwrap_or_default();
    // A store that cannot be read has been told of already.
    let weather = app.blocking(weather).await.unwrap_or_default();
    Status {
        version: env!("CARGO_PKG_VERSION"),
        method_version: METHOD_VERSION,
        demo: app.demo.is_some(),
        last_commit: totals.last_commit.map(timestamp),
        backlog: pending.backlog,
        dirty_hours: totals.dirty_hours,
        analysed_through: totals.analysed_through,
        broker: BrokerStatus {
            connected: live.broker_connected,
            embedded: live.embedded,
            address: live.broker,
            since: live.since.map(timestamp),
            error: live.error.or(refused),
        },
        store: StoreStatus {
            ok: store_error.is_none(),
            error: store_error,
            readings: totals.readings,
            duplicates: totals.duplicates,
            corrections: totals.corrections,
            quarantined: totals.quarantined,
            unmatched: totals.unmatched,
        },
        weather,
    }
}
