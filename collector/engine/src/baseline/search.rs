//! Which model: day types, dependence on temperature, and own slopes at weekends are chosen by blocked
//! cross-validation.
//!
//! In every fold the balance points are searched anew on the training days, so that the error of the held-out
//! days is the error of the whole procedure. A richer candidate must earn each further parameter, and by more than
//! what the folds differ by chance.

use super::FitOptions;
use super::atoms::{Atoms, Shape, grid};
use super::choice::{DayTypes, Form};
use super::folds::{FOLDS, Products, Sample, merge};
use super::place::place;
use super::reduced::Reduced;
use super::term::Term;

/// Balance points looked at on all days.
const FIRST_GRID: usize = 24;
/// Balance points looked at in every fold, beside those that are best on all days and their neighbours.
const FOLD_GRID: usize = 10;
/// How far the neighbours are, kelvin.
const NEIGHBOUR_K: f64 = 0.6;
/// Days per contiguous block of the cross-validation.
const BLOCK_DAYS: i64 = 14;
/// Relative fall of the cross-validated squared error that each further parameter must bring.
const PRICE: f64 = 0.01;
/// Share of the use's variance that is no error worth explaining.
const NEGLIGIBLE: f64 = 1e-6;
/// Standard errors by which a richer candidate must be better.
const CAUTION: f64 = 0.5;

/// What was chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Dependence on temperature.
    pub form: Form,
    /// Which weekdays belong together.
    pub day_types: DayTypes,
    /// The terms, with refined balance points.
    pub terms: Vec<Term>,
    /// Mean squared error of held-out days.
    pub held_out_variance: f64,
}

/// A shape with a form, and its squared error on the held-out days of each fold.
#[derive(Debug, Clone)]
struct Candidate {
    shape: Shape,
    form: Form,
    parameters: usize,
    errors: Vec<f64>,
}

/// Choose the model for `samples`.
pub fn choose(samples: &[Sample], options: &FitOptions) -> Option<Choice> {
    let atoms = Atoms::new(&options.calendar, balance_points(samples, options));
    let products = Products::new(samples, &options.calendar, &atoms.terms, BLOCK_DAYS);
    let forms = options.model.forms();
    let negligible = NEGLIGIBLE * squares(samples) / FOLDS as f64;
    let judge = |shape: Shape| candidates(&atoms, &products, (shape, forms), negligible, samples.len());
    let mut all: Vec<Candidate> = Vec::new();
    for day_types in DayTypes::ALL {
        all.extend(judge(Shape { day_types, own_slopes: false }));
    }
    let mut best = best(all)?;
    if best.shape.day_types != DayTypes::AllAlike {
        let mut richer = judge(Shape { own_slopes: true, ..best.shape });
        richer.push(best);
        best = self::best(richer)?;
    }
    let terms = place(&atoms, &products, (best.shape, best.form), samples, &options.calendar)?;
    Some(Choice {
        form: best.form,
        day_types: best.shape.day_types,
        terms,
        held_out_variance: best.error() / samples.len() as f64,
    })
}

/// Balance points for the folds. Those that fit best on all days are among them, because a coarse grid alone would
/// make a form look worse than it is.
fn balance_points(samples: &[Sample], options: &FitOptions) -> Vec<f64> {
    let atoms = Atoms::new(&options.calendar, grid(samples, FIRST_GRID));
    let products = Products::of_all(samples, &options.calendar, &atoms.terms);
    let shape = Shape { day_types: DayTypes::SevenDays, own_slopes: false };
    let mut points = grid(samples, FOLD_GRID);
    let (Some(low), Some(high)) = (points.first().copied(), points.last().copied()) else { return points };
    for form in options.model.forms() {
        let terms = place(&atoms, &products, (shape, *form), samples, &options.calendar).unwrap_or_default();
        let best = terms.iter().filter_map(Term::balance_point_c);
        points.extend(best.flat_map(|at| [at - NEIGHBOUR_K, at, at + NEIGHBOUR_K]));
    }
    points.retain(|at| (low..=high).contains(at));
    points.sort_by(f64::total_cmp);
    points.dedup_by(|a, b| (*a - *b).abs() < 0.05);
    points
}

/// The simplest candidate that is not clearly worse than the best.
fn best(mut candidates: Vec<Candidate>) -> Option<Candidate> {
    let leader = candidates.iter().min_by(|a, b| a.score().total_cmp(&b.score()))?.clone();
    candidates.retain(|candidate| {
        candidate.parameters <= leader.parameters && !candidate.clearly_worse_than(&leader)
    });
    let simplest =
        |a: &Candidate, b: &Candidate| a.parameters.cmp(&b.parameters).then(a.error().total_cmp(&b.error()));
    candidates.into_iter().min_by(simplest)
}

impl Candidate {
    fn error(&self) -> f64 {
        self.errors.iter().sum()
    }

    fn score(&self) -> f64 {
        self.error().max(f64::MIN_POSITIVE) * (1.0 + PRICE * self.parameters as f64)
    }

    /// Whether its errors exceed the leader's by more than chance between folds.
    fn clearly_worse_than(&self, leader: &Self) -> bool {
        let excess: Vec<f64> = self.errors.iter().zip(&leader.errors).map(|(own, best)| own - best).collect();
        let count = excess.len() as f64;
        let sum: f64 = excess.iter().sum();
        let spread: f64 =
            excess.iter().map(|value| (value - sum / count).powi(2)).sum::<f64>() / (count - 1.0);
        sum > CAUTION * (count * spread).sqrt()
    }
}

/// Every form of a shape that the days can carry.
fn candidates(
    atoms: &Atoms,
    products: &Products,
    (shape, forms): (Shape, &[Form]),
    negligible: f64,
    days: usize,
) -> Vec<Candidate> {
    let layout = atoms.layout(shape);
    let total = merge(&products.total, &layout.groups);
    let folds: Vec<_> = products
        .of_fold
        .iter()
        .filter_map(|fold| {
            let test = merge(fold, &layout.groups);
            Some((Reduced::new(&(&total - &test), &layout)?, test))
        })
        .collect();
    let judge = |form: &Form| {
        let sets = atoms.feature_sets(*form);
        let errors: Option<Vec<f64>> = folds
            .iter()
            .map(|(reduced, test)| Some(reduced.error_on(&reduced.best(*form, &sets)?, test) + negligible))
            .collect();
        let parameters = layout.fixed + layout.per_feature * slopes_of(*form) + balance_points_of(*form);
        let errors =
            errors.filter(|errors| errors.iter().all(|error| error.is_finite()) && parameters < days)?;
        Some(Candidate { shape, form: *form, parameters, errors })
    };
    forms.iter().filter_map(judge).collect()
}

/// Sum of squares around the mean.
fn squares(samples: &[Sample]) -> f64 {
    let mean = samples.iter().map(|sample| sample.used).sum::<f64>() / samples.len().max(1) as f64;
    samples.iter().map(|sample| (sample.used - mean).powi(2)).sum()
}

const fn slopes_of(form: Form) -> usize {
    match form {
        Form::Mean => 0,
        Form::Line | Form::Heating | Form::Cooling => 1,
        Form::Bent | Form::HeatingAndCooling => 2,
    }
}

const fn balance_points_of(form: Form) -> usize {
    match form {
        Form::Mean | Form::Line => 0,
        Form::Heating | Form::Cooling | Form::Bent => 1,
        Form::HeatingAndCooling => 2,
    }
}
