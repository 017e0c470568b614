//! Reading the two layouts.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use chrono_tz::Tz;
use engine::baseline::Day;
use engine::domain::{Carrier, DateRange, LocalDay, Point, ReadingMode};
use engine::evaluate::join;
use engine::normalise::{self, MeterRules, facts};
use flate2::read::MultiGzDecoder;

/// One meter's days.
pub struct Building {
    pub name: String,
    pub meter: String,
    pub carrier: Carrier,
    pub days: Vec<Day>,
}

type Series = Vec<Point>;

/// A folder with `sites.json`, or a file of several meters.
pub fn read(path: &Path) -> Result<Vec<Building>, Box<dyn Error>> {
    if path.is_dir() { read_folder(path) } else { read_meters(path) }
}

fn read_folder(folder: &Path) -> Result<Vec<Building>, Box<dyn Error>> {
    let sites: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(folder.join("sites.json"))?)?;
    let text = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let mut buildings = Vec::new();
    for site in &sites {
        let zone: Tz = text(site, "time_zone").parse()?;
        let weather = text(site, "weather");
        let file = weather.split_once(" (").map_or(weather.as_str(), |(file, _)| file);
        let temperatures = column(&folder.join(file), "temp_c", None)?;
        for meter in site["meters"].as_array().into_iter().flatten() {
            let carrier = match text(meter, "carrier").as_str() {
                "electricity" => Carrier::Electricity,
                "natural_gas" | "gas" => Carrier::Gas,
                _ => Carrier::DistrictHeating,
            };
            if text(meter, "unit") != "kWh" {
                continue;
            }
            let name = text(meter, "meter");
            let values = column(&folder.join(text(site, "file")), "value", Some(&name))?;
            let cumulative = text(meter, "kind") == "register_cumulative";
            let mode = if cumulative { ReadingMode::Register } else { ReadingMode::Interval };
            let days = days(&values, mode, &temperatures, zone, carrier);
            buildings.push(Building { name: text(site, "id"), meter: name, carrier, days });
        }
    }
    Ok(buildings)
}

fn read_meters(path: &Path) -> Result<Vec<Building>, Box<dyn Error>> {
    let mut meters: BTreeMap<String, (Series, Series)> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(open(path)?);
    for row in reader.records() {
        let row = row?;
        let (Some(id), Some(at), Some(used), Some(temp_c)) = (row.get(0), row.get(1), row.get(2), row.get(3))
        else {
            continue;
        };
        let at = at.parse()?;
        let entry = meters.entry(id.to_owned()).or_default();
        entry.0.extend(used.parse().map(|value| Point { at, value }));
        entry.1.extend(temp_c.parse().map(|value| Point { at, value }));
    }
    Ok(meters
        .into_iter()
        .map(|(name, (used, temperatures))| {
            let carrier = if name.contains("_el_") { Carrier::Electricity } else { Carrier::DistrictHeating };
            let zone = chrono_tz::Europe::Stockholm;
            let days = days(&used, ReadingMode::Interval, &temperatures, zone, carrier);
            Building { name, meter: "synthetic".to_owned(), carrier, days }
        })
        .collect())
}

/// Values of a column, of one meter where the file has several.
fn column(path: &Path, name: &str, meter: Option<&str>) -> Result<Series, Box<dyn Error>> {
    let mut reader = csv::Reader::from_reader(open(path)?);
    let headers = reader.headers()?.clone();
    let find = |name: &str| headers.iter().position(|header| header == name);
    let value_column = find(name).ok_or_else(|| format!("{}: no column {name}", path.display()))?;
    let meter_column = find("meter");
    let mut series = Vec::new();
    for row in reader.records() {
        let row = row?;
        let wanted = meter.is_none_or(|wanted| meter_column.and_then(|at| row.get(at)) == Some(wanted));
        if let (true, Some(at), Some(Ok(value))) = (wanted, row.get(0), row.get(value_column).map(str::parse))
        {
            series.push(Point { at: at.parse()?, value });
        }
    }
    Ok(series)
}

fn open(path: &Path) -> Result<Box<dyn Read>, Box<dyn Error>> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    Ok(if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

/// Local days, by the product's own road.
fn days(used: &[Point], mode: ReadingMode, temperatures: &[Point], zone: Tz, carrier: Carrier) -> Vec<Day> {
    let (Some(first), Some(last)) = (used.first(), used.last()) else { return Vec::new() };
    let date = |point: &Point| LocalDay::containing(point.at, zone).date;
    let Some(range) = DateRange::new(date(first), date(last)) else { return Vec::new() };
    let learned = facts(used, mode);
    let rules = MeterRules {
        mode,
        interval: learned.interval,
        max_per_hour: learned.max_per_hour,
        resolution: learned.resolution,
        modulus: None,
        zero_is_a_hole: carrier.zero_is_a_hole(),
        nights: None,
        replacements: Vec::new(),
        corrections: Vec::new(),
        other_units: learned.other_units,
    };
    let used = normalise::days(used, &rules, zone, range);
    let temperatures = normalise::mean_temperature(temperatures, zone, range);
    used.uses.iter().zip(&temperatures).map(|(used, temperature)| join(used, temperature)).collect()
}
