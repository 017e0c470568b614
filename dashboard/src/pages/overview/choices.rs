//! What the overview lets one choose.

use std::collections::BTreeSet;

use chrono::Datelike;
use config::{Carrier, Portfolio};

use super::super::Choice;
use super::question::Order;
use crate::figures::{Filter, Overview};
use crate::format::span;
use crate::language::Lang;
use crate::texts::{Texts, fill};

pub(super) fn places(portfolio: &Portfolio, filter: &Filter, t: &Texts) -> Vec<Choice> {
    let used: BTreeSet<&str> = portfolio.buildings.iter().map(|b| b.municipality.as_str()).collect();
    let known = portfolio.municipalities.iter().filter(|known| used.contains(known.id.as_str()));
    let named = known.map(|known| (known.id.as_str(), known.name.as_str()));
    offer(t.overview.all_municipalities, named, filter.municipality.as_deref())
}

pub(super) fn owners(portfolio: &Portfolio, filter: &Filter, t: &Texts) -> Vec<Choice> {
    let named = portfolio.owners.iter().map(|owner| (owner.id.as_str(), owner.name.as_str()));
    offer(t.overview.all_owners, named, filter.owner.as_deref())
}

/// All of them, or one; nothing to choose when there is only one.
pub(super) fn offer<'a>(
    all: &str,
    named: impl Iterator<Item = (&'a str, &'a str)>,
    shown: Option<&str>,
) -> Vec<Choice> {
    let each: Vec<Choice> =
        named.map(|(id, name)| Choice::new(id.to_owned(), name.to_owned(), Some(id) == shown)).collect();
    if each.len() < 2 {
        return Vec::new();
    }
    std::iter::once(Choice::new(String::new(), all.to_owned(), shown.is_none())).chain(each).collect()
}

pub(super) fn orders(shown: Order, t: &Texts) -> Vec<Choice> {
    let name = |order| match order {
        Order::Saving => t.overview.sort_saving,
        Order::Energy => t.overview.sort_energy,
        Order::Name => t.overview.sort_name,
        Order::Data => t.overview.sort_data,
    };
    Order::ALL
        .map(|order| {
            // What needs no word in the address has none.
            let value = if order == Order::Saving { "" } else { order.as_str() };
            Choice::new(value.to_owned(), name(order).to_owned(), order == shown)
        })
        .into()
}

/// The years with results; first the time up to the last result, when that is shown and is no whole year.
pub(super) fn years(overview: &Overview<'_>, lang: Lang) -> Vec<Choice> {
    let mut years = overview.years.clone();
    if !years.contains(&overview.year) {
        years.push(overview.year);
        years.sort_unstable_by(|a, b| b.cmp(a));
    }
    let counted = overview.counted();
    let is_part = overview.is_default && counted != overview.period;
    let begins_it = counted.from == overview.period.from && counted.from.ordinal() == 1;
    let name = || match begins_it {
        true => fill(lang.texts().overview.so_far, &[("year", &overview.year.to_string())]),
        false => span(counted, lang),
    };
    let part = is_part.then(|| Choice::new(String::new(), name(), true));
    let choice =
        |year: i32| Choice::new(year.to_string(), year.to_string(), !is_part && year == overview.year);
    part.into_iter().chain(years.into_iter().map(choice)).collect()
}

pub(super) fn carriers(overview: &Overview<'_>, shown: Option<Carrier>, t: &Texts) -> Vec<Choice> {
    let all = Choice::new(String::new(), t.overview.all_energy.to_owned(), shown.is_none());
    let each = overview.carriers.iter().map(|carrier| {
        let name = t.words.carrier(*carrier).label.to_owned();
        Choice::new(carrier.as_str().to_owned(), name, shown == Some(*carrier))
    });
    std::iter::once(all).chain(each).collect()
}
