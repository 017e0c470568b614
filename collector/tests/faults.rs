//! The faults that are planted in the demo county, on the real road: none of them makes a saving, and none hides one
//! without a word.

#![cfg(test)]

#[path = "../examples/seeds/road.rs"]
mod road;

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use config::{Carrier, Correction};
use engine::domain::DateRange;
use engine::savings::Saving;
use simulator::{County, FaultKind, PlantedFault};
use store::{MeterEvent, Store};

/// The county of the demo on some day.
fn county() -> County {
    County::new(1, "2024-11-25".parse().unwrap())
}

struct Case {
    county: County,
    fault: PlantedFault,
    store: Store,
    _folder: tempfile::TempDir,
}

impl Case {
    fn of(kind: FaultKind) -> Self {
        let county = county();
        let fault = county.faults().iter().find(|fault| fault.kind == kind).unwrap().clone();
        let folder = tempfile::tempdir().unwrap();
        let store = road::travelled(&county, fault.building, folder.path()).unwrap();
        Self { county, fault, store, _folder: folder }
    }

    fn saving(&self, until: NaiveDate) -> anyhow::Result<Saving> {
        let period = DateRange { from: self.county.measure_day(), to: until };
        road::saving(&self.store, self.fault.building, Carrier::DistrictHeating, period)
    }

    /// Percent of the expected use.
    fn percent(&self, until: NaiveDate) -> f64 {
        let saving = self.saving(until).unwrap();
        100.0 * saving.avoided_kwh / saving.adjusted_baseline_kwh
    }

    fn events(&self) -> Vec<MeterEvent> {
        let meter = self.fault.meter.as_deref().unwrap();
        self.store.events(meter, DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).unwrap()
    }

    fn used(&self, date: NaiveDate) -> Option<f64> {
        let range = DateRange { from: date, to: date + Days::new(1) };
        let days = self.store.result_days(self.fault.building, Carrier::DistrictHeating, range).unwrap();
        days.first().and_then(|day| day.used)
    }
}

#[test]
fn a_gateway_that_sends_mwh_makes_no_saving_and_the_operator_can_mend_it() {
    let case = Case::of(FaultKind::UnitStep);
    let (since, end) = (case.fault.since, case.county.history().to);
    assert!(DateRange { from: since, to: end }.dates().all(|date| case.used(date).is_none()));
    assert!(case.used(since - Days::new(1)).is_some());
    let [event] = &case.events()[..] else { panic!("{:?}", case.events()) };
    assert_eq!((event.kind.as_str(), event.at), ("unit_changed", road::midnight(since)));
    assert!(event.detail.contains("says from = 2026-10-28T23:00:00Z, factor = 1000"), "{}", event.detail);
    let before = case.percent(since);
    assert!((case.percent(end) - before).abs() < 1.0, "{} after {before}", case.percent(end));

    let building = case.fault.building;
    let mut config = road::only(building, &case.county.portfolio_toml()).unwrap();
    for meter in &mut config.portfolio.buildings[0].meters {
        if Some(&meter.id) == case.fault.meter.as_ref() {
            meter.corrections = vec![Correction { from: event.at, to: None, factor: 1000.0 }];
        }
    }
    road::analyse(&case.store, &Arc::new(config), road::midnight(end) + chrono::TimeDelta::hours(5)).unwrap();
    assert_eq!(case.events(), []);
    let mended = case.saving(end).unwrap();
    assert!((mended.coverage - 1.0).abs() < 0.01, "{mended:?}");
    assert!((case.percent(end) - before).abs() < 1.0, "{} after {before}", case.percent(end));
}

#[test]
fn a_meter_that_stands_still_makes_no_saving() {
    let case = Case::of(FaultKind::StuckMeter);
    let before = case.percent(case.fault.since);
    let after = case.percent(case.county.history().to);
    assert!((after - before).abs() < 1.0, "{after} after {before}");
}

#[test]
fn a_replaced_meter_goes_on_counting_from_the_next_day() {
    let case = Case::of(FaultKind::MeterReplaced);
    let since = case.fault.since;
    assert_eq!(case.events().iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["reset"]);
    assert!(case.used(since).is_none() && case.used(since + Days::new(1)).is_some());
    let (before, after) = (case.percent(since), case.percent(case.county.history().to));
    assert!((after - before).abs() < 1.5, "{after} after {before}");
}

#[test]
fn a_night_setback_that_has_gone_is_found_where_it_was() {
    let case = Case::of(FaultKind::NightSetbackMissing);
    let found = case.store.lost_setback(case.fault.building).unwrap().unwrap();
    assert!((found.since - case.fault.since).num_days().abs() <= 7, "{found:?}");
    assert!(found.usual_percent < 95.0 && found.percent > found.usual_percent + 5.0, "{found:?}");
    assert!(found.extra_kwh_per_night > 0.0, "{found:?}");
}

#[test]
fn buildings_whose_nights_are_as_ever_have_lost_no_setback() {
    for (seed, building) in [(1, "sorakers-skola"), (2, "alno-forskola"), (3, "arebo")] {
        let county = County::new(seed, "2024-11-25".parse().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let store = road::travelled(&county, building, folder.path()).unwrap();
        assert_eq!(store.lost_setback(building).unwrap(), None, "{building} of seed {seed}");
    }
}

#[test]
fn an_outage_loses_nothing() {
    let case = Case::of(FaultKind::Outage);
    let silent = DateRange { from: case.fault.since, to: case.fault.until.unwrap() };
    assert!(silent.dates().all(|date| case.used(date).is_some()));
    assert!((case.saving(case.county.history().to).unwrap().coverage - 1.0).abs() < 1e-9);
}
