//! The figures that the layout of readings was chosen by: two years of hourly readings of 500 meters, committed
//! round by round as they would arrive, then one meter read back; and a file of history beside live commits.
//!
//! `cargo bench -p store` prints them; nothing is asserted, since they are those of one machine.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use engine::domain::SeriesKey;
use store::{Batch, Edges, NewReading, Store};

const METERS: i64 = 500;
const HOURS: i64 = 17_520;
const IMPORTED: i64 = 100_000;

fn main() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("figures.db");
    let store = Store::open(&path).expect("a new store");
    live(&store);
    read(&store);
    import_beside_live(&store);
    drop(store);
    let begin = Instant::now();
    let store = Store::open(&path).expect("the same store");
    println!("open again with its check of all pages: {:.0?}", begin.elapsed());
    println!("size: {:.0} MB", megabytes(&store));
}

fn live(store: &Store) {
    let (mut commits, mut moves) = (Vec::new(), Vec::new());
    let (written, begin) = (bytes_written(), Instant::now());
    for hour in 0..HOURS {
        let round =
            Batch { readings: (0..METERS).map(|meter| reading(meter, hour)).collect(), ..Batch::default() };
        commits.push(timed(|| drop(store.commit(&round).expect("committed"))));
        if hour % 24 == 0 {
            // Analysis would have cleared them by now.
            store.clear_dirty(&store.dirty().expect("read")).expect("cleared");
        }
        moves.push(timed(|| {
            if store.is_fold_due(None).expect("asked") {
                store.fold().expect("folded");
            }
        }));
    }
    store.checkpoint().expect("checkpointed");
    let rows = METERS as f64 * HOURS as f64;
    println!("{HOURS} commits of {METERS} readings in {:.1?}", begin.elapsed());
    show("commit of 500 readings", &mut commits);
    moves.retain(|time| *time > Duration::from_millis(5));
    show("fold of what had gathered", &mut moves);
    println!("size: {:.0} MB, {:.1} B per reading", megabytes(store), megabytes(store) * 1e6 / rows);
    println!("written to the device: {:.1} GB", (bytes_written() - written) / 1e9);
}

fn read(store: &Store) {
    for (what, from) in [("two years", 0), ("the last day", HOURS - 24)] {
        let mut times = Vec::new();
        let mut points = 0;
        for meter in (0..METERS).step_by(10) {
            times.push(timed(|| {
                let range = store.range(&key(meter), instant(from), instant(HOURS), Edges::Bracket);
                points = range.expect("read").len();
            }));
        }
        show(&format!("{what} of one meter, {points} points"), &mut times);
    }
    let keys: Vec<_> = (0..METERS).map(key).collect();
    println!("latest of {METERS}: {:.1?}", timed(|| drop(store.latest(&keys).expect("read"))));
}

fn import_beside_live(store: &Store) {
    let file: Vec<_> = (0..IMPORTED)
        .map(|row| NewReading { value: row as f64, ..reading(METERS + row / 8_760, row % 8_760) })
        .map(|reading| NewReading { received: instant(HOURS), ..reading })
        .collect();
    let done = AtomicBool::new(false);
    let mut commits = Vec::new();
    std::thread::scope(|scope| {
        let import = scope.spawn(|| {
            let time = timed(|| drop(store.import(&file).expect("imported")));
            done.store(true, Ordering::Release);
            time
        });
        let mut hour = HOURS;
        while !done.load(Ordering::Acquire) {
            let round =
                Batch { readings: (0..50).map(|meter| reading(meter, hour)).collect(), ..Batch::default() };
            commits.push(timed(|| drop(store.commit(&round).expect("committed"))));
            hour += 1;
        }
        println!(
            "import of {IMPORTED} readings beside live commits: {:.1?}",
            import.join().expect("no panic")
        );
    });
    show("live commit of 50 meanwhile", &mut commits);
}

fn reading(meter: i64, hour: i64) -> NewReading {
    let at = instant(hour) + TimeDelta::milliseconds(meter % 5 * 1_000);
    let value = (hour * 7 + meter * 1_013) as f64 / 1_000.0;
    NewReading { key: key(meter), at, value, received: at + TimeDelta::seconds(20) }
}

fn key(meter: i64) -> SeriesKey {
    SeriesKey { device: format!("meter-{meter:04}"), series: "heat.energy".to_owned() }
}

fn instant(hour: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::hours(473_352 + hour)
}

fn timed(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

fn show(what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default();
    println!(
        "{what}: p50 {:.2?}, p99 {:.2?}, worst {:.2?} ({} times)",
        at(0.5),
        at(0.99),
        at(0.999_999),
        times.len()
    );
}

fn megabytes(store: &Store) -> f64 {
    store.size_bytes().expect("looked at") as f64 / 1e6
}

/// By this process, where the system counts it.
fn bytes_written() -> f64 {
    let counts = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    let count = counts.lines().find_map(|line| line.strip_prefix("write_bytes: "));
    count.and_then(|count| count.parse().ok()).unwrap_or(0.0)
}
