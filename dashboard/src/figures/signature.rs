//! Use against outdoor temperature: the days, and the straight branches that the engine sees in them.

use engine::baseline::{Day, FittedModel, Signature};
use engine::domain::DateRange;

/// Days of a period as (°C, use per hour), with the lines through them.
#[derive(Debug)]
pub(crate) struct SignatureDays {
    pub(crate) period: DateRange,
    pub(crate) days: Vec<(f64, f64)>,
    pub(crate) branches: Option<Branches>,
}

/// The lines through the days of a period, per hour: kW or m³/h.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Branches(Signature);

impl SignatureDays {
    /// The days a baseline learned from, with its own signature.
    pub(crate) fn before(model: &FittedModel, days: &[Day]) -> Self {
        Self {
            period: model.period(),
            days: per_hour(days),
            branches: Some(Branches(model.explain().signature)),
        }
    }

    /// The days of a later period, with the signature that the engine sees in them; no figure rests on it.
    pub(crate) fn after(model: &FittedModel, days: &[Day], period: DateRange) -> Self {
        let branches = model.signature_of(days, period).map(Branches);
        Self { period, days: per_hour(days), branches }
    }

    /// Coldest and warmest of the days.
    pub(crate) fn temperatures(&self) -> Option<(f64, f64)> {
        let coldest = self.days.iter().map(|day| day.0).reduce(f64::min)?;
        let warmest = self.days.iter().map(|day| day.0).reduce(f64::max)?;
        Some((coldest, warmest))
    }
}

impl Branches {
    /// Load per hour at an outdoor temperature.
    fn at(self, temp_c: f64) -> f64 {
        let below = self.0.heating.map_or(0.0, |b| b.per_h_k * (b.balance_point_c - temp_c).max(0.0));
        let above = self.0.cooling.map_or(0.0, |b| {
            // A straight line has its balance point at 0 °C and goes on below it.
            let degrees = temp_c - b.balance_point_c;
            b.per_h_k * if self.is_straight() { degrees } else { degrees.max(0.0) }
        });
        self.0.base_per_h + below + above
    }

    /// One straight line over all temperatures; the engine writes exactly 0 for its balance point.
    fn is_straight(self) -> bool {
        self.0.heating.is_none() && self.0.cooling.is_some_and(|branch| branch.balance_point_c == 0.0)
    }

    /// The line from the coldest to the warmest day, with its corners.
    pub(crate) fn line(self, (coldest, warmest): (f64, f64)) -> Vec<(f64, f64)> {
        let corners = [self.0.heating, self.0.cooling].into_iter().flatten().map(|b| b.balance_point_c);
        let mut at: Vec<f64> =
            corners.filter(|corner| (coldest..warmest).contains(corner)).chain([coldest, warmest]).collect();
        at.sort_by(f64::total_cmp);
        at.into_iter().map(|temp_c| (temp_c, self.at(temp_c))).collect()
    }

    /// Load per degree colder, where colder means more.
    pub(crate) fn per_degree_colder(self) -> Option<f64> {
        let slope = if self.is_straight() {
            self.0.cooling.map(|branch| -branch.per_h_k)
        } else {
            self.0.heating.map(|branch| branch.per_h_k)
        };
        slope.filter(|slope| *slope > 0.0)
    }
}

fn per_hour(days: &[Day]) -> Vec<(f64, f64)> {
    days.iter().filter_map(Day::complete).map(|(used, temp_c)| (temp_c, used / 24.0)).collect()
}

#[cfg(test)]
mod tests {
    use engine::baseline::Branch;

    use super::*;

    #[test]
    fn the_line_bends_at_the_balance_point() {
        let heating = Some(Branch { per_h_k: 4.0, balance_point_c: 15.0 });
        let branches = Branches(Signature { base_per_h: 10.0, heating, cooling: None });
        assert_eq!(branches.line((-5.0, 20.0)), [(-5.0, 90.0), (15.0, 10.0), (20.0, 10.0)]);
        assert_eq!(branches.per_degree_colder(), Some(4.0));
        let line = Some(Branch { per_h_k: -2.0, balance_point_c: 0.0 });
        let straight = Branches(Signature { base_per_h: 50.0, heating: None, cooling: line });
        assert_eq!(straight.line((-10.0, 10.0)), [(-10.0, 70.0), (0.0, 50.0), (10.0, 30.0)]);
        assert_eq!(straight.per_degree_colder(), Some(2.0));
    }
}
