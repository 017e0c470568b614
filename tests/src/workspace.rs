//! Where things lie: the workspace, its test data, and a port nobody uses.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Result, bail};

/// A file or folder of the workspace.
#[must_use]
pub fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).join(relative)
}

/// The larger data set that may lie beside the checkout; tests say so when it is not there.
#[must_use]
pub fn shared_data() -> Option<PathBuf> {
    let folder = path("../shared/data");
    folder.join("sites.json").is_file().then_some(folder)
}

/// A loopback port that was free a moment ago and that no other caller in this process gets.
///
/// It lies below the ports that the system hands out by itself, so that no outgoing connection takes it before
/// the program it is meant for.
///
/// # Errors
/// When none is free.
pub fn free_port() -> Result<u16> {
    const PORTS: std::ops::Range<u32> = 10_000..32_000;
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    for _ in PORTS {
        // Tests of other processes begin elsewhere.
        let place = std::process::id().wrapping_mul(257).wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(PORTS.start + place % (PORTS.end - PORTS.start))?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no loopback port from {} to {} is free", PORTS.start, PORTS.end)
}
