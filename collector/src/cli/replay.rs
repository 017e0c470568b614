//! `sparvakt replay`: publish history over MQTT as meters would.

use std::path::PathBuf;

use anyhow::Context;
use chrono::SecondsFormat;
use config::Config;
use serde::Serialize;

use super::{ConfigFile, Failure, Outcome, Verdict, faults, import, load, print, print_json, progress};
use crate::clock::Stopwatch;
use crate::files::Fault;
use crate::mqtt::{Address, publish};
use crate::replay::History;

/// What to replay.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    /// How many times as fast as it was; 0 = as fast as the broker acknowledges.
    #[arg(long, value_name = "N", default_value_t = 0.0, allow_negative_numbers = true)]
    speed: f64,
    /// Which meter a name in the files means: name=ID, or a file with such lines.
    #[arg(long, value_name = "NAME=ID|FILE")]
    map: Vec<String>,
    /// Print what was published as one JSON document.
    #[arg(long)]
    json: bool,
    /// Files with the columns timestamp_utc,meter,unit,value. The column `meter` names the meter: its id, or what
    /// --map says, or the `name` of a meter `<file>-name`.
    #[arg(required = true, value_name = "CSV")]
    files: Vec<PathBuf>,
}

/// The document of `--json`.
#[derive(Debug, Serialize)]
struct Report {
    published: u64,
    empty: u64,
    from: Option<String>,
    to: Option<String>,
    seconds: f64,
    rejected: Vec<Fault>,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    if !args.speed.is_finite() || args.speed < 0.0 {
        return Err(Failure::Usage(anyhow::anyhow!("--speed {} is not a number from 0 up", args.speed)));
    }
    let config = load(&args.file.config)?;
    let mapping = import::mapping(&config.portfolio, &args.map)?;
    let mut history =
        History::read(&config, &args.files, &mapping).context("read the files").map_err(Failure::Input)?;
    let report = replay(&config, &mut history, args.speed)?;
    if args.json {
        print_json(&report)?;
    } else {
        eprint!("{}", faults(&report.rejected));
        print(&text(&report))?;
    }
    Ok(if report.rejected.is_empty() { Verdict::Good } else { Verdict::Faulty })
}

fn replay(config: &Config, history: &mut History<'_>, speed: f64) -> Result<Report, Failure> {
    let name = format!("sparvakt-replay-{}", std::process::id());
    let address = Address::of(config, Some(name)).map_err(Failure::input)?;
    let bar = progress("messages", Some(history.len() as u64));
    let span = history.span();
    let watch = Stopwatch::start();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::environment)?;
    let published = runtime
        .block_on(publish(&address, history.messages(speed), |done| bar.set_position(done)))
        .map_err(Failure::environment)?;
    bar.finish_and_clear();
    let written = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    Ok(Report {
        published,
        empty: history.empty,
        from: span.map(|span| written(span.0)),
        to: span.map(|span| written(span.1)),
        seconds: watch.elapsed().as_secs_f64(),
        rejected: std::mem::take(&mut history.rejected),
    })
}

fn text(report: &Report) -> String {
    let mut text =
        format!("{} messages published and acknowledged in {:.1} s", report.published, report.seconds);
    if let (Some(from), Some(to)) = (&report.from, &report.to) {
        text += &format!(", from {from} to {to}");
    }
    if !report.rejected.is_empty() {
        text += &format!(", {} lines rejected", report.rejected.len());
    }
    text + "\n"
}
