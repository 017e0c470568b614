//! A restore, or the first start, killed at any moment; a store carried into another by its own export.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::Value;
use tests::seed::random;
use tests::site::PORTFOLIO;
use tests::{Process, Site, contract, sparvakt};

use crate::killed_often::clean;
use crate::replayed;

const KILLS: u64 = 15;
/// Where the moments come from; the same on every run.
const SEED: u64 = 11;
const SMALL: &str = "timestamp_utc,value\n2012-01-01T00:00:00Z,10.5\n2012-01-01T01:00:00Z,11.5\n";

#[test]
fn a_killed_restore_leaves_one_of_the_two_and_again_finishes_it() -> Result<()> {
    println!("seed {SEED}");
    let folder = replayed::folder()?;
    let backup = replayed::path_text(&folder.path().join("backup.db"));
    let full = replayed::undisturbed()?;
    full.run(&["backup"], &[&backup])?;
    let began = Instant::now();
    restore(&small(&folder.path().join("undisturbed"))?, &backup)?;
    let longest = u64::try_from(began.elapsed().as_millis())?.max(10);

    let after = full.export("readings", &[])?;
    let mut finished = 0;
    for kill in 0..KILLS {
        let site = small(&folder.path().join(kill.to_string()))?;
        let before = site.export("readings", &[])?;
        let mut command = sparvakt::command(&["restore", "--config", &site.config(), &backup])?;
        let process = Process::start(&mut command, &folder.path().join("restore.log"))?;
        std::thread::sleep(Duration::from_micros(random(SEED + kill) % (longest * 1_100)));
        process.kill()?;

        let said = sparvakt::run(&["export", "readings", "--config", &site.config()])?;
        match said.code {
            0 if said.out == after => finished += 1,
            0 => ensure!(said.out == before, "neither the one nor the other"),
            3 => ensure!(said.err.contains("run `sparvakt restore` with the backup again"), "{}", said.err),
            code => anyhow::bail!("exit {code}: {}", said.err),
        }
        restore(&site, &backup)?;
        ensure!(site.export("readings", &[])? == after, "the restored store is another");
        clean(&site)?;
    }
    println!("{finished} of {KILLS} restores were finished before the kill");
    Ok(())
}

#[test]
fn a_first_start_that_was_killed_begins_anew() -> Result<()> {
    println!("seed {SEED}");
    let folder = replayed::folder()?;
    for kill in 0..KILLS {
        let here = folder.path().join(kill.to_string());
        std::fs::create_dir(&here)?;
        let site = Site::create(&here, None, PORTFOLIO)?;
        let server = site.spawn()?;
        std::thread::sleep(Duration::from_micros(random(SEED + kill) % 60_000));
        server.kill()?;
        fill(&site)?;
        clean(&site)?;
    }
    Ok(())
}

#[test]
fn a_running_server_is_named_and_keeps_its_database() -> Result<()> {
    let folder = replayed::folder()?;
    let site = small(folder.path())?;
    let backup = replayed::path_text(&folder.path().join("backup.db"));
    site.run(&["backup"], &[&backup])?;
    let mut server = site.serve_without_broker()?;
    let id = server.process().id();
    let said = sparvakt::run(&["restore", "--config", &site.config(), &backup])?;
    ensure!(said.code == 3 && said.err.contains(&format!("(process {id})")), "{} {}", said.code, said.err);
    let healthy: Value = serde_json::from_str(&site.run(&["doctor"], &["--json"])?)?;
    ensure!(healthy["owner"]["id"] == id, "{healthy}");
    server.stop()?;
    Ok(())
}

#[test]
fn doctor_says_what_keeps_a_database_from_being_opened() -> Result<()> {
    let folder = replayed::folder()?;
    let site = small(folder.path())?;
    let database = folder.path().join("data/sparvakt.db");
    let whole = std::fs::read(&database)?;
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    let mut foreign = whole.clone();
    foreign[68..72].copy_from_slice(&7_u32.to_be_bytes());
    let cases: [(&[u8], &str); 5] = [
        (b"", "database.empty"),
        (&whole[..whole.len() / 2], "database.truncated"),
        (&newer, "schema.newer"),
        (&foreign, "database.foreign"),
        (b"timestamp_utc,value\n", "database.foreign"),
    ];
    for (bytes, code) in cases {
        std::fs::write(&database, bytes)?;
        let said = sparvakt::run(&["doctor", "--json", "--config", &site.config()])?;
        ensure!(said.code == 3, "{code}: exit {}", said.code);
        let report: Value = serde_json::from_str(&said.out)?;
        contract::check("doctor", &report)?;
        ensure!(report["findings"][0]["code"] == code && !report["ok"].as_bool().unwrap_or(true), "{report}");
        let served = sparvakt::run(&["serve", "--config", &site.config()])?;
        ensure!(served.code == 3, "serve on {code}: exit {}: {}", served.code, served.err);
        ensure!(std::fs::read(&database)? == bytes, "{code}: the file was changed");
    }
    // A page in the middle: it can be opened, and the damage is found.
    let mut damaged = whole.clone();
    let middle = whole.len() / 4_096 / 2 * 4_096;
    damaged[middle..middle + 4_096].fill(0xA5);
    std::fs::write(&database, &damaged)?;
    let said = sparvakt::run(&["doctor", "--json", "--config", &site.config()])?;
    ensure!(
        said.code == 1 && said.out.contains("store.pages"),
        "exit {}: {}{}",
        said.code,
        said.out,
        said.err
    );
    let served = sparvakt::run(&["serve", "--config", &site.config()])?;
    ensure!(served.code == 3 && served.err.contains("sparvakt restore"), "{}", served.err);
    Ok(())
}

#[test]
fn doctor_names_a_clock_that_stands_behind() -> Result<()> {
    let folder = replayed::folder()?;
    let site = small(folder.path())?;
    let ahead = "INSERT OR REPLACE INTO counter SELECT 'last_commit', (unixepoch() + 86400) * 1000";
    rusqlite::Connection::open(site.database())?.execute(ahead, [])?;
    let said = sparvakt::run(&["doctor", "--config", &site.config()])?;
    ensure!(said.code == 1 && said.out.contains("clock.behind"), "exit {}: {}", said.code, said.out);
    ensure!(said.out.contains("set the clock of this machine"), "{}", said.out);
    // It goes on all the same: nothing is refused because of a clock.
    let mut server = site.serve_without_broker()?;
    server.wait_until_idle(Duration::from_secs(60))?;
    server.stop().map(drop)
}

/// Readings go out of one store and into another, which then says the same.
#[test]
fn an_exported_store_is_the_same_in_another_place() -> Result<()> {
    let folder = replayed::folder()?;
    let origin = replayed::undisturbed()?;
    // A correction, which the export carries with the value it replaced.
    let first = origin.copy_to(&folder.path().join("first"), None)?;
    let correction = folder.path().join("correction.csv");
    std::fs::write(
        &correction,
        "timestamp_utc,value\n2012-03-01T10:00:00Z,12.5\n2012-03-01T10:00:00Z,13.5\n",
    )?;
    let correction = replayed::path_text(&correction);
    first.run(&["import", "readings"], &["--meter", "cam-b0-electricity", &correction])?;
    settle(&first)?;

    let exported = folder.path().join("exported.csv");
    std::fs::write(&exported, first.export("readings", &[])?)?;
    let second = Site::create(&made(folder.path(), "second")?, None, PORTFOLIO)?;
    second.run(&["import", "readings"], &[&replayed::path_text(&exported)])?;
    replayed::import_weather(&second)?;
    settle(&second)?;

    let (left, right) = (replayed::dump(&first)?, replayed::dump(&second)?);
    let good = |table: &str| -> Vec<String> {
        table.lines().filter(|line| !line.ends_with(",superseded")).map(str::to_owned).collect()
    };
    ensure!(good(&left.readings) == good(&right.readings), "readings differ");
    ensure!(left.readings != right.readings, "only values that count are carried over");
    ensure!(left.days == right.days, "use differs");
    ensure!(left.savings == right.savings, "savings differ");
    Ok(())
}

fn settle(site: &Site) -> Result<()> {
    let mut server = site.serve_without_broker()?;
    server.wait_until_idle(Duration::from_secs(120))?;
    server.stop().map(drop)
}

fn made(folder: &Path, name: &str) -> Result<std::path::PathBuf> {
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A site with a few readings.
fn small(folder: &Path) -> Result<Site> {
    std::fs::create_dir_all(folder)?;
    let site = Site::create(folder, None, PORTFOLIO)?;
    fill(&site)?;
    Ok(site)
}

fn fill(site: &Site) -> Result<()> {
    let file = site.folder().join("small.csv");
    std::fs::write(&file, SMALL)?;
    site.run(&["import", "readings"], &["--meter", "cam-b0-electricity", &replayed::path_text(&file)])
        .map(drop)
}

fn restore(site: &Site, backup: &str) -> Result<()> {
    let report: Value = serde_json::from_str(&site.run(&["restore"], &["--json", backup])?)?;
    contract::check("restore", &report)
}
