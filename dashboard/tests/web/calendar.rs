//! Closed days where people look: the building's page and its baseline.

use config::Carrier;

use crate::client::get;
use crate::world::{Habit, World, date, of, range, seed_days};

const SCHOOL: &str = r#"
[[owner]]
id = "o"
name = "O"
[[building]]
id = "skola"
name = "Skola"
municipality = "timra"
owner = "o"
station = "s"
[[building.meter]]
id = "skola-v"
carrier = "district_heating"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2016-01-01
to = 2017-01-01
"#;

fn closed(from: &str, to: &str) -> String {
    format!("[[building.closed]]\nfrom = {from}\nto = {to}\nname = \"Sommarlov\"\n")
}

fn school(rows: &[String]) -> World {
    let world = of(&format!("{SCHOOL}{}", rows.concat()));
    let (app, days) = (&world.app, range("2016-01-01", "2019-01-01"));
    let habit =
        Habit { base: 90.0, slope: 30.0, saved: 0.1, from: date("2017-01-01"), hole_every: 0, noise: 0.05 };
    seed_days(&app.store, &app.config.portfolio.buildings[0], Carrier::DistrictHeating, (habit, days));
    app.store.set_analysed_through(date("2018-12-31")).unwrap();
    world
}

#[tokio::test]
async fn closed_days_of_baseline_and_period_are_told() {
    let rows = [closed("2016-06-11", "2016-08-17"), closed("2018-06-09", "2018-08-18")];
    let World { app, .. } = &school(&rows);
    let page = get(app, "/byggnader/skola?period=2018").await.text();
    assert!(page.contains("Stängda dygn har egna nivåer: 67 i baslinjen, 70 i perioden."), "{page}");
    assert!(page.contains("Stängt 9 juni–17 augusti 2018: Sommarlov"), "{page}");
    assert!(!page.contains("augusti 2016: Sommarlov"), "the holidays of other years are not listed: {page}");
    let body = get(app, "/api/v1/buildings/skola/baseline").await.json();
    assert_eq!(body["baselines"][0]["model"]["modes"][0], serde_json::json!({"name": "closed", "days": 67}));
}

#[tokio::test]
async fn a_calendar_that_ends_with_the_baseline_and_one_that_begins_after_it_are_told() {
    let ends = school(&[closed("2016-06-11", "2016-08-17")]);
    let page = get(&ends.app, "/byggnader/skola?period=2018").await.text();
    assert!(page.contains("Baslinjen har 67 stängda dygn men perioden inga"), "{page}");

    let begins = school(&[closed("2018-06-11", "2018-07-02")]);
    let page = get(&begins.app, "/byggnader/skola?period=2018").await.text();
    assert!(page.contains("21 stängda dygn i perioden har ingen motsvarighet i baslinjen"), "{page}");
    assert!(page.contains("344 av 365 dygn"), "{page}");
    let body = get(&begins.app, "/api/v1/buildings/skola/savings?from=2018-01-01&to=2019-01-01").await.json();
    let coverage = body["periods"][0]["coverage"].as_f64().unwrap();
    assert!((coverage - 344.0 / 365.0).abs() < 1e-9, "{body}");

    let long = school(&[closed("2018-06-11", "2018-08-18")]);
    let body = get(&long.app, "/api/v1/buildings/skola/savings?from=2018-01-01&to=2019-01-01").await.json();
    assert_eq!(body["periods"][0]["reason"]["code"], "reporting.unseen_mode", "{body}");
}
