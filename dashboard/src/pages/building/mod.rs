//! One building: what it saves in a period, how that came about, and whether its meters can be trusted.

mod csv;
mod figures;
mod meters;
mod periods;
mod weather;

pub(crate) use csv::days_csv;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use config::{Building, Carrier};
use engine::baseline::Severity;
use engine::domain::DateRange;
use store::{StoreError, StoredFinding};

use super::first_year::{FirstYear, area_tile};
use super::shell::Shell;
use super::words::{Claim, Tile, Verdict, coverage_tile};
use super::{Choice, error, html};
use crate::app::App;
use crate::error::Refusal;
use crate::figures::{Account, AreaUse, PeriodResult, choose, last_result, stopped};
use crate::format::{EnergyScale, instant, long_date, number, span};
use crate::language::Lang;
use crate::params::Params;
use crate::texts::{Advice, Texts, fill, fill_rich, finding};
use crate::visit::{PageId, Visit, address};
use figures::{Figure, Mark};
use meters::{EventRow, MeterRow};
use periods::Wanted;

/// Something known of the building.
#[derive(Debug)]
struct Fact {
    text: String,
    /// What stands after it, lowered: A with the word temp is the heated area.
    lowered: &'static str,
}

#[derive(Template)]
#[template(path = "building.html")]
struct BuildingPage {
    shell: Shell,
    municipality: String,
    facts: Vec<Fact>,
    here: String,
    carriers: Vec<Choice>,
    periods: Vec<Choice>,
    own: Option<DateRange>,
    verdict: Verdict,
    baseline_note: String,
    weather_note: String,
    reason: Option<Told>,
    first_year: Option<FirstYear>,
    tiles: Vec<Tile>,
    marks: Vec<Mark>,
    figures: Vec<Figure>,
    csv: String,
    /// What stands in the place of the figures.
    nothing_to_draw: &'static str,
    meters: Vec<MeterRow>,
    findings: Vec<Told>,
    events: Vec<EventRow>,
}

/// The finding of a building that nobody has asked a baseline for.
const NO_BASELINE: &str = "baseline.not_configured";
/// Meters that report once a day are heard of late; longer silence is told.
const TOLERATED_SILENCE_DAYS: i64 = 3;

/// A finding in words.
#[derive(Debug)]
struct Told {
    advice: Advice,
    stops: bool,
}

/// What the address asks for.
#[derive(Debug)]
struct Question {
    wanted: Wanted,
    carrier: Option<Carrier>,
}

/// `GET /byggnader/{id}`
pub(crate) async fn building(State(app): State<App>, PageId(id): PageId, visit: Visit) -> Response {
    match read(&app, &visit, id).await {
        Ok(response) => response,
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

async fn read(app: &App, visit: &Visit, id: String) -> Result<Response, Refusal> {
    let building = app.config.portfolio.building(&id).ok_or(Refusal::NotFound)?;
    let question = Question::read(visit, building)?;
    let visit = visit.clone();
    let page = app.blocking(move |app| {
        let found = app.config.portfolio.building(&id);
        found.map(|building| BuildingPage::of(app, &visit, building, &question)).transpose()
    });
    html(&page.await?.ok_or(Refusal::NotFound)?)
}

impl Question {
    fn read(visit: &Visit, building: &Building) -> Result<Self, Refusal> {
        let mut params: Params = visit.params(&["period", "from", "to", "carrier"]);
        let own = params.days(building.zone);
        let period =
            params.read("period", "a year (2026) or a range of days (2026-01-01..2026-07-01)", |text| {
                periods::parse(text)
            });
        let carrier = params.carrier("carrier");
        if let Some(carrier) = carrier.filter(|carrier| !building.carriers().contains(carrier)) {
            params.refuse("carrier", format!("this building has no meter of {carrier}"));
        }
        params.done()?;
        Ok(Self { wanted: own.map_or(period.unwrap_or(Wanted::Default), Wanted::Range), carrier })
    }
}

impl BuildingPage {
    fn of(app: &App, visit: &Visit, building: &Building, question: &Question) -> Result<Self, StoreError> {
        let lang = visit.lang;
        let t = lang.texts();
        let store = &app.store;
        let accounts =
            Account::all(store, (&app.config.portfolio, building), store.totals()?.analysed_through)?;
        let known: Vec<Carrier> = accounts.iter().map(|account| account.carrier).collect();
        let last = last_result(&accounts);
        let all = AreaUse::of(store, &accounts)?;
        let account = choose(accounts, question.carrier);
        let period = account.as_ref().and_then(|account| question.wanted.range(account, last));
        let period = period.or_else(|| account.as_ref().and_then(Account::latest_year));
        let period = period.unwrap_or_else(|| periods::this_year(app.now(), building.zone));
        let result = account.as_ref().map(|account| account.assess(store, period)).transpose()?;
        let shown = result.as_ref().map_or(period, |result| result.period);
        // A history on its way has no verdict yet.
        let carrier = account.as_ref().map(|account| account.carrier);
        let result = result.filter(|_| !app.is_arriving());
        let (figures, marks) = match (&account, &result) {
            (Some(account), Some(result)) => figures::all(store, account, result, lang)?,
            _ => (Vec::new(), Vec::new()),
        };
        let findings = match (&account, &result) {
            (Some(account), Some(result)) => findings(account, result, lang),
            _ => Vec::new(),
        };
        let choice = |known: &Carrier| {
            let name = t.words.carrier(*known).label.to_owned();
            Choice::new(known.as_str().to_owned(), name, Some(*known) == carrier)
        };
        let unit = account.as_ref().map_or("kWh", Account::unit);
        let has_saving = result.as_ref().is_some_and(|result| result.saving().is_some());
        let asked = match question.wanted {
            Wanted::Range(range) => Some(range),
            _ => None,
        };
        let first_year = account.as_ref().filter(|_| result.is_some() && !has_saving);
        let first_year = first_year.map(|account| FirstYear::of(store, account, asked, lang)).transpose()?;
        let area = account.as_ref().map(|account| area_tile(store, account, all.as_ref(), lang));
        let area = area.transpose()?.flatten();
        // That there is no baseline yet is said by what is said until then.
        let reason = result.as_ref().and_then(PeriodResult::reason).filter(|found| found.code != NO_BASELINE);
        Ok(Self {
            shell: Shell::new(app, visit, building.name.clone()),
            municipality: app.config.portfolio.municipality_name(&building.municipality).to_owned(),
            facts: facts(app, building, lang)?,
            here: address::building(lang, &building.id),
            carriers: known.iter().map(choice).collect(),
            periods: account
                .as_ref()
                .map(|account| periods::choices(account, &question.wanted, period, t, lang))
                .unwrap_or_default(),
            own: matches!(question.wanted, Wanted::Range(_)).then_some(shown),
            verdict: if app.is_arriving() {
                Verdict { spans: fill_rich(t.overview.arriving, &[]), tone: "" }
            } else {
                verdict(carrier, result.as_ref(), unit, lang)
            },
            baseline_note: baseline_note(result.as_ref(), t, lang),
            reason: reason.map(|found| Told::of(found, lang)),
            first_year,
            weather_note: weather::note(app, building, shown, lang)?,
            tiles: result.as_ref().map(|result| tiles(result, (unit, area), lang)).unwrap_or_default(),
            marks,
            figures,
            nothing_to_draw: if app.is_arriving() { "" } else { t.building.nothing_to_draw },
            csv: csv::address(building, carrier, shown, lang),
            meters: meters::rows(store, building, shown, lang)?,
            findings,
            events: meters::events(store, building, app.config.portfolio.closed_of(building), (shown, lang))?,
        })
    }
}

impl Fact {
    fn of(text: String) -> Self {
        match text.strip_suffix("Atemp") {
            Some(before) => Self { text: format!("{before}A"), lowered: "temp" },
            None => Self { text, lowered: "" },
        }
    }
}

fn facts(app: &App, building: &Building, lang: Lang) -> Result<Vec<Fact>, StoreError> {
    let t = lang.texts();
    let mut facts = vec![t.words.building_use(&building.use_)];
    if let Some(area) = building.heated_area_m2 {
        facts.push(fill(t.building.area, &[("area", &number(area, 0, lang))]));
    }
    if let Some(year) = building.built {
        facts.push(fill(t.building.built, &[("year", &year.to_string())]));
    }
    if let Some(owner) = app.config.portfolio.owner(&building.owner) {
        facts.push(owner.name.clone());
    }
    if let Some(latest) = meters::latest(&app.store, building)? {
        let time = instant(latest, building.zone, lang);
        facts.push(fill(t.building.latest, &[("time", &time)]));
    }
    Ok(facts.into_iter().map(Fact::of).collect())
}

fn verdict(
    carrier: Option<Carrier>,
    result: Option<&PeriodResult>,
    unit: &'static str,
    lang: Lang,
) -> Verdict {
    let t = lang.texts();
    let (Some(carrier), Some(result)) = (carrier, result) else {
        return Verdict { spans: fill_rich(t.building.no_carriers, &[]), tone: "" };
    };
    let period = span(result.period, lang);
    match result.saving() {
        Some(saving) => Claim::of(saving, unit).verdict(t.words.carrier(carrier).subject, &period, lang),
        None => {
            let subject = t.words.carrier(carrier).label.to_lowercase();
            let values = [("subject", subject.as_str()), ("period", period.as_str())];
            Verdict { spans: fill_rich(t.verdict.insufficient, &values), tone: "" }
        }
    }
}

fn baseline_note(result: Option<&PeriodResult>, t: &Texts, lang: Lang) -> String {
    let Some(result) = result.filter(|result| result.saving().is_some()) else { return String::new() };
    let Some(model) = result.model() else { return String::new() };
    let note = fill(t.building.baseline_note, &[("period", &span(model.period(), lang))]);
    if model.calendar.modes.is_empty() {
        return note;
    }
    let closed = [model.period(), result.period].map(|range| model.calendar.days_in_modes(range).to_string());
    let values = [("before", closed[0].as_str()), ("after", closed[1].as_str())];
    format!("{note} {}", fill(t.building.closed_days, &values))
}

/// `area` is the tile of use per area.
fn tiles(result: &PeriodResult, (unit, area): (&'static str, Option<Tile>), lang: Lang) -> Vec<Tile> {
    let t = &lang.texts().building;
    let mut tiles = Vec::new();
    if let Some(claim) = result.saving().map(|saving| Claim::of(saving, unit)) {
        tiles.push(claim.tile(t.tile_saved, lang));
        tiles.push(claim.used_tile(t.tile_used, t.tile_used_note, lang));
    }
    if result.saving().is_none() && result.days.iter().any(|day| day.used.is_some()) {
        tiles.push(measured_only(result, unit, lang));
    }
    tiles.extend(area);
    if !result.days.is_empty() {
        let (valid, all) = (result.valid_days.to_string(), result.period.days().to_string());
        let note = fill(t.tile_coverage_note, &[("valid", &valid), ("all", &all)]);
        tiles.push(coverage_tile(t.tile_coverage, result.coverage(), note, lang));
    }
    tiles
}

/// What was measured, where nothing can be said of a saving.
fn measured_only(result: &PeriodResult, unit: &'static str, lang: Lang) -> Tile {
    let t = &lang.texts().building;
    let used: Vec<f64> = result.days.iter().filter_map(|day| day.used).collect();
    let sum = used.iter().sum();
    let scale = EnergyScale::fitting(sum, unit);
    let (valid, all) = (used.len().to_string(), result.period.days().to_string());
    Tile {
        label: t.tile_used,
        value: scale.number(sum, lang),
        unit: scale.unit.to_owned(),
        note: fill(t.tile_coverage_note, &[("valid", &valid), ("all", &all)]),
        tone: "",
    }
}

/// Everything found, what forbids a saving first, each code once.
fn findings(account: &Account<'_>, result: &PeriodResult, lang: Lang) -> Vec<Told> {
    let mut found: Vec<StoredFinding> = result.findings.clone();
    let silent = account.days_without_results();
    found.extend((silent > TOLERATED_SILENCE_DAYS).then(|| stopped(silent)));
    if let Some(record) = &result.baseline {
        found.extend(record.warnings.iter().cloned());
    }
    found.sort_by_key(|finding| finding.severity == Severity::Warning);
    let mut seen = Vec::new();
    found.retain(|finding| {
        let new = !seen.contains(&finding.code);
        seen.push(finding.code.clone());
        new
    });
    found.iter().map(|finding| Told::of(finding, lang)).collect()
}

impl Told {
    fn of(found: &StoredFinding, lang: Lang) -> Self {
        Self {
            advice: finding(&found.code, &found.text, &found.data, lang),
            stops: found.severity == Severity::Disqualifying,
        }
    }
}

/// A year, give or take a few days: use per area of other periods is no yearly figure.
pub(super) fn is_year(period: DateRange) -> bool {
    (360..=372).contains(&period.days())
}

/// A date for a table or a list.
fn date_text(date: chrono::NaiveDate, lang: Lang) -> String {
    long_date(date, lang)
}
