//! `GET /api/v1/portfolio`: a year of all buildings.

use axum::extract::State;
use axum::response::Response;
use chrono::Datelike;
use config::Municipality;
use serde::Serialize;
use utoipa::ToSchema;

use super::savings::{Period, Reason};
use super::{Call, Problem};
use crate::app::App;
use crate::error::Refusal;
use crate::figures::{Entry, Filter, Overview};

/// A year of all buildings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PortfolioAnswer {
    year: i32,
    /// Years with results, newest first.
    years: Vec<i32>,
    /// The carrier asked for; null for all energy.
    carrier: Option<&'static str>,
    total: Total,
    municipalities: Vec<MunicipalityItem>,
    buildings: Vec<BuildingSaving>,
    insufficient: Vec<InsufficientItem>,
}

/// Everything that is measured in `unit`, together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Total {
    /// `kWh`, or `m3` when nothing is measured in kWh: then the fields named `_kwh` hold cubic metres. What has
    /// another unit is not part of the sum and stands in `buildings`.
    unit: &'static str,
    #[serde(flatten)]
    period: Period,
}

/// A municipality.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MunicipalityItem {
    municipality: String,
    name: String,
    buildings: usize,
    /// Buildings with sufficient data: the sums are theirs.
    counted: usize,
    /// That of `total`.
    unit: &'static str,
    #[serde(flatten)]
    period: Period,
}

/// One carrier of one building.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BuildingSaving {
    building: String,
    name: String,
    municipality: String,
    carrier: &'static str,
    unit: &'static str,
    #[serde(flatten)]
    period: Period,
}

/// A building's carrier without a saving.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InsufficientItem {
    building: String,
    carrier: &'static str,
    reason: Option<Reason>,
}

/// Savings of a year: all buildings together, per municipality and one by one, and who lacks data.
#[utoipa::path(get, path = "/api/v1/portfolio", tag = "savings",
    params(
        ("year" = Option<i32>, Query, description = "judged as a whole; default: the last calendar year with results, up to the last of them"),
        ("carrier" = Option<String>, Query, description = "only this carrier; default all energy"),
        ("municipality" = Option<String>, Query, description = "only buildings of this municipality id"),
        ("owner" = Option<String>, Query, description = "only buildings of this owner id"),
    ),
    responses(
        (status = 200, description = "the year", body = PortfolioAnswer),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn portfolio(State(app): State<App>, call: Call) -> Response {
    call.answer(read(&app, &call).await)
}

async fn read(app: &App, call: &Call) -> Result<PortfolioAnswer, Refusal> {
    let mut params = call.params(Filter::PARAMETERS);
    let filter = Filter::of(&mut params, &app.config.portfolio);
    params.done()?;
    let this_year = app.now().year();
    let answer = app.blocking(move |app| {
        let overview = Overview::read(&app.store, &app.config.portfolio, &filter, this_year)?;
        Ok(PortfolioAnswer::of(&overview, &app.config.portfolio.municipalities, filter.carrier))
    });
    Ok(answer.await?)
}

impl PortfolioAnswer {
    fn of(overview: &Overview<'_>, names: &[Municipality], carrier: Option<config::Carrier>) -> Self {
        let period = overview.counted();
        let coverage = overview.coverage().unwrap_or(0.0);
        let municipalities = overview.municipalities().into_iter().map(|(id, group)| MunicipalityItem {
            municipality: id.to_owned(),
            name: names.iter().find(|known| known.id == id).map_or(id, |known| &known.name).to_owned(),
            buildings: group.buildings,
            counted: group.counted,
            unit: overview.unit,
            period: Period::of_sum(period, group.sum.as_ref(), group.coverage, &group.worth),
        });
        let building = |entry: &Entry<'_>| BuildingSaving {
            building: entry.building.id.clone(),
            name: entry.building.name.clone(),
            municipality: entry.building.municipality.clone(),
            carrier: entry.carrier.as_str(),
            unit: entry.unit,
            period: Period::of(&entry.result, &entry.worth),
        };
        let insufficient = overview.insufficient().map(|entry| InsufficientItem {
            building: entry.building.id.clone(),
            carrier: entry.carrier.as_str(),
            reason: entry.result.reason().map(Reason::from),
        });
        Self {
            year: overview.year,
            years: overview.years.clone(),
            carrier: carrier.map(config::Carrier::as_str),
            total: Total {
                unit: overview.unit,
                period: Period::of_sum(period, overview.total().as_ref(), coverage, &overview.worth()),
            },
            municipalities: municipalities.collect(),
            buildings: overview.entries.iter().map(building).collect(),
            insufficient: insufficient.collect(),
        }
    }
}
