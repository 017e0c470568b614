//! The executable `sparvakt`, built once and run as its users run it.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

use crate::workspace;

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Said {
    /// Exit code; −1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// The executable, once it is known.
static PROGRAM: OnceLock<Result<PathBuf, String>> = OnceLock::new();

/// The executable: `SPARVAKT_BIN` when that is set, otherwise what Cargo builds from this workspace.
///
/// # Errors
/// When it does not build.
pub fn program() -> Result<PathBuf> {
    let built = PROGRAM.get_or_init(|| match std::env::var_os("SPARVAKT_BIN") {
        Some(path) => Ok(PathBuf::from(path)),
        None => build(&[]).map_err(|error| format!("{error:#}")),
    });
    built.clone().map_err(|error| anyhow!(error))
}

/// Use this executable from now on.
///
/// # Errors
/// When another one has been used already.
pub fn use_program(path: PathBuf) -> Result<()> {
    PROGRAM.set(Ok(path)).map_err(|_| anyhow!("the executable is already chosen"))
}

/// Build the executable with the further Cargo arguments and say where it is.
///
/// # Errors
/// When it does not build.
pub fn build(arguments: &[&str]) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--package", "collector", "--bin", "sparvakt", "--message-format", "json"])
        .args(arguments)
        .current_dir(workspace::path(""))
        .output()
        .context("start cargo")?;
    ensure!(output.status.success(), "build sparvakt:\n{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout)?;
    let mut executables = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    executables.next_back().context("cargo named no executable")
}

/// A command line of the executable, without the environment's log settings.
///
/// # Errors
/// When the executable does not build.
pub fn command(arguments: &[impl AsRef<OsStr>]) -> Result<Command> {
    let mut command = Command::new(program()?);
    command.args(arguments).env_remove("RUST_LOG").env("NO_COLOR", "1");
    Ok(command)
}

/// Run a command to its end.
///
/// # Errors
/// When it cannot be started.
pub fn run(arguments: &[impl AsRef<OsStr>]) -> Result<Said> {
    Ok(command(arguments)?.output().context("run sparvakt")?.into())
}

/// Run a command that must succeed, and give its output.
///
/// # Errors
/// When it ends with anything but 0.
pub fn output(arguments: &[impl AsRef<OsStr>]) -> Result<String> {
    let said = run(arguments)?;
    let words = || arguments.iter().map(|word| word.as_ref().to_string_lossy()).collect::<Vec<_>>().join(" ");
    ensure!(said.code == 0, "sparvakt {} ended with {}:\n{}", words(), said.code, said.err);
    Ok(said.out)
}

/// Run a command that must succeed and print one JSON document.
///
/// # Errors
/// When it fails or prints something else.
pub fn json(arguments: &[impl AsRef<OsStr>]) -> Result<Value> {
    let text = output(arguments)?;
    serde_json::from_str(&text).with_context(|| format!("one JSON document expected, got {text}"))
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
