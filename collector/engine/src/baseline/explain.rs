//! A model in words and named numbers.

use super::UseUnit;
use super::choice::Form;
use super::model::FittedModel;
use super::term::{Term, Weekdays};

/// What the model says, for people and for programs.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The form's word, e.g. `3ph`.
    pub name: &'static str,
    /// Named numbers in order of importance; the unit is part of the name.
    pub parameters: Vec<(String, f64)>,
    /// The energy signature behind the sentence.
    pub signature: Signature,
    /// One English sentence.
    pub sentence: String,
}

/// `P = P0 + k·(Tb − T)+ + c·(T − Tc)+`, the mean over the days of the week; per hour, so kW or m³/h.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signature {
    /// P0: load at the balance point; at 0 °C for a straight line.
    pub base_per_h: f64,
    /// k and Tb: load per kelvin below the balance point, °C.
    pub heating: Option<Branch>,
    /// c and Tc: load per kelvin above the balance point, °C. A straight line has its balance point at 0 °C.
    pub cooling: Option<Branch>,
}

/// A straight branch of the signature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Branch {
    /// Load per kelvin.
    pub per_h_k: f64,
    /// Outdoor temperature at which it begins, °C.
    pub balance_point_c: f64,
}

/// The days a term of the wanted kind holds for.
type PickDays = fn(&Term) -> Option<Weekdays>;
/// The same with its balance point, °C.
type PickBranch = fn(&Term) -> Option<(Weekdays, f64)>;

const HOURS_PER_DAY: f64 = 24.0;

impl FittedModel {
    /// What the model says.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let signature = self.signature();
        Explanation {
            name: self.form.as_str(),
            parameters: self.named_parameters(),
            signature,
            sentence: self.sentence(signature),
        }
    }

    fn signature(&self) -> Signature {
        let branch = |pick: PickBranch| {
            let at = self.terms.iter().find_map(|term| pick(term).map(|(_, at)| at))?;
            Some(Branch {
                per_h_k: self.mean_of(|term| pick(term).map(|(days, _)| days)) / HOURS_PER_DAY,
                balance_point_c: at,
            })
        };
        let line = branch(|term| match term {
            Term::Temperature { days } => Some((*days, 0.0)),
            _ => None,
        });
        Signature {
            base_per_h: self.mean_of(level) / HOURS_PER_DAY,
            heating: branch(heating),
            cooling: branch(cooling).or(line),
        }
    }

    fn named_parameters(&self) -> Vec<(String, f64)> {
        let unit = self.unit.symbol().to_lowercase();
        let mut named: Vec<(String, f64)> = Vec::new();
        self.name_groups(&mut named, "base", &format!("{unit}_per_day"), level);
        let slopes: [(&str, PickDays); 3] = [
            ("heating_slope", |term| heating(term).map(|(days, _)| days)),
            ("cooling_slope", |term| cooling(term).map(|(days, _)| days)),
            ("temperature_slope", |term| match term {
                Term::Temperature { days } => Some(*days),
                _ => None,
            }),
        ];
        for (name, pick) in slopes {
            let before = named.len();
            self.name_groups(&mut named, name, &format!("{unit}_per_k_day"), pick);
            if named.len() > before && self.unit == UseUnit::Kwh {
                named.push((format!("{name}_w_per_k"), self.mean_of(pick) * 1000.0 / HOURS_PER_DAY));
            }
        }
        let points: [(&str, PickBranch); 2] =
            [("heating_balance_point_c", heating), ("cooling_balance_point_c", cooling)];
        for (name, pick) in points {
            named.extend(self.terms.iter().find_map(pick).map(|(_, at)| (name.to_owned(), at)));
        }
        for (term, coefficient) in self.terms.iter().zip(&self.coefficients) {
            named.extend(
                self.name_of_extra(term).map(|name| (format!("{name}_{unit}_per_day"), *coefficient)),
            );
        }
        named
    }

    fn name_of_extra(&self, term: &Term) -> Option<String> {
        match *term {
            Term::Mode { index, days } => {
                let name = self.calendar.modes.get(index).map_or("unknown", |mode| mode.name.as_str());
                Some(format!("mode_{}_{}", name.replace(' ', "_"), days.word()))
            }
            _ => None,
        }
    }

    /// The mean over the week, and every group where there are several.
    fn name_groups(&self, named: &mut Vec<(String, f64)>, name: &str, unit: &str, pick: PickDays) {
        let groups: Vec<(Weekdays, f64)> = self.groups(pick).collect();
        if groups.is_empty() {
            return;
        }
        named.push((format!("{name}_{unit}"), self.mean_of(pick)));
        if groups.len() > 1 {
            named.extend(
                groups.iter().map(|(days, value)| (format!("{name}_{}_{unit}", days.word()), *value)),
            );
        }
    }

    fn groups(&self, pick: PickDays) -> impl Iterator<Item = (Weekdays, f64)> {
        self.terms
            .iter()
            .zip(&self.coefficients)
            .filter_map(move |(term, value)| pick(term).map(|days| (days, *value)))
    }

    /// The picked coefficients, weighed by the days they hold for.
    fn mean_of(&self, pick: impl Fn(&Term) -> Option<Weekdays>) -> f64 {
        let share = |days: Weekdays| -> f64 {
            self.weekday_shares
                .iter()
                .enumerate()
                .filter(|(day, _)| days.contains(*day))
                .map(|(_, share)| share)
                .sum()
        };
        let picked = self.terms.iter().zip(&self.coefficients);
        picked.filter_map(|(term, value)| pick(term).map(|days| value * share(days))).sum()
    }

    fn sentence(&self, signature: Signature) -> String {
        let power = match self.unit {
            UseUnit::Kwh => "kW",
            UseUnit::CubicMetre => "m3/h",
        };
        let base = signature.base_per_h;
        match (self.form, signature.heating, signature.cooling) {
            (Form::Line, _, Some(line)) => {
                format!("P = {base:.2} {power} {} {power}/K · T", signed(line.per_h_k))
            }
            (_, heating, cooling) => {
                let below = heating.map(|branch| {
                    format!(" {} {power}/K · ({:.1} °C − T)+", signed(branch.per_h_k), branch.balance_point_c)
                });
                let above = cooling.map(|branch| {
                    format!(" {} {power}/K · (T − {:.1} °C)+", signed(branch.per_h_k), branch.balance_point_c)
                });
                format!("P = {base:.2} {power}{}{}", below.unwrap_or_default(), above.unwrap_or_default())
            }
        }
    }
}

fn signed(value: f64) -> String {
    if value < 0.0 { format!("− {:.3}", -value) } else { format!("+ {value:.3}") }
}

const fn level(term: &Term) -> Option<Weekdays> {
    match term {
        Term::Level { days } => Some(*days),
        _ => None,
    }
}

const fn heating(term: &Term) -> Option<(Weekdays, f64)> {
    match term {
        Term::Heating { days, balance_point_c } => Some((*days, *balance_point_c)),
        _ => None,
    }
}

const fn cooling(term: &Term) -> Option<(Weekdays, f64)> {
    match term {
        Term::Cooling { days, balance_point_c } => Some((*days, *balance_point_c)),
        _ => None,
    }
}
