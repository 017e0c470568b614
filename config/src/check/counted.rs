//! Nothing is counted twice: of what flows through a meter, all main meters of all buildings together count between
//! nothing and everything.
//!
//! A meter counts by itself as a main meter, and by its weight in every main meter that is virtual; what flows
//! through a sub-meter is counted by the meters above it as well. Only asked where a meter is shared or made of
//! others: among plain meters and sub-meters it holds by itself.

use std::collections::HashMap;

use crate::draft::{BuildingDraft, Draft};
use crate::parts::{Node, Weights, expand};
use crate::place::Placed;
use crate::portfolio::Meter;
use crate::problem::Problem;

/// Shares that people round to three digits still add up.
const ROUNDING: f64 = 0.002;
/// So many counting meters are named in a message.
const MOST_NAMED: usize = 4;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    let all: Vec<(&BuildingDraft, &Placed<Meter>)> = draft.meters().collect();
    let is_plain = |meter: &Meter| meter.main && !meter.is_virtual();
    // What could not be read has been reported, and would only be reported again as its consequence.
    let is_unsure = draft.unread_files || draft.buildings.iter().any(|building| building.unread_meters);
    if is_unsure || all.iter().all(|(_, meter)| is_plain(&meter.value)) {
        return;
    }
    let nodes: Vec<Node<'_>> =
        all.iter().map(|(home, meter)| Node::of(&home.building, &meter.value)).collect();
    let weights: Vec<Weights> = expand(&nodes).into_iter().map(Option::unwrap_or_default).collect();
    let counts = Counts::of(all, weights);
    for at in 0..counts.all.len() {
        problems.extend(counts.judge(at));
    }
}

struct Counts<'d> {
    all: Vec<(&'d BuildingDraft, &'d Placed<Meter>)>,
    /// Of each meter: the one that already counts its use.
    above: Vec<Option<usize>>,
    /// Of each meter: the weights on meters with readings.
    weights: Vec<Weights>,
    /// Of each meter with readings: the main meters that count it, and with which weight.
    by: Vec<Vec<(usize, f64)>>,
}

impl<'d> Counts<'d> {
    fn of(all: Vec<(&'d BuildingDraft, &'d Placed<Meter>)>, weights: Vec<Weights>) -> Self {
        let ids = all.iter().enumerate().map(|(at, (_, meter))| (meter.value.id.as_str(), at));
        let index: HashMap<&str, usize> = ids.collect();
        let above = |meter: &Meter| index.get(meter.sub_meter_of.as_deref()?).copied();
        let above = all.iter().map(|(_, meter)| above(&meter.value)).collect();
        let mut by = vec![Vec::new(); all.len()];
        for (at, _) in all.iter().enumerate().filter(|(_, (_, meter))| meter.value.is_main()) {
            for (counted, weight) in &weights[at] {
                by[*counted].push((at, *weight));
            }
        }
        Self { all, above, weights, by }
    }

    fn judge(&self, at: usize) -> Option<Problem> {
        let meter = self.all[at].1;
        if meter.value.is_virtual() {
            return None;
        }
        let way = self.way_up(at);
        let total: f64 = way.iter().map(|step| self.by_main_meters(*step)).sum();
        if total > 1.0 + ROUNDING {
            return Some(self.too_often(meter, &way, total));
        }
        if total < -ROUNDING {
            return Some(self.taken_away(meter, &way));
        }
        let added: f64 = self.by[at].iter().map(|(_, weight)| weight.max(0.0)).sum();
        (meter.value.sub_meter_of.is_none() && added < 1.0 - ROUNDING)
            .then(|| self.left_over(meter, at, added))
    }

    /// The meter and, one after the other, those with readings that already count its use.
    fn way_up(&self, at: usize) -> Vec<usize> {
        let mut way = vec![at];
        let mut seen = vec![false; self.all.len()];
        seen[at] = true;
        let mut next = self.above[at];
        while let Some(above) = next.filter(|above| !std::mem::replace(&mut seen[*above], true)) {
            next = self.above[above];
            if !self.all[above].1.value.is_virtual() {
                way.push(above);
            } else if next.is_none() {
                // What flows through a virtual meter flows through one of those that it adds.
                way.extend(self.most_counted(above));
            }
        }
        way
    }

    /// How often main meters count it, without those that count a meter above it.
    fn by_main_meters(&self, at: usize) -> f64 {
        self.by[at].iter().map(|(_, weight)| weight).sum()
    }

    /// Of the meters that a virtual one adds, the one that is counted most.
    fn most_counted(&self, at: usize) -> Option<usize> {
        let added = self.weights[at].iter().filter(|(_, weight)| **weight > 0.0);
        added
            .map(|(term, _)| *term)
            .max_by(|a, b| self.by_main_meters(*a).total_cmp(&self.by_main_meters(*b)))
    }

    fn too_often(&self, meter: &Placed<Meter>, way: &[usize], total: f64) -> Problem {
        let id = &meter.value.id;
        let hint = if meter.value.is_main() {
            format!(
                "write `main = false` for \"{id}\", or `sub_meter_of` for the virtual meters that only inform"
            )
        } else if meter.value.sub_meter_of.is_some() {
            format!("take \"{id}\" away (`sign = \"-\"`) where the meter above it is counted")
        } else {
            "let the shares add up to 1, or write `sub_meter_of` for the virtual meters that only inform"
                .to_owned()
        };
        let what = format!("\"{id}\" is counted {} times", rounded(total));
        meter.place.error("id", what, self.counted_by(way), hint)
    }

    fn taken_away(&self, meter: &Placed<Meter>, way: &[usize]) -> Problem {
        let id = &meter.value.id;
        meter.place.error(
            "id",
            format!("more of \"{id}\" is taken away than is counted"),
            self.counted_by(way),
            format!("write `sub_meter_of` for \"{id}\" with the meter whose use includes it, or count it in a building"),
        )
    }

    fn left_over(&self, meter: &Placed<Meter>, at: usize, added: f64) -> Problem {
        let (what, why) = if self.by[at].is_empty() {
            let what = format!("\"{}\" is counted in no building", meter.value.id);
            (what, "it is no main meter, and no virtual main meter has it as a part".to_owned())
        } else {
            let left = rounded(100.0 * (1.0 - added));
            (format!("{left} % of \"{}\" is counted in no building", meter.value.id), self.counted_by(&[at]))
        };
        let hint = "give the rest to a building, or leave it so if it belongs to none";
        meter.place.error("id", what, why, hint).as_warning()
    }

    fn counted_by(&self, way: &[usize]) -> String {
        let by: Vec<(usize, f64)> = way.iter().flat_map(|at| self.by[*at].iter().copied()).collect();
        let named = by.iter().take(MOST_NAMED).map(|(at, weight)| {
            let (home, meter) = self.all[*at];
            format!("\"{}\" of \"{}\" counts {} of it", meter.value.id, home.building.id, rounded(*weight))
        });
        let mut text = named.collect::<Vec<_>>().join(", ");
        if by.len() > MOST_NAMED {
            text += &format!(", and {} more do", by.len() - MOST_NAMED);
        }
        text
    }
}

/// With at most three decimals.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
