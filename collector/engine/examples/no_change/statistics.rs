//! One result per baseline and reporting year, and what they say together.

use std::fmt;

use engine::baseline::FittedModel;
use engine::savings::{Band, Saving};

use super::Building;

/// A baseline year with a later year in which nothing was done.
pub struct Pair {
    building: String,
    meter: String,
    electric: bool,
    base: i32,
    later: i32,
    model: String,
    held_out_cv: f64,
    cv: f64,
    error: f64,
    full: f64,
    model_only: f64,
    in_band: f64,
}

impl Pair {
    pub fn new(
        building: &Building,
        base: i32,
        later: i32,
        model: &FittedModel,
        saving: &Saving,
        bands: &[Band],
    ) -> Self {
        let mean = saving.actual_kwh / saving.days as f64;
        let squares: f64 = bands.iter().map(|day| (day.expected_kwh - day.actual_kwh).powi(2)).sum();
        let inside =
            bands.iter().filter(|day| (day.low_kwh..=day.high_kwh).contains(&day.actual_kwh)).count();
        let half = |bound: f64| (bound - saving.avoided_kwh) / saving.adjusted_baseline_kwh;
        Self {
            building: building.name.clone(),
            meter: building.meter.clone(),
            electric: super::is_electric(building.carrier),
            base,
            later,
            model: format!("{} {:?} {} terms", model.form, model.day_types, model.terms.len()),
            held_out_cv: model.goodness.cv_rmse_held_out,
            cv: (squares / bands.len() as f64).sqrt() / mean,
            error: saving.avoided_kwh / saving.adjusted_baseline_kwh,
            full: half(saving.interval.high_kwh),
            model_only: half(saving.model_only.high_kwh),
            in_band: inside as f64 / bands.len() as f64,
        }
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { building, meter, base, later, model, held_out_cv, cv, .. } = self;
        write!(f, "{building}, {meter}, {base}, {later}, {model}, {held_out_cv:.3}, {cv:.3}, ")?;
        write!(f, "{:.1}, {:.1}, {:.1}", 100.0 * self.error, 100.0 * self.full, 100.0 * self.model_only)
    }
}

/// Medians and coverage by carrier and distance.
pub fn summarise(pairs: &[Pair]) {
    println!(
        "carrier      later  pairs  CV median  |error| median  p90   mean error  covered  model only  U median  U model  days in band"
    );
    for electric in [true, false] {
        for later in 1..=6 {
            let chosen: Vec<&Pair> =
                pairs.iter().filter(|pair| pair.electric == electric && pair.later == later).collect();
            if !chosen.is_empty() {
                println!(
                    "{:<12} {later:>5}  {}",
                    if electric { "electricity" } else { "heat, gas" },
                    row(&chosen)
                );
            }
        }
    }
}

fn row(pairs: &[&Pair]) -> String {
    let count = pairs.len() as f64;
    let sorted = |pick: fn(&Pair) -> f64| {
        let mut values: Vec<f64> = pairs.iter().map(|pair| pick(pair)).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let at = |values: &[f64], share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    let share = |held: fn(&Pair) -> bool| pairs.iter().filter(|pair| held(pair)).count() as f64 / count;
    let errors = sorted(|pair| pair.error.abs());
    let mean = pairs.iter().map(|pair| pair.error).sum::<f64>() / count;
    format!(
        "{:>5}  {:>9.3}  {:>13.1}%  {:>4.1}%  {:>9.1}%  {:>6.0}%  {:>9.0}%  {:>7.1}%  {:>6.1}%  {:>10.0}%",
        pairs.len(),
        at(&sorted(|pair| pair.cv), 0.5),
        100.0 * at(&errors, 0.5),
        100.0 * at(&errors, 0.9),
        100.0 * mean,
        100.0 * share(|pair| pair.error.abs() <= pair.full),
        100.0 * share(|pair| pair.error.abs() <= pair.model_only),
        100.0 * at(&sorted(|pair| pair.full), 0.5),
        100.0 * at(&sorted(|pair| pair.model_only), 0.5),
        100.0 * at(&sorted(|pair| pair.in_band), 0.5),
    )
}
