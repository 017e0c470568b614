//! A simulated portfolio knows its own truth: what the pages say of it can be held against that.
//!
//! The simulator fills this in; nothing here knows how the days were made. With it every page says "Demodata" and
//! [the demo page](crate::router) shows estimate beside truth.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use config::Carrier;
use engine::domain::DateRange;
use tokio::sync::watch;

/// What truly happened on the days of a range, by building id and carrier; none for what is not simulated.
pub type TruthOf = Arc<dyn Fn(&str, Carrier, DateRange) -> Option<Truth> + Send + Sync>;

/// A simulated portfolio.
#[derive(Clone)]
pub struct Demo {
    /// The seed that makes it again.
    pub seed: u64,
    /// The first simulated local day.
    pub first_day: NaiveDate,
    /// What truly happened. Asked for many short ranges, so it should only look up and add.
    pub truth: TruthOf,
    /// What was done in which building.
    pub measures: Vec<SimulatedMeasure>,
    /// The faults that were planted.
    pub faults: Vec<PlantedFault>,
    /// How far the simulated history has arrived, from 0 to 1.
    pub arrived: watch::Receiver<f64>,
}

/// What truly happened in a range of days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Truth {
    /// What the building would have used without its measure, in the same weather, kWh or m³.
    pub expected_kwh: f64,
    /// What it used, kWh or m³, as a meter without faults shows it.
    pub actual_kwh: f64,
    /// Expected minus actual.
    pub avoided_kwh: f64,
    /// Avoided in percent of expected.
    pub avoided_percent: f64,
}

/// What was done in a building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedMeasure {
    /// Building id.
    pub building: String,
    /// What was done, with its true effect, in Swedish.
    pub sv: String,
    /// The same in English.
    pub en: String,
}

/// A fault that was planted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantedFault {
    /// Building id.
    pub building: String,
    /// The meter that shows it, if it is one meter's.
    pub meter: Option<String>,
    /// The local day it began.
    pub since: NaiveDate,
    /// The day after its last; none while it lasts.
    pub until: Option<NaiveDate>,
    /// What it is, a Swedish sentence.
    pub sv: String,
    /// The same in English.
    pub en: String,
}

impl fmt::Debug for Demo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Demo")
            .field("seed", &self.seed)
            .field("first_day", &self.first_day)
            .field("measures", &self.measures)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}
