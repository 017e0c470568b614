//! The command line: one file per command.
//!
//! Exit codes: 0 done, 1 the input is at fault, 2 usage, 3 environment. `--json` prints one JSON document on
//! stdout; logs go to stderr.

mod backup;
mod check;
mod decode;
mod demo;
mod doctor;
mod evaluate;
mod export;
mod failure;
mod import;
mod replay;
mod restore;
mod serve;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use config::Config;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use tracing_subscriber::EnvFilter;

use crate::files::Fault;
pub use failure::{Failure, Outcome, Verdict};

/// Faulty lines shown one by one; more would bury the summary.
const FAULTS_SHOWN: usize = 20;
/// So many names are enough to see what they look like.
const NAMES_SHOWN: usize = 8;

/// What a municipality's buildings save, how sure that is, and who must act.
#[derive(Debug, Parser)]
#[command(name = "sparvakt", version, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show a simulated county: broker, store and pages in one, with known truth.
    Demo(demo::Args),
    /// Collect readings, analyse them and show the dashboard, until told to stop.
    Serve(serve::Args),
    /// Report every problem of a configuration, or print a commented default one.
    Check(check::Args),
    /// Say what a message would become, or why nothing.
    Decode(decode::Args),
    /// Feed files of readings or weather.
    Import(import::Args),
    /// Write readings, use or savings as CSV or JSON.
    Export(export::Args),
    /// Publish history over MQTT as meters would.
    Replay(replay::Args),
    /// Copy the database to one file, also while `serve` runs.
    Backup(backup::Args),
    /// Put a backup in the place of the database.
    Restore(restore::Args),
    /// Say whether the database is whole, and what to mend.
    Doctor(doctor::Args),
    /// Fit a baseline to files and say what was saved, without configuration or database.
    Evaluate(evaluate::Args),
}

/// Run the command named on the command line.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr(matches!(cli.command, Command::Serve(_) | Command::Demo(_)));
    let outcome = match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Decode(args) => decode::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
    };
    match outcome {
        Ok(verdict) => verdict.into(),
        Err(failure) if failure.is_reader_gone() => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

/// The MQTT libraries are silent: what they have to say is reported by us where it is handled.
/// Services tell what they do; commands speak up only when something is wrong. `RUST_LOG` overrides both.
fn log_to_stderr(is_service: bool) {
    let default = if is_service { "info,rumqttd=off,rumqttc=off" } else { "warn,rumqttd=off,rumqttc=off" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
}

/// That no `kind` is called `id`, and what some of them are called.
fn nothing_called<'k>(kind: &str, id: &str, known: impl Iterator<Item = &'k str>) -> Failure {
    let mut known: Vec<&str> = known.collect();
    let more = known.len().saturating_sub(NAMES_SHOWN);
    known.truncate(NAMES_SHOWN);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") + &more };
    Failure::Input(anyhow::anyhow!("no {kind} `{id}` is configured; there is {known}"))
}

/// The checked configuration; its warnings go to stderr.
fn load(path: &Path) -> Result<Config, Failure> {
    let config = config::load(path)
        .map_err(|problems| Failure::Input(anyhow::anyhow!("the configuration has problems\n{problems}")))?;
    for warning in &config.warnings {
        eprintln!("{warning}");
    }
    Ok(config)
}

/// One JSON document on stdout.
fn print_json(document: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document).map_err(Failure::environment)?;
    print(&format!("{text}\n"))
}

/// Text on stdout. A reader that has had enough (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::environment(error)),
        _ => Ok(()),
    }
}

/// A progress bar on a terminal, nothing elsewhere.
fn progress(what: &'static str, total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{bar:40} {human_pos}/{human_len} {msg}, {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {human_pos} {msg}"),
    };
    // The template is checked by a test; without it the bar has its default look.
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_message(what)
}

/// The first faulty lines as text, and how many more there are.
fn faults(faults: &[Fault]) -> String {
    let mut text = String::new();
    for fault in faults.iter().take(FAULTS_SHOWN) {
        let line = if fault.line == 0 { String::new() } else { format!("{}:", fault.line) };
        text += &format!("{}:{line} {}\n", fault.file.display(), fault.reason);
    }
    if faults.len() > FAULTS_SHOWN {
        text += &format!("… and {} more; --json lists them all\n", faults.len() - FAULTS_SHOWN);
    }
    text
}

/// `--config`, which most commands need.
#[derive(Debug, clap::Args)]
struct ConfigFile {
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}
