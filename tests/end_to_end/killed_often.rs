//! Fifty kills each while readings arrive and while backups are made: the store equals the publisher's ledger, value for
//! value, and `doctor` finds nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tests::publisher::{Message, publish};
use tests::seed::{random, shuffled};
use tests::site::PORTFOLIO;
use tests::{Broker, Process, Site, contract, sparvakt};

use crate::replayed;

pub const KILLS: u64 = 50;
/// Where values and moments come from; the same on every run.
pub const SEED: u64 = 3;
/// Hours of readings published before each kill.
const HOURS: u64 = 60;
/// The meters that are read every hour.
pub const METERS: [(&str, &str); 4] = [
    ("cam-b0-electricity", "cam-b0/el.energy.import"),
    ("cam-b0-gas", "cam-b0/gas.energy"),
    ("cam-b13-electricity", "cam-b13/el.energy.import"),
    ("cam-b13-gas", "cam-b13/gas.energy"),
];

/// What was published: a value for each meter and instant.
pub type Ledger = BTreeMap<(String, DateTime<Utc>), f64>;

#[test]
fn fifty_kills_while_readings_arrive() -> Result<()> {
    println!("seed {SEED}");
    let folder = replayed::folder()?;
    let (broker, site) = open(&folder.path().join("killed"))?;
    let mut server = site.serve()?;
    let mut ledger = Ledger::new();
    for kill in 0..KILLS {
        let (messages, port) = (round(kill, &mut ledger)?, broker.port());
        let publisher = std::thread::spawn(move || publish(port, messages));
        std::thread::sleep(Duration::from_millis(random(SEED + kill) % 350));
        server.kill()?;
        publisher.join().map_err(|_| anyhow::anyhow!("the publisher panicked"))??;
        server = site.spawn()?;
    }
    server.settle(broker.port())?;
    server.stop()?;

    let (broker, undisturbed) = open(&folder.path().join("undisturbed"))?;
    let mut server = undisturbed.serve()?;
    let mut again = Ledger::new();
    for kill in 0..KILLS {
        publish(broker.port(), round(kill, &mut again)?)?;
    }
    server.settle(broker.port())?;
    server.stop()?;

    ensure!(stored(&site)? == ledger, "the store is not what was published");
    let (left, right) = (replayed::dump(&site)?, replayed::dump(&undisturbed)?);
    ensure!(left.days == right.days, "days differ");
    ensure!(left.savings == right.savings, "savings differ");
    clean(&site)
}

#[test]
fn fifty_kills_of_backups_while_readings_arrive() -> Result<()> {
    println!("seed {SEED}");
    let folder = replayed::folder()?;
    let (broker, site) = open(folder.path())?;
    let mut server = site.serve()?;
    let mut ledger = Ledger::new();
    let backups = folder.path().join("backups");
    std::fs::create_dir(&backups)?;

    let began = Instant::now();
    site.run(&["backup"], &[&replayed::path_text(&backups.join("whole.db"))])?;
    let longest = u64::try_from(began.elapsed().as_millis())?.max(10);
    for kill in 0..KILLS {
        publish(broker.port(), round(kill, &mut ledger)?)?;
        let out = backups.join(format!("{kill}.db"));
        let mut command =
            sparvakt::command(&["backup", "--config", &site.config(), &replayed::path_text(&out)])?;
        let backup = Process::start(&mut command, &folder.path().join("backup.log"))?;
        std::thread::sleep(Duration::from_micros(random(SEED + kill) % (longest * 1_100)));
        backup.kill()?;
        if out.exists() {
            let (contents, damage) = store::examine_file(&out)?;
            ensure!(damage.is_empty(), "{}: {damage:?}", out.display());
            ensure!(contents.readings <= ledger.len() as u64, "more than was published: {contents:?}");
        }
    }
    let last = backups.join("last.db");
    server.settle(broker.port())?;
    let made: serde_json::Value =
        serde_json::from_str(&site.run(&["backup"], &["--json", &replayed::path_text(&last)])?)?;
    contract::check("backup", &made)?;
    ensure!(made["readings"].as_u64() > Some(ledger.len() as u64), "the marker too: {made}");
    server.stop()?;

    let files = files(&backups)?;
    ensure!(files.iter().all(|file| file.extension().is_some_and(|end| end == "db")), "left over: {files:?}");
    println!("{} of {KILLS} backups were finished before the kill", files.len() - 2);
    ensure!(files.len() < usize::try_from(KILLS)? + 2, "no backup was killed");
    ensure!(stored(&site)? == ledger, "the store is not what was published");
    clean(&site)?;

    // The last backup holds the same, to the last value.
    site.run(&["restore"], &[&replayed::path_text(&last)])?;
    ensure!(stored(&site)? == ledger, "the backup is not what was published");
    clean(&site)
}

/// A site with a real broker; nothing runs on it yet.
pub fn open(folder: &Path) -> Result<(Broker, Site)> {
    std::fs::create_dir_all(folder)?;
    let broker = Broker::start(folder)?;
    let site = Site::create(folder, Some(&broker.url()), PORTFOLIO)?;
    Ok((broker, site))
}

/// The messages of one round in disorder, some of them twice; what they say is added to `ledger`.
fn round(number: u64, ledger: &mut Ledger) -> Result<Vec<Message>> {
    of_hours(number, number * HOURS..(number + 1) * HOURS, ledger)
}

/// The messages of some hours since the start of 2012, as round `number`.
pub fn of_hours(
    number: u64,
    hours: impl IntoIterator<Item = u64>,
    ledger: &mut Ledger,
) -> Result<Vec<Message>> {
    let start: DateTime<Utc> = "2012-01-01T00:00:00Z".parse()?;
    let mut messages = Vec::new();
    for hour in hours {
        let at = start + TimeDelta::hours(i64::try_from(hour)?);
        for (meter, (id, topic)) in (0..).zip(METERS) {
            let chance = random(SEED ^ (hour * 8 + meter));
            let value = (chance % 100_000) as f64 / 1_000.0;
            ledger.insert((id.to_owned(), at), value);
            let body =
                json!({"timestamp": at.to_rfc3339(), "value": value, "unit": "kWh", "kind": "interval"});
            let message = Message::new(format!("sparvakt/{topic}"), body.to_string());
            messages.extend(std::iter::repeat_n(message, if chance.is_multiple_of(10) { 2 } else { 1 }));
        }
    }
    Ok(shuffled(&messages, SEED + number))
}

/// What the stopped site holds of [`METERS`].
fn stored(site: &Site) -> Result<Ledger> {
    stored_of(site, METERS.map(|(meter, _)| meter))
}

/// What the stopped site holds of some meters; no value counts twice or was corrected.
pub fn stored_of<'a>(site: &Site, meters: impl IntoIterator<Item = &'a str>) -> Result<Ledger> {
    let mut ledger = Ledger::new();
    for meter in meters {
        let table = site.export("readings", &[&["--meter", meter], &replayed::ALL_OF_IT[..]].concat())?;
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        for row in rows.deserialize() {
            let row: BTreeMap<String, String> = row?;
            let at = row["timestamp_utc"].parse()?;
            let twice = ledger.insert((meter.to_owned(), at), row["value"].parse()?);
            ensure!(twice.is_none() && row["status"] == "good", "doubled: {row:?}");
        }
    }
    Ok(ledger)
}

/// `doctor` finds nothing.
pub fn clean(site: &Site) -> Result<()> {
    let said = sparvakt::run(&["doctor", "--json", "--config", &site.config()])?;
    ensure!(said.code == 0, "doctor ended with {}: {}{}", said.code, said.out, said.err);
    contract::check("doctor", &serde_json::from_str(&said.out).context("one document")?)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    Ok(entries.into_iter().map(|entry| entry.path()).collect())
}
