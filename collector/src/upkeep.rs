//! What the store needs done at the start and about hourly, whatever else happens.

use std::time::Duration;

use store::Store;
use tracing::{debug, warn};

use crate::clock::Clock;
use crate::stop::Stop;

/// Between rounds.
const PAUSE: Duration = Duration::from_secs(3600);

/// Keep the store in shape until asked to stop.
pub async fn run(store: Store, clock: Clock, stop: Stop) {
    loop {
        let (kept, now) = (store.clone(), clock.now());
        match tokio::task::spawn_blocking(move || kept.maintain(now)).await {
            Ok(Ok(moved)) => debug!(moved, "readings rearranged"),
            Ok(Err(error)) => {
                warn!(%error, "failed to rearrange old readings: {error}; reading them is slower");
            }
            // The panic has been reported where it happened.
            Err(_) => {}
        }
        tokio::select! {
            () = stop.requested() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}
