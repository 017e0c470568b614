//! Chance that is the same on every run.

/// The number that follows from `seed` (SplitMix64).
#[must_use]
pub fn random(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// `items` in an order that follows from `seed`.
#[must_use]
pub fn shuffled<T: Clone>(items: &[T], seed: u64) -> Vec<T> {
    let mut order: Vec<(u64, &T)> = (seed..).map(random).zip(items).collect();
    order.sort_by_key(|(key, _)| *key);
    order.into_iter().map(|(_, item)| item.clone()).collect()
}
