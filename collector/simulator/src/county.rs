//! The county as its users hold it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use engine::domain::DateRange;

use crate::building::{House, Spec};
use crate::catalogue::BUILDINGS;
use crate::fault::{Mishaps, PlantedFault, planted};
use crate::meter::{devices_of, station_of};
use crate::place::PLACES;
use crate::portfolio;
use crate::publications::{Publications, Sender, Source};
use crate::time::midnight;
use crate::truth::Truth;
use crate::world::World;

/// Length of the history.
const HISTORY_DAYS: u64 = 730;
/// Length of the baseline, with which the history begins.
const BASELINE_DAYS: u64 = 365;

/// A simulated county: buildings, meters, weather and faults that follow from a seed.
#[derive(Debug, Clone)]
pub struct County {
    seed: u64,
    first_day: NaiveDate,
    faults: Vec<PlantedFault>,
}

/// What was done in a building, with its true effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedMeasure {
    /// Building id.
    pub building: &'static str,
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
}

impl County {
    /// Raised whenever the same seed gives other data than before: what one version began, another cannot go on with.
    pub const VERSION: u32 = 3;

    /// The county of `seed`, whose two years of history begin with the local day `first_day`.
    #[must_use]
    pub fn new(seed: u64, first_day: NaiveDate) -> Self {
        Self { seed, first_day, faults: planted(first_day + Days::new(HISTORY_DAYS)) }
    }

    /// The two years before live operation.
    #[must_use]
    pub fn history(&self) -> DateRange {
        DateRange { from: self.first_day, to: self.first_day + Days::new(HISTORY_DAYS) }
    }

    /// The first 365 days. Measures take effect on the day after.
    #[must_use]
    pub fn baseline(&self) -> DateRange {
        DateRange { from: self.first_day, to: self.measure_day() }
    }

    /// The day on which measures take effect.
    #[must_use]
    pub fn measure_day(&self) -> NaiveDate {
        self.first_day + Days::new(BASELINE_DAYS)
    }

    /// What an operator would have written: owners, stations, buildings, meters, baselines, measures, solar plants.
    #[must_use]
    pub fn portfolio_toml(&self) -> String {
        portfolio::toml(self, BUILDINGS)
    }

    /// Everything that is published from `from` up to, not including, `to`, in order of time. It is made on the way,
    /// from the first day on: the years before `from` cost about a second.
    #[must_use]
    pub fn publications(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Publications {
        self.publications_by(|_| true, from, to)
    }

    /// The same of one building and its weather station alone.
    #[must_use]
    pub fn publications_of(&self, building: &str, from: DateTime<Utc>, to: DateTime<Utc>) -> Publications {
        self.publications_by(|spec| spec.id == building, from, to)
    }

    /// What truly happened on every local day before `end`, whatever the meters say.
    #[must_use]
    pub fn truth(&self, end: NaiveDate) -> Truth {
        Truth::of(World::new(self.seed, self.first_day, self.houses(|_| true)), self.first_day, end)
    }

    /// The same of one building alone.
    #[must_use]
    pub fn truth_of(&self, building: &str, end: NaiveDate) -> Truth {
        let houses = self.houses(|spec| spec.id == building);
        Truth::of(World::new(self.seed, self.first_day, houses), self.first_day, end)
    }

    /// The faults that were planted.
    #[must_use]
    pub fn faults(&self) -> &[PlantedFault] {
        &self.faults
    }

    /// What was done in which building.
    #[must_use]
    pub fn measures(&self) -> Vec<SimulatedMeasure> {
        let done = BUILDINGS.iter().filter_map(|spec| Some((spec, spec.measure.as_ref()?)));
        done.map(|(spec, measure)| SimulatedMeasure {
            building: spec.id,
            sv: format!("{} ({})", measure.sv, portfolio::effect(spec, measure, portfolio::SWEDISH)),
            en: format!("{} ({})", measure.en, portfolio::effect(spec, measure, portfolio::ENGLISH)),
        })
        .collect()
    }

    /// The seed.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// The local day of a building's first reading.
    pub(crate) fn begins(&self, spec: &Spec) -> NaiveDate {
        spec.is_new_since_days.map_or(self.first_day, |days| self.history().to - Days::new(days))
    }

    fn houses(&self, wanted: impl Fn(&Spec) -> bool) -> Vec<House> {
        let specs = BUILDINGS.iter().filter(|spec| wanted(spec));
        specs
            .map(|spec| House::new(self.seed, *spec, Mishaps::of(spec.id, &self.faults), self.measure_day()))
            .collect()
    }

    fn publications_by(
        &self,
        wanted: impl Fn(&Spec) -> bool,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Publications {
        // What flows through a substation takes the building behind it, which need not publish.
        let is_heated_by_wanted =
            |spec: &Spec| BUILDINGS.iter().any(|above| above.heats == Some(spec.id) && wanted(above));
        let houses = self.houses(|spec| wanted(spec) || is_heated_by_wanted(spec));
        let start = midnight(self.first_day);
        let mut senders = Vec::new();
        for (index, place) in PLACES.iter().enumerate() {
            if houses.iter().any(|house| wanted(&house.spec) && house.spec.place_index() == index) {
                let source = Source::Air(index);
                senders.push(Sender::new(self.seed, station_of(place), source, Mishaps::default(), start));
            }
        }
        for (index, house) in houses.iter().enumerate().filter(|(_, house)| wanted(&house.spec)) {
            let source = Source::House(index, house.spec.place_index());
            let exists_from = midnight(self.begins(&house.spec));
            for device in devices_of(&house.spec, self.seed) {
                senders.push(Sender::new(self.seed, device, source, house.mishaps, exists_from));
            }
        }
        Publications::new(World::new(self.seed, self.first_day, houses), senders, (start, from, to))
    }
}
