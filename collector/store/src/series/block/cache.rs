//! Blocks that the writer has looked into lately: history that comes again asks for the same months over and over.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{Detail, Month, Row, load};
use crate::Result;

/// Readings kept in memory at most, about 24 bytes each.
const ROOM: usize = 300_000;

/// Decoded blocks by series and month. Whoever writes blocks must clear it.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    blocks: HashMap<(i64, Month), Vec<Row>>,
    held: usize,
}

impl Recent {
    /// The value in the block at `ts`; its time of reception is not known.
    pub(crate) fn value(&mut self, conn: &Connection, series: i64, ts: i64) -> Result<Option<f64>> {
        let month = Month::of(ts);
        if !self.blocks.contains_key(&(series, month)) {
            if self.held > ROOM {
                self.clear();
            }
            let rows = load(conn, series, month, Detail::Values)?;
            self.held += rows.len() + 1;
            self.blocks.insert((series, month), rows);
        }
        let rows = self.blocks.get(&(series, month)).map_or(&[][..], Vec::as_slice);
        let found = rows.binary_search_by_key(&ts, |row| row.ts).ok().and_then(|place| rows.get(place));
        Ok(found.map(|row| row.value))
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.blocks.clear();
        self.held = 0;
    }
}
