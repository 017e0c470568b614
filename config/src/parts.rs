//! What a virtual meter is made of: parts as written, and the terms on meters with readings that they come down to.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::portfolio::{Building, Meter};

/// One part of a virtual meter, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Id of a meter, of any building and itself virtual or not.
    pub meter: String,
    /// Whether it is added or taken away.
    pub sign: Sign,
    /// How much of it.
    pub share: Share,
}

/// Whether a part is added or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`
    Minus,
}

/// How much of a meter a part takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Share {
    /// This fraction, above 0 and at most 1.
    Fixed(f64),
    /// As much as the building's heated area has in that of all buildings that take their share of the meter by
    /// area.
    Area,
}

/// One term of a virtual meter: so many times the use of a meter that has readings.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Id of the meter.
    pub meter: String,
    /// Its weight; negative when it is taken away.
    pub factor: f64,
}

/// A meter as [`expand`] sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    pub id: &'a str,
    /// Heated area of its building, m².
    pub area_m2: Option<f64>,
    /// Empty for a meter with readings.
    pub parts: &'a [Part],
}

impl<'a> Node<'a> {
    /// A meter of a building.
    pub fn of(building: &Building, meter: &'a Meter) -> Self {
        Self { id: &meter.id, area_m2: building.heated_area_m2, parts: &meter.parts }
    }
}

/// Weights on meters with readings, by their index.
pub(crate) type Weights = BTreeMap<usize, f64>;

/// More would be no meter that anybody can follow.
pub(crate) const MOST_TERMS: usize = 1000;

/// Weights smaller than this are rounding: parts that cancel out.
pub(crate) const NEGLIGIBLE: f64 = 1e-9;

impl Sign {
    /// Every sign, for messages.
    pub const WORDS: &'static [&'static str] = &["+", "-"];

    /// The sign written `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "+" => Some(Self::Plus),
            "-" => Some(Self::Minus),
            _ => None,
        }
    }

    /// As written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
        }
    }

    const fn factor(self) -> f64 {
        match self {
            Self::Plus => 1.0,
            Self::Minus => -1.0,
        }
    }
}

/// For each node its weights; for one in or behind a circle nothing, and for one of too many terms the first of them.
/// Parts that no node has are left out.
pub(crate) fn expand(nodes: &[Node<'_>]) -> Vec<Option<Weights>> {
    let index: HashMap<&str, usize> = nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
    let areas = areas(nodes);
    let mut waits_for = vec![0_usize; nodes.len()];
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        for part in node.parts.iter().filter_map(|part| index.get(part.meter.as_str())) {
            waits_for[at] += 1;
            needed_by[*part].push(at);
        }
    }
    let mut weights: Vec<Option<Weights>> = vec![None; nodes.len()];
    let mut ready: VecDeque<usize> = (0..nodes.len()).filter(|at| waits_for[*at] == 0).collect();
    while let Some(at) = ready.pop_front() {
        weights[at] = Some(if nodes[at].parts.is_empty() {
            Weights::from([(at, 1.0)])
        } else {
            combine(&nodes[at], &index, &areas, &weights)
        });
        for above in &needed_by[at] {
            waits_for[*above] -= 1;
            if waits_for[*above] == 0 {
                ready.push_back(*above);
            }
        }
    }
    weights
}

/// Of each meter that is shared by area: the area of all that share it, m².
fn areas<'a>(nodes: &[Node<'a>]) -> HashMap<&'a str, f64> {
    let mut areas = HashMap::new();
    for node in nodes {
        for part in node.parts.iter().filter(|part| part.share == Share::Area) {
            *areas.entry(part.meter.as_str()).or_insert(0.0) += node.area_m2.unwrap_or_default();
        }
    }
    areas
}

fn combine(
    node: &Node<'_>,
    index: &HashMap<&str, usize>,
    areas: &HashMap<&str, f64>,
    known: &[Option<Weights>],
) -> Weights {
    let mut sum = Weights::new();
    for part in node.parts {
        let share = match part.share {
            Share::Fixed(share) => share,
            Share::Area => {
                let all = areas.get(part.meter.as_str()).copied().unwrap_or_default();
                if all > 0.0 { node.area_m2.unwrap_or_default() / all } else { 0.0 }
            }
        };
        let of = index.get(part.meter.as_str()).and_then(|of| known[*of].as_ref());
        for (meter, weight) in of.into_iter().flatten() {
            if sum.len() > MOST_TERMS {
                return sum;
            }
            *sum.entry(*meter).or_insert(0.0) += part.sign.factor() * share * weight;
        }
    }
    sum.retain(|_, weight| weight.abs() > NEGLIGIBLE);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(meter: &str, sign: Sign, share: Share) -> Part {
        Part { meter: meter.to_owned(), sign, share }
    }

    #[test]
    fn parts_of_parts_come_down_to_meters_with_readings() {
        let whole = Share::Fixed(1.0);
        let rest = [part("x", Sign::Plus, whole), part("t", Sign::Minus, whole)];
        let (a, b) = ([part("rest", Sign::Plus, Share::Area)], [part("rest", Sign::Plus, Share::Area)]);
        let again = [part("rest", Sign::Plus, whole), part("t", Sign::Plus, whole)];
        let circle = [part("c", Sign::Plus, whole)];
        let node = |id, area_m2, parts| Node { id, area_m2, parts };
        let nodes = [
            node("again", None, &again[..]),
            node("a", Some(300.0), &a[..]),
            node("b", Some(100.0), &b[..]),
            node("rest", None, &rest[..]),
            node("x", None, &[]),
            node("t", None, &[]),
            node("c", None, &circle[..]),
        ];
        let weights = expand(&nodes);
        let of = |at: usize| -> Vec<(usize, f64)> { weights[at].clone().unwrap().into_iter().collect() };
        assert_eq!(of(0), [(4, 1.0)], "what is taken away and added again is gone");
        assert_eq!(of(1), [(4, 0.75), (5, -0.75)]);
        assert_eq!(of(2), [(4, 0.25), (5, -0.25)]);
        assert_eq!(weights[6], None);
    }
}
