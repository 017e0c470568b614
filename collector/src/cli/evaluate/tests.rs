//! The command as people meet it: two files, a page of text or a document, and reasons instead of guesses.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use clap::Parser;
use engine::baseline::{Calendar, NaiveDateText};
use serde_json::Value;

use super::*;

#[derive(Debug, Parser)]
struct Probe {
    #[command(flatten)]
    args: Args,
}

/// Two years of hours of a heated building that used a tenth less in the second.
fn write_files(folder: &Path) {
    let start: DateTime<Utc> = "2021-12-31T23:00:00Z".parse().unwrap();
    let mut meter = "timestamp_utc,meter,unit,value\n".to_owned();
    let mut weather = "timestamp_utc,temp_c\n".to_owned();
    for hour in 0..(2 * 365 * 24) {
        let at = start + TimeDelta::hours(hour);
        let day = f64::from(at.ordinal());
        let temp_c = 6.0 - 11.0 * (day / 58.1).cos() + 4.0 * (day * 1.7).sin();
        let factor = if at.year() == 2023 { 0.9 } else { 1.0 };
        let used = factor * (10.0 + 1.25 * (16.0 - temp_c).max(0.0) + 2.0 * (day * 2.3).cos());
        let stamp = at.format("%Y-%m-%dT%H:%M:%SZ");
        meter += &format!("{stamp},heat,kWh,{used:.3}\n");
        weather += &format!("{stamp},{temp_c:.2}\n");
    }
    std::fs::write(folder.join("meter.csv"), meter).unwrap();
    std::fs::write(folder.join("weather.csv"), weather).unwrap();
}

fn args(folder: &Path, more: &[&str]) -> Args {
    let file = |name: &str| folder.join(name).display().to_string();
    let (meter, weather) = (file("meter.csv"), file("weather.csv"));
    let mut line = vec!["probe", "--meter", &meter, "--weather", &weather, "--carrier", "heat"];
    if !more.contains(&"--reporting") {
        line.extend(["--reporting", "2023-01-01..2024-01-01"]);
    }
    if !more.contains(&"--baseline") {
        line.extend(["--baseline", "2022-01-01..2023-01-01"]);
    }
    line.extend(more);
    Probe::try_parse_from(line).unwrap().args
}

fn document(args: &Args) -> Value {
    serde_json::to_value(document::Document::of(&evaluated(args).unwrap())).unwrap()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_document_has_the_agreed_fields() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());
    let document = document(&args(folder.path(), &[]));
    for (path, expected) in [
        ("", "baseline method_version model normal_year predictions reporting sufficiency"),
        ("/model", "frequency name parameters sentence"),
        ("/baseline", "coverage cv_rmse from nmbe periods r_squared to"),
        ("/sufficiency", "findings sufficient"),
        (
            "/reporting",
            "actual_kwh adjusted_baseline_kwh avoided_kwh avoided_percent coverage filled_share from interval periods to",
        ),
        ("/reporting/interval", "confidence high_kwh low_kwh model_only"),
        ("/reporting/interval/model_only", "high_kwh low_kwh"),
        ("/predictions/0", "actual_kwh expected_kwh high_kwh low_kwh start"),
    ] {
        let found = keys(document.pointer(path).unwrap());
        assert_eq!(found.into_iter().collect::<Vec<_>>().join(" "), expected, "{path}");
    }
    let number = |path: &str| document.pointer(path).and_then(Value::as_f64).unwrap();
    assert!((number("/reporting/avoided_percent") - 10.0).abs() < 0.5);
    assert!(number("/baseline/nmbe").abs() < 1e-4);
    assert_eq!(document["predictions"].as_array().unwrap().len(), 365);
    assert_eq!(document["predictions"][0]["start"], "2022-12-31T23:00:00Z");
    assert_eq!(document["normal_year"], Value::Null);
}

#[test]
fn too_little_data_is_an_answer_and_no_error() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());
    let args = args(folder.path(), &["--baseline", "2022-06-01..2023-01-01", "--json"]);
    let document = document(&args);
    assert_eq!((&document["reporting"], &document["normal_year"]), (&Value::Null, &Value::Null));
    assert_eq!(document["predictions"], serde_json::json!([]));
    assert_eq!(document["sufficiency"]["sufficient"], false);
    let finding = &document["sufficiency"]["findings"][0];
    assert_eq!(
        (finding["code"].as_str(), finding["severity"].as_str()),
        (Some("baseline.too_short"), Some("disqualifying"))
    );
    assert_eq!(finding["data"], serde_json::json!({"have": 214.0, "need": 329.0, "missing": 115.0}));
}

#[test]
fn people_read_a_page() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());
    insta::assert_snapshot!(text::text(&evaluated(&args(folder.path(), &[])).unwrap()), @r#"
    baseline 2022-01-01..2023-01-01: 365 of 365 days
      model 3ph: P = 10.23 kW + 1.246 kW/K · (15.8 °C − T)+
      CV(RMSE) 5.6 %, on held-out days 5.5 %; NMBE 0.000 %; R² 0.98
    reporting 2023-01-01..2024-01-01: 365 of 365 days
      used            180 554 kWh
      expected        200 613 kWh
      avoided          20 059 kWh = 10.0 %
      with 90 % confidence between 214 and 39 905 kWh (between 18 296 and 21 822 if the building did not drift)
    method sparvakt-2026.2
    "#);
    let short = args(folder.path(), &["--reporting", "2023-12-01..2024-02-01"]);
    insta::assert_snapshot!(text::text(&evaluated(&short).unwrap()), @r#"
    baseline 2022-01-01..2023-01-01: 365 of 365 days
      model 3ph: P = 10.23 kW + 1.246 kW/K · (15.8 °C − T)+
      CV(RMSE) 5.6 %, on held-out days 5.5 %; NMBE 0.000 %; R² 0.98
    reporting 2023-12-01..2024-02-01: 31 of 62 days
      insufficient data: no saving can be given
    disqualifying: 31 of the reporting period's 62 days have both use and temperature, 56 are needed (90 %): 25 more days, use is missing on 31 [reporting.too_few_days]
    disqualifying: outdoor temperature is known on 31 of the reporting period's 62 days, 56 are needed: import the station's observations of the other 31 days [reporting.temperature_missing]
    method sparvakt-2026.2
    "#);
}

fn refused(folder: &Path, more: &[&str]) -> String {
    let failure = evaluated(&args(folder, more)).unwrap_err();
    assert_eq!(failure.code(), 1, "{failure}");
    failure.to_string().replace(&format!("{}/", folder.display()), "")
}

#[test]
fn every_faulty_line_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("weather.csv", "timestamp_utc,temp_c\n2022-01-01T00:00:00Z,3\n");
    write("meter.csv", "timestamp_utc,value\n2022-01-01T00:00:00Z,1\n2022-01-01,2\n2022-01-01T02:00:00Z,x\n");
    insta::assert_snapshot!(refused(folder.path(), &[]), @r#"
    2 lines cannot be used
    meter.csv:3: `2022-01-01` is not a time; write it as 2016-01-31T23:00:00Z
    meter.csv:4: `x` is not a number; write it as 12.5
    "#);
    write("meter.csv", "timestamp_utc,unit,value\n2022-01-01T00:00:00Z,kWh,1\n2022-01-01T01:00:00Z,m3,2\n");
    insta::assert_snapshot!(refused(folder.path(), &[]), @r#"
    1 line cannot be used
    meter.csv:3: the unit `m3` is not one of energy throughout; use kWh
    "#);
    write("meter.csv", "timestamp_utc,meter,value\n2022-01-01T00:00:00Z,el,1\n2022-01-01T00:00:00Z,gas,2\n");
    insta::assert_snapshot!(refused(folder.path(), &[]), @r#"meter.csv: several meters; choose one with --series: el, gas"#);
    insta::assert_snapshot!(refused(folder.path(), &["--series", "heat"]), @r#"meter.csv: no meter `heat`; it has: el, gas"#);
    write("meter.csv", "timestamp_utc,value\n");
    insta::assert_snapshot!(refused(folder.path(), &[]), @r#"meter.csv: no line has a value"#);
    write("meter.csv", "timestamp_utc,value\n2022-01-01T00:00:00Z,1\n");
    write("weather.csv", "time,temp\n");
    insta::assert_snapshot!(refused(folder.path(), &[]), @r#"
    1 line cannot be used
    weather.csv:1: the header has no column `timestamp_utc`; it has: time, temp
    "#);
}

#[test]
fn what_does_not_fit_together_is_a_matter_of_usage() {
    let problem = |name: &str, value: &str| {
        let line = ["probe", "--meter", "m", "--weather", "w", "--baseline", "2022-01-01..2023-01-01"];
        let line = line.into_iter().chain(["--reporting", "2023-01-01..2024-01-01", name, value]);
        let error = Probe::try_parse_from(line).unwrap_err().to_string();
        error.lines().next().unwrap_or_default().to_owned()
    };
    let problems = [
        problem("--model", "towt_hourly"),
        problem("--confidence", "90"),
        problem("--carrier", "outdoor_temperature"),
        problem("--red-days", "NO"),
        problem("--zone", "Sundsvall"),
    ];
    insta::assert_snapshot!(problems.join("\n"), @r#"
    error: invalid value 'towt_hourly' for '--model <NAME>': unknown model `towt_hourly`: use one of auto, daily, mean, 2p, 3ph, 3pc, 4p, 5p
    error: invalid value '90' for '--confidence <SHARE>': give a share between 0 and 1, such as 0.90
    error: invalid value 'outdoor_temperature' for '--carrier <CARRIER>': use one of electricity, district_heating, district_cooling, gas, oil, wood_pellets, domestic_hot_water, cold_water
    error: invalid value 'NO' for '--red-days <COUNTRY>': only the red days of SE are known; list others in --calendar
    error: invalid value 'Sundsvall' for '--zone <ZONE>': failed to parse timezone
    "#);
    assert_eq!(
        period("2023-01-01..2022-01-01").unwrap_err(),
        "the period ends before it begins: 2022-01-01 is not after 2023-01-01"
    );
    assert_eq!(period("2023").unwrap_err(), "write it as 2016-01-01..2017-01-01");
    assert!(period("0001-01-01..9999-01-01").is_err());
}

#[test]
fn calendars_name_modes_and_red_days() {
    let found = calendar::parse(
        b"date_local,red_day,school_holidays\n2022-01-01,1,1.0\n2022-01-02,0,1\n2022-01-03,0,0\n",
    );
    let Calendar { off_days, modes, .. } = found.unwrap();
    assert_eq!(off_days, BTreeSet::from([NaiveDateText("2022-01-01".parse().unwrap())]));
    assert_eq!((modes.len(), modes[0].name.as_str(), modes[0].days.len()), (1, "school_holidays", 2));
    for (text, line, reason) in [
        ("date,x\n", 1, "the header has no column `date_local`"),
        ("date_local,x\n2022-01-01,0\nMonday,0\n", 3, "`Monday` is not a date; write it as 2016-01-31"),
        ("date_local,x\n2022-01-01,yes\n", 2, "`yes` is neither 0 nor 1"),
    ] {
        assert_eq!(calendar::parse(text.as_bytes()).unwrap_err(), (line, reason.to_owned()));
    }
}
