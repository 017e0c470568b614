//! A grown installation: memory, the time to analyse everything, and the time of the pages.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, TimeDelta};
use engine::domain::SeriesKey;
use serde_json::{Value, json};
use store::{Batch, NewReading, Store};
use tests::Site;
use tests::api::Api;

use crate::statistics::{median, quantile, rounded};

/// More than this a first analysis must not take.
const LONGEST_ANALYSIS: Duration = Duration::from_secs(1200);
/// Hours of two years.
const HOURS: u32 = 2 * 8766;
/// Meters of each building: id, carrier, unit and its use in an hour at 0 °C and per degree below 15.
const METERS: [(&str, &str, &str, f64, f64); 5] = [
    ("electricity", "electricity", "kWh", 20.0, 0.0),
    ("heat", "district_heating", "kWh", 5.0, 3.0),
    ("water", "cold_water", "m3", 0.4, 0.0),
    ("hot-water", "domestic_hot_water", "kWh", 4.0, 0.05),
    ("gas", "gas", "kWh", 1.0, 0.8),
];

/// Fill a store, let `serve` analyse it, and ask for its pages.
pub fn measure(folder: &Path, buildings: usize, requests: usize) -> Result<Value> {
    let site = Site::create(folder, None, &portfolio(buildings))?;
    let start = Instant::now();
    let readings = fill(&folder.join("data/sparvakt.db"), buildings)?;
    eprintln!("filled with {readings} readings in {:.0} s", start.elapsed().as_secs_f64());

    let start = Instant::now();
    let mut server = site.serve()?;
    server.wait_until_idle(LONGEST_ANALYSIS)?;
    let analysed = start.elapsed().as_secs_f64();
    let worked = cpu_seconds(server.process().id())?;
    let after_analysis = memory_mb(server.process().id(), "VmHWM")?;
    let overview = page(&server.api, "/", requests)?;
    let building =
        page(&server.api, &format!("{}building-{}", tests::site::BUILDING_PAGE, buildings / 2), requests)?;
    let resident = memory_mb(server.process().id(), "VmRSS")?;
    server.stop()?;
    Ok(json!({
        "buildings": buildings,
        "meters": buildings * METERS.len(),
        "readings": readings,
        "database_mb": rounded(size_mb(&folder.join("data"))?),
        "seconds_to_analyse_everything": rounded(analysed),
        "cpu_seconds_to_analyse_everything": rounded(worked),
        "resident_mb": resident,
        "peak_mb_while_analysing": after_analysis,
        "overview_page": overview,
        "building_page": building,
    }))
}

fn portfolio(buildings: usize) -> String {
    let mut text = "[[owner]]\nid = \"owner\"\nname = \"Owner\"\n\
        [[station]]\nid = \"station\"\nname = \"Station\"\n\
        source = { profile = \"sparvakt\", device = \"station\", series = \"temp.outdoor\" }\n"
        .to_owned();
    for number in 0..buildings {
        let municipality = ["kramfors", "harnosand", "solleftea", "sundsvall"][number % 4];
        let _ = write!(
            text,
            "[[building]]\nid = \"building-{number}\"\nname = \"Building {number}\"\nmunicipality = \"{municipality}\"\n\
             owner = \"owner\"\nstation = \"station\"\nheated_area_m2 = 2000\n\
             [[building.baseline]]\nfrom = 2024-01-01\nto = 2025-01-01\n"
        );
        for (id, carrier, unit, ..) in METERS {
            let _ = write!(
                text,
                "[[building.meter]]\nid = \"building-{number}-{id}\"\ncarrier = \"{carrier}\"\n\
                 reading = \"register\"\nunit = \"{unit}\"\n\
                 source = {{ profile = \"sparvakt\", device = \"building-{number}\", series = \"{id}\" }}\n"
            );
        }
    }
    text
}

/// Two years of hourly registers and temperatures, straight into the store.
fn fill(path: &Path, buildings: usize) -> Result<u64> {
    let store = Store::open(path)?;
    let start = DateTime::from_timestamp(1_704_063_600, 0).context("2024-01-01 in Sweden")?;
    // Received afterwards, as history is that meters' owners hand over.
    let received = start + TimeDelta::hours(i64::from(HOURS));
    let mut written = 0;
    let key = |device: &str, series: &str| SeriesKey { device: device.to_owned(), series: series.to_owned() };
    let mut keep = |key: SeriesKey, value: &dyn Fn(u32) -> f64| -> Result<()> {
        let reading = |hour| {
            let at = start + TimeDelta::hours(i64::from(hour));
            NewReading { key: key.clone(), at, value: value(hour), received }
        };
        let readings: Vec<NewReading> = (0..HOURS).map(reading).collect();
        // One transaction for each meter: this is no measurement of importing.
        written += store.commit(&Batch { readings, ..Batch::default() })?.len() as u64;
        Ok(())
    };
    keep(key("station", "temp.outdoor"), &temperature)?;
    for building in 0..buildings {
        for (id, _, _, steady, per_degree) in METERS {
            let mut registers = Vec::with_capacity(HOURS as usize);
            let mut register = 1000.0;
            for hour in 0..HOURS {
                registers.push((register * 1000.0_f64).round() / 1000.0);
                register +=
                    steady * weekly(hour, building) + per_degree * (15.0 - temperature(hour)).max(0.0);
            }
            let at = |hour: u32| registers.get(hour as usize).copied().unwrap_or_default();
            keep(key(&format!("building-{building}"), id), &at)?;
        }
    }
    Ok(written)
}

/// A northern year with its days, °C.
fn temperature(hour: u32) -> f64 {
    let turn = |hours: f64| (f64::from(hour) / hours * std::f64::consts::TAU).cos();
    let weather = 3.0 * (f64::from(hour) / 97.0).sin() + 2.0 * (f64::from(hour) / 41.0).sin();
    5.0 - 12.0 * turn(8766.0) - 3.0 * turn(24.0) + weather
}

/// Busier on workdays, a little different in every building.
fn weekly(hour: u32, building: usize) -> f64 {
    let weekend = matches!((hour / 24) % 7, 5 | 6);
    let noise = 0.1 * (f64::from(hour) * 0.37 + building as f64).sin();
    if weekend { 0.6 + noise } else { 1.0 + noise }
}

fn page(api: &Api, path: &str, requests: usize) -> Result<Value> {
    let bytes = api.page(path)?.len();
    let mut milliseconds = Vec::new();
    for _ in 0..requests {
        let start = Instant::now();
        api.page(path)?;
        milliseconds.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(json!({
        "requests": requests,
        "bytes": bytes,
        "milliseconds_median": rounded(median(&milliseconds)),
        "milliseconds_p95": rounded(quantile(&milliseconds, 0.95)),
    }))
}

/// A field of the kernel's account of a process, in MB.
fn memory_mb(process: u32, field: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)).context(field.to_owned())?;
    let kilobytes: f64 = line.trim_matches([':', ' ', '\t', 'k', 'B']).trim().parse()?;
    ensure!(kilobytes > 0.0, "{field} is 0");
    Ok(rounded(kilobytes / 1024.0))
}

/// Processor time a process has used, as the kernel counts it in hundredths of a second.
fn cpu_seconds(process: u32) -> Result<f64> {
    let account = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program, in parentheses, may hold spaces; user and system time are fields 14 and 15.
    let (_, fields) = account.rsplit_once(')').context("the kernel's account of a process")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

fn size_mb(folder: &Path) -> Result<f64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes as f64 / 1024.0 / 1024.0)
}
