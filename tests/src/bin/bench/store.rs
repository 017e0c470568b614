//! The store by itself: many registers, hour by hour, while a second thread folds what gathers; then what people
//! ask of it. Beside it a plain SQLite table of rows by series and time with the same settings, which keeps no
//! corrections, no newest reading and nothing for analysis.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use engine::domain::{Point, SeriesKey};
use rusqlite::Connection;
use serde_json::{Value, json};
use store::{Batch, Edges, NewReading, Store};

use crate::statistics::{median, quantile, rounded};

/// Registers that report every hour.
const SERIES: usize = 2_500;
/// Hours in one durable commit.
const HOURS_PER_COMMIT: usize = 2;
/// The plain table gets this part of the readings: it becomes slower as it grows.
const PLAIN_SHARE: usize = 5;
/// Reception follows the reading by some seconds, to the millisecond.
const JITTER_MS: u64 = 2_000;
/// Series read one by one.
const SAMPLES: usize = 50;

/// Both, one after the other.
pub fn measure(folder: &Path, readings: usize) -> Result<Value> {
    std::fs::create_dir_all(folder)?;
    let hours = (readings / SERIES).next_multiple_of(HOURS_PER_COMMIT).max(HOURS_PER_COMMIT);
    let ours = ours(&folder.join("store.db"), hours)?;
    let plain_hours = (hours / PLAIN_SHARE).next_multiple_of(HOURS_PER_COMMIT).max(HOURS_PER_COMMIT);
    let plain = plain(&folder.join("plain.db"), plain_hours)?;
    Ok(json!({"series": SERIES, "reception_jitter_ms": JITTER_MS, "blocks": ours, "plain_table": plain}))
}

fn ours(path: &Path, hours: usize) -> Result<Value> {
    let store = Store::open(path)?;
    let written = bytes_written();
    let mut load = Load::default();
    let folded = fill_while_folding(&store, hours, &mut load)?;
    let begin = Instant::now();
    store.fold()?;
    store.checkpoint()?;
    let last_fold = begin.elapsed();
    let readings = (hours * SERIES) as f64;
    let month = month(hours);
    let begin = Instant::now();
    let mut total = 0.0;
    for series in 0..SERIES {
        let points = store.range(&key(series), month.0, month.1, Edges::Bracket)?;
        total += day_totals(&points, month).iter().sum::<f64>();
    }
    let month_ms = milliseconds(begin.elapsed());
    let mut year = Vec::new();
    for series in (0..SERIES).step_by(SERIES / SAMPLES) {
        let begin = Instant::now();
        store.range(&key(series), instant(0), instant(hours), Edges::Bracket)?;
        year.push(milliseconds(begin.elapsed()));
    }
    let size = store.size_bytes()? as f64;
    let mut report = load.report(readings);
    merge(
        &mut report,
        json!({
            "folded_meanwhile": folded,
            "last_fold_ms": rounded(milliseconds(last_fold)),
            "bytes_per_reading": rounded(size / readings),
            "file_mb": rounded(size / 1e6),
            "written_gb": rounded((bytes_written() - written) / 1e9),
            "peak_memory_mb": rounded(peak_memory_mb()),
            "month_of_day_totals_all_series_ms": rounded(month_ms),
            "month_total": rounded(total),
            "one_series_all_hours_ms": rounded(median(&year)),
            "complaints": store.examine()?.len(),
        }),
    );
    Ok(report)
}

/// Commits with a fold running whenever one is due; gives how many readings were folded meanwhile.
fn fill_while_folding(store: &Store, hours: usize, load: &mut Load) -> Result<u64> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let upkeep = scope.spawn(|| -> store::Result<u64> {
            let mut folded = 0;
            while !done.load(Ordering::Acquire) {
                if store.is_fold_due(None)? {
                    folded += store.fold()?;
                }
                std::thread::sleep(Duration::from_millis(100));
            }
            Ok(folded)
        });
        let filled = fill(store, hours, load);
        done.store(true, Ordering::Release);
        let folded = upkeep.join().map_err(|_| anyhow::anyhow!("folding panicked"))??;
        filled.map(|()| folded)
    })
}

fn fill(store: &Store, hours: usize, load: &mut Load) -> Result<()> {
    let keys: Vec<SeriesKey> = (0..SERIES).map(key).collect();
    let mut registers = Registers::new();
    let begin = Instant::now();
    for hour in (0..hours).step_by(HOURS_PER_COMMIT) {
        let mut batch = Batch::default();
        for hour in hour..hour + HOURS_PER_COMMIT {
            for (series, key) in keys.iter().enumerate() {
                let (value, received) = registers.next(series, hour);
                batch.readings.push(NewReading { key: key.clone(), at: instant(hour), value, received });
            }
        }
        load.commit(|| store.commit(&batch).map(drop))?;
        if hour % 24 == 0 {
            // Analysis would have cleared them by now.
            store.clear_dirty(&store.dirty()?)?;
        }
    }
    load.seconds = begin.elapsed().as_secs_f64();
    Ok(())
}

fn plain(path: &Path, hours: usize) -> Result<Value> {
    let mut conn = Connection::open(path)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
         CREATE TABLE reading(series INTEGER, ts INTEGER, value REAL, received INTEGER, PRIMARY KEY(series, ts))
         WITHOUT ROWID",
    )?;
    let written = bytes_written();
    let mut load = Load::default();
    let mut registers = Registers::new();
    let begin = Instant::now();
    for hour in (0..hours).step_by(HOURS_PER_COMMIT) {
        let rows: Vec<_> = (hour..hour + HOURS_PER_COMMIT)
            .flat_map(|hour| (0..SERIES).map(move |series| (series, hour)))
            .map(|(series, hour)| (whole(series), instant(hour), registers.next(series, hour)))
            .collect();
        load.commit(|| {
            let tx = conn.transaction()?;
            let mut insert = tx.prepare_cached("INSERT OR REPLACE INTO reading VALUES (?1, ?2, ?3, ?4)")?;
            for (series, at, (value, received)) in &rows {
                insert.execute((series, at.timestamp_millis(), value, received.timestamp_millis()))?;
            }
            drop(insert);
            tx.commit()
        })?;
    }
    load.seconds = begin.elapsed().as_secs_f64();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let written = bytes_written() - written;
    let month = month(hours);
    let begin = Instant::now();
    let mut total = 0.0;
    for series in 0..SERIES {
        let points = plain_range(&conn, series, month)?;
        total += day_totals(&points, month).iter().sum::<f64>();
    }
    let month_ms = milliseconds(begin.elapsed());
    let mut year = Vec::new();
    for series in (0..SERIES).step_by(SERIES / SAMPLES) {
        let begin = Instant::now();
        plain_range(&conn, series, (instant(0), instant(hours)))?;
        year.push(milliseconds(begin.elapsed()));
    }
    let readings = (hours * SERIES) as f64;
    let size = std::fs::metadata(path)?.len() as f64;
    let mut report = load.report(readings);
    merge(
        &mut report,
        json!({
            "note": "fewer readings, because rows by series become slower to insert as they grow",
            "bytes_per_reading": rounded(size / readings),
            "file_mb": rounded(size / 1e6),
            "written_gb": rounded(written / 1e9),
            "month_of_day_totals_all_series_ms": rounded(month_ms),
            "month_total": rounded(total),
            "one_series_all_hours_ms": rounded(median(&year)),
        }),
    );
    Ok(report)
}

fn plain_range(
    conn: &Connection,
    series: usize,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Point>> {
    let mut statement = conn.prepare_cached(
        "SELECT ts, value FROM reading WHERE series = ?1 AND ts >= ?2 AND ts <= ?3 ORDER BY ts",
    )?;
    let place = (whole(series), from.timestamp_millis(), to.timestamp_millis());
    let rows = statement.query_map(place, |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
    let point = |row: rusqlite::Result<(i64, f64)>| {
        let (ts, value) = row?;
        Ok(Point { at: DateTime::from_timestamp_millis(ts).context("an instant")?, value })
    };
    rows.map(point).collect()
}

/// How long commits took.
#[derive(Default)]
struct Load {
    commits_ms: Vec<f64>,
    seconds: f64,
}

impl Load {
    fn commit<E>(&mut self, work: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let begin = Instant::now();
        work()?;
        self.commits_ms.push(milliseconds(begin.elapsed()));
        Ok(())
    }

    fn report(&self, readings: f64) -> Value {
        json!({
            "readings": readings,
            "readings_per_commit": SERIES * HOURS_PER_COMMIT,
            "inserts_per_second": rounded(readings / self.seconds),
            "commit_ms_p50": rounded(median(&self.commits_ms)),
            "commit_ms_p99": rounded(quantile(&self.commits_ms, 0.99)),
        })
    }
}

/// Cumulative registers: half of them show three decimals, three of ten two, the rest whole units. Use has a shape
/// over day and week and is otherwise random; the same in every run.
struct Registers {
    totals: Vec<f64>,
    state: u64,
}

impl Registers {
    fn new() -> Self {
        Self { totals: (0..SERIES).map(|series| 1_000.0 + series as f64 * 37.0).collect(), state: 1 }
    }

    /// The value shown, and when it arrives.
    fn next(&mut self, series: usize, hour: usize) -> (f64, DateTime<Utc>) {
        let random = self.random() as f64 / 2_147_483_648.0;
        let day = 1.0 + 0.6 * ((hour % 24) as f64 / 24.0 * std::f64::consts::TAU).sin();
        let week = if hour / 24 % 7 < 5 { 1.0 } else { 0.6 };
        let size = 0.5 + (series % 40) as f64;
        let steps_per_unit = match series % 10 {
            0..5 => 1_000.0,
            5..8 => 100.0,
            _ => 1.0,
        };
        let delay = 5_000 + (series as u64 * 7) % 20_000 + self.random() % JITTER_MS;
        let Some(total) = self.totals.get_mut(series) else { return (0.0, instant(hour)) };
        *total += size * day * week * (0.7 + 0.6 * random);
        (
            (*total * steps_per_unit).floor() / steps_per_unit,
            instant(hour) + TimeDelta::milliseconds(delay.cast_signed()),
        )
    }

    /// 31 random bits.
    fn random(&mut self) -> u64 {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.state >> 33
    }
}

/// Use per day UTC: differences of the register at midnights.
fn day_totals(points: &[Point], (from, to): (DateTime<Utc>, DateTime<Utc>)) -> Vec<f64> {
    let at = |instant: DateTime<Utc>| {
        let next = points.partition_point(|point| point.at <= instant);
        points.get(next.saturating_sub(1)).map_or(0.0, |point| point.value)
    };
    (0..(to - from).num_days())
        .map(|day| at(from + TimeDelta::days(day + 1)) - at(from + TimeDelta::days(day)))
        .collect()
}

/// The second month, or what there is of the first.
fn month(hours: usize) -> (DateTime<Utc>, DateTime<Utc>) {
    let days = whole(hours / 24);
    let first = if days > 62 { 31 } else { 0 };
    (instant(0) + TimeDelta::days(first), instant(0) + TimeDelta::days(days.min(first + 30)))
}

fn key(series: usize) -> SeriesKey {
    SeriesKey { device: format!("meter-{series:04}"), series: "heat.energy".to_owned() }
}

fn instant(hour: usize) -> DateTime<Utc> {
    DateTime::from_timestamp(1_735_689_600, 0).unwrap_or_default() + TimeDelta::hours(whole(hour))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn merge(report: &mut Value, more: Value) {
    if let (Some(report), Value::Object(more)) = (report.as_object_mut(), more) {
        report.extend(more);
    }
}

/// By this process, where the system counts it.
fn bytes_written() -> f64 {
    counted("/proc/self/io", "write_bytes: ")
}

/// The most memory this process ever held.
fn peak_memory_mb() -> f64 {
    counted("/proc/self/status", "VmHWM:") / 1e3
}

fn counted(file: &str, name: &str) -> f64 {
    let counts = std::fs::read_to_string(file).unwrap_or_default();
    let count = counts.lines().find_map(|line| line.strip_prefix(name));
    count.and_then(|count| count.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0.0)
}

/// A count as SQLite and chrono take it.
fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
