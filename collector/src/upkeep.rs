//! What the store needs done now and then, whatever else happens: readings that have gathered in tables are folded
//! into blocks.

use std::time::Duration;

use store::{Result, Store};
use tracing::{debug, warn};

use crate::stop::Stop;

/// Between looks whether there is something to do; at full speed some 50,000 readings come meanwhile.
const PAUSE: Duration = Duration::from_millis(500);
/// After a failure.
const LONG_PAUSE: Duration = Duration::from_secs(60);

/// Keep the store in shape until asked to stop.
pub async fn run(store: Store, stop: Stop) {
    loop {
        let kept = store.clone();
        let pause = match tokio::task::spawn_blocking(move || fold(&kept)).await {
            Ok(Ok(())) => PAUSE,
            Ok(Err(error)) => {
                warn!(%error, "failed to fold readings into blocks: {error}; reading them is slower");
                LONG_PAUSE
            }
            // The panic has been reported where it happened.
            Err(_) => LONG_PAUSE,
        };
        tokio::select! {
            () = stop.requested() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

fn fold(store: &Store) -> Result<()> {
    if store.is_fold_due()? {
        let folded = store.fold()?;
        debug!(folded, "readings folded into blocks");
    }
    Ok(())
}
