//! Lists that the network can fill stay bounded: the rows not seen for longest make room, and are counted.

use rusqlite::Connection;

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
        let mut rows_now = sql::counter(conn, self.now_rows)? + rows;
        let mut bytes_now = sql::counter(conn, self.now_bytes)? + bytes;
        let (mut gone_rows, mut gone_bytes) = (0, 0);
        while rows_now > self.rows || (bytes_now > self.bytes && rows_now > 1) {
            let freed: i64 = conn.prepare_cached(self.evict)?.query_row([], |row| row.get(0))?;
            (rows_now, bytes_now) = (rows_now - 1, bytes_now - freed);
            (gone_rows, gone_bytes) = (gone_rows + 1, gone_bytes + freed);
        }
        sql::add(conn, self.now_rows, rows - gone_rows)?;
        sql::add(conn, self.now_bytes, bytes - gone_bytes)?;
        sql::add(conn, self.evicted, gone_rows)?;
        Ok(())
    }
}
