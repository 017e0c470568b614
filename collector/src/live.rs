//! What the dashboard shows of the collecting side.

use std::sync::Arc;
use std::time::Duration;

use dashboard::Live;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::ingest::Progress;
use crate::mqtt::{Level, Status};
use crate::stop::Stop;

/// How often the number of waiting messages is shown.
const LOOK: Duration = Duration::from_millis(200);

/// Puts it together from what the tasks say of themselves.
pub struct View {
    /// The session's state.
    pub link: watch::Receiver<Status>,
    /// The writer's state.
    pub writing: watch::Receiver<Progress>,
    /// How much waits.
    pub level: Arc<Level>,
    /// The broker as people know it.
    pub address: String,
    /// It runs inside this process.
    pub embedded: bool,
}

impl View {
    /// Show every change until asked to stop.
    pub async fn show(mut self, live: watch::Sender<Live>, clock: Clock, stop: Stop) {
        let mut look = tokio::time::interval(LOOK);
        loop {
            self.update(&live, &clock);
            // A sender that is gone belongs to a task that has ended, which ends the service.
            tokio::select! {
                () = stop.requested() => return,
                Ok(()) = self.link.changed() => {}
                Ok(()) = self.writing.changed() => {}
                _ = look.tick() => {}
            }
        }
    }

    fn update(&mut self, live: &watch::Sender<Live>, clock: &Clock) {
        let link = self.link.borrow_and_update().clone();
        let writing = self.writing.borrow_and_update().clone();
        let backlog = self.level.messages() as u64;
        let refused = (!link.refused.is_empty())
            .then(|| format!("the broker refuses the subscriptions {}", link.refused.join(", ")));
        live.send_if_modified(|live| {
            let before = live.clone();
            if live.broker_connected != link.connected || (live.since.is_none() && link.reason.is_some()) {
                live.since = Some(clock.now());
            }
            live.broker_connected = link.connected;
            live.broker.clone_from(&self.address);
            live.backlog = backlog;
            live.embedded = self.embedded;
            live.error = writing.error.or(link.reason).or(refused);
            *live != before
        });
    }
}
