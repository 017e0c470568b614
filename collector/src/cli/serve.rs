//! `sparvakt serve`: collect, analyse and show, until SIGTERM or ctrl-c.

use std::pin::pin;

use tokio::signal::unix::{SignalKind, signal};
use tracing::info;

use super::{ConfigFile, Failure, Outcome, Verdict, load};
use crate::clock::Clock;
use crate::run::Service;
use crate::stop::Stop;
use crate::{run, stop};

/// What to serve.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    let config = load(&args.file.config)?;
    until_told(|stop| async { run::serve(config, Clock::system(), stop).await.map_err(Failure::environment) })
}

/// Run the service that `start` starts until SIGTERM or ctrl-c.
pub fn until_told<F>(start: impl FnOnce(Stop) -> F) -> Outcome
where
    F: Future<Output = Result<Service, Failure>>,
{
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::environment)?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).map_err(Failure::environment)?;
        let (stopper, stop) = stop::channel();
        let service = start(stop).await?;
        let mut finished = pin!(service.finished());
        tokio::select! {
            ended = &mut finished => return ended.map(|()| Verdict::Good).map_err(Failure::environment),
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        info!("asked to stop: finishing what has been received");
        stopper.stop();
        finished.await.map_err(Failure::environment)?;
        Ok(Verdict::Good)
    })
}
