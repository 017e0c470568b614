//! Sums of products per fold of the cross-validation, from which every candidate model is judged.
//!
//! A fold is a set of contiguous blocks of days. All candidates are made of the same columns (levels of the seven
//! weekdays, hinges on a grid of balance points, …), so their products are summed once; a candidate's training
//! and test errors follow from small matrices, without visiting the days again.

use nalgebra::DMatrix;

use super::calendar::Calendar;
use super::term::Term;
use chrono::NaiveDate;

/// How many folds.
pub const FOLDS: usize = 10;

/// A day the model learns from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Local date.
    pub date: NaiveDate,
    /// 0 for Monday to 6 for Sunday and red days.
    pub weekday: usize,
    /// Mean outdoor temperature, °C.
    pub temp_c: f64,
    /// Use.
    pub used: f64,
}

/// Products of all columns, the last being the use, over all days and per fold.
pub struct Products {
    /// Over all days.
    pub total: DMatrix<f64>,
    /// Over the days of each fold.
    pub of_fold: Vec<DMatrix<f64>>,
}

impl Products {
    /// Sum the products of `terms` and the use over `samples`, in blocks of `block_days` dealt to folds in turn.
    pub fn new(samples: &[Sample], calendar: &Calendar, terms: &[Term], block_days: i64) -> Self {
        let start = samples.first().map_or(NaiveDate::MIN, |sample| sample.date);
        let fold_of = |sample: &Sample| {
            usize::try_from((sample.date - start).num_days() / block_days.max(1)).unwrap_or(0) % FOLDS
        };
        let of_fold: Vec<DMatrix<f64>> = (0..FOLDS)
            .map(|fold| {
                let inside: Vec<Sample> =
                    samples.iter().filter(|sample| fold_of(sample) == fold).copied().collect();
                products(&inside, calendar, terms)
            })
            .collect();
        let width = terms.len() + 1;
        let total = of_fold.iter().fold(DMatrix::zeros(width, width), |sum, fold| sum + fold);
        Self { total, of_fold }
    }

    /// Sum the products over all samples, without folds.
    pub fn of_all(samples: &[Sample], calendar: &Calendar, terms: &[Term]) -> Self {
        Self { total: products(samples, calendar, terms), of_fold: Vec::new() }
    }
}

fn products(samples: &[Sample], calendar: &Calendar, terms: &[Term]) -> DMatrix<f64> {
    let rows = DMatrix::from_fn(samples.len(), terms.len() + 1, |row, column| {
        let sample = samples[row];
        let value = |term: &Term| term.value(calendar, sample.date, sample.weekday, sample.temp_c);
        terms.get(column).map_or(sample.used, value)
    });
    rows.transpose() * &rows
}

/// Products of sums of columns: `groups[i]` lists the columns that make new column `i`.
pub fn merge(products: &DMatrix<f64>, groups: &[Vec<usize>]) -> DMatrix<f64> {
    let mut half = DMatrix::zeros(products.nrows(), groups.len());
    for (mut sum, group) in half.column_iter_mut().zip(groups) {
        for column in group {
            sum += products.column(*column);
        }
    }
    let mut merged = DMatrix::zeros(groups.len(), groups.len());
    for (mut sums, column) in merged.column_iter_mut().zip(half.column_iter()) {
        for (sum, group) in sums.iter_mut().zip(groups) {
            *sum = group.iter().map(|row| column[*row]).sum();
        }
    }
    merged
}
