//! The overview: do the buildings save, how sure is that, and who lacks data?

use std::cmp::Ordering;
use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Datelike;
use config::{Building, Carrier, Portfolio, Tariff};
use engine::solar::Group;
use store::{StoreError, StoredFinding};

use super::attention::AttentionRow;
use super::building::is_year;
use super::shell::Shell;
use super::words::{Claim, Tile, Verdict, coverage_tile, ready};
use super::{Choice, error, html};
use crate::app::App;
use crate::charts::Forest;
use crate::error::Refusal;
use crate::figures::{
    Account, Attention, Entry, Filter, Group as Together, Overview, Readiness, SolarFigures, SolarPeriod,
    Sum, What,
};
use crate::format::{EnergyScale, interval, long_date, number, percent, span};
use crate::language::Lang;
use crate::texts::{Advice, Texts, count, fill, finding};
use crate::visit::{Visit, address};

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
    verdict: Option<Verdict>,
    nothing: &'static str,
    tiles: Vec<Tile>,
    axis: String,
    municipalities: Vec<Row>,
    total: Option<Row>,
    groups: Vec<Kind>,
    /// Any building's use per area is known.
    has_area: bool,
    insufficient: Vec<Lacking>,
    json: String,
}

/// What is looked at first is a short list.
const MOST_SHOWN: usize = 12;

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
struct Kind {
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
    ready: String,
}

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Question {
    filter: Filter,
    order: Order,
}

/// In which order the lists stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Saving,
    Energy,
    Name,
    Data,
}

/// `GET /`
pub(crate) async fn overview(State(app): State<App>, visit: Visit) -> Response {
    match read(&app, &visit).await {
        Ok(response) => response,
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

async fn read(app: &App, visit: &Visit) -> Result<Response, Refusal> {
    let mut params = visit.params(&["year", "carrier", "municipality", "owner", "sort"]);
    let filter = Filter::of(&mut params, &app.config.portfolio);
    let order = params.read("sort", "an order (one of saving, energy, name, data)", Order::from_word);
    params.done()?;
    let question = Question { filter, order: order.unwrap_or(Order::Saving) };
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

impl Order {
    const ALL: [Self; 4] = [Self::Saving, Self::Energy, Self::Name, Self::Data];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Saving => "saving",
            Self::Energy => "energy",
            Self::Name => "name",
            Self::Data => "data",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == word)
    }

    /// Which of two lines comes first: names in order of the alphabet, numbers with the largest first, lines without
    /// a saving last.
    fn compare(self, a: (&str, Option<&Sum>), b: (&str, Option<&Sum>)) -> Ordering {
        let number = |sum: Option<&Sum>| match (self, sum) {
            (Self::Name, _) | (_, None) => f64::NEG_INFINITY,
            (Self::Saving, Some(sum)) => sum.avoided_percent.unwrap_or(f64::NEG_INFINITY),
            (Self::Energy, Some(sum)) => sum.avoided_kwh,
            (Self::Data, Some(sum)) => sum.coverage,
        };
        number(b.1).total_cmp(&number(a.1)).then_with(|| a.0.cmp(b.0))
    }
}

impl Question {
    /// The address of the page with `municipality` in place of the one asked for.
    fn with_municipality(&self, municipality: &str, lang: Lang) -> String {
        let filter = &self.filter;
        let mut pairs = vec![format!("municipality={}", address::encoded(municipality))];
        pairs.extend(filter.year.map(|year| format!("year={year}")));
        pairs.extend(filter.carrier.map(|carrier| format!("carrier={carrier}")));
        pairs.extend(filter.owner.as_ref().map(|owner| format!("owner={}", address::encoded(owner))));
        pairs.extend((self.order != Order::Saving).then(|| format!("sort={}", self.order.as_str())));
        format!("{}?{}", address::overview(lang), pairs.join("&"))
    }
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
        let mut insufficient = Vec::new();
        for entry in overview.insufficient().filter(|_| !arriving) {
            let same = |account: &&Account<'_>| {
                account.building.id == entry.building.id && account.carrier == entry.carrier
            };
            let account = overview.accounts.iter().find(same);
            let readiness = account.map(|account| account.readiness(&app.store)).transpose()?.flatten();
            insufficient.push(lacking(entry, readiness, lang));
        }
        let mut groups = rows.groups(overview, |id| portfolio.municipality_name(id).to_owned());
        groups.retain(|_| !arriving);
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
                .map(|found| AttentionRow::of(found, portfolio, lang))
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
            nothing,
            tiles: if arriving {
                Vec::new()
            } else {
                tiles(overview, total.as_ref(), attention, solar_of(solar, &question.filter), lang)
            },
            axis: forest.axis(lang),
            total: total.as_ref().filter(|_| municipalities.len() > 1).map(|sum| {
                let claim = Claim::of_sum(sum, unit);
                rows.row(t.overview.total.to_owned(), None, String::new(), Some(claim), None, sum.coverage)
            }),
            municipalities: municipalities
                .iter()
                .filter(|_| alone.is_none() && !arriving)
                .map(|(id, name, group)| {
                    let claim = group.sum.as_ref().map(|sum| Claim::of_sum(sum, unit));
                    let coverage = group.sum.as_ref().map_or(group.coverage, |sum| sum.coverage);
                    let href = question.with_municipality(id, lang);
                    rows.row((*name).to_owned(), Some(href), rows.counted(group), claim, None, coverage)
                })
                .collect(),
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

fn places(portfolio: &Portfolio, filter: &Filter, t: &Texts) -> Vec<Choice> {
    let used: BTreeSet<&str> = portfolio.buildings.iter().map(|b| b.municipality.as_str()).collect();
    let known = portfolio.municipalities.iter().filter(|known| used.contains(known.id.as_str()));
    let named = known.map(|known| (known.id.as_str(), known.name.as_str()));
    offer(t.overview.all_municipalities, named, filter.municipality.as_deref())
}

fn owners(portfolio: &Portfolio, filter: &Filter, t: &Texts) -> Vec<Choice> {
    let named = portfolio.owners.iter().map(|owner| (owner.id.as_str(), owner.name.as_str()));
    offer(t.overview.all_owners, named, filter.owner.as_deref())
}

/// All of them, or one; nothing to choose when there is only one.
fn offer<'a>(all: &str, named: impl Iterator<Item = (&'a str, &'a str)>, shown: Option<&str>) -> Vec<Choice> {
    let each: Vec<Choice> =
        named.map(|(id, name)| Choice::new(id.to_owned(), name.to_owned(), Some(id) == shown)).collect();
    if each.len() < 2 {
        return Vec::new();
    }
    std::iter::once(Choice::new(String::new(), all.to_owned(), shown.is_none())).chain(each).collect()
}

fn orders(shown: Order, t: &Texts) -> Vec<Choice> {
    let name = |order| match order {
        Order::Saving => t.overview.sort_saving,
        Order::Energy => t.overview.sort_energy,
        Order::Name => t.overview.sort_name,
        Order::Data => t.overview.sort_data,
    };
    Order::ALL
        .map(|order| {
            // What needs no word in the address has none.
            let value = if order == Order::Saving { "" } else { order.as_str() };
            Choice::new(value.to_owned(), name(order).to_owned(), order == shown)
        })
        .into()
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

/// What the plants shown made together; none when only some of them are meant, or none are.
fn solar_of<'s>(solar: &'s SolarFigures<'_>, filter: &Filter) -> Option<&'s Group> {
    let group = match &filter.municipality {
        Some(id) => solar.municipalities.get(id.as_str())?,
        None => &solar.total,
    };
    (filter.owner.is_none() && filter.carrier.is_none()).then_some(group)
}

fn solar_tile(group: &Group, lang: Lang) -> Option<Tile> {
    let t = &lang.texts().overview;
    let made = group.production?;
    let scale = EnergyScale::fitting(made.kwh, "kWh");
    let note = group.self_use.and_then(|own| own.share()).map_or_else(String::new, |share| {
        fill(t.tile_solar_note, &[("share", &percent(100.0 * share, 0, lang))])
    });
    let (value, unit) = (scale.number(made.kwh, lang), scale.unit.to_owned());
    Some(Tile { label: t.tile_solar, value, unit, note, tone: "" })
}

fn tiles(
    overview: &Overview<'_>,
    total: Option<&Sum>,
    attention: &[Attention<'_>],
    solar: Option<&Group>,
    lang: Lang,
) -> Vec<Tile> {
    let t = &lang.texts().overview;
    let mut tiles = Vec::new();
    let claim = total.map(|sum| Claim::of_sum(sum, overview.unit));
    tiles.extend(claim.map(|claim| {
        let mut tile = claim.tile(t.tile_saved, lang);
        tile.note.extend(worth_note(&claim, overview, lang).map(|worth| format!(". {worth}")));
        tile
    }));
    if !overview.years.is_empty() {
        tiles.push(todo_tile(attention, lang));
    }
    tiles.extend(claim.map(|claim| claim.used_tile(t.tile_used, t.tile_used_note, lang)));
    if let Some(share) = overview.coverage() {
        let buildings = overview.buildings();
        let complete = |entries: &[&Entry<'_>]| entries.iter().all(|entry| entry.result.saving().is_some());
        let sure = buildings.iter().filter(|(_, entries, _)| complete(entries)).count();
        let values = [("n", &*sure.to_string()), ("all", &buildings.len().to_string())];
        tiles.push(coverage_tile(t.tile_coverage, share, fill(t.counted, &values), lang));
    }
    tiles.extend(solar.and_then(|group| solar_tile(group, lang)));
    tiles
}

/// What a saving beyond doubt is worth in kronor, with its bounds at the mean price, and where the prices come from.
fn worth_note(claim: &Claim, overview: &Overview<'_>, lang: Lang) -> Option<String> {
    let t = &lang.texts().overview;
    let cost = overview.worth().cost_sek.filter(|_| claim.tone() != "unsure")?;
    let price = Some(cost.amount / claim.avoided).filter(|price| price.is_finite() && *price > 0.0)?;
    let kronor = |kwh: f64| number(price * kwh, 0, lang);
    let bounds = interval(&kronor(claim.interval.low_kwh), &kronor(claim.interval.high_kwh), "kr", lang);
    let from = |tariff: &&Tariff| format!("{} ({})", tariff.source, tariff.from.year());
    let sources: BTreeSet<String> = cost.rates.iter().map(from).collect();
    let sources = sources.into_iter().collect::<Vec<_>>().join("; ");
    let values = [("amount", &*number(cost.amount, 0, lang)), ("interval", &bounds), ("sources", &sources)];
    Some(fill(t.tile_worth, &values))
}

fn todo_tile(attention: &[Attention<'_>], lang: Lang) -> Tile {
    let t = &lang.texts().overview;
    let costs =
        attention.iter().filter(|found| matches!(found.what, What::Excess(_) | What::SolarStill(_))).count();
    let values = [("costs", &*costs.to_string()), ("meters", &(attention.len() - costs).to_string())];
    Tile {
        label: t.tile_todo,
        value: attention.len().to_string(),
        unit: String::new(),
        note: if attention.is_empty() {
            t.tile_todo_none.to_owned()
        } else {
            fill(t.tile_todo_note, &values)
        },
        tone: "",
    }
}

fn lacking(entry: &Entry<'_>, readiness: Option<Readiness>, lang: Lang) -> Lacking {
    let told = |found: &StoredFinding| finding(&found.code, &found.text, &found.data, lang);
    let nothing = || finding("results.none", "", &[], lang);
    Lacking {
        name: entry.building.name.clone(),
        href: building_address(entry.building, Some(entry.carrier), lang),
        carrier: lang.texts().words.carrier(entry.carrier).label,
        advice: entry.result.reason().map_or_else(nothing, told),
        ready: ready(readiness, lang),
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
    order: Order,
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

    /// How many of a group's buildings its sum counts.
    fn counted(&self, group: &Together) -> String {
        let t = &self.t.overview;
        if group.counted == group.buildings {
            return count(group.buildings, t.building_one, t.building_many, self.lang);
        }
        let values = [("n", &*group.counted.to_string()), ("all", &group.buildings.to_string())];
        fill(t.counted, &values)
    }

    /// Buildings with a saving by kind.
    fn groups(&self, overview: &Overview<'_>, municipality: impl Fn(&str) -> String) -> Vec<Kind> {
        let mut with_sum: Vec<_> = overview
            .buildings()
            .into_iter()
            .filter_map(|(building, entries, sum)| sum.map(|sum| (building, entries, sum)))
            .collect();
        with_sum.sort_by(|a, b| self.order.compare((&a.0.name, Some(&a.2)), (&b.0.name, Some(&b.2))));
        let mut groups: Vec<Kind> = Vec::new();
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
                None => groups.push(Kind { name, rows: vec![row] }),
            }
        }
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        groups
    }
}
