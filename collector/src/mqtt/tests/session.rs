//! The session, message by message.

use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::peer::{Peer, Sent};
use crate::clock::ManualClock;
use crate::mqtt::{Address, Limits, Message, Outlet, Receipt, Session, Status, Subscriptions, queue};
use crate::stop::{self, Stopper};

/// A running session with all its ends in the test's hands.
struct Rig {
    listener: TcpListener,
    outlet: Outlet,
    safe: Option<mpsc::UnboundedSender<Vec<Receipt>>>,
    status: watch::Receiver<Status>,
    stopper: Stopper,
    task: JoinHandle<()>,
}

impl Rig {
    async fn start(subscriptions: Subscriptions, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (inlet, outlet) = queue(limits);
        let (safe, receipts) = mpsc::unbounded_channel();
        let (sender, status) = watch::channel(Status::default());
        let (stopper, stop) = stop::channel();
        let session = Session {
            address: Address {
                host: "127.0.0.1".to_owned(),
                port: listener.local_addr().unwrap().port(),
                client_id: "test".to_owned(),
                login: None,
            },
            subscriptions,
            inlet,
            safe: receipts,
            clock: ManualClock::at(chrono::DateTime::UNIX_EPOCH).clock(),
            status: sender,
            stop,
        };
        Self { listener, outlet, safe: Some(safe), status, stopper, task: tokio::spawn(session.run()) }
    }

    async fn peer(&self, session_present: bool) -> Peer {
        Peer::accept(&self.listener, session_present).await
    }

    async fn messages(&mut self, count: usize) -> Vec<Message> {
        let mut messages = Vec::new();
        while messages.len() < count {
            match self.outlet.take() {
                Some(message) => messages.push(message),
                None => tokio::task::yield_now().await,
            }
        }
        messages
    }

    fn commit(&self, messages: &[Message]) {
        self.outlet.release(messages);
        let receipts = messages.iter().filter_map(|message| message.receipt).collect();
        self.safe.as_ref().unwrap().send(receipts).unwrap();
    }

    async fn until(&mut self, condition: impl FnMut(&Status) -> bool) {
        tokio::time::timeout(Duration::from_secs(20), self.status.wait_for(condition))
            .await
            .unwrap()
            .unwrap();
    }
}

fn listening_to(filters: &[&str]) -> Subscriptions {
    Subscriptions::replacing(&[], filters.iter().map(|&filter| filter.to_owned()).collect())
}

#[tokio::test]
async fn messages_are_acknowledged_in_order_of_arrival_and_only_when_they_are_safe() {
    let mut rig = Rig::start(listening_to(&["t"]), Limits::default()).await;
    let mut peer = rig.peer(false).await;
    peer.grant(&["t"], &[1]).await;
    rig.until(|status| status.connected).await;
    for packet_id in [3, 1, 2] {
        peer.publish(packet_id, b"1", false).await;
    }
    let messages = rig.messages(3).await;
    rig.commit(&messages);
    for packet_id in [3, 1, 2] {
        assert_eq!(peer.sent().await, Sent::Ack(packet_id));
    }
}

#[tokio::test]
async fn receipts_of_an_old_connection_are_not_sent_on_the_new_one() {
    let mut rig = Rig::start(listening_to(&["t"]), Limits::default()).await;
    let mut peer = rig.peer(false).await;
    peer.grant(&["t"], &[1]).await;
    peer.publish(1, b"a", false).await;
    let old = rig.messages(1).await;
    drop(peer);
    rig.until(|status| !status.connected && status.connections == 1 && status.reason.is_some()).await;

    let mut peer = rig.peer(true).await;
    peer.publish(1, b"b", true).await;
    let new = rig.messages(1).await;
    assert!(new[0].redelivered);
    rig.commit(&old);
    peer.publish(2, b"c", false).await;
    let last = rig.messages(1).await;
    rig.commit(&last);
    // Had the old receipt been used, packet 1 would have been acknowledged first.
    assert_eq!(peer.sent().await, Sent::Ack(2));
}

#[tokio::test]
async fn it_subscribes_again_only_when_the_broker_has_forgotten_the_session() {
    let mut rig = Rig::start(listening_to(&["a/#", "b/+"]), Limits::default()).await;
    let mut peer = rig.peer(false).await;
    peer.grant(&["a/#", "b/+"], &[1, 1]).await;
    rig.until(|status| status.connected).await;
    drop(peer);

    let mut peer = rig.peer(true).await;
    peer.publish(7, b"x", false).await;
    let messages = rig.messages(1).await;
    rig.commit(&messages);
    assert_eq!(peer.sent().await, Sent::Ack(7), "no subscription in between");
    drop(peer);

    let mut peer = rig.peer(false).await;
    peer.grant(&["a/#", "b/+"], &[1, 1]).await;
    rig.until(|status| status.connected && status.sessions_lost == 1).await;
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_subscription_is_granted_is_not_trusted() {
    let rig = Rig::start(listening_to(&["t"]), Limits::default()).await;
    let mut peer = rig.peer(false).await;
    assert!(matches!(peer.sent().await, Sent::Subscribe { .. }));
    drop(peer);
    let mut peer = rig.peer(true).await;
    peer.grant(&["t"], &[1]).await;
}

#[tokio::test]
async fn filters_of_an_earlier_configuration_are_given_up() {
    let before = ["gone/#".to_owned(), "t".to_owned()];
    let rig = Rig::start(Subscriptions::replacing(&before, vec!["t".to_owned()]), Limits::default()).await;
    let mut peer = rig.peer(true).await;
    peer.grant(&["t"], &[1]).await;
    assert_eq!(peer.sent().await, Sent::Unsubscribe("gone/#".to_owned()));
}

#[tokio::test]
async fn refused_subscriptions_are_named() {
    let mut rig = Rig::start(listening_to(&["secret/#", "t"]), Limits::default()).await;
    let mut peer = rig.peer(false).await;
    peer.grant(&["secret/#", "t"], &[0x80, 1]).await;
    rig.until(|status| status.connected && status.refused == ["secret/#"]).await;
}

#[tokio::test]
async fn without_room_it_stops_reading_and_goes_on_when_there_is_room_again() {
    let limits = Limits { messages: 5, bytes: 1 << 20 };
    let mut rig = Rig::start(listening_to(&["t"]), limits).await;
    let mut peer = rig.peer(false).await;
    peer.grant(&["t"], &[1]).await;
    for packet_id in 1..=100 {
        peer.publish(packet_id, b"1", false).await;
    }
    for expected in (1..=100).collect::<Vec<u16>>().chunks(5) {
        let messages = rig.messages(expected.len()).await;
        assert!(rig.outlet.take().is_none(), "more than there is room for");
        rig.commit(&messages);
        for packet_id in expected {
            assert_eq!(peer.sent().await, Sent::Ack(*packet_id));
        }
    }
}

#[tokio::test]
async fn a_large_message_does_not_break_the_connection() {
    let mut rig = Rig::start(listening_to(&["t"]), Limits::default()).await;
    let mut peer = rig.peer(false).await;
    peer.grant(&["t"], &[1]).await;
    peer.publish(1, &vec![b'x'; 2 << 20], false).await;
    let messages = rig.messages(1).await;
    assert_eq!(messages[0].payload.len(), 2 << 20);
    rig.commit(&messages);
    assert_eq!(peer.sent().await, Sent::Ack(1));
}

#[tokio::test]
async fn asked_to_stop_it_acknowledges_what_the_writer_still_commits_and_leaves_politely() {
    let mut rig = Rig::start(listening_to(&["t"]), Limits::default()).await;
    let mut peer = rig.peer(false).await;
    peer.grant(&["t"], &[1]).await;
    peer.publish(1, b"1", false).await;
    let messages = rig.messages(1).await;
    rig.stopper.stop();
    rig.commit(&messages);
    drop(rig.safe.take());
    assert_eq!(peer.sent().await, Sent::Ack(1));
    assert_eq!(peer.sent().await, Sent::Disconnect);
    assert_eq!(peer.sent().await, Sent::Closed);
    rig.task.await.unwrap();
}
