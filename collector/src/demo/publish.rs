//! The simulated meters publish: first everything that is in the past, as fast as the collector stores it, then each
//! message when its time comes.

use std::iter::Peekable;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use simulator::{Publication, Publications};
use store::Store;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tracing::{info, warn};

use crate::clock::{Clock, Stopwatch};
use crate::ingest::Progress;
use crate::mqtt::{Address, Outgoing, publish};
use crate::stop::Stop;

/// Messages published over one connection.
const ROUND: usize = 10_000;
/// The embedded broker holds a limited number of messages for a slow reader: so many at most are on their way.
const AHEAD: u64 = 30_000;
/// How long a standstill of the collector is waited out before the next round is published all the same: a message
/// that it does not subscribe to would otherwise be waited for in vain.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks at whether the history has been analysed, and how many of them.
const LOOK: Duration = Duration::from_millis(500);
const MOST_LOOKS: u32 = 600;
/// After the broker was lost.
const PAUSE: Duration = Duration::from_secs(5);

/// The simulated meters.
pub struct Meters {
    /// What they publish, in order of time.
    pub publications: Peekable<Publications>,
    /// Where.
    pub broker: Address,
    /// How much the collector has stored.
    pub written: watch::Receiver<Progress>,
    /// How far the history has arrived, from 0 to 1.
    pub arrived: watch::Sender<f64>,
    /// First and last instant of the history; none when the store already holds it but for some days.
    pub history: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Where it arrives and is analysed.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// When to end.
    pub stop: Stop,
}

impl Meters {
    /// Publish until asked to stop. Blocks: making the messages takes processor time.
    pub fn run(mut self, runtime: &Handle) {
        let watch = Stopwatch::start();
        let mut published = 0;
        let mut history = self.history;
        while !self.stop.is_requested() {
            let round = self.due();
            if round.is_empty() {
                if history.take().is_some() {
                    info!(published, "simulated history published in {:.0} s", watch.elapsed().as_secs_f64());
                    runtime.block_on(self.let_the_analysis_finish(published));
                    self.arrived.send_replace(1.0);
                    // Meanwhile the next may have come due.
                    continue;
                }
                match self.publications.peek().map(|next| next.at) {
                    Some(next) => runtime.block_on(self.wait_until(next)),
                    None => runtime.block_on(self.stop.requested()),
                }
                continue;
            }
            published += round.len() as u64;
            let last = round.last().map(|publication| publication.at);
            runtime.block_on(self.send(round));
            runtime.block_on(self.let_the_collector_catch_up(published));
            if let Some((history, at)) = history.zip(last) {
                self.arrived.send_replace(share(history, at));
            }
        }
    }

    /// What is due now, as much of it as fits in one round.
    fn due(&mut self) -> Vec<Publication> {
        let now = self.clock.now();
        let mut round = Vec::new();
        while round.len() < ROUND
            && let Some(publication) = self.publications.next_if(|next| next.at <= now)
        {
            round.push(publication);
        }
        round
    }

    async fn wait_until(&self, next: DateTime<Utc>) {
        tokio::select! {
            () = self.stop.requested() => {}
            () = self.clock.wait_until(next) => {}
        }
    }

    /// Publish a round, again and again until the broker has all of it. What it gets twice counts once.
    async fn send(&self, round: Vec<Publication>) {
        loop {
            let messages = round.iter().map(|publication| Outgoing {
                after: Duration::ZERO,
                topic: publication.topic.clone(),
                payload: publication.payload.clone(),
            });
            let failed = tokio::select! {
                () = self.stop.requested() => return,
                sent = publish(&self.broker, messages, |_| ()) => sent.err(),
            };
            let Some(error) = failed else { return };
            warn!(%error, "simulated meters: {error}; trying again");
            tokio::select! {
                () = self.stop.requested() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    /// Returns once no more than [`AHEAD`] of the `published` messages are on their way.
    async fn let_the_collector_catch_up(&mut self, published: u64) {
        let behind = |written: &Progress| written.messages + AHEAD < published;
        while behind(&self.written.borrow_and_update()) {
            tokio::select! {
                () = self.stop.requested() => return,
                moved = self.written.changed() => if moved.is_err() { return },
                () = tokio::time::sleep(PATIENCE) => return,
            }
        }
    }

    /// Returns once the `published` messages are stored and no day waits for analysis, or that takes too long.
    async fn let_the_analysis_finish(&mut self, published: u64) {
        for _ in 0..MOST_LOOKS {
            let stored = self.written.borrow().messages >= published;
            let store = self.store.clone();
            let rests = tokio::task::spawn_blocking(move || store.totals());
            if stored && matches!(rests.await, Ok(Ok(totals)) if totals.dirty_hours <= 0.0) {
                return;
            }
            tokio::select! {
                () = self.stop.requested() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}

fn share((first, last): (DateTime<Utc>, DateTime<Utc>), at: DateTime<Utc>) -> f64 {
    let seconds = |span: TimeDelta| span.as_seconds_f64();
    (seconds(at - first) / seconds(last - first).max(1.0)).clamp(0.0, 0.999)
}
