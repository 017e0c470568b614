//! A broker that is not there, goes and comes back: said everywhere, and healed without help.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::api::Api;
use tests::publisher::{Message, publish};
use tests::site::{PORTFOLIO, Server};
use tests::{Broker, Site, deadline};

use crate::replayed;

/// How soon the product must notice that the broker went, and that it is back.
const NOTICE: Duration = Duration::from_secs(60);

#[test]
fn without_a_broker_at_the_start_it_says_so_and_waits() -> Result<()> {
    let folder = replayed::folder()?;
    let mut broker = Broker::reserved(folder.path())?;
    let site = Site::create(folder.path(), Some(&broker.url()), PORTFOLIO)?;
    let mut server = site.serve_without_broker()?;
    says_the_broker_is_away(&mut server)?;

    broker.restart()?;
    says_all_is_well(&server.api)?;
    publish(broker.port(), readings(0..10))?;
    server.settle(broker.port())?;
    ensure!(stored(&server.api)? == 10, "what was published after it came is stored");
    server.stop().map(drop)
}

#[test]
fn a_killed_broker_costs_nothing_that_was_committed_and_nothing_after_its_return() -> Result<()> {
    let folder = replayed::folder()?;
    let mut broker = Broker::start(folder.path())?;
    let site = Site::create(folder.path(), Some(&broker.url()), PORTFOLIO)?;
    let mut server = site.serve()?;
    publish(broker.port(), readings(0..500))?;
    server.settle(broker.port())?;

    broker.kill()?;
    says_the_broker_is_away(&mut server)?;
    broker.restart()?;
    says_all_is_well(&server.api)?;
    publish(broker.port(), readings(400..900))?;
    server.settle(broker.port())?;
    ensure!(stored(&server.api)? == 900, "{} of 900 readings", stored(&server.api)?);
    server.stop().map(drop)
}

#[test]
fn what_arrives_while_the_collector_is_away_waits_in_the_broker() -> Result<()> {
    let folder = replayed::folder()?;
    let mut broker = Broker::start(folder.path())?;
    let site = Site::create(folder.path(), Some(&broker.url()), PORTFOLIO)?;
    let mut server = site.serve()?;
    server.settle(broker.port())?;
    server.stop()?;

    // More than Mosquitto keeps by default, through a clean restart of the broker.
    publish(broker.port(), readings(0..3000))?;
    broker.stop()?;
    broker.restart()?;

    let mut server = site.serve()?;
    server.settle(broker.port())?;
    ensure!(stored(&server.api)? == 3000, "{} of 3,000 readings", stored(&server.api)?);
    server.stop().map(drop)
}

fn says_the_broker_is_away(server: &mut Server) -> Result<()> {
    let api = server.api.clone();
    let process = server.process();
    process.wait_until("/readyz to say that the broker is away", NOTICE, || {
        let answer = api.get("/readyz")?;
        ensure!(answer.status == 503, "{} {}", answer.status, answer.body);
        ensure!(answer.body.contains("broker"), "no cause in {}", answer.body);
        Ok(())
    })?;
    ensure!(api.get("/healthz")?.status == 200, "it is alive all the same");
    ensure!(api.json("/api/v1/status")?["broker"]["connected"] == false, "the status says so");
    let page = api.page("/")?;
    ensure!(page.to_lowercase().contains("mqtt"), "no notice on the page");
    let log = process.log();
    ensure!(log.to_lowercase().contains("broker"), "no word of the broker in the log:\n{log}");
    Ok(())
}

fn says_all_is_well(api: &Api) -> Result<()> {
    deadline::wait("/readyz to say that all is well", NOTICE, || {
        let answer = api.get("/readyz")?;
        ensure!(answer.status == 200, "{} {}", answer.status, answer.body);
        Ok(())
    })
}

/// Hourly electricity of `cam-b0` from 2012 on, the hours of `range`.
fn readings(range: std::ops::Range<i64>) -> Vec<Message> {
    let start = chrono::DateTime::from_timestamp(1_325_376_000, 0).unwrap_or_default();
    let message = |hour: i64| {
        let at = start + chrono::TimeDelta::hours(hour);
        let body = json!({"timestamp": at.to_rfc3339(), "value": 10.0 + (hour % 24) as f64, "unit": "kWh", "kind": "interval"});
        Message::new("sparvakt/cam-b0/el.energy.import", body.to_string())
    };
    range.map(message).collect()
}

/// How many readings of that meter the API gives.
fn stored(api: &Api) -> Result<usize> {
    let items: Vec<Value> =
        api.items("/api/v1/meters/cam-b0-electricity/readings?from=2012-01-01&to=2013-01-01")?;
    Ok(items.len())
}
