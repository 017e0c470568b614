//! A publisher as patient as a gateway: QoS 1, back after every broken connection.

use std::time::Duration;

use anyhow::{Context, Result};
use rumqttc::{Client, Connection, Event, MqttOptions, Packet, QoS};

/// Messages that may wait for their PUBACK.
const IN_FLIGHT: u16 = 100;

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Topic.
    pub topic: String,
    /// Payload.
    pub payload: Vec<u8>,
    /// Whether the broker keeps it for later subscribers.
    pub retain: bool,
}

impl Message {
    /// A message for the subscribers of the moment.
    pub fn new(topic: impl Into<String>, payload: impl Into<Vec<u8>>) -> Self {
        Self { topic: topic.into(), payload: payload.into(), retain: false }
    }
}

/// Publish with QoS 1 to the broker on this loopback port; returns after the last PUBACK.
///
/// # Errors
/// When the broker stays away for a minute.
pub fn publish(port: u16, messages: Vec<Message>) -> Result<()> {
    let expected = messages.len();
    let mut options = MqttOptions::new(format!("publisher-{port}"), "127.0.0.1", port);
    options
        .set_max_packet_size(16 << 20, 16 << 20)
        .set_inflight(IN_FLIGHT)
        .set_keep_alive(Duration::from_secs(30));
    let (client, connection) = Client::new(options, usize::from(IN_FLIGHT));
    let feeder = std::thread::spawn(move || feed(&client, messages));
    let outcome = await_acknowledgements(connection, expected);
    let fed = feeder.join().map_err(|_| anyhow::anyhow!("the publisher's feeder panicked"))?;
    outcome.and(fed)
}

fn feed(client: &Client, messages: Vec<Message>) -> Result<()> {
    for message in messages {
        client.publish(message.topic, QoS::AtLeastOnce, message.retain, message.payload)?;
    }
    Ok(())
}

fn await_acknowledgements(mut connection: Connection, expected: usize) -> Result<()> {
    const PAUSE: Duration = Duration::from_millis(100);
    const PATIENCE: usize = 600;
    let mut acknowledged = 0;
    let mut failures = 0;
    let mut events = connection.iter();
    while acknowledged < expected {
        match events.next().context("the connection has ended")? {
            Ok(Event::Incoming(Packet::PubAck(_))) => (acknowledged, failures) = (acknowledged + 1, 0),
            Ok(_) => {}
            Err(error) if failures == PATIENCE => return Err(error).context("publish"),
            Err(_) => {
                failures += 1;
                std::thread::sleep(PAUSE);
            }
        }
    }
    Ok(())
}
