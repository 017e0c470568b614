//! What lies at a database's place, looked at without changing anything: for people who want to know why it does not
//! start, or whether all is well.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, statvfs};

use super::backup::abandoned;
use super::copy::Contents;
use super::inspect::open_known;
use super::lock::owner;
use super::{beside, directory_of, restore};
use crate::{Complaint, Result, examine, schema};

/// The surroundings of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Size of the database in bytes, if it is there.
    pub bytes: Option<u64>,
    /// Size of its write-ahead log in bytes; 0 if there is none.
    pub log_bytes: u64,
    /// Room on its disk in bytes, if the system says.
    pub free_bytes: Option<u64>,
    /// Who owns it.
    pub owner: Owner,
    /// Files and directories that the user of this process cannot write.
    pub not_writable: Vec<PathBuf>,
    /// Incomplete files left behind by something that was killed.
    pub unfinished: Vec<Unfinished>,
    /// Databases that were replaced by a restore and are kept.
    pub replaced: Vec<PathBuf>,
}

/// Who owns a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// No process.
    Nobody,
    /// A process; its number if it could be read.
    Process(Option<u32>),
}

/// A file left behind by something that was killed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfinished {
    /// The first creation of the database; the next start begins anew.
    Creation(PathBuf),
    /// A backup; the next backup into the same directory removes it.
    Backup(PathBuf),
    /// A restore; doing it again finishes it.
    Restore(PathBuf),
}

/// Looks at what lies at `path` and around it.
#[must_use]
pub fn survey(path: &Path) -> Survey {
    let owner = owner_of(path);
    Survey {
        bytes: fs::metadata(path).ok().map(|meta| meta.len()),
        log_bytes: fs::metadata(beside(path, "-wal")).map_or(0, |meta| meta.len()),
        free_bytes: statvfs(directory_of(path)).ok().map(|disk| disk.f_bavail * disk.f_frsize),
        owner,
        not_writable: not_writable(path),
        // What an owner works on is not left behind.
        unfinished: if owner == Owner::Nobody { unfinished(path) } else { Vec::new() },
        replaced: (1_u64..)
            .map(|number| beside(path, &format!("{}{number}", restore::REPLACED)))
            .take_while(|name| name.exists())
            .collect(),
    }
}

/// Checks the database at `path` completely, without changing it, also while another process writes it and when its
/// schema is older than this program's; takes about a second per 100 MB.
///
/// # Errors
/// Whatever keeps it from being opened.
pub fn examine_file(path: &Path) -> Result<(Contents, Vec<Complaint>)> {
    let mut conn = open_known(path)?;
    let complaints = examine::all(&conn.transaction()?)?;
    Ok((Contents::of(&conn, path)?, complaints))
}

/// The schema version that this program writes.
#[must_use]
pub fn newest_schema() -> i64 {
    schema::newest()
}

/// A shared lock for a moment: only an owner's keeps us out.
fn owner_of(path: &Path) -> Owner {
    let Ok(mut file) = File::open(beside(path, ".lock")) else { return Owner::Nobody };
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Owner::Process(owner(&mut file)),
        _ => Owner::Nobody,
    }
}

fn not_writable(path: &Path) -> Vec<PathBuf> {
    let files = [path.to_owned(), beside(path, ".lock"), beside(path, "-wal"), beside(path, "-shm")];
    let all = files.into_iter().chain([directory_of(path).to_owned()]).filter(|file| file.exists());
    all.filter(|file| is_marked_read_only(file) || access(file, Access::WRITE_OK).is_err()).collect()
}

/// Root may write whatever the marks say, and the program refuses a marked file all the same.
fn is_marked_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().readonly())
}

fn unfinished(path: &Path) -> Vec<Unfinished> {
    let creation = Some(beside(path, ".new")).filter(|draft| draft.exists()).map(Unfinished::Creation);
    let restores = [restore::DRAFT, restore::READY].map(|suffix| beside(path, suffix));
    let restores = restores.into_iter().filter(|left| left.exists()).map(Unfinished::Restore);
    let backups = abandoned(directory_of(path)).into_iter().map(Unfinished::Backup);
    creation.into_iter().chain(restores).chain(backups).collect()
}
