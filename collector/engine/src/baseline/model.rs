//! A fitted daily model: the one document the engine defines.
//!
//! [`FittedModel`] is all that is needed to expect use on any date in any weather, to say how uncertain that is
//! and to explain it. It is written with serde; `schema` is raised when its shape changes, and a stored document
//! of another schema must be fitted anew.

use chrono::NaiveDate;
use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, NaiveDateText};
use super::choice::{DayTypes, Form};
use super::folds::Sample;
use super::residuals::ResidualError;
use super::term::{Term, Weekdays};
use super::{Day, FitOptions, METHOD_VERSION, UseUnit, least_squares, place, search};
use crate::domain::DateRange;

/// A fitted daily model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedModel {
    /// Shape of this document; [`FittedModel::SCHEMA`] when written by this version.
    pub schema: u32,
    /// Method that fitted it.
    pub method_version: String,
    /// First local date of the baseline period.
    pub from: NaiveDateText,
    /// The local date after the last.
    pub to: NaiveDateText,
    /// Valid days it was fitted on.
    pub days_used: usize,
    /// `days_used` as a share of the period's days.
    pub coverage: f64,
    /// Share of the use it was fitted on that rests on filled values.
    pub filled_share: f64,
    /// What use is counted in.
    pub unit: UseUnit,
    /// Dependence on temperature.
    pub form: Form,
    /// Which weekdays belong together.
    pub day_types: DayTypes,
    /// Red days and operating modes.
    pub calendar: Calendar,
    /// Of every mode of the calendar, how many of the days it was fitted on: on workdays, and at weekends.
    #[serde(default)]
    pub mode_days: Vec<[usize; 2]>,
    /// The terms of the sum.
    pub terms: Vec<Term>,
    /// One coefficient per term, unit per day (and per kelvin).
    pub coefficients: Vec<f64>,
    /// Share of the fitted days that fell on each weekday, Monday first.
    pub weekday_shares: [f64; 7],
    /// Temperatures it has seen.
    pub temperatures: TemperatureRange,
    /// How well it fits its own period.
    pub goodness: Goodness,
    /// Size and persistence of its errors.
    pub residual: ResidualError,
    /// Covariance of coefficients and balance points, row by row, in the order of [`FittedModel::gradient_row`].
    pub covariance: Vec<f64>,
}

/// Daily mean temperatures of the days a model was fitted on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TemperatureRange {
    /// Coldest day, °C.
    pub low_c: f64,
    /// Warmest day, °C.
    pub high_c: f64,
}

/// How well a model fits its own period; computed from its own predictions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Goodness {
    /// Mean use per day.
    pub mean: f64,
    /// sqrt(SSE / (n − p)) / mean, a fraction; p counts balance points.
    pub cv_rmse: f64,
    /// Σ(predicted − observed) / Σ observed, a fraction.
    pub nmbe: f64,
    /// 1 − SSE / Σ(observed − mean)², a fraction; 0 when nothing varies.
    pub r_squared: f64,
    /// Like `cv_rmse`, of days held out of the fit.
    pub cv_rmse_held_out: f64,
}

/// Fit the best model allowed by `options` to the complete days.
pub fn learn(days: &[Day], period: DateRange, options: &FitOptions) -> Option<FittedModel> {
    let calendar = &options.calendar;
    let samples: Vec<Sample> = days
        .iter()
        .filter_map(|day| {
            let (used, temp_c) = day.complete()?;
            Some(Sample { date: day.date, weekday: calendar.weekday(day.date), temp_c, used })
        })
        .collect();
    let choice = search::choose(&samples, options)?;
    let rows = place::rows(&choice.terms, &samples, calendar);
    let observed = DVector::from_iterator(samples.len(), samples.iter().map(|sample| sample.used));
    let solution = least_squares::solve(&rows, &observed)?;
    let fitted = rows.select_columns(&solution.kept) * DVector::from_column_slice(&solution.coefficients);
    let errors: Vec<(NaiveDate, f64)> = samples
        .iter()
        .zip((&observed - &fitted).iter())
        .map(|(sample, error)| (sample.date, *error))
        .collect();
    let mut model = FittedModel {
        schema: FittedModel::SCHEMA,
        method_version: METHOD_VERSION.to_owned(),
        from: period.from.into(),
        to: period.to.into(),
        days_used: samples.len(),
        coverage: samples.len() as f64 / period.days().max(1) as f64,
        filled_share: super::filled_share(days),
        unit: options.unit,
        form: choice.form,
        day_types: choice.day_types,
        calendar: calendar.clone(),
        mode_days: mode_days(&samples, calendar),
        terms: solution.kept.iter().map(|kept| choice.terms[*kept]).collect(),
        coefficients: solution.coefficients,
        weekday_shares: weekday_shares(&samples),
        temperatures: TemperatureRange::of(&samples),
        goodness: Goodness::default(),
        residual: ResidualError::of(&errors, 0, 1),
        covariance: Vec::new(),
    };
    let taken = if choice.form == Form::Mean { 1 } else { 2 };
    model.residual = ResidualError::of(&errors, model.parameters(), taken);
    model.goodness = Goodness::of(&observed, &fitted, model.parameters(), choice.held_out_variance);
    model.covariance = model.covariance_on(&samples)?;
    model.is_finite().then_some(model)
}

impl FittedModel {
    /// The shape of the document this version writes.
    pub const SCHEMA: u32 = 1;

    /// Days of a mode, workdays or weekends, below which they are no level to rely on.
    pub const LEAST_DAYS_OF_MODE: usize = 5;

    /// The baseline period.
    #[must_use]
    pub fn period(&self) -> DateRange {
        DateRange { from: self.from.0, to: self.to.0 }
    }

    /// Whether it has learned what such a date is like: of every operating mode that holds on it, enough days were
    /// among those it was fitted on, workdays and weekends apart.
    #[must_use]
    pub fn knows(&self, date: NaiveDate) -> bool {
        let class = class_of(self.calendar.weekday(date));
        let holds = (0..self.calendar.modes.len()).filter(|index| self.calendar.in_mode(*index, date));
        let fitted = |index: usize| self.mode_days.get(index).map_or(0, |days| days[class]);
        holds.map(fitted).all(|days| days >= Self::LEAST_DAYS_OF_MODE)
    }

    /// Expected use on a local date with this daily mean temperature. Linear beyond the temperatures seen.
    #[must_use]
    pub fn expect(&self, date: NaiveDate, temp_c: f64) -> f64 {
        self.design_row(date, temp_c)
            .iter()
            .zip(&self.coefficients)
            .map(|(value, weight)| value * weight)
            .sum()
    }

    /// The value of every term, in the order of `coefficients`.
    #[must_use]
    pub fn design_row(&self, date: NaiveDate, temp_c: f64) -> Vec<f64> {
        let weekday = self.calendar.weekday(date);
        self.terms.iter().map(|term| term.value(&self.calendar, date, weekday, temp_c)).collect()
    }

    /// How the expected use changes with every coefficient and then with every balance point: what the covariance
    /// is multiplied with. Rows of several days may be summed.
    #[must_use]
    pub fn gradient_row(&self, date: NaiveDate, temp_c: f64) -> Vec<f64> {
        let mut row = self.design_row(date, temp_c);
        let weekday = self.calendar.weekday(date);
        for balance_point in self.balance_points() {
            let moves = |(term, slope): (&Term, &f64)| slope * term.moved_by(balance_point, weekday, temp_c);
            row.push(self.terms.iter().zip(&self.coefficients).map(moves).sum());
        }
        row
    }

    /// Variance that `gradient` gets from what the fit could not know of the parameters.
    #[must_use]
    pub fn parameter_variance(&self, gradient: &[f64]) -> f64 {
        let width = gradient.len();
        let rows = self.covariance.chunks_exact(width.max(1));
        let product = |row: &[f64]| row.iter().zip(gradient).map(|(a, b)| a * b).sum::<f64>();
        rows.zip(gradient).map(|(row, weight)| weight * product(row)).sum::<f64>().max(0.0)
    }

    /// How many parameters were fitted, balance points included.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.terms.len() + self.balance_points().len()
    }

    /// The different balance points of its terms, in order of the terms, °C.
    #[must_use]
    pub fn balance_points(&self) -> Vec<f64> {
        let mut points: Vec<f64> = Vec::new();
        for point in self.terms.iter().filter_map(Term::balance_point_c) {
            if !points.iter().any(|known| known.total_cmp(&point).is_eq()) {
                points.push(point);
            }
        }
        points
    }

    /// Errors that last are not made smaller by more days, so the long-run variance takes the place of the daily.
    fn covariance_on(&self, samples: &[Sample]) -> Option<Vec<f64>> {
        let gradients: Vec<f64> =
            samples.iter().flat_map(|sample| self.gradient_row(sample.date, sample.temp_c)).collect();
        let rows = DMatrix::from_row_slice(samples.len(), self.parameters(), &gradients);
        let covariance = least_squares::inverse_normal(&rows)? * self.residual.long_run_variance;
        Some(covariance.iter().copied().collect())
    }

    fn is_finite(&self) -> bool {
        let goodness =
            [self.goodness.mean, self.goodness.cv_rmse, self.goodness.nmbe, self.goodness.r_squared];
        let residual =
            [self.residual.variance, self.residual.long_run_variance, self.goodness.cv_rmse_held_out];
        self.coefficients
            .iter()
            .chain(&self.covariance)
            .chain(&goodness)
            .chain(&residual)
            .all(|value| value.is_finite())
    }
}

impl Goodness {
    fn of(observed: &DVector<f64>, fitted: &DVector<f64>, parameters: usize, held_out_variance: f64) -> Self {
        let days = observed.len();
        let sum = observed.sum();
        let mean = sum / days as f64;
        let squared = (fitted - observed).norm_squared();
        let spread: f64 = observed.iter().map(|value| (value - mean).powi(2)).sum();
        let freedom = days.saturating_sub(parameters).max(1) as f64;
        Self {
            mean,
            cv_rmse: (squared / freedom).sqrt() / mean,
            nmbe: (fitted.sum() - sum) / sum,
            r_squared: if spread > 0.0 { 1.0 - squared / spread } else { 0.0 },
            cv_rmse_held_out: held_out_variance.sqrt() / mean,
        }
    }
}

impl Default for Goodness {
    fn default() -> Self {
        Self { mean: 0.0, cv_rmse: 0.0, nmbe: 0.0, r_squared: 0.0, cv_rmse_held_out: 0.0 }
    }
}

impl TemperatureRange {
    fn of(samples: &[Sample]) -> Self {
        let temperatures = || samples.iter().map(|sample| sample.temp_c);
        Self {
            low_c: temperatures().fold(f64::INFINITY, f64::min),
            high_c: temperatures().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// 0 for workdays, 1 for weekends and red days.
const fn class_of(weekday: usize) -> usize {
    if Weekdays::WEEKEND.contains(weekday) { 1 } else { 0 }
}

fn mode_days(samples: &[Sample], calendar: &Calendar) -> Vec<[usize; 2]> {
    let mut days = vec![[0; 2]; calendar.modes.len()];
    for sample in samples {
        for (index, days) in days.iter_mut().enumerate() {
            days[class_of(sample.weekday)] += usize::from(calendar.in_mode(index, sample.date));
        }
    }
    days
}

fn weekday_shares(samples: &[Sample]) -> [f64; 7] {
    let mut shares = [0.0; 7];
    for sample in samples {
        shares[sample.weekday] += 1.0 / samples.len() as f64;
    }
    shares
}
