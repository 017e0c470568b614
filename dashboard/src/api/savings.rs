//! `GET /api/v1/buildings/{id}/savings`: savings per period, and the shape every saving has in the API.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use engine::baseline::METHOD_VERSION;
use engine::domain::DateRange;
use engine::savings::{Interval, SavingWorth};
use serde::Serialize;
use store::{StoreError, StoredFinding};
use utoipa::ToSchema;

use super::first_year::{PreviousYearItem, SpecificUseItem};
use super::worth::{EmissionFactorItem, TariffItem};
use super::{Call, Problem};
use crate::app::App;
use crate::error::{Failure, Refusal};
use crate::figures::{self, Account, PeriodResult, Sum, cut, worth};
use crate::params::Resolution;

/// More periods than this in one answer are refused.
const MOST_PERIODS: usize = 4_000;

/// Savings of one carrier of a building.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Savings {
    building: String,
    carrier: &'static str,
    /// `kWh`, or `m3`: then the fields named `_kwh` hold cubic metres.
    unit: &'static str,
    zone: String,
    periods: Vec<Period>,
    /// The days asked for, or the latest of at most a year, beside the same dates a year earlier. No saving: weather and
    /// use differ both.
    previous_year: Option<PreviousYearItem>,
    /// Use per heated area; null for what is not measured in kWh.
    specific_use: Option<SpecificUseItem>,
}

/// A saving of a period, or why there is none.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Period {
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    /// The day after the last one counted; never later than the day after the last one analysed.
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// `ok` or `insufficient_data`.
    status: &'static str,
    reason: Option<Reason>,
    actual_kwh: Option<f64>,
    adjusted_baseline_kwh: Option<f64>,
    /// Expected minus actual: positive when less was used.
    avoided_kwh: Option<f64>,
    /// In percent of expected.
    avoided_percent: Option<f64>,
    interval: Option<IntervalItem>,
    /// Days that count, as a share of the period's.
    coverage: f64,
    /// Share of the use that rests on filled values.
    filled_share: f64,
    baseline_id: Option<String>,
    method_version: String,
    /// Avoided cost: each day's avoided use at the price that held; positive when money was saved. Null without a
    /// saving, or when any of it lacks a tariff.
    cost_sek: Option<f64>,
    /// Avoided emissions, likewise.
    kg_co2e: Option<f64>,
    /// What `cost_sek` rests on.
    tariffs: Vec<TariffItem>,
    /// What `kg_co2e` rests on.
    emission_factors: Vec<EmissionFactorItem>,
}

/// Bounds of `avoided_kwh`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct IntervalItem {
    confidence: f64,
    low_kwh: f64,
    high_kwh: f64,
}

/// Why there is no saving.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Reason {
    /// Stable code, e.g. `reporting.too_few_days`.
    pub(crate) code: String,
    /// With the numbers and what to do.
    pub(crate) text: String,
}

impl From<&StoredFinding> for Reason {
    fn from(finding: &StoredFinding) -> Self {
        Self { code: finding.code.clone(), text: finding.text.clone() }
    }
}

impl From<Interval> for IntervalItem {
    fn from(interval: Interval) -> Self {
        Self { confidence: interval.confidence, low_kwh: interval.low_kwh, high_kwh: interval.high_kwh }
    }
}

impl Period {
    pub(crate) fn of(result: &PeriodResult, worth: &SavingWorth<'_>) -> Self {
        let saving = result.saving();
        Self {
            from: result.period.from,
            to: result.period.to,
            status: if saving.is_some() { "ok" } else { "insufficient_data" },
            reason: result.reason().map(Reason::from),
            actual_kwh: saving.map(|saving| saving.actual_kwh),
            adjusted_baseline_kwh: saving.map(|saving| saving.adjusted_baseline_kwh),
            avoided_kwh: saving.map(|saving| saving.avoided_kwh),
            avoided_percent: saving.and_then(|saving| saving.avoided_percent),
            interval: saving.map(|saving| saving.interval.into()),
            coverage: result.coverage(),
            filled_share: result.filled_share(),
            baseline_id: result.baseline.as_ref().map(|record| record.id.clone()),
            method_version: saving
                .map_or_else(|| METHOD_VERSION.to_owned(), |saving| saving.method_version.clone()),
            cost_sek: worth.cost_sek.as_ref().map(|cost| cost.amount),
            kg_co2e: worth.kg_co2e.as_ref().map(|emitted| emitted.amount),
            tariffs: tariffs(worth),
            emission_factors: emission_factors(worth),
        }
    }

    /// A sum over those buildings that have a saving, each against its own baseline, with their coverage; without
    /// any, `coverage` of all.
    pub(crate) fn of_sum(
        period: DateRange,
        sum: Option<&Sum>,
        coverage: f64,
        worth: &SavingWorth<'_>,
    ) -> Self {
        Self {
            from: period.from,
            to: period.to,
            status: if sum.is_some() { "ok" } else { "insufficient_data" },
            reason: sum.is_none().then(|| Reason {
                code: "portfolio.none".to_owned(),
                text: "no building has sufficient data in this period; `insufficient` says why".to_owned(),
            }),
            actual_kwh: sum.map(|sum| sum.actual_kwh),
            adjusted_baseline_kwh: sum.map(|sum| sum.adjusted_baseline_kwh),
            avoided_kwh: sum.map(|sum| sum.avoided_kwh),
            avoided_percent: sum.and_then(|sum| sum.avoided_percent),
            interval: sum.map(|sum| sum.interval.into()),
            coverage: sum.map_or(coverage, |sum| sum.coverage),
            filled_share: sum.map_or(0.0, |sum| sum.filled_share),
            baseline_id: None,
            method_version: METHOD_VERSION.to_owned(),
            cost_sek: worth.cost_sek.as_ref().map(|cost| cost.amount),
            kg_co2e: worth.kg_co2e.as_ref().map(|emitted| emitted.amount),
            tariffs: tariffs(worth),
            emission_factors: emission_factors(worth),
        }
    }
}

fn tariffs(worth: &SavingWorth<'_>) -> Vec<TariffItem> {
    let used = worth.cost_sek.iter().flat_map(|cost| &cost.rates);
    used.map(|tariff| TariffItem::of(tariff)).collect()
}

fn emission_factors(worth: &SavingWorth<'_>) -> Vec<EmissionFactorItem> {
    let used = worth.kg_co2e.iter().flat_map(|emitted| &emitted.rates);
    used.map(|factor| EmissionFactorItem::of(factor)).collect()
}

/// Savings of a building against its baseline. Without `from` and `to`: the last calendar year with results, up to
/// the last of them.
/// A period counts against the latest baseline that ends on or before its start.
#[utoipa::path(get, path = "/api/v1/buildings/{id}/savings", tag = "savings",
    params(
        ("id" = String, Path, description = "building id"),
        ("from" = Option<String>, Query, description = "first day, or an instant in it"),
        ("to" = Option<String>, Query, description = "day after the last"),
        ("resolution" = Option<String>, Query, description = "`day`, `month` or `year` (default)"),
        ("carrier" = Option<String>, Query, description = "default: the first with a baseline, heat before electricity"),
    ),
    responses(
        (status = 200, description = "one entry per period", body = Savings),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such building", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn savings(State(app): State<App>, Path(id): Path<String>, call: Call) -> Response {
    call.answer(read(&app, &call, id).await)
}

async fn read(app: &App, call: &Call, id: String) -> Result<Savings, Refusal> {
    let building = app.config.portfolio.building(&id).ok_or(Refusal::NotFound)?;
    let zone = building.zone;
    let mut params = call.params(&["from", "to", "resolution", "carrier"]);
    let range = params.days(zone);
    if params.text("from").is_some() != params.text("to").is_some() {
        params.refuse("from", "give both `from` and `to`, or neither");
    }
    let resolution = params.resolution(&[Resolution::Day, Resolution::Month, Resolution::Year]);
    let resolution = resolution.unwrap_or(Resolution::Year);
    let carrier = params.carrier("carrier");
    if let Some(range) = range.filter(|range| cut(*range, resolution).len() > MOST_PERIODS) {
        let days = range.days();
        params.refuse(
            "to",
            format!("{days} days are more than {MOST_PERIODS} periods; ask for a shorter range"),
        );
    }
    if let Some(carrier) = carrier.filter(|carrier| !building.carriers().contains(carrier)) {
        params.refuse("carrier", format!("building {id} has no meter of {carrier}"));
    }
    params.done()?;
    let found = app.blocking(move |app| {
        let Some(building) = app.config.portfolio.building(&id) else { return Ok(None) };
        let accounts = Account::all(
            &app.store,
            (&app.config.portfolio, building),
            app.store.totals()?.analysed_through,
        )?;
        let last = figures::last_result(&accounts);
        let Some(account) = figures::choose(accounts, carrier) else { return Ok(None) };
        let (range, asked) = (range.or_else(|| account.default_period(last)), range);
        Savings::of(app, &account, (range, asked), resolution).map(Some)
    });
    found.await?.ok_or(Refusal::NotFound)
}

/// The savings of a building's carrier as the API gives them when nobody asks for a period; none for what has no
/// baseline.
pub(crate) async fn savings_now(
    app: &App,
    building: &str,
    carrier: config::Carrier,
) -> Result<Option<Savings>, Failure> {
    let id = building.to_owned();
    app.blocking(move |app| {
        let Some(building) = app.config.portfolio.building(&id) else { return Ok(None) };
        let accounts = Account::all(
            &app.store,
            (&app.config.portfolio, building),
            app.store.totals()?.analysed_through,
        )?;
        let last = figures::last_result(&accounts);
        let Some(account) = accounts.into_iter().find(|account| account.carrier == carrier) else {
            return Ok(None);
        };
        let Some(range) = account.default_period(last) else { return Ok(None) };
        Savings::of(app, &account, (Some(range), None), Resolution::Year).map(Some)
    })
    .await
}

impl Savings {
    /// The savings of `range`, and what stands beside the days `asked` for.
    fn of(
        app: &App,
        account: &Account<'_>,
        (range, asked): (Option<DateRange>, Option<DateRange>),
        resolution: Resolution,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            building: account.building.id.clone(),
            carrier: account.carrier.as_str(),
            unit: account.unit(),
            zone: account.building.zone.name().to_owned(),
            periods: periods(app, account, range, resolution)?,
            previous_year: account.previous_year(&app.store, asked)?.map(PreviousYearItem::from),
            specific_use: account.area_use(&app.store)?.map(SpecificUseItem::from),
        })
    }
}

fn periods(
    app: &App,
    account: &Account<'_>,
    range: Option<DateRange>,
    resolution: Resolution,
) -> Result<Vec<Period>, StoreError> {
    let Some(range) = range else { return Ok(Vec::new()) };
    let results = account.assess_all(&app.store, &cut(range, resolution))?;
    let period = |result| Period::of(result, &worth(&app.config.portfolio, account, result));
    Ok(results.iter().map(period).collect())
}
