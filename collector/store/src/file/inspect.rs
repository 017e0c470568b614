//! What lies at a path, told from the first bytes: SQLite itself would take an empty file for a new database
//! and silently begin without history.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use rusqlite::Connection;

use super::connect::open_reader;
use super::{beside, restore};
use crate::schema::{self, APPLICATION_ID};
use crate::{Result, StoreError};

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Neither a database nor the log of one.
    Nothing,
    /// An SQLite database of the length it states.
    Database,
}

const HEADER: usize = 100;
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Looks at the file without opening it as a database. A restore that was interrupted must be finished first.
pub(crate) fn inspect(path: &Path) -> Result<Found> {
    let (draft, ready) = (beside(path, restore::DRAFT), beside(path, restore::READY));
    let restoring = |left| Err(StoreError::Restoring { path: path.to_owned(), left });
    if ready.exists() {
        return restoring(ready);
    }
    match inspect_file(path)? {
        // Someone wanted the history of a backup here: beginning without it would be wrong.
        Found::Nothing if draft.exists() => restoring(draft),
        found => Ok(found),
    }
}

/// A connection that reads the database at `path`, of this program's schema or an older one.
pub(super) fn open_known(path: &Path) -> Result<Connection> {
    if inspect(path)? == Found::Nothing {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let conn = open_reader(path)?;
    check_application(&conn, path)?;
    schema::refuse_newer(&conn, path)?;
    Ok(conn)
}

/// As [`inspect`], whatever was interrupted.
pub(super) fn inspect_file(path: &Path) -> Result<Found> {
    let log = beside(path, "-wal");
    let log_length = fs::metadata(&log).map_or(0, |meta| meta.len());
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && log_length == 0 => {
            return Ok(Found::Nothing);
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::Orphan { path: path.to_owned(), log });
        }
        Err(error) => return Err(StoreError::from_io(path, &error)),
    };
    if !meta.is_file() {
        return Err(foreign(path, "a directory or device"));
    }
    if meta.len() == 0 {
        return Err(StoreError::Empty(path.to_owned()));
    }
    let header = header(path)?;
    if !header.starts_with(MAGIC) {
        return Err(foreign(path, "no SQLite database"));
    }
    let expected = stated_length(&header);
    // With a log beside it, the missing pages may be there.
    if log_length == 0 && meta.len() < expected {
        return Err(StoreError::Truncated { path: path.to_owned(), found: meta.len(), expected });
    }
    Ok(Found::Database)
}

/// Refuses the database of another program.
pub(crate) fn check_application(conn: &Connection, path: &Path) -> Result<()> {
    let id: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id == APPLICATION_ID {
        Ok(())
    } else {
        Err(foreign(path, &format!("an SQLite database of another program, application id {id}")))
    }
}

fn foreign(path: &Path, what: &str) -> StoreError {
    StoreError::Foreign { path: path.to_owned(), what: what.to_owned() }
}

fn header(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(HEADER);
    File::open(path)
        .and_then(|file| file.take(HEADER as u64).read_to_end(&mut bytes))
        .map_err(|error| StoreError::from_io(path, &error))?;
    Ok(bytes)
}

/// Page size × pages, as SQLite's file format has them at offsets 16 and 28; at least the header.
fn stated_length(header: &[u8]) -> u64 {
    let number = |at: usize, length: usize| {
        header
            .get(at..at + length)
            .unwrap_or_default()
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let page = match number(16, 2) {
        1 => 65_536,
        bytes => bytes,
    };
    (page * number(28, 4)).max(HEADER as u64)
}
