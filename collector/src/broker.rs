//! The embedded broker, for demo and trial: it needs no installation, and it keeps nothing on disk.
//!
//! Sessions, retained messages and what it holds for an absent collector end with the process. Anyone may
//! publish to it, so it listens on loopback unless the operator says otherwise.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use rumqttd::{Broker, Config, ConnectionSettings, RouterConfig, ServerSettings};
use tracing::{error, warn};

use crate::clock::Stopwatch;

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// The address is taken or not ours.
    #[error(
        "listen for meters on {listen}: {reason}; stop what uses the port, or set `listen` in [broker], or name a \
         broker in [mqtt]"
    )]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// What the system says.
        reason: std::io::Error,
    },
    /// It was started and does not answer.
    #[error("the embedded broker on {0} did not come up within 10 s")]
    Silent(SocketAddr),
    /// No thread for it.
    #[error("start a thread for the embedded broker: {0}")]
    Thread(std::io::Error),
}

/// Start it and return the address it listens on. It runs until the process ends.
pub fn start(listen: SocketAddr) -> Result<SocketAddr, BrokerError> {
    let free = TcpListener::bind(listen).map_err(|reason| BrokerError::Listen { listen, reason })?;
    let listen = free.local_addr().map_err(|reason| BrokerError::Listen { listen, reason })?;
    drop(free);
    let mut broker = Broker::new(settings(listen));
    std::thread::Builder::new()
        .name("broker".to_owned())
        .spawn(move || {
            if let Err(reason) = broker.start() {
                error!(%reason, "the embedded broker has ended: {reason}");
            }
        })
        .map_err(BrokerError::Thread)?;
    wait_until_it_answers(listen)?;
    if !listen.ip().is_loopback() {
        warn!(%listen, "the embedded broker on {listen} lets anyone on the network publish readings");
    }
    warn!(
        %listen,
        "embedded broker on {listen}, best effort: what it holds is lost when the program ends; \
         name an external broker in [mqtt] for anything that counts"
    );
    Ok(listen)
}

fn wait_until_it_answers(listen: SocketAddr) -> Result<(), BrokerError> {
    let since = Stopwatch::start();
    while since.elapsed() < Duration::from_secs(10) {
        if TcpStream::connect_timeout(&reachable(listen), Duration::from_secs(1)).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Err(BrokerError::Silent(listen))
}

/// Where a client on this machine finds a server that listens on `listen`.
#[must_use]
pub fn reachable(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        listen.set_ip(match listen {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    listen
}

fn settings(listen: SocketAddr) -> Config {
    let connections = ConnectionSettings {
        connection_timeout_ms: 10_000,
        max_payload_size: 1 << 20,
        max_inflight_count: 100,
        auth: None,
        external_auth: None,
        // Without it, publishing to a topic that nobody listens to ends the publisher's connection.
        dynamic_filters: true,
    };
    let server = ServerSettings {
        name: "meters".to_owned(),
        listen,
        tls: None,
        next_connection_delay_ms: 0,
        connections,
    };
    let router = RouterConfig {
        max_connections: 1000,
        max_outgoing_packet_count: 200,
        // Per topic filter it holds at most this much for a slow reader.
        max_segment_size: 8 << 20,
        max_segment_count: 16,
        ..RouterConfig::default()
    };
    Config { router, v4: Some(HashMap::from([("meters".to_owned(), server)])), ..Config::default() }
}
