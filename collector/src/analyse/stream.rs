//! Streams: the series of readings that analysis turns into local days.
//!
//! A meter with readings is a stream in its building's zone. A weather station is one in every zone that a building names it
//! from, because a day's mean temperature depends on when the day begins.

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;
use config::{Meter, Portfolio, ReadingMode, Station};
use engine::baseline::METHOD_VERSION;
use engine::domain::{Point, SeriesKey};
use engine::normalise::{Facts, MeterRules, corrected};
use store::{Store, StoreError, WeatherSource};

/// A series of readings with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The meter's id, or that of the station in a zone. Day totals are kept under it.
    pub id: String,
    /// Where its readings are.
    pub key: SeriesKey,
    /// The zone of its local days.
    pub zone: Tz,
    /// How its numbers become use.
    pub mode: ReadingMode,
    /// The meter; none for a station.
    meter: Option<Meter>,
}

/// Every stream of a portfolio.
#[must_use]
pub fn streams(portfolio: &Portfolio) -> Vec<Stream> {
    let meters = portfolio.meters().filter(|(_, meter)| !meter.is_virtual());
    let meters = meters.map(|(building, meter)| Stream::of_meter(meter, building.zone));
    let mut seen = HashSet::new();
    let stations = portfolio.buildings.iter().filter_map(|building| {
        let station = portfolio.station_of(building)?;
        seen.insert((&station.id, building.zone)).then(|| Stream::of_station(station, building.zone))
    });
    meters.chain(stations).collect()
}

/// The id under which the days of a station in a zone are kept. No meter's id holds a colon.
#[must_use]
pub fn station_id(station: &Station, zone: Tz) -> String {
    format!("station:{}:{zone}", station.id)
}

/// Which of SMHI's stations feed which of ours, in order of preference.
#[derive(Debug, Default)]
pub struct Fed(HashMap<String, Vec<u32>>);

impl Fed {
    /// As the weather task has noted it.
    pub fn recall(store: &Store, portfolio: &Portfolio) -> Result<Self, StoreError> {
        let mut fed = HashMap::new();
        for station in &portfolio.stations {
            if let Some(record) = store.weather(&station.id)? {
                fed.insert(station.id.clone(), record.sources.iter().map(|source| source.smhi).collect());
            }
        }
        Ok(Self(fed))
    }

    /// The ids under which the days of a station in a zone are kept, in order of preference: its own readings, then
    /// those of each of SMHI's stations.
    pub fn ids(&self, station: &Station, zone: Tz) -> Vec<String> {
        let others = self.0.get(&station.id).into_iter().flatten();
        std::iter::once(station_id(station, zone)).chain(others.map(|smhi| smhi_id(*smhi, zone))).collect()
    }

    /// The streams of SMHI's stations.
    pub fn streams(&self, portfolio: &Portfolio) -> Vec<Stream> {
        let mut seen = HashSet::new();
        let users = portfolio.buildings.iter();
        let fed = users.filter_map(|user| Some((self.0.get(user.station.as_ref()?)?, user.zone)));
        fed.flat_map(|(fed, zone)| fed.iter().map(move |smhi| (*smhi, zone)))
            .filter(|source| seen.insert(*source))
            .map(|(smhi, zone)| Stream::of_smhi(smhi, zone))
            .collect()
    }
}

fn smhi_id(smhi: u32, zone: Tz) -> String {
    format!("smhi:{smhi}:{zone}")
}

impl Stream {
    /// The stream of a meter of a building in `zone`.
    #[must_use]
    pub fn of_meter(meter: &Meter, zone: Tz) -> Self {
        let key = SeriesKey::of_meter(meter);
        Self { id: meter.id.clone(), key, zone, mode: meter.reading, meter: Some(meter.clone()) }
    }

    fn of_station(station: &Station, zone: Tz) -> Self {
        let key = SeriesKey::of_station(station);
        Self { id: station_id(station, zone), key, zone, mode: ReadingMode::Value, meter: None }
    }

    fn of_smhi(smhi: u32, zone: Tz) -> Self {
        let key = WeatherSource::key(smhi);
        Self { id: smhi_id(smhi, zone), key, zone, mode: ReadingMode::Value, meter: None }
    }

    /// `points` as the operator's corrections make them.
    #[must_use]
    pub fn corrected(&self, points: Vec<Point>) -> Vec<Point> {
        match &self.meter {
            Some(meter) if !meter.corrections.is_empty() => corrected(&points, &meter.corrections),
            _ => points,
        }
    }

    /// What the operator says of the readings, as a text to compare.
    #[must_use]
    pub fn said(&self) -> String {
        let said = self.meter.iter().flat_map(|meter| &meter.corrections);
        said.map(|said| format!("{said:?}\n")).collect()
    }

    /// The rules that follow from what the operator says and what the readings tell.
    #[must_use]
    pub fn rules(&self, facts: Facts) -> MeterRules {
        match &self.meter {
            Some(meter) => MeterRules::of_meter(meter, self.zone, facts),
            None => MeterRules::of_temperature(facts.interval),
        }
    }

    /// Names everything that the days of this stream depend on beside its readings: when it changes, all of them
    /// are computed again.
    #[must_use]
    pub fn fingerprint(&self, rules: &MeterRules) -> String {
        super::short_hash(&format!("{METHOD_VERSION} {} {} {rules:?}", self.key, self.zone))
    }
}
