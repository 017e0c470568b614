//! A collector that is killed again and again loses nothing and doubles nothing.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::seed::random;
use tests::{Process, sparvakt};

use crate::replayed;

/// How often it is killed.
const KILLS: u64 = 20;
/// Where the moments come from; the same on every run.
const SEED: u64 = 2016;

#[test]
fn twenty_kills_during_the_replay_leave_the_same_store() -> Result<()> {
    let undisturbed = replayed::undisturbed()?;
    let folder = replayed::folder()?;
    let (broker, site) = replayed::fresh(folder.path())?;
    // The first start subscribes; from then on the broker keeps what arrives while nobody listens.
    let mut server = site.serve()?;
    server.wait_for_status("the broker", |status| {
        ensure!(status["broker"]["connected"] == true, "not connected");
        Ok(())
    })?;

    let mut replay = sparvakt::command(&["replay", "--config", &site.config(), "--speed", "0"])?;
    replay.args(replayed::files());
    let mut replay = Process::start(&mut replay, &folder.path().join("replay.log"))?;
    for kill in 0..KILLS {
        // Before, while and after it connects; in the middle of commits; while it analyses.
        std::thread::sleep(Duration::from_millis(50 + random(SEED + kill) % 1200));
        server.kill()?;
        server = site.spawn()?;
    }
    let status = replay.wait_until_ended(Duration::from_secs(300)).context("the replay")?;
    ensure!(status.success(), "the replay ended with {status}: {}", replay.log());
    server.settle(broker.port())?;
    server.stop()?;

    let (left, right) = (replayed::dump(&site)?, replayed::dump(undisturbed)?);
    ensure!(
        left.readings == right.readings,
        "readings differ: {}",
        first_difference(&left.readings, &right.readings)
    );
    ensure!(left.days == right.days, "days differ: {}", first_difference(&left.days, &right.days));
    ensure!(
        left.savings == right.savings,
        "savings differ: {}",
        first_difference(&left.savings, &right.savings)
    );
    Ok(())
}

fn first_difference(left: &str, right: &str) -> String {
    let (left, right): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    let at = left
        .iter()
        .zip(&right)
        .position(|(left, right)| left != right)
        .unwrap_or(left.len().min(right.len()));
    format!(
        "{} and {} lines; line {}: {:?} and {:?}",
        left.len(),
        right.len(),
        at + 1,
        left.get(at),
        right.get(at)
    )
}
