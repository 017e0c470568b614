//! The overview: do the buildings save, how sure is that, and who lacks data?

mod choices;
mod question;
mod rows;
mod tiles;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Datelike;
use config::{Building, Carrier};
use engine::domain::SeriesKey;
use store::{Store, StoreError, StoredFinding};

use super::attention::AttentionRow;
use super::first_year::{area_text, previous_text, ready_text};
use super::shell::Shell;
use super::words::{Claim, Tile, Verdict};
use super::{Choice, List, error, html};
use crate::app::App;
use crate::charts::Forest;
use crate::error::Refusal;
use crate::figures::{
    AreaUse, Attention, Entry, Filter, Group as Together, Overview, SolarFigures, SolarPeriod, Sum,
};
use crate::format::{instant, long_date, span};
use crate::health::timestamp;
use crate::language::Lang;
use crate::texts::{Advice, Span, count, fill, fill_rich, finding};
use crate::visit::{Visit, address};
use choices::{carriers, orders, owners, places, years};
use question::{Order, Question};
use rows::{Kind, Row, Rows, claim_of};
use tiles::{solar_of, tiles};

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    shell: Shell,
    part: Option<String>,
    heading: String,
    facts: Vec<String>,
    years: Vec<Choice>,
    carriers: Vec<Choice>,
    owners: Vec<Choice>,
    places: Vec<Choice>,
    orders: Vec<Choice>,
    attention: Vec<AttentionRow>,
    more: String,
    /// What is said when nothing needs a look, or nothing is known.
    calm: &'static str,
    newest: Option<Newest>,
    /// Which lines of the list of buildings a phone shows.
    list: List,
    verdict: Option<Verdict>,
    nothing: Vec<Span>,
    tiles: Vec<Tile>,
    axis: String,
    municipalities: Vec<Row>,
    total: Option<Row>,
    groups: Vec<Kind>,
    /// There is anything to look at.
    has_buildings: bool,
    /// Any building's use per area is known.
    has_area: bool,
    insufficient: Vec<Lacking>,
    json: String,
}

/// What is looked at first is a short list.
const MOST_SHOWN: usize = 12;

/// When the newest reading of all was taken.
#[derive(Debug)]
struct Newest {
    /// RFC 3339.
    stamp: String,
    zone: &'static str,
    at: String,
}

/// A building's carrier without a saving.
#[derive(Debug)]
struct Lacking {
    name: String,
    href: String,
    carrier: &'static str,
    advice: Advice,
    ready: String,
    /// What is known until there is a saving.
    known: Vec<String>,
}

/// `GET /`
pub(crate) async fn overview(State(app): State<App>, visit: Visit) -> Response {
    match read(&app, &visit).await {
        Ok(response) => response,
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

async fn read(app: &App, visit: &Visit) -> Result<Response, Refusal> {
    let mut params = visit.params(&["year", "carrier", "municipality", "owner", "sort", "list"]);
    let filter = Filter::of(&mut params, &app.config.portfolio);
    let whole_list = List::read(&mut params);
    let order = params.read("sort", "an order (one of saving, energy, name, data)", Order::from_word);
    params.done()?;
    let question = Question { filter, order: order.unwrap_or(Order::Saving), whole_list };
    let (visit, this_year) = (visit.clone(), app.now().year());
    let page = app.blocking(move |app| {
        let overview = Overview::read(&app.store, &app.config.portfolio, &question.filter, this_year)?;
        let wanted = SolarPeriod::Year(overview.year);
        let solar = SolarFigures::read(&app.store, &app.config.portfolio, wanted, this_year)?;
        // A history on its way looks like silence.
        let attention = if app.is_arriving() {
            Vec::new()
        } else {
            Attention::all(&app.store, &overview, &solar, app.now())?
        };
        OverviewPage::of(app, &visit, &overview, (&attention, &solar), &question)
    });
    html(&page.await?)
}

impl OverviewPage {
    fn of(
        app: &App,
        visit: &Visit,
        overview: &Overview<'_>,
        (attention, solar): (&[Attention<'_>], &SolarFigures<'_>),
        question: &Question,
    ) -> Result<Self, StoreError> {
        let carrier = question.filter.carrier;
        let lang = visit.lang;
        let t = lang.texts();
        let portfolio = &app.config.portfolio;
        let unit = overview.unit;
        let total = overview.total();
        let forest = Forest::over(overview.buildings().iter().filter_map(|(_, entries, sum)| {
            sum.as_ref().and_then(|sum| claim_of(entries, sum).percent_bounds())
        }));
        let rows = Rows { lang, t, forest: &forest, order: question.order };
        let arriving = app.is_arriving();
        let nothing = match (portfolio.buildings.is_empty(), overview.years.is_empty()) {
            _ if arriving => t.overview.arriving,
            (true, _) => t.overview.empty,
            (false, true) => t.overview.no_results,
            (false, false) => "",
        };
        let mut municipalities: Vec<(&str, &str, Together)> = overview
            .municipalities()
            .into_iter()
            .map(|(id, group)| (id, portfolio.municipality_name(id), group))
            .collect();
        municipalities
            .sort_by(|a, b| question.order.compare((a.1, a.2.sum.as_ref()), (b.1, b.2.sum.as_ref())));
        let lacking = overview.insufficient().filter(|_| !arriving);
        let insufficient = lacking.map(|entry| Lacking::of(&app.store, overview, entry, lang));
        let insufficient = insufficient.collect::<Result<_, _>>()?;
        let mut groups = rows.groups(overview, |id| portfolio.municipality_name(id).to_owned());
        groups.retain(|_| !arriving);
        let lines = (groups.iter().map(|kind| kind.rows.len()).sum(), groups.len());
        let alone = question.filter.municipality.as_deref().map(|id| portfolio.municipality_name(id));
        let more = attention.len().saturating_sub(MOST_SHOWN);
        Ok(Self {
            shell: Shell::new(app, visit, alone.unwrap_or(t.shell.overview)),
            part: alone.map(str::to_owned),
            heading: heading(overview, alone, lang),
            owners: owners(portfolio, &question.filter, t),
            places: places(portfolio, &question.filter, t),
            orders: orders(question.order, t),
            attention: attention
                .iter()
                .take(MOST_SHOWN)
                .map(|found| AttentionRow::of(found, (portfolio, overview.analysed), lang))
                .collect(),
            more: if more > 0 {
                count(more, t.attention.more, t.attention.more, lang)
            } else {
                String::new()
            },
            facts: facts(overview, lang),
            years: years(overview, lang),
            carriers: carriers(overview, carrier, t),
            verdict: total.as_ref().map(|sum| verdict(sum, overview, carrier, unit, lang)),
            calm: match nothing {
                _ if arriving => t.attention.arriving,
                "" => t.attention.nothing,
                _ => t.attention.unknown,
            },
            nothing: fill_rich(nothing, &[]),
            newest: Newest::of(app, lang)?,
            list: List::of(
                lines,
                question.whole_list,
                question.list_address(lang),
                t.overview.list_all,
                lang,
            ),
            tiles: if arriving {
                Vec::new()
            } else {
                tiles(overview, total.as_ref(), attention, solar_of(solar, &question.filter), lang)
            },
            axis: forest.axis(lang),
            total: total.as_ref().filter(|_| municipalities.len() > 1).map(|sum| {
                let claim = Claim::of_sum(sum, unit);
                rows.row(
                    t.overview.total.to_owned(),
                    None,
                    String::new(),
                    Some(claim),
                    Default::default(),
                    sum.coverage,
                )
            }),
            municipalities: municipalities
                .iter()
                .filter(|_| alone.is_none() && !arriving)
                .map(|(id, name, group)| {
                    let claim = group.sum.as_ref().map(|sum| Claim::of_sum(sum, unit));
                    let coverage = group.sum.as_ref().map_or(group.coverage, |sum| sum.coverage);
                    let href = question.with_municipality(id, lang);
                    rows.row(
                        (*name).to_owned(),
                        Some(href),
                        rows.counted(group),
                        claim,
                        Default::default(),
                        coverage,
                    )
                })
                .collect(),
            has_buildings: !portfolio.buildings.is_empty(),
            has_area: groups.iter().any(|kind| kind.rows.iter().any(|row| !row.area.is_empty())),
            groups,
            insufficient,
            json: json_address(overview.year, &question.filter),
        })
    }
}

fn json_address(year: i32, filter: &Filter) -> String {
    let carrier = filter.carrier.map(|carrier| format!("&carrier={carrier}")).unwrap_or_default();
    let of = |name: &str, id: &Option<String>| {
        id.as_ref().map(|id| format!("&{name}={}", address::encoded(id))).unwrap_or_default()
    };
    let (place, owner) = (of("municipality", &filter.municipality), of("owner", &filter.owner));
    format!("/api/v1/portfolio?year={year}{carrier}{place}{owner}")
}

fn heading(overview: &Overview<'_>, alone: Option<&str>, lang: Lang) -> String {
    let t = &lang.texts().overview;
    let buildings = overview.all_buildings();
    let ids: BTreeSet<&str> = buildings.iter().map(|building| building.municipality.as_str()).collect();
    let buildings = count(buildings.len(), t.building_one, t.building_many, lang);
    let places = count(ids.len(), t.municipality_one, t.municipality_many, lang);
    match alone {
        Some(name) => fill(t.title_part, &[("name", name), ("buildings", &buildings)]),
        None => fill(t.title, &[("municipalities", &places), ("buildings", &buildings)]),
    }
}

fn facts(overview: &Overview<'_>, lang: Lang) -> Vec<String> {
    let t = &lang.texts().overview;
    let analysed = overview.analysed.filter(|_| !overview.years.is_empty());
    let mut facts = vec![span(overview.counted(), lang)];
    facts.extend(analysed.map(|date| fill(t.analysed, &[("date", &long_date(date, lang))])));
    facts
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

impl Lacking {
    fn of(store: &Store, overview: &Overview<'_>, entry: &Entry<'_>, lang: Lang) -> Result<Self, StoreError> {
        let told = |found: &StoredFinding| finding(&found.code, &found.text, &found.data, lang);
        let nothing = || finding("results.none", "", &[], lang);
        let account = overview.account(entry);
        let readiness = account.map(|account| account.readiness(store)).transpose()?.flatten();
        let mut known = Vec::new();
        if let Some(account) = account {
            let previous = account.previous_year(store, None)?;
            known.push(previous_text(account, previous.as_ref(), lang));
            known.push(area_text(AreaUse::of(store, std::slice::from_ref(account))?.as_ref(), lang));
        }
        known.retain(|text| !text.is_empty());
        Ok(Self {
            name: entry.building.name.clone(),
            href: building_address(entry.building, Some(entry.carrier), lang),
            carrier: lang.texts().words.carrier(entry.carrier).label,
            advice: entry.result.reason().map_or_else(nothing, told),
            ready: ready_text(readiness.as_ref(), lang),
            known,
        })
    }
}

impl Newest {
    fn of(app: &App, lang: Lang) -> Result<Option<Self>, StoreError> {
        let buildings = &app.config.portfolio.buildings;
        let keys: Vec<SeriesKey> =
            buildings.iter().flat_map(|building| &building.meters).map(SeriesKey::of_meter).collect();
        let newest = app.store.latest(&keys)?.into_iter().flatten().map(|point| point.at).max();
        let zone = buildings.first().map_or(chrono_tz::Europe::Stockholm, |building| building.zone);
        Ok(newest.map(|at| Self { stamp: timestamp(at), zone: zone.name(), at: instant(at, zone, lang) }))
    }
}

fn building_address(building: &Building, carrier: Option<Carrier>, lang: Lang) -> String {
    let page = address::building(lang, &building.id);
    carrier.map_or(page.clone(), |carrier| format!("{page}?carrier={carrier}"))
}
