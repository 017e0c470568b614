//! The shape of the file, one step per released change. A step is never edited once released.

use std::path::Path;

use rusqlite::{Connection, Transaction};
use rusqlite_migration::{HookResult, M, Migrations};

use crate::series;

use crate::{Result, StoreError};

/// Marks a file as ours ("SpVk").
pub(crate) const APPLICATION_ID: i64 = 0x5370_566B;

/// The schema version this program writes.
const NEWEST: i64 = 3;

fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("0001_start.sql")),
        M::up_with_hook(include_str!("0002_blocks.sql"), move_to_blocks),
        M::up(include_str!("0003_thinned.sql")),
    ])
}

/// Rows of `reading` become blocks.
fn move_to_blocks(tx: &Transaction<'_>) -> HookResult {
    series::adopt_rows(tx)?;
    Ok(tx.execute_batch("DROP TABLE reading")?)
}

/// The schema version this program writes.
pub(crate) const fn newest() -> i64 {
    NEWEST
}

/// The schema version of an open database.
pub(crate) fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Brings an open database up to the newest schema; each step is one transaction.
pub(crate) fn migrate(conn: &mut Connection, path: &Path) -> Result<()> {
    refuse_newer(conn, path)?;
    migrations().to_latest(conn).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => StoreError::Corrupt(other.to_string()),
    })
}

/// Refuses what a newer program wrote: it may mean something this one does not know.
pub(crate) fn refuse_newer(conn: &Connection, path: &Path) -> Result<()> {
    let (found, known) = (version(conn)?, newest());
    if found > known { Err(StoreError::Newer { path: path.to_owned(), found, known }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_applies_to_an_empty_file() {
        migrations().validate().unwrap();
        let mut conn = Connection::open_in_memory().unwrap();
        migrations().to_latest(&mut conn).unwrap();
        assert_eq!(version(&conn).unwrap(), newest());
    }
}
