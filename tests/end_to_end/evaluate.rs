//! `evaluate` on measured buildings: the contract's JSON, and figures that hold together.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use chrono::NaiveDate;
use serde_json::Value;
use tests::{contract, history, sparvakt, workspace};

use crate::replayed::{self, BUILDINGS, CARRIERS, ZONE};

/// What to evaluate of a building of the larger data set.
struct Case {
    file: &'static str,
    series: &'static str,
    carrier: &'static str,
    weather: &'static str,
    zone: &'static str,
    baseline: &'static str,
    reporting: &'static str,
    register: bool,
}

const fn cambridge(file: &'static str, baseline: &'static str, reporting: &'static str) -> Case {
    Case {
        file,
        series: "electricity",
        carrier: "electricity",
        weather: "bedford",
        zone: "Europe/London",
        baseline,
        reporting,
        register: false,
    }
}

/// One evaluation for every shared building.
const SHARED: &[Case] = &[
    cambridge("cam-b0", "2015-01-01..2016-01-01", "2016-01-01..2017-01-01"),
    cambridge("cam-b13", "2015-01-01..2016-01-01", "2016-01-01..2017-01-01"),
    cambridge("cam-b31", "2015-01-01..2016-01-01", "2016-01-01..2017-01-01"),
    cambridge("cam-b35", "2012-01-01..2013-01-01", "2013-01-01..2014-01-01"),
    cambridge("cam-b58", "2015-01-01..2016-01-01", "2016-01-01..2017-01-01"),
    cambridge("cam-b62", "2012-01-01..2013-01-01", "2013-01-01..2014-01-01"),
    cambridge("cam-b74", "2011-01-01..2012-01-01", "2012-01-01..2013-01-01"),
    cambridge("cam-b75", "2011-01-01..2012-01-01", "2012-01-01..2013-01-01"),
    cambridge("cam-b97", "2015-01-01..2016-01-01", "2016-01-01..2017-01-01"),
    cambridge("cam-b109", "2012-01-01..2013-01-01", "2013-01-01..2014-01-01"),
    Case {
        carrier: "gas",
        series: "gas",
        ..cambridge("cam-b0", "2015-01-01..2016-01-01", "2016-01-01..2017-01-01")
    },
    Case {
        weather: "us-school-1",
        zone: "America/Los_Angeles",
        ..cambridge("us-school-1", "2018-01-01..2018-12-01", "2018-12-01..2019-01-01")
    },
    Case {
        file: "dk-heat-660",
        series: "heat_energy",
        carrier: "district_heating",
        weather: "vinga_daily",
        zone: "Europe/Copenhagen",
        baseline: "2018-01-03..2019-01-03",
        reporting: "2019-01-03..2020-01-03",
        register: true,
    },
];

#[test]
fn the_committed_buildings_give_the_contracts_figures() -> Result<()> {
    for building in BUILDINGS {
        for carrier in CARRIERS {
            let case = Case {
                series: carrier,
                carrier,
                ..cambridge(building, "2012-01-01..2013-01-01", "2013-01-01..2014-01-01")
            };
            let file = history::file(&format!("{building}.csv.gz"));
            let result = evaluate(&case, &file, &history::file("bedford.csv.gz"))?;
            hold_together(&result).with_context(|| format!("{building} {carrier}: {result}"))?;
            ensure!(carrier == "gas" || result["sufficiency"]["sufficient"] == true, "{building}: {result}");
        }
    }
    Ok(())
}

#[test]
fn the_shared_buildings_give_the_contracts_figures() -> Result<()> {
    let Some(data) = workspace::shared_data() else {
        eprintln!("no larger data set beside the checkout: only the committed buildings were evaluated");
        return Ok(());
    };
    for case in SHARED {
        let file = data.join(format!("buildings/{}.csv.gz", case.file));
        let weather = data.join(format!("weather/{}.csv.gz", case.weather));
        let result = evaluate(case, &file, &weather).with_context(|| case.file)?;
        hold_together(&result).with_context(|| format!("{} {}: {result}", case.file, case.series))?;
    }
    Ok(())
}

#[test]
fn eight_percent_taken_off_a_file_are_found() -> Result<()> {
    let folder = replayed::folder()?;
    let year = NaiveDate::from_ymd_opt(2013, 1, 1).context("a date")?;
    let weather = history::file("bedford.csv.gz");
    for building in BUILDINGS {
        let case = cambridge(building, "2012-01-01..2013-01-01", "2013-01-01..2014-01-01");
        let changed = folder.path().join(format!("{building}.csv.gz"));
        history::write(&changed, &history::saved_from(&replayed::rows(building)?, ZONE, year, 0.08))?;
        let without = evaluate(&case, &history::file(&format!("{building}.csv.gz")), &weather)?;
        let with = evaluate(&case, &changed, &weather)?;
        let difference = number(&with, "avoided_kwh")? - number(&without, "avoided_kwh")?;
        let percent = 100.0 * difference / number(&without, "actual_kwh")?;
        ensure!((percent - 8.0).abs() < 0.1, "{building}: {percent} %");
    }
    Ok(())
}

#[test]
fn too_short_a_baseline_gives_findings_and_no_saving() -> Result<()> {
    let case = cambridge("cam-b0", "2012-01-01..2012-07-01", "2013-01-01..2014-01-01");
    let result = evaluate(&case, &history::file("cam-b0.csv.gz"), &history::file("bedford.csv.gz"))?;
    ensure!(result["sufficiency"]["sufficient"] == false, "{result}");
    ensure!(result["reporting"].is_null() && result["normal_year"].is_null(), "{result}");
    Ok(())
}

#[test]
fn a_file_that_is_missing_or_not_a_table_is_named() -> Result<()> {
    let case = cambridge("cam-b0", "2012-01-01..2013-01-01", "2013-01-01..2014-01-01");
    let weather = history::file("bedford.csv.gz");
    let missing = sparvakt::run(&arguments(&case, Path::new("missing.csv"), &weather))?;
    ensure!([1, 3].contains(&missing.code) && missing.err.contains("missing.csv"), "{missing:?}");
    let readme = history::file("README.md");
    let text = sparvakt::run(&arguments(&case, &readme, &weather))?;
    ensure!(text.code == 1 && text.err.contains("README.md"), "{text:?}");
    Ok(())
}

fn evaluate(case: &Case, meter: &Path, weather: &Path) -> Result<Value> {
    let result = sparvakt::json(&arguments(case, meter, weather))?;
    contract::check("evaluate", &result)?;
    Ok(result)
}

fn arguments(case: &Case, meter: &Path, weather: &Path) -> Vec<String> {
    let (meter, weather) = (replayed::path_text(meter), replayed::path_text(weather));
    let mut arguments = vec!["evaluate", "--meter", &meter, "--weather", &weather, "--json"];
    arguments.extend(["--series", case.series, "--carrier", case.carrier, "--zone", case.zone]);
    arguments.extend(["--baseline", case.baseline, "--reporting", case.reporting]);
    arguments.extend(case.register.then_some("--register"));
    arguments.into_iter().map(ToOwned::to_owned).collect()
}

/// What must be true of the figures whatever the building is like.
fn hold_together(result: &Value) -> Result<()> {
    let findings = result["sufficiency"]["findings"].as_array().context("findings")?;
    let disqualifying = findings.iter().any(|finding| finding["severity"] == "disqualifying");
    ensure!(
        result["sufficiency"]["sufficient"] == !disqualifying,
        "sufficient means: no disqualifying finding"
    );
    if result["reporting"].is_null() {
        return Ok(());
    }
    let (actual, expected) = (number(result, "actual_kwh")?, number(result, "adjusted_baseline_kwh")?);
    let avoided = number(result, "avoided_kwh")?;
    ensure!(
        (expected - actual - avoided).abs() < 0.01 + 1e-6 * expected.abs(),
        "avoided is not expected − actual"
    );
    let interval = &result["reporting"]["interval"];
    let bound = |object: &Value, name: &str| object[name].as_f64().context("a bound");
    ensure!(
        bound(interval, "low_kwh")? <= avoided && avoided <= bound(interval, "high_kwh")?,
        "outside its interval"
    );
    let model_only = &interval["model_only"];
    let width = bound(interval, "high_kwh")? - bound(interval, "low_kwh")?;
    let model_width = bound(model_only, "high_kwh")? - bound(model_only, "low_kwh")?;
    ensure!(model_width <= width + 0.01, "drift makes an interval wider, never narrower");
    let predictions = result["predictions"].as_array().context("predictions")?;
    let sum: f64 = predictions
        .iter()
        .filter(|day| !day["actual_kwh"].is_null())
        .filter_map(|day| day["actual_kwh"].as_f64())
        .sum();
    ensure!((sum - actual).abs() < 0.01 + 1e-6 * actual.abs(), "the days sum to {sum}, the year is {actual}");
    Ok(())
}

fn number(result: &Value, field: &str) -> Result<f64> {
    result["reporting"][field].as_f64().with_context(|| format!("{field} in {result}"))
}
