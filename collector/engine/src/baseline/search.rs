//! Which model: day types, dependence on temperature, and own slopes at weekends are chosen by blocked
//! cross-validation; balance points by the squared error, on a grid and then refined.
//!
//! In every fold the balance points are searched anew on the training days, so that the error of the held-out
//! days is the error of the whole procedure. A richer candidate must earn each further parameter.

use nalgebra::{DMatrix, DVector};

use super::FitOptions;
use super::calendar::Calendar;
use super::choice::{DayTypes, Form};
use super::folds::{Products, Sample, merge};
use super::least_squares;
use super::reduced::{Layout, Reduced};
use super::term::{Term, Weekdays};

/// Days per contiguous block of the cross-validation.
const BLOCK_DAYS: i64 = 14;
/// At most this many balance points on the grid.
const GRID: usize = 24;
/// Days that must lie on each side of a balance point.
const DAYS_BESIDE: usize = 20;
/// Relative fall of the cross-validated squared error that each further parameter must bring.
const PRICE: f64 = 0.004;

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

/// A candidate apart from its form.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shape {
    day_types: DayTypes,
    own_slopes: bool,
}

/// A shape with a form and its price.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    shape: Shape,
    form: Form,
    error: f64,
    score: f64,
}

/// The columns all candidates are made of.
struct Atoms {
    terms: Vec<Term>,
    modes: Vec<usize>,
    line: [usize; 2],
    heating: Vec<[usize; 2]>,
    cooling: Vec<[usize; 2]>,
    balance_points: Vec<f64>,
}

/// Choose the model for `samples`.
pub fn choose(samples: &[Sample], options: &FitOptions) -> Option<Choice> {
    let atoms = Atoms::new(samples, &options.calendar);
    let products = Products::new(samples, &options.calendar, &atoms.terms, BLOCK_DAYS);
    let forms = options.model.forms();
    let judge = |shape: Shape| best_form(&atoms, &products, shape, forms, samples.len());
    let shapes = DayTypes::ALL.map(|day_types| Shape { day_types, own_slopes: false });
    let mut best = shapes.into_iter().filter_map(judge).min_by(|a, b| a.score.total_cmp(&b.score))?;
    if best.shape.day_types != DayTypes::AllAlike {
        let richer = judge(Shape { own_slopes: true, ..best.shape });
        best = richer.filter(|richer| richer.score < best.score).unwrap_or(best);
    }
    let terms = place(&atoms, &products, best, samples, &options.calendar)?;
    Some(Choice {
        form: best.form,
        day_types: best.shape.day_types,
        terms,
        held_out_variance: best.error / samples.len() as f64,
    })
}

impl Atoms {
    fn new(samples: &[Sample], calendar: &Calendar) -> Self {
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
        let balance_points = grid(samples);
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

    fn layout(&self, shape: Shape) -> Layout {
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
    fn feature_sets(&self, form: Form) -> Vec<Vec<usize>> {
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
}

/// Balance points to try: evenly over the temperatures that leave enough days on both sides.
fn grid(samples: &[Sample]) -> Vec<f64> {
    let mut temperatures: Vec<f64> = samples.iter().map(|sample| sample.temp_c).collect();
    temperatures.sort_by(f64::total_cmp);
    let Some(last) = temperatures.len().checked_sub(1 + DAYS_BESIDE) else { return Vec::new() };
    if last <= DAYS_BESIDE {
        return Vec::new();
    }
    let (low, high) = (temperatures[DAYS_BESIDE], temperatures[last]);
    let step = ((high - low) / (GRID - 1) as f64).max(0.75);
    (0..GRID).map(|i| low + step * i as f64).take_while(|at| *at <= high).collect()
}

/// The form with the lowest priced error over the held-out days.
fn best_form(
    atoms: &Atoms,
    products: &Products,
    shape: Shape,
    forms: &[Form],
    days: usize,
) -> Option<Candidate> {
    let layout = atoms.layout(shape);
    let total = merge(&products.total, &layout.groups);
    let feature_sets: Vec<Vec<Vec<usize>>> = forms.iter().map(|form| atoms.feature_sets(*form)).collect();
    let mut errors = vec![0.0; forms.len()];
    for fold in &products.of_fold {
        let test = merge(fold, &layout.groups);
        let training = &total - &test;
        let reduced = Reduced::new(&training, &layout)?;
        for ((form, sets), error) in forms.iter().zip(&feature_sets).zip(&mut errors) {
            *error += reduced.best(*form, sets).map_or(f64::INFINITY, |fit| reduced.error_on(&fit, &test));
        }
    }
    let parameters =
        |form: Form| layout.fixed + layout.per_feature * slopes_of(form) + balance_points_of(form);
    let free = |form: Form| parameters(form) < days;
    forms
        .iter()
        .zip(&errors)
        .filter(|(form, error)| error.is_finite() && free(**form))
        .map(|(form, error)| {
            let score = error.max(f64::MIN_POSITIVE) * (1.0 + PRICE * parameters(*form) as f64);
            Candidate { shape, form: *form, error: *error, score }
        })
        .min_by(|a, b| a.score.total_cmp(&b.score))
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

/// The terms of the chosen candidate on all days, with refined balance points.
fn place(
    atoms: &Atoms,
    products: &Products,
    chosen: Candidate,
    samples: &[Sample],
    calendar: &Calendar,
) -> Option<Vec<Term>> {
    let layout = atoms.layout(chosen.shape);
    let reduced = Reduced::new(&merge(&products.total, &layout.groups), &layout)?;
    let features = reduced.best(chosen.form, &atoms.feature_sets(chosen.form))?.features;
    let points = atoms.balance_points.len();
    let start: Vec<f64> = match chosen.form {
        Form::Mean | Form::Line => Vec::new(),
        Form::Bent => vec![atoms.balance_points[features[0] - 1]],
        _ => features.iter().map(|feature| atoms.balance_points[(feature - 1) % points]).collect(),
    };
    let terms = |at: &[f64]| atoms.terms_of(chosen, at);
    let refined = refine(start, atoms, |at| squared_error(&terms(at), samples, calendar));
    Some(terms(&refined))
}

impl Atoms {
    /// The terms of a candidate with the given balance points.
    fn terms_of(&self, chosen: Candidate, balance_points: &[f64]) -> Vec<Term> {
        let shape = chosen.shape;
        let mut terms: Vec<Term> =
            shape.day_types.groups().into_iter().map(|days| Term::Level { days }).collect();
        terms.extend(self.modes.iter().map(|column| self.terms[*column]));
        let classes: &[Weekdays] =
            if shape.own_slopes { &[Weekdays::WORKDAYS, Weekdays::WEEKEND] } else { &[Weekdays::ALL] };
        let mut slope =
            |term: &dyn Fn(Weekdays) -> Term| terms.extend(classes.iter().map(|days| term(*days)));
        let heating = |at: f64| move |days| Term::Heating { balance_point_c: at, days };
        let cooling = |at: f64| move |days| Term::Cooling { balance_point_c: at, days };
        match (chosen.form, balance_points) {
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

/// Move balance points by halved steps while the squared error falls.
fn refine(start: Vec<f64>, atoms: &Atoms, error: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let (Some(low), Some(high)) = (atoms.balance_points.first(), atoms.balance_points.last()) else {
        return start;
    };
    let mut best = start;
    let mut best_error = error(&best);
    let mut step = 0.5;
    while step > 0.02 {
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

fn squared_error(terms: &[Term], samples: &[Sample], calendar: &Calendar) -> f64 {
    let rows = rows(terms, samples, calendar);
    let used = DVector::from_iterator(samples.len(), samples.iter().map(|sample| sample.used));
    least_squares::solve(&rows, &used).map_or(f64::INFINITY, |solution| {
        let fitted = rows.select_columns(&solution.kept) * DVector::from_vec(solution.coefficients);
        (used - fitted).norm_squared()
    })
}

/// The value of every term on every day.
pub fn rows(terms: &[Term], samples: &[Sample], calendar: &Calendar) -> DMatrix<f64> {
    DMatrix::from_fn(samples.len(), terms.len(), |row, column| {
        let sample = samples[row];
        terms[column].value(calendar, sample.date, sample.weekday, sample.temp_c)
    })
}
