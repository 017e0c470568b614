//! A process killed while it writes: everything it had been told is durable is there, nothing is there in part.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::support::{Place, batch, dump, reading};
use crate::Store;

const STORE: &str = "SPARVAKT_TEST_STORE";
const METERS: usize = 40;
/// More than any of the kills below waits for.
const ROUNDS: usize = 100_000;

#[test]
fn kill_minus_nine_loses_nothing_acknowledged_and_keeps_no_torn_batch() {
    let place = Place::new();
    let mut acknowledged = 0;
    for rounds in [1, 70, 3, 131, 40] {
        acknowledged = kill_after(&place.path(), "kept ", rounds, Duration::ZERO);
        whole(&place, acknowledged);
    }
    assert!(acknowledged >= 245, "each child goes on where the one before was killed: {acknowledged}");
}

/// At fifty moments spread over the time a fold takes, from before its first step to after its last.
#[test]
fn fifty_kills_while_readings_are_folded_lose_and_double_nothing() {
    let place = Place::new();
    for kill in 0..50_u64 {
        // Golden-ratio steps: they fill the span evenly in any number.
        let moment = Duration::from_micros(kill * 6_180 % 10_000);
        let folding = kill_after(&place.path(), "folds ", 1 + usize::try_from(kill % 3).unwrap(), moment);
        whole(&place, folding);
    }
}

/// Every round is there in all meters or in none, with its values, and so are all that were `acknowledged`.
fn whole(place: &Place, acknowledged: usize) {
    let store = place.open();
    assert_eq!(store.examine().unwrap(), []);
    let kept = dump(&store);
    let lengths: Vec<_> = kept.iter().map(|(_, readings)| readings.len()).collect();
    assert_eq!(kept.len(), METERS);
    assert!(lengths.iter().all(|length| *length == lengths[0]), "torn batch: {lengths:?}");
    assert!(lengths[0] >= acknowledged, "{} rounds kept, {acknowledged} acknowledged", lengths[0]);
    for (_, readings) in kept {
        assert!(
            (0_i32..)
                .zip(&readings)
                .all(|(round, reading)| reading.value.to_bits() == f64::from(round).to_bits())
        );
    }
    assert_eq!(store.totals().unwrap().readings, (lengths[0] * METERS) as u64);
    assert_eq!(store.dirty().unwrap().len(), METERS);
}

/// The child: commits round after round and says so, until it is killed.
#[test]
fn child_that_commits_until_killed() {
    let Some(path) = std::env::var_os(STORE) else { return };
    let store = Store::open(Path::new(&path)).unwrap();
    let done = dump(&store).first().map_or(0, |(_, readings)| readings.len());
    for (round, hour) in (0_i64..).enumerate().take(ROUNDS).skip(done) {
        let one = |meter| reading(&format!("m{meter:02}"), hour * 60, round as f64);
        store.commit(&batch(&(0..METERS).map(one).collect::<Vec<_>>())).unwrap();
        println!("\nkept {}", round + 1);
        if round % 10 == 0 {
            println!("\nfolds {}", round + 1);
            store.fold().unwrap();
        }
    }
}

/// Runs the child until it has said `word` so many times and a moment longer; gives the round it told of last.
fn kill_after(path: &Path, word: &str, times: usize, moment: Duration) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::killed::child_that_commits_until_killed", "--nocapture"])
        .env(STORE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    // Kept until the end: a child whose pipe is closed would stop by itself.
    let mut told = lines.filter_map(|line| line.strip_prefix(word).and_then(|number| number.parse().ok()));
    let last = told.by_ref().take(times).last().unwrap();
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    last
}
