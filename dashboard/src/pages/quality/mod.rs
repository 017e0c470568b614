//! Data quality: do the meters arrive, day by day, and what needs a look first.

mod calendar;
mod messages;
mod meters;
mod question;
mod summary;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use store::{QuarantineItem, UnknownItem};

use super::shell::Shell;
use super::words::Tile;
use super::{Choice, error, html};
use crate::app::App;
use crate::error::Refusal;
use crate::figures::{DataQuality, MeterQuality};
use crate::format::{instant, iso, month_year, number};
use crate::language::Lang;
use crate::texts::{Span, count, fill, fill_rich};
use crate::visit::{Visit, address};
use calendar::{CalendarRow, MonthRow, calendar_row, month_rows};
use messages::{QuarantineRow, UnknownRow, quarantine_row, unknown_row};
use meters::{SilentRow, StillRow, silent_row, still_row};
use question::{Pager, Question, choices, pager};
use summary::{tiles, verdict};

/// Meters on one page of the calendar.
const PAGE: usize = 25;
/// Lines of the other lists; the API has the rest.
const LINES: usize = 20;

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPage {
    shell: Shell,
    here: &'static str,
    facts: Vec<String>,
    choices: [Vec<Choice>; 3],
    /// The history is on its way: of meters and days nothing is told yet.
    arriving: bool,
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
        let page = QualityPage::of(app, &visit, &question, &figures, (&quarantine, &unknown));
        Ok(if app.is_arriving() { page.arriving(visit.lang) } else { page })
    });
    html(&page.await?)
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
        let still: Vec<_> = figures.meters.iter().filter_map(|meter| still_row(meter, lang)).collect();
        let connected = app.live.borrow().broker_connected;
        let zone = app.config.portfolio.buildings.first().map_or(chrono_tz::Europe::Stockholm, |b| b.zone);
        let when = |at: DateTime<Utc>| instant(at, zone, lang);
        Self {
            shell: Shell::new(app, visit, t.title),
            here: address::quality(lang),
            facts: vec![count(figures.meters.len(), t.meter_one, t.meter_many, lang), month.clone()],
            choices: choices(app, question, figures, lang),
            arriving: false,
            verdict: verdict(figures.meters.len(), silent.len(), still.len(), (quarantine, unknown), lang),
            tiles: tiles(figures, silent.len(), (quarantine, unknown), lang),
            silent: silent
                .iter()
                .take(PAGE)
                .map(|meter| silent_row(meter, figures, connected, lang))
                .collect(),
            still,
            calendar_title: fill(t.calendar, &[("month", &month)]),
            calendar: shown.map(|meter| calendar_row(meter, lang)).collect(),
            pager: (pages > 1).then(|| pager(question, figures.month.from, (page, pages), lang)),
            months: month_rows(figures, lang),
            quarantine: quarantine.iter().take(LINES).map(|item| quarantine_row(item, &when, lang)).collect(),
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

impl QualityPage {
    /// The same while the history is on its way.
    fn arriving(self, lang: Lang) -> Self {
        Self {
            arriving: true,
            verdict: fill_rich(lang.texts().overview.arriving, &[]),
            tiles: Vec::new(),
            silent: Vec::new(),
            still: Vec::new(),
            calendar: Vec::new(),
            pager: None,
            months: Vec::new(),
            events: Vec::new(),
            ..self
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts for people")]
fn whole(n: u64, lang: Lang) -> String {
    number(n as f64, 0, lang)
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
