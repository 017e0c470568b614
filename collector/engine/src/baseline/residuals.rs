//! What is left when the model has spoken, and how long it stays left.
//!
//! Yesterday's error is today's too, so the error of a year's sum is larger than independent days would give.
//! The long-run variance is estimated from the means of blocks of days (batch means): with the mean error e_b of
//! a block of m_b days, `LRV = Σ m_b e_b² / (B − a)`, where a counts what the fit has already taken from the
//! block means: the level, and the temperature where the model depends on it. It is at least the variance of
//! single days. Blocks of 60 days were chosen on synthetic buildings that drift (20 and 30 days cover too little).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Days per block.
const BLOCK_DAYS: i64 = 60;

/// Size and persistence of the model's errors over its own period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ResidualError {
    /// Variance of a day's error, unit².
    pub variance: f64,
    /// Variance of the sum of many days' errors, per day, unit².
    pub long_run_variance: f64,
    /// Degrees of freedom of `variance`: days − parameters.
    pub degrees_of_freedom: f64,
    /// Degrees of freedom of `long_run_variance`: blocks − what the fit took from their means.
    pub block_degrees_of_freedom: f64,
    /// Correlation of one day's error with the next day's.
    pub lag_one: f64,
}

impl ResidualError {
    /// From the errors of days in order, fitted with `parameters` parameters of which `taken` can follow the means
    /// of whole blocks.
    #[must_use]
    pub fn of(errors: &[(NaiveDate, f64)], parameters: usize, taken: usize) -> Self {
        let freedom = errors.len().saturating_sub(parameters).max(1) as f64;
        let variance = errors.iter().map(|(_, error)| error * error).sum::<f64>() / freedom;
        let blocks = block_sums(errors);
        let block_freedom = blocks.len().saturating_sub(taken).max(1) as f64;
        let spread: f64 = blocks.iter().map(|(sum, days)| sum * sum / days).sum();
        let lost = errors.len() as f64 / freedom;
        Self {
            variance,
            long_run_variance: (spread / block_freedom * lost).max(variance),
            degrees_of_freedom: freedom,
            block_degrees_of_freedom: block_freedom,
            lag_one: lag_one(errors),
        }
    }

    /// Variance of the sum of `days` days' errors: `variance` for one day, `long_run_variance` per day for many.
    /// Between them correlation is taken to fade geometrically, by the one rate that joins both ends.
    #[must_use]
    pub fn variance_of_sum(&self, days: usize) -> f64 {
        if self.variance <= 0.0 {
            return 0.0;
        }
        let days = days as f64;
        let ratio = self.long_run_variance / self.variance;
        let fade = (ratio - 1.0) / (ratio + 1.0);
        let joined = 2.0 * fade * (1.0 - fade.powf(days)) / (1.0 - fade).powi(2);
        self.variance * (days * ratio - joined)
    }
}

/// Sum and count of the errors of each block of calendar days.
fn block_sums(errors: &[(NaiveDate, f64)]) -> Vec<(f64, f64)> {
    let Some(((first, _), (last, _))) = errors.first().zip(errors.last()) else { return Vec::new() };
    let span = (*last - *first).num_days() + 1;
    let count = (span / BLOCK_DAYS).max(1);
    let mut blocks = vec![(0.0, 0.0); usize::try_from(count).unwrap_or(1)];
    for (date, error) in errors {
        let index = usize::try_from((*date - *first).num_days() * count / span).unwrap_or(0);
        if let Some((sum, days)) = blocks.get_mut(index) {
            *sum += error;
            *days += 1.0;
        }
    }
    blocks.retain(|(_, days)| *days > 0.0);
    blocks
}

fn lag_one(errors: &[(NaiveDate, f64)]) -> f64 {
    let squares: f64 = errors.iter().map(|(_, error)| error * error).sum();
    let neighbours = errors.windows(2).filter(|pair| pair[0].0.succ_opt() == Some(pair[1].0));
    let products: f64 = neighbours.map(|pair| pair[0].1 * pair[1].1).sum();
    if squares > 0.0 { (products / squares).clamp(-1.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(errors: impl IntoIterator<Item = f64>) -> Vec<(NaiveDate, f64)> {
        NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().iter_days().zip(errors).collect()
    }

    #[test]
    fn independent_errors_add_and_lasting_errors_add_up() {
        let alternating =
            ResidualError::of(&dated((0..360).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 })), 0, 1);
        assert!((alternating.variance_of_sum(100) - 100.0).abs() < 1e-9, "{alternating:?}");
        let lasting =
            ResidualError::of(&dated((0..360).map(|i| if i / 60 % 2 == 0 { 1.0 } else { -1.0 })), 0, 1);
        assert!((lasting.variance_of_sum(1) - 1.0).abs() < 1e-9);
        assert!(lasting.variance_of_sum(360) > 360.0 * 20.0, "{lasting:?}");
        assert!(lasting.lag_one > 0.9 && alternating.lag_one < -0.9);
    }

    #[test]
    fn no_errors_and_no_days_give_zeros() {
        for error in [ResidualError::of(&[], 3, 2), ResidualError::of(&dated([0.0; 50]), 3, 2)] {
            assert!(error.variance_of_sum(10).abs() < f64::MIN_POSITIVE, "{error:?}");
        }
    }
}
