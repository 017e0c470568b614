//! The folder a demo lives in: a configuration like any operator's, the database, and a note of what is simulated.
//!
//! Every other command works on it (`sparvakt export --config FOLDER/sparvakt.toml …`). Only a folder with the
//! note is ever emptied, and only of files with the names below.

use std::fmt;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Deserialize;
use simulator::County;
use store::{Store, StoreError};

/// The note.
const NOTE: &str = "demo.toml";
/// The configuration.
const CONFIG: &str = "sparvakt.toml";
/// The database.
const DATABASE: &str = "sparvakt.db";

/// Where a demo keeps its data.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// What is simulated there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The county's seed.
    pub seed: u64,
    /// The first local day of its history.
    pub first_day: NaiveDate,
    /// The simulator that made it; another one would continue with other buildings.
    pub simulator: u32,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Something else lies there.
    #[error(
        "{} holds files but no {NOTE}, so it is no demo's folder; name an empty or new one with --data",
        .0.display()
    )]
    Foreign(PathBuf),
    /// The note cannot be understood.
    #[error("{}: {reason}; start anew with --fresh, or name another folder with --data", .note.display())]
    Note {
        /// The file.
        note: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The data are another county's.
    #[error(
        "the demo in {} simulates seed {found}, not {wanted}; leave --seed out to go on with it, start anew with \
         --fresh, or name another folder with --data",
        .folder.display()
    )]
    OtherSeed {
        /// The folder.
        folder: PathBuf,
        /// The seed of its data.
        found: u64,
        /// The seed asked for.
        wanted: u64,
    },
    /// The data were made by another version of the simulator.
    #[error(
        "the demo in {} was made by another version of this program (simulator {found}, this one has {known}); \
         start anew with --fresh, or name another folder with --data",
        .folder.display()
    )]
    OtherVersion {
        /// The folder.
        folder: PathBuf,
        /// The simulator of its data.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// It cannot be read or written.
    #[error("use the folder {}: {reason}; name another with --data", .folder.display())]
    Io {
        /// The folder or the file in it.
        folder: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// Its database cannot be removed.
    #[error("empty the folder {}", .folder.display())]
    Store {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        #[source]
        reason: StoreError,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, first_day, simulator } = self;
        writeln!(f, "# What `sparvakt demo` simulates here; `sparvakt demo --fresh` starts anew.")?;
        writeln!(f, "seed = {seed}\nfirst_day = \"{first_day}\"\nsimulator = {simulator}")
    }
}

impl Folder {
    /// The folder at `path`, whatever lies there.
    #[must_use]
    pub const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// Where the configuration lies.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.0.join(CONFIG)
    }

    /// What is simulated there: as its note says, or from now on `seed` (1 when none is asked for) and
    /// `first_day`, when nothing lies there.
    ///
    /// # Errors
    /// When something else lies there, another seed is asked for, or it cannot be used.
    pub fn enter(&self, seed: Option<u64>, first_day: NaiveDate) -> Result<Note, FolderError> {
        let note = self.0.join(NOTE);
        if let Some(text) = self.read(&note)? {
            let found = toml::from_str(&text).map_err(|error: toml::de::Error| FolderError::Note {
                note,
                reason: error.message().to_owned(),
            })?;
            return self.check(found, seed);
        }
        self.refuse_foreign()?;
        self.begin(seed, first_day)
    }

    /// Forget an earlier demo and begin anew; other files that lie there stay.
    ///
    /// # Errors
    /// When it is no demo's folder or a demo is running in it, and nothing is removed then; or when it cannot be written.
    pub fn enter_anew(&self, seed: Option<u64>, first_day: NaiveDate) -> Result<Note, FolderError> {
        self.empty()?;
        self.begin(seed, first_day)
    }

    fn begin(&self, seed: Option<u64>, first_day: NaiveDate) -> Result<Note, FolderError> {
        let fresh = Note { seed: seed.unwrap_or(1), first_day, simulator: County::VERSION };
        fs::create_dir_all(&self.0).map_err(|reason| self.io(&self.0, reason))?;
        self.write(NOTE, &fresh.to_string())?;
        Ok(fresh)
    }

    /// Remove what an earlier demo kept there.
    ///
    /// # Errors
    /// When it is no demo's folder, or a demo is running in it; nothing is removed then.
    fn empty(&self) -> Result<(), FolderError> {
        if self.read(&self.0.join(NOTE))?.is_none() {
            return self.refuse_foreign();
        }
        Store::discard(&self.0.join(DATABASE))
            .map_err(|reason| FolderError::Store { folder: self.0.clone(), reason })?;
        for name in [CONFIG, NOTE] {
            let path = self.0.join(name);
            match fs::remove_file(&path) {
                Err(reason) if reason.kind() != io::ErrorKind::NotFound => return Err(self.io(&path, reason)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The main configuration file of a demo with this portfolio.
    #[must_use]
    pub fn configuration(&self, portfolio: &str, listen: SocketAddr, broker: SocketAddr) -> String {
        format!(
            "# Written by `sparvakt demo` at every start. Copy it to begin a configuration of your own.\n\n\
             [broker]\nlisten = \"{broker}\"\n\n[store]\npath = \"{DATABASE}\"\n\n\
             [dashboard]\nlisten = \"{listen}\"\n\n{portfolio}"
        )
    }

    /// Keep the configuration for other commands and curious people.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, configuration: &str) -> Result<(), FolderError> {
        self.write(CONFIG, configuration)
    }

    fn check(&self, found: Note, seed: Option<u64>) -> Result<Note, FolderError> {
        let folder = self.0.clone();
        if found.simulator != County::VERSION {
            return Err(FolderError::OtherVersion { folder, found: found.simulator, known: County::VERSION });
        }
        match seed {
            Some(wanted) if wanted != found.seed => {
                Err(FolderError::OtherSeed { folder, found: found.seed, wanted })
            }
            _ => Ok(found),
        }
    }

    fn refuse_foreign(&self) -> Result<(), FolderError> {
        match fs::read_dir(&self.0).map(Iterator::count) {
            Ok(0) => Ok(()),
            Ok(_) => Err(FolderError::Foreign(self.0.clone())),
            Err(reason) if reason.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(reason) => Err(self.io(&self.0, reason)),
        }
    }

    fn read(&self, path: &Path) -> Result<Option<String>, FolderError> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Some(text)),
            Err(reason) if reason.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(reason) => Err(self.io(path, reason)),
        }
    }

    fn write(&self, name: &str, text: &str) -> Result<(), FolderError> {
        let path = self.0.join(name);
        fs::write(&path, text).map_err(|reason| self.io(&path, reason))
    }

    fn io(&self, path: &Path, reason: io::Error) -> FolderError {
        FolderError::Io { folder: path.to_owned(), reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2024-11-25".parse().unwrap()
    }

    fn in_new_folder() -> (tempfile::TempDir, Folder) {
        let parent = tempfile::tempdir().unwrap();
        let folder = Folder::at(parent.path().join("demo"));
        (parent, folder)
    }

    /// What is said, without the folder that the test happens to use.
    fn said<T: fmt::Debug>(outcome: Result<T, FolderError>, folder: &Folder) -> String {
        outcome.unwrap_err().to_string().replace(&folder.0.display().to_string(), "DIR")
    }

    #[test]
    fn a_later_start_goes_on_with_what_lies_there() {
        let (_parent, folder) = in_new_folder();
        let first = folder.enter(None, today()).unwrap();
        assert_eq!((first.seed, first.first_day), (1, today()));
        assert_eq!(folder.enter(None, today() + chrono::Days::new(9)).unwrap(), first);
        assert_eq!(folder.enter(Some(1), today()).unwrap(), first);
        insta::assert_snapshot!(said(folder.enter(Some(7), today()), &folder), @"the demo in DIR simulates seed 1, not 7; leave --seed out to go on with it, start anew with --fresh, or name another folder with --data");
    }

    #[test]
    fn what_is_no_demo_is_neither_used_nor_emptied() {
        let (_parent, folder) = in_new_folder();
        fs::create_dir(&folder.0).unwrap();
        let precious = folder.0.join("sparvakt.db");
        fs::write(&precious, "precious").unwrap();
        insta::assert_snapshot!(said(folder.enter(None, today()), &folder), @"DIR holds files but no demo.toml, so it is no demo's folder; name an empty or new one with --data");
        assert_eq!(said(folder.empty(), &folder), said(folder.enter(None, today()), &folder));
        assert_eq!(fs::read(&precious).unwrap(), b"precious");
    }

    #[test]
    fn starting_anew_removes_only_what_a_demo_keeps() {
        let (_parent, folder) = in_new_folder();
        folder.empty().unwrap();
        folder.enter(Some(3), today()).unwrap();
        folder.keep("# configuration").unwrap();
        drop(Store::open(&folder.0.join(DATABASE)).unwrap());
        fs::write(folder.0.join("notes.txt"), "mine").unwrap();
        folder.empty().unwrap();
        let left: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["notes.txt"]);
        folder.begin(None, today()).unwrap();
        let anew = folder.enter_anew(Some(4), today()).unwrap();
        assert_eq!((anew.seed, folder.0.join("notes.txt").exists()), (4, true));
    }

    #[test]
    fn a_running_demo_is_not_emptied() {
        let (_parent, folder) = in_new_folder();
        folder.enter(None, today()).unwrap();
        let _running = Store::open(&folder.0.join(DATABASE)).unwrap();
        let error = folder.empty().unwrap_err();
        assert!(matches!(error, FolderError::Store { reason: StoreError::Owned { .. }, .. }), "{error:?}");
        assert!(folder.0.join(DATABASE).exists() && folder.0.join(NOTE).exists());
    }

    #[test]
    fn a_note_of_another_version_or_a_broken_one_says_what_to_do() {
        let (_parent, folder) = in_new_folder();
        folder.enter(None, today()).unwrap();
        let note = folder.0.join(NOTE);
        let text = fs::read_to_string(&note).unwrap();
        fs::write(&note, text.replace("simulator = ", "simulator = 9")).unwrap();
        insta::assert_snapshot!(said(folder.enter(None, today()), &folder), @"the demo in DIR was made by another version of this program (simulator 93, this one has 3); start anew with --fresh, or name another folder with --data");
        for broken in ["", "seed = 1", "seed = -1\nfirst_day = \"2024-01-01\"\nsimulator = 1", "seed"] {
            fs::write(&note, broken).unwrap();
            let said = said(folder.enter(None, today()), &folder);
            assert!(said.starts_with("DIR/demo.toml: ") && said.contains("--fresh"), "{said}");
        }
        folder.empty().unwrap();
        folder.enter(None, today()).unwrap();
    }
}
