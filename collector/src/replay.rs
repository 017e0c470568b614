//! History becomes the messages that meters would have published.
//!
//! Rows of all files are merged in order of time and keep their timestamps. A row that cannot be said in the
//! meter's profile is reported with its line; the others are published.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use config::{Config, Meter, Source, Unit};
use engine::decode::{Encoder, Sample, Site};

use crate::files::{self, Fault, Label, LineFault, Mapping, ReadingRow, refuse_virtual};
use crate::mqtt::Outgoing;

/// Rows of some files, ready to be published.
#[derive(Debug)]
pub struct History<'c> {
    encoders: HashMap<&'c str, Encoder>,
    meters: Vec<Place<'c>>,
    files: Vec<PathBuf>,
    rows: Vec<Row>,
    /// Lines without a value.
    pub empty: u64,
    /// Lines that cannot be published, so far.
    pub rejected: Vec<Fault>,
}

/// Where a name in a file leads.
#[derive(Debug)]
struct Place<'c> {
    source: &'c Source,
    unit: Unit,
}

#[derive(Debug)]
struct Row {
    at: DateTime<Utc>,
    value: f64,
    line: u64,
    file: u32,
    meter: u32,
}

impl<'c> History<'c> {
    /// Read `files`; names in them mean the meters that `mapping` says.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read(config: &'c Config, files: &[PathBuf], mapping: &Mapping) -> std::io::Result<Self> {
        let mut history = Self {
            encoders: HashMap::new(),
            meters: Vec::new(),
            files: files.to_vec(),
            rows: Vec::new(),
            empty: 0,
            rejected: Vec::new(),
        };
        for (index, file) in (0..).zip(files) {
            let bytes = files::read(file)
                .map_err(|error| std::io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
            history.add(config, (index, file), &bytes, mapping);
        }
        // Stable: rows of the same instant keep the order of the files.
        history.rows.sort_by_key(|row| row.at);
        Ok(history)
    }

    fn add(&mut self, config: &'c Config, (index, file): (u32, &Path), bytes: &[u8], mapping: &Mapping) {
        let table = match files::parse_readings(bytes) {
            Ok(table) => table,
            Err(fault) => return self.rejected.push(fault.in_file(file)),
        };
        self.empty += table.empty;
        self.rejected.extend(table.faults.into_iter().map(|fault| fault.in_file(file)));
        let mut known: HashMap<Label, Result<u32, ()>> = HashMap::new();
        for row in table.rows {
            let place = *known.entry(row.label()).or_insert_with(|| {
                self.place(config, file, &row, mapping).map_err(|reason| {
                    // Said once for all rows of this name and unit.
                    let fault = LineFault { line: row.line, reason };
                    self.rejected.push(fault.in_file(file));
                })
            });
            if let Ok(meter) = place {
                self.rows.push(Row { at: row.at, value: row.value, line: row.line, file: index, meter });
            }
        }
    }

    fn place(
        &mut self,
        config: &'c Config,
        file: &Path,
        row: &ReadingRow,
        mapping: &Mapping,
    ) -> Result<u32, String> {
        let name = row.meter.as_deref().ok_or("the file has no column `meter`")?;
        let (_, meter) = mapping.meter(&config.portfolio, file, name)?;
        refuse_virtual(meter)?;
        let source = meter.source.as_ref().ok_or_else(|| {
            format!(
                "meter {} has no `source`, so nothing of it arrives over MQTT; use `sparvakt import`",
                meter.id
            )
        })?;
        let profile =
            config.profiles.iter().find(|profile| profile.name == source.profile).ok_or_else(|| {
                format!("meter {} names the profile `{}`, which is unknown", meter.id, source.profile)
            })?;
        self.encoders
            .entry(&profile.name)
            .or_insert_with(|| Encoder::for_site(profile, Site::of(&config.portfolio)));
        let unit = unit_of(meter, row.unit.as_deref())?;
        self.meters.push(Place { source, unit });
        u32::try_from(self.meters.len() - 1).map_err(|_| "too many meters".to_owned())
    }

    /// Rows to publish.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is nothing to publish.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The instants of the first and the last row.
    #[must_use]
    pub fn span(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        Some((self.rows.first()?.at, self.rows.last()?.at))
    }

    /// The messages in order of time, `speed` times as fast as they were; 0 means without waiting.
    pub fn messages(&mut self, speed: f64) -> impl Iterator<Item = Outgoing> {
        let Self { encoders, meters, files, rows, rejected, .. } = self;
        let start = rows.first().map(|row| row.at).unwrap_or_default();
        rows.iter().filter_map(move |row| {
            let place = meters.get(row.meter as usize)?;
            let sample = Sample {
                device: &place.source.device,
                series: &place.source.series,
                value: row.value,
                unit: place.unit,
                at: Some(row.at),
            };
            match encoders.get(place.source.profile.as_str())?.encode(&sample) {
                Ok(publication) => Some(Outgoing {
                    after: due(row.at - start, speed),
                    topic: publication.topic,
                    payload: publication.payload,
                }),
                Err(reason) => {
                    let fault = LineFault { line: row.line, reason: reason.text };
                    rejected.push(fault.in_file(files.get(row.file as usize)?));
                    None
                }
            }
        })
    }
}

fn unit_of(meter: &Meter, written: Option<&str>) -> Result<Unit, String> {
    let Some(text) = written else { return Ok(meter.unit) };
    let unit = Unit::parse(text).ok_or_else(|| format!("the unit `{text}` is not known"))?;
    if unit.quantity == meter.unit.quantity {
        Ok(unit)
    } else {
        Err(format!("meter {} measures {}, not {text}", meter.id, meter.unit.symbol))
    }
}

fn due(since_start: chrono::TimeDelta, speed: f64) -> Duration {
    if speed > 0.0 {
        Duration::try_from_secs_f64(since_start.as_seconds_f64() / speed).unwrap_or(Duration::MAX / 4)
    } else {
        Duration::ZERO
    }
}
