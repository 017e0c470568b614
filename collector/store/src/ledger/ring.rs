//! Lists that the network can fill stay bounded: the rows not seen for longest make room, and are counted.

use rusqlite::{Connection, OptionalExtension};

use crate::Result;
use crate::sql;

/// The bounds of one list and the names of its running totals.
pub(crate) struct Ring {
    /// Most rows.
    pub rows: i64,
    /// Most bytes of text and payload in all rows together.
    pub bytes: i64,
    /// Total of messages that came to this list.
    pub counted: &'static str,
    /// Total of rows given up.
    pub evicted: &'static str,
    /// Rows now.
    pub now_rows: &'static str,
    /// Bytes now.
    pub now_bytes: &'static str,
    /// Deletes the row not seen for longest and returns its bytes.
    pub evict: &'static str,
}

impl Ring {
    /// Counts what was added and makes room for it.
    pub fn grow(&self, conn: &Connection, rows: i64, bytes: i64) -> Result<()> {
        let (rows_before, bytes_before) =
            (sql::counter(conn, self.now_rows)?, sql::counter(conn, self.now_bytes)?);
        let (mut rows_now, mut bytes_now) = (rows_before + rows, bytes_before + bytes);
        let mut gone = 0;
        while rows_now > self.rows || (bytes_now > self.bytes && rows_now > 1) {
            let freed: Option<i64> =
                conn.prepare_cached(self.evict)?.query_row([], |row| row.get(0)).optional()?;
            match freed {
                Some(freed) => (rows_now, bytes_now, gone) = (rows_now - 1, bytes_now - freed, gone + 1),
                // The list is empty, so the totals were wrong; from here on they are right again.
                None => (rows_now, bytes_now) = (0, 0),
            }
        }
        sql::add(conn, self.now_rows, rows_now - rows_before)?;
        sql::add(conn, self.now_bytes, bytes_now - bytes_before)?;
        sql::add(conn, self.evicted, gone)?;
        Ok(())
    }
}
