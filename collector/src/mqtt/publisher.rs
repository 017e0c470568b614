//! Publishing history as meters would: QoS 1, many messages on their way at once, done after the last PUBACK.
//!
//! Like the session it writes directly to the network. A broken connection costs nothing but time: whatever
//! has not been acknowledged is published again.

use std::collections::VecDeque;
use std::time::Duration;

use rumqttc::{Event, EventLoop, Incoming, MqttOptions, Packet, Publish, QoS, Request};
use tokio::time::Instant;

use super::{Address, Backoff, KEEP_ALIVE, MAX_PACKET_BYTES};

/// Messages on their way without an acknowledgement.
const WINDOW: usize = 200;
/// Packet identifiers to choose from: so many more than `WINDOW` that none is taken when its turn comes.
const PACKET_IDS: u16 = 2000;
/// Attempts in a row without progress before we give up: more once it has worked.
const ATTEMPTS: [u32; 2] = [3, 8];

/// A message to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// How long after the start it is due.
    pub after: Duration,
    /// Topic.
    pub topic: String,
    /// Payload.
    pub payload: Vec<u8>,
}

/// The broker cannot be reached, or keeps hanging up.
#[derive(Debug, thiserror::Error)]
#[error(
    "publish to the broker at {broker}: {reason}; start the broker (the embedded one runs while `serve` does), or name \
     the right one in [mqtt] or [broker]"
)]
pub struct PublishError {
    broker: String,
    reason: String,
}

/// Publish `messages` in order, each no earlier than it is due, and return how many were acknowledged: all of
/// them. `acknowledged` is called with the number so far.
pub async fn publish(
    address: &Address,
    messages: impl Iterator<Item = Outgoing>,
    mut acknowledged: impl FnMut(u64),
) -> Result<u64, PublishError> {
    let mut publisher = Publisher {
        events: EventLoop::new(options(address), 1),
        waiting: messages.peekable(),
        again: VecDeque::new(),
        under_way: VecDeque::new(),
        start: Instant::now(),
        done: 0,
    };
    let mut backoff = Backoff::between(Duration::from_millis(100), Duration::from_secs(5));
    let mut failures = 0;
    loop {
        let done_before = publisher.done;
        let Err(reason) = publisher.converse(&mut acknowledged).await else { return Ok(publisher.done) };
        if publisher.done > done_before {
            failures = 0;
            backoff.reset();
        }
        failures += 1;
        if failures >= ATTEMPTS[usize::from(publisher.done > 0)] {
            return Err(PublishError { broker: address.to_string(), reason });
        }
        publisher.take_back();
        tokio::time::sleep(backoff.pause()).await;
    }
}

struct Publisher<M: Iterator<Item = Outgoing>> {
    events: EventLoop,
    waiting: std::iter::Peekable<M>,
    /// Published on a connection that broke.
    again: VecDeque<Outgoing>,
    /// Published on this connection, with their packet identifiers.
    under_way: VecDeque<(u16, Outgoing)>,
    start: Instant,
    done: u64,
}

impl<M: Iterator<Item = Outgoing>> Publisher<M> {
    /// One connection: until everything is acknowledged, or it breaks.
    async fn converse(&mut self, acknowledged: &mut impl FnMut(u64)) -> Result<(), String> {
        while self.events.network.is_none() {
            self.events.poll().await.map_err(|reason| reason.to_string())?;
        }
        loop {
            self.send_what_is_due().await?;
            let next_due = self.next_due();
            if self.under_way.is_empty() && next_due.is_none() {
                self.write(vec![Packet::Disconnect]).await?;
                return Ok(());
            }
            let may_send = self.under_way.len() < WINDOW;
            tokio::select! {
                event = self.events.poll() => {
                    let event = event.map_err(|reason| reason.to_string())?;
                    if let Event::Incoming(Incoming::PubAck(answer)) = event {
                        self.settle(answer.pkid);
                        acknowledged(self.done);
                    }
                }
                () = tokio::time::sleep_until(next_due.unwrap_or(self.start)), if may_send && next_due.is_some() => {}
            }
        }
    }

    fn next_due(&mut self) -> Option<Instant> {
        let next = self.again.front().or_else(|| self.waiting.peek())?;
        Some(self.start + next.after)
    }

    async fn send_what_is_due(&mut self) -> Result<(), String> {
        let mut packets = Vec::new();
        while self.under_way.len() < WINDOW && self.next_due().is_some_and(|due| due <= Instant::now()) {
            let Some(message) = self.again.pop_front().or_else(|| self.waiting.next()) else { break };
            let publish = Publish::new(&message.topic, QoS::AtLeastOnce, message.payload.clone());
            let request = Request::Publish(publish);
            let packet =
                self.events.state.handle_outgoing_packet(request).map_err(|error| error.to_string())?;
            if let Some(Packet::Publish(publish)) = packet {
                self.under_way.push_back((publish.pkid, message));
                packets.push(Packet::Publish(publish));
            }
        }
        if packets.is_empty() { Ok(()) } else { self.write(packets).await }
    }

    fn settle(&mut self, packet_id: u16) {
        if let Some(place) = self.under_way.iter().position(|(id, _)| *id == packet_id) {
            self.under_way.remove(place);
            self.done += 1;
        }
    }

    /// The connection is gone: everything that was under way goes first on the next one.
    fn take_back(&mut self) {
        for (_, message) in self.under_way.drain(..).rev() {
            self.again.push_front(message);
        }
        self.events.clean();
        self.events.state.events.clear();
        self.events.pending.clear();
    }

    async fn write(&mut self, packets: Vec<Packet>) -> Result<(), String> {
        let Some(network) = self.events.network.as_mut() else { return Ok(()) };
        for packet in packets {
            network.write(packet).await.map_err(|error| error.to_string())?;
        }
        network.flush().await.map_err(|error| error.to_string())
    }
}

fn options(address: &Address) -> MqttOptions {
    let mut options = MqttOptions::new(&address.client_id, &address.host, address.port);
    options.set_keep_alive(KEEP_ALIVE).set_max_packet_size(MAX_PACKET_BYTES, MAX_PACKET_BYTES);
    options.set_inflight(PACKET_IDS);
    if let Some((user, password)) = &address.login {
        options.set_credentials(user, password.reveal());
    }
    options
}
