//! What an operator relies on: good files load, and every fault is shown with its line and the way out.

mod calendars;
mod contract;
mod default_file;
mod faults;
mod files;
mod hostile;
mod options;
mod virtual_meters;

use std::path::{Path, PathBuf};

use crate::load::with_password;
use crate::options::{Config, Secret};
use crate::problem::Problems;

/// A folder with files, gone when dropped.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            folder.write(name, text.as_bytes());
        }
        folder
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Load `main.toml`.
    fn load(&self) -> Result<Config, Problems> {
        crate::load(&self.path("main.toml"))
    }

    /// The problems of `main.toml`, without the folder's own name.
    fn problems(&self) -> String {
        let text = match self.load() {
            Ok(config) => config.warnings.to_string(),
            Err(problems) => problems.to_string(),
        };
        text.replace(&format!("{}/", self.0.path().display()), "")
            .replace(&self.0.path().display().to_string(), ".")
    }
}

/// Load one text without files and without a password in the environment.
fn load_text(text: &str) -> Result<Config, Problems> {
    with_password(Path::new("main.toml"), text, None::<Secret>)
}

/// Problems and warnings of one text, as printed.
fn problems_of(text: &str) -> String {
    match load_text(text) {
        Ok(config) => config.warnings.to_string(),
        Err(problems) => problems.to_string(),
    }
}

/// A building that is in order, `more` after it.
fn building_and(more: &str) -> String {
    format!(
        "[[owner]]\nid = \"o\"\nname = \"O\"\n[[building]]\nid = \"b\"\nname = \"B\"\nmunicipality = \"solleftea\"\n\
         owner = \"o\"\nstation = \"s\"\n{more}"
    )
}
