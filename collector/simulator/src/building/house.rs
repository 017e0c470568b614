//! One building, hour by hour: what it would have used, and what it uses.
//!
//! The counterfactual is the building without its measure: physics × drift × noise. From the day of the measure on
//! the actual use is that times (1 − share), hour by hour, so the truth of a year is exact; waste from faults comes on
//! top. Noise is lasting (AR(1), 36 h) with a standard deviation of 5 % for heat and 4 % for electricity, beside a
//! quick part: real buildings' daily errors correlate by about a half from one day to the next.

use chrono::NaiveDate;

use super::drift::Drift;
use super::heat::Memory;
use super::{Heating, Spec, electricity, heat, solar, water};
use crate::fault::Mishaps;
use crate::random::{Lasting, Random};
use crate::time::Hour;
use crate::weather::Air;

/// Irrational steps from seed to seed, one for each carrier (golden ratio, plastic number, √2).
const HEAT_STEP: f64 = 0.618_033_988_749_894_9;
const ELECTRICITY_STEP: f64 = 0.754_877_666_246_692_8;
const WATER_STEP: f64 = 0.414_213_562_373_095;

/// A building that goes on by the hour.
#[derive(Debug, Clone)]
pub(crate) struct House {
    pub(crate) spec: Spec,
    pub(crate) mishaps: Mishaps,
    measure_day: NaiveDate,
    random: Random,
    cars: Random,
    planned: Memory,
    real: Memory,
    heat: Noise,
    electricity: Noise,
    water: Noise,
}

/// Use without and with what was done.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Both {
    pub(crate) counterfactual: f64,
    pub(crate) actual: f64,
}

/// What flowed in an hour, kWh and m³.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Flows {
    /// District heating.
    pub(crate) heat: Both,
    /// Electricity used, wherever it came from.
    pub(crate) electricity: Both,
    pub(crate) cold_water: Both,
    pub(crate) hot_water: Both,
    /// Part of the electricity.
    pub(crate) engine_heaters_kwh: f64,
    /// Part of the electricity: boiler or heat pump.
    pub(crate) heating_plant_kwh: f64,
    /// Bought and passed on to cars of the public, no part of the building's use.
    pub(crate) charging_kwh: f64,
    /// All heat through the building's substation, its own and that of the building it heats.
    pub(crate) substation_kwh: f64,
    pub(crate) production_kwh: f64,
    pub(crate) import_kwh: f64,
    pub(crate) export_kwh: f64,
}

/// What makes two equal days differ.
#[derive(Debug, Clone)]
struct Noise {
    drift: Drift,
    days: Lasting,
    hours: Lasting,
}

impl House {
    pub(crate) fn new(seed: u64, spec: Spec, mishaps: Mishaps, measure_day: NaiveDate) -> Self {
        let mut random = Random::stream(seed, spec.id);
        let mut noise = |carrier: &str, step, days_sd, hours_sd| Noise {
            drift: Drift::new(seed, &format!("{} {carrier}", spec.id), step),
            days: Lasting::new(&mut random, days_sd, 36.0),
            hours: Lasting::new(&mut random, hours_sd, 2.0),
        };
        Self {
            heat: noise("heat", HEAT_STEP, 0.05, 0.06),
            electricity: noise("electricity", ELECTRICITY_STEP, 0.04, 0.05),
            water: noise("water", WATER_STEP, 0.07, 0.05),
            planned: Memory::new(),
            real: Memory::new(),
            cars: Random::stream(seed, &format!("{} cars", spec.id)),
            measure_day,
            mishaps,
            spec,
            random,
        }
    }

    /// What flows in the next hour.
    pub(crate) fn step(&mut self, hour: &Hour, air: &Air) -> Flows {
        let hot_water = self.water_of(hour, self.spec.kind.hot_l);
        let cold_water = self.cold_water(hour);
        let heat = self.heat_of(hour, air, hot_water.counterfactual);
        self.electricity_of(hour, air, heat, Flows { cold_water, hot_water, ..Flows::default() })
    }

    /// The share of use that stays after the measure; all of it before.
    fn left(&self, hour: &Hour, share: fn(&super::Measure) -> f64) -> f64 {
        match &self.spec.measure {
            Some(measure) if hour.date >= self.measure_day => 1.0 - share(measure),
            _ => 1.0,
        }
    }

    fn water_of(&mut self, hour: &Hour, litres: f64) -> Both {
        let drawn = water::drawn_m3(&self.spec, hour, litres, &mut self.random);
        let counterfactual = drawn * self.water.factor(hour, &mut self.random);
        Both { counterfactual, actual: counterfactual * self.left(hour, |measure| measure.water) }
    }

    fn cold_water(&mut self, hour: &Hour) -> Both {
        let mut cold = self.water_of(hour, self.spec.kind.cold_l);
        if self.mishaps.toilet_runs_from.is_some_and(|from| hour.date >= from) {
            cold.actual += water::RUNNING_TOILET_M3_PER_H;
        }
        cold
    }

    /// Heat from whatever source.
    fn heat_of(&mut self, hour: &Hour, air: &Air, hot_m3: f64) -> Both {
        let spec = &self.spec;
        let setback_k = heat::setback_k(spec, hour);
        let real_k = if self.forgets_setback(hour) { 0.0 } else { setback_k };
        self.planned.remember(spec, air, setback_k);
        self.real.remember(spec, air, real_k);
        let water = heat::water_kwh(spec, hour, hot_m3);
        let (planned, real) =
            (self.planned.space_kwh(spec, air) + water, self.real.space_kwh(spec, air) + water);
        let factor = self.heat.factor(hour, &mut self.random);
        Both {
            counterfactual: planned * factor,
            actual: real * factor * self.left(hour, |measure| measure.heat),
        }
    }

    fn electricity_of(&mut self, hour: &Hour, air: &Air, heat: Both, flows: Flows) -> Flows {
        let spec = &self.spec;
        let factor = self.electricity.factor(hour, &mut self.random);
        let building = electricity::building_kwh(spec, hour, air) * factor;
        let heaters = electricity::engine_heaters_kwh(spec, hour, air) * factor;
        let plant_before = electricity::for_heat_kwh(spec.heating, heat.counterfactual, air.temp_c);
        let is_after = hour.date >= self.measure_day;
        let for_heat = if is_after { electricity::for_heat_after_kwh } else { electricity::for_heat_kwh };
        let heating_plant_kwh = for_heat(spec.heating, heat.actual, air.temp_c);
        let left = self.left(hour, |measure| measure.electricity);
        let actual = (building + heaters) * left + heating_plant_kwh;
        let production_kwh = self.production_kwh(hour, air);
        let charging_kwh = electricity::charging_kwh(spec, hour, self.cars.uniform());
        let taken = actual + charging_kwh;
        // New posts switch themselves off: they lose two fifths, the rest of the measure lies in the lamps.
        let new_posts = left < 1.0 && spec.engine_heaters > 0;
        Flows {
            heat: if spec.heating == Heating::District { heat } else { Both::default() },
            electricity: Both { counterfactual: building + heaters + plant_before, actual },
            engine_heaters_kwh: heaters * if new_posts { 0.6 } else { 1.0 },
            heating_plant_kwh,
            production_kwh,
            charging_kwh,
            substation_kwh: if spec.heating == Heating::District { heat.actual } else { 0.0 },
            import_kwh: (taken - production_kwh).max(0.0),
            export_kwh: (production_kwh - taken).max(0.0),
            ..flows
        }
    }

    fn production_kwh(&self, hour: &Hour, air: &Air) -> f64 {
        let is_dead = self.mishaps.inverter_dead_from.is_some_and(|from| hour.date >= from);
        let plant = self.spec.solar.as_ref().filter(|_| !is_dead);
        plant.map_or(0.0, |plant| solar::production_kwh(plant, air))
    }
}

impl Noise {
    fn factor(&mut self, hour: &Hour, random: &mut Random) -> f64 {
        let chance = self.days.step(random) + self.hours.step(random);
        (1.0 + chance).max(0.2) * self.drift.factor(hour.index)
    }
}
