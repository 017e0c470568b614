//! A file with bad lines: they are named, the rest counts, and the same file again adds nothing.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::site::PORTFOLIO;
use tests::{Site, contract, sparvakt};

use crate::replayed;

const READINGS: &str = "timestamp_utc,value
2012-01-01T00:00:00Z,10.5
2012-01-01T01:00:00Z,ten
2012-01-01T02:00:00Z,11.5
yesterday,12
2012-01-01T04:00:00Z,NaN
2012-01-01T05:00:00Z
2012-01-01T06:00:00Z,12.5
2012-01-01T00:00:00Z,10.5
";

#[test]
fn bad_lines_are_named_and_the_rest_is_imported() -> Result<()> {
    let folder = replayed::folder()?;
    let site = Site::create(folder.path(), None, PORTFOLIO)?;
    let file = folder.path().join("readings.csv");
    std::fs::write(&file, READINGS)?;
    let file = file.to_str().context("a path")?;
    let config = site.config();
    let import = || {
        sparvakt::run(&[
            "import",
            "readings",
            "--config",
            &config,
            "--meter",
            "cam-b0-electricity",
            "--json",
            file,
        ])
    };

    let first = import()?;
    ensure!(first.code == 1, "something was rejected, exit {}: {}", first.code, first.err);
    let report: Value = serde_json::from_str(&first.out)?;
    contract::check("import", &report)?;
    ensure!(report["accepted"] == 3 && report["duplicate"] == 1, "{report}");
    let lines: Vec<u64> = report["rejected"]
        .as_array()
        .context("rejected")?
        .iter()
        .filter_map(|rejected| rejected["line"].as_u64())
        .collect();
    ensure!(lines == [3, 5, 6, 7], "{report}");

    let again: Value = serde_json::from_str(&import()?.out)?;
    ensure!(again["accepted"] == 0 && again["duplicate"] == 4 && again["corrected"] == 0, "{again}");
    Ok(())
}

#[test]
fn a_file_of_another_kind_is_refused_with_a_reason() -> Result<()> {
    let folder = replayed::folder()?;
    let site = Site::create(folder.path(), None, PORTFOLIO)?;
    let file = folder.path().join("picture.csv");
    std::fs::write(&file, [0x89, b'P', b'N', b'G', 0, 1, 2, 3])?;
    let file = file.to_str().context("a path")?;
    let weather = ["import", "weather", "--config", &site.config(), "--station", "bedford", file];
    let said = sparvakt::run(&weather)?;
    ensure!(said.code == 1, "exit {}", said.code);
    ensure!(said.err.contains("picture.csv"), "the file is named: {}", said.err);
    Ok(())
}
