//! The MQTT session: a persistent one at QoS 1 whose acknowledgements follow the database commit.
//!
//! One task owns the connection and never waits for its own client: acknowledgements and subscriptions are
//! written directly to the network. The rules it keeps:
//!
//! - a message is acknowledged when its receipt comes back from the writer, in order of arrival, one flush per
//!   batch;
//! - receipts of an earlier connection are dropped: the broker delivers those messages again;
//! - without room in the queue it stops reading; if that lasts, it disconnects and lets the broker queue;
//! - it subscribes on the first connection of the process and whenever the broker does not know the session.

mod backoff;
mod connection;
mod filters;
mod publisher;
mod queue;
mod status;

pub use backoff::Backoff;
pub use filters::wanted as wanted_filters;
pub use publisher::{Outgoing, PublishError, publish};
pub use queue::{Inlet, Level, Limits, Message, Outlet, Receipt, queue};
pub use status::Status;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use config::{Config, Secret};
use rumqttc::MqttOptions;
use tokio::sync::{mpsc, watch};
use tracing::{debug, info, warn};

use crate::clock::Clock;
use crate::stop::Stop;
use connection::{Connection, End};

/// Pings keep the connection open; the broker gives us up after one and a half of these.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// The largest packet we read. A larger one would come back for ever.
const MAX_PACKET_BYTES: usize = 16 << 20;
/// How long reading may pause before we disconnect, so that the broker keeps the messages.
const LONGEST_STANDSTILL: Duration = Duration::from_secs(15);
/// Pauses between attempts to connect.
const BACKOFF: Backoff = Backoff::between(Duration::from_millis(200), Duration::from_secs(30));

/// Which broker, and as whom.
#[derive(Debug, Clone)]
pub struct Address {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Client id of the persistent session.
    pub client_id: String,
    /// User name and password.
    pub login: Option<(String, Secret)>,
}

/// What the session listens to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscriptions {
    /// Topic filters to subscribe to.
    pub wanted: Vec<String>,
    /// Filters of an earlier configuration that the broker may still serve to this session.
    pub retired: Vec<String>,
    /// The broker should know the session from an earlier run: if not, it has lost what it kept for us.
    pub had_session: bool,
}

/// Everything the session task needs.
#[derive(Debug)]
pub struct Session {
    /// The broker.
    pub address: Address,
    /// What to listen to.
    pub subscriptions: Subscriptions,
    /// Where messages go.
    pub inlet: Inlet,
    /// Receipts of messages that are safe now; an empty list means "look again whether there is room".
    pub safe: mpsc::UnboundedReceiver<Vec<Receipt>>,
    /// Stamps the reception.
    pub clock: Clock,
    /// Where the state of the link is shown.
    pub status: watch::Sender<Status>,
    /// Ends the session.
    pub stop: Stop,
}

/// The configured broker speaks TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this version speaks MQTT without TLS only; let a TLS forwarder on this machine (stunnel, or a Mosquitto \
     bridge) reach the broker, and name the forwarder in [mqtt]"
)]
pub struct NoTls;

impl Address {
    /// The broker that `config` names, or the embedded one on its configured address.
    ///
    /// # Errors
    /// If the broker wants TLS.
    pub fn of(config: &Config, client_id: Option<String>) -> Result<Self, NoTls> {
        let Some(mqtt) = &config.mqtt else {
            return Ok(Self::embedded(config.broker_listen, client_id));
        };
        if mqtt.tls {
            return Err(NoTls);
        }
        let login = mqtt
            .username
            .clone()
            .map(|user| (user, mqtt.password.clone().unwrap_or_else(|| Secret::new(String::new()))));
        let client_id = client_id.unwrap_or_else(|| mqtt.client_id.clone());
        Ok(Self { host: mqtt.host.clone(), port: mqtt.port, client_id, login })
    }

    /// The embedded broker on `listen`.
    #[must_use]
    pub fn embedded(listen: SocketAddr, client_id: Option<String>) -> Self {
        let reachable = crate::broker::reachable(listen);
        let client_id = client_id.unwrap_or_else(|| "sparvakt".to_owned());
        Self { host: reachable.ip().to_string(), port: reachable.port(), client_id, login: None }
    }
}

impl Subscriptions {
    /// Subscribe to `wanted`, and leave what `before` held and `wanted` does not.
    #[must_use]
    pub fn replacing(before: &[String], wanted: Vec<String>) -> Self {
        let keep: BTreeSet<&String> = wanted.iter().collect();
        let retired = before.iter().filter(|filter| !keep.contains(filter)).cloned().collect();
        Self { wanted, retired, had_session: !before.is_empty() }
    }
}

impl Session {
    /// Serve until asked to stop. Then no more messages are read, those already read are acknowledged as the
    /// writer commits them, and the connection is closed properly.
    pub async fn run(mut self) {
        let mut connection = Connection::new(options(&self.address), std::mem::take(&mut self.subscriptions));
        let mut backoff = BACKOFF;
        let mut lost_for_the_first_time = true;
        loop {
            let end = match connection.open(&self.stop, &self.status).await {
                Ok(()) => {
                    backoff.reset();
                    lost_for_the_first_time = true;
                    info!(broker = %self.address, "connected to the broker at {}", self.address);
                    self.converse(&mut connection).await
                }
                Err(end) => end,
            };
            match end {
                End::Stopped => return self.close(connection).await,
                End::Standstill => {
                    warn!("the writer cannot keep up; disconnected so that the broker keeps the messages");
                    connection.forget(&self.status, None);
                    self.wait_for_room().await;
                }
                End::Lost(reason) => {
                    let pause = backoff.pause();
                    // One line per outage: the rest would only fill the log.
                    if std::mem::take(&mut lost_for_the_first_time) {
                        warn!(broker = %self.address, reason,
                            "no connection to the broker at {}: {reason}; trying again", self.address);
                    } else {
                        debug!(broker = %self.address, reason, ?pause, "still no connection to the broker");
                    }
                    connection.forget(&self.status, Some(reason));
                    tokio::select! {
                        () = self.stop.requested() => {}
                        () = tokio::time::sleep(pause) => {}
                    }
                }
            }
        }
    }

    /// Read messages and write acknowledgements until something ends it.
    async fn converse(&mut self, connection: &mut Connection) -> End {
        let mut standstill = Box::pin(tokio::time::sleep(LONGEST_STANDSTILL));
        let mut had_room = true;
        loop {
            let has_room = self.inlet.has_room();
            if had_room && !has_room {
                standstill.as_mut().reset(tokio::time::Instant::now() + LONGEST_STANDSTILL);
            }
            had_room = has_room;
            let step = tokio::select! {
                biased;
                () = self.stop.requested() => return End::Stopped,
                Some(receipts) = self.safe.recv() => connection.acknowledge(&receipts).await,
                () = &mut standstill, if !has_room => {
                    connection.disconnect().await;
                    return End::Standstill;
                }
                step = connection.read(&self.inlet, &self.clock, &self.status), if has_room => step,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    /// Receipts that come in meanwhile belong to a closed connection.
    async fn wait_for_room(&mut self) {
        while !self.inlet.has_room() {
            tokio::select! {
                () = self.stop.requested() => return,
                receipts = self.safe.recv() => if receipts.is_none() { return },
            }
        }
    }

    async fn close(self, mut connection: Connection) {
        let Self { inlet, mut safe, status, .. } = self;
        // The writer sees the end of the queue, commits what is left and hangs up.
        drop(inlet);
        while let Some(receipts) = safe.recv().await {
            // A broken connection changes nothing: unacknowledged messages come again at the next start.
            let _ = connection.acknowledge(&receipts).await;
        }
        connection.disconnect().await;
        connection.forget(&status, None);
    }
}

fn options(address: &Address) -> MqttOptions {
    let mut options = MqttOptions::new(&address.client_id, &address.host, address.port);
    options
        .set_clean_session(false)
        .set_manual_acks(true)
        .set_keep_alive(KEEP_ALIVE)
        .set_max_packet_size(MAX_PACKET_BYTES, MAX_PACKET_BYTES);
    if let Some((user, password)) = &address.login {
        options.set_credentials(user, password.reveal());
    }
    options
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests;
