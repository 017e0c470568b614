//! The printed default and the shipped examples.

use std::path::Path;

use super::{Folder, load_text};
use crate::keys;
use crate::print_default::DEFAULT;

const OWN_PROFILE: &str = "name = \"own\"\nformat = \"text\"\ntopics = [\"own/{device}\"]\n\
                           [[reading]]\nseries = \"heat.energy\"\nunit = \"kWh\"\n";

/// Every key line without its `#`; prose has a space after it.
fn uncommented() -> String {
    let lines = DEFAULT.lines().map(|line| match line.strip_prefix('#') {
        Some(key) if key.starts_with('[') || key.starts_with(|first: char| first.is_ascii_lowercase()) => key,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_default_is_valid_as_printed() {
    let config = load_text(DEFAULT).unwrap();
    let warnings: Vec<&str> = config.warnings.iter().map(|warning| warning.what.as_str()).collect();
    assert_eq!(warnings, ["no building is configured"]);
    let bare = load_text("").unwrap();
    assert_eq!(config.store.path, bare.store.path, "what the default writes is the default");
    assert_eq!(config.broker_listen, bare.broker_listen);
    assert_eq!(config.dashboard.listen, bare.dashboard.listen);
}

#[test]
fn every_commented_key_of_the_default_is_valid() {
    // [mqtt] and [broker] exclude each other: the full file is tried with each of them.
    let full = uncommented();
    let cut = |from: &str, to: &str| {
        let (start, end) = (full.find(from).unwrap(), full.find(to).unwrap());
        format!("{}{}", &full[..start], &full[end..])
    };
    for text in [cut("\n[mqtt]\n", "\n[broker]\n"), cut("\n[broker]\n", "\n[store]\n")] {
        let folder = Folder::with(&[
            ("main.toml", &text),
            ("portfolio/empty.toml", ""),
            ("profiles/own.toml", OWN_PROFILE),
        ]);
        super::options::secret(&folder, "secrets/mqtt", "hemligt");
        let config = folder.load().unwrap_or_else(|problems| panic!("{problems}"));
        let meters: Vec<&str> = config.portfolio.meters().map(|(_, meter)| meter.id.as_str()).collect();
        let first = ["arebo-el", "arebo-motorvarmare", "panncentral", "arebo-heat"];
        assert_eq!(meters, [&first[..], &["arebo-sol-el", "arebo-export", "arebo-olja"]].concat());
        assert!(config.warnings.is_empty(), "{}", config.warnings);
        assert!(config.profile("own").is_some());
        assert_eq!(config.portfolio.buildings[0].caretakers, ["fastighetsjour"]);
    }
}

#[test]
fn every_known_key_stands_in_the_default() {
    let text = uncommented();
    for schema in keys::ALL {
        for name in schema.names() {
            let forms = [
                format!("\n{name} = "),
                format!("[{name}]"),
                format!(".{name}]"),
                format!("{{ {name} = "),
                format!(", {name} = "),
            ];
            assert!(forms.iter().any(|form| text.contains(form)), "`{name}` of {}", schema.table);
        }
    }
}

#[test]
fn every_example_in_a_hint_is_valid_where_it_is_offered() {
    for schema in keys::ALL {
        for key in schema.keys.iter().filter(|key| schema.names().any(|name| name == key.name)) {
            assert!(key.example.starts_with('[') || key.example.starts_with(key.name), "{}", key.example);
            toml::de::DeTable::parse(key.example).unwrap_or_else(|error| panic!("{}: {error}", key.example));
        }
    }
}

#[test]
fn every_shipped_example_loads_without_a_word() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut tried = 0;
    for entry in std::fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let config = crate::load(&path).unwrap_or_else(|problems| panic!("{problems}"));
            assert!(config.warnings.is_empty(), "{}", config.warnings);
            assert!(!config.portfolio.buildings.is_empty(), "{}", path.display());
            tried += 1;
        }
    }
    assert!(tried > 0);
}
