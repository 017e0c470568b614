//! The only place that asks what time it is. Everything else is handed an instant.
//!
//! [`Clock::system`] follows the machine; a [`ManualClock`] stands still until a test moves it, and wakes
//! everybody who waits for an instant it has passed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// Tells the time, UTC.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Manual(watch::Receiver<DateTime<Utc>>),
}

/// A clock that tests move by hand.
#[derive(Debug, Clone)]
pub struct ManualClock {
    now: Arc<Mutex<watch::Sender<DateTime<Utc>>>>,
    reader: watch::Receiver<DateTime<Utc>>,
}

/// How long something has taken, unaffected by steps of the wall clock.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::System => Utc::now(),
            Source::Manual(now) => *now.borrow(),
        }
    }

    /// Returns once `instant` has passed. A step of the machine's clock is noticed within a minute.
    pub async fn wait_until(&self, instant: DateTime<Utc>) {
        match &self.0 {
            Source::System => loop {
                let Ok(left) = (instant - Utc::now()).to_std() else { return };
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(Duration::from_secs(60))).await;
            },
            Source::Manual(now) => {
                if now.clone().wait_for(|now| *now >= instant).await.is_err() {
                    // The test that owned the clock is over: time stands still for good.
                    std::future::pending::<()>().await;
                }
            }
        }
    }
}

impl ManualClock {
    /// A clock that shows `now` until it is moved.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        let (sender, reader) = watch::channel(now);
        Self { now: Arc::new(Mutex::new(sender)), reader }
    }

    /// The clock to hand to the program.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock(Source::Manual(self.reader.clone()))
    }

    /// Move to `now`, which may lie in the past.
    pub fn set(&self, now: DateTime<Utc>) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).send_replace(now);
    }

    /// Move on by `step`.
    pub fn advance(&self, step: TimeDelta) {
        let sender = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        sender.send_modify(|now| *now += step);
    }
}

impl Stopwatch {
    /// Starts at zero.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_wakes_when_the_hand_has_passed() {
        let start: DateTime<Utc> = "2026-01-31T22:00:00Z".parse().unwrap();
        let manual = ManualClock::at(start);
        let clock = manual.clock();
        let waiter = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.wait_until(start + TimeDelta::hours(1)).await;
                clock.now()
            }
        });
        manual.advance(TimeDelta::minutes(59));
        assert!(!waiter.is_finished());
        manual.advance(TimeDelta::minutes(2));
        assert_eq!(waiter.await.unwrap(), start + TimeDelta::minutes(61));
    }
}
