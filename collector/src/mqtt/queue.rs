//! The way from the MQTT session to the writer: first in, first out, bounded by count and bytes.
//!
//! The session never waits here. It looks whether there is room before it reads from the socket; without room
//! it stops reading, and the broker keeps the messages. What the writer holds in its hands counts as queued
//! until it is committed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

/// One message as it came from the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Topic.
    pub topic: String,
    /// Payload, untouched.
    pub payload: Vec<u8>,
    /// The broker sends it again because it has not seen our acknowledgement.
    pub redelivered: bool,
    /// An old message the broker kept for new subscribers, not something that happens now.
    pub retained: bool,
    /// When it arrived.
    pub received: DateTime<Utc>,
    /// What the broker wants back once the message is safe; none for QoS 0.
    pub receipt: Option<Receipt>,
}

/// Names a delivery within one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Which connection it arrived on.
    pub epoch: u64,
    /// Packet identifier.
    pub packet_id: u16,
}

/// How much may wait.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Messages.
    pub messages: usize,
    /// Bytes of topics and payloads.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { messages: 20_000, bytes: 64 << 20 }
    }
}

/// The session's end.
#[derive(Debug)]
pub struct Inlet {
    sender: mpsc::UnboundedSender<Message>,
    level: Arc<Level>,
}

/// The writer's end.
#[derive(Debug)]
pub struct Outlet {
    receiver: mpsc::UnboundedReceiver<Message>,
    level: Arc<Level>,
}

/// How full the queue is, for anyone who wants to show it.
#[derive(Debug)]
pub struct Level {
    messages: AtomicUsize,
    bytes: AtomicUsize,
    limits: Limits,
}

/// An empty queue.
#[must_use]
pub fn queue(limits: Limits) -> (Inlet, Outlet) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let level = Arc::new(Level { messages: AtomicUsize::new(0), bytes: AtomicUsize::new(0), limits });
    (Inlet { sender, level: Arc::clone(&level) }, Outlet { receiver, level })
}

impl Message {
    /// What it weighs in the queue and in a batch.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.topic.len() + self.payload.len()
    }
}

impl Inlet {
    /// Append. Fails when the writer is gone.
    pub fn push(&self, message: Message) -> Result<(), Message> {
        self.level.messages.fetch_add(1, Ordering::Relaxed);
        self.level.bytes.fetch_add(message.weight(), Ordering::Relaxed);
        self.sender.send(message).map_err(|refused| refused.0)
    }

    /// Whether another message may be read from the broker.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.level.messages() < self.level.limits.messages
            && self.level.bytes.load(Ordering::Relaxed) < self.level.limits.bytes
    }

    /// The fill level, to be shown elsewhere.
    #[must_use]
    pub fn level(&self) -> Arc<Level> {
        Arc::clone(&self.level)
    }
}

impl Outlet {
    /// The next message; waits for it. None when the session has ended and nothing is left.
    pub fn wait(&mut self) -> Option<Message> {
        self.receiver.blocking_recv()
    }

    /// The next message, if one is there already.
    pub fn take(&mut self) -> Option<Message> {
        self.receiver.try_recv().ok()
    }

    /// These messages are safe: their room is free again.
    pub fn release<'a>(&self, messages: impl IntoIterator<Item = &'a Message>) {
        for message in messages {
            self.level.messages.fetch_sub(1, Ordering::Relaxed);
            self.level.bytes.fetch_sub(message.weight(), Ordering::Relaxed);
        }
    }
}

impl Level {
    /// Messages that are not committed yet.
    #[must_use]
    pub fn messages(&self) -> usize {
        self.messages.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: usize) -> Message {
        Message {
            topic: "t".to_owned(),
            payload: vec![0; bytes],
            redelivered: false,
            retained: false,
            received: DateTime::UNIX_EPOCH,
            receipt: None,
        }
    }

    #[test]
    fn room_is_free_again_only_after_the_commit() {
        for (limits, fill) in
            [(Limits { messages: 2, bytes: 1000 }, 1), (Limits { messages: 10, bytes: 20 }, 12)]
        {
            let (inlet, mut outlet) = queue(limits);
            inlet.push(message(fill)).unwrap();
            assert!(inlet.has_room());
            inlet.push(message(fill)).unwrap();
            assert!(!inlet.has_room());
            let held: Vec<_> = std::iter::from_fn(|| outlet.take()).collect();
            assert!(!inlet.has_room(), "what the writer holds still counts");
            outlet.release(&held);
            assert!(inlet.has_room());
            assert_eq!(inlet.level().messages(), 0);
        }
    }

    #[test]
    fn the_writer_learns_that_the_session_has_ended_after_the_last_message() {
        let (inlet, mut outlet) = queue(Limits::default());
        inlet.push(message(1)).unwrap();
        drop(inlet);
        assert_eq!(outlet.wait(), Some(message(1)));
        assert_eq!(outlet.wait(), None);
    }
}
