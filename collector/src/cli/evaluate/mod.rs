//! `sparvakt evaluate`: fit a baseline to files and say what was saved, without configuration or database.
//!
//! Data that do not carry a saving are no error: the findings say why, and the command has done its work.

mod calendar;
mod document;
mod input;
mod text;

use std::path::PathBuf;

use anyhow::anyhow;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use engine::baseline::{Calendar, Country, ModelChoice};
use engine::domain::{Carrier, DateRange};
use engine::evaluate::{Evaluation, Input, evaluate};

use super::{Failure, Outcome, Verdict, print, print_json};

/// What to evaluate.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The meter's readings as CSV, packed or not: timestamp_utc,value; kWh per interval, stamped at its start.
    #[arg(long, value_name = "CSV")]
    meter: PathBuf,
    /// Outdoor temperatures as CSV (timestamp_utc,temp_c) or as SMHI delivers them.
    #[arg(long, value_name = "CSV")]
    weather: PathBuf,
    /// The period to learn from: local dates, the last one not included.
    #[arg(long, value_name = "FROM..TO", value_parser = period)]
    baseline: DateRange,
    /// The period to judge: local dates, the last one not included.
    #[arg(long, value_name = "FROM..TO", value_parser = period)]
    reporting: DateRange,
    /// The model: auto, mean, 2p, 3ph, 3pc, 4p or 5p.
    #[arg(long, value_name = "NAME", default_value = "auto")]
    model: ModelChoice,
    /// Whose days.
    #[arg(long, value_name = "ZONE", default_value = "Europe/Stockholm")]
    zone: Tz,
    /// What flows through the meter. A zero of electricity is a hole in the data, of heat and gas it is true.
    #[arg(long, value_name = "CARRIER", default_value = "electricity", value_parser = carrier)]
    carrier: Carrier,
    /// Operating modes as CSV: date_local and columns of 0 and 1; a column `red_day` makes Sundays.
    #[arg(long, value_name = "CSV")]
    calendar: Option<PathBuf>,
    /// Country whose red days count as Sundays: SE.
    #[arg(long, value_name = "COUNTRY", value_parser = country)]
    red_days: Option<Country>,
    /// Share of such intervals that hold the truth.
    #[arg(long, value_name = "SHARE", default_value = "0.90", value_parser = confidence)]
    confidence: f64,
    /// The values are a cumulative register.
    #[arg(long)]
    register: bool,
    /// Which meter of a file with a column `meter`.
    #[arg(long, value_name = "NAME")]
    series: Option<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    let evaluation = evaluated(args)?;
    if args.json {
        print_json(&document::Document::of(&evaluation))?;
    } else {
        print(&text::text(&evaluation))?;
    }
    Ok(Verdict::Good)
}

fn evaluated(args: &Args) -> Result<Evaluation, Failure> {
    let meter = input::meter(args)?;
    let temperatures = input::temperatures(&args.weather)?;
    let calendar = match &args.calendar {
        Some(file) => calendar::read(file)?,
        None => Calendar::weekdays_only(),
    };
    Ok(evaluate(&Input {
        readings: &meter.readings,
        mode: meter.mode,
        temperatures: &temperatures,
        zone: args.zone,
        carrier: args.carrier,
        baseline: args.baseline,
        reporting: args.reporting,
        model: args.model,
        calendar: Calendar { country: args.red_days, ..calendar },
        confidence: args.confidence,
    }))
}

/// `2016-01-01..2017-01-01`.
fn period(text: &str) -> Result<DateRange, String> {
    let (from, to) = text.split_once("..").ok_or("write it as 2016-01-01..2017-01-01")?;
    DateRange::new(date(from)?, date(to)?)
        .ok_or_else(|| format!("the period ends before it begins: {to} is not after {from}"))
}

fn date(text: &str) -> Result<NaiveDate, String> {
    let date: NaiveDate =
        text.parse().map_err(|_| format!("`{text}` is not a date; write it as 2016-01-31"))?;
    let sensible = (1900..=2200).contains(&date.year());
    sensible.then_some(date).ok_or_else(|| format!("`{text}` is not in the years 1900 to 2200"))
}

fn carrier(word: &str) -> Result<Carrier, String> {
    let known = match word {
        "el" => Some(Carrier::Electricity),
        "heat" | "heating" => Some(Carrier::DistrictHeating),
        "natural_gas" => Some(Carrier::Gas),
        "cooling" => Some(Carrier::DistrictCooling),
        _ => Carrier::from_word(word).filter(|carrier| carrier.is_use()),
    };
    let words = || Carrier::ALL.iter().filter(|carrier| carrier.is_use()).map(|carrier| carrier.as_str());
    known.ok_or_else(|| format!("use one of {}", words().collect::<Vec<_>>().join(", ")))
}

fn country(code: &str) -> Result<Country, String> {
    Country::from_code(code)
        .ok_or_else(|| "only the red days of SE are known; list others in --calendar".to_owned())
}

fn confidence(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| *share > 0.0 && *share < 1.0);
    share.ok_or_else(|| "give a share between 0 and 1, such as 0.90".to_owned())
}

fn unreadable(file: &std::path::Path, reason: impl std::fmt::Display) -> Failure {
    Failure::Input(anyhow!("{}: {reason}", file.display()))
}

#[cfg(test)]
mod tests;
