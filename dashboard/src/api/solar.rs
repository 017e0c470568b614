//! `GET /api/v1/solar` and `/{id}/performance`: what solar plants gave, and what became of it.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use engine::domain::DateRange;
use engine::solar::{Group, Lack, Performance};
use serde::Serialize;
use utoipa::ToSchema;

use super::savings::Reason;
use super::{Call, Problem};
use crate::app::App;
use crate::error::Refusal;
use crate::figures::{PlantFigures, SolarFigures, SolarPeriod};

/// Every plant, and sums of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SolarAnswer {
    /// First local day judged.
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    /// The day after the last; never later than the day after the last one analysed.
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// All plants together.
    total: SolarSum,
    municipalities: Vec<MunicipalitySolar>,
    items: Vec<PlantItem>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// Plants of one municipality.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MunicipalitySolar {
    municipality: String,
    name: String,
    #[serde(flatten)]
    sum: SolarSum,
}

/// Sums over the plants that have the figure; shares are made from the sums.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SolarSum {
    plants: usize,
    kwp: f64,
    /// Plants in `production_kwh`.
    producing: usize,
    /// Plants that are in `production_kwh` but, without a known export, not in self-use.
    without_self_use: usize,
    #[serde(flatten)]
    figures: Figures,
}

/// The figures. Each is null where too little is known.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Figures {
    production_kwh: Option<f64>,
    specific_yield_kwh_per_kwp: Option<f64>,
    /// Production − export.
    self_use_kwh: Option<f64>,
    export_kwh: Option<f64>,
    /// Fraction of the production that was used in the building.
    self_use_share: Option<f64>,
    /// Fraction of the building's use of electricity that its plant covered.
    self_sufficiency: Option<f64>,
}

/// A plant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlantItem {
    id: String,
    building: String,
    municipality: String,
    kwp: f64,
    tilt_deg: Option<f64>,
    azimuth_deg: Option<f64>,
    #[serde(flatten)]
    judged: Judged,
    /// The days do not fill the range asked for: the plant is younger, or the range is not over.
    partial: bool,
    /// Own yield as a fraction of the neighbours' median on the same days; null while it cannot be told.
    relative_yield: Option<f64>,
    /// Since when it has given nothing while the sun shone on its neighbours.
    #[schema(value_type = Option<String>, format = Date)]
    stands_still_since: Option<NaiveDate>,
}

/// A period of a plant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Judged {
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// `ok`, or `insufficient_data` without a production.
    status: &'static str,
    /// Why the first of the figures that are null is null.
    reason: Option<Reason>,
    /// Why, for each group of figures.
    reasons: Reasons,
    /// Share of the days on which production is known.
    coverage: f64,
    #[serde(flatten)]
    figures: Figures,
}

/// Why figures are null; null where they are not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reasons {
    /// `production_kwh` and `specific_yield_kwh_per_kwp`.
    production: Option<Reason>,
    /// `self_use_kwh`, `export_kwh` and `self_use_share`.
    self_use: Option<Reason>,
    self_sufficiency: Option<Reason>,
}

/// A plant with its months.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlantPerformance {
    #[serde(flatten)]
    plant: PlantItem,
    /// Zone of its local days.
    zone: String,
    months: Vec<Judged>,
}

/// Solar plants: production, self-use and self-sufficiency per plant, per municipality and together.
#[utoipa::path(get, path = "/api/v1/solar", tag = "solar",
    params(
        ("from" = Option<String>, Query, description = "first day, or an instant in it"),
        ("to" = Option<String>, Query, description = "day after the last"),
        ("year" = Option<i32>, Query, description = "instead of `from` and `to`; default: the last calendar year with at least 30 days of production"),
    ),
    responses(
        (status = 200, description = "the plants", body = SolarAnswer),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn solar(State(app): State<App>, call: Call) -> Response {
    call.answer(list(&app, &call).await)
}

/// One solar plant, with its months.
#[utoipa::path(get, path = "/api/v1/solar/{id}/performance", tag = "solar",
    params(
        ("id" = String, Path, description = "plant id"),
        ("from" = Option<String>, Query, description = "first day, or an instant in it"),
        ("to" = Option<String>, Query, description = "day after the last"),
        ("year" = Option<i32>, Query, description = "instead of `from` and `to`; default: the last calendar year with at least 30 days of production"),
    ),
    responses(
        (status = 200, description = "the plant", body = PlantPerformance),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such plant", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn performance(State(app): State<App>, Path(id): Path<String>, call: Call) -> Response {
    call.answer(one(&app, &call, id).await)
}

async fn list(app: &App, call: &Call) -> Result<SolarAnswer, Refusal> {
    let zone = app.config.portfolio.buildings.first().map_or(chrono_tz::Europe::Stockholm, |b| b.zone);
    let (wanted, this_year) = (period(call, zone)?, app.now().year());
    let answer = app.blocking(move |app| {
        let portfolio = &app.config.portfolio;
        let figures = SolarFigures::read(&app.store, portfolio, wanted, this_year)?;
        Ok(SolarAnswer {
            from: figures.period.from,
            to: figures.period.to,
            total: SolarSum::of(&figures.total),
            municipalities: figures
                .municipalities
                .iter()
                .map(|(id, group)| MunicipalitySolar {
                    municipality: (*id).to_owned(),
                    name: portfolio.municipality_name(id).to_owned(),
                    sum: SolarSum::of(group),
                })
                .collect(),
            items: figures.plants.iter().map(PlantItem::of).collect(),
            next_cursor: None,
        })
    });
    Ok(answer.await?)
}

async fn one(app: &App, call: &Call, id: String) -> Result<PlantPerformance, Refusal> {
    let portfolio = &app.config.portfolio;
    let plant = portfolio.solar.iter().find(|plant| plant.id == id).ok_or(Refusal::NotFound)?;
    let zone = portfolio.building(&plant.building).ok_or(Refusal::NotFound)?.zone;
    let (wanted, this_year) = (period(call, zone)?, app.now().year());
    let found = app.blocking(move |app| {
        let figures = SolarFigures::read(&app.store, &app.config.portfolio, wanted, this_year)?;
        Ok(figures.plant(&id).map(|plant| PlantPerformance {
            plant: PlantItem::of(plant),
            zone: zone.name().to_owned(),
            months: plant.months().iter().map(Judged::of).collect(),
        }))
    });
    found.await?.ok_or(Refusal::NotFound)
}

fn period(call: &Call, zone: Tz) -> Result<SolarPeriod, Refusal> {
    let mut params = call.params(&["from", "to", "year"]);
    let year = params.year("year");
    let range: Option<DateRange> = params.days(zone);
    if params.text("from").is_some() != params.text("to").is_some() {
        params.refuse("from", "give both `from` and `to`, or neither");
    } else if params.text("year").is_some() && params.text("from").is_some() {
        params.refuse("year", "give a year, or `from` and `to`");
    }
    params.done()?;
    let year = year.map(SolarPeriod::Year);
    Ok(range.map(SolarPeriod::Range).or(year).unwrap_or(SolarPeriod::Default))
}

impl PlantItem {
    fn of(figures: &PlantFigures<'_>) -> Self {
        let plant = figures.plant;
        Self {
            id: plant.id.clone(),
            building: plant.building.clone(),
            municipality: figures.building.municipality.clone(),
            kwp: plant.kwp,
            tilt_deg: plant.tilt_deg,
            azimuth_deg: plant.azimuth_deg,
            judged: Judged::of(&figures.performance),
            partial: figures.is_part,
            relative_yield: figures.relative.map(|relative| relative.ratio()),
            stands_still_since: figures.stands_still_since,
        }
    }
}

impl Judged {
    fn of(judged: &Performance) -> Self {
        let why = |lack: Option<Lack>| {
            lack.map(|lack| Reason { code: lack.code().to_owned(), text: lack.to_string() })
        };
        let lacks = [judged.production.err(), judged.self_use.err(), judged.self_sufficiency.err()];
        let own = judged.self_use.ok();
        Self {
            from: judged.period.from,
            to: judged.period.to,
            status: if judged.production.is_ok() { "ok" } else { "insufficient_data" },
            reason: why(lacks.into_iter().flatten().next()),
            reasons: Reasons {
                production: why(lacks[0]),
                self_use: why(lacks[1]),
                self_sufficiency: why(lacks[2]),
            },
            coverage: judged.coverage,
            figures: Figures {
                production_kwh: judged.production.ok().map(|production| production.kwh),
                specific_yield_kwh_per_kwp: judged.production.ok().map(|made| made.specific_yield()),
                self_use_kwh: own.map(|own| own.self_use_kwh),
                export_kwh: own.map(|own| own.export_kwh),
                self_use_share: own.and_then(|own| own.share()),
                self_sufficiency: judged.self_sufficiency.ok().and_then(|own| own.share()),
            },
        }
    }
}

impl SolarSum {
    fn of(group: &Group) -> Self {
        Self {
            plants: group.plants,
            kwp: group.kwp,
            producing: group.producing,
            without_self_use: group.without_self_use,
            figures: Figures {
                production_kwh: group.production.map(|made| made.kwh),
                specific_yield_kwh_per_kwp: group.production.map(|made| made.specific_yield()),
                self_use_kwh: group.self_use.map(|own| own.self_use_kwh),
                export_kwh: group.self_use.map(|own| own.export_kwh),
                self_use_share: group.self_use.and_then(|own| own.share()),
                self_sufficiency: group.self_sufficiency.and_then(|own| own.share()),
            },
        }
    }
}
