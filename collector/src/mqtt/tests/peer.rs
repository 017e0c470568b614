//! A broker that does exactly what a test says, packet by packet.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The broker's end of one connection.
pub struct Peer(TcpStream);

/// What a client sends, as far as a test looks at it.
#[derive(Debug, PartialEq, Eq)]
pub enum Sent {
    Connect,
    Publish { packet_id: u16, payload: Vec<u8> },
    Subscribe { packet_id: u16, filters: Vec<String> },
    Unsubscribe(String),
    Ack(u16),
    Disconnect,
    Closed,
}

impl Peer {
    pub async fn accept(listener: &TcpListener, session_present: bool) -> Self {
        let (socket, _) = listener.accept().await.unwrap();
        let mut peer = Self(socket);
        assert_eq!(peer.sent().await, Sent::Connect);
        peer.write(&[0x20, 2, u8::from(session_present), 0]).await;
        peer
    }

    pub async fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    pub async fn publish(&mut self, packet_id: u16, payload: &[u8], redelivered: bool) {
        let mut body = vec![0, 1, b't'];
        body.extend(packet_id.to_be_bytes());
        body.extend(payload);
        let mut packet = vec![0x32 | u8::from(redelivered) << 3];
        let mut length = body.len();
        loop {
            let more = u8::from(length > 127) << 7;
            packet.push(u8::try_from(length % 128).unwrap() | more);
            length /= 128;
            if more == 0 {
                break;
            }
        }
        packet.extend(body);
        self.write(&packet).await;
    }

    pub async fn grant(&mut self, filters: &[&str], codes: &[u8]) {
        let Sent::Subscribe { packet_id, filters: asked } = self.sent().await else {
            panic!("expected a subscription");
        };
        assert_eq!(asked, filters);
        let [high, low] = packet_id.to_be_bytes();
        let mut packet = vec![0x90, u8::try_from(2 + codes.len()).unwrap(), high, low];
        packet.extend(codes);
        self.write(&packet).await;
    }

    pub async fn acknowledge(&mut self, packet_id: u16) {
        let [high, low] = packet_id.to_be_bytes();
        self.write(&[0x40, 2, high, low]).await;
    }

    pub async fn sent(&mut self) -> Sent {
        let Ok(kind) = self.0.read_u8().await else { return Sent::Closed };
        let (mut length, mut shift) = (0, 0);
        loop {
            let byte = self.0.read_u8().await.unwrap();
            length |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.unwrap();
        let word = |at: usize| u16::from_be_bytes([body[at], body[at + 1]]);
        let text =
            |at: usize| String::from_utf8(body[at + 2..at + 2 + usize::from(word(at))].to_vec()).unwrap();
        match kind >> 4 {
            1 => Sent::Connect,
            3 => {
                let at = 2 + usize::from(word(0));
                Sent::Publish { packet_id: word(at), payload: body[at + 2..].to_vec() }
            }
            4 => Sent::Ack(word(0)),
            8 => {
                let (mut filters, mut at) = (Vec::new(), 2);
                while at < body.len() {
                    filters.push(text(at));
                    at += 3 + usize::from(word(at));
                }
                Sent::Subscribe { packet_id: word(0), filters }
            }
            10 => Sent::Unsubscribe(text(2)),
            14 => Sent::Disconnect,
            other => panic!("unexpected packet type {other}"),
        }
    }
}
