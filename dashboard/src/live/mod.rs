//! What happens right now, for those who watch: the newest readings, new results, the state of the program.
//!
//! Whoever makes news calls [`Feed`], which does nothing while nobody watches and never waits: events go into a
//! bounded ring and to the streams; a stream that does not keep up is ended and may come back with the id of the last
//! event it saw. What the ring no longer holds is told as a gap.

mod ring;
mod savings;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use config::Carrier;
use serde::Serialize;
use tokio::sync::{Notify, broadcast, watch};

use crate::health::timestamp;
use ring::Ring;
pub(crate) use ring::{Event, Resumed};
pub(crate) use savings::tell;

/// Streams at a time.
const MOST_STREAMS: usize = 64;
/// Events a stream may lag behind.
const LAG: usize = 512;
/// So long after the last stream has ended events are still kept, for one that comes back.
const GRACE: Duration = Duration::from_secs(120);

/// Where news go. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Feed(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    ring: Mutex<Ring>,
    streams: broadcast::Sender<Arc<Event>>,
    heard: AtomicBool,
    watching: AtomicUsize,
    /// Results that changed and have not been told yet.
    results: Mutex<BTreeSet<(String, Carrier)>>,
    changed: Notify,
    closed: watch::Sender<bool>,
}

/// A reading that has just become durable.
#[derive(Debug, Clone)]
pub struct FreshReading<'a> {
    /// Meter id.
    pub meter: &'a str,
    /// Id of the meter's building.
    pub building: &'a str,
    /// The reading's instant.
    pub at: DateTime<Utc>,
    /// Value in `unit`.
    pub value: f64,
    /// Canonical unit of the meter's readings.
    pub unit: &'static str,
    /// When it came.
    pub received: DateTime<Utc>,
}

/// The reading as the stream says it.
#[derive(Serialize)]
struct ReadingEvent<'a> {
    meter: &'a str,
    building: &'a str,
    timestamp: String,
    value: f64,
    unit: &'a str,
    received: String,
    status: &'static str,
}

/// A place among the watchers, with what is to be told first.
pub(crate) struct Watching {
    pub(crate) resumed: Resumed,
    pub(crate) events: broadcast::Receiver<Arc<Event>>,
    pub(crate) closed: watch::Receiver<bool>,
    feed: Feed,
}

impl Feed {
    /// A feed without watchers. `epoch` tells this run of the program from others: event ids begin with it.
    #[must_use]
    pub fn new(epoch: DateTime<Utc>) -> Self {
        Self(Arc::new(Inner {
            ring: Mutex::new(Ring::new(epoch.timestamp_millis())),
            streams: broadcast::Sender::new(LAG),
            heard: AtomicBool::new(false),
            watching: AtomicUsize::new(0),
            results: Mutex::default(),
            changed: Notify::new(),
            closed: watch::Sender::new(false),
        }))
    }

    /// Whether anybody watches, or did a moment ago. While nobody does, telling costs only this question.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        self.0.heard.load(Ordering::Acquire)
    }

    /// Tell of a reading. Of several readings of a meter that became durable together, the newest is enough.
    pub fn reading(&self, fresh: &FreshReading<'_>) {
        if self.is_heard() {
            let event = ReadingEvent {
                meter: fresh.meter,
                building: fresh.building,
                timestamp: timestamp(fresh.at),
                value: fresh.value,
                unit: fresh.unit,
                received: timestamp(fresh.received),
                status: "good",
            };
            self.publish("reading", &event);
        }
    }

    /// Tell that a building has new results of a carrier.
    pub fn results(&self, building: &str, carrier: Carrier) {
        if self.is_heard() {
            lock(&self.0.results).insert((building.to_owned(), carrier));
            self.0.changed.notify_one();
        }
    }

    /// End all streams, so that the server can end.
    pub(crate) fn close(&self) {
        self.0.closed.send_replace(true);
    }

    pub(crate) fn publish(&self, kind: &'static str, data: &impl Serialize) {
        let Ok(data) = serde_json::to_string(data) else { return };
        let mut ring = lock(&self.0.ring);
        // Sent under the lock: nobody who resumes misses an event or sees it twice. No receiver is no error.
        let _ = self.0.streams.send(ring.push(kind, data));
    }

    /// A place for one more watcher, who has seen `last_seen`; none when there are too many.
    pub(crate) fn watch(&self, last_seen: Option<&str>) -> Option<Watching> {
        let free = |watching: usize| (watching < MOST_STREAMS).then_some(watching + 1);
        self.0.watching.fetch_update(Ordering::AcqRel, Ordering::Acquire, free).ok()?;
        let ring = lock(&self.0.ring);
        self.0.heard.store(true, Ordering::Release);
        Some(Watching {
            resumed: ring.resume(last_seen),
            events: self.0.streams.subscribe(),
            closed: self.0.closed.subscribe(),
            feed: self.clone(),
        })
    }

    /// Results that changed since the last call; waits for some.
    async fn changed_results(&self) -> BTreeSet<(String, Carrier)> {
        self.0.changed.notified().await;
        std::mem::take(&mut *lock(&self.0.results))
    }

    /// Stop keeping events if nobody watches.
    fn forget_if_unheard(&self) {
        let mut ring = lock(&self.0.ring);
        if self.0.watching.load(Ordering::Acquire) == 0 {
            self.0.heard.store(false, Ordering::Release);
            ring.forget();
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let before = self.feed.0.watching.fetch_sub(1, Ordering::AcqRel);
        if let (1, Ok(runtime)) = (before, tokio::runtime::Handle::try_current()) {
            let feed = self.feed.clone();
            let closed = self.feed.0.closed.subscribe();
            runtime.spawn(async move {
                let mut closed = closed;
                tokio::select! {
                    () = tokio::time::sleep(GRACE) => feed.forget_if_unheard(),
                    _ = closed.wait_for(|closed| *closed) => {}
                }
            });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> Feed {
        Feed::new(DateTime::<Utc>::UNIX_EPOCH)
    }

    fn tell_reading(feed: &Feed, value: f64) {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let fresh = FreshReading { meter: "m", building: "b", at, value, unit: "kWh", received: at };
        feed.reading(&fresh);
    }

    fn values(events: &[Arc<Event>]) -> Vec<f64> {
        let value = |event: &Arc<Event>| {
            serde_json::from_str::<serde_json::Value>(&event.data).unwrap()["value"].as_f64().unwrap()
        };
        events.iter().map(value).collect()
    }

    #[tokio::test]
    async fn who_comes_back_gets_what_was_missed() {
        let feed = feed();
        tell_reading(&feed, 1.0);
        let mut first = feed.watch(None).unwrap();
        assert!(first.resumed.missed.is_empty() && !first.resumed.gap, "nobody was heard before");
        tell_reading(&feed, 2.0);
        let seen = first.events.try_recv().unwrap().id.clone();
        drop(first);
        tell_reading(&feed, 3.0);
        let back = feed.watch(Some(&seen)).unwrap();
        assert_eq!((values(&back.resumed.missed), back.resumed.gap), (vec![3.0], false));
        let strange = feed.watch(Some("17-4")).unwrap();
        assert!(strange.resumed.gap && strange.resumed.missed.is_empty(), "another run of the program");
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_kept_when_nobody_has_watched_for_a_while() {
        let feed = feed();
        let mut watching = feed.watch(None).unwrap();
        tell_reading(&feed, 1.0);
        let seen = watching.events.try_recv().unwrap().id.clone();
        drop(watching);
        tokio::time::sleep(GRACE * 2).await;
        assert!(!feed.is_heard());
        tell_reading(&feed, 2.0);
        assert!(feed.watch(Some(&seen)).unwrap().resumed.gap);
    }

    #[tokio::test]
    async fn more_than_the_ring_holds_is_a_gap_and_places_are_bounded() {
        let feed = feed();
        let mut watching = feed.watch(None).unwrap();
        tell_reading(&feed, 0.0);
        let seen = watching.events.try_recv().unwrap().id.clone();
        (0..5_000).for_each(|value| tell_reading(&feed, f64::from(value)));
        assert!(feed.watch(Some(&seen)).unwrap().resumed.gap);
        assert!(watching.events.try_recv().is_err(), "a slow stream lags");
        let mut places: Vec<_> = (1..MOST_STREAMS).map(|_| feed.watch(None).unwrap()).collect();
        assert!(feed.watch(None).is_none());
        places.pop();
        assert!(feed.watch(None).is_some());
    }
}
