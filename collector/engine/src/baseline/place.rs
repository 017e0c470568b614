//! Where the balance points lie: the best of the grid on all days, then refined by halved steps.

use nalgebra::DMatrix;

use super::atoms::{Atoms, Shape};
use super::calendar::Calendar;
use super::choice::Form;
use super::folds::{Products, Sample, merge};
use super::reduced::{Layout, Reduced};
use super::term::Term;

/// First step of the refinement, kelvin.
const FIRST_STEP_K: f64 = 0.5;
/// It ends when steps get smaller than this, kelvin.
const FINEST_STEP_K: f64 = 0.02;

/// The terms of the chosen candidate on all days, with refined balance points.
pub fn place(
    atoms: &Atoms,
    products: &Products,
    (shape, form): (Shape, Form),
    samples: &[Sample],
    calendar: &Calendar,
) -> Option<Vec<Term>> {
    let layout = atoms.layout(shape);
    let reduced = Reduced::new(&merge(&products.total, &layout.groups), &layout)?;
    let features = reduced.best(form, &atoms.feature_sets(form))?.features;
    let points = atoms.balance_points.len();
    let start: Vec<f64> = match form {
        Form::Mean | Form::Line => Vec::new(),
        Form::Bent => vec![atoms.balance_points[features[0] - 1]],
        _ => features.iter().map(|feature| atoms.balance_points[(feature - 1) % points]).collect(),
    };
    let terms = |at: &[f64]| atoms.terms_of(shape, form, at);
    let refined = refine(start, atoms, |at| squared_error(&terms(at), form, samples, calendar));
    Some(terms(&refined))
}

/// Move balance points by halved steps while the squared error falls.
fn refine(start: Vec<f64>, atoms: &Atoms, error: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let (Some(low), Some(high)) = (atoms.balance_points.first(), atoms.balance_points.last()) else {
        return start;
    };
    let mut best = start;
    let mut best_error = error(&best);
    let mut step = FIRST_STEP_K;
    while step > FINEST_STEP_K {
        let mut moved = false;
        for (i, sign) in (0..best.len()).flat_map(|i| [(i, -1.0), (i, 1.0)]) {
            let mut next = best.clone();
            next[i] = (next[i] + sign * step).clamp(*low, *high);
            let next_error = if next.is_sorted() { error(&next) } else { f64::INFINITY };
            if next_error < best_error {
                (best, best_error, moved) = (next, next_error, true);
            }
        }
        if !moved {
            step /= 2.0;
        }
    }
    best
}

/// Squared error of the terms, levels and modes first; infinite where the slopes have signs that `form` forbids.
fn squared_error(terms: &[Term], form: Form, samples: &[Sample], calendar: &Calendar) -> f64 {
    let fixed =
        terms.iter().take_while(|term| matches!(term, Term::Level { .. } | Term::Mode { .. })).count();
    let mut rows = rows(terms, samples, calendar).insert_column(terms.len(), 0.0);
    for (row, sample) in samples.iter().enumerate() {
        rows[(row, terms.len())] = sample.used;
    }
    let layout = Layout { groups: Vec::new(), fixed, per_feature: 1 };
    let slopes: Vec<usize> = (0..terms.len() - fixed).collect();
    let reduced = Reduced::new(&rows.tr_mul(&rows), &layout);
    reduced.and_then(|reduced| reduced.best(form, &[slopes])).map_or(f64::INFINITY, |fit| fit.error)
}

/// The value of every term on every day.
pub fn rows(terms: &[Term], samples: &[Sample], calendar: &Calendar) -> DMatrix<f64> {
    DMatrix::from_fn(samples.len(), terms.len(), |row, column| {
        let sample = samples[row];
        terms[column].value(calendar, sample.date, sample.weekday, sample.temp_c)
    })
}
