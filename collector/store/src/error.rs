//! What can go wrong with the file, and what the caller may do about it.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// What every call of the store gives.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A failure of the store. Nothing of the failed call was written.
///
/// [`StoreError::is_transient`] says whether the same call may succeed later.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another program holds SQLite's write lock. Retry.
    #[error("the database is locked by another program ({0}); close it there, writing goes on by itself")]
    Busy(String),
    /// The disk, the quota or the page limit is used up. Retry when there is room.
    #[error("no room left for the database ({0}); free some disk space, writing goes on by itself")]
    Full(String),
    /// The system could not read or write. Retry.
    #[error("the database could not be read or written ({0}); check the disk and the mount")]
    Io(String),

    /// Another process of ours owns the file.
    #[error(
        "{} is in use by another sparvakt{}; stop that one first (reading beside it is possible)",
        .path.display(), .process.map(|id| format!(" (process {id})")).unwrap_or_default()
    )]
    Owned {
        /// The database.
        path: PathBuf,
        /// Process that owns it, when it could be read.
        process: Option<u32>,
    },
    /// There is no file and this way of opening creates none.
    #[error("{} does not exist; check `store.path`, or start `sparvakt serve` once to create it", .0.display())]
    Missing(PathBuf),
    /// The file holds nothing.
    #[error("{} is empty (0 bytes); put a backup back with `sparvakt restore`, or remove the file to begin without history", .0.display())]
    Empty(PathBuf),
    /// The file is shorter than it says, so pages are lost.
    #[error(
        "{} is cut off: {found} bytes of {expected}; put your latest backup back with `sparvakt restore`, which keeps \
         the file under another name",
        .path.display()
    )]
    Truncated {
        /// The database.
        path: PathBuf,
        /// Its length.
        found: u64,
        /// The length its header states.
        expected: u64,
    },
    /// The file is something else: no database, or another program's.
    #[error("{} is not a sparvakt database ({what}); check `store.path`, or put a backup back with `sparvakt restore`", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: String,
    },
    /// The write-ahead log lies there without its database.
    #[error(
        "{} is gone but its write-ahead log {} is still there; put the database back, or a backup with \
         `sparvakt restore` (remove the log only to begin without history)",
        .path.display(), .log.display()
    )]
    Orphan {
        /// The database that is missing.
        path: PathBuf,
        /// Its log.
        log: PathBuf,
    },
    /// A backup was being restored here, and that was interrupted.
    #[error(
        "a restore was interrupted: {} is left of it and {}; run `sparvakt restore` with the backup again to finish it",
        .left.display(),
        if .path.exists() {
            format!("{} is still the database from before", .path.display())
        } else {
            format!("nothing lies at {} yet", .path.display())
        }
    )]
    Restoring {
        /// The database.
        path: PathBuf,
        /// What is left of the restore.
        left: PathBuf,
    },
    /// A newer version of sparvakt wrote the file.
    #[error(
        "{} has schema {found}, this sparvakt knows up to {known}; install the newer version again, \
         or put a backup from before the upgrade back with `sparvakt restore`",
        .path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// An older version wrote the file, and it may not be written now.
    #[error(
        "{} has schema {found}, this sparvakt reads {known}; start `sparvakt serve` once, it brings the \
         file up to date",
        .path.display()
    )]
    Older {
        /// The database.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The version this program reads.
        known: i64,
    },
    /// Pages contradict each other.
    #[error(
        "the database is damaged ({0}) and nothing was changed; stop sparvakt and put your latest backup back with \
         `sparvakt restore`, which keeps the file under another name"
    )]
    Corrupt(String),
    /// Writing is not allowed: by the file system, or because the store was opened for reading.
    #[error(
        "the database can only be read ({0}); give the service's user write access to the file and its directory"
    )]
    ReadOnly(String),
    /// What was handed over cannot be kept; a fault of the program, not of the file.
    #[error("cannot be stored: {0}")]
    Unstorable(String),
    /// SQLite refused a statement; a fault of the program, not of the file.
    #[error("the database refused a statement")]
    Sql(#[source] rusqlite::Error),
}

impl StoreError {
    /// Whether the same call may succeed later without anyone changing configuration or file: the caller keeps
    /// what it has, waits and tries again. Otherwise it gives up and reports.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Full(_) | Self::Io(_))
    }

    /// A failure of the file system at `path`.
    pub(crate) fn from_io(path: &Path, error: &io::Error) -> Self {
        let what = format!("{}: {error}", path.display());
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(what),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(what),
            _ => Self::Io(what),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let what = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(what),
            Some(ErrorCode::DiskFull) => Self::Full(what),
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Io(what),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(what),
            Some(ErrorCode::ReadOnly) => Self::ReadOnly(what),
            Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig) => Self::Unstorable(what),
            _ if is_unreadable(&error) => Self::Corrupt(what),
            _ => Self::Sql(error),
        }
    }
}

/// A cell that does not hold what we wrote there.
const fn is_unreadable(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
    )
}
