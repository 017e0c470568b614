//! A backup takes the place of the database.
//!
//! In this order, so that at every moment either the database from before or the restored one lies at the path:
//!
//! 1. The backup is checked completely, and copied beside the database (`.restore-draft`).
//! 2. The checked, durable copy gets the name `.restore`: from now on nothing starts on the old database.
//! 3. The old log is folded into the old database; if that is not possible it is set aside first.
//! 4. The old database gets its second name (`.replaced-1`).
//! 5. `.restore` takes the path, which ends the interregnum.
//!
//! After an interruption, restoring again does the whole again.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::backup::is_draft;
use super::connect::{open_writer, sync_directory};
use super::copy::{Contents, copy, remove};
use super::inspect::{Found, check_application, inspect_file, open_known};
use super::{OwnerLock, beside, check_pages, directory_of};
use crate::{StoreError, examine, schema};

/// How the incomplete copy of a backup is named beside the database.
pub(super) const DRAFT: &str = ".restore-draft";
/// How the complete one is named until it takes the place of the database.
pub(super) const READY: &str = ".restore";
/// How a database that was replaced is named; a number follows.
pub(super) const REPLACED: &str = ".replaced-";
/// How a log is named further whose database is gone.
const ALONE: &str = ".log";

/// A restore that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the database holds now.
    pub contents: Contents,
    /// What it held before, if it could be read, and where it is kept.
    pub replaced: Option<Replaced>,
}

/// A database that was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Where it lies now.
    pub path: PathBuf,
    /// What it holds, if it could be read.
    pub contents: Option<Contents>,
}

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The file handed in cannot become the database. Nothing was changed.
    #[error("{} cannot be restored: {why}; nothing was changed", .backup.display())]
    Unfit {
        /// The file.
        backup: PathBuf,
        /// What is wrong with it, and how to mend it.
        why: String,
    },
    /// The place of the database: owned, not a file, not writable. Nothing was changed.
    #[error("nothing was restored: {0}")]
    Place(StoreError),
    /// No room for the copy. Nothing was changed.
    #[error("nothing was restored: no room beside {} ({what}); free some disk space there and restore again", .path.display())]
    Full {
        /// The database.
        path: PathBuf,
        /// What the system says.
        what: String,
    },
    /// The last steps failed.
    #[error(
        "the restore stopped before its end: {what}; mend that and restore again, until then sparvakt does not start \
         on {}",
        .path.display()
    )]
    Stopped {
        /// The database.
        path: PathBuf,
        /// What the system says.
        what: String,
    },
}

/// Puts a copy of `backup` in the place of the database at `path`, which no process may own, and keeps what was
/// there under another name. Also when nothing was there. `progress` gets pages done and pages in all.
///
/// # Errors
/// Whatever kept it from being done, with how to mend it; whether something was changed is part of the error.
pub fn restore(
    path: &Path,
    backup: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Restored, RestoreError> {
    let unfit = |error| RestoreError::Unfit { backup: backup.to_owned(), why: unfitness(error) };
    refuse_same(path, backup)?;
    let mut source = open_known(backup).map_err(unfit)?;
    let _lock = own(path).map_err(RestoreError::Place)?;
    check_completely(&mut source).map_err(unfit)?;
    let contents =
        copy_beside(&mut source, path, progress).map_err(|error| RestoreError::beside(path, error))?;
    drop(source);
    let replaced = take_place(path)
        .map_err(|error| RestoreError::Stopped { path: path.to_owned(), what: error.to_string() })?;
    Ok(Restored { contents, replaced })
}

/// Removes the incomplete copy that an interrupted restore has left beside the database at `path`, which it had not
/// touched; gives it if there was one.
pub(crate) fn forget_draft(path: &Path) -> Option<PathBuf> {
    let draft = beside(path, DRAFT);
    (draft.exists() && remove(&draft).is_ok()).then_some(draft)
}

fn refuse_same(path: &Path, backup: &Path) -> Result<(), RestoreError> {
    let why = match (fs::canonicalize(path), fs::canonicalize(backup)) {
        (Ok(path), Ok(backup)) if path == backup => "it is the database itself; name a backup",
        _ if is_draft(backup) => "it is the draft of a backup that was not finished; name a finished one",
        _ => return Ok(()),
    };
    Err(RestoreError::Unfit { backup: backup.to_owned(), why: why.to_owned() })
}

/// Ownership of the place, which is made if it is not there.
fn own(path: &Path) -> Result<OwnerLock, StoreError> {
    match fs::symlink_metadata(path) {
        Ok(meta) if !meta.is_file() => {
            let what = "a directory, a link or a device".to_owned();
            return Err(StoreError::Foreign { path: path.to_owned(), what });
        }
        _ => {}
    }
    let directory = directory_of(path);
    fs::create_dir_all(directory).map_err(|error| StoreError::from_io(directory, &error))?;
    let lock = OwnerLock::take(path)?;
    belong_like(&beside(path, ".lock"), directory);
    Ok(lock)
}

fn check_completely(source: &mut Connection) -> Result<(), StoreError> {
    let complaints = examine::all(&source.transaction()?)?;
    if complaints.is_empty() {
        return Ok(());
    }
    let words = complaints.iter().take(5).map(|complaint| format!("{}: {}", complaint.place, complaint.text));
    Err(StoreError::Corrupt(words.collect::<Vec<_>>().join("; ")))
}

/// The checked copy, ready to take its place.
fn copy_beside(
    source: &mut Connection,
    path: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Contents, StoreError> {
    let draft = beside(path, DRAFT);
    let io = |error: io::Error| StoreError::from_io(&draft, &error);
    remove(&draft).map_err(io)?;
    let made = copy(source, &draft, progress);
    if made.is_err() {
        // The failure is what counts; the next start or restore removes what stays.
        let _ = remove(&draft);
    }
    let contents = made?;
    belong_like(&draft, if path.exists() { path } else { directory_of(path) });
    fs::rename(&draft, beside(path, READY)).and_then(|()| sync_directory(path)).map_err(io)?;
    Ok(contents)
}

/// The ready copy takes the path; what was there is kept under the name that is returned.
fn take_place(path: &Path) -> io::Result<Option<Replaced>> {
    let contents = fold_log(path).ok();
    let mut aside = free_name(path);
    let log = beside(path, "-wal");
    let alone = (!path.exists()).then(|| beside(&aside, ALONE));
    // Beside another database a log does harm.
    match fs::metadata(&log).map_or(0, |meta| meta.len()) {
        0 => absent(fs::remove_file(&log))?,
        _ => fs::rename(&log, alone.clone().unwrap_or_else(|| beside(&aside, "-wal")))?,
    }
    absent(fs::remove_file(beside(path, "-shm")))?;
    if let Some(alone) = alone {
        aside = alone;
    } else {
        // A second name keeps the first in place; where there are no links, the path is empty for a moment.
        fs::hard_link(path, &aside).or_else(|_| fs::rename(path, &aside))?;
    }
    sync_directory(path)?;
    fs::rename(beside(path, READY), path)?;
    sync_directory(path)?;
    Ok(aside.exists().then_some(Replaced { path: aside, contents }))
}

/// Folds the log into the old database, so that it is one file. What is damaged, foreign or newer is left as it is.
fn fold_log(path: &Path) -> Result<Contents, StoreError> {
    if inspect_file(path)? == Found::Nothing {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let conn = open_writer(path)?;
    check_application(&conn, path)?;
    schema::refuse_newer(&conn, path)?;
    check_pages(&conn)?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Contents::of(&conn, path)
}

/// The first name that no replaced database has. One whose log alone was set aside before an interruption gets
/// the database too.
fn free_name(path: &Path) -> PathBuf {
    let names = (1_u64..).map(|number| beside(path, &format!("{REPLACED}{number}")));
    let mut free = names.filter(|name| !name.exists() && !beside(name, ALONE).exists());
    free.next().unwrap_or_else(|| beside(path, REPLACED))
}

/// Gives `file` owner and permissions of `model`: who restores is often not who runs the service. Of a directory,
/// the owner only. What the system does not allow is left as it is; `doctor` names files that cannot be written.
fn belong_like(file: &Path, model: &Path) {
    let Ok(meta) = fs::metadata(model) else { return };
    let _ = chown(file, Some(meta.uid()), Some(meta.gid()));
    if meta.is_file() {
        let _ = fs::set_permissions(file, fs::Permissions::from_mode(meta.mode() & 0o777 | 0o600));
    }
}

fn absent(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// What is wrong with a backup, and what to do about it.
fn unfitness(error: StoreError) -> String {
    match error {
        StoreError::Missing(_) => "it does not exist; check the name".to_owned(),
        StoreError::Empty(_) => "it is empty (0 bytes); take another backup".to_owned(),
        StoreError::Truncated { found, expected, .. } => {
            format!("it is cut off, {found} bytes of {expected}; take another backup")
        }
        StoreError::Foreign { what, .. } => format!("it is not a sparvakt database ({what}); name a backup"),
        StoreError::Newer { found, known, .. } => {
            format!(
                "it has schema {found} and this sparvakt knows up to {known}; install the newer version first"
            )
        }
        StoreError::Corrupt(what) => format!("it is damaged ({what}); take another backup"),
        other => other.to_string(),
    }
}

impl RestoreError {
    /// A failure while the copy was made beside `path`.
    fn beside(path: &Path, error: StoreError) -> Self {
        match error {
            StoreError::Full(what) => Self::Full { path: path.to_owned(), what },
            other => Self::Place(other),
        }
    }
}
