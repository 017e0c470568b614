//! Messages that cannot be used are kept aside with their reason, and disturb nothing else.

use anyhow::{Context, Result, ensure};
use chrono::{Days, Utc};
use serde_json::{Value, json};
use tests::publisher::{Message, publish};
use tests::site::PORTFOLIO;
use tests::{Broker, Site};

use crate::replayed;

const TOPIC: &str = "sparvakt/cam-b0/el.energy.import";

#[test]
fn bad_messages_are_quarantined_with_a_reason_and_the_good_ones_stored() -> Result<()> {
    let folder = replayed::folder()?;
    let broker = Broker::start(folder.path())?;
    let site = Site::create(folder.path(), Some(&broker.url()), PORTFOLIO)?;
    let mut server = site.serve()?;

    let tomorrow = (Utc::now() + Days::new(1)).to_rfc3339();
    let bad = [
        ("truncated", br#"{"timestamp":"2012-01-01T00:00:00Z","val"#.to_vec()),
        ("not UTF-8", vec![0xff, 0xfe, 0x00, 0x01]),
        ("a list instead of a number", good(0, "[1, 2]")),
        ("a truth value instead of a number", good(1, "true")),
        ("NaN", good(2, "NaN")),
        ("beyond every meter", good(4, "1e308")),
        ("beyond every number", good(5, "1e999")),
        (
            "the future",
            json!({"timestamp": tomorrow, "value": 1.0, "unit": "kWh", "kind": "interval"})
                .to_string()
                .into(),
        ),
        (
            "before all meters",
            json!({"timestamp": "1970-01-02T00:00:00Z", "value": 1.0, "unit": "kWh", "kind": "interval"})
                .to_string()
                .into(),
        ),
        (
            "no such day",
            json!({"timestamp": "2012-02-30T00:00:00Z", "value": 1.0, "unit": "kWh", "kind": "interval"})
                .to_string()
                .into(),
        ),
        ("a megabyte", [&br#"{"value":""#[..], &vec![b'7'; 1_000_000], br#""}"#].concat()),
        ("deeply nested", [vec![b'['; 100_000], vec![b']'; 100_000]].concat()),
    ];
    let mut messages = Vec::new();
    for (hour, (_, payload)) in bad.iter().enumerate() {
        messages.push(Message::new(TOPIC, payload.clone()));
        messages.push(Message::new(TOPIC, good(100 + hour, "7.5")));
    }
    // What gateways say when they have no value: no reading, and no fault either.
    for (hour, nothing) in ["null", "\"nan\"", "\"\""].into_iter().enumerate() {
        messages.push(Message::new(TOPIC, good(200 + hour, nothing)));
    }
    messages.push(Message::new("nobody/asked/for/this", "1"));
    messages.push(Message::new("sparvakt/stranger/el.energy.import", good(0, "1.5")));
    publish(broker.port(), messages)?;
    server.settle(broker.port())?;

    let api = &server.api;
    let stored = api.items("/api/v1/meters/cam-b0-electricity/readings?from=2012-01-01&to=2013-01-01")?;
    let good: Vec<_> = stored.iter().filter(|reading| reading["value"] == 7.5).collect();
    ensure!(good.len() == bad.len(), "{} of {} good readings", good.len(), bad.len());
    ensure!(stored.len() == good.len(), "a bad message became a reading: {stored:?}");

    let quarantine = api.items("/api/v1/quarantine")?;
    let count: u64 = quarantine.iter().filter_map(|item| item["count"].as_u64()).sum();
    ensure!(count == bad.len() as u64, "{count} of {} in quarantine: {quarantine:#?}", bad.len());
    for item in &quarantine {
        ensure!(item["topic"] == TOPIC, "only the bad ones: {item}");
        let text = item["reason"]["text"].as_str().context("a reason")?;
        ensure!(text.len() > 10, "a sentence: {item}");
    }
    let largest = quarantine.iter().filter_map(|item| item["bytes"].as_u64()).max();
    ensure!(largest >= Some(1_000_000), "the size of the payload is known: {largest:?}");

    let unknown = api.items("/api/v1/unknown")?;
    let devices: Vec<&Value> = unknown.iter().map(|item| &item["device"]).collect();
    ensure!(devices.contains(&&json!("stranger")), "the unknown device is listed: {unknown:?}");

    ensure!(api.get("/readyz")?.status == 200, "all of this is a normal day");
    server.stop().map(drop)
}

#[test]
fn a_retained_reading_is_no_news_when_it_is_heard_again() -> Result<()> {
    let folder = replayed::folder()?;
    let broker = Broker::start(folder.path())?;
    // Retained and without a time of its own: heard before anyone subscribed, it says nothing about when.
    let retained =
        Message { retain: true, ..Message::new("sparvakt/cam-b0/gas.energy", r#"{"value":3,"unit":"kWh"}"#) };
    publish(broker.port(), vec![retained])?;
    let site = Site::create(folder.path(), Some(&broker.url()), PORTFOLIO)?;
    let mut server = site.serve()?;
    server.settle(broker.port())?;
    let stored = server.api.items("/api/v1/meters/cam-b0-gas/readings?from=2000-01-02&to=2100-01-01")?;
    ensure!(stored.is_empty(), "a retained value without time became a reading: {stored:?}");
    server.stop().map(drop)
}

/// A message of the hour `hour` of 2012 with this text as value.
fn good(hour: usize, value: &str) -> Vec<u8> {
    let (day, hour) = (1 + hour / 24, hour % 24);
    format!(r#"{{"timestamp":"2012-01-{day:02}T{hour:02}:00:00Z","value":{value},"unit":"kWh","kind":"interval"}}"#).into()
}
