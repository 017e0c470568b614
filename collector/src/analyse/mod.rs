//! Analysis: what was stored becomes days, baselines and results, a little after each commit and at local
//! midnights.
//!
//! Everything here is a function of the stored readings, the configuration and which days are over. Running it
//! again changes nothing; stopping in the middle loses nothing, because what waits is only cleared when all that
//! rests on it is kept.

mod baselines;
mod building;
mod computed;
mod learned;
mod nights;
mod registers;
mod settle;
mod stream;
mod used;
mod uses;

pub use registers::registers;
pub use uses::uses_of;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Days, Utc};
use config::{Carrier, Config, Meter};
use dashboard::Feed;
use engine::domain::{DateRange, LocalDay, SeriesKey};
use sha2::{Digest, Sha256};
use store::{Dirty, Store, StoreError};
use tokio::sync::Notify;
use tracing::{debug, error, info};

use crate::clock::{Clock, Stopwatch};
use crate::stop::Stop;
use building::Case;
use computed::Computed;
use stream::{Fed, Stream};

/// Readings come in bursts: a round waits this long for the rest of one.
const GATHERING: Duration = Duration::from_millis(100);
/// Between rounds it rests as long as the last one took, at most this long, so that it never fills a core.
const LONGEST_REST: Duration = Duration::from_secs(30);
/// A store that fails is tried again after this long.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Turns what is stored into results.
#[derive(Debug, Clone)]
pub struct Analyst {
    store: Store,
    config: Arc<Config>,
    streams: Arc<Vec<Stream>>,
    stop: Stop,
    full_round: Arc<AtomicBool>,
    feed: Option<Feed>,
}

/// Why a round takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Readings came.
    Readings,
    /// The program started, or a local day has ended: everything is looked at.
    Everything,
}

impl Analyst {
    /// An analyst for everything that `config` follows.
    #[must_use]
    pub fn new(store: Store, config: Arc<Config>, stop: Stop) -> Self {
        let streams = Arc::new(stream::streams(&config.portfolio));
        Self { store, config, streams, stop, full_round: Arc::new(AtomicBool::new(true)), feed: None }
    }

    /// The same, which tells `feed` of new results.
    #[must_use]
    pub fn telling(self, feed: Feed) -> Self {
        Self { feed: Some(feed), ..self }
    }

    /// Whether a look at everything is due or under way: from the start, and from each local midnight, until it
    /// has succeeded. While this holds, results may be older than the readings.
    #[must_use]
    pub fn full_round(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.full_round)
    }

    /// Work whenever `wake` says that readings were stored, and at local midnights, until asked to stop.
    pub async fn run(self, clock: Clock, wake: Arc<Notify>) {
        let mut full_due = clock.now();
        let mut failing = false;
        loop {
            let now = clock.now();
            let occasion = if now >= full_due { Occasion::Everything } else { Occasion::Readings };
            let watch = Stopwatch::start();
            let analyst = self.clone();
            let round = tokio::task::spawn_blocking(move || analyst.round(occasion, now)).await;
            // A panic has been reported where it happened.
            let failed = round.map_or(Some("a fault of the program".to_owned()), |round| {
                round.err().map(|reason| reason.to_string())
            });
            self.report(failed.as_deref(), &mut failing);
            if failing {
                // What a failed round has settled would not be seen as a change again.
                full_due = full_due.min(now);
            } else if occasion == Occasion::Everything {
                full_due = settle::next_midnight(&self.streams, now);
            }
            let rest = watch.elapsed().min(LONGEST_REST);
            let rest = if failing { rest.max(AFTER_FAILURE) } else { rest };
            tokio::select! {
                () = self.stop.requested() => return,
                () = tokio::time::sleep(rest) => {}
            }
            tokio::select! {
                () = self.stop.requested() => return,
                () = clock.wait_until(full_due) => {}
                () = wake.notified() => {}
            }
            tokio::select! {
                () = self.stop.requested() => return,
                () = tokio::time::sleep(GATHERING) => {}
            }
        }
    }

    /// One line when it begins to fail, and one when it works again.
    fn report(&self, failed: Option<&str>, failing: &mut bool) {
        match failed {
            Some(reason) if !*failing => {
                error!(reason, "failed to analyse: {reason}; results stay as they were until it works");
            }
            None if *failing => info!("analysis works again"),
            _ => {}
        }
        *failing = failed.is_some();
    }

    /// One round, as of `now`. Blocks. Asked to stop it ends early; the next one takes up what is left.
    ///
    /// What fails by itself keeps only its own readings waiting; everything else goes on.
    ///
    /// # Errors
    /// When the store cannot be read or written, or something cannot be kept; nothing is lost.
    pub fn round(&self, occasion: Occasion, now: DateTime<Utc>) -> Result<(), StoreError> {
        let everything = occasion == Occasion::Everything;
        let fed = Fed::recall(&self.store, &self.config.portfolio)?;
        let mut streams = self.streams.to_vec();
        streams.extend(fed.streams(&self.config.portfolio));
        if everything {
            self.full_round.store(true, Ordering::SeqCst);
            let computed = computed::meters(&self.config.portfolio).map(|(_, meter)| &meter.id);
            let ids = streams.iter().map(|stream| &stream.id).chain(computed);
            settle::forget_absent(&self.store, ids.map(String::as_str))?;
        }
        let dirty = self.store.dirty()?;
        let mut changed: HashSet<&str> = HashSet::new();
        let mut touched: HashMap<&str, DateRange> = HashMap::new();
        let mut faults = Faults::default();
        for stream in &streams {
            if self.stop.is_requested() {
                return Ok(());
            }
            let spans: Vec<Dirty> = dirty.iter().filter(|span| span.key == stream.key).cloned().collect();
            if !everything && spans.is_empty() {
                continue;
            }
            let settled = settle::settle(&self.store, stream, &spans, now);
            let change = faults.bear(settled, |other| other.id == stream.id, &streams)?;
            touched.extend(change.days.map(|days| (stream.id.as_str(), days)));
            if change.is_seen {
                changed.insert(&stream.id);
            }
        }
        for (building, meter) in computed::meters(&self.config.portfolio) {
            let days = meter.terms.iter().filter_map(|term| touched.get(term.meter.as_str()).copied());
            let days = days.fold(None, |all, days| settle::hull(all, Some(days)));
            if !everything && days.is_none() {
                continue;
            }
            let computed = Computed { store: &self.store, meter, zone: building.zone, now };
            let settled = computed.settle(days.filter(|_| !everything), &streams);
            let is_source = |stream: &Stream| is_term(meter, &stream.id);
            if faults.bear(settled, is_source, &streams)? {
                changed.insert(&meter.id);
            }
        }
        for building in &self.config.portfolio.buildings {
            for carrier in building.carriers() {
                if self.stop.is_requested() {
                    return Ok(());
                }
                let (store, portfolio) = (&self.store, &self.config.portfolio);
                let case = Case { store, portfolio, fed: &fed, building, carrier, now };
                if !everything && !rests_on(&case, |id| changed.contains(id)) {
                    continue;
                }
                let is_source = |stream: &Stream| rests_on(&case, |id| id == stream.id);
                if faults.bear(case.conclude(), is_source, &streams)? {
                    debug!(building = %building.id, %carrier, "new results of {carrier} in {}", building.id);
                    if let Some(feed) = &self.feed {
                        feed.results(&building.id, carrier);
                    }
                }
            }
        }
        let done: Vec<Dirty> =
            dirty.into_iter().filter(|span| !faults.waiting.contains(&&span.key)).collect();
        self.store.clear_dirty(&done)?;
        if let Some(error) = faults.first {
            return Err(error);
        }
        if everything {
            self.note_how_far(now)?;
            self.full_round.store(false, Ordering::SeqCst);
        }
        Ok(())
    }

    /// The last date that is over everywhere.
    fn note_how_far(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let today = self.streams.iter().map(|stream| LocalDay::containing(now, stream.zone).date).min();
        let through = today.and_then(|today| today.checked_sub_days(Days::new(1)));
        match through {
            Some(through) if self.store.totals()?.analysed_through != Some(through) => {
                self.store.set_analysed_through(through)
            }
            _ => Ok(()),
        }
    }
}

/// What went wrong in a round without ending it.
#[derive(Default)]
struct Faults<'a> {
    first: Option<StoreError>,
    /// Series whose readings must be looked at again.
    waiting: HashSet<&'a SeriesKey>,
}

impl<'a> Faults<'a> {
    /// The outcome; after a fault of its own nothing has changed and the series of `sources` wait. A fault of the
    /// store as a whole, which passes, ends the round.
    fn bear<T: Default>(
        &mut self,
        outcome: Result<T, StoreError>,
        sources: impl Fn(&Stream) -> bool,
        streams: &'a [Stream],
    ) -> Result<T, StoreError> {
        match outcome {
            Err(error) if !error.is_transient() => {
                let sources = streams.iter().filter(|stream| sources(stream));
                self.waiting.extend(sources.map(|stream| &stream.key));
                self.first.get_or_insert(error);
                Ok(T::default())
            }
            outcome => outcome,
        }
    }
}

/// Whether a case's results rest on a stream that `is_meant`.
fn rests_on(case: &Case<'_>, is_meant: impl Fn(&str) -> bool) -> bool {
    let building = case.building;
    let also: &[Carrier] = match case.carrier {
        Carrier::Electricity => &[Carrier::SolarProduction, Carrier::GridExport, Carrier::OutdoorTemperature],
        _ => &[Carrier::OutdoorTemperature],
    };
    let station = case.portfolio.station_of(building);
    let weather = station.map(|station| case.fed.ids(station, building.zone)).unwrap_or_default();
    weather.iter().any(|id| is_meant(id))
        || building
            .meters
            .iter()
            .filter(|meter| meter.carrier == case.carrier || also.contains(&meter.carrier))
            .any(|meter| is_meant(&meter.id) || meter.terms.iter().any(|term| is_meant(&term.meter)))
}

/// Whether a virtual meter is made of the meter `id`.
fn is_term(meter: &Meter, id: &str) -> bool {
    meter.terms.iter().any(|term| term.meter == id)
}

/// Twelve hexadecimal digits that stand for `text`.
fn short_hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
