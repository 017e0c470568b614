//! `sparvakt import`: feed files of readings or weather.

use std::path::PathBuf;

use anyhow::{Context, anyhow};
use clap::Subcommand;
use config::{Config, Portfolio};

use super::{
    ConfigFile, Failure, Outcome, Verdict, faults, load, nothing_called, print, print_json, progress,
};
use crate::clock::Clock;
use crate::files::Mapping;
use crate::handover::Sink;
use crate::import::{self, Report, Target};

/// What to import.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// Meter readings as CSV: timestamp_utc,value, optionally meter and unit. Packed files are welcome.
    ///
    /// Interval readings are stamped at the start of their interval. Without --meter, the column `meter` names
    /// the meter: its id, or what --map says, or the `name` of a meter `<file>-name`.
    Readings {
        #[command(flatten)]
        common: Common,
        /// The meter all the readings belong to.
        #[arg(long, value_name = "ID", conflicts_with = "map")]
        meter: Option<String>,
        /// Which meter a name in the files means: name=ID, or a file with such lines.
        #[arg(long, value_name = "NAME=ID|FILE")]
        map: Vec<String>,
    },
    /// Outdoor temperatures as CSV (timestamp_utc,temp_c) or as SMHI delivers them (parameters 1 and 2).
    Weather {
        #[command(flatten)]
        common: Common,
        /// The weather station they belong to.
        #[arg(long, value_name = "ID")]
        station: String,
    },
}

#[derive(Debug, clap::Args)]
struct Common {
    #[command(flatten)]
    file: ConfigFile,
    /// Print what became of the lines as one JSON document.
    #[arg(long)]
    json: bool,
    /// The files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    let (Kind::Readings { common, .. } | Kind::Weather { common, .. }) = &args.kind;
    let config = load(&common.file.config)?;
    let bar = progress("readings", None);
    let mut step = |count| bar.inc(count);
    let now = Clock::system().now();
    let done = match &args.kind {
        Kind::Readings { meter, map, .. } => {
            let target = target(&config.portfolio, meter.as_deref(), map)?;
            let mut sink = open(&config)?;
            import::readings(&mut sink, &config.portfolio, (&common.files, &target), now, &mut step)
        }
        Kind::Weather { station, .. } => {
            let station = config
                .portfolio
                .station(station)
                .ok_or_else(|| Failure::Input(anyhow!("no weather station `{station}` is configured")))?;
            let mut sink = open(&config)?;
            import::weather(&mut sink, station, &common.files, now, &mut step)
        }
    };
    bar.finish_and_clear();
    let report = done.map_err(Failure::environment)?;
    if common.json {
        print_json(&report)?;
    } else {
        eprint!("{}", faults(&report.rejected));
        print(&text(&report))?;
    }
    Ok(if report.rejected.is_empty() { Verdict::Good } else { Verdict::Faulty })
}

fn open(config: &Config) -> Result<Sink, Failure> {
    Sink::open(&config.store.path).map_err(Failure::environment)
}

fn target<'p>(portfolio: &'p Portfolio, meter: Option<&str>, map: &[String]) -> Result<Target<'p>, Failure> {
    if let Some(id) = meter {
        let known = portfolio.buildings.iter().flat_map(|building| &building.meters);
        let known = known.map(|meter| meter.id.as_str());
        let (_, meter) = portfolio.meter(id).ok_or_else(|| nothing_called("meter", id, known))?;
        return Ok(Target::Meter(meter));
    }
    Ok(Target::Named(mapping(portfolio, map)?))
}

/// The names of `--map`: each argument is `name=ID` or a file with such lines.
pub fn mapping(portfolio: &Portfolio, arguments: &[String]) -> Result<Mapping, Failure> {
    let mut text = String::new();
    for argument in arguments {
        if argument.contains('=') {
            text.push_str(argument);
        } else {
            let file = std::fs::read_to_string(argument)
                .with_context(|| format!("read --map {argument}"))
                .map_err(Failure::Input)?;
            text.push_str(&file);
        }
        text.push('\n');
    }
    Mapping::parse(&text, portfolio).map_err(|error| Failure::Input(anyhow!("--map: {error}")))
}

fn text(report: &Report) -> String {
    let Report { accepted, duplicate, corrected, empty, superseded, rejected } = report;
    let mut text = format!("{accepted} accepted, {duplicate} known already, {corrected} corrected");
    if *empty > 0 {
        text += &format!(", {empty} without a value");
    }
    if *superseded > 0 {
        text += &format!(", {superseded} superseded in the file");
    }
    text + &format!(", {} rejected\n", rejected.len())
}
