//! Night setbacks that analysis found to have gone: kept, because pages do not look at hours.

use engine::savings::attention::LostSetback;

use crate::{Result, Store, StoreError};

impl Store {
    /// What was found of a building's heat.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn lost_setback(&self, building: &str) -> Result<Option<LostSetback>> {
        // A record that cannot be read is made anew at the next look.
        Ok(self.note(&name(building))?.and_then(|text| serde_json::from_str(&text).unwrap_or_default()))
    }

    /// Keeps it, instead of what was found before.
    ///
    /// # Errors
    /// When nothing was kept.
    pub fn put_lost_setback(&self, building: &str, found: Option<&LostSetback>) -> Result<()> {
        let text =
            serde_json::to_string(&found).map_err(|error| StoreError::Unstorable(error.to_string()))?;
        self.put_note(&name(building), &text)
    }
}

fn name(building: &str) -> String {
    format!("lost_setback:{building}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_again_until_it_is_mended() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("setbacks.db")).unwrap();
        let found = LostSetback {
            since: "2026-11-02".parse().unwrap(),
            nights: 12,
            usual_percent: 87.3,
            percent: 98.1,
            extra_kwh_per_night: 31.7,
        };
        assert_eq!(store.lost_setback("b").unwrap(), None);
        store.put_lost_setback("b", Some(&found)).unwrap();
        assert_eq!(store.lost_setback("b").unwrap(), Some(found));
        store.put_lost_setback("b", None).unwrap();
        assert_eq!(store.lost_setback("b").unwrap(), None);
    }
}
