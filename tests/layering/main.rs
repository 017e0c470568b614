//! The borders that keep the road walkable: who may know whom, and who may know the time.
//!
//! The package borders do most of it; what the compiler cannot see is read here from the manifests and from
//! the source text. A new stage of the engine joins [`STAGES`], a new package joins [`PACKAGES`].

mod source;

use anyhow::{Context, Result};
use source::{SourceFile, code_of, mentions, modules_of_crate_used_in};
use tests::workspace;

/// Our packages in the direction of the road: each may depend on those before it.
const PACKAGES: &[(&str, &str)] = &[
    ("config", "config"),
    ("engine", "collector/engine"),
    ("simulator", "collector/simulator"),
    ("store", "collector/store"),
    ("dashboard", "dashboard"),
    ("collector", "collector"),
    ("tests", "tests"),
];

/// The engine's modules in the order of the road: each may use those before it.
const STAGES: &[&str] = &[
    "domain",
    "decode",
    "validate",
    "normalise",
    "baseline",
    "first_year",
    "savings",
    "evaluate",
    "solar",
    "alert",
];

/// What may stand at the top of the repository.
const TOP_LEVEL: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "clippy.toml",
    "collector",
    "config",
    "dashboard",
    "deny.toml",
    "deploy",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "target",
    "tests",
];

/// Ways to reach the world outside; the engine has none of them.
const INPUT_AND_OUTPUT: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "std::io::stdin",
    "std::io::stdout",
    "tokio::",
    "rusqlite::",
    "rumqttc::",
    "async fn",
    "println!",
    "eprintln!",
];

/// Ways to ask what time it is.
const WALL_CLOCK: &[&str] = &["Utc::now", "Local::now", "SystemTime::now"];

#[test]
fn packages_depend_only_on_those_before_them() -> Result<()> {
    for (position, (name, folder)) in PACKAGES.iter().enumerate() {
        let path = workspace::path(folder).join("Cargo.toml");
        let manifest: toml::Table = std::fs::read_to_string(&path)?.parse().context(*folder)?;
        for table in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let named =
                manifest.get(table).and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys);
            for dependency in named {
                let known = PACKAGES.iter().position(|(package, _)| package == dependency);
                assert!(
                    known.is_none_or(|known| known < position),
                    "{name} must not depend on {dependency}: it comes later on the road"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn the_engine_walks_in_one_direction() -> Result<()> {
    let mut wrong = Vec::new();
    for file in source::files("collector/engine/src")? {
        let Some(stage) = file.module.first() else { continue };
        let position = STAGES.iter().position(|known| known == stage);
        let position =
            position.with_context(|| format!("add the stage {stage} to STAGES, where it belongs"))?;
        for used in modules_of_crate_used_in(&file) {
            let later = STAGES.iter().position(|known| *known == used).is_some_and(|used| used > position);
            if later {
                wrong.push(format!("{}: {stage} uses {used}, a later stage", file.path));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    Ok(())
}

#[test]
fn engine_and_simulator_do_no_input_or_output() -> Result<()> {
    for folder in ["collector/engine/src", "collector/simulator/src"] {
        assert_eq!(found(folder, INPUT_AND_OUTPUT, |_| false)?, Vec::<String>::new());
    }
    Ok(())
}

#[test]
fn only_one_file_knows_what_time_it_is() -> Result<()> {
    let clock = |file: &SourceFile| file.path == "collector/src/clock.rs";
    let mut wrong = Vec::new();
    for (name, folder) in PACKAGES.iter().filter(|(name, _)| *name != "tests") {
        wrong.extend(found(&format!("{folder}/src"), WALL_CLOCK, clock)?);
        // The executable measures durations; what is computed and shown depends on handed instants only.
        if *name != "collector" {
            wrong.extend(found(&format!("{folder}/src"), &["Instant::now"], clock)?);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_dashboard_reads_and_fits_nothing() -> Result<()> {
    let forbidden = ["::fit(", ".fit(", "store.commit(", ".put_results(", ".settle_meter("];
    assert_eq!(found("dashboard/src", &forbidden, |_| false)?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_top_level_is_the_one_the_design_fixes() -> Result<()> {
    let entries = std::fs::read_dir(workspace::path(""))?.collect::<Result<Vec<_>, _>>()?;
    let names = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let strangers: Vec<_> =
        names.filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(&name.as_str())).collect();
    assert_eq!(strangers, Vec::<String>::new());
    Ok(())
}

/// Where the code below `folder` (tests beside it left out) says one of `words`.
fn found(folder: &str, words: &[&str], allowed: impl Fn(&SourceFile) -> bool) -> Result<Vec<String>> {
    let mut places = Vec::new();
    for file in source::files(folder)?.iter().filter(|file| !allowed(file)) {
        for (line, word) in mentions(&code_of(&file.text), words) {
            places.push(format!("{}:{line}: {word}", file.path));
        }
    }
    Ok(places)
}
