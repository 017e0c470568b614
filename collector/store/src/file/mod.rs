//! The file itself: is it ours and whole, who owns it, how it is opened.

mod backup;
mod connect;
mod discard;
mod inspect;
mod lock;
mod turnstile;

pub(crate) use backup::backup;
pub(crate) use connect::{Readers, create, open_reader, open_writer, prepare_writer};
pub(crate) use discard::discard;
pub(crate) use inspect::{Found, check_application, inspect};
pub(crate) use lock::OwnerLock;
pub(crate) use turnstile::Turnstile;

use std::path::{Path, PathBuf};

/// A file that lies beside the database, named after it.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
