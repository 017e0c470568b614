//! A database that is not wanted any more.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::{OwnerLock, beside, restore};
use crate::{Result, StoreError};

/// Removes the database at `path` with its log and whatever was being made beside it, unless a process owns it.
/// The log goes last: without the database it is refused, never taken for one.
pub(crate) fn discard(path: &Path) -> Result<()> {
    if !path.parent().is_some_and(Path::exists) {
        return Ok(());
    }
    let _lock = OwnerLock::take(path)?;
    let unfinished = [".new", ".new-wal", ".new-shm", restore::DRAFT, restore::READY];
    for suffix in unfinished.into_iter().chain(["", "-shm", "-wal", ".lock"]) {
        let file = beside(path, suffix);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(StoreError::from_io(&file, &error));
            }
            _ => {}
        }
    }
    Ok(())
}
