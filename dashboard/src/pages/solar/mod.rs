//! All solar plants of a year: together, per municipality and one by one, and which need a look.

mod plant;

pub(crate) use plant::{months_csv, plant};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Datelike;
use engine::domain::SeriesKey;
use engine::solar::{Group, Performance};
use store::StoreError;

use super::shell::Shell;
use super::words::Tile;
use super::{Choice, error, html};
use crate::app::App;
use crate::error::Refusal;
use crate::figures::consumption::reading_unit;
use crate::figures::{PlantFigures, SolarFigures, SolarPeriod};
use crate::format::{EnergyScale, coverage_percent, instant, long_date, number, percent, quantity, span};
use crate::health::timestamp;
use crate::language::Lang;
use crate::texts::{SolarPages, Span, count, fill, fill_rich};
use crate::visit::{Visit, address};

#[derive(Template)]
#[template(path = "solar.html")]
struct SolarPage {
    shell: Shell,
    here: &'static str,
    facts: Vec<String>,
    years: Vec<Choice>,
    verdict: Vec<Span>,
    notes: Vec<String>,
    tiles: Vec<Tile>,
    look_first: Vec<LookFirst>,
    municipalities: Vec<Row>,
    total: Option<Row>,
    plants: Vec<Row>,
    json: String,
}

/// A plant that gives too little.
#[derive(Debug)]
struct LookFirst {
    name: String,
    href: String,
    under: String,
    what: String,
    check: &'static str,
}

/// A line of a list.
#[derive(Debug)]
struct Row {
    name: String,
    href: Option<String>,
    under: String,
    cells: Cells,
    neighbours: String,
    tag: &'static str,
    data: String,
    newest: Option<Newest>,
}

/// The newest reading of a plant's production.
#[derive(Debug)]
pub(super) struct Newest {
    pub(super) meter: String,
    /// RFC 3339.
    pub(super) stamp: String,
    pub(super) zone: &'static str,
    pub(super) value: String,
    pub(super) at: String,
}

/// The figures of a line.
#[derive(Debug)]
struct Cells {
    production: String,
    specific_yield: String,
    self_use: String,
    export: String,
    self_sufficiency: String,
}

/// `GET /solanlaggningar`
pub(crate) async fn solar(State(app): State<App>, visit: Visit) -> Response {
    match read(&app, &visit).await {
        Ok(response) => response,
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

async fn read(app: &App, visit: &Visit) -> Result<Response, Refusal> {
    let wanted = period(visit)?;
    let (visit, this_year) = (visit.clone(), app.now().year());
    let page = app.blocking(move |app| {
        let figures = SolarFigures::read(&app.store, &app.config.portfolio, wanted, this_year)?;
        let newest = Newest::all(app, &figures, visit.lang)?;
        Ok(SolarPage::of(app, &visit, &figures, newest))
    });
    html(&page.await?)
}

fn period(visit: &Visit) -> Result<SolarPeriod, Refusal> {
    let mut params = visit.params(&["year"]);
    let year = params.year("year");
    params.done()?;
    Ok(year.map_or(SolarPeriod::Default, SolarPeriod::Year))
}

impl SolarPage {
    fn of(app: &App, visit: &Visit, figures: &SolarFigures<'_>, newest: Vec<Option<Newest>>) -> Self {
        let lang = visit.lang;
        let t = &lang.texts().solar;
        let portfolio = &app.config.portfolio;
        if app.is_arriving() {
            return Self::arriving(app, visit, figures);
        }
        let total = &figures.total;
        let line = |name: &str, group: &Group| Row {
            name: name.to_owned(),
            href: None,
            under: facts(group, lang).join(" · "),
            cells: Cells::of_group(group, lang),
            neighbours: String::new(),
            tag: "",
            data: String::new(),
            newest: None,
        };
        Self {
            shell: Shell::new(app, visit, t.title),
            here: address::solar(lang),
            facts: facts(total, lang),
            years: years(figures),
            verdict: verdict(total, figures, lang),
            notes: notes(figures, lang),
            tiles: tiles(total, lang),
            look_first: figures.plants.iter().filter_map(|plant| look_first(plant, lang)).collect(),
            municipalities: by_name(
                figures.municipalities.iter().map(|(id, group)| line(portfolio.municipality_name(id), group)),
            ),
            total: (figures.municipalities.len() > 1).then(|| line(t.total, total)),
            plants: figures
                .plants
                .iter()
                .zip(newest)
                .map(|(plant, newest)| {
                    let municipality = portfolio.municipality_name(&plant.building.municipality);
                    Row { newest, ..Row::of(plant, municipality, figures, lang) }
                })
                .collect(),
            json: figures
                .year
                .map_or_else(|| "/api/v1/solar".to_owned(), |y| format!("/api/v1/solar?year={y}")),
        }
    }
}

impl SolarPage {
    /// While the history is on its way.
    fn arriving(app: &App, visit: &Visit, figures: &SolarFigures<'_>) -> Self {
        let (lang, t) = (visit.lang, visit.lang.texts());
        Self {
            shell: Shell::new(app, visit, t.solar.title),
            here: address::solar(lang),
            facts: facts(&figures.total, lang),
            years: Vec::new(),
            verdict: fill_rich(t.overview.arriving, &[]),
            notes: Vec::new(),
            tiles: Vec::new(),
            look_first: Vec::new(),
            municipalities: Vec::new(),
            total: None,
            plants: Vec::new(),
            json: String::new(),
        }
    }
}

impl Row {
    fn of(plant: &PlantFigures<'_>, municipality: &str, figures: &SolarFigures<'_>, lang: Lang) -> Self {
        let t = &lang.texts().solar;
        let (year, began) = (figures.year, figures.began(plant));
        let page = address::plant(lang, &plant.plant.id);
        let kwp = fill(t.kwp, &[("kwp", &number(plant.plant.kwp, 0, lang))]);
        let mut under = vec![municipality.to_owned(), kwp, plant.plant.id.clone()];
        under.extend(began.map(|date| fill(t.since, &[("date", &long_date(date, lang))])));
        Self {
            name: plant.building.name.clone(),
            href: Some(year.map_or(page.clone(), |year| format!("{page}?year={year}"))),
            under: under.join(" · "),
            cells: Cells::of(&plant.performance, lang),
            neighbours: plant.relative.map_or_else(dash, |found| percent(100.0 * found.ratio(), 0, lang)),
            tag: tag(plant, t),
            data: percent(coverage_percent(plant.performance.coverage, 0), 0, lang),
            newest: None,
        }
    }
}

impl Newest {
    /// Of each plant, in their order; none without a meter or reading.
    pub(super) fn all(
        app: &App,
        figures: &SolarFigures<'_>,
        lang: Lang,
    ) -> Result<Vec<Option<Self>>, StoreError> {
        figures.plants.iter().map(|plant| Self::of(app, plant, lang)).collect()
    }

    pub(super) fn of(app: &App, plant: &PlantFigures<'_>, lang: Lang) -> Result<Option<Self>, StoreError> {
        let building = plant.building;
        let Some(meter) = plant.meter else { return Ok(None) };
        let newest = app.store.latest(&[SeriesKey::of_meter(meter)])?.pop().flatten();
        Ok(newest.map(|point| Self {
            meter: meter.id.clone(),
            stamp: timestamp(point.at),
            zone: building.zone.name(),
            value: quantity(point.value, 1, reading_unit(meter), lang),
            at: instant(point.at, building.zone, lang),
        }))
    }
}

impl Cells {
    fn of(judged: &Performance, lang: Lang) -> Self {
        let scale = |kwh: f64| EnergyScale::fitting(kwh, "kWh").with_unit(kwh, lang);
        let share = |share: Option<f64>| share.map_or_else(dash, |share| percent(100.0 * share, 0, lang));
        let (made, own) = (judged.production.ok(), judged.self_use.ok());
        Self {
            production: made.map_or_else(dash, |made| scale(made.kwh)),
            specific_yield: made.map_or_else(dash, |made| number(made.specific_yield(), 0, lang)),
            self_use: share(own.and_then(|own| own.share())),
            export: own.map_or_else(dash, |own| scale(own.export_kwh)),
            self_sufficiency: share(judged.self_sufficiency.ok().and_then(|own| own.share())),
        }
    }

    fn of_group(group: &Group, lang: Lang) -> Self {
        let scale = |kwh: f64| EnergyScale::fitting(kwh, "kWh").with_unit(kwh, lang);
        let share = |share: Option<f64>| share.map_or_else(dash, |share| percent(100.0 * share, 0, lang));
        Self {
            production: group.production.map_or_else(dash, |made| scale(made.kwh)),
            specific_yield: group.production.map_or_else(dash, |made| number(made.specific_yield(), 0, lang)),
            self_use: share(group.self_use.and_then(|own| own.share())),
            export: group.self_use.map_or_else(dash, |own| scale(own.export_kwh)),
            self_sufficiency: share(group.self_sufficiency.and_then(|own| own.share())),
        }
    }
}

/// In the order of the alphabet, in which å, ä and ö come last.
fn by_name(rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    rows
}

fn dash() -> String {
    "–".to_owned()
}

fn facts(group: &Group, lang: Lang) -> Vec<String> {
    let t = &lang.texts().solar;
    let kwp = fill(t.kwp, &[("kwp", &number(group.kwp, 0, lang))]);
    vec![count(group.plants, t.plant_one, t.plant_many, lang), kwp]
}

/// The years with production, and the one shown.
fn years(figures: &SolarFigures<'_>) -> Vec<Choice> {
    let mut years = figures.years.clone();
    years.extend(figures.year);
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    years
        .into_iter()
        .map(|year| Choice::new(year.to_string(), year.to_string(), figures.year == Some(year)))
        .collect()
}

fn verdict(total: &Group, figures: &SolarFigures<'_>, lang: Lang) -> Vec<Span> {
    let t = &lang.texts().solar;
    if total.plants == 0 {
        return fill_rich(t.empty, &[]);
    }
    let period = shown(figures, lang);
    let Some(made) = total.production else { return fill_rich(t.verdict_none, &[("period", &period)]) };
    let production = EnergyScale::fitting(made.kwh, "kWh").with_unit(made.kwh, lang);
    let all_split = total.without_self_use == 0 && total.producing == total.plants;
    match total.self_use.filter(|_| all_split).and_then(|own| Some((own, own.share()?))) {
        Some((own, share)) => {
            let (share, export) = (percent(100.0 * share, 0, lang), Cells::of_group(total, lang).export);
            debug_assert!(own.export_kwh >= 0.0);
            let values =
                [("production", &*production), ("period", &period), ("share", &share), ("export", &export)];
            fill_rich(t.verdict_split, &values)
        }
        None => fill_rich(t.verdict, &[("production", &production), ("period", &period)]),
    }
}

fn shown(figures: &SolarFigures<'_>, lang: Lang) -> String {
    if figures.period.days() > 0 {
        return span(figures.period, lang);
    }
    figures.year.map_or_else(String::new, |year| year.to_string())
}

fn notes(figures: &SolarFigures<'_>, lang: Lang) -> Vec<String> {
    let t = &lang.texts().solar;
    let mut notes = Vec::new();
    if figures.total.without_self_use > 0 {
        let n = count(figures.total.without_self_use, t.plant_one, t.plant_many, lang);
        notes.push(fill(t.without_self_use, &[("n", &n)]));
    }
    let (later, whole): (Vec<_>, Vec<_>) =
        figures.plants.iter().partition(|plant| figures.began(plant).is_some());
    if whole.iter().any(|plant| plant.is_part) {
        notes.push(t.part.to_owned());
    }
    if !later.is_empty() {
        let names: Vec<_> = later.iter().map(|plant| plant.building.name.as_str()).collect();
        notes.push(fill(t.later, &[("names", &names.join(", "))]));
    }
    notes
}

fn tiles(total: &Group, lang: Lang) -> Vec<Tile> {
    let t = &lang.texts().solar;
    let mut tiles = Vec::new();
    let tile = |label, value, unit: &str, note| Tile { label, value, unit: unit.to_owned(), note, tone: "" };
    if let Some(made) = total.production {
        let scale = EnergyScale::fitting(made.kwh, "kWh");
        let note = total.self_use.map_or_else(String::new, |_| {
            fill(t.export_note, &[("export", &Cells::of_group(total, lang).export)])
        });
        tiles.push(tile(t.production, scale.number(made.kwh, lang), scale.unit, note));
        let value = number(made.specific_yield(), 0, lang);
        tiles.push(tile(t.specific_yield, value, "kWh/kWp", t.specific_yield_note.to_owned()));
    }
    if let Some((own, share)) = total.self_use.and_then(|own| Some((own, own.share()?))) {
        let amount = EnergyScale::fitting(own.self_use_kwh, "kWh").with_unit(own.self_use_kwh, lang);
        let note = fill(t.self_use_note, &[("amount", &amount)]);
        tiles.push(tile(t.self_use, number(100.0 * share, 0, lang), "%", note));
    }
    if let Some(share) = total.self_sufficiency.and_then(|own| own.share()) {
        let note = t.self_sufficiency_note.to_owned();
        tiles.push(tile(t.self_sufficiency, number(100.0 * share, 0, lang), "%", note));
    }
    tiles
}

fn tag(plant: &PlantFigures<'_>, t: &SolarPages) -> &'static str {
    match (plant.stands_still_since, plant.relative) {
        (Some(_), _) => t.tag_still,
        (None, Some(relative)) if relative.is_weak() => t.tag_weak,
        _ => "",
    }
}

fn look_first(plant: &PlantFigures<'_>, lang: Lang) -> Option<LookFirst> {
    let t = &lang.texts().solar;
    let (what, check) = match (plant.stands_still_since, plant.relative) {
        (Some(date), _) => (fill(t.stands_still, &[("date", &long_date(date, lang))]), t.stands_still_check),
        (None, Some(relative)) if relative.is_weak() => {
            let share = percent(100.0 * relative.ratio(), 0, lang);
            (fill(t.weak, &[("share", &share)]), t.weak_check)
        }
        _ => return None,
    };
    let kwp = fill(t.kwp, &[("kwp", &number(plant.plant.kwp, 0, lang))]);
    Some(LookFirst {
        name: plant.building.name.clone(),
        href: address::plant(lang, &plant.plant.id),
        under: format!("{kwp} · {}", plant.plant.id),
        what,
        check,
    })
}
