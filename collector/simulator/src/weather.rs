//! Weather of the county, hour by hour.
//!
//! Temperature at a station is the sum of
//! - its normal for the time of the year (a yearly cosine, coldest in the last third of January; 20 to 24 K between
//!   the coldest and the warmest days, more inland),
//! - a mood of weeks (AR(1), 25 days) and the weather systems (AR(1), 3.5 days), both stronger in winter,
//! - two or three cold spells each winter, 3 to 8 days long, 6 to 13 K deep and deeper inland,
//! - the day's course, larger in summer, under clear sky and inland; clear winter days are colder altogether,
//! - and a little of its own (AR(1), 10 hours).
//!
//! Everything but the last is shared by the county, so that one winter is cold for all. Clouds are a lasting noise
//! pressed between 0 and 1; snow falls from thick clouds below freezing and stays on panels until sun or warmth
//! takes it away.

use std::f64::consts::TAU;

use chrono::{Datelike, NaiveDate};

use crate::place::{PLACES, Place};
use crate::random::{Lasting, Random};
use crate::sun::{Light, Sun};
use crate::time::{Hour, midnight};

/// The air and the sky over a station in one hour.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Air {
    /// Outdoor temperature, °C.
    pub(crate) temp_c: f64,
    /// Wind, m/s.
    pub(crate) wind_m_per_s: f64,
    /// The sun in the middle of the hour.
    pub(crate) sun: Sun,
    /// Light on level ground.
    pub(crate) light: Light,
    /// How much of a solar module snow covers, 0 to 1.
    pub(crate) snow: f64,
}

/// The weather of the county, which goes on by the hour.
#[derive(Debug, Clone)]
pub(crate) struct Weather {
    seed: u64,
    random: Random,
    systems: Lasting,
    mood: Lasting,
    clouds: Lasting,
    wind: Lasting,
    local: Vec<Local>,
    winters: Vec<(i32, Vec<Spell>)>,
}

/// What only one station has.
#[derive(Debug, Clone)]
struct Local {
    place: &'static Place,
    random: Random,
    own: Lasting,
    snow: f64,
}

/// A cold spell: hours since 1970 of its middle, half its length, depth.
#[derive(Debug, Clone, Copy)]
struct Spell {
    middle_h: f64,
    half_h: f64,
    depth_k: f64,
}

/// What all stations share in one hour.
struct Shared {
    winter: f64,
    departure_k: f64,
    spell_k: f64,
    cloud: f64,
    wind_m_per_s: f64,
}

impl Weather {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::stream(seed, "weather");
        let local = PLACES.iter().map(|place| {
            let mut random = Random::stream(seed, place.station);
            Local { place, own: Lasting::new(&mut random, 0.5, 10.0), random, snow: 0.0 }
        });
        Self {
            seed,
            systems: Lasting::new(&mut random, 1.0, 84.0),
            mood: Lasting::new(&mut random, 1.0, 600.0),
            clouds: Lasting::new(&mut random, 1.0, 20.0),
            wind: Lasting::new(&mut random, 1.0, 18.0),
            local: local.collect(),
            winters: Vec::new(),
            random,
        }
    }

    /// The air of the next hour over each of [`PLACES`].
    pub(crate) fn step(&mut self, hour: &Hour) -> [Air; PLACES.len()] {
        let shared = self.shared(hour);
        let mut air = [Air::default(); PLACES.len()];
        for (air, local) in air.iter_mut().zip(&mut self.local) {
            *air = local.step(hour, &shared);
        }
        air
    }

    fn shared(&mut self, hour: &Hour) -> Shared {
        let winter = winter(hour.date);
        // 0 in summer, 1 in winter.
        let depth = f64::midpoint(1.0, winter);
        let random = &mut self.random;
        let systems = (2.8 + 2.0 * depth) * self.systems.step(random);
        let mood = (1.1 + 0.8 * depth) * self.mood.step(random);
        let cloud_mood = self.clouds.step(random);
        let wind_m_per_s = (3.6 + 1.6 * self.wind.step(random)).max(0.3);
        let spell_k = self.spell_k(hour);
        let cloud = 1.0 / (1.0 + (-1.6 * cloud_mood - 0.5 - 0.4 * winter + 0.15 * spell_k).exp());
        Shared { winter, departure_k: systems + mood, spell_k, cloud, wind_m_per_s }
    }

    /// How much colder a cold spell makes this hour on the coast.
    fn spell_k(&mut self, hour: &Hour) -> f64 {
        // A winter is named by the year of its January.
        let year = hour.date.year() + i32::from(hour.date.month() > 6);
        if self.winters.last().is_none_or(|(known, _)| *known != year) {
            self.winters.push((year, spells(self.seed, year)));
        }
        let now_h = hours_since_1970(hour.start.timestamp());
        let of = |spell: &Spell| {
            let distance = (now_h - spell.middle_h).abs() / spell.half_h;
            if distance < 1.0 {
                spell.depth_k * f64::midpoint(1.0, (distance * TAU / 2.0).cos())
            } else {
                0.0
            }
        };
        self.winters.last().map_or(0.0, |(_, spells)| spells.iter().map(of).fold(0.0, f64::max))
    }
}

impl Local {
    fn step(&mut self, hour: &Hour, shared: &Shared) -> Air {
        let Self { place, random, own, snow } = self;
        let sun = Sun::at(hour.middle(), place.lat, place.lon);
        let light = sun.light(shared.cloud);
        let clear = 0.6 - shared.cloud;
        let summer = f64::midpoint(1.0, -shared.winter);
        let swing_k = (0.5 + 3.6 * summer) * (1.0 + 0.7 * clear) * (0.8 + 0.5 * place.inland);
        let course = (TAU * (f64::from(hour.clock) - 15.0) / 24.0).cos();
        let temp_c = place.normal_c(shared.winter) + shared.departure_k * (0.95 + 0.2 * place.inland)
            - shared.spell_k * (0.9 + 0.45 * place.inland)
            - 2.5 * clear * shared.winter * (0.7 + 0.5 * place.inland)
            + swing_k * course
            + own.step(random);
        let temp_c = temp_c.clamp(-46.0, 36.0);
        *snow = snow_on_panels(*snow, temp_c, light.global, shared.cloud, random);
        let wind_m_per_s = shared.wind_m_per_s * (1.15 - 0.35 * place.inland);
        Air { temp_c, wind_m_per_s, sun, light, snow: *snow }
    }
}

fn snow_on_panels(before: f64, temp_c: f64, global_w_per_m2: f64, cloud: f64, random: &mut Random) -> f64 {
    let falls = cloud > 0.8 && random.happens(0.08) && temp_c < 0.5;
    let slides =
        0.002 + 0.03 * temp_c.max(0.0) + 0.0006 * global_w_per_m2 * f64::from(u8::from(temp_c > -6.0));
    (before + if falls { 0.4 } else { 0.0 } - slides).clamp(0.0, 1.0)
}

/// 1 on the coldest day of the year (23 January), −1 half a year later.
fn winter(date: NaiveDate) -> f64 {
    (TAU * (f64::from(date.ordinal0()) - 22.0) / 365.25).cos()
}

fn spells(seed: u64, year: i32) -> Vec<Spell> {
    let mut random = Random::stream(seed, &format!("winter {year}"));
    let count = if random.happens(0.5) { 2 } else { 3 };
    let december = NaiveDate::from_ymd_opt(year - 1, 12, 5).map_or(0, |date| midnight(date).timestamp());
    (0..count)
        .map(|_| Spell {
            middle_h: hours_since_1970(december) + 24.0 * random.between(0.0, 92.0),
            half_h: 24.0 * random.between(1.5, 4.0),
            depth_k: random.between(6.0, 13.0),
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn hours_since_1970(seconds: i64) -> f64 {
    seconds as f64 / 3600.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::hours;

    /// Mean temperature of each month at each place over many years.
    fn months(years: usize) -> Vec<[f64; 12]> {
        let mut weather = Weather::new(3);
        let (mut sums, mut counts) = (vec![[0.0; 12]; PLACES.len()], [0.0; 12]);
        for hour in hours("2020-01-01".parse().unwrap()).take(years * 8766) {
            let month = hour.date.month0() as usize;
            counts[month] += 1.0;
            for (sum, air) in sums.iter_mut().zip(weather.step(&hour)) {
                sum[month] += air.temp_c;
            }
        }
        sums.iter().map(|sum| std::array::from_fn(|month| sum[month] / counts[month])).collect()
    }

    #[test]
    fn the_climate_is_that_of_vasternorrland() {
        let months = months(20);
        let (coast, inland) = (&months[0], &months[5]);
        assert!((-8.0..=-4.0).contains(&coast[0]) && (13.5..=17.0).contains(&coast[6]), "{coast:?}");
        assert!((-12.0..=-7.0).contains(&inland[0]) && (13.5..=17.0).contains(&inland[6]), "{inland:?}");
    }

    #[test]
    fn winters_are_snowy_and_cold_and_summers_are_not() {
        let mut weather = Weather::new(1);
        let (mut coldest, mut warmest, mut snow_in_july, mut snow_in_january) =
            (99.0_f64, -99.0_f64, 0.0, 0.0);
        for hour in hours("2024-01-01".parse().unwrap()).take(2 * 8766) {
            let air = weather.step(&hour)[5];
            coldest = coldest.min(air.temp_c);
            warmest = warmest.max(air.temp_c);
            match hour.date.month() {
                1 => snow_in_january += air.snow / 1488.0,
                7 => snow_in_july += air.snow / 1488.0,
                _ => {}
            }
        }
        assert!(
            (-42.0..=-22.0).contains(&coldest) && (24.0..=34.0).contains(&warmest),
            "{coldest} {warmest}"
        );
        assert!(snow_in_january > 0.4 && snow_in_july < 0.01, "{snow_in_january} {snow_in_july}");
    }
}
