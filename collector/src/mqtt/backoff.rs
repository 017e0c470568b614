//! How long to wait before trying again: doubling, with jitter, so that a hundred collectors do not return at
//! the same moment after a broker was restarted.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Pauses between attempts.
#[derive(Debug, Clone)]
pub struct Backoff {
    next: Duration,
    first: Duration,
    longest: Duration,
}

impl Backoff {
    /// Pauses that grow from `first` to `longest`.
    #[must_use]
    pub const fn between(first: Duration, longest: Duration) -> Self {
        Self { next: first, first, longest }
    }

    /// The next pause: between half of the current step and the whole of it.
    pub fn pause(&mut self) -> Duration {
        let step = self.next;
        self.next = (step * 2).min(self.longest);
        step.mul_f64(0.5 + 0.5 * random_share())
    }

    /// It worked: start over with the shortest pause.
    pub const fn reset(&mut self) {
        self.next = self.first;
    }
}

/// A number from 0 to 1. Jitter needs no better randomness than the keys of a hash map.
fn random_share() -> f64 {
    let bits = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(bits >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_longest_and_start_over() {
        let mut backoff = Backoff::between(Duration::from_millis(200), Duration::from_secs(30));
        let mut step = Duration::from_millis(200);
        for _ in 0..20 {
            let pause = backoff.pause();
            assert!(pause >= step / 2 && pause <= step, "{pause:?} of {step:?}");
            step = (step * 2).min(Duration::from_secs(30));
        }
        backoff.reset();
        assert!(backoff.pause() <= Duration::from_millis(200));
    }
}
