//! Serves a synthetic portfolio, to look at the pages: `cargo run -p dashboard --example preview -- 127.0.0.1:8080`
//!
//! The word `offline` after it shows them without a broker, `demo` as simulated, and
//! `sol` shows five solar plants instead.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "../tests/web/sunny.rs"]
mod sunny;
#[path = "../tests/web/world.rs"]
mod world;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let address = arguments.first().map_or("127.0.0.1:8080", String::as_str);
    let simulated = arguments.iter().any(|word| word == "demo");
    let sunny = arguments.iter().any(|word| word == "sol");
    let world = match (sunny, simulated) {
        (true, _) => sunny::sunny(),
        (false, true) => world::demo(),
        (false, false) => world::world(),
    };
    world.live.send_modify(|live| live.broker_connected = !arguments.iter().any(|word| word == "offline"));
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);
    dashboard::serve(listener, world.app.clone(), async {
        let _ = tokio::signal::ctrl_c().await;
    })
    .await
}
