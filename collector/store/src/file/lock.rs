//! One process owns the database: an advisory lock on `<path>.lock`, which the system releases even when the
//! process is killed.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use super::beside;
use crate::{Result, StoreError};

/// How long a lock is tried before it counts as taken.
const PATIENCE: Duration = Duration::from_millis(300);
/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(10);

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
        match patiently(&file) {
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

/// A process that is just ending holds its lock a moment longer, and so does a child that is being started.
fn patiently(file: &File) -> Result<(), TryLockError> {
    for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
    file.try_lock()
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
