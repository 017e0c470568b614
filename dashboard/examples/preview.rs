//! Serves a synthetic portfolio, to look at the pages: `cargo run -p dashboard --example preview -- 127.0.0.1:8080`

#[path = "../tests/common/mod.rs"]
mod common;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let world = common::world();
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{}", listener.local_addr()?);
    dashboard::serve(listener, world.app.clone(), async {
        let _ = tokio::signal::ctrl_c().await;
    })
    .await
}
