//! A copy of a whole database as of one moment, also while another process writes it.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::{beside, check_pages};
use crate::{Result, StoreError, Thinned, ledger, schema, series};

/// Pages copied between two reports of progress: 8 MB.
const STEP_PAGES: i32 = 2_000;
/// What SQLite may keep beside a database.
const SIDES: [&str; 3] = ["-journal", "-wal", "-shm"];

/// What a database holds, as people tell copies apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Its schema version.
    pub schema: i64,
    /// Readings stored: one for each series and instant.
    pub readings: u64,
    /// Readings that were given up by thinning, and of how many months of series.
    pub thinned: Thinned,
    /// The newest reception that is durable.
    pub last_commit: Option<DateTime<Utc>>,
}

impl Contents {
    /// Of the open database at `path`, whose schema this program knows.
    pub(super) fn of(conn: &Connection, path: &Path) -> Result<Self> {
        let bytes = fs::metadata(path).map_err(|error| StoreError::from_io(path, &error))?.len();
        let schema = schema::version(conn)?;
        // Before the first step there are no tables.
        let (readings, last_commit) =
            if schema == 0 { (0, None) } else { ledger::totals::readings_and_last_commit(conn)? };
        let thinned = if schema < 3 { Thinned::default() } else { series::given_up(conn)? };
        let readings = readings.saturating_sub(thinned.readings);
        Ok(Self { bytes, schema, readings, thinned, last_commit })
    }
}

/// Copies all pages of `source` into the file `draft`, which holds nothing yet, checks them and makes them durable.
/// `progress` gets pages done and pages in all. The copy needs no log beside it and can be read anywhere.
pub(super) fn copy(
    source: &mut Connection,
    draft: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Contents> {
    // One transaction over all steps: the writer goes on in its log, and the copy is of one moment.
    let moment = source.transaction()?;
    schema::version(&moment)?;
    let mut copied = Connection::open(draft)?;
    steps(&Backup::new(&moment, &mut copied)?, progress)?;
    copied.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    check_pages(&copied)?;
    let contents = Contents::of(&copied, draft)?;
    copied.close().map_err(|(_, error)| error)?;
    fs::File::open(draft)
        .and_then(|file| file.sync_all())
        .map_err(|error| StoreError::from_io(draft, &error))?;
    Ok(contents)
}

fn steps(backup: &Backup<'_, '_>, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
    loop {
        let step = backup.step(STEP_PAGES)?;
        let pages = backup.progress();
        let number = |pages: i32| u64::try_from(pages).unwrap_or(0);
        progress(number(pages.pagecount - pages.remaining), number(pages.pagecount));
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            other => return Err(StoreError::Busy(format!("the copy did not go on: {other:?}"))),
        }
    }
}

/// Removes the database at `path` and what SQLite keeps beside it.
pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    for suffix in SIDES.iter().chain(&[""]) {
        match fs::remove_file(beside(path, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
