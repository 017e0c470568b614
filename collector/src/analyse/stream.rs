//! Streams: the series of readings that analysis turns into local days.
//!
//! A meter is a stream in its building's zone. A weather station is one in every zone that a building names it
//! from, because a day's mean temperature depends on when the day begins.

use std::collections::HashSet;

use chrono::TimeDelta;
use chrono_tz::Tz;
use config::{Meter, Portfolio, Quantity, ReadingMode, Station};
use engine::baseline::METHOD_VERSION;
use engine::domain::SeriesKey;
use engine::normalise::{Facts, MeterRules};

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
    /// What the operator says.
    said: Said,
}

/// What the operator says of a meter; the rest is learned.
#[derive(Debug, Clone, Default, PartialEq)]
struct Said {
    interval: Option<TimeDelta>,
    max_per_hour: Option<f64>,
    modulus: Option<f64>,
    zero_is_a_hole: bool,
}

/// Every stream of a portfolio.
#[must_use]
pub fn streams(portfolio: &Portfolio) -> Vec<Stream> {
    let meters = portfolio.meters().map(|(building, meter)| Stream::of_meter(meter, building.zone));
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

impl Stream {
    fn of_meter(meter: &Meter, zone: Tz) -> Self {
        let (device, series) = meter.series_key();
        let said = Said {
            interval: meter.interval_seconds.map(|seconds| TimeDelta::seconds(i64::from(seconds))),
            max_per_hour: max_per_hour(meter),
            modulus: meter
                .digits
                .and_then(|digits| i32::try_from(digits).ok())
                .map(|digits| meter.unit.to_canonical(10_f64.powi(digits))),
            // Behind another meter things are switched off for months; a building never is.
            zero_is_a_hole: meter.carrier.zero_is_a_hole() && meter.sub_meter_of.is_none(),
        };
        let key = SeriesKey { device: device.to_owned(), series: series.to_owned() };
        Self { id: meter.id.clone(), key, zone, mode: meter.reading, said }
    }

    fn of_station(station: &Station, zone: Tz) -> Self {
        let (device, series) = station.series_key();
        let key = SeriesKey { device: device.to_owned(), series: series.to_owned() };
        Self { id: station_id(station, zone), key, zone, mode: ReadingMode::Value, said: Said::default() }
    }

    /// The rules that follow from what the operator says and what the readings tell.
    #[must_use]
    pub fn rules(&self, facts: &Facts) -> MeterRules {
        if self.mode == ReadingMode::Value {
            return MeterRules::of_temperature(self.said.interval.unwrap_or(facts.interval));
        }
        MeterRules {
            mode: self.mode,
            interval: self.said.interval.unwrap_or(facts.interval),
            max_per_hour: self.said.max_per_hour.or(facts.max_per_hour),
            resolution: facts.resolution,
            modulus: self.said.modulus,
            zero_is_a_hole: self.said.zero_is_a_hole,
            replacements: Vec::new(),
        }
    }

    /// Names everything that the days of this stream depend on beside its readings: when it changes, all of them
    /// are computed again.
    #[must_use]
    pub fn fingerprint(&self, rules: &MeterRules) -> String {
        super::short_hash(&format!("{METHOD_VERSION} {} {} {rules:?}", self.key, self.zone))
    }
}

/// The operator's limit in the unit of the meter's use per hour.
fn max_per_hour(meter: &Meter) -> Option<f64> {
    let kw = meter.max_power_kw?;
    match meter.unit.quantity {
        Quantity::Energy | Quantity::Power => Some(kw),
        Quantity::Volume | Quantity::Flow => meter.kwh_per_m3.filter(|value| *value > 0.0).map(|value| kw / value),
        _ => None,
    }
}
