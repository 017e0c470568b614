//! One solar plant: its year month by month, and why what is missing is missing.

use std::fmt::Write;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::Datelike;
use engine::solar::{Lack, Performance};

use super::super::shell::Shell;
use super::super::words::Tile;
use super::super::{Choice, error, html};
use super::{Cells, LookFirst, Newest, period, years};
use crate::app::App;
use crate::charts::{Bar, Caption, Size, Stacked};
use crate::error::Refusal;
use crate::figures::{PlantFigures, SolarFigures};
use crate::format::{EnergyScale, iso, month_year, number, span};
use crate::language::Lang;
use crate::texts::{Advice, Span, fill, fill_rich, finding};
use crate::visit::{PageId, Visit, address};

#[derive(Template)]
#[template(path = "plant.html")]
struct PlantPage {
    shell: Shell,
    list_href: &'static str,
    list_name: &'static str,
    building_href: String,
    here: String,
    facts: Vec<String>,
    newest: Option<Newest>,
    years: Vec<Choice>,
    verdict: Vec<Span>,
    notes: Vec<String>,
    look_first: Option<LookFirst>,
    tiles: Vec<Tile>,
    lacks: Vec<Advice>,
    drawings: Vec<String>,
    rows: Vec<(String, Cells)>,
    csv: String,
}

/// `GET /solanlaggningar/{id}`
pub(crate) async fn plant(State(app): State<App>, PageId(id): PageId, visit: Visit) -> Response {
    match read(&app, &visit, id).await {
        Ok(response) => response,
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

/// `GET /solanlaggningar/{id}/manader.csv`
pub(crate) async fn months_csv(State(app): State<App>, PageId(id): PageId, visit: Visit) -> Response {
    match read_csv(&app, &visit, id).await {
        Ok(text) => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
                (CONTENT_DISPOSITION, HeaderValue::from_static("attachment")),
            ];
            (headers, text).into_response()
        }
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

async fn read(app: &App, visit: &Visit, id: String) -> Result<Response, Refusal> {
    let wanted = period(visit)?;
    let (visit, this_year) = (visit.clone(), app.now().year());
    let page = app.blocking(move |app| {
        let figures = SolarFigures::read(&app.store, &app.config.portfolio, wanted, this_year)?;
        let Some(plant) = figures.plant(&id) else { return Ok(None) };
        let newest = Newest::of(app, plant, visit.lang)?;
        Ok(Some(PlantPage { newest, ..PlantPage::of(app, &visit, &figures, plant) }))
    });
    html(&page.await?.ok_or(Refusal::NotFound)?)
}

async fn read_csv(app: &App, visit: &Visit, id: String) -> Result<String, Refusal> {
    let wanted = period(visit)?;
    let (lang, this_year) = (visit.lang, app.now().year());
    let text = app.blocking(move |app| {
        let figures = SolarFigures::read(&app.store, &app.config.portfolio, wanted, this_year)?;
        Ok(figures.plant(&id).map(|plant| table(&plant.months(), lang)))
    });
    text.await?.ok_or(Refusal::NotFound)
}

impl PlantPage {
    fn of(app: &App, visit: &Visit, figures: &SolarFigures<'_>, plant: &PlantFigures<'_>) -> Self {
        let lang = visit.lang;
        let texts = lang.texts();
        let t = &texts.solar;
        let is_arriving = app.is_arriving();
        let months = if is_arriving { Vec::new() } else { plant.months() };
        let one = engine::solar::together([&plant.performance], [(&plant.performance, 1)]);
        let page = address::plant(lang, &plant.plant.id);
        let year = figures.year.map(|year| format!("?year={year}")).unwrap_or_default();
        let name = if lang == Lang::Sv { "manader.csv" } else { "months.csv" };
        Self {
            shell: Shell::new(app, visit, plant.building.name.clone()),
            list_href: address::solar(lang),
            list_name: t.title,
            building_href: address::building(lang, &plant.building.id),
            csv: format!("{page}/{name}{year}"),
            here: page,
            facts: facts(app, plant, lang),
            newest: None,
            years: years(figures),
            verdict: if is_arriving { fill_rich(texts.overview.arriving, &[]) } else { verdict(plant, lang) },
            notes: (plant.is_part && !is_arriving).then(|| t.part.to_owned()).into_iter().collect(),
            look_first: super::look_first(plant, lang).filter(|_| !is_arriving),
            tiles: if is_arriving { Vec::new() } else { super::tiles(&one, lang) },
            lacks: if is_arriving { Vec::new() } else { lacks(&plant.performance, lang) },
            drawings: if is_arriving { Vec::new() } else { drawings(plant, &months, lang) },
            rows: months.iter().map(|month| (label(month, lang), Cells::of(month, lang))).collect(),
        }
    }
}

fn facts(app: &App, plant: &PlantFigures<'_>, lang: Lang) -> Vec<String> {
    let t = &lang.texts().solar;
    let mut facts = vec![
        app.config.portfolio.municipality_name(&plant.building.municipality).to_owned(),
        fill(t.kwp, &[("kwp", &number(plant.plant.kwp, 1, lang))]),
    ];
    facts.extend(plant.plant.tilt_deg.map(|tilt| fill(t.tilt, &[("tilt", &number(tilt, 0, lang))])));
    let direction = |azimuth| fill(t.azimuth, &[("azimuth", &number(azimuth, 0, lang))]);
    facts.extend(plant.plant.azimuth_deg.map(direction));
    facts.push(plant.plant.id.clone());
    facts
}

fn verdict(plant: &PlantFigures<'_>, lang: Lang) -> Vec<Span> {
    let t = &lang.texts().solar;
    let judged = &plant.performance;
    let period = span(judged.period, lang);
    if judged.production.is_err() {
        return fill_rich(t.verdict_none, &[("period", &period)]);
    }
    let cells = Cells::of(judged, lang);
    let pattern = if judged.self_use.is_ok() { t.verdict_split } else { t.verdict };
    let values = [
        ("production", &*cells.production),
        ("period", &period),
        ("share", &cells.self_use),
        ("export", &cells.export),
    ];
    fill_rich(pattern, &values)
}

/// Each reason once.
fn lacks(judged: &Performance, lang: Lang) -> Vec<Advice> {
    let all = [judged.production.err(), judged.self_use.err(), judged.self_sufficiency.err()];
    let mut lacks: Vec<Lack> = all.into_iter().flatten().collect();
    lacks.dedup();
    lacks.iter().map(|lack| finding(lack.code(), &lack.to_string(), &numbers(*lack), lang)).collect()
}

fn numbers(lack: Lack) -> Vec<(String, f64)> {
    let named =
        |pairs: &[(&str, f64)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    match lack {
        Lack::NoMeter(_) => Vec::new(),
        #[expect(clippy::cast_precision_loss, reason = "counts of days")]
        Lack::TooFewDays { known, days, .. } => named(&[("known", known as f64), ("days", days as f64)]),
        Lack::ExportAboveProduction { export_kwh, production_kwh } => {
            named(&[("export_kwh", export_kwh), ("production_kwh", production_kwh)])
        }
        Lack::UseBelowSelfUse { use_kwh, self_use_kwh } => {
            named(&[("use_kwh", use_kwh), ("self_use_kwh", self_use_kwh)])
        }
    }
}

fn label(month: &Performance, lang: Lang) -> String {
    if month.period.from.day() == 1 && month.period.to.day() == 1 {
        month_year(month.period.from, lang)
    } else {
        span(month.period, lang)
    }
}

fn drawings(plant: &PlantFigures<'_>, months: &[Performance], lang: Lang) -> Vec<String> {
    let t = &lang.texts().solar;
    let kwh = |month: &Performance| month.production.ok().map(|made| made.kwh);
    let best = months.iter().max_by(|a, b| kwh(a).unwrap_or(0.0).total_cmp(&kwh(b).unwrap_or(0.0)));
    let Some((best, most)) = best.and_then(|best| Some((best, kwh(best)?))) else { return Vec::new() };
    let scale = EnergyScale::fitting(most, "kWh");
    let bars: Vec<Bar> = months
        .iter()
        .map(|month| Bar {
            from: month.period.from,
            to: month.period.to,
            whole: kwh(month).map(|kwh| scale.scaled(kwh)),
            // Of the whole production, also where a day of export is missing.
            used: month
                .self_use
                .ok()
                .and_then(|own| own.share())
                .zip(kwh(month))
                .map(|(s, k)| scale.scaled(s * k)),
        })
        .collect();
    let values = [("best", &*label(best, lang)), ("amount", &scale.with_unit(most, lang))];
    let description = fill(t.months_description, &values);
    let figure = Stacked {
        range: plant.performance.period,
        bars: &bars,
        used_name: t.used_name,
        sold_name: t.sold_name,
        whole_name: t.whole_name,
        unit: scale.unit,
    };
    let caption = Caption { id: "months", title: t.months, description: &description };
    [Size::Full, Size::Half, Size::Phone].map(|size| figure.draw(caption, size, lang)).into()
}

const HEAD: [&str; 9] = [
    "from",
    "to",
    "production_kwh",
    "specific_yield_kwh_per_kwp",
    "self_use_kwh",
    "export_kwh",
    "self_use_share",
    "self_sufficiency",
    "coverage",
];

fn table(months: &[Performance], lang: Lang) -> String {
    let (separator, point) = match lang {
        Lang::Sv => (";", ","),
        Lang::En => (",", "."),
    };
    let cell = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.4}").replace('.', point));
    let mut text = String::from(if lang == Lang::Sv { "\u{feff}" } else { "" });
    let _ = writeln!(text, "{}", HEAD.join(separator));
    for month in months {
        let (made, own) = (month.production.ok(), month.self_use.ok());
        let cells = [
            iso(month.period.from),
            iso(month.period.to),
            cell(made.map(|made| made.kwh)),
            cell(made.map(|made| made.specific_yield())),
            cell(own.map(|own| own.self_use_kwh)),
            cell(own.map(|own| own.export_kwh)),
            cell(own.and_then(|own| own.share())),
            cell(month.self_sufficiency.ok().and_then(|own| own.share())),
            cell(Some(month.coverage)),
        ];
        let _ = writeln!(text, "{}", cells.join(separator));
    }
    text
}
