//! What the address asks for, and what it could ask for.

use chrono::{Datelike, Months, NaiveDate};
use config::Portfolio;

use super::super::Choice;
use crate::app::App;
use crate::error::Refusal;
use crate::figures::{DataQuality, Selection};
use crate::format::month_year;
use crate::language::Lang;
use crate::texts::fill;
use crate::visit::{Visit, address};

/// Months to choose from.
const MONTHS: u32 = 24;

/// What the address asks for.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) selection: Selection,
    pub(super) page: usize,
}

/// Where one is in the calendar.
#[derive(Debug)]
pub(super) struct Pager {
    pub(super) text: String,
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
}

impl Question {
    pub(super) fn read(visit: &Visit, portfolio: &Portfolio) -> Result<Self, Refusal> {
        let mut params = visit.params(&["month", "municipality", "building", "page"]);
        let month = params.read("month", "a month (2026-01) of the years 1990 to 2199", |text| {
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

    pub(super) fn address(&self, month: NaiveDate, page: usize, lang: Lang) -> String {
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

pub(super) fn choices(
    app: &App,
    question: &Question,
    figures: &DataQuality<'_>,
    lang: Lang,
) -> [Vec<Choice>; 3] {
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

pub(super) fn pager(
    question: &Question,
    month: NaiveDate,
    (page, pages): (usize, usize),
    lang: Lang,
) -> Pager {
    let t = &lang.texts().quality;
    let href = |page| question.address(month, page, lang);
    Pager {
        text: fill(t.page, &[("page", &page.to_string()), ("pages", &pages.to_string())]),
        previous: (page > 1).then(|| href(page - 1)),
        next: (page < pages).then(|| href(page + 1)),
    }
}
