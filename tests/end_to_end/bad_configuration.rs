//! A configuration with many mistakes names all of them at once, each with its place and a way out.

use anyhow::{Context, Result, ensure};
use tests::{Site, sparvakt};

use crate::replayed;

/// Every mistake with a word its report must contain.
const MISTAKES: &str = r#"
[[owner]]
id = "owner"
name = "Owner"
colour = "blue"

[[building]]
id = "school"
name = "School"
municipality = "solleftea"
owner = "owner"
station = "nowhere"
[[building.meter]]
id = "school-heat"
carrier = "district_heating"
reading = "register"
unit = "m3/h"
source = { profile = "sparvakt", device = "same", series = "heat.energy" }
[[building.meter]]
id = "school-heat-2"
carrier = "district_heating"
reading = "register"
unit = "kWh"
source = { profile = "sparvakt", device = "same", series = "heat.energy" }
[[building.meter]]
id = "school-heat-3"
carrier = "district_heating"
reading = "register"
unit = "kWh"
source = { profile = "sparvakt", device = "same", series = "heat.energy" }
[[building.baseline]]
from = 2026-01-01
to = 2025-01-01
"#;

#[test]
fn every_mistake_is_named_at_once_with_its_line() -> Result<()> {
    let folder = replayed::folder()?;
    let site = Site::create(folder.path(), None, MISTAKES)?;
    let said = sparvakt::run(&["check", "--config", &site.config()])?;
    ensure!(said.code == 1, "exit {} and {}", said.code, said.err);
    let report = format!("{}{}", said.out, said.err);
    for (line, word) in [(5, "colour"), (12, "nowhere"), (17, "m3/h"), (30, "same"), (32, "baseline")] {
        let named = report.lines().any(|text| text.contains("site.toml:") && text.contains(word));
        ensure!(named, "no line names `{word}` (line {line}):\n{report}");
        ensure!(
            report.contains(&format!("site.toml:{line}")),
            "line {line} ({word}) is not named:\n{report}"
        );
    }
    Ok(())
}

#[test]
fn serve_refuses_the_same_configuration() -> Result<()> {
    let folder = replayed::folder()?;
    let site = Site::create(folder.path(), None, MISTAKES)?;
    let said = sparvakt::run(&["serve", "--config", &site.config()])?;
    ensure!(said.code == 1, "exit {}: {}", said.code, said.err);
    ensure!(said.err.contains("site.toml:5"), "{}", said.err);
    Ok(())
}

#[test]
fn a_file_that_is_not_there_is_named() -> Result<()> {
    let folder = replayed::folder()?;
    let missing = folder.path().join("missing.toml");
    let said = sparvakt::run(&["check", "--config", missing.to_str().context("a path")?])?;
    ensure!(said.code == 1 || said.code == 3, "exit {}", said.code);
    ensure!(said.err.contains("missing.toml") || said.out.contains("missing.toml"), "{}", said.err);
    Ok(())
}

#[test]
fn the_printed_default_is_a_configuration_that_passes() -> Result<()> {
    let folder = replayed::folder()?;
    let file = folder.path().join("sparvakt.toml");
    std::fs::write(&file, sparvakt::output(&["check", "--print-default"])?)?;
    let said = sparvakt::run(&["check", "--config", file.to_str().context("a path")?])?;
    ensure!(said.code == 0, "{}{}", said.out, said.err);
    Ok(())
}

#[test]
fn every_shipped_example_passes() -> Result<()> {
    let mut checked = 0;
    for entry in std::fs::read_dir(tests::workspace::path("config/examples"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let said = sparvakt::run(&["check", "--config", path.to_str().context("a path")?])?;
            ensure!(said.code == 0, "{}:\n{}{}", path.display(), said.out, said.err);
            checked += 1;
        }
    }
    ensure!(checked > 0, "there is no example");
    Ok(())
}
