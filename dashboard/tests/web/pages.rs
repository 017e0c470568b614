//! The pages as people rely on them.

use std::collections::HashSet;

use crate::client::{Answer, get, send};
use crate::world::{World, empty, world};
use axum::http::{Method, StatusCode};
use dashboard::format::EnergyScale;
use dashboard::language::Lang;

const PAGES: &[&str] = &[
    "/",
    "/en",
    "/?year=2017&carrier=district_heating",
    "/byggnader/arebo",
    "/en/buildings/arebo",
    "/byggnader/arebo?period=2017&carrier=electricity",
    "/byggnader/arebo?from=2018-02-01&to=2018-03-01",
    "/byggnader/arebo?period=2017-12-07..2019-01-01",
    "/byggnader/vallange",
    "/byggnader/hallen",
    "/byggnader/kort",
    "/byggnader/luckor",
    "/en/buildings/luckor",
    "/byggnader/hostile",
    "/solanlaggningar",
    "/en/solar?year=2018",
    "/datakvalitet",
    "/en/data-quality?month=2018-06&building=arebo",
    "/datakvalitet?month=snart&page=0",
    "/sa-raknar-vi",
    "/en/how-we-calculate",
    "/tillganglighet",
    "/en/accessibility",
    "/demo",
    "/en/demo",
    "/finns-inte",
    "/en/not-there",
    "/byggnader/nowhere",
    "/byggnader/arebo?period=snart",
];

/// Elements that have no end tag in HTML.
const VOID: &[&str] = &["meta", "link", "input", "br", "img"];

/// Every start tag with its attributes; panics where tags do not nest.
fn tags(page: &Answer) -> Vec<String> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for piece in page.body.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').unwrap_or_else(|| panic!("unclosed tag {piece}"));
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "end tags nest");
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap();
        if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
        found.push(tag.to_owned());
    }
    assert!(open.is_empty(), "{open:?} stay open");
    found
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

#[tokio::test]
async fn every_page_is_well_formed_and_carries_no_inline_script_or_style() {
    let World { app, .. } = &world();
    for uri in PAGES {
        let page = get(app, uri).await;
        let tags = tags(&page);
        let ids: Vec<_> = tags.iter().filter_map(|tag| attribute(tag, "id")).collect();
        let unique: HashSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{uri}: ids are unique");
        assert_eq!(tags.iter().filter(|tag| *tag == "h1").count(), 1, "{uri}: one h1");
        for tag in &tags {
            let is_script = tag.starts_with("script");
            let ours = attribute(tag, "src").is_some_and(|src| src.starts_with("/static/live-"));
            assert!((!is_script || ours) && attribute(tag, "style").is_none(), "{uri}: {tag}");
            let handler = tag
                .split(" on")
                .skip(1)
                .any(|rest| rest.split('=').next().is_some_and(|name| !name.contains([' ', '"'])));
            assert!(!handler, "{uri}: {tag}");
            for name in ["aria-labelledby", "for"] {
                for id in attribute(tag, name).unwrap_or_default().split_whitespace() {
                    assert!(ids.contains(&id), "{uri}: {name} names {id}");
                }
            }
            for name in ["href", "src", "action"] {
                let target = attribute(tag, name).unwrap_or("/");
                assert!(target.starts_with('/') || target.starts_with('#'), "{uri}: {target} is elsewhere");
            }
            if tag.starts_with("select") || tag.starts_with("input") && !tag.contains("hidden") {
                let id = attribute(tag, "id").unwrap();
                assert!(
                    tags.iter().any(|label| attribute(label, "for") == Some(id)),
                    "{uri}: {id} has a label"
                );
            }
        }
        let lang = if uri.starts_with("/en") { "en" } else { "sv" };
        assert!(page.body.contains(&format!("<html lang=\"{lang}\"")), "{uri}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let World { app, .. } = &world();
    let others = [
        "/api/v1/status",
        "/api/v1/nothing",
        "/api/v1/portfolio?x=1",
        "/api/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "/static/nothing.css",
        "/appearance?theme=dark&back=/",
        "/byggnader/arebo/dygn.csv",
    ];
    for uri in PAGES.iter().chain(&others) {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS] {
            let answer = send(app, method.clone(), uri, &[]).await;
            let policy = answer.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
                "{method} {uri}"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{method} {uri}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{method} {uri}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{method} {uri}");
            assert!(!answer.header("cache-control").is_empty(), "{method} {uri}");
        }
    }
}

#[tokio::test]
async fn the_numbers_on_the_page_are_those_of_the_api() {
    let World { app, .. } = &world();
    let api = get(app, "/api/v1/buildings/vallange/savings?from=2018-01-01&to=2019-01-01").await.json();
    let period = &api["periods"][0];
    let value = |name: &str| period[name].as_f64().unwrap();
    let (low, high) =
        (period["interval"]["low_kwh"].as_f64().unwrap(), period["interval"]["high_kwh"].as_f64().unwrap());
    for (uri, lang) in
        [("/byggnader/vallange?period=2018", Lang::Sv), ("/en/buildings/vallange?period=2018", Lang::En)]
    {
        let page = get(app, uri).await;
        let scale = EnergyScale::fitting(high, "kWh");
        assert!(page.body.contains(&scale.with_unit(value("avoided_kwh"), lang)), "{uri}");
        assert!(page.body.contains(&scale.interval(low, high, lang)), "{uri}");
        assert!(page.body.contains(&dashboard::format::percent(value("avoided_percent"), 1, lang)), "{uri}");
        let used = EnergyScale::fitting(value("adjusted_baseline_kwh"), "kWh");
        assert!(page.body.contains(&used.with_unit(value("adjusted_baseline_kwh"), lang)), "{uri}");
    }
    let portfolio = get(app, "/api/v1/portfolio?year=2018").await.json();
    let total = &portfolio["total"];
    let page = get(app, "/?year=2018").await;
    let percent = dashboard::format::percent(total["avoided_percent"].as_f64().unwrap(), 1, Lang::Sv);
    assert!(page.body.contains(&percent));
}

#[tokio::test]
async fn the_verdict_names_the_saving_its_interval_and_the_baseline() {
    let World { app, .. } = &world();
    let text = get(app, "/byggnader/vallange").await.text();
    assert!(text.contains("Elanvändningen ligger 58,0 % under det väntade 2018:"), "{text}");
    assert!(text.contains("(90 % säkerhet: "), "{text}");
    assert!(text.contains("under baslinjen 2016."), "{text}");
    for heading in [
        "Uppmätt mot baslinje",
        "Ackumulerad besparing",
        "Energisignatur",
        "Visa som tabell",
        "Hämta som CSV",
    ] {
        assert!(text.contains(heading), "{heading}");
    }
    let text = get(app, "/byggnader/hallen").await.text();
    assert!(text.contains("över det väntade 2018"), "{text}");
}

#[tokio::test]
async fn without_enough_data_no_page_states_a_saving() {
    let World { app, .. } = &world();
    for (uri, why, claim) in [
        ("/byggnader/kort", "Baslinjen är 303 dygn lång men behöver 329: 26 dygn saknas.", " sparat"),
        (
            "/byggnader/luckor",
            "Bara 320 av periodens dygn har både användning och temperatur; 329 behövs, 9 saknas.",
            " sparat",
        ),
        (
            "/en/buildings/luckor",
            "Only 320 days of the period have both use and temperature; 329 are needed, 9 are missing.",
            " saved",
        ),
    ] {
        let page = get(app, uri).await;
        let text = page.text();
        assert!(text.contains(why), "{uri}: {text}");
        assert!(!text.contains(claim) && !page.body.contains("id=\"cumulative\""), "{uri}: {text}");
    }
    let overview = get(app, "/").await.text();
    assert!(
        overview.contains("Baslinjen är 303 dygn lång") && overview.contains("Bara 320 av periodens dygn")
    );
    let csv = get(app, "/byggnader/luckor/dygn.csv?period=2018").await;
    assert!(csv.body.lines().nth(1).unwrap().ends_with(";;;"), "{}", csv.body.lines().nth(1).unwrap());
}

#[tokio::test]
async fn hostile_names_stay_text() {
    let World { app, live, .. } = &world();
    live.send_modify(|live| {
        live.broker_connected = false;
        live.broker = "mqtt://<script>x".to_owned();
    });
    for uri in ["/", "/en", "/byggnader/hostile", "/en/buildings/hostile?period=2018"] {
        let page = get(app, uri).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            !page.body.contains("<script>")
                && !page.body.contains("<img")
                && !page.body.to_lowercase().contains("ice<rink"),
            "{uri}"
        );
        assert!(page.text().contains("<script>alert("), "{uri} shows the name");
    }
}

#[tokio::test]
async fn wrong_addresses_get_a_page_that_says_so() {
    let World { app, .. } = &world();
    let page = get(app, "/byggnader/arebo?period=snart&carrier=x&färg=1").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let text = page.text();
    assert!(
        text.contains("Adressen går inte att tolka")
            && text.contains("query.period")
            && text.contains("query.carrier"),
        "{text}"
    );
    assert!(text.contains("I adressen går detta inte att använda: "), "{text}");
    assert_eq!(get(app, "/en/").await.status, StatusCode::PERMANENT_REDIRECT);
    for (uri, title) in [
        ("/byggnader/nowhere", "Sidan finns inte"),
        ("/byggnader/%ff%fe", "Sidan finns inte"),
        ("/en/nowhere", "There is no such page"),
    ] {
        let page = get(app, uri).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.text().contains(title), "{uri}");
    }
}

#[tokio::test]
async fn a_lost_broker_is_told_on_every_page() {
    let World { app, live, .. } = &world();
    live.send_modify(|live| live.broker_connected = false);
    let text = get(app, "/").await.text();
    assert!(
        text.contains(
            "Ingen förbindelse med brokern mqtts://broker.example:8883 sedan 2 januari 2019 kl. 0.05."
        ),
        "{text}"
    );
    let text = get(app, "/en/how-we-calculate").await.text();
    assert!(
        text.contains("No connection to the broker mqtts://broker.example:8883 since 2 January 2019, 00:05."),
        "{text}"
    );
    live.send_modify(|live| {
        live.broker_connected = true;
        live.embedded = true;
    });
    assert!(get(app, "/").await.text().contains("Inbyggd broker. Bara för prov"));
}

#[tokio::test]
async fn light_and_dark_are_kept_in_a_cookie() {
    let World { app, .. } = &world();
    let chosen = get(app, "/appearance?theme=dark&back=%2Fbyggnader%2Farebo%3Fperiod%3D2018").await;
    assert_eq!(
        (chosen.status, chosen.header("location")),
        (StatusCode::SEE_OTHER, "/byggnader/arebo?period=2018")
    );
    assert!(chosen.header("set-cookie").starts_with("theme=dark; Path=/; "));
    let page = send(app, Method::GET, "/", &[("cookie", "theme=dark")]).await;
    assert!(page.body.contains("data-theme=\"dark\""));
    let elsewhere = get(app, "/appearance?theme=dark&back=%2F%2Fevil.example").await;
    assert_eq!(elsewhere.header("location"), "/");
}

#[tokio::test]
async fn the_style_sheet_may_be_kept_for_ever() {
    let World { app, .. } = &world();
    let page = get(app, "/").await;
    let tags = tags(&page);
    let sheet =
        tags.iter().find(|tag| tag.contains("stylesheet")).and_then(|tag| attribute(tag, "href")).unwrap();
    let style = get(app, sheet).await;
    assert_eq!((style.status, style.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
    assert!(style.header("cache-control").contains("immutable"));
    assert_eq!(get(app, "/static/sparvakt-0.css").await.status, StatusCode::NOT_FOUND);
    assert!(!style.body.contains("url(") && !style.body.contains("@import"));
}

#[tokio::test]
async fn a_building_page_is_light_enough_for_a_phone() {
    let World { app, .. } = &world();
    let request = axum::http::Request::builder().uri("/byggnader/arebo").header("accept-encoding", "br");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(dashboard::router(app.clone()), request).await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "br");
    let bytes = axum::body::to_bytes(response.into_body(), 10 << 20).await.unwrap();
    assert!(bytes.len() < 60_000, "{} bytes", bytes.len());
}

#[tokio::test]
async fn the_file_of_days_speaks_the_language_of_spreadsheets() {
    let World { app, .. } = &world();
    let swedish = get(app, "/byggnader/vallange/dygn.csv?period=2018").await;
    assert_eq!(swedish.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<_> = swedish.body.lines().collect();
    assert_eq!(lines.len(), 366);
    assert!(lines[0].trim_start_matches('\u{feff}').starts_with("date_local;unit;used;expected;"));
    assert!(lines[1].starts_with("2018-01-01;kWh;") && lines[1].contains(','));
    let english = get(app, "/en/buildings/vallange/days.csv?period=2018").await;
    assert_eq!(
        english.body.lines().next(),
        Some(
            "date_local,unit,used,expected,expected_low,expected_high,outdoor_temp_c,filled_share,saved_so_far,saved_so_far_low,saved_so_far_high"
        )
    );
    let last: Vec<_> = english.body.lines().last().unwrap().split(',').map(str::to_owned).collect();
    let api = get(app, "/api/v1/buildings/vallange/savings?from=2018-01-01&to=2019-01-01").await.json();
    let saved: f64 = last[8].parse().unwrap();
    assert!((saved - api["periods"][0]["avoided_kwh"].as_f64().unwrap()).abs() < 0.001);
}

#[tokio::test]
async fn before_anything_has_arrived_the_pages_say_what_is_missing() {
    let World { app, .. } = &empty();
    assert!(get(app, "/").await.text().contains("Inga resultat ännu."));
    let text = get(app, "/byggnader/arebo").await.text();
    assert!(text.contains("Otillräckliga data") && text.contains("inget värde ännu"), "{text}");
}

#[tokio::test]
async fn the_heated_area_is_written_as_the_rules_write_it() {
    let World { app, .. } = &world();
    let page = get(app, "/byggnader/arebo").await.body;
    assert!(page.contains("m² A<sub>temp</sub></span>"), "{page}");
}
