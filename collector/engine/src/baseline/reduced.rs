//! A candidate's regression on sums of products: first the columns every form has, then the features of
//! temperature on what is left. Thousands of balance points are tried this way for the price of one regression.

use nalgebra::{Cholesky, DMatrix, Dyn};

use super::choice::Form;

/// A feature that keeps less than this share of its squares beside the fixed columns says nothing.
const LEAST_NEWS: f64 = 1e-7;

/// How the merged columns are ordered: fixed ones, then features of `per_feature` columns each, then the use.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Which atomic columns make each merged one.
    pub groups: Vec<Vec<usize>>,
    /// How many columns every form has.
    pub fixed: usize,
    /// One column per feature, or one for workdays and one for weekends.
    pub per_feature: usize,
}

/// Products of features and use after the fixed columns have explained what they can.
pub struct Reduced {
    rest: DMatrix<f64>,
    squares_before: Vec<f64>,
    factor: Cholesky<f64, Dyn>,
    cross: DMatrix<f64>,
    per_feature: usize,
}

/// Features with their slopes.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The features.
    pub features: Vec<usize>,
    /// Their squared error.
    pub error: f64,
    columns: Columns,
    slopes: [f64; MOST_COLUMNS],
}

/// Two features, each apart for workdays and weekends, are the most any form has.
const MOST_COLUMNS: usize = 4;

/// The columns of a few features, without a heap allocation for each of the thousands that are tried.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Columns {
    at: [usize; MOST_COLUMNS],
    count: usize,
}

impl Columns {
    fn of(features: &[usize], per_feature: usize) -> Self {
        let mut columns = Self { at: [0; MOST_COLUMNS], count: 0 };
        let all =
            features.iter().flat_map(|feature| (0..per_feature).map(move |i| feature * per_feature + i));
        for (slot, column) in columns.at.iter_mut().zip(all) {
            *slot = column;
            columns.count += 1;
        }
        columns
    }

    fn get(&self) -> &[usize] {
        &self.at[..self.count]
    }
}

impl Reduced {
    /// Explain what can be explained by the fixed columns.
    pub fn new(products: &DMatrix<f64>, layout: &Layout) -> Option<Self> {
        let (fixed, all) = (layout.fixed, products.nrows());
        let mut normal = products.view((0, 0), (fixed, fixed)).clone_owned();
        for i in 0..fixed {
            // A mode or weekday that these days do not show gets the coefficient 0.
            normal[(i, i)] += 1e-9 * normal[(i, i)].max(1e-3);
        }
        let cross = products.view((0, fixed), (fixed, all - fixed)).clone_owned();
        let factor = Cholesky::new(normal)?;
        let explained = factor.l_dirty().solve_lower_triangular(&cross)?;
        let rest =
            products.view((fixed, fixed), (all - fixed, all - fixed)) - explained.transpose() * &explained;
        let squares_before = (fixed..all).map(|i| products[(i, i)]).collect();
        Some(Self { rest, squares_before, factor, cross, per_feature: layout.per_feature })
    }

    /// Of the sets of features, the one with the lowest squared error whose slopes have the signs `form` demands.
    pub fn best(&self, form: Form, sets: &[Vec<usize>]) -> Option<Fit> {
        let tried = sets.iter().filter_map(|set| {
            let columns = Columns::of(set, self.per_feature);
            self.fit(form, &columns).map(|(slopes, error)| (set, columns, slopes, error))
        });
        let (features, columns, slopes, error) = tried.min_by(|a, b| a.3.total_cmp(&b.3))?;
        Some(Fit { features: features.clone(), error, columns, slopes })
    }

    /// Squared error of `fit` on other days' products.
    pub fn error_on(&self, fit: &Fit, products: &DMatrix<f64>) -> f64 {
        let used = self.rest.nrows() - 1;
        let mut right = self.cross.column(used).clone_owned();
        for (column, slope) in fit.columns.get().iter().zip(&fit.slopes) {
            right.axpy(-slope, &self.cross.column(*column), 1.0);
        }
        let levels = self.factor.solve(&right);
        let fixed = levels.len();
        let weights: Vec<(usize, f64)> = levels
            .iter()
            .copied()
            .enumerate()
            .chain(fit.columns.get().iter().zip(&fit.slopes).map(|(column, slope)| (fixed + column, *slope)))
            .chain([(fixed + used, -1.0)])
            .collect();
        let product =
            |(i, a): &(usize, f64)| weights.iter().map(|(j, b)| a * b * products[(*i, *j)]).sum::<f64>();
        weights.iter().map(product).sum::<f64>().max(0.0)
    }

    fn fit(&self, form: Form, columns: &Columns) -> Option<([f64; MOST_COLUMNS], f64)> {
        let all = self.slopes(columns)?;
        let (columns, slopes) = (columns.get(), &all[..columns.count]);
        let physical = !matches!(form, Form::Heating | Form::Cooling | Form::HeatingAndCooling)
            || slopes.iter().all(|slope| *slope > 0.0);
        let used = self.rest.nrows() - 1;
        let gained: f64 =
            columns.iter().zip(slopes).map(|(column, slope)| slope * self.rest[(*column, used)]).sum();
        let error = self.rest[(used, used)] - gained;
        (physical && error.is_finite()).then_some((all, error))
    }

    /// Slopes of at most a few columns, by a Cholesky decomposition that refuses columns without news.
    fn slopes(&self, columns: &Columns) -> Option<[f64; MOST_COLUMNS]> {
        let used = self.rest.nrows() - 1;
        let columns = columns.get();
        let mut factor = [[0.0; MOST_COLUMNS]; MOST_COLUMNS];
        let mut solution = [0.0; MOST_COLUMNS];
        for (i, a) in columns.iter().enumerate() {
            for (j, b) in columns.iter().enumerate().take(i + 1) {
                let known: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
                let left = self.rest[(*a, *b)] - known;
                if i > j {
                    factor[i][j] = left / factor[j][j];
                } else if left > LEAST_NEWS * self.squares_before[*a] {
                    factor[i][i] = left.sqrt();
                } else {
                    return None;
                }
            }
            let known: f64 = (0..i).map(|k| factor[i][k] * solution[k]).sum();
            solution[i] = (self.rest[(*a, used)] - known) / factor[i][i];
        }
        for i in (0..columns.len()).rev() {
            let known: f64 = (i + 1..columns.len()).map(|k| factor[k][i] * solution[k]).sum();
            solution[i] = (solution[i] - known) / factor[i][i];
        }
        Some(solution)
    }
}
