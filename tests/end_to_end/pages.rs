//! The pages as people meet them: the API's numbers in both languages, and a browser that finds no fault.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::api::Api;
use tests::site::BUILDING_PAGE;
use tests::{browser, figures};

use crate::replayed::{self, BUILDINGS};
use crate::savings::{reported, serving};

/// Pages without figures.
const TEXTS: [(&str, &str); 2] =
    [("/sa-raknar-vi", "/en/how-we-calculate"), ("/tillganglighet", "/en/accessibility")];

#[test]
fn the_pages_show_the_apis_numbers() -> Result<()> {
    for site in [replayed::undisturbed()?, replayed::with_saving()?] {
        serving(site, |api| {
            for building in BUILDINGS {
                for language in ["", "/en"] {
                    building_numbers(api, language, building)?;
                }
            }
            overview_numbers(api, "")?;
            overview_numbers(api, "/en").map(drop)
        })?;
    }
    Ok(())
}

#[test]
fn chromium_finds_no_fault_with_the_pages() -> Result<()> {
    serving(replayed::undisturbed()?, |api| {
        let mut pages = vec![page(
            "/?year=2013",
            "/en?year=2013",
            &overview_numbers(api, "")?,
            &overview_numbers(api, "/en")?,
        )];
        let [building, english] = ["", "/en"].map(|language| building_path(language, BUILDINGS[0]));
        let expect = building_numbers(api, "", BUILDINGS[0])?;
        pages.push(page(&building, &english, &expect, &building_numbers(api, "/en", BUILDINGS[0])?));
        for (swedish, english) in TEXTS {
            pages.push(json!({"path": swedish, "english": english, "charts": false}));
        }
        let task = json!({"base": api.url(""), "pages": pages});
        browser::run("check.mjs", &task)
    })
}

/// The building page shows what the API says; gives the amounts as they stand there.
fn building_numbers(api: &Api, language: &str, building: &str) -> Result<Vec<String>> {
    let path = building_path(language, building);
    let saving = reported(api, building, "electricity")?;
    numbers_on(api, &path, &saving)
}

fn overview_numbers(api: &Api, language: &str) -> Result<Vec<String>> {
    let portfolio = api.json("/api/v1/portfolio?year=2013")?;
    let path = if language.is_empty() { "/" } else { language };
    numbers_on(api, &format!("{path}?year=2013"), &portfolio["total"])
}

fn numbers_on(api: &Api, path: &str, saving: &Value) -> Result<Vec<String>> {
    let text = figures::text_of(&api.page(path)?);
    let numbers = [&saving["avoided_kwh"], &saving["interval"]["low_kwh"], &saving["interval"]["high_kwh"]];
    let shown = numbers.iter().map(|number| {
        let kwh = number.as_f64().with_context(|| format!("a number in {saving}"))?;
        // The page may call a negative saving a positive excess.
        let amount = figures::shown(&text, kwh).or_else(|| figures::shown(&text, -kwh));
        amount.map(|amount| amount.text).with_context(|| format!("{path} does not show {kwh} kWh"))
    });
    shown.collect()
}

fn building_path(language: &str, building: &str) -> String {
    let page = if language.is_empty() { BUILDING_PAGE } else { "/en/buildings/" };
    format!("{page}{building}?carrier=electricity&from=2013-01-01&to=2014-01-01")
}

fn page(path: &str, english: &str, expect: &[String], expect_english: &[String]) -> Value {
    json!({"path": path, "english": english, "charts": true, "expect": expect, "expectEnglish": expect_english})
}
