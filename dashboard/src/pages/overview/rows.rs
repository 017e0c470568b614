//! The lines of the overview's lists, which share a scale.

use config::Building;

use super::super::building::is_year;
use super::super::words::Claim;
use super::building_address;
use super::question::Order;
use crate::charts::Forest;
use crate::figures::{Entry, Group as Together, Overview, Sum};
use crate::format::{coverage_percent, number, percent};
use crate::language::Lang;
use crate::texts::{Texts, count, fill};

/// One line of a forest plot.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) href: Option<String>,
    pub(super) under: String,
    pub(super) claim: Option<RowClaim>,
    pub(super) area: String,
    /// Of how many days, when that is no year.
    pub(super) area_under: String,
    pub(super) coverage: String,
}

/// The numbers of a line.
#[derive(Debug)]
pub(super) struct RowClaim {
    pub(super) percent: String,
    pub(super) interval: String,
    pub(super) amount: String,
    pub(super) bounds: String,
    pub(super) tag: &'static str,
    pub(super) tone: &'static str,
    pub(super) plot: String,
}

/// Buildings of one kind.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
}

/// The sum of one building's entries, in their unit.
pub(super) fn claim_of(entries: &[&Entry<'_>], sum: &Sum) -> Claim {
    Claim::of_sum(sum, entries.first().map_or("kWh", |entry| entry.unit))
}

/// Makes lines that share a scale.
pub(super) struct Rows<'a> {
    pub(super) lang: Lang,
    pub(super) t: &'static Texts,
    pub(super) forest: &'a Forest,
    pub(super) order: Order,
}

impl Rows<'_> {
    pub(super) fn row(
        &self,
        name: String,
        href: Option<String>,
        under: String,
        claim: Option<Claim>,
        (area, area_under): (String, String),
        coverage: f64,
    ) -> Row {
        let lang = self.lang;
        Row {
            name,
            href,
            under,
            claim: claim.map(|claim| self.claim(&claim)),
            area,
            area_under,
            coverage: percent(coverage_percent(coverage, 0), 0, lang),
        }
    }

    pub(super) fn claim(&self, claim: &Claim) -> RowClaim {
        let lang = self.lang;
        let tone = claim.tone();
        let plot = claim.percent.zip(claim.percent_bounds());
        RowClaim {
            percent: claim.percent(lang),
            interval: claim.percent_interval(lang),
            amount: claim.amount(lang),
            bounds: claim.bounds(lang),
            tag: match tone {
                "save" => self.t.verdict.tag_saved,
                "over" => self.t.verdict.tag_over,
                _ => self.t.verdict.tag_unsure,
            },
            tone,
            plot: plot.map_or_else(String::new, |(saved, (low, high))| self.forest.row(saved, low, high)),
        }
    }

    /// Energy per area, and of how many days when they are no year; none when carriers know different parts of one.
    fn area(&self, building: &Building, entries: &[&Entry<'_>], sum: &Sum) -> Option<(String, String)> {
        let area_m2 = building.heated_area_m2.filter(|area| *area > 0.0)?;
        let first = entries.first().filter(|first| first.unit == "kWh")?.result.period;
        let value = number(claim_of(entries, sum).actual / area_m2, 0, self.lang);
        if entries.iter().all(|entry| is_year(entry.result.period)) {
            return Some((value, String::new()));
        }
        let days = fill(self.t.overview.area_days, &[("days", &first.days().to_string())]);
        entries.iter().all(|entry| entry.result.period == first).then_some((value, days))
    }

    /// How many of a group's buildings its sum counts.
    pub(super) fn counted(&self, group: &Together) -> String {
        let t = &self.t.overview;
        if group.counted == group.buildings {
            return count(group.buildings, t.building_one, t.building_many, self.lang);
        }
        let values = [("n", &*group.counted.to_string()), ("all", &group.buildings.to_string())];
        fill(t.counted, &values)
    }

    /// Buildings with a saving by kind.
    pub(super) fn groups(&self, overview: &Overview<'_>, municipality: impl Fn(&str) -> String) -> Vec<Kind> {
        let mut with_sum: Vec<_> = overview
            .buildings()
            .into_iter()
            .filter_map(|(building, entries, sum)| sum.map(|sum| (building, entries, sum)))
            .collect();
        with_sum.sort_by(|a, b| self.order.compare((&a.0.name, Some(&a.2)), (&b.0.name, Some(&b.2))));
        let mut groups: Vec<Kind> = Vec::new();
        for (building, entries, sum) in &with_sum {
            let name = self.t.words.building_use(&building.use_);
            let labels: Vec<_> = entries
                .iter()
                .filter(|entry| entry.result.saving().is_some())
                .map(|entry| self.t.words.carrier(entry.carrier).label)
                .collect();
            let under = format!("{} · {}", municipality(&building.municipality), labels.join(", "));
            let area = self.area(building, entries, sum).unwrap_or_default();
            let href = building_address(building, None, self.lang);
            let row = self.row(
                building.name.clone(),
                Some(href),
                under,
                Some(claim_of(entries, sum)),
                area,
                sum.coverage,
            );
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.rows.push(row),
                None => groups.push(Kind { name, rows: vec![row] }),
            }
        }
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        groups
    }
}
