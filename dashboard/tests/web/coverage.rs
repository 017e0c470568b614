//! No number without data: wherever a saving stands, it rests on nine days in ten and carries its interval.

use crate::client::get;
use crate::world::{Habit, World, date, demo, of, seed, world};
use config::Carrier;
use serde_json::Value;

const BODIES: &[&str] = &[
    "/api/v1/portfolio",
    "/api/v1/portfolio?year=2017",
    "/api/v1/portfolio?year=2018&carrier=district_heating",
    "/api/v1/portfolio?municipality=kramfors",
    "/api/v1/buildings/arebo/savings?from=2016-01-01&to=2020-01-01&resolution=month",
    "/api/v1/buildings/luckor/savings?from=2016-01-01&to=2020-01-01&resolution=month",
    "/api/v1/buildings/luckor/savings?from=2017-01-01&to=2019-01-01&resolution=day",
    "/api/v1/buildings/luckor/savings",
    "/api/v1/buildings/kort/savings",
];

/// Numbers that claim something about savings.
const CLAIMS: [&str; 7] = [
    "actual_kwh",
    "adjusted_baseline_kwh",
    "avoided_kwh",
    "avoided_percent",
    "interval",
    "cost_sek",
    "kg_co2e",
];

/// Every period anywhere in a body.
fn periods<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("avoided_kwh") {
                found.push(value);
            }
            fields.values().for_each(|field| periods(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| periods(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn no_body_states_a_saving_below_the_rule() {
    let World { app, .. } = &world();
    let (mut stated, mut refused) = (0, 0);
    for uri in BODIES {
        let body = get(app, uri).await.json();
        let mut found = Vec::new();
        periods(&body, &mut found);
        assert!(!found.is_empty(), "{uri}");
        for period in found {
            let coverage = period["coverage"].as_f64().unwrap();
            if period["status"] == "ok" {
                stated += 1;
                assert!(coverage >= 0.9, "{uri}: {period}");
                assert!(
                    period["interval"]["low_kwh"].is_number() && period["reason"].is_null(),
                    "{uri}: {period}"
                );
            } else {
                refused += 1;
                assert_eq!(period["status"], "insufficient_data", "{uri}");
                assert!(
                    period["reason"]["text"].as_str().is_some_and(|text| text.len() > 10),
                    "{uri}: {period}"
                );
                for claim in CLAIMS {
                    assert!(period[claim].is_null(), "{uri}: {claim} in {period}");
                }
            }
        }
    }
    assert!(stated > 50 && refused > 5, "{stated} {refused}");
}

/// The rows of all tables of savings in a page, as text.
fn rows(body: &str) -> Vec<String> {
    let tables = body.split("<table").skip(1).filter(|table| table.contains("forest-table"));
    let tables = tables.filter_map(|table| table.split("</table>").next());
    tables
        .flat_map(|table| table.split("<tr").skip(1))
        .filter(|row| row.contains("data-label"))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn no_row_of_a_page_shows_a_saving_below_the_rule() {
    let World { app, .. } = &world();
    for uri in ["/", "/?year=2017", "/?municipality=kramfors", "/en?carrier=electricity"] {
        let page = get(app, uri).await;
        let rows = rows(&page.body);
        assert!(!rows.is_empty(), "{uri}");
        for row in rows {
            let share = row.rsplit("<span>").next().unwrap().split(['\u{a0}', '%']).next().unwrap();
            let share: f64 = share.parse().unwrap_or_else(|_| panic!("{uri}: {share} in {row}"));
            assert!(share >= 90.0 || !row.contains("<svg"), "{uri}: {row}");
        }
    }
}

#[tokio::test]
async fn buildings_without_a_saving_say_why_wherever_they_stand() {
    let World { app, .. } = &demo();
    for (building, name) in [("luckor", "Brandstationen"), ("kort", "Bäckens förskola")] {
        let text = get(app, &format!("/byggnader/{building}")).await.text();
        assert!(text.contains("Otillräckliga data") && !text.contains(" sparat"), "{text}");
        let overview = get(app, "/").await.text();
        assert!(overview.rsplit(name).next().unwrap().contains("dygn"), "{overview}");
        let compared = get(app, "/demo").await.text();
        let (_, row) = compared.split_once(name).unwrap();
        let row = row.split("äldreboende").next().unwrap();
        assert!(row.contains("Otillräckliga data"), "{row}");
    }
}

#[tokio::test]
async fn an_overview_of_a_county_is_light_enough_for_a_phone() {
    let World { app, .. } = &world();
    let request = axum::http::Request::builder().uri("/").header("accept-encoding", "br");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(dashboard::router(app.clone()), request).await.unwrap();
    let bytes = axum::body::to_bytes(response.into_body(), 10 << 20).await.unwrap();
    assert!(bytes.len() < 20_000, "{} bytes for seven buildings", bytes.len());
}

#[tokio::test]
async fn a_building_without_a_baseline_is_told_when_there_will_be_one() {
    let World { app, .. } =
        &of("[[owner]]\nid = \"o\"\nname = \"O\"\n[[building]]\nid = \"ny\"\nname = \"Nya skolan\"\n\
        municipality = \"timra\"\nowner = \"o\"\nuse = \"school\"\nstation = \"s\"\n[[building.meter]]\n\
        id = \"ny-v\"\ncarrier = \"district_heating\"\nreading = \"register\"\nunit = \"kWh\"\n\
        [[building.baseline]]\nfrom = 2018-05-01\nto = 2019-05-01\n");
    let habit =
        Habit { base: 90.0, slope: 30.0, saved: 0.0, from: date("2018-01-01"), hole_every: 0, noise: 0.05 };
    seed(&app.store, &app.config.portfolio.buildings[0], Carrier::DistrictHeating, habit);
    app.store.set_analysed_through(date("2018-12-31")).unwrap();
    let told = "Baslinje klar 1 maj 2019 – 120 dygn saknas.";
    let page = get(app, "/byggnader/ny").await.text();
    assert!(page.contains(told), "{page}");
    let english = get(app, "/en/buildings/ny").await.text();
    assert!(english.contains("Baseline ready on 1 May 2019 – 120 days are missing."), "{english}");
    let text = get(app, "/byggnader/ny?period=2018").await.text();
    assert!(!text.contains(" sparat"), "{text}");
}
