//! The demo: a simulated county whose meters publish to the embedded broker, collected, analysed and shown by the
//! very service that real ones are.
//!
//! Two years of history arrive first. A folder that was used before goes on where it stopped: what the meters would
//! have published in between arrives as after an outage. Some days are published twice then, and count once.

mod folder;
mod publish;

pub use folder::{Folder, FolderError, Note};

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Europe::Stockholm;
use config::{Config, Portfolio};
use dashboard::demo::{Demo, PlantedFault, SimulatedMeasure, Truth};
use engine::domain::{LocalDay, SeriesKey};
use simulator::County;
use store::{Store, StoreError};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::mqtt::Address;
use crate::run::{self, ServeError, Service};
use crate::stop::Stop;
use publish::Meters;

/// Days that are published again after a restart: more than anything is late by.
const AGAIN: TimeDelta = TimeDelta::days(3);
/// Who has been away no longer catches up in a moment: pages need not wait for it.
const SHORT_ABSENCE: TimeDelta = TimeDelta::days(31);
/// Days for which the truth is kept ready after today.
const TRUTH_AHEAD: Days = Days::new(366);
/// Length of the history.
const HISTORY: Days = Days::new(730);

/// The first day of a history that ends today.
#[must_use]
pub fn first_day(now: DateTime<Utc>) -> NaiveDate {
    LocalDay::containing(now, Stockholm).date - HISTORY
}

/// Start the service on the simulated county that `note` describes, and its meters.
///
/// # Errors
/// As [`run::serve`].
pub async fn serve(config: Config, note: Note, clock: Clock, stop: Stop) -> Result<Service, ServeError> {
    let county = County::new(note.seed, note.first_day);
    let portfolio = config.portfolio.clone();
    let (arrived, arriving) = watch::channel(0.0);
    let today = LocalDay::containing(clock.now(), Stockholm).date;
    let truth = Arc::new(OnceLock::new());
    let demo = shown(&county, note, Arc::clone(&truth), arriving);
    let mut service = run::serve_demo(config, demo, clock.clone(), stop.clone()).await?;
    // It takes a second or two, and nobody asks for it before there are results.
    let known = county.clone();
    std::thread::spawn(move || {
        truth.get_or_init(|| known.truth(today + TRUTH_AHEAD));
    });
    let Some(broker) = service.broker else { return Ok(service) };
    let resume = {
        let store = service.store().clone();
        run::blocking(move || resume(&store, &portfolio)).await??
    };
    let begin = midnight(note.first_day);
    let from = resume.map_or(begin, |newest| newest - AGAIN);
    let now = clock.now();
    let is_whole = resume.is_some_and(|newest| now - newest <= SHORT_ABSENCE);
    if is_whole {
        arrived.send_replace(1.0);
    }
    let meters = Meters {
        publications: county.publications(from, DateTime::<Utc>::MAX_UTC).peekable(),
        broker: Address::embedded(broker, Some("simulated-meters".to_owned())),
        written: service.written(),
        arrived,
        history: (!is_whole).then_some((begin, now)),
        store: service.store().clone(),
        clock,
        stop,
    };
    let runtime = Handle::current();
    service.run_beside("the simulated meters", move || meters.run(&runtime));
    Ok(service)
}

/// The oldest of the stations' newest readings: everything published before it has arrived, give or take a few hours.
/// None when a station has none.
fn resume(store: &Store, portfolio: &Portfolio) -> Result<Option<DateTime<Utc>>, StoreError> {
    let keys: Vec<SeriesKey> = portfolio.stations.iter().map(SeriesKey::of_station).collect();
    let newest = store.latest(&keys)?;
    let newest: Option<Vec<_>> = newest.into_iter().map(|point| point.map(|point| point.at)).collect();
    Ok(newest.and_then(|newest| newest.into_iter().min()))
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    // A day early is nothing lost: the county begins when it begins.
    (date - Days::new(1)).and_time(NaiveTime::MIN).and_utc()
}

/// What the pages are told.
fn shown(
    county: &County,
    note: Note,
    truth: Arc<OnceLock<simulator::Truth>>,
    arrived: watch::Receiver<f64>,
) -> Demo {
    let truth_of = move |building: &str, carrier, range| {
        truth.get()?.of_range(building, carrier, range).map(|truth| Truth {
            expected_kwh: truth.expected_kwh,
            actual_kwh: truth.actual_kwh,
            avoided_kwh: truth.avoided_kwh,
            avoided_percent: truth.avoided_percent,
        })
    };
    let measures = county.measures().into_iter().map(|measure| SimulatedMeasure {
        building: measure.building.to_owned(),
        sv: measure.sv,
        en: measure.en,
    });
    let faults = county.faults().iter().map(|fault| PlantedFault {
        building: fault.building.to_owned(),
        meter: fault.meter.clone(),
        since: fault.since,
        until: fault.until,
        sv: fault.sv.to_owned(),
        en: fault.en.to_owned(),
    });
    Demo {
        seed: note.seed,
        first_day: note.first_day,
        truth: Arc::new(truth_of),
        measures: measures.collect(),
        faults: faults.collect(),
        arrived,
    }
}
