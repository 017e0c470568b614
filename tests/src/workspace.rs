//! Where things lie: the workspace, its test data, and a port nobody uses.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

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

/// A loopback port that was free a moment ago.
///
/// # Errors
/// When the machine has none left.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("find a free port")?;
    Ok(listener.local_addr()?.port())
}
