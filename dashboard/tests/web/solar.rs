//! Solar plants in the API and on their pages.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::get;
use crate::sunny::{sun, sunny};
use crate::world::{World, empty, range};

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[tokio::test]
async fn figures_of_a_year_hold_together() {
    let World { app, .. } = &sunny();
    let body = get(app, "/api/v1/solar?year=2018").await.json();
    assert_eq!((&body["from"], &body["to"]), (&json!("2018-01-01"), &json!("2019-01-01")));
    let items = body["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    let item = |id: &str| items.iter().find(|item| item["id"] == id).unwrap();
    let school = item("skolan-sol");
    let made: f64 = range("2018-01-01", "2019-01-01").dates().map(|day| 40.0 * sun(day)).sum();
    assert!((number(&school["production_kwh"]) - made).abs() < 1e-6);
    assert!((number(&school["specific_yield_kwh_per_kwp"]) - made / 40.0).abs() < 1e-6);
    let (own, sold) = (number(&school["self_use_kwh"]), number(&school["export_kwh"]));
    assert!(own > 0.0 && sold > 0.0 && (own + sold - made).abs() < 1e-6);
    assert!((number(&school["self_use_share"]) - own / made).abs() < 1e-9);
    assert!((number(&school["self_sufficiency"]) - own / (365.0 * 300.0)).abs() < 1e-9);
    assert_eq!(
        (&school["status"], &school["reason"], &school["partial"]),
        (&json!("ok"), &Value::Null, &json!(false))
    );
    // Sums per municipality add up to the total; a building with two plants counts once.
    for name in ["production_kwh", "self_use_kwh", "export_kwh", "kwp"] {
        let sum: f64 =
            body["municipalities"].as_array().unwrap().iter().map(|m| m[name].as_f64().unwrap_or(0.0)).sum();
        assert!((sum - number(&body["total"][name])).abs() < 1e-6, "{name}");
    }
    let two = number(&item("tak-1")["self_use_kwh"]) + number(&item("tak-2")["self_use_kwh"]);
    let kramfors = &body["municipalities"][0];
    assert!((two + own - number(&kramfors["self_use_kwh"])).abs() < 1e-6, "{kramfors}");
    assert!((number(&kramfors["self_sufficiency"]) - (two + own) / (365.0 * 1_200.0)).abs() < 1e-9);
    assert_eq!((&body["total"]["plants"], &body["total"]["without_self_use"]), (&json!(5), &json!(1)));
}

#[tokio::test]
async fn what_cannot_be_given_is_null_with_its_reason() {
    let World { app, .. } = &sunny();
    let young = get(app, "/api/v1/solar/hus-sol/performance?year=2018").await.json();
    assert_eq!(
        (&young["from"], &young["partial"], &young["status"]),
        (&json!("2018-05-03"), &json!(true), &json!("ok"))
    );
    assert_eq!((&young["self_use_kwh"], &young["self_use_share"]), (&Value::Null, &Value::Null));
    assert_eq!(young["reason"]["code"], "solar.export.no_meter");
    assert_eq!(young["months"].as_array().unwrap().len(), 8);
    let before = get(app, "/api/v1/solar/skolan-sol/performance?from=2017-01-01&to=2018-03-01").await.json();
    assert_eq!(before["from"], "2018-01-01", "the plant is followed from then on");
    let missing = get(app, "/api/v1/solar/skolan-sol/performance?from=2016-01-01&to=2017-01-01").await.json();
    assert_eq!((&missing["status"], &missing["production_kwh"]), (&json!("insufficient_data"), &Value::Null));
    assert_eq!(missing["reason"]["code"], "solar.production.too_few_days");
    let body = get(&empty().app, "/api/v1/solar").await.json();
    assert_eq!((&body["items"], &body["total"]["production_kwh"]), (&json!([]), &Value::Null));
}

#[tokio::test]
async fn dead_and_weak_plants_stand_out() {
    let World { app, .. } = &sunny();
    let body = get(app, "/api/v1/solar?year=2018").await.json();
    let item =
        |id: &str| body["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap().clone();
    assert_eq!(item("hall-sol")["stands_still_since"], "2018-09-10");
    assert_eq!(item("skolan-sol")["stands_still_since"], Value::Null);
    assert!(number(&item("tak-2")["relative_yield"]) < 0.6 && number(&item("tak-1")["relative_yield"]) > 0.9);
    let text = get(app, "/solanlaggningar").await.text();
    assert!(text.contains("Står still sedan 10 september 2018 medan grannarna producerar."), "{text}");
    assert!(text.contains("Ger 45 % av vad grannarna ger per kWp."), "{text}");
}

#[tokio::test]
async fn wrong_questions_are_problems() {
    let World { app, .. } = &sunny();
    for (uri, path) in [
        ("/api/v1/solar?from=2018-01-01", "query.from"),
        ("/api/v1/solar?from=2018-02-01&to=2018-01-01", "query.to"),
        ("/api/v1/solar?year=18", "query.year"),
        ("/api/v1/solar?year=2018&from=2018-01-01&to=2019-01-01", "query.year"),
        ("/api/v1/solar/skolan-sol/performance?resolution=day", "query.resolution"),
    ] {
        let answer = get(app, uri).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{uri}");
        assert_eq!(answer.json()["errors"][0]["path"], path, "{uri}");
    }
    for uri in
        ["/api/v1/solar/nowhere/performance", "/solanlaggningar/nowhere", "/en/solar/nowhere/months.csv"]
    {
        assert_eq!(get(app, uri).await.status, StatusCode::NOT_FOUND, "{uri}");
    }
}

#[tokio::test]
async fn pages_show_the_figures_of_the_api_in_both_languages() {
    let World { app, .. } = &sunny();
    let page = get(app, "/solanlaggningar/skolan-sol?year=2018").await;
    let text = page.text();
    assert!(text.contains("Solen gav") && text.contains("användes i husen och"), "{text}");
    assert!(page.body.contains("<svg class=\"chart full\"") && text.contains("Visa som tabell"), "{text}");
    assert!(
        get(app, "/en/solar/hus-sol")
            .await
            .text()
            .contains("Export is not measured, so self-use cannot be given.")
    );
    assert!(get(app, "/en/solar").await.text().contains("Stands still since 10 September 2018"));
    assert!(get(&empty().app, "/solanlaggningar").await.text().contains("Inga solanläggningar är inlagda."));
    let csv = get(app, "/en/solar/skolan-sol/months.csv?year=2018").await.body;
    let made: f64 =
        csv.lines().skip(1).map(|line| line.split(',').nth(2).unwrap().parse::<f64>().unwrap()).sum();
    let api = get(app, "/api/v1/solar/skolan-sol/performance?year=2018").await.json();
    assert!((made - number(&api["production_kwh"])).abs() < 0.01);
}
