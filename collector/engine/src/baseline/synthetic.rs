//! Buildings whose truth is known, for tests.

use chrono::{Datelike, Days, NaiveDate};

use super::Day;
use crate::domain::DateRange;

/// How a building uses energy.
#[derive(Debug, Clone, Copy)]
pub struct Truth {
    pub base: f64,
    pub weekend: f64,
    pub heating: f64,
    pub heating_below_c: f64,
    pub cooling: f64,
    pub cooling_above_c: f64,
    pub noise: f64,
}

/// Heated, with quiet weekends.
pub const HEATED: Truth = Truth {
    base: 400.0,
    weekend: -120.0,
    heating: 30.0,
    heating_below_c: 15.3,
    cooling: 0.0,
    cooling_above_c: 25.0,
    noise: 0.0,
};

/// A year from 1 January.
pub fn year(year: i32) -> DateRange {
    range(&format!("{year}-01-01"), &format!("{}-01-01", year + 1))
}

pub fn range(from: &str, to: &str) -> DateRange {
    DateRange { from: from.parse().unwrap(), to: to.parse().unwrap() }
}

/// Every day of `period` in a northern climate; the same date always has the same weather and the same noise.
pub fn days(truth: Truth, period: DateRange) -> Vec<Day> {
    period.dates().map(|date| day(truth, date)).collect()
}

pub fn day(truth: Truth, date: NaiveDate) -> Day {
    let temp_c = temperature(date);
    let weekend = if date.weekday().num_days_from_monday() >= 5 { truth.weekend } else { 0.0 };
    let used = truth.base
        + weekend
        + truth.heating * (truth.heating_below_c - temp_c).max(0.0)
        + truth.cooling * (temp_c - truth.cooling_above_c).max(0.0)
        + truth.noise * (random(date, 7) + random(date, 8) + random(date, 9) - 1.5) * 2.0;
    Day { date, used: Some(used), temp_c: Some(temp_c), filled_share: 0.0 }
}

pub fn temperature(date: NaiveDate) -> f64 {
    let season = (f64::from(date.ordinal()) - 25.0) * std::f64::consts::TAU / 365.25;
    // Weather lasts a few days.
    let spell: f64 = (0..4).map(|back| random(date - Days::new(back), 1) - 0.5).sum();
    6.0 - 11.0 * season.cos() + 6.0 * spell
}

/// Between 0 and 1, by the mixing function of splitmix64.
fn random(date: NaiveDate, stream: u64) -> f64 {
    let seed = u64::from(date.num_days_from_ce().unsigned_abs()) ^ (stream << 40);
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
