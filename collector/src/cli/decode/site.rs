//! What only the site knows and no message says: the zone of local times, CT ratios, pulse weights.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, anyhow};
use chrono_tz::Tz;
use config::Unit;
use engine::domain::RawReading;
use serde::Deserialize;

use crate::cli::Failure;

/// A site file. As TOML:
///
/// ```toml
/// zone = "Europe/Stockholm"
/// [series."pulse.count"]
/// scale = 0.01
/// unit = "m3"
/// ```
#[derive(Debug)]
pub struct SiteFile {
    /// Zone of local times.
    pub zone: Option<Tz>,
    series: HashMap<String, Correction>,
}

/// How a series' numbers are to be read here.
#[derive(Debug, Clone, Copy)]
struct Correction {
    scale: f64,
    unit: Option<Unit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    zone: Option<String>,
    #[serde(default)]
    series: HashMap<String, CorrectionText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectionText {
    scale: Option<f64>,
    unit: Option<String>,
}

impl SiteFile {
    /// Read the file.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()));
        text.and_then(|text| Self::parse(&text).with_context(|| format!("{}", file.display())))
            .map_err(Failure::Input)
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let text: Text = if text.trim_start().starts_with('{') {
            serde_json::from_str(text)?
        } else {
            toml::from_str(text)?
        };
        let zone = text.zone.map(|zone| {
            zone.parse().map_err(|_| anyhow!("`{zone}` is no time zone; write it as Europe/Stockholm"))
        });
        let series = text.series.into_iter().map(|(name, text)| {
            let unit = text.unit.map(|unit| {
                Unit::parse(&unit).ok_or_else(|| anyhow!("the unit `{unit}` of series {name} is not known"))
            });
            Ok((name, Correction { scale: text.scale.unwrap_or(1.0), unit: unit.transpose()? }))
        });
        Ok(Self { zone: zone.transpose()?, series: series.collect::<anyhow::Result<_>>()? })
    }

    /// The reading as it is at this site.
    pub fn correct(&self, mut reading: RawReading) -> RawReading {
        if let Some(correction) = self.series.get(&reading.key.series) {
            match correction.unit {
                Some(unit) => {
                    reading.value = unit.to_canonical(reading.native_value * correction.scale);
                    reading.unit = unit.quantity.canonical();
                }
                None => reading.value *= correction.scale,
            }
        }
        reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_and_json_say_the_same_and_faults_are_named() {
        for text in [
            "zone = \"Europe/Oslo\"\n[series.\"pulse.count\"]\nscale = 10\nunit = \"l\"",
            r#"{"zone":"Europe/Oslo","series":{"pulse.count":{"scale":10,"unit":"l"}}}"#,
        ] {
            let site = SiteFile::parse(text).unwrap();
            assert_eq!(site.zone, Some(chrono_tz::Europe::Oslo));
            assert_eq!(site.series["pulse.count"].unit.unwrap().symbol, "l");
        }
        for text in ["zone = \"Stockholm\"", "tz = \"Europe/Oslo\"", "[series.x]\nunit = \"apples\"", "{"] {
            assert!(SiteFile::parse(text).is_err(), "{text}");
        }
    }
}
