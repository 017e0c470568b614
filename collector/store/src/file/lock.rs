//! One process owns the database: an advisory lock on `<path>.lock`, which the system releases even when the
//! process is killed.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::beside;
use crate::{Result, StoreError};

/// Ownership of a database, until dropped.
#[derive(Debug)]
pub(crate) struct OwnerLock {
    _file: File,
}

impl OwnerLock {
    /// Takes ownership of the database at `path`, or says which process has it.
    pub(crate) fn take(path: &Path) -> Result<Self> {
        let place = beside(path, ".lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&place)
            .map_err(|error| StoreError::from_io(&place, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Owned { path: path.to_owned(), process: owner(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::from_io(&place, &error)),
        }
        // The number only serves the message above; a disk too full to write it is no reason to stop.
        let _ = sign(&mut file);
        Ok(Self { _file: file })
    }
}

fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{}", std::process::id())
}

pub(super) fn owner(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(20).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
