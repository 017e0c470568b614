//! Ordinary least squares on normal equations.
//!
//! Columns are scaled to length one, a column that the earlier ones already explain is left out, and one step of
//! refinement brings the residual sum of every level to zero within rounding.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// A column that keeps less than this share of its squared length beside the earlier ones says nothing new.
const LEAST_NEWS: f64 = 1e-9;

/// A solved regression.
pub struct Solution {
    /// Indices of the columns that were used, in order.
    pub kept: Vec<usize>,
    /// One coefficient per kept column.
    pub coefficients: Vec<f64>,
}

/// Coefficients that minimise the squared error; none when there is no usable column or the numbers overflow.
pub fn solve(columns: &DMatrix<f64>, observed: &DVector<f64>) -> Option<Solution> {
    let kept = independent(&columns.tr_mul(columns));
    let used = columns.select_columns(&kept);
    let lengths = lengths(&used);
    let scaled = scale(&used, &lengths);
    let factor = Cholesky::new(scaled.tr_mul(&scaled))?;
    let mut solution = factor.solve(&scaled.tr_mul(observed));
    let rest = observed - &scaled * &solution;
    solution += factor.solve(&scaled.tr_mul(&rest));
    let coefficients: Vec<f64> =
        solution.iter().zip(&lengths).map(|(value, length)| value / length).collect();
    let usable = !kept.is_empty() && coefficients.iter().all(|value| value.is_finite());
    usable.then_some(Solution { kept, coefficients })
}

/// (JᵀJ)⁻¹ of the gradient rows; a direction that the data do not show gets no variance of its own.
pub fn inverse_normal(gradient: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let normal = gradient.tr_mul(gradient);
    let kept = independent(&normal);
    let used = gradient.select_columns(&kept);
    let lengths = lengths(&used);
    let scaled = scale(&used, &lengths);
    let inverse = Cholesky::<f64, Dyn>::new(scaled.tr_mul(&scaled))?.inverse();
    let mut full = DMatrix::zeros(normal.nrows(), normal.nrows());
    for (i, row) in kept.iter().enumerate() {
        for (j, column) in kept.iter().enumerate() {
            full[(*row, *column)] = inverse[(i, j)] / (lengths[i] * lengths[j]);
        }
    }
    Some(full)
}

/// The columns that carry something new, by a Cholesky decomposition that passes over the others.
fn independent(normal: &DMatrix<f64>) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    let mut factor: Vec<Vec<f64>> = Vec::new();
    for column in 0..normal.nrows() {
        let mut row: Vec<f64> = Vec::with_capacity(kept.len() + 1);
        for (i, other) in kept.iter().enumerate() {
            let known: f64 = row.iter().zip(&factor[i]).map(|(a, b)| a * b).sum();
            row.push((normal[(column, *other)] - known) / factor[i][i]);
        }
        let news = normal[(column, column)] - row.iter().map(|value| value * value).sum::<f64>();
        if news > LEAST_NEWS * normal[(column, column)] && news.is_finite() {
            row.push(news.sqrt());
            factor.push(row);
            kept.push(column);
        }
    }
    kept
}

fn lengths(columns: &DMatrix<f64>) -> Vec<f64> {
    columns.column_iter().map(|column| column.norm()).collect()
}

fn scale(columns: &DMatrix<f64>, lengths: &[f64]) -> DMatrix<f64> {
    DMatrix::from_fn(columns.nrows(), columns.ncols(), |row, column| columns[(row, column)] / lengths[column])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_recovered_and_repeated_columns_are_passed_over() {
        let columns = DMatrix::from_fn(10, 4, |row, column| match column {
            0 | 2 => 1.0,
            1 => row as f64,
            _ => 0.0,
        });
        let observed = DVector::from_fn(10, |row, _| 3.0 + 2.0 * row as f64);
        let solution = solve(&columns, &observed).unwrap();
        assert_eq!(solution.kept, [0, 1]);
        assert!((solution.coefficients[0] - 3.0).abs() < 1e-12);
        assert!((solution.coefficients[1] - 2.0).abs() < 1e-12);
        let inverse = inverse_normal(&columns).unwrap();
        assert!(inverse[(2, 2)].abs() < 1e-300 && (inverse[(0, 0)] - 0.345_454_545).abs() < 1e-6);
    }

    #[test]
    fn nothing_to_solve_is_not_a_panic() {
        assert!(solve(&DMatrix::zeros(5, 2), &DVector::zeros(5)).is_none());
        assert!(solve(&DMatrix::zeros(0, 0), &DVector::zeros(0)).is_none());
    }
}
