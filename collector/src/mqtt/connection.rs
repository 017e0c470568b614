//! One connection after the other to the broker, and what has to be remembered between them.

use std::collections::HashMap;
use std::time::Duration;

use rumqttc::{
    Event, EventLoop, Incoming, MqttOptions, Packet, PubAck, Publish, QoS, Request, Subscribe,
    SubscribeFilter, SubscribeReasonCode, Unsubscribe,
};
use tokio::sync::watch;
use tracing::{error, warn};

use super::{Inlet, Message, Receipt, Status, Subscriptions};
use crate::clock::Clock;
use crate::stop::Stop;

/// A socket that takes no bytes for this long is broken.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// Filters per SUBSCRIBE packet: brokers limit it.
const FILTERS_PER_PACKET: usize = 100;

/// Why a conversation ended.
#[derive(Debug)]
pub enum End {
    /// We were asked to stop.
    Stopped,
    /// There was no room for messages for too long.
    Standstill,
    /// The connection broke or was refused.
    Lost(String),
}

pub struct Connection {
    events: EventLoop,
    subscriptions: Subscriptions,
    /// Counts connections. A receipt of another epoch must not be acknowledged on this one.
    epoch: u64,
    /// The broker has answered for all our filters, and has kept the session since.
    subscribed: bool,
    /// SUBSCRIBE packets without an answer yet.
    asked: HashMap<u16, Vec<String>>,
}

impl Connection {
    pub fn new(options: MqttOptions, subscriptions: Subscriptions) -> Self {
        // The request channel stays empty: everything is written directly.
        let events = EventLoop::new(options, 1);
        Self { events, subscriptions, epoch: 0, subscribed: false, asked: HashMap::new() }
    }

    /// Connect, and subscribe where the broker cannot be expected to know our filters.
    pub async fn open(&mut self, stop: &Stop, status: &watch::Sender<Status>) -> Result<(), End> {
        if stop.is_requested() {
            return Err(End::Stopped);
        }
        let answer = tokio::select! {
            biased;
            () = stop.requested() => return Err(End::Stopped),
            answer = self.events.poll() => answer.map_err(|reason| End::Lost(reason.to_string()))?,
        };
        let Event::Incoming(Packet::ConnAck(answer)) = answer else {
            return Err(End::Lost("the broker did not answer the connection request".to_owned()));
        };
        self.epoch += 1;
        self.asked.clear();
        let expected = self.subscribed || std::mem::take(&mut self.subscriptions.had_session);
        let session_lost = expected && !answer.session_present;
        if session_lost {
            warn!("the broker has forgotten our session; messages of the meantime may be lost");
        }
        status.send_modify(|status| {
            status.connections += 1;
            status.sessions_lost += u64::from(session_lost);
        });
        self.subscribed &= answer.session_present;
        if !self.subscribed {
            status.send_modify(|status| status.refused.clear());
            self.subscribe(answer.session_present).await?;
        }
        self.note_subscribed(status);
        Ok(())
    }

    /// Wait for the next packet and act on it. Dropping the future before it is done loses nothing.
    pub async fn read(
        &mut self,
        inlet: &Inlet,
        clock: &Clock,
        status: &watch::Sender<Status>,
    ) -> Result<(), End> {
        match self.events.poll().await.map_err(|reason| End::Lost(reason.to_string()))? {
            Event::Incoming(Incoming::Publish(publish)) => {
                let message = self.message(publish, clock);
                status.send_if_modified(|status| {
                    status.redelivered += u64::from(message.redelivered);
                    status.best_effort += u64::from(message.receipt.is_none());
                    false
                });
                // The writer only ends when the whole program does; the stop signal is on its way.
                inlet.push(message).map_err(|_| End::Stopped)
            }
            Event::Incoming(Incoming::SubAck(answer)) => {
                let asked = self.asked.remove(&answer.pkid).unwrap_or_default();
                note_refusals(asked, &answer.return_codes, status);
                self.note_subscribed(status);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn message(&self, publish: Publish, clock: &Clock) -> Message {
        let receipt = (publish.qos != QoS::AtMostOnce)
            .then_some(Receipt { epoch: self.epoch, packet_id: publish.pkid });
        Message {
            topic: publish.topic,
            payload: publish.payload.to_vec(),
            redelivered: publish.dup,
            retained: publish.retain,
            received: clock.now(),
            receipt,
        }
    }

    /// Acknowledge what was delivered on this very connection, in the given order, with one flush.
    pub async fn acknowledge(&mut self, receipts: &[Receipt]) -> Result<(), End> {
        let packets = receipts
            .iter()
            .filter(|receipt| receipt.epoch == self.epoch)
            .map(|receipt| Packet::PubAck(PubAck::new(receipt.packet_id)))
            .collect();
        self.write(packets).await
    }

    /// Tell the broker that we leave; what it has not been acknowledged for it keeps.
    pub async fn disconnect(&mut self) {
        // Leaving is a courtesy: if it fails, the broker notices the closed socket.
        let _ = self.write(vec![Packet::Disconnect]).await;
    }

    /// Drop the socket and everything that belonged to it.
    pub fn forget(&mut self, status: &watch::Sender<Status>, reason: Option<String>) {
        self.events.clean();
        // Messages read from the old socket must not be taken for the next one's.
        self.events.state.events.clear();
        self.asked.clear();
        status.send_modify(|status| {
            status.connected = false;
            status.reason = reason;
        });
    }

    async fn subscribe(&mut self, session_present: bool) -> Result<(), End> {
        let mut requests = Vec::new();
        for filters in self.subscriptions.wanted.chunks(FILTERS_PER_PACKET) {
            let filters = filters.iter().map(|filter| SubscribeFilter::new(filter.clone(), QoS::AtLeastOnce));
            requests.push(Request::Subscribe(Subscribe::new_many(filters)));
        }
        if session_present {
            let retired = std::mem::take(&mut self.subscriptions.retired);
            requests.extend(retired.into_iter().map(|filter| Request::Unsubscribe(Unsubscribe::new(filter))));
        }
        let mut packets = Vec::new();
        for request in requests {
            let packet = self.events.state.handle_outgoing_packet(request);
            packets.extend(packet.map_err(|reason| End::Lost(reason.to_string()))?);
        }
        for packet in &packets {
            if let Packet::Subscribe(packet) = packet {
                let filters = packet.filters.iter().map(|filter| filter.path.clone()).collect();
                self.asked.insert(packet.pkid, filters);
            }
        }
        self.write(packets).await
    }

    async fn write(&mut self, packets: Vec<Packet>) -> Result<(), End> {
        let Some(network) = self.events.network.as_mut() else { return Ok(()) };
        let writing = async {
            for packet in packets {
                network.write(packet).await?;
            }
            network.flush().await
        };
        match tokio::time::timeout(WRITE_TIMEOUT, writing).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(reason)) => Err(End::Lost(reason.to_string())),
            Err(_) => Err(End::Lost(format!("the broker read nothing for {} s", WRITE_TIMEOUT.as_secs()))),
        }
    }

    fn note_subscribed(&mut self, status: &watch::Sender<Status>) {
        if self.asked.is_empty() {
            self.subscribed = true;
            status.send_modify(|status| {
                status.connected = true;
                status.reason = None;
            });
        }
    }
}

fn note_refusals(filters: Vec<String>, answers: &[SubscribeReasonCode], status: &watch::Sender<Status>) {
    for (filter, answer) in filters.into_iter().zip(answers) {
        if matches!(answer, SubscribeReasonCode::Failure) {
            error!(
                filter,
                "the broker refuses the subscription {filter}: allow it to this user in the broker's ACL"
            );
            status.send_modify(|status| status.refused.push(filter));
        }
    }
}
