//! Chromium, driven by the scripts in `tests/browser`.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace;

/// Run a script on its task; it must find nothing wrong.
///
/// # Errors
/// With everything the script says.
pub fn run(script: &str, task: &Value) -> Result<()> {
    ensure!(
        workspace::path("tests/browser/node_modules/axe-core").is_dir(),
        "the browser's test packages are missing: tests/run installs them, or npm ci --prefix tests/browser"
    );
    let said = Command::new("node")
        .arg(workspace::path("tests/browser").join(script))
        .arg(task.to_string())
        .output()
        .context("node is missing: install the package nodejs")?;
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    ensure!(said.status.success(), "{out}{err}");
    Ok(())
}
