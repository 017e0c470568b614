use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::stop;
use store::Store;

fn reading(value: f64) -> NewReading {
    let key = SeriesKey { device: "d".to_owned(), series: "s".to_owned() };
    let at = "2026-01-01T00:00:00Z".parse().unwrap();
    NewReading { key, at, value, received: at }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_works_with_and_without_a_running_server() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sparvakt.db");
    let mut alone = Sink::open(&path).unwrap();
    assert_eq!(alone.import(&[reading(1.0)]).unwrap(), [Outcome::Stored]);
    drop(alone);

    let store = Store::open(&path).unwrap();
    assert!(Sink::open(&path).is_err(), "owned, and nobody listens");
    let (stopper, stop) = stop::channel();
    let commits = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&commits);
    let server = tokio::spawn(listen(store, stop, move || {
        counter.fetch_add(1, Ordering::Relaxed);
    }));
    let client = tokio::task::spawn_blocking({
        let path = path.clone();
        move || {
            let mut sink = loop {
                if let Ok(sink) = Sink::open(&path) {
                    break sink;
                }
                std::thread::yield_now();
            };
            assert!(matches!(sink, Sink::Server(_)));
            let first = sink.import(&[reading(1.0), reading(2.0)]).unwrap();
            let second = sink.import(&[reading(2.0)]).unwrap();
            (first, second)
        }
    });
    let (first, second) = client.await.unwrap();
    assert_eq!(first, [Outcome::Duplicate, Outcome::Corrected]);
    assert_eq!(second, [Outcome::Duplicate]);
    assert_eq!(commits.load(Ordering::Relaxed), 2);
    stopper.stop();
    server.await.unwrap().unwrap();
    assert!(!socket_of(&path).exists());
}
