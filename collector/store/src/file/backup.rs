//! A backup: one file that is there whole or not at all.
//!
//! It is made as a draft beside its place (`OUT.sparvakt-draft`), checked, made durable and moved there. Whoever
//! makes a draft holds a lock on it, so that a draft nobody holds is one whose maker was killed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::connect::sync_directory;
use super::copy::{Contents, copy, remove};
use super::inspect::open_known;
use super::{beside, directory_of};
use crate::StoreError;

/// How the drafts of backups end.
pub(super) const DRAFT: &str = ".sparvakt-draft";

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupMade {
    /// What it holds.
    pub contents: Contents,
    /// Drafts of backups that had been killed, which lay in its directory and were removed.
    pub drafts_removed: Vec<PathBuf>,
}

/// Why no backup was made. Nothing is left at its place then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The place is not free or not there.
    #[error("no backup was made: {0}")]
    Place(String),
    /// Another backup to the same place is being made.
    #[error("no backup was made: another one to {} is being made; wait until it is there", .0.display())]
    Running(PathBuf),
    /// No room at the place.
    #[error(
        "no backup was made: no room for {} ({what}); free some disk space there or name a file on another disk",
        .to.display()
    )]
    Full {
        /// Where it was to lie.
        to: PathBuf,
        /// What the system says.
        what: String,
    },
    /// The place cannot be written, or the database not be read.
    #[error("no backup was made: {what}; check the disk and who may write the directory of {}", .to.display())]
    Write {
        /// Where it was to lie.
        to: PathBuf,
        /// What the system says.
        what: String,
    },
    /// The database itself.
    #[error("no backup was made: {0}")]
    Database(StoreError),
}

/// Writes everything committed until now in `database` to the new file `to`, also while another process goes on
/// writing; an older schema is copied as it is. `progress` gets pages done and pages in all.
///
/// # Errors
/// Whatever kept the backup from being made, with how to mend it. A file that is there already is not replaced.
pub fn backup(
    database: &Path,
    to: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<BackupMade, BackupError> {
    refuse_place(to)?;
    let mut source = open_known(database).map_err(BackupError::Database)?;
    let failed = |error: &io::Error| BackupError::at(to, StoreError::from_io(to, error));
    let draft = beside(to, DRAFT);
    let held = hold(&draft, database).map_err(|error| match error {
        TryLockError::WouldBlock => BackupError::Running(to.to_owned()),
        TryLockError::Error(error) => failed(&error),
    })?;
    let drafts_removed = remove_abandoned(directory_of(to), &draft);
    let made = copy(&mut source, &draft, progress).map_err(|error| BackupError::at(to, error));
    let moved = made.and_then(|contents| {
        fs::rename(&draft, to).and_then(|()| sync_directory(to)).map_err(|error| failed(&error))?;
        Ok(BackupMade { contents, drafts_removed })
    });
    if moved.is_err() {
        // The failure is what counts; a draft that stays is removed by the next backup.
        let _ = remove(&draft);
    }
    drop(held);
    moved
}

fn refuse_place(to: &Path) -> Result<(), BackupError> {
    let place = |what: &str| Err(BackupError::Place(format!("{} {what}", to.display())));
    match fs::symlink_metadata(to) {
        Ok(meta) if meta.is_dir() => return place("is a directory; name a new file in it"),
        Ok(_) => return place("exists already and is not replaced; name a new file"),
        Err(_) => {}
    }
    if !directory_of(to).is_dir() {
        return place("would lie in a directory that does not exist; make the directory first");
    }
    if is_draft(to) {
        return place(&format!("ends like the draft of a backup; a name must not end in {DRAFT}"));
    }
    Ok(())
}

/// An empty draft that is ours until the file is closed; no more people may read it than the database.
fn hold(draft: &Path, database: &Path) -> Result<File, TryLockError> {
    let mode = fs::metadata(database).map_or(0o600, |meta| meta.permissions().mode() & 0o666);
    let held = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(mode)
        .open(draft)
        .map_err(TryLockError::Error)?;
    held.try_lock()?;
    held.set_len(0).map_err(TryLockError::Error)?;
    Ok(held)
}

/// Removes the drafts in `directory` whose makers are gone, other than `ours`.
fn remove_abandoned(directory: &Path, ours: &Path) -> Vec<PathBuf> {
    let mut found = abandoned(directory);
    found.retain(|draft| draft.file_name() != ours.file_name() && remove(draft).is_ok());
    found
}

/// The drafts of backups in `directory` whose makers are gone.
pub(super) fn abandoned(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = entries.filter(|path| is_draft(path) && nobody_holds(path)).collect();
    found.sort();
    found
}

pub(super) fn is_draft(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().ends_with(DRAFT.as_bytes()))
}

fn nobody_holds(draft: &Path) -> bool {
    File::open(draft).is_ok_and(|file| file.try_lock_shared().is_ok())
}

impl BackupError {
    /// What SQLite or the system says while a backup is made at `to`.
    fn at(to: &Path, error: StoreError) -> Self {
        let to = to.to_owned();
        match error {
            StoreError::Full(what) => Self::Full { to, what },
            StoreError::Io(what) | StoreError::ReadOnly(what) => Self::Write { to, what },
            other => Self::Database(other),
        }
    }
}
