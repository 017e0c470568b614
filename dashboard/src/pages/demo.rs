//! The page of a simulated portfolio: every estimate beside the truth, and the planted faults.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Datelike;
use config::Portfolio;

use super::attention::AttentionRow;
use super::shell::Shell;
use super::words::{Claim, Tile};
use super::{List, error, html};
use crate::app::App;
use crate::charts::Forest;
use crate::demo::{Demo, PlantedFault};
use crate::error::Refusal;
use crate::figures::{Attention, Compared, Entry, Filter, Overview, SolarFigures, SolarPeriod};
use crate::format::{iso, long_date, percent, signed, span};
use crate::language::Lang;
use crate::texts::{Span, Texts, fill, fill_rich};
use crate::visit::{Visit, address};

/// Lines that a phone shows at first.
const FIRST_LINES: usize = 8;

#[derive(Template)]
#[template(path = "demo.html")]
struct DemoPage {
    shell: Shell,
    period: String,
    verdict: Vec<Span>,
    tiles: Vec<Tile>,
    axis: String,
    rows: Vec<Row>,
    list: List,
    faults: Vec<FaultRow>,
    seed: String,
}

/// One carrier of one building.
#[derive(Debug)]
struct Row {
    name: String,
    href: String,
    under: String,
    estimate: Option<Estimate>,
    truth: String,
}

/// What is estimated of it.
#[derive(Debug)]
struct Estimate {
    percent: String,
    interval: String,
    plot: String,
    holds: bool,
}

/// A planted fault.
#[derive(Debug)]
struct FaultRow {
    name: String,
    href: String,
    under: String,
    text: String,
    since: String,
    shown: String,
}

/// `GET /demo`
pub(crate) async fn demo(State(app): State<App>, visit: Visit) -> Response {
    match read(&app, &visit).await {
        Ok(response) => response,
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

async fn read(app: &App, visit: &Visit) -> Result<Response, Refusal> {
    let demo = app.demo.clone().ok_or(Refusal::NotFound)?;
    let mut params = visit.params(&["list"]);
    let is_whole = List::read(&mut params);
    params.done()?;
    let (visit, this_year) = (visit.clone(), app.now().year());
    let page = app.blocking(move |app| {
        let overview = Overview::read(&app.store, &app.config.portfolio, &Filter::default(), this_year)?;
        let solar = SolarFigures::read(&app.store, &app.config.portfolio, SolarPeriod::Default, this_year)?;
        let attention = Attention::all(&app.store, &overview, &solar, app.now())?;
        Ok(DemoPage::of(app, &visit, &demo, (&overview, is_whole), &attention))
    });
    html(&page.await?)
}

impl DemoPage {
    fn of(
        app: &App,
        visit: &Visit,
        demo: &Demo,
        (overview, is_whole): (&Overview<'_>, bool),
        attention: &[Attention<'_>],
    ) -> Self {
        let lang = visit.lang;
        let t = lang.texts();
        let portfolio = &app.config.portfolio;
        let is_arriving = app.is_arriving();
        let told = overview.entries.iter().filter(|_| !is_arriving);
        let pairs: Vec<(&Entry<'_>, Option<Compared<'_>>)> =
            told.map(|entry| (entry, Compared::of(demo, entry))).collect();
        let compared: Vec<Compared<'_>> = pairs.iter().filter_map(|(_, compared)| *compared).collect();
        let bounds = |one: &Compared<'_>| Claim::of(one.saving, one.unit).percent_bounds();
        let truths = compared.iter().map(|one| (one.truth.avoided_percent, one.truth.avoided_percent));
        let forest = Forest::over(compared.iter().filter_map(bounds).chain(truths));
        let rows = Rows { demo, portfolio, forest: &forest, lang, t };
        let date = long_date(demo.first_day, lang);
        Self {
            shell: Shell::new(app, visit, t.demo.title),
            period: span(overview.counted(), lang),
            verdict: if is_arriving {
                fill_rich(t.overview.arriving, &[])
            } else {
                verdict(&compared, t, lang)
            },
            tiles: tiles(&compared, overview.unit, t, lang),
            axis: forest.axis(lang),
            list: List::of(
                (pairs.len(), FIRST_LINES),
                is_whole,
                address::demo(lang).to_owned(),
                t.demo.list_all,
                lang,
            ),
            rows: pairs.iter().map(|(entry, compared)| rows.row(entry, compared.as_ref())).collect(),
            faults: demo
                .faults
                .iter()
                .filter(|_| !is_arriving)
                .filter_map(|fault| rows.fault(fault, attention))
                .collect(),
            seed: fill(t.demo.how_seed, &[("seed", &demo.seed.to_string()), ("date", &date)]),
        }
    }
}

fn held(compared: &[Compared<'_>]) -> usize {
    compared.iter().filter(|one| one.holds()).count()
}

fn verdict(compared: &[Compared<'_>], t: &Texts, lang: Lang) -> Vec<Span> {
    if compared.is_empty() {
        return fill_rich(t.demo.none, &[]);
    }
    let (held, all) = (held(compared).to_string(), compared.len().to_string());
    let values = [("held", held.as_str()), ("all", all.as_str()), ("share", &share_held(compared, lang))];
    fill_rich(t.demo.verdict, &values)
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn share_held(compared: &[Compared<'_>], lang: Lang) -> String {
    percent(100.0 * held(compared) as f64 / compared.len().max(1) as f64, 0, lang)
}

fn tiles(compared: &[Compared<'_>], unit: &'static str, t: &Texts, lang: Lang) -> Vec<Tile> {
    let Some((sum, truth)) = Compared::total(compared, unit) else { return Vec::new() };
    let claim = Claim::of_sum(&sum, unit);
    let (held, all) = (held(compared).to_string(), compared.len().to_string());
    let errors = compared
        .iter()
        .filter_map(|one| one.saving.avoided_percent.map(|found| found - one.truth.avoided_percent));
    let errors: Vec<f64> = errors.collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    let mean_error = errors.iter().sum::<f64>() / errors.len().max(1) as f64;
    let tile = |label, value, unit: &str, note| Tile { label, value, unit: unit.to_owned(), note, tone: "" };
    let amount = claim.scale().with_unit(truth.avoided_kwh, lang);
    vec![
        tile(
            t.demo.tile_held,
            share_held(compared, lang),
            "",
            fill(t.demo.tile_held_note, &[("held", &held), ("all", &all)]),
        ),
        tile(
            t.demo.tile_estimate,
            claim.percent(lang),
            "",
            fill(t.verdict.confidence, &[("interval", &claim.percent_interval(lang))]),
        ),
        tile(
            t.demo.tile_truth,
            percent(truth.avoided_percent, 1, lang),
            "",
            fill(t.demo.tile_truth_note, &[("amount", &amount)]),
        ),
        tile(
            t.demo.tile_error,
            signed(mean_error, 1, lang),
            t.demo.points,
            t.demo.tile_error_note.to_owned(),
        ),
    ]
}

/// Makes the lines of the page.
struct Rows<'a> {
    demo: &'a Demo,
    portfolio: &'a Portfolio,
    forest: &'a Forest,
    lang: Lang,
    t: &'static Texts,
}

impl Rows<'_> {
    fn row(&self, entry: &Entry<'_>, compared: Option<&Compared<'_>>) -> Row {
        let lang = self.lang;
        let measure = self.demo.measures.iter().find(|measure| measure.building == entry.building.id);
        let done = measure.map_or(self.t.demo.no_measure, |measure| match lang {
            Lang::Sv => &measure.sv,
            Lang::En => &measure.en,
        });
        let page = address::building(lang, &entry.building.id);
        let truth = compared
            .map(|one| one.truth)
            .or_else(|| (self.demo.truth)(&entry.building.id, entry.carrier, entry.result.period));
        Row {
            name: entry.building.name.clone(),
            href: format!("{page}?carrier={}", entry.carrier),
            under: format!("{} · {done}", self.t.words.carrier(entry.carrier).label),
            estimate: compared.map(|one| self.estimate(one)),
            truth: truth.map_or_else(|| "–".to_owned(), |truth| percent(truth.avoided_percent, 1, lang)),
        }
    }

    fn estimate(&self, one: &Compared<'_>) -> Estimate {
        let claim = Claim::of(one.saving, one.unit);
        let plot = claim.percent.zip(claim.percent_bounds()).map(|(saved, (low, high))| {
            self.forest.row_with_truth(saved, low, high, one.truth.avoided_percent)
        });
        Estimate {
            percent: claim.percent(self.lang),
            interval: claim.percent_interval(self.lang),
            plot: plot.unwrap_or_default(),
            holds: one.holds(),
        }
    }

    /// What the list of what to look at says of a planted fault.
    fn shown(&self, fault: &PlantedFault, attention: &[Attention<'_>]) -> String {
        let t = &self.t.demo;
        let tells = |found: &&Attention<'_>| found.tells_of(fault);
        match (attention.iter().find(tells), fault.until) {
            (Some(found), _) => {
                let text = AttentionRow::of(found, (self.portfolio, None), self.lang).what;
                fill(t.shown, &[("text", &text)])
            }
            (None, Some(_)) => t.shown_past.to_owned(),
            (None, None) => t.not_shown.to_owned(),
        }
    }

    fn fault(&self, fault: &PlantedFault, attention: &[Attention<'_>]) -> Option<FaultRow> {
        let building = self.portfolio.building(&fault.building)?;
        let ended = fault.until.map_or_else(String::new, |until| format!("–{}", iso(until)));
        Some(FaultRow {
            name: building.name.clone(),
            href: address::building(self.lang, &building.id),
            under: fault.meter.clone().unwrap_or_default(),
            text: match self.lang {
                Lang::Sv => fault.sv.clone(),
                Lang::En => fault.en.clone(),
            },
            since: format!("{}{ended}", iso(fault.since)),
            shown: self.shown(fault, attention),
        })
    }
}
