//! `sparvakt export`: readings, use or savings as CSV or JSON, also while `serve` runs.

mod consumption;
mod range;
mod readings;
mod table;

use clap::{Subcommand, ValueEnum};
use config::{Building, Config, Meter};
use dashboard::Resolution;
use dashboard::export::SavingRow;
use store::Store;

use super::{ConfigFile, Failure, Outcome, Verdict, load, nothing_called};
use range::When;
use table::Table;

/// What to export.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// Every stored reading, with the values that were corrected.
    Readings {
        #[command(flatten)]
        common: Common,
        /// Only this meter.
        #[arg(long, value_name = "ID")]
        meter: Option<String>,
    },
    /// Use per hour, local day or local month, with its quality.
    Consumption {
        #[command(flatten)]
        common: Common,
        /// Only this meter.
        #[arg(long, value_name = "ID")]
        meter: Option<String>,
        /// How long the intervals are.
        #[arg(long, value_enum, default_value_t = Step::Day)]
        resolution: Step,
    },
    /// Savings per period against the baseline, with interval and reason.
    Savings {
        #[command(flatten)]
        common: Common,
        /// How long the periods are.
        #[arg(long, value_enum, default_value_t = Period::Year)]
        resolution: Period,
    },
}

#[derive(Debug, clap::Args)]
struct Common {
    #[command(flatten)]
    file: ConfigFile,
    /// Only this building.
    #[arg(long, value_name = "ID")]
    building: Option<String>,
    /// From this local date or instant on.
    #[arg(long, value_name = "DATE|TIME", value_parser = When::parse)]
    from: Option<When>,
    /// Before this local date or instant.
    #[arg(long, value_name = "DATE|TIME", value_parser = When::parse)]
    to: Option<When>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The same as --format json.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    Hour,
    Day,
    Month,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Period {
    Day,
    Month,
    Year,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    let (Kind::Readings { common, .. } | Kind::Consumption { common, .. } | Kind::Savings { common, .. }) =
        &args.kind;
    let config = load(&common.file.config)?;
    let range = range::Range::new(common.from, common.to).map_err(Failure::Usage)?;
    let meter = match &args.kind {
        Kind::Readings { meter, .. } | Kind::Consumption { meter, .. } => meter.as_deref(),
        Kind::Savings { .. } => None,
    };
    let buildings = buildings(&config, common.building.as_deref())?;
    let meters = meters(&buildings, meter)?;
    let store = Store::open_existing_read_only(&config.store.path)?;
    let is_json = common.json || common.format == Format::Json;
    match &args.kind {
        Kind::Readings { .. } => {
            readings::write(&store, &meters, range, Table::new(is_json, readings::COLUMNS)?)
        }
        Kind::Consumption { resolution, .. } => {
            let table = Table::new(is_json, consumption::COLUMNS)?;
            consumption::write((&store, &config.portfolio), &meters, (range, *resolution), table)
        }
        Kind::Savings { resolution, .. } => {
            let mut table = Table::new(is_json, SavingRow::COLUMNS)?;
            for building in buildings {
                let days = range.days(building.zone).map_err(Failure::Usage)?;
                for row in dashboard::export::savings(
                    &store,
                    (&config.portfolio, building),
                    days,
                    (*resolution).into(),
                )? {
                    table.row(&row)?;
                }
            }
            table.finish()
        }
    }?;
    Ok(Verdict::Good)
}

fn buildings<'c>(config: &'c Config, id: Option<&str>) -> Result<Vec<&'c Building>, Failure> {
    let Some(id) = id else { return Ok(config.portfolio.buildings.iter().collect()) };
    let known = config.portfolio.buildings.iter().map(|building| building.id.as_str());
    let building = config.portfolio.building(id).ok_or_else(|| nothing_called("building", id, known))?;
    Ok(vec![building])
}

fn meters<'c>(
    buildings: &[&'c Building],
    id: Option<&str>,
) -> Result<Vec<(&'c Building, &'c Meter)>, Failure> {
    let all =
        buildings.iter().flat_map(|building| building.meters.iter().map(move |meter| (*building, meter)));
    let chosen: Vec<_> = all.filter(|(_, meter)| id.is_none_or(|id| meter.id == id)).collect();
    match (id, chosen.is_empty()) {
        (Some(id), true) => {
            let known = buildings.iter().flat_map(|building| &building.meters).map(|meter| meter.id.as_str());
            Err(nothing_called("meter", id, known))
        }
        _ => Ok(chosen),
    }
}

impl From<Period> for Resolution {
    fn from(period: Period) -> Self {
        match period {
            Period::Day => Self::Day,
            Period::Month => Self::Month,
            Period::Year => Self::Year,
        }
    }
}
