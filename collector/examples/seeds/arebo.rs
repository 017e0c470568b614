//! A building of one seed on the real road: messages → decode → store → analysis → the figures of the page.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Stockholm;
use collector::analyse::{Analyst, Occasion};
use collector::ingest::Interpreter;
use collector::mqtt::Message;
use collector::stop;
use config::{Carrier, Config};
use engine::baseline::Day;
use engine::domain::{DateRange, LocalDay};
use engine::savings::{AssessOptions, Assessment, COMMON_SHARE, Interval, Saving, assess, combine};
use simulator::{County, TrueSaving};
use store::{BaselineOutcome, Store};

/// Ärebo, the building whose estimate counts.
pub const AREBO: &str = "arebo";
/// The energy of a building with district heating.
const CARRIERS: [Carrier; 2] = [Carrier::DistrictHeating, Carrier::Electricity];
/// Share of intervals that are to hold the truth.
pub const CONFIDENCE: f64 = 0.90;
/// Messages of one commit.
const BATCH: usize = 10_000;

/// An estimate beside its truth.
#[derive(Debug, Clone, Copy)]
pub struct Compared {
    /// Estimated, percent of the expected use.
    pub percent: f64,
    /// Truth, percent of the true counterfactual.
    pub true_percent: f64,
    /// Half the interval, percent of the expected use.
    pub half_width: f64,
    /// Whether the interval holds the truth, in kWh.
    pub holds: bool,
}

/// Heat, electricity, and both together.
pub type Outcome = [Compared; 3];

/// What the product says of the second year of `building`, beside the truth.
///
/// # Errors
/// If anything on the way fails, there is no such building, or there is no saving.
pub fn outcome(building: &str, seed: u64, first_day: NaiveDate) -> Result<Outcome> {
    let county = County::new(seed, first_day);
    let folder = tempfile::tempdir()?;
    let store = Store::open(&folder.path().join("sparvakt.db"))?;
    let config = Arc::new(only(building, &county)?);
    let history = county.history();
    let (start, end) = (midnight(history.from), midnight(history.to) + chrono::TimeDelta::hours(4));
    receive(&store, &config, county.publications_of(building, start, end))?;
    let (_stopper, stop) = stop::channel();
    Analyst::new(store.clone(), Arc::clone(&config), stop).round(Occasion::Everything, end)?;
    compare(&store, building, &county)
}

fn only(building: &str, county: &County) -> Result<Config> {
    let mut config = config::from_text(Path::new("portfolio.toml"), &county.portfolio_toml())
        .map_err(|problems| anyhow::anyhow!("{problems}"))?;
    config.portfolio.buildings.retain(|known| known.id == building);
    ensure!(!config.portfolio.buildings.is_empty(), "the county has no building `{building}`");
    config.portfolio.solar.clear();
    Ok(config)
}

/// When a day of the county begins.
#[must_use]
pub fn midnight(date: NaiveDate) -> DateTime<Utc> {
    LocalDay { date, zone: Stockholm }.start()
}

/// Take in messages as the service would.
///
/// # Errors
/// If one cannot be used or kept.
pub fn receive(store: &Store, config: &Config, publications: simulator::Publications) -> Result<()> {
    let interpreter = Interpreter::new(config)?;
    let mut messages = publications
        .map(|publication| Message {
            topic: publication.topic,
            payload: publication.payload,
            redelivered: false,
            retained: false,
            received: publication.at,
            receipt: None,
        })
        .peekable();
    while messages.peek().is_some() {
        let some: Vec<Message> = messages.by_ref().take(BATCH).collect();
        let batch = interpreter.batch(store, &some, &interpreter.decode(&some))?;
        ensure!(batch.quarantined.is_empty(), "quarantined: {:?}", batch.quarantined.first());
        store.commit(&batch)?;
    }
    Ok(())
}

fn compare(store: &Store, building: &str, county: &County) -> Result<Outcome> {
    let period = DateRange { from: county.measure_day(), to: county.history().to };
    let truth = county.truth_of(building, period.to);
    let mut savings = Vec::new();
    let mut truths = Vec::new();
    for carrier in CARRIERS {
        savings.push(saving(store, building, carrier, period)?);
        truths.push(truth.of_range(building, carrier, period).context("a truth")?);
    }
    let both = combine(&savings.iter().collect::<Vec<_>>(), CONFIDENCE, COMMON_SHARE).context("a sum")?;
    let sum = |pick: fn(&TrueSaving) -> f64| truths.iter().map(pick).sum::<f64>();
    let together = (sum(|truth| truth.expected_kwh), sum(|truth| truth.avoided_kwh));
    let one = |index: usize| {
        let (saving, truth): (&Saving, &TrueSaving) = (&savings[index], &truths[index]);
        compared(saving.adjusted_baseline_kwh, saving.interval, (truth.expected_kwh, truth.avoided_kwh))
    };
    Ok([one(0), one(1), compared(both.adjusted_baseline_kwh, both.interval, together)])
}

fn saving(store: &Store, building: &str, carrier: Carrier, period: DateRange) -> Result<Saving> {
    let baselines = store.baselines(building, carrier)?;
    let record = baselines.first().with_context(|| format!("no baseline of {carrier}"))?;
    let BaselineOutcome::Fitted(baseline) = &record.outcome else {
        anyhow::bail!("no model of {carrier}: {:?}", record.outcome)
    };
    let day = |row: &store::ResultDay| Day {
        date: row.date,
        used: row.used,
        temp_c: row.temp_c,
        filled_share: row.filled_share,
    };
    let days: Vec<Day> = store.result_days(building, carrier, period)?.iter().map(day).collect();
    match assess(&baseline.model, &days, period, &AssessOptions::for_carrier(carrier, CONFIDENCE)) {
        Assessment::Assessed { saving, .. } => Ok(*saving),
        Assessment::Insufficient { findings } => anyhow::bail!("no saving of {carrier}: {findings:?}"),
    }
}

fn compared(
    expected_kwh: f64,
    interval: Interval,
    (true_expected_kwh, true_avoided_kwh): (f64, f64),
) -> Compared {
    let Interval { low_kwh, high_kwh, .. } = interval;
    Compared {
        percent: 100.0 * f64::midpoint(low_kwh, high_kwh) / expected_kwh,
        true_percent: 100.0 * true_avoided_kwh / true_expected_kwh,
        half_width: 100.0 * (high_kwh - low_kwh) / 2.0 / expected_kwh,
        holds: (low_kwh..=high_kwh).contains(&true_avoided_kwh),
    }
}
