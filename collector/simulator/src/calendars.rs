//! When the county's buildings are closed, as an operator lists it from what is printed for each year: schools keep their
//! terms, preschools and sports halls the industrial holiday, and the swimming hall a summer of its own.

use std::fmt::Write;

use chrono::{Datelike, Months, NaiveDate};

use crate::building::{Pattern, is_bath_closed};
use crate::county::County;
use crate::time::DayKind;

/// Years that are listed: the history and what a demo may live through.
const YEARS: u32 = 5;

/// When buildings are closed, and what a run of such days is called.
#[derive(Clone, Copy)]
struct Closing {
    on: fn(NaiveDate) -> bool,
    name: fn(first: NaiveDate, last: NaiveDate) -> &'static str,
}

const TERMS: Closing = Closing { on: |date| !DayKind::of(date).in_term, name: holiday };
const JULY: Closing = Closing { on: |date| DayKind::of(date).is_industrial_holiday, name: |_, _| "Semester" };
const BATH: Closing = Closing { on: is_bath_closed, name: |_, _| "Sommarstängt" };

/// Shared calendars: id, whose buildings, and when they are closed.
const SHARED: [(&str, &[Pattern], Closing); 2] =
    [("skolor", &[Pattern::School], TERMS), ("semester", &[Pattern::Preschool, Pattern::SportsHall], JULY)];

/// The calendars that buildings share.
pub(crate) fn shared(county: &County) -> String {
    let mut text = String::from("\n# When buildings are closed. Terms fall on other dates each year.\n");
    for (id, _, closing) in SHARED {
        text += &format!("[[calendar]]\nid = \"{id}\"\ncountry = \"SE\"\n\n");
        rows(&mut text, "[[calendar.closed]]", county, closing);
    }
    text
}

/// What a building of this kind names as its calendar.
pub(crate) fn of(pattern: Pattern) -> &'static str {
    SHARED.iter().find(|(_, patterns, _)| patterns.contains(&pattern)).map_or("SE", |(id, ..)| id)
}

/// When a building of this kind is closed beside its calendar.
pub(crate) fn own(text: &mut String, county: &County, pattern: Pattern) {
    if pattern == Pattern::Bath {
        text.push('\n');
        rows(text, "[[building.closed]]", county, BATH);
    }
}

fn rows(text: &mut String, table: &str, county: &County, closing: Closing) {
    let first = county.history().from;
    let dates: Vec<NaiveDate> =
        first.iter_days().take_while(|date| *date < first + Months::new(12 * YEARS)).collect();
    for run in dates.chunk_by(|a, b| (closing.on)(*a) == (closing.on)(*b)) {
        let (Some(from), Some(last)) = (run.first(), run.last()) else { continue };
        if let Some(to) = last.succ_opt().filter(|_| (closing.on)(*from)) {
            let name = (closing.name)(*from, *last);
            // Writing to a string does not fail.
            let _ = writeln!(text, "{table}\nfrom = {from}\nto = {to}\nname = \"{name}\"\n");
        }
    }
}

fn holiday(first: NaiveDate, last: NaiveDate) -> &'static str {
    match (first.month(), last.month()) {
        (6..=8, _) => "Sommarlov",
        (10 | 11, _) => "Höstlov",
        (12 | 1, _) => "Jullov",
        _ if last.iso_week().week() == 10 => "Sportlov",
        _ => "Påsklov",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_listed_as_schools_print_them() {
        let text = shared(&County::new(1, "2024-11-25".parse().unwrap()));
        let (schools, _) = text.split_once("\"semester\"").unwrap();
        let year: Vec<String> = schools
            .split("[[calendar.closed]]")
            .filter(|row| row.contains("from = 2025"))
            .map(|row| {
                row.split_whitespace()
                    .filter(|word| !["from", "to", "name", "="].contains(word))
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        insta::assert_snapshot!(year.join("\n"), @r#"
    2025-03-03 2025-03-10 "Sportlov"
    2025-04-14 2025-04-22 "Påsklov"
    2025-06-13 2025-08-18 "Sommarlov"
    2025-10-27 2025-11-03 "Höstlov"
    2025-12-21 2026-01-08 "Jullov"
    "#);
    }

    #[test]
    fn every_closed_day_is_listed_and_no_other() {
        let county = County::new(1, "2024-11-25".parse().unwrap());
        let config =
            config::from_text(std::path::Path::new("portfolio.toml"), &county.portfolio_toml()).unwrap();
        assert!(config.warnings.is_empty(), "{}", config.warnings);
        let closed = |id: &str, date: NaiveDate| {
            let building = config.portfolio.building(id).unwrap();
            config.portfolio.closed_of(building).any(|row| row.from <= date && date < row.to)
        };
        for date in county.history().dates() {
            let day = DayKind::of(date);
            assert_eq!(closed("matfors-skola", date), !day.in_term, "{date}");
            assert_eq!(closed("alno-forskola", date), day.is_industrial_holiday, "{date}");
            assert_eq!(closed("sundsvall-simhall", date), is_bath_closed(date), "{date}");
            assert!(!closed("arebo", date), "{date}");
        }
    }
}
