//! Reading the two layouts.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::baseline::Day;
use engine::domain::{Carrier, LocalDay};
use flate2::read::MultiGzDecoder;

/// One meter's days.
pub struct Building {
    pub name: String,
    pub meter: String,
    pub carrier: Carrier,
    pub days: Vec<Day>,
}

type Series = Vec<(DateTime<Utc>, f64)>;

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
            let mut values = column(&folder.join(text(site, "file")), "value", Some(&name))?;
            if text(meter, "kind") == "register_cumulative" {
                values = values.windows(2).map(|pair| (pair[0].0, pair[1].1 - pair[0].1)).collect();
            }
            let days = days(&values, &temperatures, zone, carrier);
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
        entry.0.extend(used.parse().map(|value: f64| (at, value)));
        entry.1.extend(temp_c.parse().map(|value: f64| (at, value)));
    }
    Ok(meters
        .into_iter()
        .map(|(name, (used, temperatures))| {
            let carrier = if name.contains("_el_") { Carrier::Electricity } else { Carrier::DistrictHeating };
            let days = days(&used, &temperatures, chrono_tz::Europe::Stockholm, carrier);
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
            series.push((at.parse()?, value));
        }
    }
    Ok(series)
}

fn open(path: &Path) -> Result<Box<dyn Read>, Box<dyn Error>> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    Ok(if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

/// Local days with half of their hours or more, scaled to the whole day.
fn days(used: &Series, temperatures: &Series, zone: Tz, carrier: Carrier) -> Vec<Day> {
    let mut sums: BTreeMap<chrono::NaiveDate, [(f64, f64); 2]> = BTreeMap::new();
    for (index, series) in [used, temperatures].into_iter().enumerate() {
        for (at, value) in series {
            if index == 0 && *value == 0.0 && super::is_electric(carrier) {
                continue;
            }
            let cell = &mut sums.entry(LocalDay::containing(*at, zone).date).or_default()[index];
            cell.0 += value;
            cell.1 += 1.0;
        }
    }
    let daily_temperatures =
        temperatures.windows(2).take(100).all(|pair| (pair[1].0 - pair[0].0).num_hours() >= 24);
    sums.into_iter()
        .map(|(date, [(used, hours), (sum, count)])| {
            let length = LocalDay { date, zone }.hours();
            let enough = |have: f64| have >= 0.5 * length;
            Day {
                date,
                used: enough(hours).then_some(used * length / hours),
                temp_c: (count > 0.0 && (enough(count) || daily_temperatures)).then_some(sum / count),
                filled_share: 1.0 - hours / length,
            }
        })
        .collect()
}
