//! Rules about the use itself: none, constant, negative, extreme, filled.

use super::super::{Day, Finding, filled_share};
use super::{disqualifying, warning};

/// Share of filled use from which a reader must know.
const NOTABLE_FILLED_SHARE: f64 = 0.05;

/// Nothing was used, or more was delivered than used: there is nothing to save.
pub fn no_use(days: &[Day]) -> Option<Finding> {
    let used = sorted(days);
    let sum: f64 = used.iter().sum();
    (!used.is_empty() && sum <= 0.0).then(|| {
        disqualifying(
            "baseline.no_use",
            format!(
                "the baseline's use sums to {sum:.1}: a saving needs use to save from; check that the meter is connected \
                 and counts in the right direction"
            ),
            vec![("sum", sum), ("days", used.len() as f64)],
        )
    })
}

/// Every day alike to the last digit.
pub fn constant(days: &[Day]) -> Option<Finding> {
    let used = sorted(days);
    let (low, high) = (*used.first()?, *used.last()?);
    (used.len() > 1 && low > 0.0 && high - low <= 1e-6 * high).then(|| {
        warning(
            "baseline.constant",
            format!(
                "all {} days have the same use, {high:.2}: true for a few loads, usually a sign of estimated or repeated \
                 readings; check the meter",
                used.len()
            ),
            vec![("value", high), ("days", used.len() as f64)],
        )
    })
}

/// Days of negative use.
pub fn negative(days: &[Day], code: &'static str, which: &str) -> Option<Finding> {
    let used = sorted(days);
    let count = used.iter().filter(|value| **value < 0.0).count();
    (count > 0).then(|| {
        warning(
            code,
            format!(
                "{count} days of the {which} have negative use: solar export may be netted in; measure import and export \
                 apart"
            ),
            vec![("days", count as f64), ("lowest", used.first().copied().unwrap_or_default())],
        )
    })
}

/// Days beyond median + 3 interquartile ranges (CalTRACK 2.3.6).
pub fn extreme(days: &[Day], code: &'static str, which: &str) -> Option<Finding> {
    let used = sorted(days);
    let (lower, median, upper) = (quantile(&used, 0.25)?, quantile(&used, 0.5)?, quantile(&used, 0.75)?);
    let limit = median + 3.0 * (upper - lower);
    let beyond: Vec<f64> = used.iter().copied().filter(|value| upper > lower && *value > limit).collect();
    (!beyond.is_empty()).then(|| {
        warning(
            code,
            format!(
                "{} days of the {which} use more than {limit:.1} (median + 3 interquartile ranges), at most {:.1}: check \
                 them for meter faults; they were not removed",
                beyond.len(),
                used.last().copied().unwrap_or_default()
            ),
            vec![
                ("days", beyond.len() as f64),
                ("limit", limit),
                ("highest", used.last().copied().unwrap_or_default()),
            ],
        )
    })
}

/// A notable part of the use is filled in.
pub fn filled(days: &[Day], code: &'static str, which: &str) -> Option<Finding> {
    let share = filled_share(days);
    (share > NOTABLE_FILLED_SHARE).then(|| {
        warning(
            code,
            format!("{:.0} % of the {which}'s use is spread over gaps in the readings", 100.0 * share),
            vec![("share", share), ("limit", NOTABLE_FILLED_SHARE)],
        )
    })
}

fn sorted(days: &[Day]) -> Vec<f64> {
    let mut used: Vec<f64> = days.iter().filter_map(Day::known_use).collect();
    used.sort_by(f64::total_cmp);
    used
}

/// The value that a share of the sorted values lies below.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((share * last as f64).round() as usize).copied()
}
