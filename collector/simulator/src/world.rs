//! Weather and buildings, one hour after the other.

use chrono::NaiveDate;

use crate::building::{Flows, House};
use crate::place::PLACES;
use crate::time::{Hour, hours};
use crate::weather::{Air, Weather};

/// The county, or some of its buildings, going on by the hour.
pub(crate) struct World {
    hours: Box<dyn Iterator<Item = Hour> + Send>,
    weather: Weather,
    pub(crate) houses: Vec<House>,
    /// Which house's substation passes on heat to which other.
    heats: Vec<(usize, usize)>,
}

/// What happened in an hour.
pub(crate) struct Happened {
    pub(crate) hour: Hour,
    pub(crate) air: [Air; PLACES.len()],
    /// For each house, in their order.
    pub(crate) flows: Vec<Flows>,
}

impl World {
    pub(crate) fn new(seed: u64, first_day: NaiveDate, houses: Vec<House>) -> Self {
        let index = |id| houses.iter().position(|house| house.spec.id == id);
        let heats = |(above, house): (usize, &House)| Some((above, index(house.spec.heats?)?));
        let heats = houses.iter().enumerate().filter_map(heats).collect();
        Self { hours: Box::new(hours(first_day)), weather: Weather::new(seed), houses, heats }
    }
}

impl Iterator for World {
    type Item = Happened;

    fn next(&mut self) -> Option<Happened> {
        let hour = self.hours.next()?;
        let air = self.weather.step(&hour);
        let flow = |house: &mut House| {
            let above = air.get(house.spec.place_index()).copied().unwrap_or_default();
            house.step(&hour, &above)
        };
        let mut flows: Vec<Flows> = self.houses.iter_mut().map(flow).collect();
        for (above, below) in &self.heats {
            flows[*above].substation_kwh += flows[*below].substation_kwh;
        }
        Some(Happened { hour, air, flows })
    }
}
