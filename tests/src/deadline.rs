//! Waiting for something to become true, with an end.

use std::fmt::Display;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

/// How often a condition is looked at.
const STEP: Duration = Duration::from_millis(25);

/// Ask `probe` until it gives a value; its error is what the last attempt lacked.
///
/// # Errors
/// After `limit`, with `what` was awaited and what the last attempt said.
pub fn wait<T>(what: impl Display, limit: Duration, mut probe: impl FnMut() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    loop {
        match probe() {
            Ok(value) => return Ok(value),
            Err(error) if start.elapsed() > limit => {
                return Err(anyhow!("waited {} s for {what}: {error:#}", limit.as_secs()));
            }
            Err(_) => std::thread::sleep(STEP),
        }
    }
}
