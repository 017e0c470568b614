//! The writer: messages become a batch, the batch becomes durable, and only then the broker hears of it.
//!
//! One thread takes what waits in the queue, decodes it and commits it as soon as the queue is empty, or earlier
//! when the batch is large or its first message has waited long enough. While one batch is being written the
//! next collects by itself. A store that fails keeps its batch: nothing is acknowledged, the queue fills, and
//! the broker becomes the buffer.

mod followers;
mod interpret;

pub use followers::{Followers, Judgement};
pub use interpret::{Interpreter, Meaning};

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use store::{Store, StoreError};
use tokio::runtime::Handle;
use tokio::sync::{Notify, mpsc, watch};
use tracing::{error, info};

use crate::announce::Announcer;
use crate::clock::{Clock, Stopwatch};
use crate::mqtt::{Backoff, Message, Outlet, Receipt};
use crate::stop::Stop;

/// A batch is committed at the latest when its first message has waited this long.
const LONGEST_WAIT: Duration = Duration::from_millis(50);
/// Messages of one batch.
const MESSAGES: usize = 500;
/// Bytes of one batch.
const BYTES: usize = 1 << 20;
/// First receptions are remembered this long: the broker may deliver a message again until it has seen our
/// acknowledgement.
const MEMORY: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// How the writer is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Batches committed since the start.
    pub commits: u64,
    /// Messages whose fate has been committed since the start.
    pub messages: u64,
    /// Why the last commit failed, as long as it does.
    pub error: Option<String>,
}

/// Everything the writer needs.
pub struct Writer {
    /// Where messages come from.
    pub outlet: Outlet,
    /// Where the receipts of safe messages go.
    pub safe: mpsc::UnboundedSender<Vec<Receipt>>,
    /// Where readings go.
    pub store: Store,
    /// Turns messages into parts of a batch.
    pub interpreter: Interpreter,
    /// Tells when first receptions may be forgotten.
    pub clock: Clock,
    /// Where the state of the writer is shown; every commit is a change.
    pub progress: watch::Sender<Progress>,
    /// Tells those who watch the pages what has become durable.
    pub announcer: Announcer,
    /// Tells the analysis that there is something new.
    pub wake: Arc<Notify>,
    /// Ends attempts to write to a store that fails.
    pub stop: Stop,
}

impl Writer {
    /// Write until the session has ended and the queue is empty. Blocks; `runtime` is where it sleeps.
    pub fn run(mut self, runtime: &Handle) {
        let mut forgotten = self.clock.now();
        while let Some(first) = self.outlet.wait() {
            let messages = self.collect(first);
            if !self.make_safe(&messages, runtime) {
                return;
            }
            let committed = self.clock.now();
            self.outlet.release(&messages);
            let receipts = messages.iter().filter_map(|message| message.receipt).collect();
            // The session is gone only when the program ends.
            let _ = self.safe.send(receipts);
            self.progress.send_modify(|progress| {
                progress.commits += 1;
                progress.messages += messages.len() as u64;
            });
            self.wake.notify_one();
            if messages.iter().any(|message| message.redelivered) {
                // More of them may follow, and they came first before the link was lost, however long ago.
                forgotten = committed;
            } else if committed - forgotten > MEMORY / 6 {
                forgotten = committed;
                self.forget(committed - MEMORY);
            }
        }
    }

    /// What waits now, within the limits of a batch.
    fn collect(&mut self, first: Message) -> Vec<Message> {
        let since = Stopwatch::start();
        let mut bytes = first.weight();
        let mut messages = vec![first];
        while messages.len() < MESSAGES && bytes < BYTES && since.elapsed() < LONGEST_WAIT {
            let Some(message) = self.outlet.take() else { break };
            bytes += message.weight();
            messages.push(message);
        }
        messages
    }

    /// Interpret and commit, again and again until it works. False when asked to stop before it did.
    fn make_safe(&mut self, messages: &[Message], runtime: &Handle) -> bool {
        // Once only: decoders remember what they have seen.
        let meanings = self.interpreter.decode(messages);
        let mut apart = Apart::default();
        let mut backoff = Backoff::between(Duration::from_millis(200), Duration::from_secs(30));
        loop {
            match self.attempt_all(messages, &meanings, &mut apart) {
                Ok(()) => {
                    if self.progress.borrow().error.is_some() {
                        info!("the store takes readings again");
                        self.progress.send_modify(|progress| progress.error = None);
                    }
                    return true;
                }
                Err(reason) => self.say_that_it_fails(&reason),
            }
            let pause = backoff.pause();
            let stopped =
                runtime.block_on(async { tokio::time::timeout(pause, self.stop.requested()).await.is_ok() });
            if stopped {
                error!("stopping with readings that could not be stored; the broker delivers them again");
                return false;
            }
        }
    }

    /// All at once, or one by one if that cannot work.
    fn attempt_all(
        &self,
        messages: &[Message],
        meanings: &[Meaning],
        apart: &mut Apart,
    ) -> Result<(), StoreError> {
        if apart.decided == 0 {
            match self.attempt(messages, meanings) {
                Err(reason) if is_about_a_message(&reason) => {}
                other => return other,
            }
        }
        self.one_by_one(messages, meanings, apart)
    }

    fn attempt(&self, messages: &[Message], meanings: &[Meaning]) -> Result<(), StoreError> {
        let batch = self.interpreter.batch(&self.store, messages, meanings)?;
        let outcomes = self.store.commit(&batch)?;
        self.announcer.committed(&batch, &outcomes);
        Ok(())
    }

    /// Each message by itself, so that the one the store refuses holds up no other: it is set aside.
    fn one_by_one(
        &self,
        messages: &[Message],
        meanings: &[Meaning],
        apart: &mut Apart,
    ) -> Result<(), StoreError> {
        let messages: Vec<_> = messages.iter().zip(meanings).collect();
        apart.resume(
            &messages,
            |(message, meaning)| self.attempt(std::slice::from_ref(*message), std::slice::from_ref(*meaning)),
            |(message, _), reason| {
                error!(topic = %message.topic, error = %reason, "the store refused a message: {reason}");
                self.store.commit(&interpret::refused(message, reason)).map(drop)
            },
        )
    }

    fn say_that_it_fails(&self, reason: &StoreError) {
        let text = reason.to_string();
        if self.progress.borrow().error.is_none() {
            error!(error = %text, "failed to store readings: {text}; nothing is acknowledged until it works");
        }
        self.progress.send_modify(|progress| progress.error = Some(text));
    }

    fn forget(&self, before: DateTime<Utc>) {
        if let Err(reason) = self.store.forget_receptions(before) {
            // Harmless: the next round forgets them too.
            tracing::debug!(%reason, "failed to forget old receptions");
        }
    }
}

/// A fault of what was handed over. Of the others some pass, and the rest need someone to mend the file; until then
/// the broker keeps the messages.
const fn is_about_a_message(reason: &StoreError) -> bool {
    matches!(reason, StoreError::Unstorable(_) | StoreError::Sql(_))
}

/// A batch whose messages are committed one by one, with how many of them are decided: those are not counted again
/// when the rest has to wait.
#[derive(Debug, Default)]
struct Apart {
    decided: usize,
}

impl Apart {
    /// Commit every message that is not decided yet, and set aside those that are refused.
    fn resume<M>(
        &mut self,
        messages: &[M],
        commit: impl Fn(&M) -> Result<(), StoreError>,
        set_aside: impl Fn(&M, &StoreError) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for message in messages.iter().skip(self.decided) {
            match commit(message) {
                Err(reason) if is_about_a_message(&reason) => set_aside(message, &reason)?,
                other => other?,
            }
            self.decided += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
