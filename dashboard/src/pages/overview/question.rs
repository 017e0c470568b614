//! What the address of the overview asks for.

use std::cmp::Ordering;

use crate::figures::{Filter, Sum};
use crate::language::Lang;
use crate::visit::address;

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) filter: Filter,
    pub(super) order: Order,
    /// A phone shows every line, too.
    pub(super) whole_list: bool,
}

/// In which order the lists stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Saving,
    Energy,
    Name,
    Data,
}

impl Order {
    pub(super) const ALL: [Self; 4] = [Self::Saving, Self::Energy, Self::Name, Self::Data];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Saving => "saving",
            Self::Energy => "energy",
            Self::Name => "name",
            Self::Data => "data",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == word)
    }

    /// Which of two lines comes first: names in order of the alphabet, numbers with the largest first, lines without
    /// a saving last.
    pub(super) fn compare(self, a: (&str, Option<&Sum>), b: (&str, Option<&Sum>)) -> Ordering {
        let number = |sum: Option<&Sum>| match (self, sum) {
            (Self::Name, _) | (_, None) => f64::NEG_INFINITY,
            (Self::Saving, Some(sum)) => sum.avoided_percent.unwrap_or(f64::NEG_INFINITY),
            (Self::Energy, Some(sum)) => sum.avoided_kwh,
            (Self::Data, Some(sum)) => sum.coverage,
        };
        number(b.1).total_cmp(&number(a.1)).then_with(|| a.0.cmp(b.0))
    }
}

impl Question {
    /// The address of the page with `municipality` in place of the one asked for.
    pub(super) fn with_municipality(&self, municipality: &str, lang: Lang) -> String {
        let mut pairs = vec![format!("municipality={}", address::encoded(municipality))];
        pairs.extend(self.pairs());
        format!("{}?{}", address::overview(lang), pairs.join("&"))
    }

    /// The address of the page with the short list of buildings.
    pub(super) fn list_address(&self, lang: Lang) -> String {
        let municipality = self.filter.municipality.as_deref();
        let mut pairs: Vec<String> =
            municipality.map(|id| format!("municipality={}", address::encoded(id))).into_iter().collect();
        pairs.extend(self.pairs());
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        format!("{}{query}", address::overview(lang))
    }

    /// What stands in the address beside the municipality.
    fn pairs(&self) -> Vec<String> {
        let filter = &self.filter;
        let mut pairs = Vec::new();
        pairs.extend(filter.year.map(|year| format!("year={year}")));
        pairs.extend(filter.carrier.map(|carrier| format!("carrier={carrier}")));
        pairs.extend(filter.owner.as_ref().map(|owner| format!("owner={}", address::encoded(owner))));
        pairs.extend((self.order != Order::Saving).then(|| format!("sort={}", self.order.as_str())));
        pairs
    }
}
