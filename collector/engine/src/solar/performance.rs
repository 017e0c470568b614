//! The figures of one plant in a period, and of several together.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{DayKwh, Flow, Flows, Lack};
use crate::domain::DateRange;

/// Least share of a period's days that must be known.
pub const ENOUGH: f64 = 0.9;
/// So much more export than production is the meters' rounding, as a share of production.
const ROUNDING: f64 = 0.005;

/// What can be said of one plant, or of all plants of one building, in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Performance {
    /// The days judged.
    pub period: DateRange,
    /// Installed power, kWp.
    pub kwp: f64,
    /// Share of the days on which production is known.
    pub coverage: f64,
    /// What it gave.
    pub production: Result<Production, Lack>,
    /// What stayed and what left.
    pub self_use: Result<SelfUse, Lack>,
    /// How much of the building's use it covered.
    pub self_sufficiency: Result<SelfSufficiency, Lack>,
}

/// What was produced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Production {
    /// kWh.
    pub kwh: f64,
    /// Installed power behind it, kWp.
    pub kwp: f64,
}

/// Where it went, on the days on which production and export are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SelfUse {
    /// Used in the building, kWh, never below zero.
    pub self_use_kwh: f64,
    /// Sent to the grid, kWh.
    pub export_kwh: f64,
}

/// How much of its use the building covered by itself, on the days on which the building's use is known too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SelfSufficiency {
    /// Solar electricity used in the building, kWh.
    pub self_use_kwh: f64,
    /// All electricity used in the building, kWh.
    pub use_kwh: f64,
}

/// Several plants together: sums over those that have the figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// How many plants there are.
    pub plants: usize,
    /// Their installed power, kWp.
    pub kwp: f64,
    /// Of those with a production.
    pub production: Option<Production>,
    /// How many these are.
    pub producing: usize,
    /// Of the buildings whose self-use is known.
    pub self_use: Option<SelfUse>,
    /// Of the buildings whose use is known as well.
    pub self_sufficiency: Option<SelfSufficiency>,
    /// How many plants stand on buildings without a known self-use: they are in `production` alone.
    pub without_self_use: usize,
}

impl Production {
    /// kWh per kWp, comparable between plants over the same days.
    #[must_use]
    pub fn specific_yield(&self) -> f64 {
        self.kwh / self.kwp
    }
}

impl SelfUse {
    /// Share of the production that stayed, 0 to 1; none when nothing was produced.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        share(self.self_use_kwh, self.self_use_kwh + self.export_kwh)
    }
}

impl SelfSufficiency {
    /// Share of the building's use, 0 to 1; none when nothing was used.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        share(self.self_use_kwh, self.use_kwh)
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0))
}

/// Judge a plant of `kwp` in `period`.
#[must_use]
pub fn performance(kwp: f64, flows: &Flows<'_>, period: DateRange) -> Performance {
    let known = |days: Option<&[DayKwh]>| days.map(|days| within(days, period));
    let (production, export) = (known(flows.production), known(flows.export));
    let covered = production.as_ref().map_or(0, BTreeMap::len);
    let self_use = self_use(production.as_ref(), export.as_ref(), period);
    let building_use = known(flows.building_use);
    Performance {
        period,
        kwp,
        coverage: ratio(covered, period.days()),
        self_sufficiency: self_use.and_then(|_| {
            self_sufficiency(production.as_ref(), export.as_ref(), building_use.as_ref(), period)
        }),
        self_use,
        production: produced(production.as_ref(), period).map(|kwh| Production { kwh, kwp }),
    }
}

/// The figures of `plants` together; `buildings` are the same plants, those of one building judged as one. An empty
/// group has no figures.
#[must_use]
pub fn together<'a>(
    plants: impl IntoIterator<Item = &'a Performance>,
    buildings: impl IntoIterator<Item = (&'a Performance, usize)>,
) -> Group {
    let mut group = Group::default();
    for plant in plants {
        group.plants += 1;
        group.kwp += plant.kwp;
        if let Ok(production) = plant.production {
            group.producing += 1;
            let sum = group.production.get_or_insert(Production { kwh: 0.0, kwp: 0.0 });
            (sum.kwh, sum.kwp) = (sum.kwh + production.kwh, sum.kwp + production.kwp);
        }
    }
    for (building, plants) in buildings {
        match building.self_use {
            Ok(own) => {
                let sum = group.self_use.get_or_insert(SelfUse { self_use_kwh: 0.0, export_kwh: 0.0 });
                sum.self_use_kwh += own.self_use_kwh;
                sum.export_kwh += own.export_kwh;
            }
            Err(_) => group.without_self_use += plants,
        }
        if let Ok(own) = building.self_sufficiency {
            let none = SelfSufficiency { self_use_kwh: 0.0, use_kwh: 0.0 };
            let sum = group.self_sufficiency.get_or_insert(none);
            sum.self_use_kwh += own.self_use_kwh;
            sum.use_kwh += own.use_kwh;
        }
    }
    group
}

type Known = BTreeMap<NaiveDate, f64>;

fn within(days: &[DayKwh], period: DateRange) -> Known {
    days.iter().filter(|day| period.contains(day.date)).map(|day| (day.date, day.kwh)).collect()
}

fn produced(production: Option<&Known>, period: DateRange) -> Result<f64, Lack> {
    let days = production.ok_or(Lack::NoMeter(Flow::Production))?;
    enough(days.len(), period, Flow::Production)?;
    Ok(days.values().sum())
}

fn self_use(production: Option<&Known>, export: Option<&Known>, period: DateRange) -> Result<SelfUse, Lack> {
    produced(production, period)?;
    let export = export.ok_or(Lack::NoMeter(Flow::Export))?;
    let both: Vec<(f64, f64)> = production
        .into_iter()
        .flatten()
        .filter_map(|(date, kwh)| export.get(date).map(|export| (*kwh, *export)))
        .collect();
    enough(both.len(), period, Flow::Export)?;
    let (production_kwh, export_kwh) =
        both.iter().fold((0.0, 0.0), |(made, sold), (day_made, day_sold)| (made + day_made, sold + day_sold));
    if export_kwh > production_kwh * (1.0 + ROUNDING) {
        return Err(Lack::ExportAboveProduction { export_kwh, production_kwh });
    }
    let export_kwh = export_kwh.min(production_kwh);
    Ok(SelfUse { self_use_kwh: production_kwh - export_kwh, export_kwh })
}

fn self_sufficiency(
    production: Option<&Known>,
    export: Option<&Known>,
    building_use: Option<&Known>,
    period: DateRange,
) -> Result<SelfSufficiency, Lack> {
    let building_use = building_use.ok_or(Lack::NoMeter(Flow::BuildingUse))?;
    let with_use = |days: Option<&Known>| -> Known {
        let both = days.into_iter().flatten().filter(|(date, _)| building_use.contains_key(date));
        both.map(|(date, kwh)| (*date, *kwh)).collect()
    };
    let (production, export) = (with_use(production), with_use(export));
    let days: Vec<_> = production.keys().filter(|date| export.contains_key(date)).collect();
    enough(days.len(), period, Flow::BuildingUse)?;
    let use_kwh: f64 = days.iter().filter_map(|date| building_use.get(date)).sum();
    let SelfUse { self_use_kwh, .. } = self_use(Some(&production), Some(&export), period)?;
    if self_use_kwh > use_kwh * (1.0 + ROUNDING) {
        return Err(Lack::UseBelowSelfUse { use_kwh, self_use_kwh });
    }
    Ok(SelfSufficiency { self_use_kwh: self_use_kwh.min(use_kwh), use_kwh })
}

fn enough(known: usize, period: DateRange, flow: Flow) -> Result<(), Lack> {
    let days = period.days();
    if days > 0 && ratio(known, days) >= ENOUGH {
        Ok(())
    } else {
        Err(Lack::TooFewDays { flow, known, days })
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of days")]
fn ratio(known: usize, days: usize) -> f64 {
    if days == 0 { 0.0 } else { known as f64 / days as f64 }
}
