//! How good are the baselines, and do the intervals hold the truth? Asked of buildings nobody changed.
//!
//! Every calendar year of every meter is a baseline, the following years are reporting periods. Since nothing was
//! done between them, the true saving is zero: the error is the "saving" found, and an interval is right when it
//! holds zero. Run on a folder with `sites.json`, `buildings/` and `weather/` (columns
//! `timestamp_utc,meter,unit,value` and `timestamp_utc,temp_c`), or on one file of several meters with the columns
//! `meter_id,timestamp,kwh,temp_c`:
//!
//! ```text
//! cargo run -p engine --example no_change -- FOLDER_OR_FILE [--until YEAR] [--details]
//! ```

use std::error::Error;
use std::path::Path;

use chrono::NaiveDate;
use engine::baseline::{self, FitOptions, Judged};
use engine::domain::{Carrier, DateRange};
use engine::savings::{self, AssessOptions};

mod files;
mod statistics;

use files::Building;
use statistics::{Pair, summarise};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut path, mut until, mut details) = (None, 2019, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--details" => details = true,
            "--until" => until = arguments.next().ok_or("--until needs a year")?.parse()?,
            _ => path = Some(argument),
        }
    }
    let path = path.ok_or("name a folder or a file")?;
    let buildings = files::read(Path::new(&path))?;
    let mut pairs = Vec::new();
    for building in &buildings {
        pairs.extend(pairs_of(building, until, details));
    }
    if details {
        println!(
            "building, meter, baseline, years later, model, held-out CV, CV, error %, 90 % half width %, model only %"
        );
        for pair in &pairs {
            println!("{pair}");
        }
    }
    summarise(&pairs);
    Ok(())
}

/// Every baseline year with every later year.
fn pairs_of(building: &Building, until: i32, details: bool) -> Vec<Pair> {
    let (Some(first), Some(last)) = (building.days.first(), building.days.last()) else { return Vec::new() };
    let years = |date: NaiveDate| chrono::Datelike::year(&date);
    let mut pairs = Vec::new();
    for base in years(first.date)..=years(last.date).min(until) {
        let judged = baseline::fit(&building.days, year(base), &FitOptions::default());
        if details {
            for finding in judged.findings() {
                eprintln!("{} {} {base}: {} {}", building.name, building.meter, finding.code, finding.text);
            }
        }
        let Judged::Fitted { baseline, .. } = judged else { continue };
        for later in 1..=(until - base).max(0) {
            let options = AssessOptions::for_carrier(building.carrier, 0.90);
            let period = year(base + later);
            let assessment = savings::assess(&baseline.model, &building.days, period, &options);
            if details && later == 1 {
                for finding in assessment.findings() {
                    eprintln!("{} {} {base}+{later}: {}", building.name, building.meter, finding.text);
                }
            }
            let Some(saving) = assessment.saving() else { continue };
            let bands = savings::bands(&baseline.model, &building.days, period, &options);
            pairs.push(Pair::new(building, base, later, &baseline.model, saving, &bands));
        }
    }
    pairs
}

fn year(year: i32) -> DateRange {
    let start = |year| NaiveDate::from_ymd_opt(year, 1, 1).expect("years of readings have a first day");
    DateRange { from: start(year), to: start(year + 1) }
}

/// Carriers as this program groups them.
fn is_electric(carrier: Carrier) -> bool {
    carrier == Carrier::Electricity
}
