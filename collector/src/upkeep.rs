//! What the store needs done now and then, whatever else happens: readings that have gathered in tables are folded
//! into blocks, and old readings of registers are thinned if the operator wants it.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use config::Config;
use store::{Result, Store, Thinned};
use tracing::{debug, info, warn};

use crate::analyse;
use crate::clock::Clock;
use crate::stop::Stop;

/// Between looks whether there is something to do; at full speed some 50,000 readings come meanwhile.
const PAUSE: Duration = Duration::from_millis(500);
/// After a failure.
const LONG_PAUSE: Duration = Duration::from_secs(60);
/// Between looks whether something has become old enough to be thinned.
const THINNING_PAUSE: TimeDelta = TimeDelta::hours(1);

/// Keeps the store in shape.
#[derive(Debug, Clone)]
pub struct Upkeep {
    /// What is kept in shape.
    pub store: Store,
    /// How, and what its series are.
    pub config: Arc<Config>,
    /// What is old.
    pub clock: Clock,
    /// When to end.
    pub stop: Stop,
}

impl Upkeep {
    /// Work until asked to stop.
    pub async fn run(self) {
        let mut thinning_due = self.clock.now();
        loop {
            let now = self.clock.now();
            let thinning = now >= thinning_due;
            let work = self.clone();
            let pause = match tokio::task::spawn_blocking(move || work.round(thinning, now)).await {
                Ok(Ok(())) => {
                    if thinning {
                        thinning_due = now + THINNING_PAUSE;
                    }
                    PAUSE
                }
                Ok(Err(error)) => {
                    warn!(%error, "failed to keep the database in shape: {error}; until then it is slower and larger");
                    LONG_PAUSE
                }
                // The panic has been reported where it happened.
                Err(_) => LONG_PAUSE,
            };
            tokio::select! {
                () = self.stop.requested() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    fn round(&self, thinning: bool, now: DateTime<Utc>) -> Result<()> {
        if self.store.is_fold_due(self.config.store.fold_at_readings.map(u64::from))? {
            let folded = self.store.fold()?;
            debug!(folded, "readings folded into blocks");
        }
        match self.config.store.thin_after_days {
            Some(days) if thinning => self.thin(days, now),
            _ => Ok(()),
        }
    }

    /// Thins what is older than `days`, and says before and after how much that is: it does not come back.
    fn thin(&self, days: u32, now: DateTime<Utc>) -> Result<()> {
        let age = TimeDelta::days(i64::from(days));
        let mut due = Vec::new();
        for (key, rules) in analyse::registers(&self.store, &self.config.portfolio)? {
            let found = self.store.thinnable(&key, age, now)?;
            if found.months > 0 {
                due.push((key, rules, found));
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        let registers = due.len();
        let all = sum(due.iter().map(|(.., found)| *found));
        info!(
            registers,
            months = all.months,
            readings = all.readings,
            "thinning what is older than {days} days: {} readings in {} months of {registers} registers",
            all.readings,
            all.months
        );
        let mut gone = Thinned::default();
        for (key, rules, _) in due {
            if self.stop.is_requested() {
                break;
            }
            gone = sum([gone, self.store.thin(&key, &rules, age, now)?].into_iter());
        }
        info!(
            months = gone.months,
            readings = gone.readings,
            "{} readings were given up; every figure is as it was",
            gone.readings
        );
        Ok(())
    }
}

fn sum(parts: impl Iterator<Item = Thinned>) -> Thinned {
    parts.fold(Thinned::default(), |a, b| Thinned {
        months: a.months + b.months,
        readings: a.readings + b.readings,
    })
}
