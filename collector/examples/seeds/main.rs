//! Do the intervals hold the truth? Asked of Ärebo, or another building with a measure, in many simulated counties.
//!
//! For each seed the messages of two years go through decoding, store and analysis, and the figures of the page are
//! held against what the simulator knows. One JSON document comes out:
//!
//! ```text
//! cargo run --release -p collector --example seeds -- --seeds 200 [--first 1] [--first-day 2024-01-01]
//!     [--building arebo] [--details]
//! ```
//!
//! `held_share` should lie near the confidence, 0.90, and `mean_error_points` near 0. An error is the estimate minus the
//! truth, both in percent. `--details` prints a line for each seed on standard error.

mod arebo;
mod road;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use anyhow::{Context, Result, bail};
use arebo::{Compared, Outcome};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// What to run.
#[derive(Debug, Clone)]
struct Plan {
    building: String,
    seeds: u64,
    first: u64,
    first_day: NaiveDate,
    details: bool,
}

fn main() -> Result<()> {
    let plan = plan(std::env::args().skip(1))?;
    let mut outcomes = outcomes(&plan)?;
    outcomes.sort_by_key(|(seed, _)| *seed);
    let of = |index: usize| -> Vec<Compared> { outcomes.iter().map(|(_, outcome)| outcome[index]).collect() };
    let report = json!({
        "building": plan.building,
        "first_day": plan.first_day.to_string(),
        "seeds": [plan.first, plan.first + plan.seeds - 1],
        "confidence": road::CONFIDENCE,
        "heat": summary(&of(0)),
        "electricity": summary(&of(1)),
        "together": summary(&of(2)),
        "first_seed": outcomes.first().map(|(_, outcome)| outcome.map(shown)),
    });
    println!("{report:#}");
    Ok(())
}

/// Every seed, on all cores.
fn outcomes(plan: &Plan) -> Result<Vec<(u64, Outcome)>> {
    let next = AtomicU64::new(plan.first);
    let end = plan.first + plan.seeds;
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    let outcome = arebo::outcome(&plan.building, seed, plan.first_day)
                        .with_context(|| format!("seed {seed}"));
                    if sender.send(outcome.map(|outcome| (seed, outcome))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut found = Vec::new();
        for outcome in receiver {
            let (seed, outcome) = outcome?;
            if plan.details {
                eprintln!("{seed} {}", json!(outcome.map(shown)));
            }
            found.push((seed, outcome));
        }
        Ok(found)
    })
}

#[expect(clippy::cast_precision_loss, reason = "a count of seeds")]
fn summary(outcomes: &[Compared]) -> Value {
    let count = outcomes.len() as f64;
    let mean = |pick: &dyn Fn(&Compared) -> f64| outcomes.iter().map(pick).sum::<f64>() / count;
    let error = |one: &Compared| one.percent - one.true_percent;
    let mean_error = mean(&error);
    let variance = mean(&|one| (error(one) - mean_error).powi(2)) * count / (count - 1.0).max(1.0);
    json!({
        "held_share": mean(&|one| f64::from(u8::from(one.holds))),
        "true_percent": rounded(mean(&|one| one.true_percent)),
        "mean_percent": rounded(mean(&|one| one.percent)),
        "mean_error_points": rounded(mean_error),
        "sd_error_points": rounded(variance.sqrt()),
        "mean_half_width_points": rounded(mean(&|one| one.half_width)),
    })
}

fn shown(one: Compared) -> Value {
    let Compared { percent, true_percent, half_width, holds } = one;
    let (percent, true_percent, half_width) = (rounded(percent), rounded(true_percent), rounded(half_width));
    json!({"percent": percent, "true_percent": true_percent, "half_width": half_width, "holds": holds})
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn plan(mut arguments: impl Iterator<Item = String>) -> Result<Plan> {
    let first_day = NaiveDate::from_ymd_opt(2024, 1, 1).context("a date")?;
    let mut plan =
        Plan { building: arebo::AREBO.to_owned(), seeds: 200, first: 1, first_day, details: false };
    while let Some(name) = arguments.next() {
        if name == "--details" {
            plan.details = true;
            continue;
        }
        let Some(text) = arguments.next() else { bail!("{name} needs a value") };
        match name.as_str() {
            "--seeds" => plan.seeds = text.parse().context("--seeds needs a number")?,
            "--first" => plan.first = text.parse().context("--first needs a number")?,
            "--building" => plan.building = text,
            "--first-day" => {
                plan.first_day = text.parse().context("--first-day needs a date like 2024-01-01")?;
            }
            _ => bail!(
                "unknown argument {name}; known are --seeds, --first, --first-day, --building and --details"
            ),
        }
    }
    if plan.seeds == 0 {
        bail!("--seeds needs a number above 0");
    }
    Ok(plan)
}
