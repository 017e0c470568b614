//! Chance that is the same on every run: streams of numbers named by a seed and a word.

use std::f64::consts::TAU;

use statrs::distribution::{ContinuousCDF, Normal};

/// A stream of random numbers (SplitMix64: one addition and three mixing steps per number).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

/// Noise that lasts: its correlation fades by the factor e over `hours` (an AR(1) process in hourly steps).
#[derive(Debug, Clone)]
pub(crate) struct Lasting {
    value: f64,
    kept: f64,
    fresh: f64,
}

impl Random {
    /// The stream called `name`; streams of different names or seeds have nothing in common.
    pub(crate) fn stream(seed: u64, name: &str) -> Self {
        let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        let named = name.bytes().fold(0xcbf2_9ce4_8422_2325, fnv);
        Self(mixed(seed.wrapping_add(mixed(named))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// From 0 up to, not including, 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
        let numerator = (self.next() >> 11) as f64;
        numerator / 9_007_199_254_740_992.0
    }

    /// Standard normal (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (TAU * self.uniform()).cos()
    }

    /// Whether something of this probability happens.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// From `low` up to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }
}

impl Lasting {
    /// With standard deviation `sd`, somewhere on its way.
    pub(crate) fn new(random: &mut Random, sd: f64, hours: f64) -> Self {
        let kept = (-1.0 / hours).exp();
        Self { value: sd * random.normal(), kept, fresh: sd * (1.0 - kept * kept).sqrt() }
    }

    /// The next hour's value.
    pub(crate) fn step(&mut self, random: &mut Random) -> f64 {
        self.value = self.kept * self.value + self.fresh * random.normal();
        self.value
    }
}

/// The standard normal value below which a share `quantile` (between 0 and 1) of all lies.
pub(crate) fn normal_quantile(quantile: f64) -> f64 {
    Normal::standard().inverse_cdf(quantile.clamp(1e-9, 1.0 - 1e-9))
}

const fn mixed(number: u64) -> u64 {
    let mut mixed = number;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_the_same_again_and_differ_by_seed_and_name() {
        let first = |seed, name| Random::stream(seed, name).next();
        assert_eq!(first(1, "weather"), first(1, "weather"));
        assert_ne!(first(1, "weather"), first(2, "weather"));
        assert_ne!(first(1, "weather"), first(1, "water"));
    }

    #[test]
    fn noise_has_the_size_and_the_memory_it_is_made_with() {
        let mut random = Random::stream(7, "noise");
        let mut noise = Lasting::new(&mut random, 2.0, 24.0);
        let values: Vec<f64> = (0..200_000).map(|_| noise.step(&mut random)).collect();
        let variance = values.iter().map(|value| value * value).sum::<f64>() / 200_000.0;
        let lagged: f64 = values.iter().zip(&values[24..]).map(|(a, b)| a * b).sum::<f64>() / 200_000.0;
        assert!((variance.sqrt() - 2.0).abs() < 0.1, "{variance}");
        assert!((lagged / variance - (-1.0_f64).exp()).abs() < 0.05, "{lagged}");
    }
}
