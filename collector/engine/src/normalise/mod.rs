//! Readings become use: kWh or m³ per hour and per local day, each with its quality.
//!
//! Every kind of reading is first turned into *spans*: stretches of time with an amount and a quality
//! (`register`, `interval`, `power`, `value`). Spans are then shared out over whatever boundaries are
//! asked for, in proportion to time. Hours and days come from the same spans, so hours add up to days and the
//! days of a register add up to its difference.
//!
//! Nothing here depends on the order in which readings arrived: points are sorted by their instant first. A
//! result for a window needs the readings inside it, [`context`] of time around it, and the nearest reading
//! beyond that on both sides.

mod combine;
mod facts;
mod fill;
mod interval;
mod night;
mod of_meter;
mod other_unit;
mod power;
mod register;
mod share;
mod thin;
mod value;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use config::Correction;

use crate::domain::{DateRange, LocalDay, Point, Quality, ReadingMode};

pub use combine::{Weighted, combined, combined_days, has_restart};
pub use facts::{Facts, facts};
pub use fill::{LEAST_COMMON, LEAST_OF_A_DAY, NEAR_DAYS, fill};
pub use night::Nights;
pub use other_unit::{Evidence, OtherUnit, correction};
pub use thin::redundant;

/// What is known of a meter beyond its readings.
#[derive(Debug, Clone, PartialEq)]
pub struct MeterRules {
    /// How its numbers become use.
    pub mode: ReadingMode,
    /// How often it reports.
    pub interval: TimeDelta,
    /// More than this per hour cannot flow (kWh/h or m³/h).
    pub max_per_hour: Option<f64>,
    /// Smallest step of the register, in the canonical unit: one step more than the limit is still plausible.
    pub resolution: f64,
    /// The register restarts at 0 after this value, in the canonical unit.
    pub modulus: Option<f64>,
    /// A zero is a hole in the data rather than no use.
    pub zero_is_a_hole: bool,
    /// What it measures sleeps in the dark, and its silence then is nothing flowing; none for what never sleeps.
    pub nights: Option<Nights>,
    /// Registered meter replacements, in order of time.
    pub replacements: Vec<Replacement>,
    /// What the operator says of the numbers in a time.
    pub corrections: Vec<Correction>,
    /// Readings in another unit: they count for nothing.
    pub other_units: Vec<OtherUnit>,
}

/// A meter was replaced: the old register's last value and the new one's first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replacement {
    /// When.
    pub at: DateTime<Utc>,
    /// Last value of the old register.
    pub old_final: f64,
    /// First value of the new register.
    pub new_start: f64,
}

/// Use per interval, and what had to be decided about single readings on the way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Normalised<T> {
    /// The intervals asked for, in order.
    pub uses: Vec<T>,
    /// What was noticed in the readings given, in order of time.
    pub events: Vec<Event>,
}

/// Use in an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntervalUse {
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// kWh or m³ of the part that is known (mean °C for [`ReadingMode::Value`]); 0 where nothing is.
    pub value: f64,
    /// Quality of the whole: a part that is not known makes it a lower bound.
    pub quality: Quality,
    /// Share of the time that is known.
    pub coverage: f64,
    /// Share of the time that is estimated.
    pub filled_share: f64,
}

/// Use of a local day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayUse {
    /// Local date.
    pub date: NaiveDate,
    /// kWh or m³ of the part of the day that is known (mean °C for [`ReadingMode::Value`]).
    pub value: f64,
    /// Quality of the day as a whole.
    pub quality: Quality,
    /// Share of the day's time that is measured, integrated or estimated.
    pub coverage: f64,
    /// Share of the day's time that is estimated.
    pub filled_share: f64,
}

/// Something noticed about a reading that changed how it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Instant of the reading (of the replacement for [`EventKind::MeterChange`]).
    pub at: DateTime<Utc>,
    /// What it was.
    pub kind: EventKind,
    /// The reading's value; for a changed unit its numbers as a multiple of the usual ones.
    pub value: f64,
}

/// What can be noticed about a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// The register passed its last digit and went on from zero.
    Rollover,
    /// The register restarted: what flowed before the restart is unknown.
    Reset,
    /// A registered meter replacement was applied.
    MeterChange,
    /// A single low reading was dropped, the register went on from its old level.
    GlitchDropped,
    /// A reading above what can flow was set aside, the register went on from its old level.
    SpikeQuarantined,
    /// The register went on from a level it should not have reached: either the limit is set too low (then the use
    /// counts as estimated) or it is another count (then what flowed is unknown).
    Jump,
    /// An interval reading above what can flow, or below zero, was set aside.
    Implausible,
    /// What a virtual meter takes away is more than what it adds: nothing is known of the interval.
    NegativeDifference,
    /// From here on the numbers are in another unit and count for nothing.
    UnitChanged,
    /// The numbers are in the usual unit again.
    UnitRestored,
}

/// A stretch of time with what flowed in it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    amount: f64,
    quality: Quality,
}

/// How much time around a window must be read for a result that does not depend on where the window was cut.
/// The nearest reading beyond it is needed as well.
#[must_use]
pub fn context(rules: &MeterRules) -> TimeDelta {
    (rules.interval * 24).max(TimeDelta::days(2)).min(TimeDelta::days(400))
}

/// Use between consecutive `boundaries`, which must ascend. Points may come in any order; of several at one
/// instant the last counts.
#[must_use]
pub fn uses(points: &[Point], rules: &MeterRules, boundaries: &[DateTime<Utc>]) -> Normalised<IntervalUse> {
    let mut points = ordered(&corrected(points, &rules.corrections));
    points.retain(|point| !other_unit::is_covered(&rules.other_units, point));
    let (spans, mut events) = spans_of(&points, rules);
    events.extend(other_unit::events(&rules.other_units));
    events.sort_by_key(|event| (event.at, event.kind));
    let uses = match rules.mode {
        ReadingMode::Value => share::means(&spans, boundaries),
        _ => share::sums(&spans, boundaries),
    };
    Normalised { uses, events }
}

/// `points` as the operator's corrections make them.
#[must_use]
pub fn corrected(points: &[Point], corrections: &[Correction]) -> Vec<Point> {
    let factor = |at| corrections.iter().find(|said| said.covers(at)).map_or(1.0, |said| said.factor);
    points.iter().map(|point| Point { value: point.value * factor(point.at), ..*point }).collect()
}

fn spans_of(points: &[Point], rules: &MeterRules) -> (Vec<Span>, Vec<Event>) {
    match rules.mode {
        ReadingMode::Register => register::spans(&thin::thinned(points.to_vec(), rules), rules),
        ReadingMode::Interval => interval::spans(points, rules),
        ReadingMode::Power => (power::spans(points, rules), Vec::new()),
        ReadingMode::Value => (value::spans(points, rules), Vec::new()),
    }
}

/// Use per clock hour (UTC) from the hour that holds `from` up to `to`.
#[must_use]
pub fn hours(
    points: &[Point],
    rules: &MeterRules,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Normalised<IntervalUse> {
    let hour = 3_600;
    let first = from.timestamp().div_euclid(hour);
    let last = (to.timestamp() + hour - 1).div_euclid(hour);
    let boundaries: Vec<_> =
        (first..=last).filter_map(|number| DateTime::from_timestamp(number * hour, 0)).collect();
    uses(points, rules, &boundaries)
}

/// Use per local day of `zone`.
#[must_use]
pub fn days(points: &[Point], rules: &MeterRules, zone: Tz, range: DateRange) -> Normalised<DayUse> {
    let boundaries: Vec<_> =
        range.dates().chain([range.to]).map(|date| LocalDay { date, zone }.start()).collect();
    let Normalised { uses, events } = uses(points, rules, &boundaries);
    let uses = range.dates().zip(&uses).map(|(date, part)| DayUse::of(date, part)).collect();
    Normalised { uses, events }
}

/// Mean outdoor temperature per local day, with the share of the day that is known. Readings may be daily means
/// stamped at the start of their day, hourly, or a few a day: between them the temperature is interpolated over
/// at most six hours or three reporting intervals.
#[must_use]
pub fn mean_temperature(points: &[Point], zone: Tz, range: DateRange) -> Vec<DayUse> {
    let rules = MeterRules::of_temperature(facts(points, ReadingMode::Value).interval);
    days(points, &rules, zone, range).uses
}

impl DayUse {
    /// The day of `date`, which is what `part` measures.
    const fn of(date: NaiveDate, part: &IntervalUse) -> Self {
        let IntervalUse { value, quality, coverage, filled_share, .. } = *part;
        Self { date, value, quality, coverage, filled_share }
    }
}

impl MeterRules {
    /// Rules for a series of temperatures that reports every `interval`.
    #[must_use]
    pub const fn of_temperature(interval: TimeDelta) -> Self {
        Self {
            mode: ReadingMode::Value,
            interval,
            max_per_hour: None,
            resolution: 0.0,
            modulus: None,
            zero_is_a_hole: false,
            nights: None,
            replacements: Vec::new(),
            corrections: Vec::new(),
            other_units: Vec::new(),
        }
    }

    /// Whether `amount` may have flowed in `elapsed`. The limit has a margin of 20 % for clocks that are a little
    /// off, and one step of the register for meters that count in large steps.
    fn plausible(&self, amount: f64, elapsed: TimeDelta) -> bool {
        self.max_per_hour
            .is_none_or(|limit| amount <= limit * 1.2 * elapsed.as_seconds_f64() / 3600.0 + self.resolution)
    }
}

impl EventKind {
    /// Every kind with its word.
    pub const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Rollover, "rollover"),
        (Self::Reset, "reset"),
        (Self::MeterChange, "meter_change"),
        (Self::GlitchDropped, "glitch_dropped"),
        (Self::SpikeQuarantined, "spike_quarantined"),
        (Self::Jump, "jump"),
        (Self::Implausible, "implausible"),
        (Self::NegativeDifference, "negative_difference"),
        (Self::UnitChanged, "unit_changed"),
        (Self::UnitRestored, "unit_restored"),
    ];

    /// The word used in API and exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// No meter shows more than this; larger numbers are not readings and would drown the sums.
const LARGEST_VALUE: f64 = 1e15;

/// Usable points in order of time, one per instant.
fn ordered(points: &[Point]) -> Vec<Point> {
    let mut points: Vec<Point> =
        points.iter().copied().filter(|point| point.value.abs() < LARGEST_VALUE).collect();
    points.sort_by_key(|point| point.at);
    points.reverse();
    points.dedup_by_key(|point| point.at);
    points.reverse();
    points
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod sequences;
