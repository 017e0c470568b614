//! What is known of a building's carrier before its baseline is there.

use chrono::NaiveDate;
use config::Carrier;
use engine::baseline::{Calendar, Day, Finding};
use engine::domain::DateRange;
use engine::first_year::{
    Comparison, Readiness, SpecificUse, compare, compare_latest, ready_for, ready_without_period,
    specific_use,
};
use store::{Store, StoreError};

use super::account::Account;

/// Carriers that bring energy into a building: their use adds up. Hot water is heat that one of them has brought.
const BOUGHT: [Carrier; 6] = [
    Carrier::DistrictHeating,
    Carrier::Electricity,
    Carrier::DistrictCooling,
    Carrier::Gas,
    Carrier::Oil,
    Carrier::WoodPellets,
];

/// Use per area of a building, and of which carriers.
#[derive(Debug)]
pub(crate) struct AreaUse {
    pub(crate) carriers: Vec<Carrier>,
    /// The use, or why it cannot be told.
    pub(crate) use_: Result<SpecificUse, Finding>,
}

impl AreaUse {
    /// The use per area of all energy that `accounts`, those of one building, bring in; none without such a carrier.
    pub(crate) fn of(store: &Store, accounts: &[Account<'_>]) -> Result<Option<Self>, StoreError> {
        let counted = |account: &&Account<'_>| BOUGHT.contains(&account.carrier) && account.unit() == "kWh";
        let accounts: Vec<&Account<'_>> = accounts.iter().filter(counted).collect();
        let end = accounts.iter().filter_map(|account| account.analysed_end).max();
        let (Some(end), Some(first)) = (end, accounts.first()) else { return Ok(None) };
        let days = accounts
            .iter()
            .map(|account| account.latest_days(store, end, 1))
            .collect::<Result<Vec<_>, _>>()?;
        let use_ = specific_use(&days, end, first.building.heated_area_m2, &first.calendar());
        Ok(Some(Self { carriers: accounts.iter().map(|account| account.carrier).collect(), use_ }))
    }
}

impl Account<'_> {
    /// When the first baseline will be there; none when there is one, and before anything has been analysed.
    pub(crate) fn readiness(&self, store: &Store) -> Result<Option<Readiness>, StoreError> {
        let (Some(end), Some(span)) = (self.analysed_end.filter(|_| !self.has_model()), self.span) else {
            return Ok(None);
        };
        let periods = self.building.baselines_of(self.carrier);
        let periods: Vec<DateRange> = periods.filter_map(|p| DateRange::new(p.from, p.to)).collect();
        if periods.is_empty() {
            let days = self.days(store, DateRange { from: span.from, to: end })?;
            let measures: Vec<NaiveDate> =
                self.building.measures.iter().map(|measure| measure.date).collect();
            return Ok(Some(ready_without_period(&days, end, &measures, &self.calendar())));
        }
        let mut told = None;
        for period in periods {
            let ready = ready_for(period, &self.days(store, period)?, end, &self.calendar());
            let waits = matches!(ready, Readiness::Waits { .. });
            told = Some(ready);
            if waits {
                break;
            }
        }
        Ok(told)
    }

    /// The latest twelve months, or the days so far.
    pub(crate) fn latest_year(&self) -> Option<DateRange> {
        let (span, end) = (self.span?, self.analysed_end?);
        DateRange::new(span.from.max(years_before(end, 1)), end)
    }

    /// Whether the operator has named a period for a baseline of it.
    pub(crate) fn has_period(&self) -> bool {
        self.building.baselines_of(self.carrier).next().is_some()
    }

    /// `period`, or the latest days that can be compared, beside the same dates a year earlier; none before anything
    /// has been analysed.
    pub(crate) fn previous_year(
        &self,
        store: &Store,
        period: Option<DateRange>,
    ) -> Result<Option<Comparison>, StoreError> {
        let Some(end) = self.analysed_end else { return Ok(None) };
        let Some(period) = period.and_then(|period| DateRange::new(period.from, period.to.min(end))) else {
            return Ok(Some(compare_latest(&self.latest_days(store, end, 2)?, end, &self.calendar())));
        };
        let days =
            self.days_around(store, DateRange { from: years_before(period.from, 1), to: period.to })?;
        Ok(Some(compare(&days, period, &self.calendar())))
    }

    /// The use per area of this carrier alone; none for what is not measured in kWh, and before anything has been
    /// analysed.
    pub(crate) fn area_use(&self, store: &Store) -> Result<Option<Result<SpecificUse, Finding>>, StoreError> {
        let Some(end) = self.analysed_end.filter(|_| self.unit() == "kWh") else { return Ok(None) };
        let days = self.latest_days(store, end, 1)?;
        Ok(Some(specific_use(&[days], end, self.building.heated_area_m2, &self.calendar())))
    }

    fn calendar(&self) -> Calendar {
        Calendar::of_building(self.portfolio, self.building)
    }

    fn latest_days(&self, store: &Store, end: NaiveDate, years: u32) -> Result<Vec<Day>, StoreError> {
        self.days_around(store, DateRange { from: years_before(end, years), to: end })
    }
}

fn years_before(date: NaiveDate, years: u32) -> NaiveDate {
    date.checked_sub_months(chrono::Months::new(12 * years)).unwrap_or(date)
}
