//! Room that a fold has left free goes back to the disk.
//!
//! Tables of new readings take many times the room of the blocks they become, and most at times when more arrives than
//! usual. Pages from the end of the file are moved into what is free, some in each transaction, so that live commits
//! pass in between. Some room is kept for the readings that come next.

use rusqlite::Connection;

use crate::{Result, Store, sql};

/// Free pages that are kept: about 2 MiB.
const KEPT_PAGES: u64 = 256;
/// Pages moved in one transaction.
const STEP_PAGES: u64 = 256;

impl Store {
    /// Gives back what is free beyond what is kept. Databases made before this was possible keep their size.
    pub(super) fn give_back_room(&self) -> Result<()> {
        let mut before = u64::MAX;
        loop {
            let free = self.read(|tx| free_pages(tx))?;
            if free <= KEPT_PAGES || free >= before {
                return Ok(());
            }
            before = free;
            self.write_series(|tx, _| give_back(tx, STEP_PAGES.min(free - KEPT_PAGES)))?;
        }
    }
}

fn free_pages(conn: &Connection) -> Result<u64> {
    Ok(conn.pragma_query_value(None, "freelist_count", |row| sql::count(row, 0))?)
}

fn give_back(conn: &Connection, pages: u64) -> Result<()> {
    let mut statement = conn.prepare(&format!("PRAGMA incremental_vacuum({pages})"))?;
    let mut rows = statement.query([])?;
    // Each step frees one page.
    while rows.next()?.is_some() {}
    Ok(())
}
