//! "Titta på först": planted faults are told truthfully, and healthy buildings are left alone.

use std::fmt::Write;

use axum::http::StatusCode;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use config::Carrier;
use engine::domain::{DateRange, LocalDay, Quality, SeriesKey};
use engine::normalise::{DayUse, Evidence, OtherUnit};
use engine::savings::attention::LostSetback;
use store::{Batch, MeterEvent, MeterFacts, NewReading, Settled, Store};

use crate::client::get;
use crate::sunny;
use crate::world::{Habit, World, date, empty, now, of, seed, world};

const BUILDINGS: [&str; 6] = ["frisk", "natt", "still", "matt", "tyst", "bytt"];

/// A county with one building per fault, all heard of an hour ago.
fn county() -> World {
    county_with("")
}

/// The same with more in its portfolio.
fn county_with(more: &str) -> World {
    let mut portfolio = String::from("[[owner]]\nid = \"o\"\nname = \"O\"\n");
    for (index, id) in BUILDINGS.iter().enumerate() {
        let municipality = if index < 3 { "kramfors" } else { "timra" };
        let _ = write!(
            portfolio,
            "[[building]]\nid = \"{id}\"\nname = \"Hus {id}\"\nmunicipality = \"{municipality}\"\nowner = \"o\"\n\
             use = \"school\"\nstation = \"s\"\n[[building.meter]]\nid = \"{id}-v\"\ncarrier = \"district_heating\"\n\
             reading = \"register\"\nunit = \"kWh\"\n\
             source = {{ profile = \"sparvakt\", device = \"{id}-v\", series = \"heat.energy\" }}\n\
             [[building.baseline]]\nfrom = 2016-01-01\nto = 2017-01-01\n"
        );
    }
    // What the sun does to bought electricity says nothing of heat.
    for id in ["still", "matt"] {
        let _ = write!(portfolio, "[[solar]]\nid = \"{id}-tak\"\nbuilding = \"{id}\"\nkwp = 10.0\n");
    }
    portfolio += more;
    let world = of(&portfolio);
    for id in BUILDINGS {
        let saved = if id == "natt" { -0.25 } else { 0.0 };
        let habit =
            Habit { base: 200.0, slope: 60.0, saved, from: date("2018-11-12"), hole_every: 0, noise: 0.06 };
        let building = world.app.config.portfolio.building(id).unwrap();
        seed(&world.app.store, building, Carrier::DistrictHeating, habit);
        heard(&world.app.store, id, now() - TimeDelta::hours(if id == "tyst" { 60 } else { 1 }));
    }
    world.app.store.set_analysed_through(date("2019-01-01")).unwrap();
    world
}

/// The newest reading of a building's meter.
fn heard(store: &Store, id: &str, at: DateTime<Utc>) {
    let key = SeriesKey { device: format!("{id}-v"), series: "heat.energy".to_owned() };
    let readings = vec![NewReading { key, at, value: 1.0, received: at }];
    store.commit(&Batch { readings, ..Batch::default() }).unwrap();
}

/// From `from` on, the days of a meter times `factor`; and what was noticed of it then.
fn change(store: &Store, id: &str, from: &str, factor: f64, event: Option<&str>) {
    let range = DateRange { from: date("2018-06-01"), to: date("2019-01-02") };
    let start = |date: NaiveDate| LocalDay { date, zone: chrono_tz::Europe::Stockholm }.start();
    let mut days = store.meter_days(&format!("{id}-v"), range).unwrap();
    let last = days.last().copied().unwrap();
    days.push(DayUse { date: last.date + Days::new(1), quality: Quality::Measured, ..last });
    for day in days.iter_mut().filter(|day| day.date >= date(from)) {
        day.value *= factor;
    }
    let event = event.map(|kind| MeterEvent {
        at: start(date(from)) + TimeDelta::hours(8),
        kind: kind.to_owned(),
        detail: kind.to_owned(),
    });
    let settled = Settled {
        facts: MeterFacts { interval_seconds: 3600, max_per_hour: None },
        days,
        events: event.into_iter().collect(),
        events_in: start(range.from)..start(range.to),
    };
    store.settle_meter(&format!("{id}-v"), &settled, &[]).unwrap();
}

/// The part of a page's text between two headings.
fn list(text: &str) -> &str {
    let (_, rest) = text.split_once("Titta på först").unwrap();
    rest.split("Besparing per").next().unwrap()
}

#[tokio::test]
async fn a_plant_that_stands_still_costs_energy() {
    let World { app, .. } = &county_with(&sunny::portfolio());
    sunny::fill(&app.store);
    let page = get(app, "/").await;
    let text = page.text();
    let list = list(&text);
    let told = list.matches("Solanläggningen står still medan grannarna producerar.").count();
    assert_eq!(told, 1, "{list}");
    assert!(list.contains("2018-09-10"), "{list}");
    assert!(page.body.contains("href=\"/solanlaggningar/hall-sol\""), "{}", page.body);
    assert!(text.contains("Solel 128,9 MWh 80 % användes i husen"), "{text}");
    let elsewhere = get(app, "/?municipality=timra").await.text();
    assert!(!elsewhere.contains("Solanläggningen står still"), "{elsewhere}");
}

#[tokio::test]
async fn every_fault_is_told_once_and_healthy_buildings_are_not() {
    let World { app, .. } = &county();
    change(&app.store, "still", "2018-12-20", 0.0, None);
    change(&app.store, "matt", "2018-12-10", 0.001, Some("reset"));
    change(&app.store, "bytt", "2018-12-15", 1.0, Some("reset"));
    let text = get(app, "/").await.text();
    let list = list(&text);
    for told in [
        "över det vanliga i samma väder.",
        "Mätaren still-v skickar värden men står still.",
        "Mätaren matt-v räknar i ett annat mått: talen är en tusendel av de tidigare.",
        "Mätaren tyst-v har tystnat.",
        "Räkneverket bytt-v började om eller hoppade.",
        "2018-12-20",
        "2018-12-10",
        "2018-12-15",
        "2018-12-30",
    ] {
        assert!(list.contains(told), "{told}: {list}");
    }
    for id in BUILDINGS {
        let told = list.matches(&format!("Hus {id}")).count();
        assert_eq!(told, usize::from(id != "frisk"), "{id}: {list}");
    }
    // What costs stands first, with how sure it is.
    assert!(list.find("Hus natt").unwrap() < list.find("Hus tyst").unwrap(), "{list}");
    assert!(list.contains("kWh per dygn 90 % säkerhet: "), "{list}");
    assert!(text.contains("Att göra nu 5 1 kostar energi, 4 gäller mätare och data"), "{text}");
}

#[tokio::test]
async fn many_silent_meters_are_one_fault() {
    let World { app, .. } = &county();
    let mut app = app.clone();
    app.now = std::sync::Arc::new(|| now() + TimeDelta::days(3));
    let text = get(&app, "/").await.text();
    assert!(list(&text).contains("6 av 6 mätare har tystnat. Felet är troligen gemensamt"), "{text}");
    assert!(!list(&text).contains("Mätaren"), "{text}");
}

#[tokio::test]
async fn a_municipality_shows_its_own_buildings() {
    let World { app, .. } = &county();
    let whole = get(app, "/?sort=name&year=2018").await;
    assert!(whole.text().contains("Översikt: 2 kommuner, 6 byggnader"), "{}", whole.text());
    assert!(
        whole.body.contains("href=\"/?municipality=timra&#38;year=2018&#38;sort=name\""),
        "{}",
        whole.body
    );
    let part = get(app, "/?municipality=timra").await;
    let text = part.text();
    assert!(text.contains("Timrå: 3 byggnader") && text.contains("Hus matt"), "{text}");
    assert!(!text.contains("Hus frisk") && !text.contains("Besparing per kommun"), "{text}");
    assert!(part.body.contains("/api/v1/portfolio?year=2018&#38;municipality=timra"));
    assert!(get(app, "/en?municipality=timra").await.text().contains("Timrå: 3 buildings"));
    let api = get(app, "/api/v1/portfolio?municipality=timra&owner=o").await.json();
    assert_eq!(api["municipalities"].as_array().unwrap().len(), 1);
    assert_eq!(api["buildings"].as_array().unwrap().len(), 3);
    for wrong in ["/?municipality=atlantis", "/?owner=x", "/?sort=up", "/api/v1/portfolio?municipality=%3Cx"]
    {
        assert_eq!(get(app, wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn the_order_is_the_one_asked_for() {
    let World { app, .. } = &county();
    let order = |text: String| {
        let (_, list) = text.split_once("Besparing per byggnad").unwrap();
        let mut places: Vec<_> = BUILDINGS.iter().map(|id| (list.find(&format!("Hus {id}")), *id)).collect();
        places.sort_unstable();
        places.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    };
    let named = order(get(app, "/?sort=name").await.text());
    assert_eq!(named, ["bytt", "frisk", "matt", "natt", "still", "tyst"]);
    assert_eq!(order(get(app, "/").await.text()).last(), Some(&"natt"), "the one that saves least");
}

#[tokio::test]
async fn a_meter_in_another_unit_is_told_on_every_page_with_what_mends_it() {
    let World { app, .. } = &county();
    let from = "2018-12-09T23:00:00Z".parse().unwrap();
    let other = OtherUnit { from, until: None, factor: 0.001, evidence: Evidence::Level };
    app.store.put_other_units("matt-v", &[other]).unwrap();
    change(&app.store, "matt", "2018-12-10", 0.0, Some("unit_changed"));
    let what =
        "skickar i en annan enhet: talen är en tusendel av de tidigare. Dagarna sedan dess räknas inte.";
    let mends = "[[building.meter.correction]] med from = 2018-12-09T23:00:00Z och factor = 1000";
    let text = get(app, "/").await.text();
    let first = list(&text);
    assert!(first.contains(what) && first.contains(mends) && first.contains("2018-12-10"), "{first}");
    assert_eq!(first.matches("Hus matt").count(), 1, "{first}");
    let quality = get(app, "/datakvalitet?month=2018-12").await.text();
    assert!(quality.contains(what) && quality.contains(mends), "{quality}");
    assert!(quality.contains("1 står still eller sänder i en annan enhet"), "{quality}");
    let event = "matt-v: talen kommer i en annan enhet än förut och räknas inte";
    let building = get(app, "/byggnader/matt?period=2018").await.text();
    assert!(building.contains(event), "{building}");

    let back = OtherUnit { until: Some("2018-12-20T10:00:00Z".parse().unwrap()), ..other };
    app.store.put_other_units("matt-v", &[back]).unwrap();
    let text = get(app, "/").await.text();
    assert!(!list(&text).contains("annan enhet"), "{text}");
}

#[tokio::test]
async fn a_night_setback_that_has_gone_is_told_with_what_to_check() {
    let World { app, .. } = &county();
    let lost = LostSetback {
        since: date("2018-11-05"),
        nights: 14,
        usual_percent: 86.4,
        percent: 98.2,
        extra_kwh_per_night: 41.3,
    };
    app.store.put_lost_setback("frisk", Some(&lost)).unwrap();
    let text = get(app, "/").await.text();
    let first = list(&text);
    for told in [
        "kl. 22–05 går det åt 98 % av dagens värme per timme, mot 86 % förr i samma väder.",
        "Kontrollera tidprogrammet för nattsänkning",
        "2018-11-05",
        "+41,3 kWh per natt medel av 14 nätter mellan vardagar",
    ] {
        assert!(first.contains(told), "{told}: {first}");
    }
    assert!(text.contains("2 kostar energi"), "{text}");
    let english = get(app, "/en").await.text();
    assert!(english.contains("the heat per hour is 98% of"), "{english}");
    app.store.put_lost_setback("frisk", None).unwrap();
    assert!(!get(app, "/").await.text().contains("Nattsänkningen"));
}

#[tokio::test]
async fn an_empty_list_says_whether_nothing_is_wrong_or_nothing_is_known() {
    let World { app, .. } = &empty();
    let text = get(app, "/").await.text();
    let (_, rest) = text.split_once("Titta på först").unwrap_or_else(|| panic!("{text}"));
    assert!(rest.contains("har aldrig hörts av") || rest.contains("Inte känt ännu"), "{rest}");
    let english = get(app, "/en").await.text();
    assert!(english.contains("Look at these first"), "{english}");
}

#[tokio::test]
async fn what_is_used_too_much_has_its_price_and_where_that_comes_from() {
    let World { app, .. } = &world();
    let text = get(app, "/?municipality=kramfors").await.text();
    assert!(text.contains("tkr på ett år (prislista 2016)"), "{text}");
    let text = get(app, "/en?municipality=kramfors").await.text();
    assert!(text.contains("kSEK in a year (prislista 2016)"), "{text}");
}

#[tokio::test]
async fn a_phone_shows_the_first_of_each_kind_and_a_link_to_all() {
    let World { app, .. } = &world();
    let page = get(app, "/").await.body;
    assert!(
        page.contains("class=\"stack forest-table short\"") && page.contains("<tr class=\"rest\">"),
        "{page}"
    );
    assert!(page.contains("<a class=\"narrow-only\" href=\"/?list=all#list\">"), "{page}");
    let whole = get(app, "/?list=all&sort=name&municipality=solleftea").await.body;
    assert!(!whole.contains("forest-table short"), "{whole}");
    assert!(whole.contains("href=\"/?municipality=solleftea&#38;sort=name#list\""), "{whole}");
    assert_eq!(get(app, "/?list=some").await.status, StatusCode::BAD_REQUEST);
}
