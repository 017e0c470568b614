//! `GET /api/v1/buildings` and `/{id}`: what is followed.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use config::{Building, Meter, SolarPlant};
use engine::domain::SeriesKey;
use serde::Serialize;
use store::{Store, StoreError};
use utoipa::ToSchema;

use super::{Call, List, Problem};
use crate::app::App;
use crate::error::Refusal;
use crate::figures::consumption::reading_unit;
use crate::health::timestamp;

/// A building.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BuildingItem {
    id: String,
    name: String,
    /// Municipality id.
    municipality: String,
    /// Owner id.
    owner: String,
    /// What it is used for, in the operator's word.
    #[serde(rename = "use")]
    use_: String,
    /// Atemp.
    heated_area_m2: Option<f64>,
    built: Option<i32>,
    /// Zone of its local days.
    #[schema(example = "Europe/Stockholm")]
    zone: String,
    meters: Vec<MeterItem>,
    solar: Vec<SolarItem>,
    baselines: Vec<PeriodItem>,
    measures: Vec<MeasureItem>,
}

/// A meter or sensor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeterItem {
    id: String,
    name: Option<String>,
    carrier: &'static str,
    /// `register`, `interval`, `power` or `value`.
    reading: &'static str,
    /// Unit of `last_reading` and of readings.
    unit: &'static str,
    /// Id of the meter that already counts this one's use.
    sub_meter_of: Option<String>,
    /// Whether it counts as the building's use.
    main: bool,
    /// What a virtual meter is made of, down to meters with readings; empty for those.
    parts: Vec<PartItem>,
    last_reading: Option<LastReading>,
}

/// One term of a virtual meter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartItem {
    /// Meter id.
    meter: String,
    /// So many times its use; negative when it is taken away.
    factor: f64,
}

/// The newest reading.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastReading {
    #[schema(format = DateTime)]
    timestamp: String,
    value: f64,
}

/// A solar plant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SolarItem {
    id: String,
    kwp: f64,
    tilt_deg: Option<f64>,
    azimuth_deg: Option<f64>,
}

/// A configured baseline period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeriodItem {
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// Only for this carrier.
    carrier: Option<&'static str>,
}

/// A conservation measure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeasureItem {
    #[schema(value_type = String, format = Date)]
    date: NaiveDate,
    name: String,
}

/// Every building.
#[utoipa::path(get, path = "/api/v1/buildings", tag = "buildings", responses(
    (status = 200, description = "buildings in the order of the portfolio", body = List<BuildingItem>),
    (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn buildings(State(app): State<App>, call: Call) -> Response {
    call.answer(list(&app, &call).await)
}

/// One building.
#[utoipa::path(get, path = "/api/v1/buildings/{id}", tag = "buildings",
    params(("id" = String, Path, description = "building id")),
    responses(
        (status = 200, description = "the building", body = BuildingItem),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such building", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn building(State(app): State<App>, Path(id): Path<String>, call: Call) -> Response {
    call.answer(one(&app, &call, id).await)
}

async fn list(app: &App, call: &Call) -> Result<List<BuildingItem>, Refusal> {
    call.params(&[]).done()?;
    let items = app.blocking(|app| {
        let portfolio = &app.config.portfolio;
        portfolio.buildings.iter().map(|building| item(app, building)).collect()
    });
    Ok(List::all(items.await?))
}

async fn one(app: &App, call: &Call, id: String) -> Result<BuildingItem, Refusal> {
    call.params(&[]).done()?;
    let found = app.blocking(move |app| {
        app.config.portfolio.building(&id).map(|building| item(app, building)).transpose()
    });
    found.await?.ok_or(Refusal::NotFound)
}

fn item(app: &App, building: &Building) -> Result<BuildingItem, StoreError> {
    let solar = app.config.portfolio.solar.iter().filter(|plant| plant.building == building.id);
    Ok(BuildingItem {
        id: building.id.clone(),
        name: building.name.clone(),
        municipality: building.municipality.clone(),
        owner: building.owner.clone(),
        use_: building.use_.clone(),
        heated_area_m2: building.heated_area_m2,
        built: building.built,
        zone: building.zone.name().to_owned(),
        meters: meters(&app.store, &building.meters)?,
        solar: solar.map(SolarItem::of).collect(),
        baselines: building
            .baselines
            .iter()
            .map(|period| PeriodItem {
                from: period.from,
                to: period.to,
                carrier: period.carrier.map(config::Carrier::as_str),
            })
            .collect(),
        measures: building
            .measures
            .iter()
            .map(|measure| MeasureItem { date: measure.date, name: measure.name.clone() })
            .collect(),
    })
}

fn meters(store: &Store, meters: &[Meter]) -> Result<Vec<MeterItem>, StoreError> {
    let keys: Vec<SeriesKey> = meters.iter().map(SeriesKey::of_meter).collect();
    let latest = store.latest(&keys)?;
    let items = meters.iter().zip(latest).map(|(meter, latest)| MeterItem {
        id: meter.id.clone(),
        name: meter.name.clone(),
        carrier: meter.carrier.as_str(),
        reading: meter.reading.as_str(),
        unit: reading_unit(meter),
        sub_meter_of: meter.sub_meter_of.clone(),
        main: meter.is_main(),
        parts: meter
            .terms
            .iter()
            .map(|term| PartItem { meter: term.meter.clone(), factor: term.factor })
            .collect(),
        last_reading: latest
            .filter(|_| !meter.is_virtual())
            .map(|point| LastReading { timestamp: timestamp(point.at), value: point.value }),
    });
    Ok(items.collect())
}

impl SolarItem {
    fn of(plant: &SolarPlant) -> Self {
        Self {
            id: plant.id.clone(),
            kwp: plant.kwp,
            tilt_deg: plant.tilt_deg,
            azimuth_deg: plant.azimuth_deg,
        }
    }
}
