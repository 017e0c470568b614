//! `sparvakt demo`: a simulated county to look around in, with one command.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;

use super::serve::until_told;
use super::{Failure, Outcome};
use crate::clock::Clock;
use crate::demo::{self, Folder};

/// What to show, and where.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the pages.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Address of the embedded broker, to which you may publish as well.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:1883")]
    mqtt_listen: SocketAddr,
    /// The folder that keeps the simulated readings; a later start goes on with them.
    #[arg(long, value_name = "DIR", default_value = "sparvakt-demo")]
    data: PathBuf,
    /// Remove what an earlier demo kept in the folder and start anew.
    #[arg(long)]
    fresh: bool,
    /// Which county to simulate; the same number is the same county. Default: 1, or the one in the folder.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    if !args.listen.ip().is_loopback() {
        return Err(Failure::Usage(anyhow::anyhow!(
            "--listen {}: there are no users yet, so only this machine may reach the pages; use a loopback address \
             such as 127.0.0.1:8080",
            args.listen
        )));
    }
    let clock = Clock::system();
    let folder = Folder::at(args.data.clone());
    let is_new = args.fresh || !folder.config().exists();
    let first_day = demo::first_day(clock.now());
    let entered =
        if args.fresh { folder.enter_anew(args.seed, first_day) } else { folder.enter(args.seed, first_day) };
    let note = entered.map_err(Failure::environment)?;
    let county = simulator::County::new(note.seed, note.first_day);
    let text = folder.configuration(&county.portfolio_toml(), args.listen, args.mqtt_listen);
    let config = config::from_text(&folder.config(), &text)
        .map_err(|problems| anyhow::anyhow!("the simulated configuration has problems\n{problems}"))
        .map_err(Failure::Environment)?;
    until_told(|stop| async move {
        let service = demo::serve(config, note, clock, stop)
            .await
            .context("start the demo; other addresses: --listen, --mqtt-listen")
            .map_err(Failure::Environment)?;
        folder.keep(&text).map_err(Failure::environment)?;
        let history =
            if is_new { "the history arrives within a minute" } else { "it goes on where it stopped" };
        eprintln!("Demodata. Open http://{} – {history}; ctrl-c ends it.", service.dashboard);
        Ok(service)
    })
}
