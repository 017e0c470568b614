//! One building's use of one carrier: days of its meters and of the weather become days to judge, baselines and
//! results.
//!
//! A day counts with at least half of its time known, in use and in temperature; the unknown part is taken to be
//! like the rest and counts as filled (CalTRACK 2.2.2). A day on which a register restarted is left out: nobody
//! knows what flowed. Only days that are over count.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use config::{Building, Carrier, Portfolio, Station};
use engine::baseline::Day;
use engine::domain::{DateRange, LocalDay};
pub use engine::normalise::LEAST_OF_A_DAY;
use engine::normalise::{DayUse, fill};
use store::{ResultDay, Store, StoreError};

use super::baselines::Baselines;
use super::settle::{days_of, missing};
use super::stream::Fed;
use super::used::Used;

/// Everything that concluding one building's carrier needs.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// Where days are and results go.
    pub store: &'a Store,
    /// Where stations are described.
    pub portfolio: &'a Portfolio,
    /// Which of SMHI's stations feed them.
    pub fed: &'a Fed,
    /// Whose use.
    pub building: &'a Building,
    /// Of what.
    pub carrier: Carrier,
    /// Days before today count.
    pub now: DateTime<Utc>,
}

impl Case<'_> {
    /// Compute baselines and results, and keep what is new. Says whether anything was.
    pub fn conclude(&self) -> Result<bool, StoreError> {
        let Some(range) = self.range()? else { return self.keep(&[], None, &Baselines::default()) };
        let used = self.used(range)?;
        let temperatures = self.temperatures(range)?;
        let days: Vec<Day> = used.iter().zip(&temperatures).map(|(used, temp)| day(used, temp)).collect();
        let unmeasured: Vec<NaiveDate> =
            used.iter().filter(|day| day.production_unknown).map(|day| day.date).collect();
        let baselines = Baselines::of(self, &days, &unmeasured)?;
        let mut expected = baselines.expected(self, &days);
        let results: Vec<ResultDay> = used
            .iter()
            .zip(&days)
            .map(|(used, day)| {
                let band = expected.remove(&day.date);
                ResultDay {
                    date: day.date,
                    used: day.used,
                    temp_c: day.temp_c,
                    coverage: used.coverage.clamp(0.0, 1.0),
                    filled_share: day.filled_share,
                    expected: band.map(|band| band.expected_kwh),
                    low: band.map(|band| band.low_kwh),
                    high: band.map(|band| band.high_kwh),
                }
            })
            .collect();
        let changed = self.keep(&results, Some(range), &baselines)?;
        Ok(self.look_at_nights(&days)? || changed)
    }

    /// From the first day of a main meter to the last day that is over.
    fn range(&self) -> Result<Option<DateRange>, StoreError> {
        let today = LocalDay::containing(self.now, self.building.zone).date;
        let mut range: Option<DateRange> = None;
        for meter in self.building.main_meters(self.carrier) {
            if let Some(span) = self.store.meter_day_span(&meter.id)? {
                range = Some(range.map_or(span, |range| DateRange {
                    from: range.from.min(span.from),
                    to: range.to.max(span.to),
                }));
            }
        }
        Ok(range.and_then(|range| DateRange::new(range.from, range.to.min(today))))
    }

    /// The days of whichever knows more of those that matter, baseline periods and what follows them: the station
    /// or the building's own sensor. The station if they know as much.
    fn temperatures(&self, range: DateRange) -> Result<Vec<DayUse>, StoreError> {
        let station = self.portfolio.station_of(self.building);
        let station = station.map(|station| self.station_days(station, range)).transpose()?;
        let sensor = self.building.main_meters(Carrier::OutdoorTemperature).next();
        let sensor = sensor.map(|meter| days_of(self.store, &meter.id, range)).transpose()?;
        let from = self.periods().map(|period| period.from).min().unwrap_or(range.from);
        let mut best: Option<(usize, Vec<DayUse>)> = None;
        for days in [station, sensor].into_iter().flatten() {
            let matters = |day: &&DayUse| day.date >= from && day.coverage >= LEAST_OF_A_DAY;
            let known = days.iter().filter(matters).count();
            if best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, days));
            }
        }
        Ok(best.map_or_else(|| range.dates().map(missing).collect(), |(_, days)| days))
    }

    /// The days of a station: of all that feeds it, filled over all the time that any of it knows, so that every
    /// building and carrier sees the same weather.
    fn station_days(&self, station: &Station, range: DateRange) -> Result<Vec<DayUse>, StoreError> {
        let ids = self.fed.ids(station, self.building.zone);
        if let [only] = ids.as_slice() {
            return days_of(self.store, only, range);
        }
        let mut whole = range;
        for id in &ids {
            if let Some(span) = self.store.meter_day_span(id)? {
                whole = DateRange { from: whole.from.min(span.from), to: whole.to.max(span.to) };
            }
        }
        let sources = ids.iter().map(|id| days_of(self.store, id, whole)).collect::<Result<Vec<_>, _>>()?;
        let days = fill(&sources).into_iter().map(|(day, _)| day);
        Ok(days.filter(|day| range.contains(day.date)).collect())
    }

    /// The configured baseline periods of this carrier.
    pub fn periods(&self) -> impl Iterator<Item = DateRange> {
        self.building.baselines_of(self.carrier).filter_map(|period| DateRange::new(period.from, period.to))
    }

    /// Write what differs from what is kept, and nothing else.
    fn keep(
        &self,
        results: &[ResultDay],
        range: Option<DateRange>,
        baselines: &Baselines,
    ) -> Result<bool, StoreError> {
        let (building, carrier) = (self.building.id.as_str(), self.carrier);
        let kept_span = self.store.result_span(building, carrier)?;
        let whole = match (range, kept_span) {
            (Some(a), Some(b)) => DateRange::new(a.from.min(b.from), a.to.max(b.to)),
            (one, other) => one.or(other),
        };
        let periods: Vec<DateRange> = self.periods().collect();
        let kept = self.store.baselines(building, carrier)?;
        if kept.iter().any(|record| !periods.contains(&record.period)) {
            self.store.retire_baselines(building, carrier, &periods, self.now)?;
        }
        let Some(whole) = whole else {
            return baselines.keep_alone(self);
        };
        let kept = self.store.result_days(building, carrier, whole)?;
        let changed = changed_dates(&kept, results);
        if changed.is_none() && baselines.fresh.is_empty() {
            return Ok(false);
        }
        let replaced = changed.unwrap_or(DateRange { from: whole.from, to: whole.from });
        let days: Vec<ResultDay> =
            results.iter().filter(|day| replaced.contains(day.date)).copied().collect();
        self.store.put_results(building, carrier, &baselines.fresh, replaced, &days)?;
        Ok(true)
    }
}

/// From the first to after the last date whose result differs.
fn changed_dates(kept: &[ResultDay], new: &[ResultDay]) -> Option<DateRange> {
    let mut dates: BTreeMap<NaiveDate, (Option<&ResultDay>, Option<&ResultDay>)> = BTreeMap::new();
    for day in kept {
        dates.entry(day.date).or_default().0 = Some(day);
    }
    for day in new {
        dates.entry(day.date).or_default().1 = Some(day);
    }
    let mut differing = dates.iter().filter(|(_, (kept, new))| kept != new).map(|(date, _)| *date);
    let first = differing.next()?;
    let last = differing.next_back().unwrap_or(first);
    DateRange::new(first, last.succ_opt()?)
}

/// The day as the baseline sees it.
fn day(used: &Used, temperature: &DayUse) -> Day {
    Day {
        date: used.date,
        used: used.used,
        temp_c: (temperature.coverage >= LEAST_OF_A_DAY).then_some(temperature.value),
        filled_share: used.filled_share,
    }
}
