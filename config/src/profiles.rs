//! The profiles that meters can name: the built-in ones and the operator's own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::files;
use crate::problem::Problem;
use crate::profile::{self, Profile};

/// Profiles by name; an operator's own replaces the built-in one of the same name.
#[derive(Debug)]
pub(crate) struct Profiles {
    known: Vec<Profile>,
    own: HashMap<String, PathBuf>,
    /// Whether a file could not be read: then nobody can say that a profile does not exist.
    pub unread_files: bool,
}

impl Profiles {
    /// Those that come with the program.
    pub fn builtin() -> Self {
        Self { known: profile::builtin_profiles(), own: HashMap::new(), unread_files: false }
    }

    /// Add the profile in `file`, and say what is wrong with it.
    pub fn read(&mut self, file: &Path) -> Vec<Problem> {
        let parsed = files::read_text(file)
            .map_err(|problem| vec![problem])
            .and_then(|text| Profile::parse(file, &text));
        let profile = match parsed {
            Ok(profile) => profile,
            Err(problems) => {
                self.unread_files = true;
                return problems;
            }
        };
        if let Some(first) = self.own.insert(profile.name.clone(), file.to_owned()) {
            return vec![Problem::error(
                file,
                1,
                format!("a second profile is called \"{}\"", profile.name),
                format!("the first is in {}", first.display()),
                "give one of them another `name`, or name only one of the files in `profiles`",
            )];
        }
        self.known.retain(|known| known.name != profile.name);
        self.known.push(profile);
        Vec::new()
    }

    /// The names that a source can refer to.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(|profile| profile.name.as_str())
    }

    /// The profile with this name.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.known.iter().find(|profile| profile.name == name)
    }

    /// Names of the operator's own profiles and their files.
    pub const fn files(&self) -> &HashMap<String, PathBuf> {
        &self.own
    }

    /// All of them.
    pub fn finish(self) -> Vec<Profile> {
        self.known
    }
}
