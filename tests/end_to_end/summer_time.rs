//! Local days of 23 and 25 hours: a message replayed over the change of clocks lands on its day.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tests::publisher::{Message, publish};
use tests::{Broker, Site};

use crate::replayed;

const PORTFOLIO: &str = r#"
[[owner]]
id = "owner"
name = "Owner"
[[building]]
id = "school"
name = "School"
municipality = "solleftea"
owner = "owner"
[[building.meter]]
id = "school-el"
carrier = "electricity"
reading = "register"
unit = "kWh"
source = { profile = "sparvakt", device = "school", series = "el.energy.import" }
main = false
[[building.meter]]
id = "school-own"
carrier = "electricity"
parts = [{ meter = "school-el", share = 0.75 }]
[[building.meter]]
id = "marker"
carrier = "indoor_temperature"
reading = "value"
unit = "°C"
source = { profile = "sparvakt", device = "marker", series = "temp.indoor" }
[[building]]
id = "gym"
name = "Gym"
municipality = "solleftea"
owner = "owner"
[[building.meter]]
id = "gym-el"
carrier = "electricity"
parts = [{ meter = "school-el" }, { meter = "school-own", sign = "-" }]
"#;

#[test]
fn a_register_that_counts_one_a_quarter_gives_23_24_and_25_hours() -> Result<()> {
    let folder = replayed::folder()?;
    let broker = Broker::start(folder.path())?;
    let site = Site::create(folder.path(), Some(&broker.url()), PORTFOLIO)?;
    let mut server = site.serve()?;
    for start in ["2024-03-29T00:00:00Z", "2024-10-25T00:00:00Z"] {
        publish(broker.port(), quarters(start.parse()?, 4 * 96)?)?;
    }
    server.settle(broker.port())?;

    let days = |from, to| -> Result<Vec<(String, f64)>> {
        let query = format!("from={from}&to={to}&resolution=day");
        let body = server.api.json(&format!("/api/v1/meters/school-el/consumption?{query}"))?;
        let items = body["items"].as_array().context("items")?;
        items
            .iter()
            .map(|item| {
                ensure!(item["quality"] == "measured", "{item}");
                Ok((
                    item["start"].as_str().context("start")?.to_owned(),
                    item["value"].as_f64().context("value")?,
                ))
            })
            .collect()
    };
    let spring = days("2024-03-30", "2024-04-02")?;
    let autumn = days("2024-10-26", "2024-10-29")?;
    let energy = |days: &[(String, f64)]| days.iter().map(|(_, value)| value.round()).collect::<Vec<_>>();
    ensure!(energy(&spring) == [96.0, 92.0, 96.0], "one kWh a quarter: {spring:?}");
    ensure!(energy(&autumn) == [96.0, 100.0, 96.0], "one kWh a quarter: {autumn:?}");
    for (from, to, days) in [("2024-03-30", "2024-04-02", &spring), ("2024-10-26", "2024-10-29", &autumn)] {
        let school: f64 = days.iter().map(|(_, value)| value).sum();
        for (meter, share) in [("school-own", 0.75), ("gym-el", 0.25)] {
            for resolution in ["hour", "day", "month"] {
                let query = format!("from={from}&to={to}&resolution={resolution}");
                let sum = sum(&server.api.json(&format!("/api/v1/meters/{meter}/consumption?{query}"))?)?;
                ensure!((sum - share * school).abs() < 1e-6, "{meter} by {resolution}: {sum}, {school}");
            }
        }
    }
    server.stop().map(drop)
}

fn sum(consumption: &serde_json::Value) -> Result<f64> {
    let items = consumption["items"].as_array().context("items")?;
    items.iter().map(|item| item["value"].as_f64().context("value")).sum()
}

/// A register that counts 1 kWh every quarter of an hour, in the gateway's local time with offset.
fn quarters(start: DateTime<Utc>, count: i32) -> Result<Vec<Message>> {
    let zone = chrono_tz::Europe::Stockholm;
    let message = |quarter: i32| {
        let at = (start + TimeDelta::minutes(15) * quarter).with_timezone(&zone);
        let register = 1000.0 + f64::from(quarter);
        let body =
            json!({"timestamp": at.to_rfc3339(), "value": register, "unit": "kWh", "kind": "register"});
        Ok(Message::new("sparvakt/school/el.energy.import", body.to_string()))
    };
    (0..=count).map(message).collect()
}
