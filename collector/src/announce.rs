//! Tells those who watch the pages which readings have just become durable.

use std::collections::HashMap;

use config::Portfolio;
use dashboard::{Feed, FreshReading};
use engine::domain::SeriesKey;
use store::{Batch, NewReading, Outcome};

/// Knows which meters a series belongs to.
#[derive(Debug)]
pub struct Announcer {
    feed: Feed,
    meters: HashMap<SeriesKey, Vec<Followed>>,
}

/// A meter that reads a series.
#[derive(Debug)]
struct Followed {
    meter: String,
    building: String,
    unit: &'static str,
}

impl Announcer {
    /// Tells `feed` of the meters of `portfolio`.
    #[must_use]
    pub fn new(feed: Feed, portfolio: &Portfolio) -> Self {
        let mut meters: HashMap<SeriesKey, Vec<Followed>> = HashMap::new();
        for (building, meter) in portfolio.meters() {
            meters.entry(SeriesKey::of_meter(meter)).or_default().push(Followed {
                meter: meter.id.clone(),
                building: building.id.clone(),
                unit: meter.unit.quantity.canonical().symbol,
            });
        }
        Self { feed, meters }
    }

    /// Tell of a batch that has been committed: of each series the newest reading that was new.
    pub fn committed(&self, batch: &Batch, outcomes: &[Outcome]) {
        if !self.feed.is_heard() {
            return;
        }
        for reading in newest(batch, outcomes).into_values() {
            for followed in self.meters.get(&reading.key).into_iter().flatten() {
                self.feed.reading(&FreshReading {
                    meter: &followed.meter,
                    building: &followed.building,
                    at: reading.at,
                    value: reading.value,
                    unit: followed.unit,
                    received: reading.received,
                });
            }
        }
    }
}

fn newest<'b>(batch: &'b Batch, outcomes: &[Outcome]) -> HashMap<&'b SeriesKey, &'b NewReading> {
    let mut newest: HashMap<&SeriesKey, &NewReading> = HashMap::new();
    let is_new = |outcome: &Outcome| matches!(outcome, Outcome::Stored | Outcome::Corrected);
    for (reading, _) in batch.readings.iter().zip(outcomes).filter(|(_, outcome)| is_new(outcome)) {
        let known = newest.entry(&reading.key).or_insert(reading);
        if reading.at >= known.at {
            *known = reading;
        }
    }
    newest
}
