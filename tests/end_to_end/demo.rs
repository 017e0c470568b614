//! One command shows a stranger everything, says that it is simulated, and goes on where it stopped.

use anyhow::{Context, Result, ensure};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use tests::api::Api;
use tests::demo::Demo;
use tests::{browser, sparvakt, workspace};

/// Pages to walk, in both languages.
const PAGES: [(&str, &str); 9] = [
    ("/", "/en"),
    ("/?municipality=ornskoldsvik&list=all", "/en?municipality=ornskoldsvik&list=all"),
    ("/demo", "/en/demo"),
    ("/byggnader/arebo", "/en/buildings/arebo"),
    // In its first year, and beyond it without a baseline.
    ("/byggnader/timra-forskola", "/en/buildings/timra-forskola"),
    ("/byggnader/ornskoldsvik-brandstation", "/en/buildings/ornskoldsvik-brandstation"),
    ("/solanlaggningar", "/en/solar"),
    ("/solanlaggningar/bredbyns-skola-solceller", "/en/solar/bredbyns-skola-solceller"),
    ("/datakvalitet", "/en/data-quality"),
];

#[test]
fn a_stranger_sees_the_county_and_its_truth() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let place = folder.path().join("demo");
    Demo::start(&place)?.killed_after(200_000)?;
    let mut demo = Demo::start(&place)?;
    demo.arrived()?;
    nothing_is_missing(&demo)?;
    every_page_says_that_it_is_simulated(&demo.api)?;
    the_saving_of_arebo_is_an_interval(&demo.api)?;
    let pages = PAGES.map(|(path, english)| json!({"path": path, "english": english, "charts": false}));
    browser::run("check.mjs", &json!({"base": demo.api.url(""), "pages": pages}))?;
    take_pictures(&demo.api)?;
    goes_on_where_it_stopped(demo)
}

#[test]
fn a_taken_port_says_how_to_choose_another() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?;
    let data = format!("--data={}", folder.path().join("demo").display());
    for option in ["--listen", "--mqtt-listen"] {
        let other = if option == "--listen" { "--mqtt-listen" } else { "--listen" };
        let said = sparvakt::run(&[
            "demo".to_owned(),
            format!("{option}={address}"),
            format!("{other}=127.0.0.1:{}", workspace::free_port()?),
            data.clone(),
        ])?;
        ensure!(said.code == 3, "{option} {address} ended with {}: {}", said.code, said.err);
        ensure!(said.err.contains(&address.to_string()) && said.err.contains(option), "{}", said.err);
    }
    Ok(())
}

fn every_page_says_that_it_is_simulated(api: &Api) -> Result<()> {
    for (swedish, english) in PAGES.into_iter().chain([("/finns-inte", "/en/no-such-page")]) {
        ensure!(api.get(swedish)?.body.contains("Demodata"), "{swedish} does not say Demodata");
        ensure!(api.get(english)?.body.contains("Demo data"), "{english} does not say Demo data");
    }
    ensure!(api.json("/api/v1/status")?["demo"] == json!(true), "the status does not say demo");
    Ok(())
}

/// Which side of the truth it falls on depends on the day the test runs; that it has bounds does not.
fn the_saving_of_arebo_is_an_interval(api: &Api) -> Result<()> {
    for carrier in ["district_heating", "electricity"] {
        let year = format!("/api/v1/buildings/arebo/savings?carrier={carrier}&resolution=year");
        let body = api.json(&year)?;
        let period = last_period(&body)?;
        ensure!(period["status"] == "ok", "{carrier}: {period}");
        let bounds = ["low_kwh", "high_kwh"].map(|bound| period["interval"][bound].as_f64());
        ensure!(matches!(bounds, [Some(low), Some(high)] if low < high), "{carrier}: {period}");
        ensure!(period["coverage"].as_f64().is_some_and(|share| share >= 0.9), "{carrier}: {period}");
    }
    Ok(())
}

fn last_period(body: &Value) -> Result<&Value> {
    body["periods"].as_array().and_then(|periods| periods.last()).context("no period")
}

/// To `target/pictures`, or where `SPARVAKT_PICTURES` says.
fn take_pictures(api: &Api) -> Result<()> {
    let folder = std::env::var_os("SPARVAKT_PICTURES")
        .map_or_else(|| workspace::path("target/pictures"), |folder| workspace::path("").join(folder));
    let picture = |path: &str, name: &str, width: u16, height: u16| json!({"path": path, "name": name, "width": width, "height": height});
    let pages = [
        picture("/", "oversikt", 1280, 1100),
        picture("/byggnader/arebo", "byggnad", 1280, 1100),
        picture("/demo", "facit", 1280, 900),
        picture("/", "oversikt-mobil", 390, 844),
    ];
    browser::run("pictures.mjs", &json!({"base": api.url(""), "folder": folder, "pages": pages}))
}

/// The process was killed while much was on its way: all of it came again.
fn nothing_is_missing(demo: &Demo) -> Result<()> {
    let note = std::fs::read_to_string(demo.folder.join("demo.toml"))?;
    let (_, first_day) = note.split_once("first_day = \"").context("no first day in the note")?;
    let first_day: NaiveDate = first_day.get(..10).context("no date")?.parse()?;
    let from = first_day + Days::new(1);
    for meter in ["arebo-varme", "arebo-el", "vallange-el", "kramfors-kommunhus-el"] {
        let path = format!("/api/v1/meters/{meter}/consumption?resolution=day&from={from}");
        let body = demo.api.json(&path)?;
        // Today is not over.
        let items = body["items"].as_array().with_context(|| format!("{path}: no items"))?;
        let (_, items) = items.split_last().context("no day")?;
        let other: Vec<_> = items.iter().filter(|day| day["quality"] != "measured").collect();
        ensure!(
            items.len() >= 729 && other.is_empty(),
            "{meter}: {} days, not measured: {other:?}",
            items.len()
        );
    }
    Ok(())
}

fn goes_on_where_it_stopped(demo: Demo) -> Result<()> {
    let folder = demo.folder.clone();
    let stored = |api: &Api| api.json("/api/v1/portfolio").map(|body| body["total"]["actual_kwh"].clone());
    let before = stored(&demo.api)?;
    ensure!(demo.stop()?.success(), "it does not stop in order");
    let mut again = Demo::start(&folder)?;
    ensure!(stored(&again.api)? == before, "the first page after a restart has other figures");
    again.arrived()?;
    ensure!(stored(&again.api)? == before, "days published again have changed a figure");
    ensure!(again.stop()?.success(), "it does not stop in order");
    Ok(())
}
