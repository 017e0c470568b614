//! Readings per second from the broker into durable storage.

use std::path::Path;
use std::sync::mpsc;
use std::time::Instant;

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};
use tests::publisher::{Message, publish};
use tests::site::PORTFOLIO;
use tests::{Broker, Site};

use crate::bare;
use crate::statistics::{median, rounded};

/// Turns of each.
const TURNS: usize = 3;

/// Both subscribers take turns with the same messages.
pub fn measure(folder: &Path, readings: usize) -> Result<Value> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let folder = folder.join(format!("ingest-{turn}"));
        std::fs::create_dir_all(&folder)?;
        theirs.push(readings as f64 / bare_seconds(&folder, readings)?);
        ours.push(readings as f64 / our_seconds(&folder, readings)?);
    }
    let (ours, theirs) = (median(&ours), median(&theirs));
    Ok(json!({
        "readings": readings,
        "committed_per_second": rounded(ours),
        "bare_subscriber_per_second": rounded(theirs),
        "ratio": rounded(ours / theirs),
    }))
}

fn bare_seconds(folder: &Path, readings: usize) -> Result<f64> {
    let broker = Broker::start(&folder.join("bare"))?;
    let (port, file) = (broker.port(), folder.join("bare.log"));
    let (ready, subscribed) = mpsc::channel();
    let subscriber = std::thread::spawn(move || bare::subscribe(port, "sparvakt/#", readings, &file, &ready));
    subscribed.recv().context("the bare subscriber did not get its subscription")?;
    let start = Instant::now();
    publish(port, messages(readings))?;
    subscriber.join().map_err(|_| anyhow::anyhow!("the bare subscriber panicked"))??;
    Ok(start.elapsed().as_secs_f64())
}

/// From the first publish until the marker that follows the last reading has been committed.
fn our_seconds(folder: &Path, readings: usize) -> Result<f64> {
    let broker = Broker::start(folder)?;
    let site = Site::create(folder, Some(&broker.url()), PORTFOLIO)?;
    let mut server = site.serve()?;
    server.settle(broker.port())?;
    let start = Instant::now();
    publish(broker.port(), messages(readings))?;
    server.wait_for_marker(broker.port())?;
    let seconds = start.elapsed().as_secs_f64();
    server.stop()?;
    Ok(seconds)
}

/// Quarter-hourly readings of four series in turn.
fn messages(count: usize) -> Vec<Message> {
    const SERIES: [&str; 4] =
        ["cam-b0/el.energy.import", "cam-b0/gas.energy", "cam-b13/el.energy.import", "cam-b13/gas.energy"];
    let start = DateTime::from_timestamp(1_325_376_000, 0).unwrap_or_default();
    let message = |number: usize| {
        let at = start + TimeDelta::minutes(15) * i32::try_from(number / SERIES.len()).unwrap_or(i32::MAX);
        let value = 10.0 + (number % 97) as f64 / 10.0;
        let body = json!({"timestamp": at.to_rfc3339(), "value": value, "unit": "kWh", "kind": "interval"});
        Message::new(format!("sparvakt/{}", SERIES[number % SERIES.len()]), body.to_string())
    };
    (0..count).map(message).collect()
}
