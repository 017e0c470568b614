//! The days behind the figures, as a file. Swedish spreadsheets want semicolons and decimal commas, so the Swedish
//! page gives those; the English one gives commas and points.

use std::fmt::Write;

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use config::{Building, Carrier};
use engine::domain::DateRange;
use engine::savings;

use super::super::error;
use super::Question;
use crate::app::App;
use crate::error::Refusal;
use crate::figures::{Account, PeriodResult, choose, last_result};
use crate::language::Lang;
use crate::visit::{PageId, Visit, address as addresses};

const HEAD: [&str; 11] = [
    "date_local",
    "unit",
    "used",
    "expected",
    "expected_low",
    "expected_high",
    "outdoor_temp_c",
    "filled_share",
    "saved_so_far",
    "saved_so_far_low",
    "saved_so_far_high",
];

/// Where the file of a period lies.
pub(super) fn address(
    building: &Building,
    carrier: Option<Carrier>,
    period: DateRange,
    lang: Lang,
) -> String {
    let name = file_name(lang);
    let page = addresses::building(lang, &building.id);
    let carrier = carrier.map(|carrier| format!("&carrier={carrier}")).unwrap_or_default();
    format!("{page}/{name}?period={}..{}{carrier}", period.from, period.to)
}

const fn file_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Sv => "dygn.csv",
        Lang::En => "days.csv",
    }
}

/// `GET /byggnader/{id}/dygn.csv`
pub(crate) async fn days_csv(State(app): State<App>, PageId(id): PageId, visit: Visit) -> Response {
    match read(&app, &visit, id).await {
        Ok(text) => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
                (CONTENT_DISPOSITION, disposition(&app, visit.lang)),
            ];
            (headers, text).into_response()
        }
        Err(refusal) => error::page(&app, &visit, refusal),
    }
}

/// The browser names the file after the address, unless the data are simulated: then its name says so.
fn disposition(app: &App, lang: Lang) -> HeaderValue {
    let name = app
        .demo
        .as_ref()
        .map(|_| format!("attachment; filename=\"{}{}\"", lang.texts().shell.demo_file, file_name(lang)));
    let named = name.and_then(|name| HeaderValue::from_str(&name).ok());
    named.unwrap_or_else(|| HeaderValue::from_static("attachment"))
}

async fn read(app: &App, visit: &Visit, id: String) -> Result<String, Refusal> {
    let building = app.config.portfolio.building(&id).ok_or(Refusal::NotFound)?;
    let question = Question::read(visit, building)?;
    let lang = visit.lang;
    let text = app.blocking(move |app| {
        let Some(building) = app.config.portfolio.building(&id) else { return Ok(None) };
        let accounts = Account::all(
            &app.store,
            (&app.config.portfolio, building),
            app.store.totals()?.analysed_through,
        )?;
        let last = last_result(&accounts);
        let Some(account) = choose(accounts, question.carrier) else { return Ok(None) };
        let Some(period) = question.wanted.range(&account, last) else { return Ok(None) };
        let result = account.assess(&app.store, period)?;
        Ok(Some(table(&account, &result, lang)))
    });
    text.await?.ok_or(Refusal::NotFound)
}

fn table(account: &Account<'_>, result: &PeriodResult, lang: Lang) -> String {
    let (separator, point) = match lang {
        Lang::Sv => (";", ","),
        Lang::En => (",", "."),
    };
    let options = account.options();
    let (bands, saved) = result.model().map_or_else(Default::default, |model| {
        (
            savings::bands(model, &result.days, result.period, &options),
            savings::cumulative(model, &result.days, result.period, &options),
        )
    });
    // Without a saving, no column may add up to one.
    let saved = if result.saving().is_some() { saved } else { Vec::new() };
    let cell = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.3}").replace('.', point));
    let mut text = String::from(if lang == Lang::Sv { "\u{feff}" } else { "" });
    let _ = writeln!(text, "{}", HEAD.join(separator));
    for day in &result.days {
        let band = bands.iter().find(|band| band.date == day.date);
        let so_far = saved.iter().find(|so_far| so_far.date == day.date);
        let cells = [
            day.date.to_string(),
            account.unit().to_owned(),
            cell(day.used),
            cell(band.map(|band| band.expected_kwh)),
            cell(band.map(|band| band.low_kwh)),
            cell(band.map(|band| band.high_kwh)),
            cell(day.temp_c),
            cell(Some(day.filled_share)),
            cell(so_far.map(|day| day.avoided_kwh)),
            cell(so_far.map(|day| day.interval.low_kwh)),
            cell(so_far.map(|day| day.interval.high_kwh)),
        ];
        let _ = writeln!(text, "{}", cells.join(separator));
    }
    text
}
