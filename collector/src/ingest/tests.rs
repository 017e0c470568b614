//! What becomes of messages, from the queue to the receipts.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use engine::domain::SeriesKey;
use store::{Edges, Store};
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;

use dashboard::Feed;

use super::*;
use crate::clock::ManualClock;
use crate::mqtt::{Inlet, Limits, queue};
use crate::stop::{self, Stopper};

const PORTFOLIO: &str = r#"
[[owner]]
id = "solatum"
name = "Solatum"
[[station]]
id = "langsele"
source = { profile = "sparvakt", device = "mast", series = "temp.outdoor" }
[[building]]
id = "arebo"
name = "Ärebo"
municipality = "solleftea"
owner = "solatum"
[[building.meter]]
id = "arebo-heat"
carrier = "district_heating"
reading = "register"
unit = "MWh"
source = { profile = "sparvakt", device = "arebo", series = "heat.energy" }
"#;

fn start() -> DateTime<Utc> {
    "2026-01-15T06:00:00Z".parse().unwrap()
}

fn interpreter() -> Interpreter {
    Interpreter::new(&config()).unwrap()
}

fn config() -> config::Config {
    config::from_text(Path::new("sparvakt.toml"), PORTFOLIO).unwrap()
}

fn message(topic: &str, payload: &str, minute: i64) -> Message {
    Message {
        topic: topic.to_owned(),
        payload: payload.as_bytes().to_vec(),
        redelivered: false,
        retained: false,
        received: start() + TimeDelta::minutes(minute),
        receipt: Some(Receipt { epoch: 1, packet_id: u16::try_from(minute).unwrap() + 1 }),
    }
}

fn heat(payload: &str, minute: i64) -> Message {
    message("sparvakt/arebo/heat.energy", payload, minute)
}

/// The same delivery once more.
fn again(message: &Message, minute: i64) -> Message {
    let received = start() + TimeDelta::minutes(minute);
    Message { redelivered: true, received, ..message.clone() }
}

/// A writer with a store of its own, fed by hand.
struct Rig {
    directory: TempDir,
    store: Store,
    inlet: Option<Inlet>,
    clock: ManualClock,
    receipts: mpsc::UnboundedReceiver<Vec<Receipt>>,
    progress: watch::Receiver<Progress>,
    stopper: Stopper,
    task: JoinHandle<()>,
}

impl Rig {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("sparvakt.db")).unwrap();
        Self::writing_to(store.clone(), store, directory)
    }

    fn writing_to(target: Store, store: Store, directory: TempDir) -> Self {
        let (inlet, outlet) = queue(Limits::default());
        let (safe, receipts) = mpsc::unbounded_channel();
        let (sender, progress) = watch::channel(Progress::default());
        let (stopper, stop) = stop::channel();
        let clock = ManualClock::at(start());
        let writer = Writer {
            outlet,
            safe,
            store: target,
            interpreter: interpreter(),
            clock: clock.clock(),
            progress: sender,
            announcer: Announcer::new(Feed::new(start()), &config().portfolio),
            wake: Arc::new(Notify::new()),
            stop,
        };
        let runtime = Handle::current();
        let task = tokio::task::spawn_blocking(move || writer.run(&runtime));
        Self { directory, store, inlet: Some(inlet), clock, receipts, progress, stopper, task }
    }

    /// Send a message and wait until it is safe.
    async fn send(&mut self, message: Message) {
        let receipt = message.receipt;
        self.inlet.as_ref().unwrap().push(message).unwrap();
        assert_eq!(self.receipts.recv().await.unwrap(), Vec::from_iter(receipt));
    }

    fn stored(&self, device: &str, series: &str) -> Vec<(i64, f64)> {
        let key = SeriesKey { device: device.to_owned(), series: series.to_owned() };
        let far = TimeDelta::days(9_000);
        let points = self.store.range(&key, start() - far, start() + far, Edges::Inside).unwrap();
        points.iter().map(|point| ((point.at - start()).num_minutes(), point.value)).collect()
    }

    fn heat(&self) -> Vec<(i64, f64)> {
        self.stored("arebo", "heat.energy")
    }

    fn quarantined(&self) -> Vec<String> {
        self.store.quarantine(None, 10).unwrap().into_iter().map(|item| item.code).collect()
    }

    fn unknown(&self) -> Vec<(String, Option<String>)> {
        self.store.unknown(None, 10).unwrap().into_iter().map(|item| (item.topic, item.device)).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn readings_of_configured_meters_are_stored_in_canonical_units() {
    let mut rig = Rig::new();
    rig.send(heat(r#"{"value":81.5,"unit":"MWh","timestamp":"2026-01-15T05:00:00Z"}"#, 0)).await;
    rig.send(heat("81.6", 1)).await;
    rig.send(message("sparvakt/mast/temp.outdoor", "-12.5", 2)).await;
    assert_eq!(rig.heat(), [(-60, 81_500.0), (1, 81_600.0)]);
    assert_eq!(rig.stored("mast", "temp.outdoor"), [(2, -12.5)]);
    assert!(rig.quarantined().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_cannot_be_used_is_kept_aside_and_acknowledged_all_the_same() {
    let mut rig = Rig::new();
    rig.send(heat("{", 0)).await;
    rig.send(heat(r#"{"value":81.5,"unit":"kW"}"#, 1)).await;
    rig.send(heat(r#"{"value":1,"unit":"kWh","timestamp":"2027-01-15T05:00:00Z"}"#, 2)).await;
    rig.send(message("sparvakt/mast/temp.outdoor", r#"{"value":1,"unit":"kWh"}"#, 3)).await;
    assert_eq!(rig.heat(), []);
    assert_eq!(rig.quarantined().len(), 4, "{:?}", rig.quarantined());
}

#[test]
fn a_message_of_many_bad_readings_is_set_aside_once_and_cut() {
    let directory = tempfile::tempdir().unwrap();
    let profile = r#"
name = "gateway"
topics = ["gateway/{device}"]
[[reading]]
fan_out = "$[*]"
path = "$.p"
time = "$.t"
series = "heat.energy"
unit_path = "$.u"
"#;
    std::fs::write(directory.path().join("gateway.toml"), profile).unwrap();
    let source = r#"profile = "sparvakt", device = "arebo", series = "heat.energy""#;
    let portfolio =
        PORTFOLIO.replace(source, r#"profile = "gateway", device = "arebo", series = "heat.energy""#);
    let path = directory.path().join("sparvakt.toml");
    let config = config::from_text(&path, &format!("profiles = [\"gateway.toml\"]\n{portfolio}")).unwrap();
    let interpreter = Interpreter::new(&config).unwrap();
    let records: Vec<_> =
        (0..9_000).map(|second| format!(r#"{{"p":1,"u":"kW","t":{}}}"#, 1_760_000_000 + second)).collect();
    let payload = format!("[{}]", records.join(","));
    let messages = [message("gateway/arebo", &payload, 0)];
    let meanings = interpreter.decode(&messages);
    let store = Store::open(&directory.path().join("sparvakt.db")).unwrap();
    let batch = interpreter.batch(&store, &messages, &meanings).unwrap();
    let kept: Vec<_> = batch.quarantined.iter().map(|bad| (bad.payload.len(), bad.bytes)).collect();
    assert_eq!(kept, [(65_536, payload.len())]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn devices_that_nobody_configured_are_listed() {
    let mut rig = Rig::new();
    rig.send(message("sparvakt/stranger/heat.energy", "1", 0)).await;
    rig.send(message("nobody/asked", "1", 1)).await;
    // Another series of a configured device is nobody's business.
    rig.send(message("sparvakt/arebo/heat.power", r#"{"value":1,"unit":"kW"}"#, 2)).await;
    assert_eq!(
        rig.unknown(),
        [
            ("nobody/asked".to_owned(), None),
            ("sparvakt/stranger/heat.energy".to_owned(), Some("stranger".to_owned()))
        ]
    );
    assert!(rig.quarantined().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reading_without_time_keeps_the_time_of_its_first_reception() {
    let mut rig = Rig::new();
    rig.send(heat("81.5", 0)).await;
    rig.send(again(&heat("81.5", 0), 40)).await;
    assert_eq!(rig.heat(), [(0, 81_500.0)], "delivered again, not measured again");
    rig.send(heat("81.5", 50)).await;
    assert_eq!(rig.heat(), [(0, 81_500.0), (50, 81_500.0)], "the same value at another time is a reading");
    rig.send(Message { redelivered: true, ..heat("81.7", 55) }).await;
    assert_eq!(rig.heat().len(), 3, "the first delivery never arrived");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_value_that_repeats_is_kept_though_its_first_delivery_was_lost() {
    let mut rig = Rig::new();
    rig.send(heat("0", 0)).await;
    // Delivered at 30 and lost with the process; this is the second delivery.
    rig.send(again(&heat("0", 30), 31)).await;
    assert_eq!(rig.heat(), [(0, 0.0), (31, 0.0)]);
    // The broker gives the first number anew, since that message was acknowledged.
    let reused = Message { received: start() + TimeDelta::minutes(60), ..heat("0", 0) };
    rig.send(reused.clone()).await;
    rig.send(again(&reused, 61)).await;
    assert_eq!(rig.heat(), [(0, 0.0), (31, 0.0), (60, 0.0)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn first_receptions_are_remembered_until_redelivery_is_over() {
    let mut rig = Rig::new();
    let messages = [heat("81.5", 0), heat("81.6", 1)];
    for message in &messages {
        rig.send(message.clone()).await;
    }
    // The link is away for longer than anything is remembered; then the broker begins anew, in several batches.
    rig.clock.advance(TimeDelta::hours(2));
    for message in &messages {
        rig.send(again(message, 120)).await;
    }
    assert_eq!(rig.heat(), [(0, 81_500.0), (1, 81_600.0)]);
    rig.clock.advance(TimeDelta::minutes(20));
    rig.send(heat("81.7", 140)).await;
    rig.send(again(&messages[1], 141)).await;
    assert_eq!(rig.heat().len(), 4, "not remembered for ever");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_retained_message_counts_only_with_a_newer_time_of_its_own() {
    let mut rig = Rig::new();
    let at = |value: f64, time: &str| format!(r#"{{"value":{value},"unit":"MWh","timestamp":"{time}"}}"#);
    rig.send(heat(&at(81.5, "2026-01-15T05:00:00Z"), 0)).await;
    for (payload, stored) in [
        ("81.6".to_owned(), 1),
        (at(81.4, "2026-01-15T04:00:00Z"), 1),
        (at(81.4, "2026-01-15T05:00:00Z"), 1),
        (at(81.6, "2026-01-15T05:30:00Z"), 2),
    ] {
        rig.send(Message { retained: true, ..heat(&payload, 5) }).await;
        assert_eq!(rig.heat().len(), stored, "{payload}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_same_messages_in_any_portions_give_the_same_store() {
    let mut rig = Rig::new();
    let messages: Vec<Message> = (0..40)
        .map(|minute| heat(&format!("{}", 80.0 + f64::from(minute) / 100.0), i64::from(minute)))
        .collect();
    for message in &messages {
        rig.inlet.as_ref().unwrap().push(message.clone()).unwrap();
    }
    let mut receipts = Vec::new();
    while receipts.len() < messages.len() {
        receipts.extend(rig.receipts.recv().await.unwrap());
    }
    assert_eq!(receipts, Vec::from_iter(messages.iter().filter_map(|message| message.receipt)), "in order");
    let first = rig.heat();
    for message in messages.iter().rev() {
        rig.send(Message { redelivered: true, ..message.clone() }).await;
    }
    assert_eq!(rig.heat(), first);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_store_that_cannot_be_written_acknowledges_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sparvakt.db");
    let store = Store::open(&path).unwrap();
    let readable = Store::open_existing_read_only(&path).unwrap();
    let mut rig = Rig::writing_to(readable, store, directory);
    rig.inlet.as_ref().unwrap().push(heat("81.5", 0)).unwrap();
    let failing = rig.progress.wait_for(|progress| progress.error.is_some()).await.unwrap().clone();
    assert!(failing.error.unwrap().contains("can only be read"));
    assert!(rig.receipts.try_recv().is_err(), "nothing may be acknowledged");
    assert_eq!(rig.inlet.as_ref().unwrap().level().messages(), 1, "the message is kept");
    rig.stopper.stop();
    rig.task.await.unwrap();
    assert_eq!(rig.receipts.recv().await, None, "it gave up without acknowledging");
    drop(rig.directory);
}

#[test]
fn a_message_the_store_refuses_holds_up_no_other() {
    let committed = RefCell::new(Vec::new());
    let aside = RefCell::new(Vec::new());
    let is_full = Cell::new(true);
    let commit = |number: &u8| match number {
        1 => Err(StoreError::Unstorable("1".to_owned())),
        3 if is_full.get() => Err(StoreError::Full("disk".to_owned())),
        _ => {
            committed.borrow_mut().push(*number);
            Ok(())
        }
    };
    let set_aside = |number: &u8, _: &StoreError| {
        aside.borrow_mut().push(*number);
        Ok(())
    };
    let mut apart = Apart::default();
    let waiting = apart.resume(&[0, 1, 2, 3, 4], commit, set_aside);
    assert!(matches!(waiting, Err(StoreError::Full(_))), "what passes is waited for");
    is_full.set(false);
    apart.resume(&[0, 1, 2, 3, 4], commit, set_aside).unwrap();
    assert_eq!((committed.into_inner(), aside.into_inner()), (vec![0, 2, 3, 4], vec![1]), "each once");
    // A file that cannot be written at all is not the fault of a message.
    let read_only = |_: &u8| Err(StoreError::ReadOnly("file".to_owned()));
    assert!(Apart::default().resume(&[0], read_only, |_, _| Ok(())).is_err());
    let batch = interpret::refused(&heat("81.5", 0), &StoreError::Unstorable("x".to_owned()));
    assert_eq!(batch.quarantined[0].code, "store.refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_queued_when_the_session_ends_is_still_written() {
    let mut rig = Rig::new();
    for minute in 0..30 {
        rig.inlet.as_ref().unwrap().push(heat(&format!("{}", 80 + minute), minute)).unwrap();
    }
    rig.stopper.stop();
    drop(rig.inlet.take());
    (&mut rig.task).await.unwrap();
    assert_eq!(rig.heat().len(), 30);
}
