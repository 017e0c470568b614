//! Meters that are computed from others: shown with what they are made of, never said to be silent.

use crate::client::get;
use crate::world::{World, of};

const SHARED: &str = r#"
[[owner]]
id = "k"
name = "K"
[[building]]
id = "hall"
name = "Hallen"
municipality = "kramfors"
owner = "k"
heated_area_m2 = 300
[[building.meter]]
id = "central"
carrier = "district_heating"
reading = "register"
unit = "kWh"
main = false
[[building.meter]]
id = "hall-heat"
name = "Fjärrvärme"
carrier = "district_heating"
parts = [{ meter = "central", share = "area" }]
[[building]]
id = "annex"
name = "Annexet"
municipality = "kramfors"
owner = "k"
heated_area_m2 = 100
[[building.meter]]
id = "annex-heat"
carrier = "district_heating"
parts = [{ meter = "central", share = "area" }]
"#;

#[tokio::test]
async fn a_virtual_meter_says_what_it_is_made_of() {
    let World { app, .. } = &of(SHARED);
    let page = get(app, "/byggnader/hall").await.text();
    assert!(page.contains("virtuell: 0,75 × central"), "{page}");
    assert!(page.contains("räknas bara genom virtuella mätare"), "{page}");
    let english = get(app, "/en/buildings/annex").await.text();
    assert!(english.contains("virtual: 0.25 × central"), "{english}");
    let meters = get(app, "/api/v1/buildings/annex").await.json()["meters"].clone();
    assert_eq!(meters[0]["parts"], serde_json::json!([{"meter": "central", "factor": 0.25}]));
    assert_eq!((&meters[0]["main"], &meters[0]["last_reading"]), (&true.into(), &serde_json::Value::Null));
}

#[tokio::test]
async fn only_meters_with_readings_can_be_silent() {
    let World { app, .. } = &of(SHARED);
    let text = get(app, "/datakvalitet").await.text();
    assert!(text.contains("1 mätare"), "{text}");
    assert_eq!(text.matches("har aldrig hörts").count(), 1, "{text}");
}
