//! One building of a simulated county on the real road: messages → decode → store → analysis.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Stockholm;
use collector::analyse::{Analyst, Occasion};
use collector::ingest::Interpreter;
use collector::mqtt::Message;
use collector::stop;
use config::{Carrier, Config};
use engine::baseline::Day;
use engine::domain::{DateRange, LocalDay};
use engine::savings::{AssessOptions, Assessment, Saving, assess};
use simulator::County;
use store::{BaselineOutcome, Store};

/// Share of intervals that are to hold the truth.
pub const CONFIDENCE: f64 = 0.90;
/// Messages of one commit.
const BATCH: usize = 10_000;

/// The store after the history of `building`, analysed a few hours after its end, in `folder`.
///
/// # Errors
/// If anything on the way fails.
pub fn travelled(county: &County, building: &str, folder: &Path) -> Result<Store> {
    let store = Store::open(&folder.join("sparvakt.db"))?;
    let config = Arc::new(only(building, &county.portfolio_toml())?);
    let history = county.history();
    let (start, end) = (midnight(history.from), midnight(history.to) + TimeDelta::hours(4));
    receive(&store, &config, county.publications_of(building, start, end))?;
    analyse(&store, &config, end)?;
    Ok(store)
}

/// The configuration of one building.
///
/// # Errors
/// If the file is faulty.
pub fn only(building: &str, portfolio_toml: &str) -> Result<Config> {
    let mut config = config::from_text(Path::new("portfolio.toml"), portfolio_toml)
        .map_err(|problems| anyhow::anyhow!("{problems}"))?;
    config.portfolio.buildings.retain(|other| other.id == building);
    ensure!(!config.portfolio.buildings.is_empty(), "the county has no building `{building}`");
    config.portfolio.solar.retain(|plant| plant.building == building);
    Ok(config)
}

/// Results as of `now`.
///
/// # Errors
/// If the store fails.
pub fn analyse(store: &Store, config: &Arc<Config>, now: DateTime<Utc>) -> Result<()> {
    let (_stopper, stop) = stop::channel();
    Ok(Analyst::new(store.clone(), Arc::clone(config), stop).round(Occasion::Everything, now)?)
}

/// When a local day of the county begins.
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

/// The figure of the page.
///
/// # Errors
/// If there is none; says why.
pub fn saving(store: &Store, building: &str, carrier: Carrier, period: DateRange) -> Result<Saving> {
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
