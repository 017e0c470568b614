//! The messages: the same again, as many as can be received, and each the reading it was made for.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use config::{Config, builtin_profiles};
use engine::decode::{Decoder, Fate, Message, Site};

use super::{county, ends, history};
use crate::meter::{Device, Gateway, Measured};
use crate::publications::{Publication, ReadOut};
use crate::{County, FaultKind};

fn config_of(county: &County) -> Config {
    let found = config::from_text(Path::new("portfolio.toml"), &county.portfolio_toml());
    found.unwrap_or_else(|problems| panic!("{problems}"))
}

/// The values that a message was made for, in the canonical unit.
fn meant(device: &Device, read: &ReadOut) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let value = |steps: &i64| *steps as f64 / device.gateway.steps() / if read.in_mwh { 1000.0 } else { 1.0 };
    read.steps.iter().take(device.registers.len()).map(value).collect()
}

#[test]
fn the_portfolio_passes_every_check() {
    let config = config_of(&county(1));
    assert_eq!(config.warnings.to_string(), "");
    let portfolio = &config.portfolio;
    assert_eq!((portfolio.buildings.len(), portfolio.solar.len(), portfolio.stations.len()), (30, 12, 7));
    let municipalities: std::collections::BTreeSet<_> =
        portfolio.buildings.iter().map(|building| building.municipality.as_str()).collect();
    assert_eq!(municipalities.len(), 7);
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_seed_gives_others() {
    let (from, _) = ends(&county(1));
    let week =
        |seed| county(seed).publications(from, from + TimeDelta::days(7)).collect::<Vec<Publication>>();
    assert_eq!(week(1), week(1));
    assert_ne!(week(1), week(2));
    assert_eq!(county(1).portfolio_toml(), county(1).portfolio_toml());
}

#[test]
fn publications_come_in_order_and_can_be_taken_up_anywhere() {
    let (from, _) = ends(&county(1));
    let days =
        |first, last| county(1).publications(from + TimeDelta::days(first), from + TimeDelta::days(last));
    let whole: Vec<Publication> = days(0, 5).collect();
    assert!(whole.is_sorted_by_key(|publication| publication.at));
    let parts: Vec<Publication> = days(0, 2).chain(days(2, 5)).collect();
    assert_eq!(parts, whole);
}

#[test]
fn the_history_fits_its_budget_and_every_message_is_the_reading_it_was_made_for() {
    let county = county(1);
    let config = config_of(&county);
    let decoder = Decoder::new(&builtin_profiles()).unwrap().for_site(Site::of(&config.portfolio));
    let mut reads = history(&county);
    let (mut messages, mut readings) = (0_usize, 0_usize);
    while let Some((at, read)) = reads.next_read() {
        let device = &reads.sender(read.sender).device;
        messages += 1;
        readings += device.registers.len();
        // One in a hundred, and all of the hours in which clocks change.
        if messages % 100 != 0 && !is_clock_change(read.at) {
            continue;
        }
        let (topic, payload) = crate::meter::write(device, read.at, read.steps, read.in_mwh);
        let message = Message { topic: &topic, payload: &payload, retained: false, received: at };
        let fate = decoder.decode(&message).fate;
        let Fate::Readings(found) = fate else { panic!("{topic}: {}", String::from_utf8_lossy(&payload)) };
        for (register, value) in device.registers.iter().zip(meant(device, &read)) {
            let series = register.measured.series();
            let reading = found.iter().find(|reading| reading.key.series == series).unwrap();
            assert_eq!(reading.key.device, device.name);
            assert_eq!(reading.timestamp, Some(read.at), "{topic}");
            assert!(
                (reading.value - value).abs() < 1e-9 * value.abs().max(1.0),
                "{topic}: {} {value}",
                reading.value
            );
        }
        assert_eq!(found.len(), device.registers.len(), "{topic}");
    }
    assert!((900_000..1_200_000).contains(&readings), "{readings} readings in {messages} messages");
}

fn is_clock_change(at: DateTime<Utc>) -> bool {
    ["2025-03-30", "2025-10-26", "2026-03-29", "2026-10-25"].contains(&at.date_naive().to_string().as_str())
}

#[test]
fn registers_never_fall_but_where_a_fault_says_so() {
    let county = county(1);
    let mut reads = history(&county);
    let mut shown: HashMap<usize, Vec<ReadOut>> = HashMap::new();
    while let Some((_, read)) = reads.next_read() {
        if reads.sender(read.sender).device.gateway != Gateway::Station {
            shown.entry(read.sender).or_default().push(read);
        }
    }
    let mut falls = Vec::new();
    for (sender, mut steps) in shown {
        steps.sort_by_key(|read| read.at);
        let fell = steps.windows(2).find(|pair| (0..2).any(|at| pair[1].steps[at] < pair[0].steps[at]));
        falls.extend(fell.map(|pair| (reads.sender(sender).device.name.clone(), pair[1].at.date_naive())));
    }
    let replaced = county.faults().iter().find(|fault| fault.kind == FaultKind::MeterReplaced).unwrap();
    assert_eq!(falls, [(replaced.meter.clone().unwrap(), replaced.since)]);
}

#[test]
fn some_messages_come_twice_some_late_and_an_outage_is_made_up_for() {
    let county = county(1);
    let outage = county.faults().iter().find(|fault| fault.kind == FaultKind::Outage).unwrap().clone();
    let until = super::midnight(outage.until.unwrap());
    let mut reads = history(&county);
    let mut seen = HashMap::new();
    let (mut twice, mut late, mut made_up) = (0, 0, 0);
    while let Some((at, read)) = reads.next_read() {
        *seen.entry((read.sender, read.at)).or_insert(0) += 1;
        twice += usize::from(seen[&(read.sender, read.at)] == 2);
        late += usize::from(at - read.at > TimeDelta::minutes(9));
        let name = &reads.sender(read.sender).device.name;
        if name.starts_with(outage.building) && read.at < until && read.at >= super::midnight(outage.since) {
            assert!(at >= until, "{name} {at}");
            made_up += 1;
        }
    }
    assert!((1_000..4_000).contains(&twice) && late > 3_000, "{twice} {late}");
    assert!(made_up > 4 * 24, "{made_up}");
}

#[test]
fn faults_are_seen_in_the_readings() {
    let county = county(1);
    let (_, end) = ends(&county);
    // What a meter counted, in its steps, over the ten days up to some days before the end.
    let counted = |building: &str, measured: Measured, days_before: i64| {
        let to = end - TimeDelta::days(days_before);
        let mut reads = county.publications_of(building, to - TimeDelta::days(10), to);
        let mut shown = Vec::new();
        while let Some((_, read)) = reads.next_read() {
            let registers = &reads.sender(read.sender).device.registers;
            if registers.iter().any(|register| register.measured == measured) {
                shown.push((read.at, read.steps[0]));
            }
        }
        shown.sort_unstable();
        shown.last().unwrap().1 - shown.first().unwrap().1
    };
    assert_eq!(counted("timra-sporthall", Measured::Heat, 5), 0);
    assert!(counted("timra-sporthall", Measured::Heat, 30) > 0);
    assert_eq!(counted("bredbyns-skola", Measured::Production, 60), 0);
    assert!(counted("bredbyns-skola", Measured::Production, 80) > 0);
    let (before, after) = (
        counted("brannans-forskola", Measured::ColdWater, 19),
        counted("brannans-forskola", Measured::ColdWater, 2),
    );
    assert!(after > before + 15_000, "{before} {after}");
}
