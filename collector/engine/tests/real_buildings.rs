//! Years of real meters, with summers without heat, closures and drips: no reading is taken for another unit.

#![cfg(test)]

use std::fs::File;
use std::path::Path;

use chrono::TimeDelta;
use engine::domain::{Point, ReadingMode};
use engine::normalise::facts;
use flate2::read::MultiGzDecoder;

/// The readings of one meter of `tests/data`.
fn readings(file: &str, meter: &str) -> Vec<Point> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(file);
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(File::open(path).unwrap()));
    let rows = reader.records().map(Result::unwrap);
    rows.filter(|row| &row[1] == meter)
        .map(|row| Point { at: row[0].parse().unwrap(), value: row[3].parse().unwrap() })
        .collect()
}

/// The same as the register that would have counted it.
fn register(readings: &[Point]) -> Vec<Point> {
    let mut sum = 1_000.0;
    let point = |point: &Point| {
        sum += point.value;
        Point { at: point.at + TimeDelta::hours(1), value: sum }
    };
    readings.iter().map(point).collect()
}

#[test]
fn real_buildings_are_believed() {
    for file in ["cam-b0.csv.gz", "cam-b13.csv.gz"] {
        for meter in ["electricity", "gas"] {
            let readings = readings(file, meter);
            assert!(readings.len() > 8_760, "{file} {meter}");
            assert_eq!(facts(&readings, ReadingMode::Interval).other_units, [], "{file} {meter}");
            assert_eq!(facts(&readings, ReadingMode::Power).other_units, [], "{file} {meter}");
            let register = register(&readings);
            assert_eq!(facts(&register, ReadingMode::Register).other_units, [], "{file} {meter}");
        }
    }
}

#[test]
fn a_real_meter_that_changes_its_unit_is_found() {
    let readings = readings("cam-b0.csv.gz", "electricity");
    let year = &readings[..8_760];
    let step = year[5_000].at;
    let changed = |points: Vec<Point>| -> Vec<Point> {
        let value = |point: &Point| if point.at >= step { point.value / 1000.0 } else { point.value };
        points.iter().map(|point| Point { value: value(point), ..*point }).collect()
    };
    let level = facts(&changed(register(year)), ReadingMode::Register).other_units;
    assert_eq!((level.len(), level[0].from), (1, step));
    let pace = facts(&changed(year.to_vec()), ReadingMode::Interval).other_units;
    assert_eq!(pace.len(), 1);
    assert!(pace[0].from <= step && step - pace[0].from < TimeDelta::days(3), "{pace:?}");
}
