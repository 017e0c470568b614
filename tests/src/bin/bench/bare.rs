//! The least that a subscriber can do and still lose nothing: write, sync, acknowledge.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::Sender;
use std::time::Duration;

use anyhow::{Context, Result};
use rumqttc::{Client, Connection, Event, MqttOptions, Packet, Publish, QoS, RecvTimeoutError};

/// Messages per synced write.
const BATCH: usize = 500;
/// How long a message may wait for others.
const IDLE: Duration = Duration::from_millis(5);

/// Subscribe to `filter` and take `expected` messages; `ready` hears once the subscription stands.
pub fn subscribe(port: u16, filter: &str, expected: usize, file: &Path, ready: &Sender<()>) -> Result<()> {
    let mut options = MqttOptions::new("bare", "127.0.0.1", port);
    // As many unacknowledged messages as the broker's window allows; the batch must be smaller.
    options.set_clean_session(true).set_manual_acks(true).set_max_packet_size(16 << 20, 16 << 20);
    let (client, mut connection) = Client::new(options, 65_536);
    client.subscribe(filter, QoS::AtLeastOnce)?;
    let mut file = File::create(file)?;
    let mut waiting: Vec<Publish> = Vec::with_capacity(BATCH);
    let mut taken = 0;
    while taken < expected {
        let idle = match next(&mut connection)? {
            Some(Event::Incoming(Packet::Publish(message))) => {
                waiting.push(message);
                false
            }
            Some(Event::Incoming(Packet::SubAck(_))) => {
                ready.send(())?;
                false
            }
            Some(_) => false,
            None => !waiting.is_empty(),
        };
        if waiting.len() >= BATCH || idle {
            taken += commit(&client, &mut file, &mut waiting)?;
        }
    }
    client.disconnect()?;
    // The acknowledgements leave with the events that follow.
    while next(&mut connection).is_ok_and(|event| event.is_some()) {}
    Ok(())
}

fn commit(client: &Client, file: &mut File, waiting: &mut Vec<Publish>) -> Result<usize> {
    for message in waiting.iter() {
        file.write_all(&message.payload)?;
    }
    file.sync_data()?;
    for message in waiting.iter() {
        client.try_ack(message)?;
    }
    let count = waiting.len();
    waiting.clear();
    Ok(count)
}

/// The next event, or none after a pause.
fn next(connection: &mut Connection) -> Result<Option<Event>> {
    match connection.recv_timeout(IDLE) {
        Ok(event) => Ok(Some(event.context("the bare subscriber's connection")?)),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => anyhow::bail!("the bare subscriber's connection has ended"),
    }
}
