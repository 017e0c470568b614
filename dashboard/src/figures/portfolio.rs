//! All buildings in one year: each by itself, per municipality, and together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use config::{Building, Carrier, Portfolio};
use engine::domain::DateRange;
use engine::savings::{self, COMMON_SHARE, Saving, SavingWorth};
use store::{Store, StoreError};

use super::account::{Account, PeriodResult, last_result};
use super::worth::{together, worth};
use super::{CONFIDENCE, year};

/// One carrier of one building in the year.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) building: &'a Building,
    pub(crate) carrier: Carrier,
    pub(crate) unit: &'static str,
    pub(crate) result: PeriodResult,
    /// What its saving is worth.
    pub(crate) worth: SavingWorth<'a>,
}

/// Savings added up.
pub(crate) type Sum = savings::Portfolio;

/// Buildings taken together.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    pub(crate) buildings: usize,
    /// Buildings with a saving: the sum is theirs.
    pub(crate) counted: usize,
    /// Of those with a saving, in the unit of all sums.
    pub(crate) sum: Option<Sum>,
    /// What the sum is worth.
    pub(crate) worth: SavingWorth<'a>,
    /// Share of all their days that can be used.
    pub(crate) coverage: f64,
}

/// Which part of the portfolio to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// The year as a whole; the default year up to the last result when none.
    pub(crate) year: Option<i32>,
    /// One carrier; all energy when none.
    pub(crate) carrier: Option<Carrier>,
    /// The buildings of this municipality id.
    pub(crate) municipality: Option<String>,
    /// The buildings of this owner id.
    pub(crate) owner: Option<String>,
}

/// The year of all buildings.
#[derive(Debug)]
pub(crate) struct Overview<'a> {
    buildings: Vec<&'a Building>,
    /// Every carrier that is followed.
    pub(crate) accounts: Vec<Account<'a>>,
    pub(crate) year: i32,
    /// Nobody asked for the year.
    pub(crate) is_default: bool,
    pub(crate) period: DateRange,
    /// Years with results, newest first.
    pub(crate) years: Vec<i32>,
    /// Carriers that have baselines, in the order of their names in the API.
    pub(crate) carriers: Vec<Carrier>,
    pub(crate) analysed: Option<NaiveDate>,
    /// The unit of the sums: kWh if anything is measured in it. What has another unit stands by itself.
    pub(crate) unit: &'static str,
    pub(crate) entries: Vec<Entry<'a>>,
}

impl<'a> Overview<'a> {
    /// What `filter` leaves of the portfolio; `this_year` when there are no results.
    pub(crate) fn read(
        store: &Store,
        portfolio: &'a Portfolio,
        filter: &Filter,
        this_year: i32,
    ) -> Result<Self, StoreError> {
        let (wanted, only) = (filter.year, filter.carrier);
        let analysed = store.totals()?.analysed_through;
        let mut accounts = Vec::new();
        let buildings: Vec<&Building> =
            portfolio.buildings.iter().filter(|building| filter.holds(building)).collect();
        for building in &buildings {
            accounts.extend(Account::all(store, (portfolio, building), analysed)?);
        }
        accounts.retain(is_followed);
        let carriers: Vec<Carrier> = Carrier::ALL
            .iter()
            .copied()
            .filter(|carrier| accounts.iter().any(|account| account.carrier == *carrier))
            .collect();
        let mut years: Vec<i32> = accounts.iter().flat_map(Account::years).collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        let shown = wanted.or_else(|| accounts.iter().filter_map(Account::default_year).max());
        let shown = shown.unwrap_or(this_year);
        let last = last_result(&accounts).filter(|_| wanted.is_none());
        let up_to_last = |period: DateRange| {
            last.and_then(|last| DateRange::new(period.from, period.to.min(last))).unwrap_or(period)
        };
        let mut entries = Vec::new();
        for account in &accounts {
            let counts = only.map_or(account.unit() == "kWh", |only| only == account.carrier);
            if let (true, Some(period)) = (counts, account.year_after_baseline(shown)) {
                let result = account.assess(store, up_to_last(period))?;
                entries.push(Entry {
                    building: account.building,
                    carrier: account.carrier,
                    unit: account.unit(),
                    worth: worth(portfolio, account, &result),
                    result,
                });
            }
        }
        let period = year(shown).unwrap_or(DateRange { from: NaiveDate::MIN, to: NaiveDate::MAX });
        let unit = if entries.iter().any(|entry| entry.unit == "kWh") { None } else { entries.first() };
        let unit = unit.map_or("kWh", |entry| entry.unit);
        Ok(Self {
            buildings,
            accounts,
            year: shown,
            is_default: wanted.is_none(),
            period,
            years,
            carriers,
            analysed,
            unit,
            entries,
        })
    }

    /// The buildings looked at, whether or not anything is known of them.
    pub(crate) fn all_buildings(&self) -> &[&'a Building] {
        &self.buildings
    }

    /// Everything in [`Self::unit`] that has a saving, together.
    pub(crate) fn total(&self) -> Option<Sum> {
        sum(self.entries.iter().filter(|entry| entry.unit == self.unit))
    }

    /// What the total is worth.
    pub(crate) fn worth(&self) -> SavingWorth<'a> {
        together(self.entries.iter().filter(|entry| entry.unit == self.unit))
    }

    /// The same per municipality id.
    pub(crate) fn municipalities(&self) -> BTreeMap<&'a str, Group<'a>> {
        let mut groups: BTreeMap<&str, Vec<&Entry<'a>>> = BTreeMap::new();
        for entry in &self.entries {
            groups.entry(&entry.building.municipality).or_default().push(entry);
        }
        groups.into_iter().map(|(id, entries)| (id, Group::of(&entries, self.unit))).collect()
    }

    /// The carriers of each building together: the building, its entries, which share a unit, and their sum, if any
    /// has a saving.
    pub(crate) fn buildings(&self) -> Vec<(&'a Building, Vec<&Entry<'a>>, Option<Sum>)> {
        let mut groups: Vec<(&Building, Vec<&Entry<'a>>)> = Vec::new();
        for entry in &self.entries {
            match groups.last_mut().filter(|(building, _)| building.id == entry.building.id) {
                Some((_, entries)) => entries.push(entry),
                None => groups.push((entry.building, vec![entry])),
            }
        }
        groups
            .into_iter()
            .map(|(building, entries)| {
                let together = sum(entries.iter().copied());
                (building, entries, together)
            })
            .collect()
    }

    /// The account behind an entry.
    pub(crate) fn account(&self, entry: &Entry<'_>) -> Option<&Account<'a>> {
        let same = |account: &&Account<'_>| {
            account.building.id == entry.building.id && account.carrier == entry.carrier
        };
        self.accounts.iter().find(same)
    }

    /// Those without a saving.
    pub(crate) fn insufficient(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(|entry| entry.result.saving().is_none())
    }

    /// The last day any of the entries counts, to say how far the figures reach.
    pub(crate) fn counted(&self) -> DateRange {
        let with_days = || self.entries.iter().filter(|entry| !entry.result.days.is_empty());
        let from = with_days().map(|entry| entry.result.period.from).min();
        let to = with_days().map(|entry| entry.result.period.to).max();
        from.zip(to).and_then(|(from, to)| DateRange::new(from, to)).unwrap_or(self.period)
    }

    /// Share of the days of all entries that can be used.
    pub(crate) fn coverage(&self) -> Option<f64> {
        coverage(self.entries.iter())
    }
}

impl Filter {
    fn holds(&self, building: &Building) -> bool {
        self.municipality.as_ref().is_none_or(|id| *id == building.municipality)
            && self.owner.as_ref().is_none_or(|id| *id == building.owner)
    }
}

impl<'a> Group<'a> {
    fn of(entries: &[&Entry<'a>], unit: &str) -> Self {
        let count = |entries: &mut dyn Iterator<Item = &&Entry<'_>>| {
            entries.map(|entry| entry.building.id.as_str()).collect::<BTreeSet<_>>().len()
        };
        let in_sum = |entry: &&&Entry<'_>| entry.unit == unit && entry.result.saving().is_some();
        let summed = entries.iter().copied().filter(|entry| entry.unit == unit);
        Self {
            buildings: count(&mut entries.iter()),
            counted: count(&mut entries.iter().filter(in_sum)),
            sum: sum(summed.clone()),
            worth: together(summed),
            coverage: coverage(entries.iter().copied()).unwrap_or(0.0),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of days")]
fn coverage<'e, 'a: 'e>(entries: impl Iterator<Item = &'e Entry<'a>>) -> Option<f64> {
    let (valid, all) = entries.fold((0, 0), |(valid, all), entry| {
        (valid + entry.result.valid_days, all + entry.result.period.days())
    });
    (all > 0).then(|| valid as f64 / all as f64)
}

/// A carrier with a baseline to come or there, or any carrier of a building that still lacks all of them.
fn is_followed(account: &Account<'_>) -> bool {
    let building = account.building;
    building.baselines.is_empty()
        || !account.baselines.is_empty()
        || building.baselines_of(account.carrier).next().is_some()
}

fn sum<'e, 'a: 'e>(entries: impl Iterator<Item = &'e Entry<'a>>) -> Option<Sum> {
    let savings: Vec<&Saving> = entries.filter_map(|entry| entry.result.saving()).collect();
    savings::combine(&savings, CONFIDENCE, COMMON_SHARE)
}
