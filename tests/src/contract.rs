//! The contract's shapes: JSON Schemas in `tests/contract`, and validation of what the product says.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace;

/// Hold `document` against `tests/contract/{name}.schema.json`.
///
/// # Errors
/// With every place where it differs.
pub fn check(name: &str, document: &Value) -> Result<()> {
    let schema = schema(name)?;
    let validator = jsonschema::validator_for(&schema).with_context(|| format!("read the schema {name}"))?;
    let wrong: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    ensure!(wrong.is_empty(), "not a valid {name}:\n{}\nin {document:#}", wrong.join("\n"));
    Ok(())
}

/// One schema with the shared definitions beside it, so that `#/$defs/…` resolves.
///
/// # Errors
/// When a file is missing or not JSON.
pub fn schema(name: &str) -> Result<Value> {
    let mut schema = file(&format!("{name}.schema.json"))?;
    schema["$defs"] = file("definitions.json")?;
    Ok(schema)
}

/// A JSON file of `tests/contract`.
///
/// # Errors
/// When it is missing or not JSON.
pub fn file(name: &str) -> Result<Value> {
    let path = workspace::path("tests/contract").join(name);
    let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}

/// The names of every schema.
///
/// # Errors
/// When the folder cannot be read.
pub fn names() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(workspace::path("tests/contract"))? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        names.extend(file.strip_suffix(".schema.json").map(ToOwned::to_owned));
    }
    names.sort();
    Ok(names)
}
