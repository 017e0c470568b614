//! The time one baseline takes.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use chrono::NaiveDate;
use engine::baseline::{Day, FitOptions, fit};
use engine::domain::DateRange;
use serde_json::{Value, json};
use tests::history;

use crate::statistics::{median, quantile, rounded};

/// Fits to measure.
const FITS: usize = 30;

/// Fit 2012 of a measured building, once and again.
pub fn measure() -> Result<Value> {
    let days = days()?;
    let date = |year| NaiveDate::from_ymd_opt(year, 1, 1).context("a date");
    let period = DateRange::new(date(2012)?, date(2013)?).context("a period")?;
    let options = FitOptions::default();
    let mut milliseconds = Vec::new();
    for _ in 0..FITS {
        let start = Instant::now();
        let judged = fit(&days, period, &options);
        milliseconds.push(start.elapsed().as_secs_f64() * 1e3);
        ensure!(judged.baseline().is_some(), "a complete year must give a baseline");
    }
    Ok(json!({
        "days": period.days(),
        "milliseconds_median": rounded(median(&milliseconds)),
        "milliseconds_p95": rounded(quantile(&milliseconds, 0.95)),
    }))
}

fn days() -> Result<Vec<Day>> {
    let zone = chrono_tz::Europe::London;
    let used = history::day_sums(&history::rows(&history::file("cam-b0.csv.gz"))?, "electricity", zone);
    let mut degrees: BTreeMap<NaiveDate, Vec<f64>> = BTreeMap::new();
    for (at, temp_c) in history::temperatures(&history::file("bedford.csv.gz"))? {
        degrees.entry(history::local_date(at, zone)).or_default().push(temp_c);
    }
    let mean = |values: &Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    let day = |(date, used): (NaiveDate, f64)| Day {
        date,
        used: Some(used),
        temp_c: degrees.get(&date).map(mean),
        filled_share: 0.0,
    };
    Ok(used.into_iter().map(day).collect())
}
