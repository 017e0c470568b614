//! From a meter's message to a saving: two years of two real buildings, exactly once, and 8 % found again.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use chrono::NaiveDate;
use serde_json::Value;
use tests::api::Api;
use tests::{Site, history};

use crate::replayed::{self, ALL_OF_IT, BUILDINGS, CARRIERS, REPORTING_YEAR, ZONE};

/// Differences of sums that only the order of adding explains, kWh.
const ROUNDING_KWH: f64 = 1e-6;

#[test]
fn every_reading_is_stored_exactly_once() -> Result<()> {
    let site = replayed::undisturbed()?;
    for building in BUILDINGS {
        let mut published = BTreeMap::new();
        for row in replayed::rows(building)? {
            published.insert((row.at, format!("{building}-{}", row.meter)), row.number());
        }
        let exported = site.export("readings", &[&["--building", building], &ALL_OF_IT[..]].concat())?;
        let mut table = csv::Reader::from_reader(exported.as_bytes());
        let head = table.headers()?.clone();
        let column = |name: &str| head.iter().position(|head| head == name).context(name.to_owned());
        let (at, meter, value) = (column("timestamp_utc")?, column("meter")?, column("value")?);
        for row in table.records() {
            let row = row?;
            if &row[meter] == "marker" {
                continue;
            }
            let key = (row[at].parse()?, row[meter].to_owned());
            let expected =
                published.remove(&key).with_context(|| format!("{key:?} is foreign or stored twice"))?;
            let stored: f64 = row[value].parse()?;
            ensure!((stored - expected).abs() < 1e-9, "{key:?} is {stored}, published {expected}");
        }
        ensure!(published.is_empty(), "{building}: {} readings are lost", published.len());
    }
    Ok(())
}

#[test]
fn day_sums_are_the_files() -> Result<()> {
    serving(replayed::undisturbed()?, |api| {
        for building in BUILDINGS {
            let rows = replayed::rows(building)?;
            for carrier in CARRIERS {
                let meter = format!("{building}-{carrier}");
                let query = "from=2012-01-01&to=2014-01-01&resolution=day";
                let body = api.json(&format!("/api/v1/meters/{meter}/consumption?{query}"))?;
                let mut expected = history::day_sums(&rows, carrier, ZONE);
                for day in body["items"].as_array().context("items")? {
                    let start = day["start"].as_str().context("start")?.parse()?;
                    let date = history::local_date(start, ZONE);
                    let sum =
                        expected.remove(&date).with_context(|| format!("{meter}: {date} is foreign"))?;
                    let shown = day["value"].as_f64().with_context(|| format!("{meter} {date}: no value"))?;
                    ensure!(
                        (shown - sum).abs() < ROUNDING_KWH,
                        "{meter} {date}: {shown} kWh, the file has {sum}"
                    );
                }
                ensure!(expected.is_empty(), "{meter} lacks {:?}", expected.keys().collect::<Vec<_>>());
            }
        }
        Ok(())
    })
}

#[test]
fn page_and_api_show_a_saving_with_its_interval() -> Result<()> {
    serving(replayed::undisturbed()?, |api| {
        for building in BUILDINGS {
            for carrier in CARRIERS {
                let saving = reported(api, building, carrier)?;
                if saving["status"] != "ok" {
                    ensure!(saving["reason"].is_string(), "{building} {carrier}: no number and no reason");
                    continue;
                }
                let (low, avoided, high) = bounds(&saving)?;
                ensure!(low < avoided && avoided < high, "{building} {carrier}: {low} < {avoided} < {high}");
                let difference = number(&saving, "adjusted_baseline_kwh")? - number(&saving, "actual_kwh")?;
                ensure!(
                    (difference - avoided).abs() < 0.01,
                    "{building} {carrier}: avoided is not the difference"
                );
            }
            let electricity = reported(api, building, "electricity")?;
            ensure!(electricity["status"] == "ok", "{building} has enough data: {electricity}");
        }
        Ok(())
    })
}

#[test]
fn eight_percent_taken_off_are_found_as_eight_percent() -> Result<()> {
    let before = savings(replayed::undisturbed()?)?;
    let after = savings(replayed::with_saving()?)?;
    let mut judged = BTreeSet::new();
    for (name, without) in &before {
        let with = after.get(name).context("the same buildings")?;
        ensure!(without["status"] == with["status"], "{name}: {without} and {with}");
        if without["status"] != "ok" {
            continue;
        }
        let difference = number(with, "avoided_kwh")? - number(without, "avoided_kwh")?;
        let percent = 100.0 * difference / number(without, "actual_kwh")?;
        ensure!((percent - 8.0).abs() < 0.1, "{name}: 8 % taken off, {percent} % found");
        judged.insert(name.clone());
    }
    ensure!(judged.len() >= 2, "only {judged:?} had enough data");
    Ok(())
}

/// What each building saved of each carrier in the reporting year.
fn savings(site: &Site) -> Result<BTreeMap<String, Value>> {
    let mut savings = BTreeMap::new();
    serving(site, |api| {
        for building in BUILDINGS {
            for carrier in CARRIERS {
                savings.insert(format!("{building} {carrier}"), reported(api, building, carrier)?);
            }
        }
        Ok(())
    })?;
    Ok(savings)
}

/// One building's and carrier's saving of the reporting year, as the API has it.
pub fn reported(api: &Api, building: &str, carrier: &str) -> Result<Value> {
    let body =
        api.json(&format!("/api/v1/buildings/{building}/savings?{REPORTING_YEAR}&carrier={carrier}"))?;
    let periods = body["periods"].as_array().context("periods")?;
    ensure!(periods.len() == 1, "one year is one period: {body}");
    let from: NaiveDate = periods[0]["from"].as_str().context("from")?.parse()?;
    ensure!(from.to_string() == "2013-01-01", "{from}");
    Ok(periods[0].clone())
}

/// Serve a copy of `site` while `look` asks it.
pub fn serving(site: &Site, look: impl FnOnce(&Api) -> Result<()>) -> Result<()> {
    let folder = replayed::folder()?;
    let copy = site.copy_to(folder.path(), None)?;
    let server = copy.serve()?;
    look(&server.api)?;
    server.stop().map(drop)
}

/// The saving with its interval, kWh.
fn bounds(saving: &Value) -> Result<(f64, f64, f64)> {
    let interval = &saving["interval"];
    Ok((number(interval, "low_kwh")?, number(saving, "avoided_kwh")?, number(interval, "high_kwh")?))
}

fn number(object: &Value, field: &str) -> Result<f64> {
    object[field].as_f64().with_context(|| format!("{field} in {object}"))
}
