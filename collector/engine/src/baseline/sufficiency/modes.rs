//! Operating modes that the baseline never saw.

use super::super::{Day, Finding, FittedModel, Term};
use super::warning;

/// Modes that hold on days of the reporting period and have no level in the model.
pub fn unseen(model: &FittedModel, days: &[Day]) -> Vec<Finding> {
    let known = |index: usize| {
        model.terms.iter().any(|term| matches!(term, Term::Mode { index: fitted, .. } if *fitted == index))
    };
    (0..model.calendar.modes.len())
        .filter(|index| !known(*index))
        .filter_map(|index| {
            let count = days
                .iter()
                .filter(|day| day.complete().is_some() && model.calendar.in_mode(index, day.date))
                .count();
            (count > 0).then(|| {
                warning(
                    "reporting.unseen_mode",
                    format!(
                        "the operating mode `{}` holds on {count} days and on none of the baseline: the model treats \
                         them as ordinary days; choose a baseline in which it occurs",
                        model.calendar.modes[index].name
                    ),
                    vec![("days", count as f64)],
                )
            })
        })
        .collect()
}
