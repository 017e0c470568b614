//! What the pages and the API are made from: configuration, store, the state of the broker, and the time.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use config::{Config, Station};
use store::{Store, StoreError, Totals};
use tokio::sync::{Semaphore, watch};

use crate::demo::Demo;
use crate::error::Failure;
use crate::live::Feed;

/// Tells what time it is; tests move it.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Tells what waits at this moment.
pub type PendingNow = Arc<dyn Fn() -> Pending + Send + Sync>;

/// Requests that work on the database at a time; others wait their turn.
const AT_ONCE: usize = 6;

/// Everything a request may look at. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The checked configuration with the portfolio.
    pub config: Arc<Config>,
    /// Readings and results.
    pub store: Store,
    /// How the collecting side is doing right now.
    pub live: watch::Receiver<Live>,
    /// What waits, asked anew by every request that tells it.
    pub pending: PendingNow,
    /// The time.
    pub now: Clock,
    /// The portfolio is simulated, and this is its truth. Every page then says so.
    pub demo: Option<Arc<Demo>>,
    /// What happens right now, for those who watch.
    pub feed: Feed,
    /// Whether temperatures are SMHI's, who must then be named.
    pub smhi: bool,
    gate: Gate,
}

/// What the collecting side has still to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pending {
    /// Messages received whose fate is not yet committed.
    pub backlog: u64,
    /// An analysis of everything is due or running: results may change although no reading waits.
    pub full_round: bool,
}

/// How the collecting side is doing. The collector sends a new value whenever something changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    /// Whether the session with the broker stands.
    pub broker_connected: bool,
    /// Address of the broker as people know it, without user or password.
    pub broker: String,
    /// Since when it is connected, or not; none before the first attempt ended.
    pub since: Option<DateTime<Utc>>,
    /// The broker runs inside this process: for trial only, best effort.
    pub embedded: bool,
    /// Why the broker cannot be reached.
    pub error: Option<String>,
    /// The subscriptions that the broker refuses: nothing of them arrives.
    pub refused: Vec<String>,
    /// Why the last commit failed, as long as it does: nothing is stored.
    pub store_error: Option<String>,
}

impl Live {
    /// The subscriptions that the broker refuses, in words.
    pub(crate) fn refusal(&self) -> Option<String> {
        let refused = !self.refused.is_empty();
        refused.then(|| format!("the broker refuses the subscriptions {}", self.refused.join(", ")))
    }
}

/// Lets a few pieces of work through at a time. One that nobody waits for any more keeps its place until it ends.
#[derive(Clone)]
struct Gate(Arc<Semaphore>);

impl App {
    /// What requests may look at.
    #[must_use]
    pub fn new(
        config: Arc<Config>,
        store: Store,
        live: watch::Receiver<Live>,
        pending: PendingNow,
        now: Clock,
    ) -> Self {
        // Figures rest on what was fetched before, also when the setting is off by now.
        let stations = &config.portfolio.stations;
        let fed = |station: &Station| matches!(store.weather(&station.id), Ok(Some(_)));
        let smhi = config.weather.is_some() || stations.iter().any(fed);
        let feed = Feed::new(now());
        Self { config, store, live, pending, now, demo: None, feed, smhi, gate: Gate::new() }
    }

    /// The same with a feed that others tell their news.
    #[must_use]
    pub fn with_feed(self, feed: Feed) -> Self {
        Self { feed, ..self }
    }

    /// The same for a simulated portfolio.
    #[must_use]
    pub fn with_demo(self, demo: Demo) -> Self {
        Self { demo: Some(Arc::new(demo)), ..self }
    }

    /// Whether a simulated history is still on its way.
    pub(crate) fn is_arriving(&self) -> bool {
        self.demo.as_ref().is_some_and(|demo| *demo.arrived.borrow() < 1.0)
    }

    /// Run `work`, which blocks on the database, where it does not hold up other requests.
    pub(crate) async fn blocking<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    {
        let app = self.clone();
        Ok(self.gate.run(move || work(&app)).await??)
    }

    /// What waits, and what the store counts. In this order: what is committed in between counts among the dirty
    /// hours, so that nothing is ever missing from both.
    pub(crate) async fn counts(&self) -> (Pending, Result<Totals, Failure>) {
        let pending = (self.pending)();
        let totals = self.blocking(|app| app.store.totals()).await;
        let totals = totals.map(|mut totals| {
            if pending.full_round {
                totals.dirty_hours = totals.dirty_hours.max(1.0);
            }
            totals
        });
        (pending, totals)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }
}

impl Gate {
    fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    async fn run<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let stopped = |reason: &dyn std::fmt::Display| Failure::Stopped(reason.to_string());
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(|closed| stopped(&closed))?;
        let working = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(place);
            result
        });
        working.await.map_err(|reason| stopped(&reason))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn few_requests_work_on_the_database_at_a_time() {
        let gate = Gate::new();
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        // Nobody goes on before as many work as may.
        let full = Arc::new(Barrier::new(AT_ONCE));
        let tasks: Vec<_> = (0..8 * AT_ONCE)
            .map(|_| {
                let (gate, full) = (gate.clone(), Arc::clone(&full));
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                tokio::spawn(async move {
                    gate.run(move || {
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        full.wait();
                        running.fetch_sub(1, Ordering::SeqCst);
                    })
                    .await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
    }
}
