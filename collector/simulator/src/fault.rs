//! Faults that are planted, each late enough in the history that a visitor sees it begin.
//!
//! None of them touches the heat and electricity of Ärebo, whose estimate is to be held against its truth.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use crate::time::midnight;

/// What was planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The heating is no longer lowered at night.
    NightSetbackMissing,
    /// The register stands still while energy flows.
    StuckMeter,
    /// A toilet runs day and night.
    RunningToilet,
    /// The inverter makes nothing.
    DeadInverter,
    /// A gateway begins to send MWh where it sent kWh.
    UnitStep,
    /// The meter was replaced; its register starts anew. Nothing is wrong, but it must be noticed.
    MeterReplaced,
    /// Nothing arrives for some days, and everything afterwards.
    Outage,
}

/// A planted fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantedFault {
    /// What it is.
    pub kind: FaultKind,
    /// Building id.
    pub building: &'static str,
    /// The meter that shows it, if it is one meter's.
    pub meter: Option<String>,
    /// The local day it began.
    pub since: NaiveDate,
    /// The day after its last; none while it lasts.
    pub until: Option<NaiveDate>,
    /// What it is, a Swedish sentence.
    pub sv: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// What goes wrong in one building, from which local day on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mishaps {
    pub(crate) setback_missing_from: Option<NaiveDate>,
    pub(crate) toilet_runs_from: Option<NaiveDate>,
    pub(crate) inverter_dead_from: Option<NaiveDate>,
    pub(crate) heat_stuck_from: Option<NaiveDate>,
    pub(crate) heat_in_mwh_from: Option<NaiveDate>,
    pub(crate) heat_meter_replaced_on: Option<NaiveDate>,
    pub(crate) silent: Option<(NaiveDate, NaiveDate)>,
}

/// Every fault of a county whose history ends before `end`.
pub(crate) fn planted(end: NaiveDate) -> Vec<PlantedFault> {
    let before = |days: u64| end - Days::new(days);
    let fault = |kind, building, meter: &str, since, sv, en| PlantedFault {
        kind,
        building,
        meter: (!meter.is_empty()).then(|| meter.to_owned()),
        since,
        until: None,
        sv,
        en,
    };
    vec![
        fault(
            FaultKind::NightSetbackMissing,
            "matfors-skola",
            "matfors-skola-varme",
            november(end),
            "Nattsänkningen av värmen är borta.",
            "The heating is no longer lowered at night.",
        ),
        fault(
            FaultKind::StuckMeter,
            "timra-sporthall",
            "timra-sporthall-varme",
            before(24),
            "Värmemätaren står still fast värmen är på.",
            "The heat meter stands still although the heating is on.",
        ),
        fault(
            FaultKind::RunningToilet,
            "brannans-forskola",
            "brannans-forskola-kallvatten",
            before(18),
            "En toalett rinner dygnet runt, omkring 110 liter i timmen.",
            "A toilet runs day and night, about 110 litres an hour.",
        ),
        fault(
            FaultKind::DeadInverter,
            "bredbyns-skola",
            "bredbyns-skola-sol",
            before(75),
            "Solanläggningens växelriktare har slutat leverera.",
            "The inverter of the solar plant has stopped delivering.",
        ),
        fault(
            FaultKind::UnitStep,
            "harnosand-bibliotek",
            "harnosand-bibliotek-varme",
            before(27),
            "Mätinsamlaren skickar MWh i stället för kWh efter en uppdatering.",
            "After an update the gateway sends MWh instead of kWh.",
        ),
        fault(
            FaultKind::MeterReplaced,
            "ullanger-aldreboende",
            "ullanger-aldreboende-varme",
            before(60),
            "Värmemätaren är bytt och räknar från noll.",
            "The heat meter was replaced and counts from zero.",
        ),
        PlantedFault {
            until: Some(before(46)),
            ..fault(
                FaultKind::Outage,
                "njurunda-aldreboende",
                "",
                before(50),
                "Mätinsamlaren saknade uppkoppling i fyra dygn; allt kom i efterhand.",
                "The gateway was offline for four days; everything arrived afterwards.",
            )
        },
    ]
}

/// The first day of the last November that began three weeks or more before `end`.
fn november(end: NaiveDate) -> NaiveDate {
    let late = end - Days::new(21);
    let of = |year| NaiveDate::from_ymd_opt(year, 11, 1).unwrap_or(late);
    if of(late.year()) <= late { of(late.year()) } else { of(late.year() - 1) }
}

impl Mishaps {
    /// What happens in `building`.
    pub(crate) fn of(building: &str, faults: &[PlantedFault]) -> Self {
        let mut mishaps = Self::default();
        for fault in faults.iter().filter(|fault| fault.building == building) {
            let place = match fault.kind {
                FaultKind::NightSetbackMissing => &mut mishaps.setback_missing_from,
                FaultKind::RunningToilet => &mut mishaps.toilet_runs_from,
                FaultKind::DeadInverter => &mut mishaps.inverter_dead_from,
                FaultKind::StuckMeter => &mut mishaps.heat_stuck_from,
                FaultKind::UnitStep => &mut mishaps.heat_in_mwh_from,
                FaultKind::MeterReplaced => &mut mishaps.heat_meter_replaced_on,
                FaultKind::Outage => {
                    mishaps.silent = fault.until.map(|until| (fault.since, until));
                    continue;
                }
            };
            *place = Some(fault.since);
        }
        mishaps
    }

    /// When what is read at `at` can be sent.
    pub(crate) fn sent_from(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        match self.silent {
            Some((from, until)) if midnight(from) <= at && at < midnight(until) => midnight(until),
            _ => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setback_goes_missing_in_a_november_that_can_be_seen() {
        for (end, expected) in
            [("2026-11-25", "2026-11-01"), ("2026-11-05", "2025-11-01"), ("2026-03-01", "2025-11-01")]
        {
            assert_eq!(november(end.parse().unwrap()).to_string(), expected, "{end}");
        }
    }
}
