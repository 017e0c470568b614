//! The whole service in this process, with the embedded broker: from a meter's message to results.

#![cfg(test)]

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use collector::clock::ManualClock;
use collector::handover::Sink;
use collector::mqtt::{Address, Outgoing, publish};
use collector::run::{self, Service};
use collector::stop::{self, Stop, Stopper};
use config::{Carrier, Config};
use engine::domain::{DateRange, SeriesKey};
use store::{NewReading, Store, Totals};
use tempfile::TempDir;

const PORTFOLIO: &str = r#"
[[owner]]
id = "solatum"
name = "Solatum"
[[station]]
id = "langsele"
[[building]]
id = "arebo"
name = "Ärebo"
municipality = "solleftea"
owner = "solatum"
station = "langsele"
[[building.meter]]
id = "arebo-el"
carrier = "electricity"
reading = "interval"
unit = "kWh"
source = { profile = "sparvakt", device = "arebo", series = "el.energy.import" }
[[building.baseline]]
from = 2025-01-01
to = 2026-01-01
"#;

struct Site {
    directory: TempDir,
    hands: ManualClock,
}

struct Running {
    service: Service,
    stopper: Stopper,
}

impl Site {
    fn new(now: &str) -> Self {
        let hands = ManualClock::at(now.parse().unwrap());
        Self { directory: tempfile::tempdir().unwrap(), hands }
    }

    /// Any free ports; the rest is as an operator would write it.
    fn config(&self) -> Config {
        let path = self.directory.path().join("sparvakt.toml");
        let mut config = config::from_text(Path::new(&path), PORTFOLIO).unwrap();
        config.store.path = self.directory.path().join("sparvakt.db");
        config.broker_listen.set_port(0);
        config.dashboard.listen.set_port(0);
        config
    }

    async fn serve(&self) -> Running {
        let (stopper, stop): (Stopper, Stop) = stop::channel();
        let service = run::serve(self.config(), self.hands.clock(), stop).await.unwrap();
        Running { service, stopper }
    }
}

impl Running {
    async fn publish(&self, messages: Vec<Outgoing>) {
        let broker = Address::embedded(self.service.broker.unwrap(), Some("meters".to_owned()));
        publish(&broker, messages.into_iter(), |_| {}).await.unwrap();
    }

    /// Wait for what the store says of itself.
    async fn until(&self, condition: impl Fn(&Totals) -> bool) -> Totals {
        let store = self.service.store();
        let waiting = async {
            loop {
                let totals = store.totals().unwrap();
                if condition(&totals) {
                    return totals;
                }
                tokio::task::yield_now().await;
            }
        };
        let patience = Duration::from_secs(60);
        tokio::time::timeout(patience, waiting).await.unwrap_or_else(|_| panic!("{:?}", store.totals()))
    }

    async fn stop(self) {
        self.stopper.stop();
        self.service.finished().await.unwrap();
    }
}

fn hours(from: &str, count: i64) -> Vec<DateTime<Utc>> {
    let from: DateTime<Utc> = from.parse().unwrap();
    (0..count).map(|hour| from + TimeDelta::hours(hour)).collect()
}

fn message(at: DateTime<Utc>, value: f64) -> Outgoing {
    Outgoing {
        after: Duration::ZERO,
        topic: "sparvakt/arebo/el.energy.import".to_owned(),
        payload: format!(
            r#"{{"value":{value},"unit":"kWh","kind":"interval","timestamp":"{}"}}"#,
            at.to_rfc3339()
        )
        .into_bytes(),
    }
}

fn all_days() -> DateRange {
    DateRange { from: "2000-01-01".parse().unwrap(), to: "2100-01-01".parse().unwrap() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_become_days_and_the_same_messages_add_nothing() {
    let site = Site::new("2026-01-20T12:00:00Z");
    let running = site.serve().await;
    let readings = || hours("2026-01-11T23:00:00Z", 48).into_iter().map(|at| message(at, 2.5)).collect();
    running.publish(readings()).await;
    running.until(|totals| totals.readings == 48 && totals.dirty_hours == 0.0).await;
    let days = running.service.store().meter_days("arebo-el", all_days()).unwrap();
    let totals: Vec<(String, f64)> = days.iter().map(|day| (day.date.to_string(), day.value)).collect();
    assert_eq!(totals, [("2026-01-12".to_owned(), 60.0), ("2026-01-13".to_owned(), 60.0)]);

    running.publish(readings()).await;
    let totals = running.until(|totals| totals.duplicates == 48).await;
    assert_eq!((totals.readings, totals.corrections, totals.dirty_hours), (48, 0, 0.0));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_counts_when_its_midnight_has_passed() {
    let site = Site::new("2026-01-13T22:30:00Z");
    let running = site.serve().await;
    running.publish(hours("2026-01-11T23:00:00Z", 48).into_iter().map(|at| message(at, 2.5)).collect()).await;
    running.until(|totals| totals.readings == 48 && totals.dirty_hours == 0.0).await;
    let closed = |store: &Store| store.result_days("arebo", Carrier::Electricity, all_days()).unwrap().len();
    assert_eq!(closed(running.service.store()), 1);
    site.hands.advance(TimeDelta::hours(1));
    running.until(|totals| totals.analysed_through == Some("2026-01-13".parse().unwrap())).await;
    assert_eq!(closed(running.service.store()), 2);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_received_before_a_stop_is_there_after_it() {
    let site = Site::new("2026-01-20T12:00:00Z");
    let running = site.serve().await;
    running.publish(hours("2026-01-11T23:00:00Z", 24).into_iter().map(|at| message(at, 2.5)).collect()).await;
    running.until(|totals| totals.readings == 24).await;
    running.stop().await;
    let running = site.serve().await;
    let totals = running.until(|totals| totals.dirty_hours == 0.0).await;
    assert_eq!(totals.readings, 24);
    assert_eq!(running.service.store().meter_days("arebo-el", all_days()).unwrap().len(), 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imported_readings_are_analysed_by_the_running_server() {
    let site = Site::new("2026-01-20T12:00:00Z");
    let running = site.serve().await;
    let path = site.config().store.path;
    let imported = tokio::task::spawn_blocking(move || {
        let key = SeriesKey { device: "arebo".to_owned(), series: "el.energy.import".to_owned() };
        let readings: Vec<NewReading> = hours("2026-01-11T23:00:00Z", 24)
            .into_iter()
            .map(|at| NewReading { key: key.clone(), at, value: 1.0, received: at })
            .collect();
        let mut sink = loop {
            if let Ok(sink) = Sink::open(&path) {
                break sink;
            }
            std::thread::yield_now();
        };
        sink.import(&readings).unwrap().len()
    });
    assert_eq!(imported.await.unwrap(), 24);
    running.until(|totals| totals.readings == 24 && totals.dirty_hours == 0.0).await;
    assert_eq!(running.service.store().meter_days("arebo-el", all_days()).unwrap().len(), 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_steps_back_and_forward_loses_and_doubles_nothing() {
    let site = Site::new("2026-01-20T12:00:00Z");
    let running = site.serve().await;
    let day = |start: &str| hours(start, 24).into_iter().map(|at| message(at, 2.5));
    running.publish(day("2026-01-11T23:00:00Z").collect()).await;
    running.until(|totals| totals.readings == 24).await;
    site.hands.set("2026-01-18T03:00:00Z".parse().unwrap());
    running.publish(day("2026-01-12T23:00:00Z").chain(day("2026-01-11T23:00:00Z")).collect()).await;
    running.until(|totals| totals.readings == 48 && totals.duplicates == 24).await;
    site.hands.set("2026-03-01T03:00:00Z".parse().unwrap());
    running.publish(day("2026-01-13T23:00:00Z").collect()).await;
    running.until(|totals| totals.readings == 72).await;
    site.hands.set("2026-01-20T12:00:00Z".parse().unwrap());
    running.publish(day("2026-01-13T23:00:00Z").collect()).await;
    let totals = running.until(|totals| totals.duplicates == 48 && totals.dirty_hours == 0.0).await;
    assert_eq!((totals.readings, totals.corrections, totals.quarantined), (72, 0, 0));
    let days = running.service.store().meter_days("arebo-el", all_days()).unwrap();
    let use_kwh: Vec<f64> = days.iter().map(|day| day.value).collect();
    assert_eq!(use_kwh, [60.0, 60.0, 60.0]);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken_is_named_with_the_way_out() {
    let site = Site::new("2026-01-20T12:00:00Z");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let start = async |config: Config| {
        let (_stopper, stop) = stop::channel();
        run::serve(config, site.hands.clock(), stop).await.unwrap_err().to_string()
    };
    let broker = start(Config { broker_listen: address, ..site.config() }).await;
    assert!(broker.starts_with(&format!("listen for meters on {address}: ")), "{broker}");
    assert!(broker.ends_with("or set `listen` in [broker], or name a broker in [mqtt]"), "{broker}");
    let mut config = site.config();
    config.dashboard.listen = address;
    let dashboard = start(config).await;
    assert!(dashboard.starts_with(&format!("listen for browsers on {address}: ")), "{dashboard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_published_shows_up_in_the_stream_and_the_stream_does_not_hold_up_the_end() {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

    let site = Site::new("2026-03-02T00:00:00Z");
    let running = site.serve().await;
    let mut stream = tokio::net::TcpStream::connect(running.service.dashboard).await.unwrap();
    stream.write_all(b"GET /api/v1/live HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut lines = BufReader::new(stream).lines();
    let mut until = async |wanted: &str| loop {
        let line = lines.next_line().await.unwrap().expect("the stream goes on");
        if line.contains(wanted) {
            return line;
        }
    };
    until("event: status").await;
    running.publish(vec![message(hours("2026-03-01T10:00:00Z", 1)[0], 7.25)]).await;
    let patience = Duration::from_secs(60);
    tokio::time::timeout(patience, until("event: reading")).await.unwrap();
    let data = tokio::time::timeout(patience, until("data:")).await.unwrap();
    assert!(data.contains("\"meter\":\"arebo-el\"") && data.contains("7.25"), "{data}");
    tokio::time::timeout(Duration::from_secs(30), running.stop())
        .await
        .expect("it ends with the stream open");
}
