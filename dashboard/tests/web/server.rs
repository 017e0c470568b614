//! The server around the pages, on a real socket.

use std::time::Duration;

use crate::world::{World, world};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

struct Running {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

async fn run(world: &World) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let app = world.app.clone();
    let served = tokio::spawn(dashboard::serve(listener, app, async {
        let _ = stopped.await;
    }));
    Running { address, stop, served }
}

async fn ask(address: std::net::SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn pages_are_served_until_told_to_stop() {
    let world = world();
    let running = run(&world).await;
    let answer =
        ask(running.address, "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("ok\n"), "{answer}");
    let waiting = TcpStream::connect(running.address).await.unwrap();
    running.stop.send(()).unwrap();
    running.served.await.unwrap().unwrap();
    assert!(TcpStream::connect(running.address).await.is_err(), "nobody listens any more");
    drop(waiting);
}

#[tokio::test]
async fn an_open_stream_does_not_hold_up_the_end() {
    let world = world();
    let running = run(&world).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET /api/v1/live HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut first = [0; 2048];
    while !String::from_utf8_lossy(&first).contains("event: status") {
        assert!(stream.read(&mut first).await.unwrap() > 0);
    }
    let started = Instant::now();
    running.stop.send(()).unwrap();
    running.served.await.unwrap().unwrap();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    stream.read_to_end(&mut Vec::new()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_finish_its_head_is_let_go() {
    let world = world();
    let running = run(&world).await;
    for head in ["", "GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: "] {
        let started = Instant::now();
        ask(running.address, head).await;
        let waited = started.elapsed();
        assert!((Duration::from_secs(9)..Duration::from_secs(12)).contains(&waited), "{waited:?}");
    }
}

#[tokio::test]
async fn a_foreign_host_is_refused() {
    let world = world();
    let running = run(&world).await;
    for (head, status) in [
        ("GET /api/v1/status HTTP/1.1\r\nhost: evil.example:8080\r\nconnection: close\r\n\r\n", "421"),
        ("GET http://evil.example/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", "421"),
        ("GET /api/v1/status HTTP/1.1\r\nhost: [::1]:8080\r\nconnection: close\r\n\r\n", "200"),
        ("GET /api/v1/status HTTP/1.1\r\nhost: 192.0.2.7\r\nconnection: close\r\n\r\n", "200"),
        ("GET /healthz HTTP/1.0\r\n\r\n", "200"),
    ] {
        let answer = ask(running.address, head).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{head}");
    }
}

#[tokio::test]
async fn large_bodies_and_heads_are_refused() {
    let world = world();
    let running = run(&world).await;
    let post = "POST /api/v1/status HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 99999999\r\n\r\n";
    assert!(ask(running.address, post).await.starts_with("HTTP/1.1 413"));
    let head = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "a".repeat(64 * 1024));
    assert!(ask(running.address, &head).await.starts_with("HTTP/1.1 431"));
}
