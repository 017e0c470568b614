//! How long one year of one meter takes to fit. The bar is 10 ms.

use std::hint::black_box;

use chrono::{Datelike, NaiveDate};
use criterion::{Criterion, criterion_group, criterion_main};
use engine::baseline::{Calendar, Day, FitOptions, fit};
use engine::domain::DateRange;
use engine::savings::{AssessOptions, assess, cumulative};

fn year() -> (Vec<Day>, DateRange) {
    let start = NaiveDate::from_ymd_opt(2022, 1, 1).expect("a date");
    let period = DateRange { from: start, to: start + chrono::Days::new(365) };
    let days = period
        .dates()
        .map(|date| {
            let day = f64::from(date.ordinal());
            let wave = (day * 1.7).sin() + (day * 0.37).sin();
            let temp_c = 6.0 - 12.0 * (day * std::f64::consts::TAU / 365.0).cos() + 4.0 * wave;
            let weekend = date.weekday().num_days_from_monday() >= 5;
            let used = if weekend { 300.0 } else { 420.0 }
                + 31.0 * (16.0 - temp_c).max(0.0)
                + 20.0 * (day * 0.91).sin();
            Day { date, used: Some(used), temp_c: Some(temp_c), filled_share: 0.0 }
        })
        .collect();
    (days, period)
}

fn benches(criterion: &mut Criterion) {
    let (days, period) = year();
    let plain = FitOptions::default();
    let swedish = FitOptions { calendar: Calendar::sweden(), ..FitOptions::default() };
    criterion.bench_function("fit one year", |bench| bench.iter(|| fit(black_box(&days), period, &plain)));
    criterion.bench_function("fit one year with red days", |bench| {
        bench.iter(|| fit(black_box(&days), period, &swedish));
    });
    let judged = fit(&days, period, &plain);
    let model = &judged.baseline().expect("a whole year is enough").model;
    let options = AssessOptions::for_carrier(config::Carrier::DistrictHeating, 0.9);
    criterion.bench_function("assess one year", |bench| {
        bench.iter(|| assess(model, black_box(&days), period, &options));
    });
    criterion.bench_function("cumulative year", |bench| {
        bench.iter(|| cumulative(model, black_box(&days), period, &options));
    });
}

criterion_group!(fitting, benches);
criterion_main!(fitting);
