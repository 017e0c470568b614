//! Are the pages whole?

use rusqlite::Connection;

use crate::{Result, StoreError};

/// Checks the pages; about a second per 500 MB. Indexes are not compared with their tables.
pub(crate) fn check_pages(conn: &Connection) -> Result<()> {
    let mut statement = conn.prepare("PRAGMA quick_check(5)")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    if lines == ["ok"] { Ok(()) } else { Err(StoreError::Corrupt(lines.join("; "))) }
}
