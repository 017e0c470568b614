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
use config::Config;
use dashboard::demo::{Demo, PlantedFault, SimulatedMeasure, Truth};
use engine::domain::LocalDay;
use simulator::County;
use store::{Store, StoreError};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::mqtt::Address;
use crate::run::{self, ServeError, Service};
use crate::stop::Stop;
use publish::Meters;

/// Name of the note that says up to which publication everything is stored.
const STORED_THROUGH: &str = "demo_stored_through";
/// Days that are published again after a restart, in case somebody else's messages were counted too.
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
        run::blocking(move || resume(&store)).await??
    };
    let begin = midnight(note.first_day);
    let from = resume.map_or(begin, |stored_through| stored_through - AGAIN);
    let now = clock.now();
    let is_whole = resume.is_some_and(|stored_through| now - stored_through <= SHORT_ABSENCE);
    if is_whole {
        arrived.send_replace(1.0);
    }
    let meters = Meters {
        publications: county.publications(from, DateTime::<Utc>::MAX_UTC).peekable(),
        county,
        begin,
        broker: Address::embedded(broker, Some("simulated-meters".to_owned())),
        written: service.written(),
        arrived,
        history: (!is_whole).then_some((begin, now)),
        store: service.store().clone(),
        noted: resume,
        is_resent: false,
        goes_back: 0,
        clock,
        stop,
    };
    let runtime = Handle::current();
    service.run_beside("the simulated meters", move || meters.run(&runtime));
    Ok(service)
}

/// Up to when everything published is stored, as the meters have noted it; none in a new folder.
fn resume(store: &Store) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(store.note(STORED_THROUGH)?.and_then(|text| text.parse().ok()))
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
