//! Savings in kronor and CO₂e, by the tariffs and factors of the portfolio.

use config::Portfolio;
use engine::baseline::UseUnit;
use engine::savings::{SavingWorth, Worth};

use super::account::{Account, PeriodResult};
use super::portfolio::Entry;

/// What the saving of `result`, if there is one, is worth.
pub(crate) fn worth<'p>(
    portfolio: &'p Portfolio,
    account: &Account<'_>,
    result: &PeriodResult,
) -> SavingWorth<'p> {
    let unit = if account.unit() == UseUnit::Kwh.symbol() { UseUnit::Kwh } else { UseUnit::CubicMetre };
    let of = |saving| SavingWorth::of(saving, portfolio, (account.building, account.carrier, unit));
    result.saving().map(of).unwrap_or_default()
}

/// The savings of `entries` together. Those without a saving are no part of the sum; one with a saving and without a
/// price leaves the sum without one.
pub(crate) fn together<'e, 'a: 'e>(entries: impl Iterator<Item = &'e Entry<'a>> + Clone) -> SavingWorth<'a> {
    let saved = entries.filter(|entry| entry.result.saving().is_some());
    SavingWorth {
        cost_sek: Worth::sum(saved.clone().map(|entry| entry.worth.cost_sek.clone())),
        kg_co2e: Worth::sum(saved.map(|entry| entry.worth.kg_co2e.clone())),
    }
}
