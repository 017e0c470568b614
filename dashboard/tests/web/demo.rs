//! A simulated portfolio never passes for a real one, and shows the truth beside its estimates.

use axum::http::StatusCode;
use serde_json::json;

use crate::client::get;
use crate::world::{World, arriving, demo, world};

const PAGES: &[&str] = &[
    "/",
    "/byggnader/arebo",
    "/sa-raknar-vi",
    "/tillganglighet",
    "/demo",
    "/finns-inte",
    "/byggnader/arebo?period=snart",
];

#[tokio::test]
async fn simulated_data_say_so_everywhere() {
    let World { app, .. } = &demo();
    for uri in PAGES {
        let page = get(app, uri).await;
        let text = page.text();
        assert!(
            text.contains("Demodata. Byggnaderna och mätvärdena är påhittade. Jämför med facit"),
            "{uri}"
        );
        assert!(page.body.contains("<a href=\"/demo\">"), "{uri}");
    }
    for uri in ["/en", "/en/not-there", "/en/demo"] {
        let text = get(app, uri).await.text();
        assert!(text.contains("Demo data. The buildings and the readings are invented."), "{uri}");
    }
    assert_eq!(get(app, "/api/v1/status").await.json()["demo"], json!(true));
    let file = get(app, "/byggnader/arebo/dygn.csv").await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"demodata-dygn.csv\"");
}

#[tokio::test]
async fn a_history_on_its_way_is_no_alarm() {
    let World { app, .. } = &arriving(0.4);
    let text = get(app, "/").await.text();
    assert!(text.contains("Två års historik läses in: 40 % hittills."), "{text}");
    assert!(text.contains("Titta på först Inte känt förrän historiken har kommit."), "{text}");
    for alarm in ["Otillräckliga data", "Att göra nu", "tystnat", "Besparing per"] {
        assert!(!text.contains(alarm), "{alarm}: {text}");
    }
    for uri in [
        "/byggnader/arebo",
        "/byggnader/luckor",
        "/solanlaggningar",
        "/datakvalitet",
        "/demo",
        "/en/demo",
        "/en/buildings/arebo",
    ] {
        let text = get(app, uri).await.text();
        let waits = if uri.starts_with("/en") {
            "Results appear when it is here."
        } else {
            "Resultaten visas när den har kommit."
        };
        assert!(text.contains(waits), "{uri}: {text}");
        for claim in [
            "sparat",
            "saved",
            "säkerhet",
            "Otillräckliga data",
            "facit (",
            "i fjol",
            "Tysta",
            "Dygn för dygn",
        ] {
            assert!(!text.contains(claim), "{uri}: {claim}: {text}");
        }
    }
    assert!(get(&demo().app, "/").await.text().contains("Titta på först"));
}

#[tokio::test]
async fn real_data_have_no_demo_page_and_no_banner() {
    let World { app, .. } = &world();
    assert_eq!(get(app, "/demo").await.status, StatusCode::NOT_FOUND);
    assert!(!get(app, "/").await.text().contains("Demodata"));
    assert_eq!(get(app, "/api/v1/status").await.json()["demo"], json!(false));
    assert_eq!(get(app, "/byggnader/arebo/dygn.csv").await.header("content-disposition"), "attachment");
}

#[tokio::test]
async fn every_estimate_stands_beside_the_truth() {
    let World { app, .. } = &demo();
    let page = get(app, "/demo").await;
    let text = page.text();
    assert!(text.contains("5 av 5 intervall innehåller facit (100 %)."), "{text}");
    for expected in
        ["Ärebo äldreboende", "22 % mindre fjärrvärme", "58,0 %", "håller", "Värmen sänks inte på natten."]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(text.contains("I ”Titta på först”: Fjärrvärmen ligger 34 % över baslinjen"), "{text}");
    assert!(text.contains("Felet är över."), "{text}");
    assert!(text.contains("otillräckliga data") || text.contains("Otillräckliga data"), "{text}");
    assert_eq!(get(app, "/demo?x=1").await.status, StatusCode::BAD_REQUEST);
}
