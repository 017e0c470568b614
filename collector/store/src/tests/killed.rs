//! A process killed while it writes: everything it had been told is durable is there, nothing is there in part.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

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
        acknowledged = kill_after(&place.path(), rounds);
        let store = place.open();
        store.integrity().unwrap();
        let kept = dump(&store);
        let lengths: Vec<_> = kept.iter().map(|(_, readings)| readings.len()).collect();
        assert_eq!(kept.len(), METERS);
        assert!(lengths.iter().all(|length| *length == lengths[0]), "torn batch: {lengths:?}");
        assert!(lengths[0] >= acknowledged, "{} rounds kept, {acknowledged} acknowledged", lengths[0]);
        assert_eq!(store.totals().unwrap().readings, (lengths[0] * METERS) as u64);
        assert_eq!(store.dirty().unwrap().len(), METERS);
    }
    assert!(acknowledged >= 245, "each child goes on where the one before was killed: {acknowledged}");
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
            store.fold().unwrap();
        }
    }
}

/// Runs the child until it has told of so many more rounds; gives the last one it told of.
fn kill_after(path: &Path, rounds: usize) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::killed::child_that_commits_until_killed", "--nocapture"])
        .env(STORE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let told = lines.filter_map(|line| line.strip_prefix("kept ").and_then(|number| number.parse().ok()));
    let last = told.take(rounds).last().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    last
}
