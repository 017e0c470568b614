//! Single facts that a program wants to find again after a restart, such as the fingerprint of the configuration
//! that results were made with.

use rusqlite::OptionalExtension;

use crate::{Result, Store};

/// Keeps notes apart from facts of our own.
const PREFIX: &str = "note:";

impl Store {
    /// The note of this name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn note(&self, name: &str) -> Result<Option<String>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached("SELECT value FROM fact WHERE name = ?1")?;
            Ok(statement.query_row([format!("{PREFIX}{name}")], |row| row.get(0)).optional()?)
        })
    }

    /// Keeps `text` as the note of this name, instead of any earlier one.
    ///
    /// # Errors
    /// What SQLite reports; nothing was kept.
    pub fn put_note(&self, name: &str, text: &str) -> Result<()> {
        self.write(|tx| {
            tx.prepare_cached("INSERT OR REPLACE INTO fact(name, value) VALUES (?1, ?2)")?
                .execute((format!("{PREFIX}{name}"), text))?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_found_again_until_another_takes_its_place() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notes.db");
        let store = Store::open(&path).unwrap();
        assert_eq!(store.note("rules:heat").unwrap(), None);
        store.put_note("rules:heat", "a").unwrap();
        store.put_note("rules:heat", "b").unwrap();
        drop(store);
        assert_eq!(Store::open(&path).unwrap().note("rules:heat").unwrap().as_deref(), Some("b"));
    }
}
