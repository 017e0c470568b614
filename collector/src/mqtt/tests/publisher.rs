//! Publishing history.

use std::time::Duration;

use tokio::net::TcpListener;

use super::peer::{Peer, Sent};
use crate::mqtt::{Address, Outgoing, publish};

fn address(listener: &TcpListener) -> Address {
    let port = listener.local_addr().unwrap().port();
    Address { host: "127.0.0.1".to_owned(), port, client_id: "replay".to_owned(), login: None }
}

fn message(number: u8) -> Outgoing {
    Outgoing { after: Duration::ZERO, topic: "t".to_owned(), payload: vec![number] }
}

async fn received(peer: &mut Peer) -> (u16, u8) {
    let Sent::Publish { packet_id, payload } = peer.sent().await else { panic!("expected a message") };
    (packet_id, payload[0])
}

#[tokio::test]
async fn what_was_not_acknowledged_before_a_cut_is_published_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = address(&listener);
    let task = tokio::spawn(async move { publish(&address, (1..=4).map(message), |_| {}).await });

    let mut peer = Peer::accept(&listener, false).await;
    let (first, _) = received(&mut peer).await;
    for expected in 2..=4 {
        assert_eq!(received(&mut peer).await.1, expected);
    }
    peer.acknowledge(first).await;
    drop(peer);

    let mut peer = Peer::accept(&listener, false).await;
    let mut numbers = Vec::new();
    loop {
        match peer.sent().await {
            Sent::Publish { packet_id, payload } => {
                numbers.push(payload[0]);
                peer.acknowledge(packet_id).await;
            }
            end => {
                assert_eq!(end, Sent::Disconnect);
                break;
            }
        }
    }
    // Whether the first acknowledgement was read before the cut is a matter of luck.
    assert!(numbers.ends_with(&[2, 3, 4]), "{numbers:?}");
    assert_eq!(task.await.unwrap().unwrap(), 4);
}

#[tokio::test]
async fn a_broker_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = address(&listener);
    drop(listener);
    let error = publish(&address, (1..=4).map(message), |_| {}).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("publish to the broker at {address}: ")), "{error}");
}
