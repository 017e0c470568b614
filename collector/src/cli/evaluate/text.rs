//! The same for people.

use engine::baseline::Severity;
use engine::evaluate::{Evaluation, PeriodDays};

/// A page of text.
pub fn text(evaluation: &Evaluation) -> String {
    let mut lines = vec![period("baseline", evaluation.baseline)];
    if let Some((model, explanation)) = &evaluation.model {
        let goodness = model.goodness;
        lines.push(format!("  model {}: {}", explanation.name, explanation.sentence));
        lines.push(format!(
            "  CV(RMSE) {:.1} %, on held-out days {:.1} %; NMBE {:.3} %; R² {:.2}",
            100.0 * goodness.cv_rmse,
            100.0 * goodness.cv_rmse_held_out,
            (100_000.0 * goodness.nmbe).round() / 1000.0 + 0.0,
            goodness.r_squared
        ));
    }
    lines.push(period("reporting", evaluation.reporting));
    match &evaluation.saving {
        Some(saving) => {
            let percent =
                saving.avoided_percent.map(|percent| format!(" = {percent:.1} %")).unwrap_or_default();
            let interval = saving.interval;
            lines.push(format!("  used     {:>14} kWh", grouped(saving.actual_kwh)));
            lines.push(format!("  expected {:>14} kWh", grouped(saving.adjusted_baseline_kwh)));
            lines.push(format!("  avoided  {:>14} kWh{percent}", grouped(saving.avoided_kwh)));
            lines.push(format!(
                "  with {:.0} % confidence between {} and {} kWh (between {} and {} if the building did not drift)",
                100.0 * interval.confidence,
                grouped(interval.low_kwh),
                grouped(interval.high_kwh),
                grouped(saving.model_only.low_kwh),
                grouped(saving.model_only.high_kwh)
            ));
        }
        None => lines.push("  insufficient data: no saving can be given".to_owned()),
    }
    for finding in &evaluation.findings {
        let word = match finding.severity {
            Severity::Disqualifying => "disqualifying",
            Severity::Warning => "warning",
        };
        lines.push(format!("{word}: {} [{}]", finding.text, finding.code));
    }
    lines.push(format!("method {}", evaluation.method_version));
    lines.join("\n") + "\n"
}

fn period(name: &str, days: PeriodDays) -> String {
    let PeriodDays { period, valid, .. } = days;
    format!("{name} {}..{}: {valid} of {} days", period.from, period.to, period.days())
}

/// Whole kWh in groups of three.
fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = if first > 0 { vec![&digits[..first]] } else { vec![] };
    groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    let sign = if value < 0.0 && digits != "0" { "-" } else { "" };
    format!("{sign}{}", groups.join(" "))
}
