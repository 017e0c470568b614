//! The file itself: is it ours and whole, who owns it, how it is opened.

mod check;
mod connect;
mod discard;
mod inspect;
mod lock;
mod turnstile;

mod backup;
mod copy;
mod restore;
mod survey;

pub use backup::{BackupError, BackupMade, backup};
pub use copy::Contents;
pub use restore::{Replaced, RestoreError, Restored, restore};
pub use survey::{Owner, Survey, Unfinished, examine_file, newest_schema, survey};

pub(crate) use check::check_pages;
pub(crate) use connect::{Readers, create, open_reader, open_writer, prepare_writer};
pub(crate) use discard::discard;
pub(crate) use inspect::{Found, check_application, inspect};
pub(crate) use lock::OwnerLock;
pub(crate) use restore::forget_draft as forget_restore_draft;
pub(crate) use turnstile::Turnstile;

use std::path::{Path, PathBuf};

/// A file that lies beside the database, named after it.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The directory that `path` lies in.
fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
