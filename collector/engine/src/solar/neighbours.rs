//! A plant beside its neighbours on the same days: weak and dead plants show without any irradiance data, because
//! the same clouds pass over all of them.
//!
//! Yields are per kWp. Tilt and direction are not allowed for: an east-west roof lies a tenth or two below a
//! southern one, which is why only what lies far below is called weak.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::DayKwh;
use crate::domain::DateRange;

/// Below this share of the neighbours' yield a plant is weak.
pub const WEAK: f64 = 0.75;
/// A day on which the neighbours' median reaches this many kWh per kWp had sun enough to tell.
pub const FULL_YIELD_DAY: f64 = 0.3;
/// Days with sun needed before a plant is said to stand still.
const SUNNY_DAYS: usize = 3;
/// Less than this share of the neighbours' yield is nothing: inverters use a little themselves.
const NOTHING: f64 = 0.02;
/// Days needed to compare yields, and what the neighbours must have given on them, kWh per kWp.
const COMPARED_DAYS: usize = 14;
const COMPARED_YIELD: f64 = 20.0;

/// A plant's production.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plant<'a> {
    /// Installed power, kWp.
    pub kwp: f64,
    /// Known days, in order of date.
    pub production: &'a [DayKwh],
}

/// A plant's yield beside its neighbours' on the same days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relative {
    /// Its yield, kWh per kWp.
    pub own: f64,
    /// Sum of the neighbours' daily medians, kWh per kWp.
    pub neighbours: f64,
    /// On so many days.
    pub days: usize,
    /// How many neighbours took part at all.
    pub compared_with: usize,
}

impl Relative {
    /// Own yield as a share of the neighbours'.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.own / self.neighbours
    }

    /// Whether it lies far below.
    #[must_use]
    pub fn is_weak(&self) -> bool {
        self.ratio() < WEAK
    }
}

/// The yield of `plant` in `period` beside the median of `neighbours` (at least two) on the same days; none while
/// there were too few days or too little sun to tell.
#[must_use]
pub fn relative_yield(plant: Plant<'_>, neighbours: &[Plant<'_>], period: DateRange) -> Option<Relative> {
    let medians = medians(neighbours, period, 2);
    let own: HashMap<NaiveDate, f64> = yields(plant, period).collect();
    let pairs: Vec<(f64, f64)> =
        medians.iter().filter_map(|(date, median)| Some((*own.get(date)?, *median))).collect();
    let relative = Relative {
        own: pairs.iter().map(|(own, _)| own).sum(),
        neighbours: pairs.iter().map(|(_, median)| median).sum(),
        days: pairs.len(),
        compared_with: neighbours.iter().filter(|other| yields(**other, period).next().is_some()).count(),
    };
    (relative.days >= COMPARED_DAYS && relative.neighbours >= COMPARED_YIELD).then_some(relative)
}

/// Since when `plant` has given nothing although the sun shone on its neighbours, if it still gives nothing on the
/// last day of `period` that is known of it. Needs one neighbour and a few days with sun.
#[must_use]
pub fn stands_still_since(
    plant: Plant<'_>,
    neighbours: &[Plant<'_>],
    period: DateRange,
) -> Option<NaiveDate> {
    let medians = medians(neighbours, period, 1);
    let (mut since, mut sunny) = (None, 0);
    for (date, own) in yields(plant, period).collect::<Vec<_>>().into_iter().rev() {
        let median = medians.get(&date).copied();
        // Without sun on the neighbours a zero proves nothing, and neither does it end anything.
        if own > NOTHING * median.unwrap_or(FULL_YIELD_DAY).max(FULL_YIELD_DAY) {
            break;
        }
        sunny += usize::from(median.is_some_and(|median| median >= FULL_YIELD_DAY));
        since = Some(date);
    }
    since.filter(|_| sunny >= SUNNY_DAYS)
}

fn yields(plant: Plant<'_>, period: DateRange) -> impl Iterator<Item = (NaiveDate, f64)> {
    let days = plant.production.iter().filter(move |day| period.contains(day.date));
    days.map(move |day| (day.date, day.kwh / plant.kwp))
}

/// The median yield of the neighbours on each day on which at least `least` of them are known.
fn medians(neighbours: &[Plant<'_>], period: DateRange, least: usize) -> BTreeMap<NaiveDate, f64> {
    let mut of_day: BTreeMap<NaiveDate, Vec<f64>> = BTreeMap::new();
    for plant in neighbours.iter().filter(|plant| plant.kwp > 0.0) {
        for (date, own) in yields(*plant, period) {
            of_day.entry(date).or_default().push(own);
        }
    }
    of_day.retain(|_, values| values.len() >= least);
    of_day.into_iter().map(|(date, values)| (date, median(values))).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.get(middle.wrapping_sub(1))) {
        (Some(upper), Some(lower)) if values.len().is_multiple_of(2) => f64::midpoint(*lower, *upper),
        (Some(middle), _) => *middle,
        (None, _) => 0.0,
    }
}
