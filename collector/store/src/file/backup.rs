//! A copy of the whole database as of one moment, while it is in use.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::beside;
use super::connect::sync_directory;
use crate::{Result, StoreError};

/// Copies the database that `source` reads to `to`. The copy is made beside its place, checked, and moved there
/// whole; a file that is there already is not replaced.
pub(crate) fn backup(source: &Connection, to: &Path, check: fn(&Connection) -> Result<()>) -> Result<()> {
    if to.exists() {
        return Err(StoreError::Unstorable(format!("{} exists already; name a new file", to.display())));
    }
    let draft = beside(to, ".new");
    let _ = fs::remove_file(&draft);
    let copied = copy(source, &draft, check).and_then(|()| {
        let durable = fs::File::open(&draft).and_then(|file| file.sync_all());
        let moved = durable.and_then(|()| fs::rename(&draft, to)).and_then(|()| sync_directory(to));
        moved.map_err(|error| StoreError::from_io(to, &error))
    });
    if copied.is_err() {
        let _ = fs::remove_file(&draft);
    }
    copied
}

fn copy(source: &Connection, draft: &Path, check: fn(&Connection) -> Result<()>) -> Result<()> {
    let mut copy = Connection::open(draft)?;
    // All pages in one step: the writer goes on in the log meanwhile, and the copy is of one moment.
    match Backup::new(source, &mut copy)?.step(-1)? {
        StepResult::Done => {}
        other => return Err(StoreError::Busy(format!("the copy did not finish: {other:?}"))),
    }
    check(&copy)?;
    copy.close().map_err(|(_, error)| error)?;
    Ok(())
}
