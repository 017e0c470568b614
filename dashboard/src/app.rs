//! What the pages and the API are made from: configuration, store, the state of the broker, and the time.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use config::Config;
use store::{Store, StoreError};
use tokio::sync::watch;

use crate::error::Failure;

/// Tells what time it is; tests move it.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Everything a request may look at. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The checked configuration with the portfolio.
    pub config: Arc<Config>,
    /// Readings and results.
    pub store: Store,
    /// How the collecting side is doing right now.
    pub live: watch::Receiver<Live>,
    /// The time.
    pub now: Clock,
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
    /// Messages received whose fate is not yet committed.
    pub backlog: u64,
    /// The broker runs inside this process: for trial only, best effort.
    pub embedded: bool,
    /// The portfolio is simulated.
    pub demo: bool,
    /// Why the broker cannot be reached, or why the last commit failed.
    pub error: Option<String>,
}

impl App {
    /// Run `work`, which blocks on the database, where it does not hold up other requests.
    pub(crate) async fn blocking<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    {
        let app = self.clone();
        match tokio::task::spawn_blocking(move || work(&app)).await {
            Ok(result) => Ok(result?),
            Err(stopped) => Err(Failure::Stopped(stopped.to_string())),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }
}
