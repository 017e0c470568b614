//! What the pure road costs. `cargo bench -p engine`.

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use engine::domain::{DateRange, Point, ReadingMode};
use engine::normalise::{MeterRules, days, facts};

fn two_years_hourly() -> Vec<Point> {
    let start: DateTime<Utc> = DateTime::from_timestamp(1_672_527_600, 0).expect("in range");
    (0..17_520_u32)
        .map(|hour| Point {
            at: start + TimeDelta::hours(i64::from(hour)),
            value: f64::from(hour) * 12.5 + f64::from(hour % 24),
        })
        .collect()
}

fn normalise(criterion: &mut Criterion) {
    let points = two_years_hourly();
    let range = DateRange::new(
        chrono::NaiveDate::from_ymd_opt(2023, 1, 1).expect("a date"),
        chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date"),
    )
    .expect("in order");
    criterion.bench_function("two years of hourly register to local days", |bencher| {
        bencher.iter(|| {
            let learned = facts(&points, ReadingMode::Register);
            let rules = MeterRules {
                mode: ReadingMode::Register,
                interval: learned.interval,
                max_per_hour: learned.max_per_hour,
                resolution: learned.resolution,
                modulus: None,
                zero_is_a_hole: false,
                nights: None,
                replacements: Vec::new(),
                corrections: Vec::new(),
                other_units: learned.other_units,
            };
            days(&points, &rules, chrono_tz::Europe::Stockholm, range)
        });
    });
}

criterion_group!(benches, normalise);
criterion_main!(benches);
