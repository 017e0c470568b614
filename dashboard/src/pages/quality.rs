//! Data quality: do the meters arrive, day by day, and what needs a look first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use config::Portfolio;
use store::{QuarantineItem, UnknownItem};

use super::shell::Shell;
use super::words::Tile;
use super::{Choice, error, html};
use crate::api::Unknown;
use crate::app::App;
use crate::charts::{DayState, calendar, share_bar};
use crate::error::Refusal;
use crate::figures::consumption::{reading_unit, use_unit};
use crate::figures::{DataQuality, MeterQuality, Selection};
use crate::format::{instant, iso, long_date, month_year, number, percent, quantity};
use crate::language::Lang;
use crate::texts::{QualityPage as Texts, Span, count, fill, fill_rich};
use crate::visit::{Visit, address};

/// Meters on one page of the calendar.
const PAGE: usize = 25;
/// Lines of the other lists; the API has the rest.
const LINES: usize = 20;
/// Months to choose from.
const MONTHS: u32 = 24;

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPage {
    shell: Shell,
    here: &'static str,
    facts: Vec<String>,
    choices: [Vec<Choice>; 3],
    verdict: Vec<Span>,
    tiles: Vec<Tile>,
    silent: Vec<SilentRow>,
    still: Vec<StillRow>,
    calendar_title: String,
    calendar: Vec<CalendarRow>,
    pager: Option<Pager>,
    months: Vec<MonthRow>,
    quarantine: Vec<QuarantineRow>,
    unknown: Vec<UnknownRow>,
    events: Vec<(String, String)>,
}

/// A meter that is not heard.
#[derive(Debug)]
struct SilentRow {
    name: String,
    under: String,
    href: String,
    since: String,
    last: String,
    check: String,
}

/// A meter that does not move.
#[derive(Debug)]
struct StillRow {
    name: String,
    under: String,
    href: String,
    what: String,
}

/// A meter's month.
#[derive(Debug)]
struct CalendarRow {
    name: String,
    under: String,
    href: String,
    drawing: String,
    counts: String,
    details: Vec<String>,
}

/// Where one is in the calendar.
#[derive(Debug)]
struct Pager {
    text: String,
    previous: Option<String>,
    next: Option<String>,
}

/// A month of all chosen meters.
#[derive(Debug)]
struct MonthRow {
    name: String,
    bar: String,
    shares: Option<[String; 3]>,
}

/// Messages set aside for one reason.
#[derive(Debug)]
struct QuarantineRow {
    topic: String,
    reason: String,
    count: String,
    last: String,
}

/// A sender that nobody knows.
#[derive(Debug)]
struct UnknownRow {
    device: String,
    under: String,
    rate: String,
    last: String,
    snippet: Option<String>,
}

/// What the address asks for.
#[derive(Debug, Clone)]
struct Question {
    selection: Selection,
    page: usize,
}

/// `GET /datakvalitet`
pub(crate) async fn quality(State(app): State<App>, visit: Visit) -> Response {
    match read(&app, &visit).await {
        Ok(response) => response,
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

async fn read(app: &App, visit: &Visit) -> Result<Response, Refusal> {
    let question = Question::read(visit, &app.config.portfolio)?;
    let visit = visit.clone();
    let page = app.blocking(move |app| {
        let now = app.now();
        let figures = DataQuality::read(&app.store, &app.config.portfolio, &question.selection, now)?;
        let quarantine = app.store.quarantine(None, LINES + 1)?;
        let unknown = app.store.unknown(None, LINES + 1)?;
        Ok(QualityPage::of(app, &visit, &question, &figures, (&quarantine, &unknown)))
    });
    html(&page.await?)
}

impl Question {
    fn read(visit: &Visit, portfolio: &Portfolio) -> Result<Self, Refusal> {
        let mut params = visit.params(&["month", "municipality", "building", "page"]);
        let month = params.read("month", "a month (2026-01)", |text| {
            let date: NaiveDate = format!("{text}-01").parse().ok()?;
            (text.len() == 7 && (1990..2200).contains(&date.year())).then_some(date)
        });
        let municipality = params.read("municipality", "a municipality of the portfolio", |id| {
            portfolio.buildings.iter().any(|building| building.municipality == id).then(|| id.to_owned())
        });
        let building = params.read("building", "a building of the portfolio", |id| {
            portfolio.building(id).map(|building| building.id.clone())
        });
        let page = params.read("page", "a page (1 or more)", |text| {
            text.parse().ok().filter(|page| (1..=10_000).contains(page))
        });
        params.done()?;
        let selection = Selection { municipality, building, month };
        Ok(Self { selection, page: page.unwrap_or(1) })
    }

    fn address(&self, month: NaiveDate, page: usize, lang: Lang) -> String {
        let mut href = format!("{}?month={}", address::quality(lang), month.format("%Y-%m"));
        for (name, value) in
            [("municipality", &self.selection.municipality), ("building", &self.selection.building)]
        {
            if let Some(value) = value {
                href += &format!("&{name}={}", address::encoded(value));
            }
        }
        format!("{href}&page={page}")
    }
}

impl QualityPage {
    fn of(
        app: &App,
        visit: &Visit,
        question: &Question,
        figures: &DataQuality<'_>,
        (quarantine, unknown): (&[QuarantineItem], &[UnknownItem]),
    ) -> Self {
        let lang = visit.lang;
        let t = &lang.texts().quality;
        let month = month_year(figures.month.from, lang);
        let pages = figures.meters.len().div_ceil(PAGE).max(1);
        let page = question.page.min(pages);
        let shown = figures.meters.iter().skip((page - 1) * PAGE).take(PAGE);
        let silent: Vec<_> = figures.meters.iter().filter(|meter| meter.is_silent).collect();
        let still: Vec<_> = figures.meters.iter().filter(|meter| meter.still.is_some()).collect();
        let connected = app.live.borrow().broker_connected;
        let zone = app.config.portfolio.buildings.first().map_or(chrono_tz::Europe::Stockholm, |b| b.zone);
        let when = |at: DateTime<Utc>| instant(at, zone, lang);
        Self {
            shell: Shell::new(app, visit, t.title),
            here: address::quality(lang),
            facts: vec![count(figures.meters.len(), t.meter_one, t.meter_many, lang), month.clone()],
            choices: choices(app, question, figures, lang),
            verdict: verdict(figures.meters.len(), silent.len(), still.len(), (quarantine, unknown), lang),
            tiles: tiles(figures, silent.len(), (quarantine, unknown), lang),
            silent: silent
                .iter()
                .take(PAGE)
                .map(|meter| silent_row(meter, figures, connected, lang))
                .collect(),
            still: still.iter().filter_map(|meter| still_row(meter, lang)).collect(),
            calendar_title: fill(t.calendar, &[("month", &month)]),
            calendar: shown.map(|meter| calendar_row(meter, lang)).collect(),
            pager: (pages > 1).then(|| pager(question, figures.month.from, (page, pages), lang)),
            months: figures
                .months
                .iter()
                .rev()
                .map(|(range, shares)| {
                    let bar = shares
                        .fractions()
                        .map_or_else(String::new, |[measured, filled, _]| share_bar(measured, filled));
                    let shares =
                        shares.fractions().map(|all| all.map(|share| percent(100.0 * share, 1, lang)));
                    MonthRow { name: month_year(range.from, lang), bar, shares }
                })
                .collect(),
            quarantine: quarantine
                .iter()
                .take(LINES)
                .map(|item| QuarantineRow {
                    topic: item.topic.clone(),
                    reason: item.text.clone(),
                    count: whole(item.count, lang),
                    last: when(item.last_seen),
                })
                .collect(),
            unknown: unknown.iter().take(LINES).map(|item| unknown_row(item, &when, lang)).collect(),
            events: figures
                .events
                .iter()
                .take(2 * LINES)
                .map(|(meter, building, event)| {
                    let what = lang.texts().words.meter_event(&event.kind);
                    let date = event.at.with_timezone(&building.zone).date_naive();
                    (iso(date), format!("{} ({}): {what}", meter.id, building.name))
                })
                .collect(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts for people")]
fn whole(n: u64, lang: Lang) -> String {
    number(n as f64, 0, lang)
}

/// At most so many, and a plus sign when there are more.
fn up_to(n: usize, lang: Lang) -> String {
    if n > LINES { format!("{LINES}+") } else { whole(n as u64, lang) }
}

fn choices(app: &App, question: &Question, figures: &DataQuality<'_>, lang: Lang) -> [Vec<Choice>; 3] {
    let portfolio = &app.config.portfolio;
    let t = &lang.texts().quality;
    let month = figures.month.from;
    let newest = figures.months.last().map_or(month, |(range, _)| range.from);
    let today = app.now().date_naive().with_day(1).unwrap_or(newest).max(newest);
    let months = (0..MONTHS).filter_map(|back| today.checked_sub_months(Months::new(back)));
    let mut months: Vec<NaiveDate> = months.collect();
    if !months.contains(&month) {
        months.push(month);
    }
    let months = months
        .into_iter()
        .map(|date| Choice::new(date.format("%Y-%m").to_string(), month_year(date, lang), date == month));
    let everything = |chosen: bool| Choice::new(String::new(), t.all.to_owned(), chosen);
    let wanted = &question.selection;
    let mut ids: Vec<&str> = portfolio.buildings.iter().map(|b| b.municipality.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let municipalities = ids.into_iter().map(|id| {
        let name = portfolio.municipality_name(id).to_owned();
        Choice::new(id.to_owned(), name, wanted.municipality.as_deref() == Some(id))
    });
    let here = |municipality: &str| wanted.municipality.as_ref().is_none_or(|id| id == municipality);
    let buildings = portfolio.buildings.iter().filter(|building| here(&building.municipality));
    let buildings = buildings.map(|building| {
        let chosen = wanted.building.as_ref() == Some(&building.id);
        Choice::new(building.id.clone(), building.name.clone(), chosen)
    });
    [
        months.collect(),
        std::iter::once(everything(wanted.municipality.is_none())).chain(municipalities).collect(),
        std::iter::once(everything(wanted.building.is_none())).chain(buildings).collect(),
    ]
}

fn verdict(
    meters: usize,
    silent: usize,
    still: usize,
    (quarantine, unknown): (&[QuarantineItem], &[UnknownItem]),
    lang: Lang,
) -> Vec<Span> {
    let t = &lang.texts().quality;
    if meters == 0 {
        return fill_rich(t.no_meters, &[]);
    }
    if silent + still + quarantine.len() + unknown.len() == 0 {
        return fill_rich(t.verdict_good, &[]);
    }
    let values = [
        ("silent", &*count(silent, t.meter_one, t.meter_many, lang)),
        ("still", &whole(still as u64, lang)),
        ("bad", &up_to(quarantine.len(), lang)),
        ("unknown", &up_to(unknown.len(), lang)),
    ];
    fill_rich(t.verdict, &values)
}

fn tiles(
    figures: &DataQuality<'_>,
    silent: usize,
    (quarantine, unknown): (&[QuarantineItem], &[UnknownItem]),
    lang: Lang,
) -> Vec<Tile> {
    let t = &lang.texts().quality;
    let tile = |label, value, unit: &str, note| Tile { label, value, unit: unit.to_owned(), note, tone: "" };
    let mut tiles = Vec::new();
    let month = figures.months.last().and_then(|(_, shares)| shares.fractions());
    if let Some([measured, filled, missing]) = month {
        let (filled, missing) = (percent(100.0 * filled, 1, lang), percent(100.0 * missing, 1, lang));
        let note = fill(t.tile_measured_note, &[("filled", &filled), ("missing", &missing)]);
        tiles.push(tile(t.tile_measured, number(100.0 * measured, 1, lang), "%", note));
    }
    let all = count(figures.meters.len(), t.meter_one, t.meter_many, lang);
    let note = fill(t.tile_silent_note, &[("all", &all)]);
    tiles.push(tile(t.tile_silent, whole(silent as u64, lang), "", note));
    let bad = up_to(quarantine.len(), lang);
    tiles.push(tile(t.tile_quarantine, bad, "", t.tile_quarantine_note.to_owned()));
    let unknown = up_to(unknown.len(), lang);
    tiles.push(tile(t.tile_unknown, unknown, "", t.tile_unknown_note.to_owned()));
    tiles
}

/// Name, what stands under it, and the page of its building.
fn named(meter: &MeterQuality<'_>, lang: Lang) -> (String, String, String) {
    let carrier = lang.texts().words.carrier(meter.meter.carrier).label;
    (
        meter.meter.name.clone().unwrap_or_else(|| meter.meter.id.clone()),
        format!("{} · {carrier} · {}", meter.building.name, meter.meter.id),
        address::building(lang, &meter.building.id),
    )
}

fn silent_row(meter: &MeterQuality<'_>, all: &DataQuality<'_>, connected: bool, lang: Lang) -> SilentRow {
    let t = &lang.texts().quality;
    let (name, under, href) = named(meter, lang);
    let mut here = all.meters.iter().filter(|other| other.building.id == meter.building.id);
    let several = here.clone().count() > 1;
    let check = match (&meter.meter.source, meter.latest) {
        (None, None) => t.check_import.to_owned(),
        (Some(source), None) => fill(
            t.check_never,
            &[("profile", &source.profile), ("device", &source.device), ("series", &source.series)],
        ),
        _ if !connected => t.check_broker.to_owned(),
        _ if several && here.all(|other| other.is_silent) => t.check_building.to_owned(),
        _ => t.check_meter.to_owned(),
    };
    SilentRow {
        name,
        under,
        href,
        since: meter.latest.map_or_else(|| t.never.to_owned(), |p| instant(p.at, meter.building.zone, lang)),
        last: meter.latest.map_or_else(
            || "–".to_owned(),
            |point| quantity(point.value, 1, reading_unit(meter.meter), lang),
        ),
        check,
    }
}

fn still_row(meter: &MeterQuality<'_>, lang: Lang) -> Option<StillRow> {
    let t = &lang.texts().quality;
    let still = meter.still?;
    let (name, under, href) = named(meter, lang);
    let values = [
        ("date", &*long_date(still.since, lang)),
        ("days", &whole(still.days as u64, lang)),
        ("usual", &quantity(still.usual_per_day, 1, use_unit(meter.meter), lang)),
    ];
    Some(StillRow { name, under, href, what: fill(t.still_since, &values) })
}

fn calendar_row(meter: &MeterQuality<'_>, lang: Lang) -> CalendarRow {
    let t = &lang.texts().quality;
    let (name, under, href) = named(meter, lang);
    let of = |wanted: DayState| -> Vec<usize> {
        let days = meter.days.iter().enumerate();
        days.filter(|(_, state)| **state == wanted).map(|(index, _)| index + 1).collect()
    };
    let (measured, filled, missing) = (of(DayState::Measured), of(DayState::Filled), of(DayState::Missing));
    let values = [
        ("measured", &*measured.len().to_string()),
        ("filled", &filled.len().to_string()),
        ("missing", &missing.len().to_string()),
    ];
    let mut details = Vec::new();
    for (pattern, days) in [(t.filled_days, &filled), (t.missing_days, &missing)] {
        if !days.is_empty() {
            details.push(fill(pattern, &[("days", &runs(days))]));
        }
    }
    if meter.corrections > 0 {
        details.push(fill(t.corrections, &[("n", &whole(meter.corrections, lang))]));
    }
    CalendarRow {
        name,
        under,
        href,
        drawing: calendar(&meter.days),
        counts: fill(t.counts_text, &values),
        details,
    }
}

/// `3, 17–19`.
fn runs(days: &[usize]) -> String {
    let parts: Vec<String> = days
        .chunk_by(|one, next| one + 1 == *next)
        .filter_map(|run| match run {
            [only] => Some(only.to_string()),
            [first, .., last] => Some(format!("{first}–{last}")),
            [] => None,
        })
        .collect();
    parts.join(", ")
}

fn pager(question: &Question, month: NaiveDate, (page, pages): (usize, usize), lang: Lang) -> Pager {
    let t = &lang.texts().quality;
    let href = |page| question.address(month, page, lang);
    Pager {
        text: fill(t.page, &[("page", &page.to_string()), ("pages", &pages.to_string())]),
        previous: (page > 1).then(|| href(page - 1)),
        next: (page < pages).then(|| href(page + 1)),
    }
}

fn unknown_row(item: &UnknownItem, when: &impl Fn(DateTime<Utc>) -> String, lang: Lang) -> UnknownRow {
    let t: &Texts = &lang.texts().quality;
    let told = Unknown::from(item.clone());
    let decoded = item.profile.as_deref().zip(item.series.as_deref());
    UnknownRow {
        under: decoded.map_or_else(
            || t.no_profile.to_owned(),
            |(profile, series)| format!("{profile} · {series} · {}", item.topic),
        ),
        device: told.device,
        rate: fill(t.rate_text, &[("n", &number(told.rate_per_hour, 1, lang))]),
        last: when(item.last_seen),
        snippet: told.snippet,
    }
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn neighbouring_days_are_told_as_ranges() {
        assert_eq!(runs(&[3, 17, 18, 19, 31]), "3, 17–19, 31");
        assert_eq!(runs(&[]), "");
    }
}
