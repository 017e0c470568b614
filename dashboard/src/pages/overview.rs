//! The overview: do the buildings save, how sure is that, and who lacks data?

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Datelike;
use config::{Building, Carrier};
use store::StoredFinding;

use super::building::is_year;
use super::shell::Shell;
use super::words::{Claim, Tile, Verdict, coverage_tile};
use super::{Choice, error, html};
use crate::app::App;
use crate::charts::Forest;
use crate::error::Refusal;
use crate::figures::{Entry, Overview, Sum};
use crate::format::{long_date, number, percent, span};
use crate::language::Lang;
use crate::texts::{Advice, Texts, count, fill, finding};
use crate::visit::{Visit, address};

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    shell: Shell,
    facts: Vec<String>,
    years: Vec<Choice>,
    carriers: Vec<Choice>,
    verdict: Option<Verdict>,
    nothing: &'static str,
    tiles: Vec<Tile>,
    axis: String,
    municipalities: Vec<Row>,
    total: Option<Row>,
    groups: Vec<Group>,
    insufficient: Vec<Lacking>,
    json: String,
}

/// One line of a forest plot.
#[derive(Debug)]
struct Row {
    name: String,
    href: Option<String>,
    under: String,
    claim: Option<RowClaim>,
    area: String,
    coverage: String,
}

/// The numbers of a line.
#[derive(Debug)]
struct RowClaim {
    percent: String,
    interval: String,
    amount: String,
    bounds: String,
    tag: &'static str,
    tone: &'static str,
    plot: String,
}

/// Buildings of one kind.
#[derive(Debug)]
struct Group {
    name: String,
    rows: Vec<Row>,
}

/// A building's carrier without a saving.
#[derive(Debug)]
struct Lacking {
    name: String,
    href: String,
    carrier: &'static str,
    advice: Advice,
}

/// `GET /`
pub(crate) async fn overview(State(app): State<App>, visit: Visit) -> Response {
    match read(&app, &visit).await {
        Ok(response) => response,
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

async fn read(app: &App, visit: &Visit) -> Result<Response, Refusal> {
    let mut params = visit.params(&["year", "carrier"]);
    let (year, carrier) = (params.year("year"), params.carrier("carrier"));
    params.done()?;
    let (visit, this_year) = (visit.clone(), app.now().year());
    let page = app.blocking(move |app| {
        let overview = Overview::read(&app.store, &app.config.portfolio, year, carrier, this_year)?;
        Ok(OverviewPage::of(app, &visit, &overview, carrier))
    });
    html(&page.await?)
}

impl OverviewPage {
    fn of(app: &App, visit: &Visit, overview: &Overview<'_>, carrier: Option<Carrier>) -> Self {
        let lang = visit.lang;
        let t = lang.texts();
        let portfolio = &app.config.portfolio;
        let unit = overview.unit;
        let total = overview.total();
        let forest = Forest::over(overview.buildings().iter().filter_map(|(_, entries, sum)| {
            sum.as_ref().and_then(|sum| claim_of(entries, sum).percent_bounds())
        }));
        let rows = Rows { lang, t, forest: &forest };
        let nothing = match (portfolio.buildings.is_empty(), overview.years.is_empty()) {
            (true, _) => t.overview.empty,
            (false, true) => t.overview.no_results,
            (false, false) => "",
        };
        let municipalities = overview.municipalities();
        Self {
            shell: Shell::new(app, visit, t.shell.overview),
            facts: facts(app, overview, lang),
            years: years(overview, lang),
            carriers: carriers(overview, carrier, t),
            verdict: total.as_ref().map(|sum| verdict(sum, overview, carrier, unit, lang)),
            nothing,
            tiles: tiles(overview, total.as_ref(), unit, lang),
            axis: forest.axis(lang),
            municipalities: municipalities
                .iter()
                .map(|(id, group)| {
                    let name = portfolio.municipality_name(id).to_owned();
                    let buildings =
                        count(group.buildings, t.overview.building_one, t.overview.building_many, lang);
                    let claim = group.sum.as_ref().map(|sum| Claim::of_sum(sum, unit));
                    rows.row(name, None, buildings, claim, None, group.coverage)
                })
                .collect(),
            total: total.as_ref().filter(|_| municipalities.len() > 1).map(|sum| {
                let coverage = overview.coverage().unwrap_or(sum.coverage);
                let claim = Claim::of_sum(sum, unit);
                rows.row(t.overview.total.to_owned(), None, String::new(), Some(claim), None, coverage)
            }),
            groups: rows.groups(overview, |id| portfolio.municipality_name(id).to_owned()),
            insufficient: overview.insufficient().map(|entry| lacking(entry, lang)).collect(),
            json: json_address(overview.year, carrier),
        }
    }
}

fn json_address(year: i32, carrier: Option<Carrier>) -> String {
    let carrier = carrier.map(|carrier| format!("&carrier={carrier}")).unwrap_or_default();
    format!("/api/v1/portfolio?year={year}{carrier}")
}

fn facts(app: &App, overview: &Overview<'_>, lang: Lang) -> Vec<String> {
    let t = &lang.texts().overview;
    let portfolio = &app.config.portfolio;
    let mut ids: Vec<&str> = portfolio.buildings.iter().map(|b| b.municipality.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut facts = vec![
        count(ids.len(), t.municipality_one, t.municipality_many, lang),
        count(portfolio.buildings.len(), t.building_one, t.building_many, lang),
    ];
    if let Some(date) = overview.analysed.filter(|_| !overview.years.is_empty()) {
        facts.push(fill(t.analysed, &[("date", &long_date(date, lang))]));
    }
    facts
}

/// The years with results; first the time up to the last result, when that is shown and is no whole year.
fn years(overview: &Overview<'_>, lang: Lang) -> Vec<Choice> {
    let mut years = overview.years.clone();
    if !years.contains(&overview.year) {
        years.push(overview.year);
        years.sort_unstable_by(|a, b| b.cmp(a));
    }
    let counted = overview.counted();
    let is_part = overview.is_default && counted != overview.period;
    let part = is_part.then(|| Choice::new(String::new(), span(counted, lang), true));
    let choice =
        |year: i32| Choice::new(year.to_string(), year.to_string(), !is_part && year == overview.year);
    part.into_iter().chain(years.into_iter().map(choice)).collect()
}

fn carriers(overview: &Overview<'_>, shown: Option<Carrier>, t: &Texts) -> Vec<Choice> {
    let all = Choice::new(String::new(), t.overview.all_energy.to_owned(), shown.is_none());
    let each = overview.carriers.iter().map(|carrier| {
        let name = t.words.carrier(*carrier).label.to_owned();
        Choice::new(carrier.as_str().to_owned(), name, shown == Some(*carrier))
    });
    std::iter::once(all).chain(each).collect()
}

fn verdict(
    sum: &Sum,
    overview: &Overview<'_>,
    carrier: Option<Carrier>,
    unit: &'static str,
    lang: Lang,
) -> Verdict {
    let t = lang.texts();
    let subject = match carrier {
        None => t.verdict.buildings.to_owned(),
        Some(carrier) => {
            let name = t.words.carrier(carrier).label.to_lowercase();
            fill(t.verdict.buildings_carrier, &[("carrier", &name)])
        }
    };
    Claim::of_sum(sum, unit).verdict(&subject, &span(overview.counted(), lang), lang)
}

fn tiles(overview: &Overview<'_>, total: Option<&Sum>, unit: &'static str, lang: Lang) -> Vec<Tile> {
    let t = &lang.texts().overview;
    let mut tiles = Vec::new();
    if let Some(claim) = total.map(|sum| Claim::of_sum(sum, unit)) {
        tiles.push(claim.tile(t.tile_saved, lang));
        tiles.push(claim.used_tile(t.tile_used, t.tile_used_note, lang));
    }
    let buildings = overview.buildings();
    let complete = |entries: &[&Entry<'_>]| entries.iter().all(|entry| entry.result.saving().is_some());
    let sure = buildings.iter().filter(|(_, entries, _)| complete(entries)).count();
    let (n, all) = (sure.to_string(), buildings.len().to_string());
    if !buildings.is_empty() {
        tiles.push(Tile {
            label: t.tile_results,
            value: fill(t.tile_results_value, &[("n", &n), ("all", &all)]),
            unit: String::new(),
            note: if sure == buildings.len() { t.tile_results_all } else { t.tile_results_note }.to_owned(),
            tone: "",
        });
    }
    if let Some(share) = overview.coverage() {
        tiles.push(coverage_tile(t.tile_coverage, share, t.tile_coverage_note.to_owned(), lang));
    }
    tiles
}

fn lacking(entry: &Entry<'_>, lang: Lang) -> Lacking {
    let told = |found: &StoredFinding| finding(&found.code, &found.text, &found.data, lang);
    let nothing = || finding("results.none", "", &[], lang);
    Lacking {
        name: entry.building.name.clone(),
        href: building_address(entry.building, Some(entry.carrier), lang),
        carrier: lang.texts().words.carrier(entry.carrier).label,
        advice: entry.result.reason().map_or_else(nothing, told),
    }
}

fn building_address(building: &Building, carrier: Option<Carrier>, lang: Lang) -> String {
    let page = address::building(lang, &building.id);
    carrier.map_or(page.clone(), |carrier| format!("{page}?carrier={carrier}"))
}

/// The sum of one building's entries, in their unit.
fn claim_of(entries: &[&Entry<'_>], sum: &Sum) -> Claim {
    Claim::of_sum(sum, entries.first().map_or("kWh", |entry| entry.unit))
}

/// Makes lines that share a scale.
struct Rows<'a> {
    lang: Lang,
    t: &'static Texts,
    forest: &'a Forest,
}

impl Rows<'_> {
    fn row(
        &self,
        name: String,
        href: Option<String>,
        under: String,
        claim: Option<Claim>,
        area_m2: Option<f64>,
        coverage: f64,
    ) -> Row {
        let lang = self.lang;
        let per_area = claim.zip(area_m2.filter(|area| *area > 0.0)).map(|(claim, area)| claim.actual / area);
        Row {
            name,
            href,
            under,
            claim: claim.map(|claim| self.claim(&claim)),
            area: per_area.map_or_else(String::new, |value| number(value, 0, lang)),
            coverage: percent(100.0 * coverage, 0, lang),
        }
    }

    fn claim(&self, claim: &Claim) -> RowClaim {
        let lang = self.lang;
        let tone = claim.tone();
        let plot = claim.percent.zip(claim.percent_bounds());
        RowClaim {
            percent: claim.percent(lang),
            interval: claim.percent_interval(lang),
            amount: claim.amount(lang),
            bounds: claim.bounds(lang),
            tag: match tone {
                "save" => self.t.verdict.tag_saved,
                "over" => self.t.verdict.tag_over,
                _ => self.t.verdict.tag_unsure,
            },
            tone,
            plot: plot.map_or_else(String::new, |(saved, (low, high))| self.forest.row(saved, low, high)),
        }
    }

    /// Buildings with a saving by kind, the largest saving first.
    fn groups(&self, overview: &Overview<'_>, municipality: impl Fn(&str) -> String) -> Vec<Group> {
        let mut with_sum: Vec<_> = overview
            .buildings()
            .into_iter()
            .filter_map(|(building, entries, sum)| sum.map(|sum| (building, entries, sum)))
            .collect();
        let share = |sum: &Sum| sum.avoided_percent.unwrap_or(f64::NEG_INFINITY);
        with_sum.sort_by(|a, b| share(&b.2).total_cmp(&share(&a.2)));
        let mut groups: Vec<Group> = Vec::new();
        for (building, entries, sum) in &with_sum {
            let name = self.t.words.building_use(&building.use_);
            let labels: Vec<_> = entries
                .iter()
                .filter(|entry| entry.result.saving().is_some())
                .map(|entry| self.t.words.carrier(entry.carrier).label)
                .collect();
            let under = format!("{} · {}", municipality(&building.municipality), labels.join(", "));
            let whole_year = entries.iter().all(|entry| is_year(entry.result.period));
            let area = building.heated_area_m2.filter(|_| whole_year);
            let href = building_address(building, None, self.lang);
            let row = self.row(
                building.name.clone(),
                Some(href),
                under,
                Some(claim_of(entries, sum)),
                area,
                sum.coverage,
            );
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { name, rows: vec![row] }),
            }
        }
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        groups
    }
}
