//! Where a weather station's temperatures come from when SMHI feeds it: kept, so that analysis, pages and a restart
//! agree on it.

use chrono::{DateTime, NaiveDate, Utc};
use engine::domain::SeriesKey;
use serde::{Deserialize, Serialize};

use crate::{Result, Store, StoreError};

/// What feeds one configured station.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WeatherRecord {
    /// What the configuration asked for; a record of another wish is out of date.
    pub asked: String,
    /// SMHI's stations in order of preference.
    pub sources: Vec<WeatherSource>,
    /// Which of them gave the temperature of which local days, oldest first; the newest runs of days only.
    pub used: Vec<WeatherRun>,
    /// When this was last looked at.
    pub checked: Option<DateTime<Utc>>,
    /// Why the last look failed.
    pub error: Option<String>,
}

/// One of SMHI's stations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeatherSource {
    /// SMHI's number.
    pub smhi: u32,
    /// SMHI's name.
    pub name: String,
    /// From the place it was looked for, kilometres; none for a station named by its number without a place.
    pub distance_km: Option<f64>,
    /// Why it gives nothing.
    pub problem: Option<String>,
}

/// Local days in a row with the same source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeatherRun {
    /// First day.
    pub from: NaiveDate,
    /// The day after the last.
    pub to: NaiveDate,
    /// `smhi:NUMBER`, `own` for imported files, none where nothing is known.
    pub source: Option<String>,
}

impl WeatherSource {
    /// Where the temperatures of SMHI's station `smhi` are kept: never mixed with those of another source.
    #[must_use]
    pub fn key(smhi: u32) -> SeriesKey {
        SeriesKey { device: format!("smhi:{smhi}"), series: "temp.outdoor".to_owned() }
    }
}

impl Store {
    /// What feeds the configured station `id`, if SMHI does or did.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn weather(&self, id: &str) -> Result<Option<WeatherRecord>> {
        let note = self.note(&name(id))?;
        // A record that cannot be read is made anew: the readings are all there.
        Ok(note.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keep what feeds the configured station `id`.
    ///
    /// # Errors
    /// When nothing was kept.
    pub fn put_weather(&self, id: &str, record: &WeatherRecord) -> Result<()> {
        let text =
            serde_json::to_string(record).map_err(|error| StoreError::Unstorable(error.to_string()))?;
        self.put_note(&name(id), &text)
    }
}

fn name(id: &str) -> String {
    format!("weather:{id}")
}
