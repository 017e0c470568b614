//! Buildings change from year to year without any measure.
//!
//! A building's use is multiplied by `1 + d(t)`, and d is a straight line within each year from the county's first
//! day: it goes up or down by its own slope s₁, s₂, … per year, and is zero in the middle of the first year. The mean
//! of the second year then lies (s₁ + s₂)/2 from that of the first. With independent normal slopes of standard
//! deviation √2 · 6 % that difference has a standard deviation of 6 %, which is what was measured on buildings nobody
//! touched (`engine::savings::Drift`). It acts on the counterfactual as on the actual use, so that the effect of a
//! measure stays exact, and it is what makes most of an estimate's error.
//!
//! **Variance reduction.** With independent draws the mean error over 200 seeds would itself be uncertain by
//! 6 % / √200 = 0.4 points. So the difference between the first two years is drawn by quantile: seed n takes the
//! quantile `frac(u + n φ)` with an irrational φ and an offset u of the building and the carrier. For one seed that is
//! a normal draw like any other, and consecutive seeds cover the distribution evenly. Nothing else is changed.

use crate::random::{Random, normal_quantile};

/// Standard deviation between the sums of neighbouring years.
const SHARE: f64 = 0.06;
const HOURS_OF_YEAR: f64 = 8760.0;

/// The drift of one building's use of one carrier.
#[derive(Debug, Clone)]
pub(crate) struct Drift {
    random: Random,
    slopes: Vec<f64>,
}

impl Drift {
    /// `step` is the irrational φ, another for each carrier.
    pub(crate) fn new(seed: u64, name: &str, step: f64) -> Self {
        let offset = Random::stream(0, name).uniform();
        // Seeds are spread before the multiplication loses their last digits.
        #[expect(clippy::cast_precision_loss, reason = "below 2^32")]
        let number = (seed % (1 << 32)) as f64;
        let difference = SHARE * normal_quantile((offset + number * step).fract());
        let mut random = Random::stream(seed, name);
        let bend = SHARE * random.normal();
        Self { random, slopes: vec![difference + bend, difference - bend] }
    }

    /// 1 + d at an hour since the county's first.
    pub(crate) fn factor(&mut self, hour: u32) -> f64 {
        let years = f64::from(hour) / HOURS_OF_YEAR;
        let whole = hour as usize / 8760;
        while self.slopes.len() <= whole {
            let slope = SHARE * std::f64::consts::SQRT_2 * self.random.normal();
            self.slopes.push(slope);
        }
        let before: f64 = self.slopes.iter().take(whole).sum();
        let now = self.slopes.get(whole).copied().unwrap_or(0.0) * years.fract();
        let middle = self.slopes.first().copied().unwrap_or(0.0) / 2.0;
        (1.0 + before + now - middle).max(0.3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By how much the second year's mean lies above the first's.
    fn change(seed: u64) -> f64 {
        let mut drift = Drift::new(seed, "arebo heat", 0.618_033_988_749_894_9);
        let mut mean = |hours: std::ops::Range<u32>| {
            hours.clone().map(|hour| drift.factor(hour)).sum::<f64>() / f64::from(hours.end - hours.start)
        };
        let first = mean(0..8760);
        mean(8760..17520) / first - 1.0
    }

    #[test]
    fn neighbouring_years_differ_by_six_percent_and_by_nothing_in_the_mean() {
        let changes: Vec<f64> = (1..=200).map(change).collect();
        let mean = changes.iter().sum::<f64>() / 200.0;
        let sd = (changes.iter().map(|change| (change - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
        assert!(mean.abs() < 0.001, "{mean}");
        assert!((0.055..0.065).contains(&sd), "{sd}");
    }
}
