//! A collector that is killed again and again loses nothing and doubles nothing.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::api::Api;
use tests::seed::random;
use tests::site::Server;
use tests::{Process, sparvakt};

use crate::replayed;

/// How often it is killed.
const KILLS: u64 = 20;
/// Readings of the replay and hours of weather, which are imported before it.
const READINGS: u64 = 4 * 17_544 + 17_544;
/// Where the moments come from; the same on every run.
const SEED: u64 = 2016;

#[test]
fn twenty_kills_during_the_replay_leave_the_same_store() -> Result<()> {
    let undisturbed = replayed::undisturbed()?;
    let folder = replayed::folder()?;
    let (broker, site) = replayed::fresh(folder.path())?;
    // The first start subscribes; from then on the broker keeps what arrives while nobody listens.
    let mut server = site.serve()?;

    let mut replay = sparvakt::command(&["replay", "--config", &site.config(), "--speed", "0"])?;
    replay.args(replayed::files());
    let mut replay = Process::start(&mut replay, &folder.path().join("replay.log"))?;
    for moment in moments() {
        moment.wait(&mut server)?;
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

/// When to kill: by what is stored, so that a fast machine is no further than a slow one, or soon after a start.
enum Moment {
    /// So many readings are stored: in the middle of commits, with messages on their way.
    Stored(u64),
    /// So soon after the start: while it opens the store, connects, gets its backlog or begins to analyse.
    Started(Duration),
}

/// Twenty moments, from the first readings to the last.
fn moments() -> Vec<Moment> {
    let mut stored: Vec<u64> = (0..KILLS).map(|kill| random(SEED + kill) % READINGS).collect();
    stored.sort_unstable();
    let moment = |(kill, stored): (u64, u64)| match kill % 4 {
        3 => Moment::Started(Duration::from_millis(random(SEED + KILLS + kill) % 400)),
        _ => Moment::Stored(stored),
    };
    (0..).zip(stored).map(moment).collect()
}

impl Moment {
    fn wait(&self, server: &mut Server) -> Result<()> {
        match self {
            Self::Started(after) => std::thread::sleep(*after),
            Self::Stored(enough) => {
                let api = server.api.clone();
                server.process().wait_until("readings to be stored", Duration::from_secs(120), || {
                    let stored = stored(&api)?;
                    ensure!(stored >= *enough, "{stored} of {enough}");
                    Ok(())
                })?;
            }
        }
        Ok(())
    }
}

/// How many readings the store holds.
fn stored(api: &Api) -> Result<u64> {
    let metrics = api.page("/metrics")?;
    let line = metrics.lines().find_map(|line| line.strip_prefix("sparvakt_readings_total "));
    Ok(line.context("sparvakt_readings_total")?.parse()?)
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
