//! `GET /api/v1/buildings/{id}/baseline`: the models savings are counted against, and what forbids others.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use engine::baseline::{Finding, FittedModel, Severity};
use engine::first_year::Readiness;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{BaselineOutcome, BaselineRecord, StoredFinding};
use utoipa::ToSchema;

use super::{Call, Problem};
use crate::app::App;
use crate::error::Refusal;
use crate::figures::{Account, kept};
use crate::health::timestamp;
use crate::pages::first_year::configuration;

/// The baselines of a building.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Baselines {
    building: String,
    zone: String,
    baselines: Vec<BaselineItem>,
    /// When there will be a baseline, for each carrier.
    readiness: Vec<ReadinessItem>,
}

/// When a carrier has a baseline.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadinessItem {
    carrier: &'static str,
    /// `fitted`; `waiting` until `ready_on`; `possible`: the data suffice and `configuration` asks for it;
    /// `insufficient_data`: waiting does not help.
    status: &'static str,
    /// Whether the configuration names a period.
    configured: bool,
    /// First day of the baseline that is waited for or possible.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<NaiveDate>,
    /// The day after its last.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<NaiveDate>,
    /// The day on which it can be fitted, if every day until then has use and temperature.
    #[schema(value_type = Option<String>, format = Date)]
    ready_on: Option<NaiveDate>,
    /// Days until then.
    days_missing: Option<usize>,
    /// Why there is none today.
    reasons: Vec<FindingItem>,
    /// Lines for the portfolio file that ask for the possible baseline.
    configuration: Option<String>,
}

/// A baseline, or why there is none.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BaselineItem {
    baseline_id: String,
    carrier: &'static str,
    unit: &'static str,
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// `fitted` or `insufficient_data`.
    status: &'static str,
    method_version: String,
    #[schema(format = DateTime)]
    computed_at: String,
    model: Option<ModelItem>,
    findings: Vec<FindingItem>,
}

/// A fitted model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelItem {
    /// `mean`, `2p`, `3ph`, `3pc`, `4p` or `5p`.
    name: &'static str,
    /// The model as a formula.
    sentence: String,
    /// Named numbers; the unit is part of the name.
    parameters: BTreeMap<String, f64>,
    days: usize,
    /// Operating modes, such as `closed`, with how many of `days` they held on.
    modes: Vec<ModeItem>,
    coverage: f64,
    filled_share: f64,
    cv_rmse: f64,
    /// Like `cv_rmse`, of days held out of the fit.
    cv_rmse_held_out: f64,
    nmbe: f64,
    r_squared: f64,
}

/// An operating mode that a model knows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModeItem {
    name: String,
    /// Days of the baseline, workdays and weekends.
    days: usize,
}

/// Something a reader must know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingItem {
    code: String,
    /// `disqualifying` or `warning`.
    severity: &'static str,
    text: String,
    data: BTreeMap<String, f64>,
}

/// The current baselines of a building, with their models and findings.
#[utoipa::path(get, path = "/api/v1/buildings/{id}/baseline", tag = "savings",
    params(
        ("id" = String, Path, description = "building id"),
        ("carrier" = Option<String>, Query, description = "only this carrier"),
    ),
    responses(
        (status = 200, description = "baselines by carrier and period", body = Baselines),
        (status = 400, description = "bad parameters", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such building", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn baseline(State(app): State<App>, Path(id): Path<String>, call: Call) -> Response {
    call.answer(read(&app, &call, id).await)
}

async fn read(app: &App, call: &Call, id: String) -> Result<Baselines, Refusal> {
    let mut params = call.params(&["carrier"]);
    let carrier = params.carrier("carrier");
    params.done()?;
    let found = app.blocking(move |app| {
        let Some(building) = app.config.portfolio.building(&id) else { return Ok(None) };
        let mut accounts = Account::all(
            &app.store,
            (&app.config.portfolio, building),
            app.store.totals()?.analysed_through,
        )?;
        accounts.retain(|account| carrier.is_none_or(|only| only == account.carrier));
        let (mut baselines, mut readiness) = (Vec::new(), Vec::new());
        for account in &accounts {
            baselines.extend(account.baselines.iter().map(|record| item(account, record)));
            readiness.push(ReadinessItem::of(account, account.readiness(&app.store)?.as_ref()));
        }
        let zone = building.zone.name().to_owned();
        Ok(Some(Baselines { building: id, zone, baselines, readiness }))
    });
    found.await?.ok_or(Refusal::NotFound)
}

fn item(account: &Account<'_>, record: &BaselineRecord) -> BaselineItem {
    let (model, findings) = match &record.outcome {
        BaselineOutcome::Fitted(fitted) => (Some(ModelItem::of(&fitted.model)), record.warnings.clone()),
        BaselineOutcome::Insufficient(findings) => (None, findings.clone()),
    };
    BaselineItem {
        baseline_id: record.id.clone(),
        carrier: record.carrier.as_str(),
        unit: account.unit(),
        from: record.period.from,
        to: record.period.to,
        status: if model.is_some() { "fitted" } else { "insufficient_data" },
        method_version: record.method_version.clone(),
        computed_at: timestamp(record.computed_at),
        model,
        findings: findings.into_iter().map(FindingItem::from).collect(),
    }
}

impl ReadinessItem {
    fn of(account: &Account<'_>, ready: Option<&Readiness>) -> Self {
        let item = |found: &Finding| FindingItem::from(kept(found));
        let all = |reasons: &[Finding]| reasons.iter().map(item).collect();
        let (status, period, days_missing, reasons) = match ready {
            None if account.has_model() => ("fitted", None, None, Vec::new()),
            None => ("insufficient_data", None, None, vec![nothing_analysed()]),
            Some(Readiness::Possible { period }) => ("possible", Some(*period), Some(0), Vec::new()),
            Some(Readiness::Waits { period, missing_days, reasons }) => {
                ("waiting", Some(*period), Some(*missing_days), all(reasons))
            }
            Some(Readiness::Never { reasons }) => ("insufficient_data", None, None, all(reasons)),
        };
        Self {
            carrier: account.carrier.as_str(),
            status,
            configured: account.has_period(),
            from: period.map(|period| period.from),
            to: period.map(|period| period.to),
            ready_on: period.map(|period| period.to),
            days_missing,
            reasons,
            configuration: ready.and_then(|ready| configuration(account, ready)),
        }
    }
}

fn nothing_analysed() -> FindingItem {
    FindingItem {
        code: "readiness.no_days".to_owned(),
        severity: "disqualifying",
        text: "no day has been analysed yet; check that the meters arrive".to_owned(),
        data: BTreeMap::new(),
    }
}

impl ModelItem {
    fn of(model: &FittedModel) -> Self {
        let explained = model.explain();
        Self {
            name: explained.name,
            sentence: explained.sentence,
            parameters: explained.parameters.into_iter().collect(),
            days: model.days_used,
            modes: modes(model),
            coverage: model.coverage,
            filled_share: model.filled_share,
            cv_rmse: model.goodness.cv_rmse,
            cv_rmse_held_out: model.goodness.cv_rmse_held_out,
            nmbe: model.goodness.nmbe,
            r_squared: model.goodness.r_squared,
        }
    }
}

fn modes(model: &FittedModel) -> Vec<ModeItem> {
    let modes = model.calendar.modes.iter().zip(&model.mode_days);
    modes.map(|(mode, days)| ModeItem { name: mode.name.clone(), days: days.iter().sum() }).collect()
}

impl From<StoredFinding> for FindingItem {
    fn from(finding: StoredFinding) -> Self {
        let severity = match finding.severity {
            Severity::Disqualifying => "disqualifying",
            Severity::Warning => "warning",
        };
        Self { code: finding.code, severity, text: finding.text, data: finding.data.into_iter().collect() }
    }
}
