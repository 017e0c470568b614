//! The simulated meters publish: first everything that is in the past, as fast as the collector stores it, then each
//! message when its time comes.

use std::iter::Peekable;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use simulator::{County, Publication, Publications};
use store::Store;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tracing::{info, warn};

use super::{AGAIN, STORED_THROUGH};
use crate::clock::{Clock, Stopwatch};
use crate::ingest::Progress;
use crate::mqtt::{Address, Outgoing, publish};
use crate::stop::Stop;

/// Messages published over one connection.
const ROUND: usize = 10_000;
/// The embedded broker holds a limited number of messages for a slow reader: so many at most are on their way.
const AHEAD: u64 = 30_000;
/// After so many rounds of the history all of them are waited for, so that a restart can go on from there: what the
/// embedded broker still holds is lost when it stops.
const ROUNDS_UNTIL_NOTED: u64 = 10;
/// Between two notes later on.
const NOTED_EVERY: TimeDelta = TimeDelta::hours(1);
/// How long a standstill of the collector is waited out before the next round is published all the same: a message
/// that it does not subscribe to would otherwise be waited for in vain.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks at whether the history has been analysed, and how many of them.
const LOOK: Duration = Duration::from_millis(500);
const MOST_LOOKS: u32 = 600;
/// So many of them for messages to arrive: none is that late.
const LOOKS_FOR_LOST: u32 = 40;
/// How often what is not stored is published again.
const MOST_TIMES_BACK: u32 = 5;
/// After the broker was lost.
const PAUSE: Duration = Duration::from_secs(5);

/// The simulated meters.
pub struct Meters {
    /// Whose they are.
    pub county: County,
    /// When its history begins.
    pub begin: DateTime<Utc>,
    /// What they publish next, in order of time.
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
    /// Up to when everything is noted as stored.
    pub noted: Option<DateTime<Utc>>,
    /// Whether a round was sent more than once since.
    pub is_resent: bool,
    /// How often something was published again since.
    pub goes_back: u32,
    /// The time.
    pub clock: Clock,
    /// When to end.
    pub stop: Stop,
}

impl Meters {
    /// Publish until asked to stop. Blocks: making the messages takes processor time.
    pub fn run(mut self, runtime: &Handle) {
        let watch = Stopwatch::start();
        let (mut published, mut rounds, mut last) = (0, 0, None);
        let mut history = self.history;
        while !self.stop.is_requested() {
            let round = self.due();
            if round.is_empty() {
                if history.take().is_some() {
                    info!(published, "simulated history published in {:.0} s", watch.elapsed().as_secs_f64());
                    runtime.block_on(self.let_the_analysis_finish(published));
                    if self.stop.is_requested() {
                        return;
                    }
                    if !self.is_stored(published) && self.goes_back < MOST_TIMES_BACK {
                        published = runtime.block_on(self.go_back());
                        history = self.history;
                        continue;
                    }
                    if let Some(at) = last {
                        self.note(at);
                    }
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
            rounds += 1;
            last = round.last().map(|publication| publication.at);
            runtime.block_on(self.send(round));
            let is_noted = history.is_none() || rounds % ROUNDS_UNTIL_NOTED == 0;
            let ahead = if is_noted { 0 } else { AHEAD };
            let is_near = runtime.block_on(self.let_the_collector_catch_up(published, ahead));
            if self.stop.is_requested() {
                return;
            }
            if let Some(at) = last.filter(|_| is_noted) {
                if !is_near || self.is_resent {
                    published = runtime.block_on(self.go_back());
                    continue;
                }
                self.note(at);
            }
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

    /// Notes that everything published until `at` is stored.
    fn note(&mut self, at: DateTime<Utc>) {
        if self.noted.is_some_and(|noted| at - noted < NOTED_EVERY) {
            return;
        }
        match self.store.put_note(STORED_THROUGH, &at.to_rfc3339()) {
            Ok(()) => (self.noted, self.goes_back) = (Some(at), 0),
            Err(error) => warn!(%error, "a restart of the demo will go further back: {error}"),
        }
    }

    fn is_stored(&self, published: u64) -> bool {
        self.written.borrow().messages >= published
    }

    /// Something was lost on the way, or came twice so that nobody can count what has come: waits until nothing
    /// moves and begins again after what is noted. Gives what is to be counted as published from then on.
    async fn go_back(&mut self) -> u64 {
        while let Ok(Ok(())) = tokio::time::timeout(PATIENCE, self.written.changed()).await {}
        self.is_resent = false;
        self.goes_back += 1;
        if self.goes_back <= MOST_TIMES_BACK {
            let from = self.noted.map_or(self.begin, |noted| noted - AGAIN);
            self.publications = self.county.publications(from, DateTime::<Utc>::MAX_UTC).peekable();
        }
        self.written.borrow().messages
    }

    /// Publish a round, again and again until the broker has all of it. What it gets twice counts once.
    async fn send(&mut self, round: Vec<Publication>) {
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
            self.is_resent = true;
            tokio::select! {
                () = self.stop.requested() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    /// Returns once no more than `ahead` of the `published` messages are on their way, or nothing moves any longer;
    /// says whether they are so few.
    async fn let_the_collector_catch_up(&mut self, published: u64, ahead: u64) -> bool {
        let behind = |written: &Progress| written.messages + ahead < published;
        while behind(&self.written.borrow_and_update()) {
            tokio::select! {
                () = self.stop.requested() => return false,
                moved = self.written.changed() => if moved.is_err() { return false },
                () = tokio::time::sleep(PATIENCE) => return false,
            }
        }
        true
    }

    /// Returns once the `published` messages are stored and no day waits for analysis, or that takes too long.
    async fn let_the_analysis_finish(&mut self, published: u64) {
        for look in 0..MOST_LOOKS {
            let stored = self.is_stored(published);
            if !stored && look >= LOOKS_FOR_LOST {
                return;
            }
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
