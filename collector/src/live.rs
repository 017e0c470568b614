//! What the dashboard shows of the collecting side.

use dashboard::Live;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::ingest::Progress;
use crate::mqtt::Status;
use crate::stop::Stop;

/// Puts it together from what the tasks say of themselves.
pub struct View {
    /// The session's state.
    pub link: watch::Receiver<Status>,
    /// The writer's state.
    pub writing: watch::Receiver<Progress>,
    /// The broker as people know it.
    pub address: String,
    /// It runs inside this process.
    pub embedded: bool,
}

impl View {
    /// Show every change until asked to stop.
    pub async fn show(mut self, live: watch::Sender<Live>, clock: Clock, stop: Stop) {
        loop {
            self.update(&live, &clock);
            // A sender that is gone belongs to a task that has ended, which ends the service.
            tokio::select! {
                () = stop.requested() => return,
                Ok(()) = self.link.changed() => {}
                Ok(()) = self.writing.changed() => {}
            }
        }
    }

    fn update(&mut self, live: &watch::Sender<Live>, clock: &Clock) {
        let link = self.link.borrow_and_update().clone();
        let writing = self.writing.borrow_and_update().clone();
        live.send_if_modified(|live| {
            let before = live.clone();
            if live.broker_connected != link.connected || (live.since.is_none() && link.reason.is_some()) {
                live.since = Some(clock.now());
            }
            live.broker_connected = link.connected;
            live.broker.clone_from(&self.address);
            live.embedded = self.embedded;
            live.error = link.reason;
            live.refused = link.refused;
            live.store_error = writing.error;
            *live != before
        });
    }
}
