//! Before the baseline: last year, use per area, when the baseline will be there and what to write for it.

use config::Carrier;
use engine::domain::DateRange;

use crate::client::get;
use crate::world::{Habit, World, date, of, range, seed_days};

const OWNER: &str = "[[owner]]\nid = \"o\"\nname = \"O\"\n";

/// A heated building without a baseline table; `more` stands among its keys.
fn building(id: &str, more: &str) -> String {
    format!(
        "[[building]]\nid = \"{id}\"\nname = \"{id}\"\nmunicipality = \"timra\"\nowner = \"o\"\nuse = \"school\"\nstation = \"s\"\n{more}\
         [[building.meter]]\nid = \"{id}-v\"\ncarrier = \"district_heating\"\nreading = \"register\"\nunit = \"kWh\"\n"
    )
}

const AREA: &str = "heated_area_m2 = 1000.0\n";

fn habit() -> Habit {
    Habit { base: 90.0, slope: 30.0, saved: 0.2, from: date("2018-06-01"), hole_every: 0, noise: 0.05 }
}

/// A world of one building whose heat is known on `days`.
fn knowing(days: DateRange, building: &str) -> World {
    let world = of(&format!("{OWNER}{building}"));
    let app = &world.app;
    seed_days(&app.store, &app.config.portfolio.buildings[0], Carrier::DistrictHeating, (habit(), days));
    app.store.set_analysed_through(date("2018-12-31")).unwrap();
    world
}

#[tokio::test]
async fn a_building_of_some_months_says_when_and_how_much_so_far() {
    let World { app, .. } = &knowing(range("2018-09-01", "2019-01-01"), &building("ny", AREA));
    let page = get(app, "/byggnader/ny").await.text();
    assert!(page.contains("Baslinje klar 27 juli 2019 – 207 dygn saknas."), "{page}");
    assert!(page.contains("hittills: 122 dygn sedan 1 september 2018. Inte ett år"), "{page}");
    assert!(page.contains("Mätvärdena är yngre än ett år"), "{page}");
    assert!(!page.contains("sparat") && !page.contains("[[building.baseline]]"), "{page}");
    let overview = get(app, "/").await.text();
    assert!(
        overview.contains("Baslinje klar 27 juli 2019") && overview.contains("hittills (122 dygn)"),
        "{overview}"
    );
    let body = get(app, "/api/v1/buildings/ny/baseline").await.json();
    let ready = &body["readiness"][0];
    assert_eq!((&ready["status"], &ready["ready_on"]), (&"waiting".into(), &"2019-07-27".into()), "{body}");
    assert_eq!((&ready["days_missing"], &ready["configuration"]), (&207.into(), &().into()), "{body}");
    assert_eq!(ready["reasons"][0]["code"], "baseline.too_short");
    let body = get(app, "/api/v1/buildings/ny/savings").await.json();
    assert_eq!(body["specific_use"]["is_year"], false, "{body}");
    assert_eq!(body["previous_year"]["reason"]["code"], "previous_year.young", "{body}");
}

#[tokio::test]
async fn a_building_that_reaches_into_last_year_is_compared_without_a_claim_of_saving() {
    let World { app, .. } = &knowing(range("2017-07-01", "2019-01-01"), &building("ny", AREA));
    let page = get(app, "/byggnader/ny").await.text();
    assert!(page.contains("Fjärrvärme: 18 %") && page.contains("mindre än samma period i fjol"), "{page}");
    assert!(page.contains("räknat i graddagar"), "{page}");
    assert!(
        page.contains("Otillräckliga data för fjärrvärme 2018") && !page.contains("Inget dygn"),
        "{page}"
    );
    assert!(page.contains("är ingen besparing") && !page.contains("sparat"), "{page}");
    assert!(page.contains("En baslinje är möjlig: 1 juli 2017–30 juni 2018"), "{page}");
    assert!(page.contains("[[building.baseline]] from = 2017-07-01 to = 2018-07-01"), "{page}");
    let english = get(app, "/en/buildings/ny").await.text();
    assert!(
        english.contains("less than the same period last year") && english.contains("A baseline is possible")
    );
    let overview = get(app, "/").await.text();
    assert!(
        overview.contains("samma period i fjol") && overview.contains("En baslinje är möjlig"),
        "{overview}"
    );
    let body = get(app, "/api/v1/buildings/ny/savings").await.json();
    let previous = &body["previous_year"];
    assert_eq!((&previous["from"], &previous["to"]), (&"2018-07-01".into(), &"2019-01-01".into()), "{body}");
    assert_eq!((&previous["earlier_from"], &previous["days"]), (&"2017-07-01".into(), &184.into()), "{body}");
    let (used, earlier) = (&previous["used_kwh"], &previous["used_earlier_kwh"]);
    let change = 100.0 * (used.as_f64().unwrap() / earlier.as_f64().unwrap() - 1.0);
    assert!((previous["change_percent"].as_f64().unwrap() - change).abs() < 1e-6, "{body}");
    let asked = get(app, "/api/v1/buildings/ny/savings?from=2018-10-01&to=2018-11-01").await.json();
    assert_eq!(asked["previous_year"]["days"], 31, "{asked}");
}

#[tokio::test]
async fn the_lines_to_paste_make_the_baseline_that_was_promised() {
    let text = building("ny", AREA);
    let World { app, .. } = &knowing(range("2017-07-01", "2019-01-01"), &text);
    let body = get(app, "/api/v1/buildings/ny/baseline").await.json();
    let lines = body["readiness"][0]["configuration"].as_str().unwrap();
    let World { app, .. } = &knowing(range("2017-07-01", "2019-01-01"), &format!("{text}{lines}"));
    let body = get(app, "/api/v1/buildings/ny/baseline").await.json();
    assert_eq!(
        (&body["readiness"][0]["status"], &body["baselines"][0]["status"]),
        (&"fitted".into(), &"fitted".into())
    );
    let page = get(app, "/byggnader/ny").await.text();
    assert!(page.contains("sparat") && !page.contains("i fjol"), "{page}");
    let overview = get(app, "/").await.text();
    assert!(overview.contains("kWh/m²") && overview.contains("på 184 dygn"), "{overview}");
}

#[tokio::test]
async fn what_cannot_be_said_has_its_reason() {
    let World { app, .. } = &knowing(range("2018-09-01", "2019-01-01"), &building("ny", ""));
    let page = get(app, "/byggnader/ny").await.text();
    assert!(page.contains("Byggnadens area är inte känd"), "{page}");
    let body = get(app, "/api/v1/buildings/ny/savings").await.json();
    assert_eq!(body["specific_use"]["reason"]["code"], "specific_use.no_area", "{body}");
    // A period that data begin too late for never becomes a baseline, however long one waits.
    let late = format!("{}[[building.baseline]]\nfrom = 2018-05-01\nto = 2019-05-01\n", building("ny", AREA));
    let World { app, .. } = &knowing(range("2018-09-01", "2019-01-01"), &late);
    let page = get(app, "/byggnader/ny").await.text();
    assert!(page.contains("Baslinjen blir inte klar av sig själv: Redan 123 av baslinjens dygn"), "{page}");
    assert!(!page.contains("Baslinje klar"), "{page}");
    let body = get(app, "/api/v1/buildings/ny/baseline").await.json();
    assert_eq!(body["readiness"][0]["status"], "insufficient_data", "{body}");
    assert_eq!(body["readiness"][0]["reasons"][0]["code"], "readiness.too_many_holes", "{body}");
}

#[tokio::test]
async fn nothing_is_said_before_the_first_reading() {
    let World { app, .. } = &of(&format!("{OWNER}{}", building("ny", AREA)));
    let page = get(app, "/byggnader/ny").await;
    assert!(page.status.is_success() && !page.text().contains("NaN"), "{}", page.text());
    let body = get(app, "/api/v1/buildings/ny/baseline").await.json();
    assert_eq!(body["readiness"][0]["reasons"][0]["code"], "readiness.no_days", "{body}");
    let body = get(app, "/api/v1/buildings/ny/savings").await.json();
    assert!(body["previous_year"].is_null() && body["specific_use"].is_null(), "{body}");
}
