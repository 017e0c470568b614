//! The API as other programs rely on it.

use std::sync::Arc;

use crate::client::{get, send};
use crate::world::{Habit, World, date, empty, now, of, range, seed, world};
use axum::http::{Method, StatusCode};
use config::Carrier;
use dashboard::{Live, Pending};
use engine::domain::SeriesKey;
use serde_json::{Value, json};
use store::{Batch, NewReading};

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

const PERIOD: [&str; 17] = [
    "actual_kwh",
    "adjusted_baseline_kwh",
    "avoided_kwh",
    "avoided_percent",
    "baseline_id",
    "cost_sek",
    "coverage",
    "emission_factors",
    "filled_share",
    "from",
    "interval",
    "kg_co2e",
    "method_version",
    "reason",
    "status",
    "tariffs",
    "to",
];

#[tokio::test]
async fn savings_of_a_year_have_every_field_and_add_up() {
    let World { app, .. } = &world();
    let answer =
        get(app, "/api/v1/buildings/arebo/savings?from=2018-01-01&to=2019-01-01&resolution=year").await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    let beside = ["building", "carrier", "periods", "previous_year", "specific_use", "unit", "zone"];
    assert_eq!(names(&body), beside);
    assert_eq!((&body["building"], &body["carrier"]), (&json!("arebo"), &json!("district_heating")));
    assert_eq!(body["zone"], "Europe/Stockholm");
    let period = &body["periods"][0];
    assert_eq!(names(period), PERIOD);
    assert_eq!((&period["from"], &period["to"]), (&json!("2018-01-01"), &json!("2019-01-01")));
    assert_eq!((&period["status"], &period["reason"]), (&json!("ok"), &Value::Null));
    let avoided = number(&period["avoided_kwh"]);
    let difference = number(&period["adjusted_baseline_kwh"]) - number(&period["actual_kwh"]);
    assert!((avoided - difference).abs() < 1e-6);
    let interval = &period["interval"];
    assert_eq!(interval["confidence"], 0.9);
    assert!(number(&interval["low_kwh"]) < avoided && avoided < number(&interval["high_kwh"]));
    assert!((number(&period["avoided_percent"]) - 22.0).abs() < 2.0, "{period}");
    assert!(number(&period["coverage"]) > 0.97);
}

#[tokio::test]
async fn months_add_up_to_the_year_and_instants_mean_their_local_days() {
    let World { app, .. } = &world();
    let year = "/api/v1/buildings/vallange/savings?from=2017-12-31T23:00:00Z&to=2018-12-31T23:00:00Z";
    let months = get(app, &format!("{year}&resolution=month&carrier=electricity")).await.json();
    let months = months["periods"].as_array().unwrap().clone();
    assert_eq!((months.len(), &months[11]["from"]), (12, &json!("2018-12-01")));
    let sum: f64 = months.iter().map(|month| number(&month["avoided_kwh"])).sum();
    let whole = get(app, &format!("{year}&resolution=year")).await.json();
    assert!((sum - number(&whole["periods"][0]["avoided_kwh"])).abs() < 1e-6);
    let days =
        get(app, "/api/v1/buildings/vallange/savings?from=2018-02-01&to=2018-03-01&resolution=day").await;
    assert_eq!(days.json()["periods"].as_array().unwrap().len(), 28);
}

#[tokio::test]
async fn a_period_counts_against_a_baseline_that_ended_before_it() {
    let World { app, .. } = &world();
    let body = get(app, "/api/v1/buildings/arebo/savings?from=2016-01-01&to=2019-01-01&resolution=year")
        .await
        .json();
    let status: Vec<_> = body["periods"].as_array().unwrap().iter().map(|p| p["status"].clone()).collect();
    assert_eq!(status, ["insufficient_data", "ok", "ok"]);
    let first = &body["periods"][0];
    assert_eq!(first["reason"]["code"], "baseline.none");
    for name in ["actual_kwh", "adjusted_baseline_kwh", "avoided_kwh", "avoided_percent", "interval"] {
        assert_eq!(first[name], Value::Null, "{name}");
    }
    // A range that reaches beyond the last analysed day counts the days there are.
    let body = get(app, "/api/v1/buildings/arebo/savings?from=2018-01-01&to=2020-01-01&resolution=year")
        .await
        .json();
    assert_eq!(body["periods"][0]["status"], "ok");
    assert_eq!(body["periods"][1]["reason"]["code"], "results.none");
}

#[tokio::test]
async fn a_year_nobody_asked_for_ends_with_the_last_result() {
    let World { app, .. } = &world();
    // The clock went on without readings: the year shown first is still the last one with results.
    app.store.set_analysed_through("2026-05-05".parse().unwrap()).unwrap();
    let body = get(app, "/api/v1/buildings/arebo/savings").await.json();
    assert_eq!(
        (&body["periods"][0]["to"], &body["periods"][0]["status"]),
        (&json!("2019-01-01"), &json!("ok"))
    );
    assert_eq!(get(app, "/api/v1/portfolio").await.json()["year"], 2018);
    // A range that is asked for counts the days that are missing.
    let silent = "/api/v1/buildings/arebo/savings?from=2018-06-01&to=2019-06-01&resolution=year";
    let body = get(app, silent).await.json();
    assert_eq!(body["periods"][1]["reason"]["code"], "reporting.too_few_days");
    let text = get(app, "/byggnader/arebo").await.text();
    assert!(text.contains("Inga nya resultat på 2 682 dygn."), "{text}");
}

#[tokio::test]
async fn without_enough_data_there_is_a_reason_and_never_a_number() {
    let World { app, .. } = &world();
    for (building, code) in [("kort", "baseline.too_short"), ("luckor", "reporting.too_few_days")] {
        let body = get(app, &format!("/api/v1/buildings/{building}/savings")).await.json();
        let period = &body["periods"][0];
        assert_eq!(
            (&period["status"], &period["reason"]["code"]),
            (&json!("insufficient_data"), &json!(code))
        );
        assert_eq!((&period["avoided_kwh"], &period["interval"]), (&Value::Null, &Value::Null));
        assert!(period["reason"]["text"].as_str().unwrap().len() > 20);
    }
}

#[tokio::test]
async fn the_portfolio_is_the_sum_of_its_sufficient_buildings() {
    let World { app, .. } = &world();
    let body = get(app, "/api/v1/portfolio?year=2018").await.json();
    assert_eq!(
        names(&body),
        ["buildings", "carrier", "insufficient", "municipalities", "total", "year", "years"]
    );
    assert_eq!(names(&body["total"]), [PERIOD.as_slice(), &["unit"]].concat());
    assert_eq!(body["years"], json!([2018, 2017]));
    let sum = |items: &Value, name: &str| -> f64 {
        items.as_array().unwrap().iter().filter_map(|item| item[name].as_f64()).sum()
    };
    for name in ["actual_kwh", "adjusted_baseline_kwh", "avoided_kwh"] {
        let total = number(&body["total"][name]);
        assert!((sum(&body["municipalities"], name) - total).abs() < 1e-6, "{name}");
        assert!((sum(&body["buildings"], name) - total).abs() < 1e-6, "{name}");
    }
    let lacking: Vec<_> =
        body["insufficient"].as_array().unwrap().iter().map(|item| item["building"].clone()).collect();
    assert_eq!(lacking, ["kort", "luckor", "hostile"]);
    assert_eq!(body["insufficient"][0]["reason"]["code"], "baseline.too_short");
    let only = get(app, "/api/v1/portfolio?year=2018&carrier=electricity").await.json();
    assert_eq!(only["buildings"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn buildings_list_their_meters_with_the_newest_reading() {
    let World { app, .. } = &world();
    let list = get(app, "/api/v1/buildings").await.json();
    assert_eq!(names(&list), ["items", "next_cursor"]);
    assert_eq!(list["items"].as_array().unwrap().len(), 7);
    let one = get(app, "/api/v1/buildings/arebo").await.json();
    for name in ["id", "name", "municipality", "owner", "use", "heated_area_m2", "zone", "meters", "solar"] {
        assert!(names(&one).contains(&name), "{name}");
    }
    assert_eq!(one["use"], "care_home");
    let meter = &one["meters"][0];
    assert_eq!(
        (&meter["id"], &meter["carrier"], &meter["unit"]),
        (&json!("arebo-heat"), &json!("district_heating"), &json!("kWh"))
    );
    assert_eq!(meter["last_reading"], json!({"timestamp": "2019-01-01T00:00:00Z", "value": 4_321_600.0}));
    assert_eq!(one["meters"][1]["last_reading"], Value::Null);
}

#[tokio::test]
async fn a_baseline_explains_its_model_or_what_forbids_it() {
    let World { app, .. } = &world();
    let fitted = get(app, "/api/v1/buildings/arebo/baseline?carrier=district_heating").await.json();
    let item = &fitted["baselines"][0];
    assert_eq!(
        (&item["status"], &item["from"], &item["to"]),
        (&json!("fitted"), &json!("2016-01-01"), &json!("2017-01-01"))
    );
    assert!(number(&item["model"]["r_squared"]) > 0.8 && number(&item["model"]["cv_rmse"]) < 0.25);
    let short = get(app, "/api/v1/buildings/kort/baseline").await.json();
    let item = &short["baselines"][0];
    assert_eq!((&item["status"], &item["model"]), (&json!("insufficient_data"), &Value::Null));
    assert_eq!(item["findings"][0]["data"]["missing"], 26.0);
}

#[tokio::test]
async fn readings_come_in_pages_with_what_was_corrected() {
    let World { app, .. } = &world();
    let start =
        "/api/v1/meters/arebo-heat/readings?from=2018-12-30T00:00:00Z&to=2018-12-31T00:00:00Z&limit=10";
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = get(app, &format!("{start}{cursor}")).await.json();
        all.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(all.len(), 25);
    assert_eq!(names(&all[0]), ["received", "status", "timestamp", "unit", "value"]);
    let superseded: Vec<_> = all.iter().filter(|item| item["status"] == "superseded").collect();
    assert_eq!((superseded.len(), &superseded[0]["timestamp"]), (1, &json!("2018-12-30T05:00:00Z")));
    assert!(all.iter().all(|item| item["unit"] == "kWh"));
}

#[tokio::test]
async fn consumption_per_hour_day_and_month() {
    let World { app, .. } = &world();
    let of = |query: &str| format!("/api/v1/meters/arebo-heat/consumption?{query}");
    let hours =
        get(app, &of("from=2018-12-30T08:00:00Z&to=2018-12-30T11:00:00Z&resolution=hour")).await.json();
    assert_eq!((&hours["meter"], &hours["unit"]), (&json!("arebo-heat"), &json!("kWh")));
    assert_eq!(
        hours["items"][0],
        json!({"start": "2018-12-30T08:00:00Z", "end": "2018-12-30T09:00:00Z", "value": 12.5, "quality": "measured"})
    );
    assert_eq!(hours["items"].as_array().unwrap().len(), 3);
    let days = get(app, &of("from=2018-03-24&to=2018-03-27&resolution=day")).await.json();
    assert_eq!(days["items"][1]["start"], "2018-03-24T23:00:00Z");
    assert_eq!(days["items"][1]["end"], "2018-03-25T22:00:00Z", "the day the clock is changed has 23 hours");
    let months = get(app, &of("from=2018-01-01&to=2019-01-01&resolution=month")).await.json();
    assert_eq!(months["items"].as_array().unwrap().len(), 12);
    let days = get(app, &of("from=2018-02-01&to=2018-03-01")).await.json();
    let sum: f64 = days["items"].as_array().unwrap().iter().filter_map(|day| day["value"].as_f64()).sum();
    assert!((sum - number(&months["items"][1]["value"])).abs() < 1e-6);
}

#[tokio::test]
async fn what_could_not_be_used_is_listed_with_a_way_out() {
    let World { app, .. } = &world();
    let quarantine = get(app, "/api/v1/quarantine").await.json();
    let item = &quarantine["items"][0];
    assert_eq!(names(item), ["bytes", "count", "first_seen", "id", "last_seen", "reason", "topic"]);
    assert_eq!(item["reason"], json!({"code": "payload.not_json", "text": "the payload is no JSON"}));
    let unknown = get(app, "/api/v1/unknown").await.json();
    let item = &unknown["items"][0];
    assert_eq!((&item["device"], &item["profile"]), (&json!("new-meter"), &json!("wmbusmeters")));
    assert!(item["snippet"].as_str().unwrap().starts_with("[[building.meter]]\nid = \"new-meter\"\n"));
}

#[tokio::test]
async fn every_wrong_parameter_is_a_problem_with_its_place() {
    let World { app, .. } = &world();
    for (uri, paths) in [
        (
            "/api/v1/buildings/arebo/savings?from=2018-02-30&to=x&resolution=week",
            &["query.from", "query.to", "query.resolution"][..],
        ),
        ("/api/v1/buildings/arebo/savings?from=2018-02-01&to=2018-01-01", &["query.to"]),
        ("/api/v1/buildings/arebo/savings?from=2018-02-01", &["query.from"]),
        ("/api/v1/buildings/arebo/savings?carrier=domestic_hot_water", &["query.carrier"]),
        ("/api/v1/buildings/arebo/savings?from=1990-01-01&to=2199-01-01&resolution=day", &["query.to"]),
        ("/api/v1/buildings?page=2", &["query.page"]),
        ("/api/v1/portfolio?year=18", &["query.year"]),
        ("/api/v1/portfolio?year=2018&year=2017", &["query.year"]),
        ("/api/v1/meters/arebo-heat/readings?cursor=x&limit=0", &["query.limit", "query.cursor"]),
        (
            "/api/v1/meters/arebo-heat/consumption?from=2016-01-01&to=2019-01-01&resolution=hour",
            &["query.to"],
        ),
        ("/api/v1/quarantine?cursor=x", &["query.cursor"]),
        ("/api/v1/unknown?limit=99999", &["query.limit"]),
        ("/api/v1/status?x=%FF%00", &["query.x"]),
    ] {
        let answer = get(app, uri).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{uri}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{uri}");
        let body = answer.json();
        assert_eq!(
            (&body["status"], &body["type"]),
            (&json!(400), &json!("urn:sparvakt:problem:bad-parameters"))
        );
        let found: Vec<_> = body["errors"].as_array().unwrap().iter().map(|e| e["path"].clone()).collect();
        assert_eq!(found, paths, "{uri}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let World { app, .. } = &world();
    for (method, uri, status) in [
        (Method::GET, "/api/v1/buildings/nowhere", 404),
        (Method::GET, "/api/v1/buildings/nowhere/savings", 404),
        (Method::GET, "/api/v1/meters/nowhere/readings", 404),
        (Method::GET, "/api/v1/nothing", 404),
        (Method::GET, "/api", 404),
        (Method::POST, "/api/v1/buildings", 405),
        (Method::DELETE, "/api/v1/status", 405),
    ] {
        let answer = send(app, method, uri, &[]).await;
        assert_eq!(answer.status.as_u16(), status, "{uri}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{uri}");
        assert_eq!(answer.json()["status"], status, "{uri}");
    }
    let head = send(app, Method::HEAD, "/api/v1/status", &[]).await;
    assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));
}

#[tokio::test]
async fn status_and_readiness_follow_broker_and_store() {
    let World { app, live, .. } = &mut world();
    let status = get(app, "/api/v1/status").await.json();
    for name in [
        "version",
        "method_version",
        "last_commit",
        "backlog",
        "dirty_hours",
        "analysed_through",
        "broker",
        "store",
    ] {
        assert!(names(&status).contains(&name), "{name}");
    }
    assert_eq!(status["analysed_through"], "2018-12-31");
    assert_eq!((&status["broker"]["connected"], &status["store"]["ok"]), (&json!(true), &json!(true)));
    let ready = get(app, "/readyz").await;
    assert_eq!((ready.status, &ready.json()["ready"]), (StatusCode::OK, &json!(true)));
    live.send_modify(|live| {
        live.broker_connected = false;
        live.error = Some("connection refused".to_owned());
    });
    app.pending = Arc::new(|| Pending { backlog: 7, ..Pending::default() });
    let ready = get(app, "/readyz").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        ready.json()["reasons"],
        json!(["no connection to the broker mqtts://broker.example:8883: connection refused"])
    );
    assert_eq!(get(app, "/api/v1/status").await.json()["backlog"], 7);
    assert_eq!(get(app, "/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_was_avoided_is_priced_only_where_every_part_has_a_price() {
    let World { app, .. } = &world();
    let saved = get(app, "/api/v1/buildings/arebo/savings?from=2018-01-01&to=2019-01-01").await.json();
    let heat = &saved["periods"][0];
    let avoided = number(&heat["avoided_kwh"]);
    assert!((number(&heat["cost_sek"]) - 0.9 * avoided).abs() < 1e-6, "{heat}");
    assert!((number(&heat["kg_co2e"]) - 0.05 * avoided).abs() < 1e-6, "{heat}");
    assert_eq!(heat["tariffs"].as_array().unwrap().len(), 1);
    assert_eq!(heat["tariffs"][0]["source"], "prislista 2018");
    assert_eq!(heat["emission_factors"][0]["year"], 2017);
    assert_eq!(heat["emission_factors"][0]["supplier"], "fjärrvärmenätet");
    let electricity = "/api/v1/buildings/arebo/savings?from=2018-01-01&to=2019-01-01&carrier=electricity";
    let electricity = get(app, electricity).await.json();
    assert_eq!(electricity["periods"][0]["status"], "ok");
    assert_eq!(electricity["periods"][0]["cost_sek"], Value::Null);
    assert_eq!(electricity["periods"][0]["tariffs"], json!([]));
    let portfolio = get(app, "/api/v1/portfolio?year=2018").await.json();
    assert_eq!(portfolio["total"]["cost_sek"], Value::Null, "electricity has no price");
    let heat = get(app, "/api/v1/portfolio?year=2018&carrier=district_heating").await.json();
    let sums = heat["municipalities"].as_array().unwrap().iter().filter_map(|one| one["cost_sek"].as_f64());
    assert!((sums.sum::<f64>() - number(&heat["total"]["cost_sek"])).abs() < 1e-6);
    assert_eq!(heat["total"]["tariffs"].as_array().unwrap().len(), 2);
    // The page says the same with its bounds and the source of its prices; nothing where a price is missing, nothing
    // of what may be chance.
    let text = get(app, "/?year=2018&carrier=district_heating&municipality=solleftea").await.text();
    assert!(
        text.contains("90 % säkerhet: 25–111 tkr. 3,8 ton CO₂e undvikna. Pris: prislista 2018 (2018)"),
        "{text}"
    );
    for unpriced in ["/?year=2018", "/?year=2018&carrier=district_heating"] {
        assert!(!get(app, unpriced).await.text().contains("Pris: "), "{unpriced}");
    }
}

#[tokio::test]
async fn a_meter_that_was_dead_across_the_border_of_two_months_saves_in_neither() {
    let World { app, .. } = &world();
    let dead = range("2018-01-28", "2018-02-04");
    let carrier = Carrier::DistrictHeating;
    let mut days = app.store.result_days("arebo", carrier, dead).unwrap();
    days.iter_mut().for_each(|day| day.used = Some(0.0));
    let baselines = app.store.baselines("arebo", carrier).unwrap();
    app.store.put_results("arebo", carrier, &baselines, dead, &days).unwrap();
    let ask = async |resolution: &str| {
        let query = format!("from=2018-01-01&to=2019-01-01&resolution={resolution}&carrier={carrier}");
        get(app, &format!("/api/v1/buildings/arebo/savings?{query}")).await.json()["periods"].take()
    };
    assert_eq!(ask("year").await[0]["status"], "ok");
    // Neither month has a week of zeros by itself, and still none of these days is taken for a saving.
    let months = ask("month").await;
    for month in [&months[0], &months[1]] {
        assert_eq!(month["reason"]["code"], "reporting.too_few_days", "{month}");
    }
    assert_eq!(months[3]["status"], "ok");
}

#[tokio::test]
async fn a_dead_meter_saves_nothing_however_few_of_its_days_are_asked_for() {
    let World { app, .. } = &world();
    let (dead, stopped) = (range("2018-01-11", "2018-02-03"), range("2018-01-10", "2018-01-11"));
    let carrier = Carrier::DistrictHeating;
    let baselines = app.store.baselines("arebo", carrier).unwrap();
    for (range, used) in [(dead, 0.0), (stopped, 0.03)] {
        let mut days = app.store.result_days("arebo", carrier, range).unwrap();
        days.iter_mut().for_each(|day| day.used = Some(used));
        app.store.put_results("arebo", carrier, &baselines, range, &days).unwrap();
    }
    for (from, to) in
        [("2018-01-10", "2018-01-11"), ("2018-01-12", "2018-01-15"), ("2018-01-10", "2018-02-04")]
    {
        for resolution in ["day", "year"] {
            let query = format!("from={from}&to={to}&resolution={resolution}&carrier={carrier}");
            let answer = get(app, &format!("/api/v1/buildings/arebo/savings?{query}")).await.json();
            for period in answer["periods"].as_array().unwrap() {
                assert_eq!(period["reason"]["code"], "reporting.too_few_days", "{query}: {period}");
                assert_eq!(period["coverage"], 0.0, "{query}: {period}");
            }
        }
        let page = get(app, &format!("/byggnader/arebo?from={from}&to={to}&carrier={carrier}")).await.text();
        assert!(page.contains("ingen besparing kan anges") && page.contains("Datatäckning 0,0 %"), "{page}");
    }
    // 25 days are left out of the year beside those that lack data: everywhere the same.
    let query = format!("from=2018-01-01&to=2019-01-01&resolution=year&carrier={carrier}");
    let year = get(app, &format!("/api/v1/buildings/arebo/savings?{query}")).await.json();
    let page = get(app, &format!("/byggnader/arebo?period=2018&carrier={carrier}")).await.text();
    let coverage = year["periods"][0]["coverage"].as_f64().unwrap();
    assert!((coverage - 334.0 / 365.0).abs() < 1e-6, "{year}");
    assert!(page.contains("334 av 365 dygn"), "{page}");
}

/// Two buildings with hot water: one meter counts kWh, the other cubic metres.
const HOT_WATER: &str = r#"
[[owner]]
id = "kramfors"
name = "Kramfors kommun"

[[building]]
id = "energy"
name = "Energi"
municipality = "kramfors"
owner = "kramfors"
use = "school"
station = "langsele"
[[building.meter]]
id = "energy-hot-water"
carrier = "domestic_hot_water"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2016-01-01
to = 2017-01-01

[[building]]
id = "volume"
name = "Volym"
municipality = "kramfors"
owner = "kramfors"
use = "school"
station = "langsele"
[[building.meter]]
id = "volume-hot-water"
carrier = "domestic_hot_water"
reading = "register"
unit = "m3"
[[building.baseline]]
from = 2016-01-01
to = 2017-01-01
"#;

#[tokio::test]
async fn cubic_metres_are_not_added_to_kilowatt_hours() {
    let World { app, .. } = &of(HOT_WATER);
    let saves =
        Habit { base: 100.0, slope: 30.0, saved: 0.2, from: date("2017-01-01"), hole_every: 0, noise: 0.05 };
    for building in &app.config.portfolio.buildings {
        seed(&app.store, building, Carrier::DomesticHotWater, saves);
    }
    app.store.set_analysed_through(date("2018-12-31")).unwrap();
    let answer = get(app, "/api/v1/portfolio?year=2018&carrier=domestic_hot_water").await.json();
    let alone =
        |id: &str| answer["buildings"].as_array().unwrap().iter().find(|b| b["building"] == id).unwrap();
    assert_eq!((&alone("energy")["unit"], &alone("volume")["unit"]), (&json!("kWh"), &json!("m3")));
    assert!(alone("volume")["actual_kwh"].is_number());
    for sum in [&answer["total"], &answer["municipalities"][0]] {
        assert_eq!(sum["unit"], "kWh");
        assert_eq!(sum["actual_kwh"], alone("energy")["actual_kwh"]);
    }
    let page = get(app, "/?year=2018&carrier=domestic_hot_water").await.text();
    assert!(page.contains("m³"), "{page}");
}

#[tokio::test]
async fn what_is_committed_while_the_status_is_read_is_not_missing_from_it() {
    let World { app, .. } = &mut empty();
    let quiet = get(app, "/api/v1/status").await.json();
    assert_eq!((&quiet["backlog"], &quiet["dirty_hours"]), (&json!(0), &json!(0.0)));
    let store = app.store.clone();
    app.pending = Arc::new(move || {
        // The last message of the backlog becomes durable just now.
        let key = SeriesKey { device: "arebo-heat".to_owned(), series: "heat.energy".to_owned() };
        let reading = NewReading { key, at: now(), value: 1.0, received: now() };
        store.commit(&Batch { readings: vec![reading], ..Batch::default() }).unwrap();
        Pending::default()
    });
    let status = get(app, "/api/v1/status").await.json();
    assert!(status["dirty_hours"].as_f64().unwrap() > 0.0, "{status}");
}

#[tokio::test]
async fn results_are_not_up_to_date_while_everything_is_analysed_anew() {
    let World { app, .. } = &mut empty();
    app.pending = Arc::new(|| Pending { full_round: true, ..Pending::default() });
    let status = get(app, "/api/v1/status").await.json();
    assert!(status["dirty_hours"].as_f64().unwrap() >= 1.0, "{status}");
}

#[tokio::test]
async fn who_cannot_store_or_hear_is_not_ready() {
    let World { app, live, .. } = &world();
    live.send_modify(|live| live.store_error = Some("disk full".to_owned()));
    let ready = get(app, "/readyz").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.json()["reasons"], json!(["readings cannot be stored: disk full"]));
    let status = get(app, "/api/v1/status").await.json();
    assert_eq!((&status["store"]["ok"], &status["store"]["error"]), (&json!(false), &json!("disk full")));
    assert_eq!(status["broker"]["error"], Value::Null);
    live.send_modify(|live| {
        live.store_error = None;
        live.refused = vec!["meters/#".to_owned()];
    });
    let ready = get(app, "/readyz").await;
    assert_eq!(ready.json()["reasons"], json!(["the broker refuses the subscriptions meters/#"]));
    let status = get(app, "/api/v1/status").await.json();
    assert_eq!(status["store"]["ok"], true);
    assert_eq!(status["broker"]["error"], "the broker refuses the subscriptions meters/#");
}

#[tokio::test]
async fn metrics_are_in_the_format_of_prometheus() {
    let World { app, .. } = &world();
    let answer = get(app, "/metrics").await;
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let line = |name: &str| {
        let found = answer.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.unwrap_or_else(|| panic!("{name} is missing")).parse::<f64>().unwrap()
    };
    assert_eq!(line("sparvakt_readings_total") as u64, 49);
    assert_eq!(line("sparvakt_corrections_total") as u64, 1);
    assert_eq!(line("sparvakt_quarantined_total") as u64, 1);
    assert_eq!(line("sparvakt_unmatched_total") as u64, 1);
    assert_eq!(line("sparvakt_broker_connected") as u64, 1);
    assert_eq!(line("sparvakt_backlog_messages") as u64, 0);
    assert_eq!(line("sparvakt_last_commit_age_seconds") as u64, 0);
    line("sparvakt_duplicates_total");
    assert_eq!(now(), (app.now)());
}

#[tokio::test]
async fn before_anything_has_arrived_everything_answers() {
    let World { app, .. } = &empty();
    let portfolio = get(app, "/api/v1/portfolio").await.json();
    assert_eq!(
        (&portfolio["year"], &portfolio["total"]["status"]),
        (&json!(2019), &json!("insufficient_data"))
    );
    assert_eq!(get(app, "/api/v1/buildings/arebo/savings").await.json()["periods"], json!([]));
    assert_eq!(get(app, "/api/v1/status").await.json()["last_commit"], Value::Null);
    let live = Live::default();
    assert!(!live.broker_connected && live.since.is_none());
}
