//! Operating modes: days that the baseline shows too little of to expect their use, and modes that it shows and the
//! reporting period does not.

use super::super::{Day, Finding, FittedModel, Severity};
use super::{SHORTEST_BASELINE, days_needed, warning};
use crate::domain::DateRange;

/// Share of the baseline's days from which a mode is missed in a year without it.
const NOTABLE: f64 = 0.05;

/// The days, without use where a mode holds that the model has not learned: nobody can say what was expected there.
pub fn without_unseen_days(model: &FittedModel, days: &[Day]) -> Vec<Day> {
    let mut days = days.to_vec();
    days.iter_mut().filter(|day| !model.knows(day.date)).for_each(|day| day.used = None);
    days
}

/// The days of `period` that had to be left out for that. When too few are left, it forbids a saving.
pub fn unseen(model: &FittedModel, days: &[Day], period: DateRange) -> Option<Finding> {
    let complete = days.iter().filter(|day| period.contains(day.date) && day.complete().is_some());
    let (known, unseen): (Vec<&Day>, Vec<&Day>) = complete.partition(|day| model.knows(day.date));
    let modes = model.calendar.modes.iter().enumerate();
    let holding =
        modes.filter(|(index, _)| unseen.iter().any(|day| model.calendar.in_mode(*index, day.date)));
    let names: Vec<&str> = holding.map(|(_, mode)| mode.name.as_str()).collect();
    let text = format!(
        "{} days in the operating mode {} are left out: the baseline has fewer than {} such days (workdays and weekends \
         apart), so nobody can say what was expected; choose a baseline in which they occur, or correct the calendar",
        unseen.len(),
        names.join(", "),
        FittedModel::LEAST_DAYS_OF_MODE
    );
    let mut found = warning("reporting.unseen_mode", text, vec![("days", unseen.len() as f64)]);
    let need = days_needed(period);
    if known.len() < need && known.len() + unseen.len() >= need {
        found.severity = Severity::Disqualifying;
    }
    (!unseen.is_empty()).then_some(found)
}

/// Modes that a notable part of the baseline was in and not one day of a whole year after it: most often the calendar
/// ends too early, and then days that are closed as ever look like savings.
pub fn absent(model: &FittedModel, period: DateRange) -> Option<Finding> {
    let notable = |days: &[usize; 2]| days[0] + days[1] > (NOTABLE * model.days_used as f64) as usize;
    let learned = model.mode_days.iter().enumerate().filter(|(_, days)| notable(days));
    let missing = learned
        .filter(|(index, _)| !period.dates().any(|date| model.calendar.in_mode(*index, date)))
        .map(|(index, days)| (model.calendar.modes[index].name.as_str(), days[0] + days[1]));
    let (names, days): (Vec<&str>, Vec<usize>) = missing.unzip();
    (period.days() >= SHORTEST_BASELINE && !names.is_empty()).then(|| {
        warning(
            "reporting.mode_absent",
            format!(
                "the baseline has {} days in the operating mode {} and this period none: if the calendar ends too early, \
                 days that were closed as ever look like savings; list those of this period too",
                days.iter().sum::<usize>(),
                names.join(", ")
            ),
            vec![("days", days.iter().sum::<usize>() as f64)],
        )
    })
}
