//! A configuration with many mistakes names all of them at once, each with its place and a way out.

use anyhow::{Context, Result, ensure};
use tests::{Site, sparvakt};

use crate::replayed;

/// Mistakes of every kind an operator makes; the numbers of their lines are in [`NAMED`].
const MISTAKES: &str = r#"
[[owner]]
id = "owner"
name = "Owner"
colour = "blue"

[[station]]
id = "known"

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
from = 2025-01-01
to = 2026-01-01
reporting_from = 2025-06-01

[[building]]
id = "library"
name = "Library"
municipality = "solleftea"
owner = "somebody"
[[building.meter]]
id = "library-el"
carrier = "electricity"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2026-01-01
to = 2025-01-01
"#;

/// Line of the mistake and a word that its report must say on that line.
const NAMED: [(usize, &str); 8] = [
    (5, "colour"),
    (15, "nowhere"),
    (20, "m3/h"),
    (32, "same"),
    (36, "reporting_from"),
    (42, "somebody"),
    (49, "outdoor temperature"),
    (50, "baseline"),
];

#[test]
fn every_mistake_is_named_at_once_with_its_line() -> Result<()> {
    let folder = replayed::folder()?;
    let site = Site::create(folder.path(), None, MISTAKES)?;
    let said = sparvakt::run(&["check", "--config", &site.config()])?;
    ensure!(said.code == 1, "exit {} and {}", said.code, said.err);
    let report = format!("{}{}", said.out, said.err);
    for (line, word) in NAMED {
        let place = format!("site.toml:{line}:");
        let named = report.lines().any(|text| text.contains(&place) && text.contains(word));
        ensure!(named, "line {line} is not named with `{word}`:\n{report}");
    }
    for help in ["why:", "hint:"] {
        let count = report.lines().filter(|text| text.trim_start().starts_with(help)).count();
        ensure!(count >= NAMED.len(), "{count} lines begin with {help}\n{report}");
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
