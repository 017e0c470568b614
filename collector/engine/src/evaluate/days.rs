//! Readings and temperatures become the days that models learn from.

use super::Input;
use crate::baseline::{Day, Finding, Severity};
use crate::domain::{DateRange, Quality};
use crate::normalise::{self, DayUse, Event, EventKind, MeterRules, facts};

/// Share of a day's time that must be known, in use and in temperature (CalTRACK 2.2.2).
const LEAST_OF_A_DAY: f64 = 0.5;
/// A smaller unknown share is rounding.
const NEGLIGIBLE_SHARE: f64 = 0.001;

/// A meter's day and its weather as a model sees it: the unknown part of a day is taken to be like the rest and
/// counts as filled. A day on which a register restarted has no known use.
#[must_use]
pub fn join(used: &DayUse, temperature: &DayUse) -> Day {
    let restarted = used.quality == Quality::LowerBound && used.coverage > 1.0 - NEGLIGIBLE_SHARE;
    let known = used.coverage >= LEAST_OF_A_DAY && !restarted;
    Day {
        date: used.date,
        used: known.then(|| used.value / used.coverage),
        temp_c: (temperature.coverage >= LEAST_OF_A_DAY).then_some(temperature.value),
        filled_share: (used.filled_share + (1.0 - used.coverage)).clamp(0.0, 1.0),
    }
}

/// The days of `period`, and what had to be decided about single readings.
pub fn of_period(input: &Input<'_>, period: DateRange, which: &str) -> (Vec<Day>, Vec<Finding>) {
    let learned = facts(input.readings, input.mode);
    let rules = MeterRules {
        mode: input.mode,
        interval: learned.interval,
        max_per_hour: learned.max_per_hour,
        resolution: learned.resolution,
        modulus: None,
        zero_is_a_hole: input.carrier.zero_is_a_hole(),
        nights: None,
        replacements: Vec::new(),
        corrections: Vec::new(),
        other_units: learned.other_units,
    };
    let used = normalise::days(input.readings, &rules, input.zone, period);
    let temperatures = normalise::mean_temperature(input.temperatures, input.zone, period);
    let days =
        used.uses.iter().zip(&temperatures).map(|(used, temperature)| join(used, temperature)).collect();
    let inside = |event: &&Event| period.contains(event.at.with_timezone(&input.zone).date_naive());
    let events: Vec<EventKind> = used.events.iter().filter(inside).map(|event| event.kind).collect();
    (days, events_found(&events, which))
}

fn events_found(events: &[EventKind], which: &str) -> Vec<Finding> {
    let count = |kinds: &[EventKind]| events.iter().filter(|kind| kinds.contains(kind)).count();
    let set_aside = count(&[EventKind::Implausible, EventKind::SpikeQuarantined, EventKind::GlitchDropped]);
    let restarts = count(&[EventKind::Reset, EventKind::Jump]);
    let units = count(&[EventKind::UnitChanged]);
    let found = |code, count: usize, text: String| {
        let data = vec![("readings", count as f64)];
        (count > 0).then_some(Finding { code, severity: Severity::Warning, text, data })
    };
    [
        found(
            "readings.implausible",
            set_aside,
            format!(
                "{set_aside} readings of the {which} period cannot be true (below zero, a single low value, or far above \
                 what else flows) and were set aside; check the meter's unit and its messages"
            ),
        ),
        found(
            "readings.register_restarted",
            restarts,
            format!(
                "the register restarted or jumped {restarts} times in the {which} period: what flowed then is unknown; \
                 enter meter replacements with their final and first values"
            ),
        ),
        found(
            "readings.unit_changed",
            units,
            format!(
                "the readings of the {which} period come in another unit {units} times, for example MWh where kWh came: \
                 they count for nothing, so these days are missing, or filled from what a register shows before and after \
                 them; multiply the readings so that all are in one unit"
            ),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
