//! Whether data arrive and can be trusted: each meter's days in a month, shares per month, and what needs a look.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};
use config::{Building, Carrier, Meter, Portfolio};
use engine::domain::{DateRange, LocalDay, Point, SeriesKey};
use engine::normalise::{DayUse, OtherUnit};
use engine::savings::attention::{MeterDay, Standstill, is_silent, standstill};
use store::{MeterEvent, Store, StoreError};

use super::consumption::in_other_unit;
use crate::charts::DayState;

/// Months of shares, the one shown included.
const MONTHS: u32 = 12;
/// Days in which a standstill is looked for.
const STILL_DAYS: Days = Days::new(180);
/// How often a meter is taken to report before that is known.
const USUAL_INTERVAL_SECONDS: i64 = 3_600;
/// Less than this share of a day is rounding.
const ROUNDING: f64 = 0.02;

/// Which meters to look at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    pub(crate) municipality: Option<String>,
    pub(crate) building: Option<String>,
    /// First day of the month; the last one analysed when absent.
    pub(crate) month: Option<NaiveDate>,
}

/// The quality of the data of several meters.
#[derive(Debug)]
pub(crate) struct DataQuality<'a> {
    pub(crate) month: DateRange,
    pub(crate) meters: Vec<MeterQuality<'a>>,
    /// Of all of them together, oldest month first.
    pub(crate) months: Vec<(DateRange, Shares)>,
    /// Newest first.
    pub(crate) events: Vec<(&'a Meter, &'a Building, MeterEvent)>,
}

/// One meter.
#[derive(Debug)]
pub(crate) struct MeterQuality<'a> {
    pub(crate) building: &'a Building,
    pub(crate) meter: &'a Meter,
    pub(crate) latest: Option<Point>,
    pub(crate) is_silent: bool,
    pub(crate) still: Option<Standstill>,
    /// The other unit its readings come in.
    pub(crate) other_unit: Option<OtherUnit>,
    /// Each day of the month.
    pub(crate) days: Vec<DayState>,
    /// Values of the month that replaced earlier ones.
    pub(crate) corrections: u64,
}

/// How days are known, in days.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Shares {
    pub(crate) measured: f64,
    pub(crate) filled: f64,
    pub(crate) missing: f64,
}

impl Shares {
    fn add(&mut self, other: Self) {
        self.measured += other.measured;
        self.filled += other.filled;
        self.missing += other.missing;
    }

    /// Fractions of measured, filled and missing; none without days.
    pub(crate) fn fractions(self) -> Option<[f64; 3]> {
        let all = self.measured + self.filled + self.missing;
        (all > 0.0).then(|| [self.measured / all, self.filled / all, self.missing / all])
    }
}

impl<'a> DataQuality<'a> {
    /// What `store` knows of the meters that `selection` means, `now`.
    pub(crate) fn read(
        store: &Store,
        portfolio: &'a Portfolio,
        selection: &Selection,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let end = store.totals()?.analysed_through.map(|last| last + Days::new(1));
        let end = end.unwrap_or_else(|| now.date_naive());
        let last = (end - Days::new(1)).with_day(1).unwrap_or(end);
        let month = month_of(selection.month.unwrap_or(last));
        let first = month.from.checked_sub_months(Months::new(MONTHS - 1)).unwrap_or(month.from);
        let mut months: Vec<(DateRange, Shares)> = (0..MONTHS)
            .filter_map(|step| first.checked_add_months(Months::new(step)))
            .map(|from| (month_of(from), Shares::default()))
            .collect();
        let chosen: Vec<(&Building, &Meter)> = portfolio
            .meters()
            .filter(|(building, _)| {
                let is =
                    |wanted: &Option<String>, id: &str| wanted.as_ref().is_none_or(|wanted| wanted == id);
                is(&selection.municipality, &building.municipality) && is(&selection.building, &building.id)
            })
            .collect();
        let keys: Vec<SeriesKey> = chosen.iter().map(|(_, meter)| SeriesKey::of_meter(meter)).collect();
        let latest = store.latest(&keys)?.into_iter().zip(&chosen);
        let latest = latest.map(|(latest, (_, meter))| latest.filter(|_| !meter.is_virtual()));
        let latest: Vec<Option<Point>> = latest.collect();
        let (mut meters, mut events) = (Vec::new(), Vec::new());
        for (((building, meter), latest), key) in chosen.into_iter().zip(latest).zip(&keys) {
            let since = store.meter_day_span(&meter.id)?.map(|span| span.from);
            let known = store.meter_days(&meter.id, DateRange { from: first, to: month.to })?;
            // Days of a virtual meter are those of its parts, which have been counted.
            for (range, shares) in months.iter_mut().filter(|_| !meter.is_virtual()) {
                shares.add(shares_of(&known, *range, since, end));
            }
            let bound = |date| LocalDay { date, zone: building.zone }.start();
            let (from, to) = (bound(month.from), bound(month.to));
            let found = store.events(&meter.id, from, to)?;
            events.extend(found.into_iter().map(|event| (meter, building, event)));
            let other_unit = in_other_unit(store, meter)?;
            let still = match other_unit {
                Some(_) => None,
                None => stands_still(store, building, meter, latest, end)?,
            };
            meters.push(MeterQuality {
                building,
                meter,
                latest,
                is_silent: !meter.is_virtual() && is_overdue(store, meter, latest, now)?,
                still,
                other_unit,
                days: month.dates().map(|date| state(&known, date, since, end)).collect(),
                corrections: store.corrections(key, from, to)?,
            });
        }
        events.sort_by_key(|(.., event)| std::cmp::Reverse(event.at));
        Ok(Self { month, meters, months, events })
    }
}

/// The calendar month that holds `date`.
fn month_of(date: NaiveDate) -> DateRange {
    let from = date.with_day(1).unwrap_or(date);
    DateRange { from, to: from.checked_add_months(Months::new(1)).unwrap_or(date) }
}

fn is_overdue(
    store: &Store,
    meter: &Meter,
    latest: Option<Point>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(latest) = latest else { return Ok(true) };
    let learned = store.facts(&meter.id)?.map_or(USUAL_INTERVAL_SECONDS, |facts| facts.interval_seconds);
    let seconds = meter.interval_seconds.map_or(learned, i64::from);
    Ok(is_silent(latest.at, TimeDelta::seconds(seconds), now))
}

/// What counts use and should never rest for days: not the sun, not what is sold, not a temperature.
fn stands_still(
    store: &Store,
    building: &Building,
    meter: &Meter,
    latest: Option<Point>,
    end: NaiveDate,
) -> Result<Option<Standstill>, StoreError> {
    let rests = meter.beside_solar && meter.carrier == Carrier::Electricity;
    let counts = meter.carrier.is_use() && !rests && meter.sub_meter_of.is_none();
    let Some(latest) = latest.filter(|_| counts) else { return Ok(None) };
    let range = DateRange { from: end - STILL_DAYS, to: end };
    let expected = store.result_days(&building.id, meter.carrier, range)?;
    let summer = (5..=9).contains(&end.month());
    if meter.carrier == Carrier::DistrictHeating
        && summer
        && expected.iter().all(|day| day.expected.is_none())
    {
        // Without a baseline nobody knows whether heat is needed.
        return Ok(None);
    }
    let days: Vec<MeterDay> = store
        .meter_days(&meter.id, range)?
        .iter()
        .map(|day| MeterDay {
            date: day.date,
            value: day.value,
            expected: expected
                .binary_search_by_key(&day.date, |result| result.date)
                .ok()
                .and_then(|index| expected.get(index)?.expected),
        })
        .collect();
    Ok(standstill(&days, LocalDay::containing(latest.at, building.zone).date))
}

fn state(known: &[DayUse], date: NaiveDate, since: Option<NaiveDate>, end: NaiveDate) -> DayState {
    if date >= end || since.is_none_or(|since| date < since) {
        return DayState::Outside;
    }
    let day = known.binary_search_by_key(&date, |day| day.date).ok().and_then(|index| known.get(index));
    match day {
        Some(day) if day.coverage >= 1.0 - ROUNDING && day.filled_share <= ROUNDING => DayState::Measured,
        Some(day) if day.coverage >= 0.5 => DayState::Filled,
        _ => DayState::Missing,
    }
}

#[expect(clippy::cast_precision_loss, reason = "days of a month")]
fn shares_of(known: &[DayUse], range: DateRange, since: Option<NaiveDate>, end: NaiveDate) -> Shares {
    let Some(since) = since else { return Shares::default() };
    let Some(range) = DateRange::new(range.from.max(since), range.to.min(end)) else {
        return Shares::default();
    };
    let days = known.iter().filter(|day| range.contains(day.date));
    let (covered, filled) = days.fold((0.0, 0.0), |(covered, filled), day| {
        (covered + day.coverage, filled + day.filled_share.min(day.coverage))
    });
    Shares { measured: covered - filled, filled, missing: (range.days() as f64 - covered).max(0.0) }
}
