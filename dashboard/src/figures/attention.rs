//! What to look at first, across all buildings: use that has risen, and meters that cannot be trusted.
//!
//! The engine judges; here its questions are put for every building, and what one fault explains is told once.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use config::{Building, Carrier, Meter};
use engine::baseline::Day;
use engine::domain::{DateRange, LocalDay, SeriesKey};
use engine::normalise::OtherUnit;
use engine::savings::attention::{
    self, ChangedMeasure, Excess, LostSetback, MeterDay, Standstill, changed_measure, is_silent, standstill,
};
use store::{BaselineOutcome, Store, StoreError, StoredFinding};

use super::account::{Account, unit};
use super::consumption::in_other_unit;
use super::portfolio::Overview;
use super::solar::{PlantFigures, SolarFigures};
use crate::demo::PlantedFault;

/// Days of use that are looked at.
const USE_DAYS: u64 = 800;
/// Days of meters that are looked at.
const METER_DAYS: u64 = 180;
/// Events older than this are history.
const EVENT_DAYS: i64 = 90;
/// A restart this close to another fault of the meter belongs to it.
const SAME_FAULT_DAYS: i64 = 4;
/// So many silent meters, at least half of all, have one cause.
const MANY: usize = 3;
/// How long a meter's interval is taken to be before it is known.
const USUAL_INTERVAL_SECONDS: i64 = 3_600;
/// A first day found this much before the planted one still is the planted fault's.
const PLANTED_TOLERANCE_DAYS: u64 = 14;
/// Nights of a heating season, to compare what a night costs with what a year does.
const COLD_NIGHTS: f64 = 200.0;
/// Reasons that only time or a new baseline mend: nobody need look.
const WAITING: [&str; 5] = [
    "baseline.too_short",
    "baseline.none",
    "baseline.not_configured",
    "results.none",
    "baseline.too_few_days",
];

/// Something to look at.
#[derive(Debug)]
pub(crate) struct Attention<'a> {
    /// Where; none when it concerns them all.
    pub(crate) building: Option<&'a Building>,
    pub(crate) carrier: Option<Carrier>,
    pub(crate) meter: Option<&'a Meter>,
    /// The unit of its amounts.
    pub(crate) unit: &'static str,
    /// The first local day, if known.
    pub(crate) since: Option<NaiveDate>,
    pub(crate) what: What,
}

/// What it is.
#[derive(Debug)]
pub(crate) enum What {
    /// More is used than should be.
    Excess(Excess),
    /// Its heating is no longer lowered at night.
    Setback(LostSetback),
    /// Most meters are silent together: how many, of how many.
    AllSilent(usize, usize),
    /// Nothing comes from the meter; what it counted per day, if known.
    Silent(Option<f64>),
    /// Nothing has ever come from it.
    Unheard,
    /// It sends, and does not move.
    Still(Standstill),
    /// It counts in another measure.
    Measure(ChangedMeasure),
    /// Its readings come in another unit and count for nothing; what it counted per day, if known.
    OtherUnit(OtherUnit, Option<f64>),
    /// The solar plant with this id gives nothing while its neighbours do.
    SolarStill(String),
    /// Its register restarted or jumped.
    Restarted,
    /// There is no saving, for this reason.
    Insufficient(StoredFinding),
}

impl<'a> Attention<'a> {
    /// Everything, the most costly first, `now`.
    pub(crate) fn all(
        store: &Store,
        overview: &Overview<'a>,
        solar: &SolarFigures<'a>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>, StoreError> {
        let mut found = Vec::new();
        let (mut silent, mut heard) = (Vec::new(), 0);
        for building in overview.all_buildings() {
            let of_building: Vec<&Account<'a>> =
                overview.accounts.iter().filter(|account| account.building.id == building.id).collect();
            let mut uses = Vec::new();
            for account in of_building {
                uses.push(Use::read(store, account)?);
            }
            let meters = Meters { store, building, uses: &uses, now };
            let (quiet, sending) = meters.silent()?;
            heard += sending.len();
            let mut faulty = meters.faults(&sending)?;
            faulty.extend(meters.restarts(&faulty)?);
            let broken: Vec<Carrier> =
                quiet.iter().chain(&faulty).filter_map(|fault| fault.carrier).collect();
            let trusted = |of: &&Use<'a, '_>| !broken.contains(&of.account.carrier);
            for of in uses.iter().filter(trusted) {
                found.extend(of.excess());
                found.extend(of.lost_setback(store)?);
            }
            silent.extend(quiet);
            found.extend(faulty);
        }
        let of_all = silent.len() + heard;
        if silent.len() >= MANY && 2 * silent.len() >= of_all {
            let since = silent.iter().filter_map(|fault| fault.since).max();
            let what = What::AllSilent(silent.len(), of_all);
            found.push(Attention { building: None, carrier: None, meter: None, unit: "", since, what });
        } else {
            found.append(&mut silent);
        }
        let shown =
            |plant: &&PlantFigures<'a>| overview.all_buildings().iter().any(|of| of.id == plant.building.id);
        let dark: Vec<_> =
            solar.plants.iter().filter(shown).filter_map(|plant| dark(plant, &found)).collect();
        found.extend(dark);
        found.extend(unexplained(overview, &found));
        found.sort_by(|a, b| a.rank().cmp(&b.rank()).then(b.at_stake().total_cmp(&a.at_stake())));
        Ok(found)
    }

    /// Whether this is what was planted: at the same place, and not from long before it.
    pub(crate) fn tells_of(&self, fault: &PlantedFault) -> bool {
        let here = self.building.is_some_and(|building| building.id == fault.building);
        let planted =
            fault.meter.as_ref().and_then(|id| self.building?.meters.iter().find(|meter| meter.id == *id));
        let same_meter = self.meter.is_none_or(|meter| fault.meter.as_ref().is_none_or(|id| *id == meter.id));
        let same_carrier = planted.is_none_or(|meter| self.carrier.is_none_or(|of| of == meter.carrier));
        let in_time = self.since.is_none_or(|since| since + Days::new(PLANTED_TOLERANCE_DAYS) >= fault.since);
        here && same_meter && same_carrier && in_time && fault.until.is_none()
    }

    /// Use beyond the usual, per year if it goes on like this; else what is not followed.
    fn at_stake(&self) -> f64 {
        match &self.what {
            What::Excess(excess) => excess.per_year.unwrap_or(365.0 * excess.excess_per_day),
            What::Setback(lost) => COLD_NIGHTS * lost.extra_kwh_per_night,
            What::Still(still) => still.usual_per_day,
            What::Measure(step) => step.usual_per_day,
            What::Silent(usual) | What::OtherUnit(_, usual) => usual.unwrap_or(0.0),
            _ => 0.0,
        }
    }

    /// What is lost for all comes first, then what costs, then what is not measured.
    fn rank(&self) -> u8 {
        match (&self.what, self.unit) {
            (What::AllSilent(..), _) => 0,
            (What::Excess(_), "kWh") | (What::Setback(_), _) => 1,
            (What::Excess(_) | What::SolarStill(_), _) => 2,
            (What::Silent(_) | What::Still(_) | What::Measure(_) | What::OtherUnit(..), _) => 3,
            (What::Restarted | What::Unheard, _) => 4,
            (What::Insufficient(_), _) => 5,
        }
    }
}

/// A plant that stands still, unless its meter is known to be at fault.
fn dark<'a>(plant: &PlantFigures<'a>, found: &[Attention<'a>]) -> Option<Attention<'a>> {
    let since = plant.stands_still_since?;
    let id = plant.plant.production.as_ref()?;
    let meter = plant.building.meters.iter().find(|meter| meter.id == *id)?;
    let told = found.iter().any(|fault| fault.meter.is_some_and(|of| of.id == meter.id));
    (!told).then_some(Attention {
        building: Some(plant.building),
        carrier: Some(meter.carrier),
        meter: Some(meter),
        unit: "kWh",
        since: Some(since),
        what: What::SolarStill(plant.plant.id.clone()),
    })
}

/// Reasons without a saving of the time shown that no other fault explains.
fn unexplained<'a>(overview: &Overview<'a>, found: &[Attention<'a>]) -> Vec<Attention<'a>> {
    let told = |building: &Building, carrier| {
        found.iter().any(|fault| {
            fault.building.is_none()
                || fault.building.is_some_and(|known| known.id == building.id)
                    && fault.carrier == Some(carrier)
        })
    };
    let entries = overview.insufficient().filter(|_| overview.is_default);
    entries
        .filter(|entry| !told(entry.building, entry.carrier))
        .filter_map(|entry| entry.result.reason().map(|reason| (entry, reason)))
        .filter(|(_, reason)| !WAITING.contains(&reason.code.as_str()))
        .map(|(entry, reason)| Attention {
            building: Some(entry.building),
            carrier: Some(entry.carrier),
            meter: None,
            unit: entry.unit,
            since: None,
            what: What::Insufficient(reason.clone()),
        })
        .collect()
}

/// The latest days of one carrier.
struct Use<'a, 'b> {
    account: &'b Account<'a>,
    period: Option<DateRange>,
    days: Vec<Day>,
}

impl<'a, 'b> Use<'a, 'b> {
    fn read(store: &Store, account: &'b Account<'a>) -> Result<Self, StoreError> {
        let period = account.latest(USE_DAYS);
        let days = period.map(|period| account.days_around(store, period)).transpose()?.unwrap_or_default();
        Ok(Self { account, period, days })
    }

    fn model(&self) -> Option<&'b engine::baseline::FittedModel> {
        match &self.account.baseline_before(self.period?.to)?.outcome {
            BaselineOutcome::Fitted(baseline) => Some(&baseline.model),
            BaselineOutcome::Insufficient(_) => None,
        }
    }

    fn excess(&self) -> Option<Attention<'a>> {
        let excess = attention::excess(self.model()?, &self.days, self.period?, &self.account.options())?;
        Some(Attention {
            building: Some(self.account.building),
            carrier: Some(self.account.carrier),
            meter: None,
            unit: self.account.unit(),
            since: Some(excess.since),
            what: What::Excess(excess),
        })
    }

    fn lost_setback(&self, store: &Store) -> Result<Option<Attention<'a>>, StoreError> {
        let (building, carrier) = (self.account.building, self.account.carrier);
        if carrier != Carrier::DistrictHeating {
            return Ok(None);
        }
        Ok(store.lost_setback(&building.id)?.map(|lost| Attention {
            building: Some(building),
            carrier: Some(carrier),
            meter: None,
            unit: "kWh",
            since: Some(lost.since),
            what: What::Setback(lost),
        }))
    }

    fn expected(&self) -> HashMap<NaiveDate, f64> {
        let Some(model) = self.model() else { return HashMap::new() };
        let known = self.days.iter().filter_map(|day| Some((day.date, day.known_temperature()?)));
        known.map(|(date, temp_c)| (date, model.expect(date, temp_c))).collect()
    }
}

/// The meters of one building.
struct Meters<'a, 's> {
    store: &'s Store,
    building: &'a Building,
    uses: &'s [Use<'a, 's>],
    now: DateTime<Utc>,
}

/// A meter with its newest reading.
type Sending<'a> = (&'a Meter, DateTime<Utc>);

impl<'a> Meters<'a, '_> {
    fn fault(&self, meter: &'a Meter, since: Option<NaiveDate>, what: What) -> Attention<'a> {
        Attention {
            building: Some(self.building),
            carrier: Some(meter.carrier),
            meter: Some(meter),
            unit: unit(self.building, meter.carrier),
            since,
            what,
        }
    }

    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        LocalDay::containing(at, self.building.zone).date
    }

    /// Meters that should send and do not, and those that do.
    fn silent(&self) -> Result<(Vec<Attention<'a>>, Vec<Sending<'a>>), StoreError> {
        let meters: Vec<&'a Meter> =
            self.building.meters.iter().filter(|meter| meter.source.is_some()).collect();
        let keys: Vec<SeriesKey> = meters.iter().map(|meter| SeriesKey::of_meter(meter)).collect();
        let (mut silent, mut sending) = (Vec::new(), Vec::new());
        for (meter, newest) in meters.into_iter().zip(self.store.latest(&keys)?) {
            let Some(last) = newest.map(|point| point.at) else {
                silent.push(self.fault(meter, None, What::Unheard));
                continue;
            };
            let facts = self.store.facts(&meter.id)?;
            let seconds = facts.map_or(USUAL_INTERVAL_SECONDS, |facts| facts.interval_seconds);
            if is_silent(last, TimeDelta::seconds(seconds), self.now) {
                let usual = self.usual(meter, last)?;
                silent.push(self.fault(meter, Some(self.day_of(last)), What::Silent(usual)));
            } else {
                sending.push((meter, last));
            }
        }
        Ok((silent, sending))
    }

    /// What the meter counted per day in the four weeks before `last`.
    fn usual(&self, meter: &Meter, last: DateTime<Utc>) -> Result<Option<f64>, StoreError> {
        let to = self.day_of(last);
        let days = self.store.meter_days(&meter.id, DateRange { from: to - Days::new(28), to })?;
        let known: Vec<f64> = days.iter().filter(|day| day.coverage > 0.9).map(|day| day.value).collect();
        #[expect(clippy::cast_precision_loss, reason = "a count of days")]
        let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
        Ok((known.len() >= 7 && meter.carrier.is_use()).then_some(mean))
    }

    /// Meters that stand still or count in another measure.
    fn faults(&self, sending: &[Sending<'a>]) -> Result<Vec<Attention<'a>>, StoreError> {
        let mut faults = Vec::new();
        for (meter, last) in sending {
            if let Some(fault) = self.other_unit(meter)? {
                faults.push(fault);
                continue;
            }
            if !meter.carrier.is_use() {
                continue;
            }
            let last = self.day_of(*last);
            let window = DateRange { from: last - Days::new(METER_DAYS), to: last };
            let expected = self.uses.iter().find(|of| of.account.carrier == meter.carrier);
            let expected = expected.map(Use::expected).unwrap_or_default();
            let days = self.store.meter_days(&meter.id, window)?;
            let days: Vec<MeterDay> = days
                .iter()
                .map(|day| MeterDay {
                    date: day.date,
                    value: day.value,
                    expected: expected.get(&day.date).copied(),
                })
                .collect();
            // Beside a solar plant a meter of bought electricity may rest for days and count little all summer.
            if meter.beside_solar && meter.carrier == Carrier::Electricity {
                continue;
            }
            if let Some(still) = standstill(&days, last) {
                faults.push(self.fault(meter, Some(still.since), What::Still(still)));
            } else if let Some(step) = changed_measure(&days) {
                faults.push(self.fault(meter, Some(step.since), What::Measure(step)));
            }
        }
        Ok(faults)
    }

    /// A meter whose readings come in another unit.
    fn other_unit(&self, meter: &'a Meter) -> Result<Option<Attention<'a>>, StoreError> {
        let Some(other) = in_other_unit(self.store, meter)? else { return Ok(None) };
        let usual = self.usual(meter, other.from)?;
        Ok(Some(self.fault(meter, Some(self.day_of(other.from)), What::OtherUnit(other, usual))))
    }

    /// Registers that restarted or jumped of late, unless another fault of the meter explains it.
    fn restarts(&self, known: &[Attention<'a>]) -> Result<Vec<Attention<'a>>, StoreError> {
        let mut faults = Vec::new();
        for meter in &self.building.meters {
            let events = self.store.events(&meter.id, self.now - TimeDelta::days(EVENT_DAYS), self.now)?;
            let restarts = events.iter().filter(|event| matches!(event.kind.as_str(), "reset" | "jump"));
            let Some(date) = restarts.map(|event| self.day_of(event.at)).max() else { continue };
            let explained = known
                .iter()
                .filter(|fault| fault.meter.is_some_and(|of| of.id == meter.id))
                .filter_map(|fault| fault.since)
                .any(|since| (since - date).num_days().abs() <= SAME_FAULT_DAYS);
            if !explained {
                faults.push(self.fault(meter, Some(date), What::Restarted));
            }
        }
        Ok(faults)
    }
}
