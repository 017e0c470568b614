//! The columns all candidate models are made of, and how a candidate is put together from them.

use super::calendar::Calendar;
use super::choice::{DayTypes, Form};
use super::folds::Sample;
use super::reduced::Layout;
use super::term::{Term, Weekdays};

/// Balance points need not be closer than this, kelvin; they are refined later.
const LEAST_STEP_K: f64 = 0.4;
/// Days that must lie on each side of a balance point.
const DAYS_BESIDE: usize = 20;

/// A candidate apart from its form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Which weekdays belong together.
    pub day_types: DayTypes,
    /// Whether workdays and weekends have slopes of their own.
    pub own_slopes: bool,
}

/// The columns all candidates are made of.
pub struct Atoms {
    /// The terms behind the columns; the use is the column after them.
    pub terms: Vec<Term>,
    /// The balance points of the heating and of the cooling columns, °C.
    pub balance_points: Vec<f64>,
    modes: Vec<usize>,
    line: [usize; 2],
    heating: Vec<[usize; 2]>,
    cooling: Vec<[usize; 2]>,
}

impl Atoms {
    /// All columns with these balance points, which must ascend.
    pub fn new(calendar: &Calendar, balance_points: Vec<f64>) -> Self {
        let mut terms: Vec<Term> = (0..7).map(|day| Term::Level { days: Weekdays::only(day) }).collect();
        let mut push = |term: Term| {
            terms.push(term);
            terms.len() - 1
        };
        let classes = [Weekdays::WORKDAYS, Weekdays::WEEKEND];
        let modes = (0..calendar.modes.len())
            .flat_map(|index| classes.map(|days| Term::Mode { index, days }))
            .map(&mut push)
            .collect();
        let line = classes.map(|days| push(Term::Temperature { days }));
        let heating = balance_points
            .iter()
            .map(|at| classes.map(|days| push(Term::Heating { balance_point_c: *at, days })))
            .collect();
        let cooling = balance_points
            .iter()
            .map(|at| classes.map(|days| push(Term::Cooling { balance_point_c: *at, days })))
            .collect();
        Self { terms, modes, line, heating, cooling, balance_points }
    }

    /// How the columns of a shape are merged.
    pub fn layout(&self, shape: Shape) -> Layout {
        let levels = shape
            .day_types
            .groups()
            .into_iter()
            .map(|group| (0..7).filter(|weekday| group.contains(*weekday)).collect::<Vec<usize>>());
        let mut groups: Vec<Vec<usize>> = levels.collect();
        groups.extend(self.modes.iter().map(|column| vec![*column]));
        let fixed = groups.len();
        for feature in [self.line].iter().chain(&self.heating).chain(&self.cooling) {
            if shape.own_slopes {
                groups.extend(feature.map(|column| vec![column]));
            } else {
                groups.push(feature.to_vec());
            }
        }
        groups.push(vec![self.terms.len()]);
        Layout { groups, fixed, per_feature: if shape.own_slopes { 2 } else { 1 } }
    }

    /// The features of `form` to try: pairs of a heating and a cooling feature, or single ones.
    pub fn feature_sets(&self, form: Form) -> Vec<Vec<usize>> {
        let count = self.balance_points.len();
        let heating = |i: usize| 1 + i;
        let cooling = |i: usize| 1 + count + i;
        match form {
            Form::Mean => vec![vec![]],
            Form::Line => vec![vec![0]],
            Form::Heating => (0..count).map(|i| vec![heating(i)]).collect(),
            Form::Cooling => (0..count).map(|i| vec![cooling(i)]).collect(),
            Form::Bent => (0..count).map(|i| vec![heating(i), cooling(i)]).collect(),
            Form::HeatingAndCooling => {
                (0..count).flat_map(|i| (i + 1..count).map(move |j| vec![heating(i), cooling(j)])).collect()
            }
        }
    }

    /// The terms of a candidate with the given balance points.
    pub fn terms_of(&self, shape: Shape, form: Form, balance_points: &[f64]) -> Vec<Term> {
        let mut terms: Vec<Term> =
            shape.day_types.groups().into_iter().map(|days| Term::Level { days }).collect();
        terms.extend(self.modes.iter().map(|column| self.terms[*column]));
        let classes: &[Weekdays] =
            if shape.own_slopes { &[Weekdays::WORKDAYS, Weekdays::WEEKEND] } else { &[Weekdays::ALL] };
        let mut slope =
            |term: &dyn Fn(Weekdays) -> Term| terms.extend(classes.iter().map(|days| term(*days)));
        let heating = |at: f64| move |days| Term::Heating { balance_point_c: at, days };
        let cooling = |at: f64| move |days| Term::Cooling { balance_point_c: at, days };
        match (form, balance_points) {
            (Form::Line, _) => slope(&|days| Term::Temperature { days }),
            (Form::Heating, [at]) => slope(&heating(*at)),
            (Form::Cooling, [at]) => slope(&cooling(*at)),
            (Form::Bent, [at]) => {
                slope(&heating(*at));
                slope(&cooling(*at));
            }
            (Form::HeatingAndCooling, [low, high]) => {
                slope(&heating(*low));
                slope(&cooling(*high));
            }
            _ => {}
        }
        terms
    }
}

/// At most `count` balance points, evenly over the temperatures that leave enough days on both sides.
pub fn grid(samples: &[Sample], count: usize) -> Vec<f64> {
    let mut temperatures: Vec<f64> = samples.iter().map(|sample| sample.temp_c).collect();
    temperatures.sort_by(f64::total_cmp);
    let Some(last) = temperatures.len().checked_sub(1 + DAYS_BESIDE) else { return Vec::new() };
    if last <= DAYS_BESIDE {
        return Vec::new();
    }
    let (low, high) = (temperatures[DAYS_BESIDE], temperatures[last]);
    let step = ((high - low) / (count.max(2) - 1) as f64).max(LEAST_STEP_K);
    (0..count).map(|i| low + step * i as f64).take_while(|at| *at <= high).collect()
}
