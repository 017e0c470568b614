//! What is said of a building before its baseline is there: last year, use per area, when the baseline will come.

use chrono::{Months, NaiveDate};
use config::Building;
use engine::baseline::Finding;
use engine::domain::DateRange;
use engine::first_year::{Comparison, PreviousYear, Readiness, SpecificUse, Weather};
use store::{Store, StoreError};

use super::words::Tile;
use crate::figures::{Account, AreaUse};
use crate::format::{EnergyScale, long_date, number, percent, span};
use crate::language::Lang;
use crate::texts::{Advice, Span, fill, fill_rich, finding};

/// The section of a building's page.
#[derive(Debug)]
pub(super) struct FirstYear {
    /// Last year, if it can be compared.
    pub(super) previous: Vec<Span>,
    /// The weather of both years, and how many dates count.
    pub(super) beside: String,
    /// Why last year cannot be compared.
    pub(super) refused: Option<Advice>,
    /// When the baseline will be there, or that it can be.
    pub(super) ready: Vec<Span>,
    /// What speaks against it.
    pub(super) reasons: Vec<Advice>,
    /// What to paste where.
    pub(super) paste: Option<Paste>,
}

/// Lines that an operator pastes into the configuration.
#[derive(Debug)]
pub(super) struct Paste {
    pub(super) how: String,
    pub(super) lines: String,
}

/// Changes smaller than this are none, percent.
const SAME_PERCENT: f64 = 0.5;

impl FirstYear {
    /// What is known of `account`, for `period` or the latest days.
    pub(super) fn of(
        store: &Store,
        account: &Account<'_>,
        period: Option<DateRange>,
        lang: Lang,
    ) -> Result<Self, StoreError> {
        let (previous, beside, refused) = match account.previous_year(store, period)? {
            Some(Comparison::Compared(found)) => {
                (previous(account, &found, lang), beside(&found, lang), None)
            }
            Some(Comparison::Refused(found)) => (Vec::new(), String::new(), Some(told(&found, lang))),
            None => (Vec::new(), String::new(), None),
        };
        let readiness = account.readiness(store)?;
        Ok(Self {
            previous,
            beside,
            refused,
            ready: readiness.as_ref().map(|ready| ready_spans(ready, lang)).unwrap_or_default(),
            reasons: reasons(readiness.as_ref(), lang),
            paste: readiness.as_ref().and_then(|ready| paste(account, ready, lang)),
        })
    }
}

/// Last year in one line of a list; empty when it cannot be compared.
pub(super) fn previous_text(account: &Account<'_>, found: Option<&Comparison>, lang: Lang) -> String {
    let Some(Comparison::Compared(found)) = found else { return String::new() };
    let text: String = previous(account, found, lang).into_iter().map(|span| span.text).collect();
    let weather = found.weather.as_ref().map(|weather| weather_text(weather, lang));
    weather.map_or(text.clone(), |weather| format!("{text} {weather}"))
}

/// When a baseline will be there, in one line of a list; empty without an answer.
pub(super) fn ready_text(readiness: Option<&Readiness>, lang: Lang) -> String {
    let spans = readiness.filter(|ready| !matches!(ready, Readiness::Never { .. }));
    spans
        .map(|ready| ready_spans(ready, lang))
        .unwrap_or_default()
        .into_iter()
        .map(|span| span.text)
        .collect()
}

/// The tile of use per area of the carrier shown, with all energy in its note.
pub(super) fn area_tile(
    store: &Store,
    account: &Account<'_>,
    all: Option<&AreaUse>,
    lang: Lang,
) -> Result<Option<Tile>, StoreError> {
    let t = lang.texts();
    let tile = |value, unit: &str, note| {
        Some(Tile { label: t.building.tile_area, value, unit: unit.to_owned(), note, tone: "" })
    };
    Ok(match account.area_use(store)? {
        None => None,
        Some(Err(found)) => tile("–".to_owned(), "", told(&found, lang).reason),
        Some(Ok(used)) => {
            let mut note = area_note(&used, lang);
            note.extend(all.and_then(|all| area_all(all, lang)).map(|all| format!(". {all}")));
            tile(number(used.kwh_per_m2, 1, lang), "kWh/m²", note)
        }
    })
}

/// Use per area in a line of a list; empty when it is not known.
pub(super) fn area_text(all: Option<&AreaUse>, lang: Lang) -> String {
    let t = &lang.texts().first_year;
    let Some(used) = all.and_then(|all| all.use_.as_ref().ok()) else { return String::new() };
    let value = per_area(used.kwh_per_m2, lang);
    let pattern = if used.is_year { t.area_year_short } else { t.area_so_far_short };
    fill(pattern, &[("value", &value), ("days", &used.days.to_string())])
}

fn area_note(used: &SpecificUse, lang: Lang) -> String {
    let t = &lang.texts().first_year;
    let (days, all) = (used.days.to_string(), used.period.days().to_string());
    let date = long_date(used.period.from, lang);
    fill(
        if used.is_year { t.area_year } else { t.area_so_far },
        &[("days", &days), ("all", &all), ("date", &date)],
    )
}

/// All energy of the building, when that is more than one carrier.
fn area_all(all: &AreaUse, lang: Lang) -> Option<String> {
    let t = lang.texts();
    let used = all.use_.as_ref().ok().filter(|_| all.carriers.len() > 1)?;
    let names: Vec<String> =
        all.carriers.iter().map(|carrier| t.words.carrier(*carrier).label.to_lowercase()).collect();
    let value = per_area(used.kwh_per_m2, lang);
    Some(fill(t.first_year.area_all, &[("value", &value), ("carriers", &names.join(", "))]))
}

fn per_area(value: f64, lang: Lang) -> String {
    format!("{}\u{a0}kWh/m²", number(value, 1, lang))
}

fn previous(account: &Account<'_>, found: &PreviousYear, lang: Lang) -> Vec<Span> {
    let t = lang.texts();
    let scale = EnergyScale::fitting(found.used.max(found.used_earlier), account.unit());
    let pattern = match found.change_percent {
        None => t.first_year.from_nothing,
        Some(change) if change.abs() < SAME_PERCENT => t.first_year.same,
        Some(change) if change < 0.0 => t.first_year.less,
        Some(_) => t.first_year.more,
    };
    let change = found.change_percent.map_or_else(String::new, |change| percent(change.abs(), 0, lang));
    fill_rich(
        pattern,
        &[
            ("subject", t.words.carrier(account.carrier).label),
            ("percent", &change),
            ("used", &scale.with_unit(found.used, lang)),
            ("earlier", &scale.with_unit(found.used_earlier, lang)),
            ("period", &span(found.period, lang)),
        ],
    )
}

fn beside(found: &PreviousYear, lang: Lang) -> String {
    let t = &lang.texts().first_year;
    let weather =
        found.weather.as_ref().map_or_else(|| t.unknown_weather.to_owned(), |w| weather_text(w, lang));
    let (days, all) = (found.days.to_string(), found.period.days().to_string());
    format!("{weather} {}", fill(t.compared, &[("days", &days), ("all", &all)]))
}

fn weather_text(weather: &Weather, lang: Lang) -> String {
    let t = &lang.texts().first_year;
    let pattern = match weather.warmer_percent {
        None => t.no_heating,
        Some(warmer) if warmer.abs() < SAME_PERCENT => t.as_warm,
        Some(warmer) if warmer > 0.0 => t.warmer,
        Some(_) => t.colder,
    };
    let warmer = weather.warmer_percent.map_or_else(String::new, |warmer| percent(warmer.abs(), 0, lang));
    let (now, before) = (number(weather.degree_days, 0, lang), number(weather.degree_days_earlier, 0, lang));
    fill(pattern, &[("percent", &warmer), ("degree_days", &now), ("earlier", &before)])
}

#[expect(clippy::cast_precision_loss, reason = "a count of days")]
fn ready_spans(readiness: &Readiness, lang: Lang) -> Vec<Span> {
    let t = &lang.texts().first_year;
    match readiness {
        Readiness::Waits { period, missing_days, .. } => {
            let days = number(*missing_days as f64, 0, lang);
            fill_rich(t.ready, &[("date", &long_date(period.to, lang)), ("days", &days)])
        }
        Readiness::Possible { period } => {
            let mut spans = fill_rich(t.possible, &[("period", &span(*period, lang))]);
            spans.extend(whole_year_from(*period).map(|date| Span {
                text: format!(" {}", fill(t.possible_short, &[("date", &long_date(date, lang))])),
                strong: false,
            }));
            spans
        }
        Readiness::Never { .. } => fill_rich(t.never, &[]),
    }
}

/// When a period that is no year yet will hold one.
fn whole_year_from(period: DateRange) -> Option<NaiveDate> {
    period.from.checked_add_months(Months::new(12)).filter(|year| *year > period.to)
}

fn reasons(readiness: Option<&Readiness>, lang: Lang) -> Vec<Advice> {
    match readiness {
        Some(Readiness::Never { reasons }) => reasons.iter().map(|found| told(found, lang)).collect(),
        _ => Vec::new(),
    }
}

fn paste(account: &Account<'_>, readiness: &Readiness, lang: Lang) -> Option<Paste> {
    let t = &lang.texts().first_year;
    let how = fill(t.paste, &[("building", &account.building.id)]);
    configuration(account, readiness).map(|lines| Paste { how, lines })
}

/// The lines that ask for the baseline, once the data suffice and nobody has asked for one.
pub(crate) fn configuration(account: &Account<'_>, readiness: &Readiness) -> Option<String> {
    let Readiness::Possible { period } = readiness else { return None };
    Some(lines(account.building, account, *period))
}

fn lines(building: &Building, account: &Account<'_>, period: DateRange) -> String {
    let mut text = format!("[[building.baseline]]\nfrom = {}\nto = {}\n", period.from, period.to);
    if building.carriers().len() > 1 {
        text += &format!("carrier = \"{}\"\n", account.carrier);
    }
    text
}

fn told(found: &Finding, lang: Lang) -> Advice {
    let data: Vec<(String, f64)> =
        found.data.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    finding(found.code, &found.text, &data, lang)
}
