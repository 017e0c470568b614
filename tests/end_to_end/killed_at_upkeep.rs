//! Fifty kills each while readings are folded into blocks and while old ones are thinned: the store equals the
//! publisher's ledger (of what is thinned, what has to be left of it), and `doctor` finds nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tests::publisher::{Message, publish};
use tests::seed::{random, shuffled};
use tests::{Broker, Site};

use crate::killed_often::{KILLS, Ledger, METERS, SEED, clean, of_hours, open, stored_of};
use crate::replayed;

/// Readings that are folded at once: less than one round.
const FOLD_AT: u64 = 200;
/// Readings of each meter in a round, each in a week of its own, so that a fold has many blocks to write.
const WEEKS: u64 = 60;

#[test]
fn fifty_kills_while_readings_are_folded() -> Result<()> {
    println!("seed {SEED}");
    let folder = replayed::folder()?;
    let (broker, site) = open(folder.path())?;
    site.add_to_store(&format!("fold_at_readings = {FOLD_AT}"))?;
    let mut server = site.serve()?;
    let (mut ledger, mut folding) = (Ledger::new(), 0);
    for kill in 0..KILLS {
        let hours = (0..WEEKS).map(|week| week * 168 + kill);
        publish(broker.port(), of_hours(kill, hours, &mut ledger)?)?;
        // What the last one left is folded too, so there is always something.
        if waits_for_fold(&site.database())? {
            std::thread::sleep(Duration::from_micros(random(SEED + kill) % 60_000));
        }
        server.kill()?;
        folding += u64::from(is_folding(&site.database()).unwrap_or(false));
        server = site.spawn()?;
    }
    server.settle(broker.port())?;
    server.stop()?;
    println!("{folding} of {KILLS} kills hit a fold");
    ensure!(folding > 0, "no fold was killed");
    ensure!(
        stored_of(&site, METERS.map(|(meter, _)| meter))? == ledger,
        "the store is not what was published"
    );
    clean(&site)
}

/// Two registers that are read every minute.
const REGISTERS: [&str; 2] = ["heat", "water"];
const PORTFOLIO: &str = r#"
[[owner]]
id = "o"
name = "O"
[[building]]
id = "b"
name = "B"
municipality = "solleftea"
owner = "o"
[[building.meter]]
id = "heat"
carrier = "district_heating"
reading = "register"
unit = "kWh"
source = { profile = "sparvakt", device = "heat", series = "heat.energy" }
[[building.meter]]
id = "water"
carrier = "district_heating"
reading = "register"
unit = "kWh"
sub_meter_of = "heat"
source = { profile = "sparvakt", device = "water", series = "heat.energy" }
[[building.meter]]
id = "marker"
carrier = "indoor_temperature"
reading = "value"
unit = "°C"
source = { profile = "sparvakt", device = "marker", series = "temp.indoor" }
"#;
/// Minutes of readings of each register in a round.
const MINUTES: u64 = 120;

#[test]
fn fifty_kills_while_old_readings_are_thinned() -> Result<()> {
    println!("seed {SEED}");
    let folder = replayed::folder()?;
    let (broker, site) = registers(&folder.path().join("thinned"))?;
    site.add_to_store(&format!("fold_at_readings = {FOLD_AT}\nthin_after_days = 31"))?;
    let mut ledger = Ledger::new();
    let mut server = site.serve()?;
    publish(broker.port(), newest(&mut ledger)?)?;
    server.settle(broker.port())?;
    let (mut before, mut moved) = (0, 0);
    for kill in 0..KILLS {
        publish(broker.port(), minutes(kill, &mut ledger)?)?;
        server.kill()?;
        // The next start folds and thins what came late into months that were thinned before.
        server = site.spawn()?;
        std::thread::sleep(Duration::from_micros(random(SEED + kill) % 700_000));
        let now = given_up(&site.database()).unwrap_or(before);
        moved += u64::from(now != before);
        before = now;
    }
    server.settle(broker.port())?;
    server.stop()?;
    println!("thinning had gone on before {moved} of {KILLS} kills");
    // What came last is thinned at the next start.
    let mut server = site.serve()?;
    server.process().wait_until("the last months to be thinned", Duration::from_secs(60), || {
        ensure!(given_up(&site.database())? > 0 && due(&site.database())? == 0, "not yet");
        Ok(())
    })?;
    server.stop()?;
    clean(&site)?;

    let (broker, whole) = registers(&folder.path().join("whole"))?;
    let mut server = whole.serve()?;
    let mut again = Ledger::new();
    publish(broker.port(), newest(&mut again)?)?;
    for kill in 0..KILLS {
        publish(broker.port(), minutes(kill, &mut again)?)?;
    }
    server.settle(broker.port())?;
    server.stop()?;
    ensure!(stored_of(&whole, REGISTERS)? == ledger, "the store is not what was published");

    let left = stored_of(&site, REGISTERS)?;
    ensure!(left.len() < ledger.len() / 2, "{} of {} are left", left.len(), ledger.len());
    ensure!(left.iter().all(|(place, value)| ledger.get(place) == Some(value)), "something else is stored");
    ensure!(ends_of_quarters(&ledger).iter().all(|place| left.contains_key(place)), "more was given up");
    let doctor: Value = serde_json::from_str(&site.run(&["doctor"], &["--json"])?)?;
    let markers = 2;
    ensure!(doctor["holds"]["readings"] == left.len() as u64 + markers, "{doctor}");
    for resolution in ["hour", "day"] {
        let use_of = |site: &Site| {
            let time = ["--from", "2012-01-01", "--to", "2012-10-01", "--resolution", resolution];
            site.export("consumption", &[&["--meter", "heat"], &time[..]].concat())
        };
        ensure!(use_of(&site)? == use_of(&whole)?, "use by {resolution} differs");
    }
    Ok(())
}

fn registers(folder: &Path) -> Result<(Broker, Site)> {
    std::fs::create_dir_all(folder)?;
    let broker = Broker::start(folder)?;
    let site = Site::create(folder, Some(&broker.url()), PORTFOLIO)?;
    Ok((broker, site))
}

/// A day of September, which makes everything before August old.
fn newest(ledger: &mut Ledger) -> Result<Vec<Message>> {
    of_minutes((0..200).map(|number| 244 * 1_440 + number * 7), ledger)
}

/// A stretch of minutes somewhere in the first half of 2012, in disorder, some of them twice.
fn minutes(number: u64, ledger: &mut Ledger) -> Result<Vec<Message>> {
    let from = random(SEED ^ number) % (180 * 1_440);
    let mut messages = of_minutes(from..from + MINUTES, ledger)?;
    messages.extend(messages.clone().into_iter().step_by(9));
    Ok(shuffled(&messages, SEED + number))
}

fn of_minutes(minutes: impl Iterator<Item = u64>, ledger: &mut Ledger) -> Result<Vec<Message>> {
    let start: DateTime<Utc> = "2012-01-01T00:00:00Z".parse()?;
    let mut messages = Vec::new();
    for minute in minutes {
        let at = start + TimeDelta::minutes(i64::try_from(minute)?);
        for meter in REGISTERS {
            let value = minute as f64 / 64.0;
            ledger.insert((meter.to_owned(), at), value);
            let body = json!({"timestamp": at.to_rfc3339(), "value": value, "unit": "kWh"});
            messages.push(Message::new(format!("sparvakt/{meter}/heat.energy"), body.to_string()));
        }
    }
    Ok(messages)
}

/// The first and the last of each quarter hour.
fn ends_of_quarters(ledger: &Ledger) -> BTreeSet<(String, DateTime<Utc>)> {
    let places: Vec<_> = ledger.keys().cloned().collect();
    let same = |a: &(String, DateTime<Utc>), b: &(String, DateTime<Utc>)| {
        a.0 == b.0 && a.1.timestamp().div_euclid(900) == b.1.timestamp().div_euclid(900)
    };
    let quarters = places.chunk_by(same);
    quarters.flat_map(|quarter| quarter.first().into_iter().chain(quarter.last())).cloned().collect()
}

/// Looks, beside the server, until it folds; says whether it did in good time.
fn waits_for_fold(database: &Path) -> Result<bool> {
    let conn = beside(database)?;
    let until = Instant::now() + Duration::from_secs(2);
    while Instant::now() < until {
        if number(&conn, "SELECT EXISTS (SELECT 1 FROM reading_folding)")? > 0 {
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(false)
}

fn is_folding(database: &Path) -> Result<bool> {
    Ok(number(&beside(database)?, "SELECT EXISTS (SELECT 1 FROM reading_folding)")? > 0)
}

fn given_up(database: &Path) -> Result<i64> {
    number(&beside(database)?, "SELECT coalesce(sum(given_up), 0) FROM thinned")
}

/// Months of the registers that are old and have not been looked at.
fn due(database: &Path) -> Result<i64> {
    number(
        &beside(database)?,
        "SELECT count(*) FROM block LEFT JOIN thinned ON thinned.block = block.id
         WHERE month < 201208 AND thinned.crc IS NOT block.crc",
    )
}

fn beside(database: &Path) -> Result<Connection> {
    let conn = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    Ok(conn)
}

fn number(conn: &Connection, query: &str) -> Result<i64> {
    conn.query_row(query, [], |row| row.get(0)).context("look into the database")
}
