//! Use of one meter per hour, local day or local month.
//!
//! Days come from the store. Hours are made from the readings when they are asked for, by the same rules.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use config::{Meter, Portfolio, ReadingMode};
use engine::domain::{DateRange, LocalDay, Quality, SeriesKey};
use engine::normalise::{self, DayUse, Facts, IntervalUse, MeterRules, OtherUnit};
use store::{Edges, Store, StoreError};

use super::cut;
use crate::params::Resolution;

/// Use in an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Use {
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// kWh or m³; none where nothing is known.
    pub value: Option<f64>,
    /// How well it is known.
    pub quality: Quality,
}

/// The unit of a meter's readings after decoding.
pub(crate) fn reading_unit(meter: &Meter) -> &'static str {
    meter.unit.quantity.canonical().symbol
}

/// The unit of a meter's use: what power and flow become over time.
pub(crate) fn use_unit(meter: &Meter) -> &'static str {
    meter.unit.quantity.over_time().canonical().symbol
}

/// The local days that `from..to` touches.
pub(crate) fn local_days(from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> DateRange {
    let first = LocalDay::containing(from, zone).date;
    let last = LocalDay::containing(to - TimeDelta::nanoseconds(1), zone);
    DateRange { from: first, to: last.next().date }
}

/// Use per clock hour that touches `from..to`, of a meter of a building in `zone`. A virtual meter's terms are looked
/// for in `portfolio`.
pub(crate) fn hours(
    store: &Store,
    portfolio: &Portfolio,
    (meter, zone): (&Meter, Tz),
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Use>, StoreError> {
    let uses = if meter.is_virtual() {
        let (mut terms, mut resolution) = (Vec::new(), 0.0);
        for term in &meter.terms {
            let Some((_, part)) = portfolio.meter(&term.meter) else { return Ok(Vec::new()) };
            let (uses, step) = hours_read(store, (part, zone), from, to)?;
            terms.push((term.factor, uses));
            resolution += term.factor.abs() * step;
        }
        normalise::combined(&terms, resolution).uses
    } else {
        hours_read(store, (meter, zone), from, to)?.0
    };
    Ok(uses.iter().map(|part| use_of(part.start, part.end, part.value, part.quality)).collect())
}

/// Hours by a meter's own readings, and the steps in which it counts.
fn hours_read(
    store: &Store,
    (meter, zone): (&Meter, Tz),
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<(Vec<IntervalUse>, f64), StoreError> {
    let key = SeriesKey::of_meter(meter);
    let kept = store.facts(&meter.id)?;
    let mut rules = MeterRules::of_meter(
        meter,
        zone,
        Facts { interval: TimeDelta::hours(1), max_per_hour: None, resolution: 0.0, other_units: Vec::new() },
    );
    if let (None, Some(kept)) = (meter.interval_seconds, kept) {
        rules.interval = TimeDelta::seconds(kept.interval_seconds);
    }
    let around = normalise::context(&rules);
    let points = store.range(&key, from - around, to + around, Edges::Bracket)?;
    let seen = normalise::facts(&normalise::corrected(&points, &meter.corrections), meter.reading);
    let facts = Facts {
        interval: kept.map_or(seen.interval, |kept| TimeDelta::seconds(kept.interval_seconds)),
        max_per_hour: kept.map_or(seen.max_per_hour, |kept| kept.max_per_hour),
        other_units: store.other_units(&meter.id)?,
        ..seen
    };
    let rules = MeterRules::of_meter(meter, zone, facts);
    Ok((normalise::hours(&points, &rules, from, to).uses, rules.resolution))
}

/// The other unit in which the meter's readings come by now.
pub(crate) fn in_other_unit(store: &Store, meter: &Meter) -> Result<Option<OtherUnit>, StoreError> {
    Ok(store.other_units(&meter.id)?.pop().filter(|other| other.until.is_none()))
}

/// Use per local day.
pub(crate) fn days(store: &Store, meter: &Meter, zone: Tz, range: DateRange) -> Result<Vec<Use>, StoreError> {
    let stored = store.meter_days(&meter.id, range)?;
    let day = |day: &DayUse| {
        let local = LocalDay { date: day.date, zone };
        use_of(local.start(), local.end(), day.value, day.quality)
    };
    Ok(stored.iter().map(day).collect())
}

/// Use per local month: the sum of its days (the mean for temperatures), as good as the worst of them.
pub(crate) fn months(
    store: &Store,
    meter: &Meter,
    zone: Tz,
    range: DateRange,
) -> Result<Vec<Use>, StoreError> {
    let stored = store.meter_days(&meter.id, range)?;
    let month = |range: DateRange| {
        let start = stored.partition_point(|day| day.date < range.from);
        let end = stored.partition_point(|day| day.date < range.to);
        let days = stored.get(start..end).unwrap_or_default();
        let known: Vec<&DayUse> = days.iter().filter(|day| day.quality != Quality::Missing).collect();
        let sum: f64 = known.iter().map(|day| day.value).sum();
        #[expect(clippy::cast_precision_loss, reason = "days of a month")]
        let value = if meter.reading == ReadingMode::Value { sum / known.len() as f64 } else { sum };
        let worst = days.iter().map(|day| day.quality).max().unwrap_or(Quality::Missing);
        let quality = match (known.is_empty(), worst) {
            (true, _) => Quality::Missing,
            (false, Quality::Missing) => Quality::LowerBound,
            (false, _) if days.len() < range.days() => Quality::LowerBound,
            (false, quality) => quality,
        };
        let bound = |date| LocalDay { date, zone }.start();
        use_of(bound(range.from), bound(range.to), value, quality)
    };
    let months = cut(range, Resolution::Month).into_iter().map(month);
    Ok(months.filter(|month| !stored.is_empty() && month.quality != Quality::Missing).collect())
}

fn use_of(start: DateTime<Utc>, end: DateTime<Utc>, value: f64, quality: Quality) -> Use {
    Use { start, end, value: (quality != Quality::Missing).then_some(value), quality }
}
