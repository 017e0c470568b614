//! Silence of what sleeps in the dark. Many solar inverters send nothing at night; that is no outage, nothing flows.
//!
//! A silence is a night when the readings on both sides are near zero and it holds no noon. So no working day is taken
//! for a night (a silence from dawn to dusk holds a noon, and so does one of a day or more), while a December night at
//! 64° N may be as long as it is. A plant that still gave something when it fell silent, or that snow keeps asleep over
//! noon, is unknown. So is the night that has no morning yet.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Span;
use crate::domain::{LocalDay, Point, Quality};

/// How much of a learned limit (ten to twenty times the usual high rates) is near zero: 2 to 4 % of the high rates.
const NEAR_ZERO_OF_LEARNED: f64 = 1.0 / 500.0;
/// How much of a limit that the operator says (the plant's power, or a larger fuse) is near zero.
const NEAR_ZERO_OF_SAID: f64 = 1.0 / 100.0;

/// How the nights of what sleeps in the dark are told from outages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nights {
    /// Where the sun rises and sets.
    pub zone: Tz,
    /// A rate up to this is near zero (kWh/h).
    pub near_zero_per_hour: f64,
}

impl Nights {
    /// Nights in `zone` of a meter with a limit per hour that the operator has said, or else its readings have taught;
    /// without either only zero is near zero.
    #[must_use]
    pub fn of_limits(zone: Tz, said: Option<f64>, learned: Option<f64>) -> Self {
        let said = said.map(|limit| limit * NEAR_ZERO_OF_SAID);
        let learned = learned.map(|limit| limit * NEAR_ZERO_OF_LEARNED);
        Self { zone, near_zero_per_hour: said.or(learned).unwrap_or(0.0) }
    }

    /// The night between the rates per hour at two instants, between which nothing was heard.
    pub(super) fn between(&self, dusk: Point, dawn: Point) -> Option<Span> {
        let is_night = dusk.at < dawn.at
            && [dusk, dawn].iter().all(|rate| rate.value.abs() <= self.near_zero_per_hour)
            && dawn.at <= self.noon_after(dusk.at);
        is_night.then_some(Span { start: dusk.at, end: dawn.at, amount: 0.0, quality: Quality::Measured })
    }

    /// The first middle of a local day after `instant`.
    fn noon_after(&self, instant: DateTime<Utc>) -> DateTime<Utc> {
        let noon = |day: LocalDay| day.start() + (day.end() - day.start()) / 2;
        let today = LocalDay::containing(instant, self.zone);
        if instant < noon(today) { noon(today) } else { noon(today.next()) }
    }
}

#[cfg(test)]
mod tests;
