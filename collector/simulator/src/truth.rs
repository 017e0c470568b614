//! What truly happened.

use std::collections::HashMap;

use chrono::NaiveDate;
use config::Carrier;
use engine::domain::DateRange;

use crate::building::{Both, Flows};
use crate::world::World;

/// The true use of every building on every local day, with and without what was done.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    first_day: Option<NaiveDate>,
    days: HashMap<(&'static str, Carrier), Vec<Both>>,
}

/// What truly happened in a range of days. kWh; m³ for water.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TrueSaving {
    /// What the building would have used without its measure, in the same weather and as it has drifted.
    pub expected_kwh: f64,
    /// What it used; waste from faults is part of it, what a faulty meter shows is not.
    pub actual_kwh: f64,
    /// Expected minus actual.
    pub avoided_kwh: f64,
    /// Avoided in percent of expected; 0 when nothing was expected.
    pub avoided_percent: f64,
}

/// What of an hour's flows is the use of a carrier.
type Pick = fn(&Flows) -> Both;

const CARRIERS: [(Carrier, Pick); 4] = [
    (Carrier::DistrictHeating, |flows| flows.heat),
    (Carrier::Electricity, |flows| flows.electricity),
    (Carrier::ColdWater, |flows| flows.cold_water),
    (Carrier::DomesticHotWater, |flows| flows.hot_water),
];

impl Truth {
    /// Live through every day of `world` before `end`.
    pub(crate) fn of(world: World, first_day: NaiveDate, end: NaiveDate) -> Self {
        let ids: Vec<&'static str> = world.houses.iter().map(|house| house.spec.id).collect();
        let count = usize::try_from((end - first_day).num_days()).unwrap_or(0);
        let mut sums = vec![[(); CARRIERS.len()].map(|()| vec![Both::default(); count]); ids.len()];
        for happened in world.take_while(|happened| happened.hour.date < end) {
            let day = usize::try_from((happened.hour.date - first_day).num_days()).unwrap_or(0);
            for (sums, flows) in sums.iter_mut().zip(&happened.flows) {
                for (days, (_, pick)) in sums.iter_mut().zip(CARRIERS) {
                    if let Some(sum) = days.get_mut(day) {
                        let flow = pick(flows);
                        sum.counterfactual += flow.counterfactual;
                        sum.actual += flow.actual;
                    }
                }
            }
        }
        let mut days = HashMap::new();
        for (id, sums) in ids.into_iter().zip(sums) {
            for ((carrier, _), sums) in CARRIERS.into_iter().zip(sums) {
                if sums.iter().any(|day| day.counterfactual > 0.0) {
                    days.insert((id, carrier), sums);
                }
            }
        }
        Self { first_day: Some(first_day), days }
    }

    /// The truth of the local days of `range`; days that were not simulated count nothing. None for a carrier that
    /// the building does not have.
    #[must_use]
    pub fn of_range(&self, building: &str, carrier: Carrier, range: DateRange) -> Option<TrueSaving> {
        let first_day = self.first_day?;
        let known = self.days.iter().find(|((id, of), _)| *id == building && *of == carrier);
        let days = known.map(|(_, days)| days)?;
        let index =
            |date: NaiveDate| usize::try_from((date - first_day).num_days()).unwrap_or(0).min(days.len());
        let counted = days.get(index(range.from)..index(range.to)).unwrap_or_default();
        let expected_kwh: f64 = counted.iter().map(|day| day.counterfactual).sum();
        let actual_kwh: f64 = counted.iter().map(|day| day.actual).sum();
        let avoided_kwh = expected_kwh - actual_kwh;
        let avoided_percent = if expected_kwh > 0.0 { 100.0 * avoided_kwh / expected_kwh } else { 0.0 };
        Some(TrueSaving { expected_kwh, actual_kwh, avoided_kwh, avoided_percent })
    }
}
