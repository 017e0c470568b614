//! Connections: one that writes, a few that read without waiting for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction};

use super::{beside, directory_of};
use crate::schema::{self, APPLICATION_ID};
use crate::{Result, StoreError};

/// How long a statement waits for another program's lock.
const PATIENCE: Duration = Duration::from_secs(5);
/// The write-ahead log is cut back to this after a checkpoint, in bytes.
const LOG_LIMIT: i64 = 64 << 20;
/// Size of a new database's pages.
const PAGE_BYTES: i64 = 8_192;
/// Readers kept open between calls; more are opened when more are busy at once.
const KEPT_READERS: usize = 4;
/// Statements kept prepared for each connection.
const PREPARED: usize = 96;

/// Read-only connections to one database.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Readers of the database at `path`.
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Vec::new()) }
    }

    /// Runs `work` on one unchanging state of the database.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut conn = match idle {
            Some(conn) => conn,
            None => open_reader(&self.path)?,
        };
        let result = conn.transaction().map_err(StoreError::from).and_then(|tx| work(&tx));
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT_READERS {
            idle.push(conn);
        }
        result
    }

    /// Closes what is idle, so that the log can be emptied.
    pub(crate) fn close_idle(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Makes a new database beside its place and moves it there whole: a crash or a full disk leaves nothing that
/// looks like a database.
pub(crate) fn create(path: &Path) -> Result<()> {
    let draft = beside(path, ".new");
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(beside(&draft, suffix));
    }
    let mut conn = Connection::open(&draft)?;
    // Only an empty file takes these. Blocks are one or two thousand bytes: larger pages hold more of them.
    conn.pragma_update(None, "page_size", PAGE_BYTES)?;
    conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    prepare_writer(&conn)?;
    schema::migrate(&mut conn, path)?;
    conn.close().map_err(|(_, error)| error)?;
    let moved = fs::rename(&draft, path).and_then(|()| sync_directory(path));
    moved.map_err(|error| StoreError::from_io(path, &error))
}

/// The connection that writes, once [`prepare_writer`] has been called: until then the file is not changed.
pub(crate) fn open_writer(path: &Path) -> Result<Connection> {
    let meta = fs::metadata(path).map_err(|error| StoreError::from_io(path, &error))?;
    if meta.permissions().readonly() {
        return Err(StoreError::ReadOnly(format!("{} is marked read-only", path.display())));
    }
    let conn = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if conn.is_readonly("main")? {
        return Err(StoreError::ReadOnly(path.display().to_string()));
    }
    Ok(conn)
}

/// A connection that reads.
pub(crate) fn open_reader(path: &Path) -> Result<Connection> {
    let conn = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

fn open(path: &Path, mode: OpenFlags) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(PATIENCE)?;
    conn.set_prepared_statement_cache_capacity(PREPARED);
    conn.pragma_update(None, "trusted_schema", false)?;
    Ok(conn)
}

/// Write-ahead log, and commits that survive a power cut.
pub(crate) fn prepare_writer(conn: &Connection) -> Result<()> {
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Io(format!(
            "the file system does not support a write-ahead log, journal mode is {mode:?}; use a local disk"
        )));
    }
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "cache_size", -65_536)?;
    conn.pragma_update_and_check(None, "journal_size_limit", LOG_LIMIT, |_| Ok(()))?;
    Ok(())
}

/// A file's name is durable when its directory is.
pub(super) fn sync_directory(path: &Path) -> std::io::Result<()> {
    fs::File::open(directory_of(path))?.sync_all()
}
