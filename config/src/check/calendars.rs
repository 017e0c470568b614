//! Days on which buildings are closed: rows that say what they mean, calendars that exist and are used, and the usual
//! mistake, a list that ends where the baseline does.

use std::collections::HashSet;

use super::suggest;
use crate::draft::{BuildingDraft, CalendarDraft, Draft, Kind};
use crate::place::Placed;
use crate::portfolio::{BaselinePeriod, Calendar, Closed};
use crate::problem::Problem;
use crate::sheet::shorten;

/// A building that is closed for longer is out of use.
const LONGEST_DAYS: i64 = 366;

pub(super) fn check(draft: &Draft, problems: &mut Vec<Problem>) {
    let own = draft.buildings.iter().map(|building| &building.closed);
    for rows in draft.calendars.iter().map(|calendar| &calendar.closed).chain(own) {
        problems.extend(rows.iter().filter_map(length));
        overlaps(rows, problems);
    }
    for building in &draft.buildings {
        problems.extend(unknown(draft, building));
        one_sided(draft, building, problems);
    }
    unused(draft, problems);
}

fn length(row: &Placed<Closed>) -> Option<Problem> {
    let Closed { from, to, name } = &row.value;
    let name = shorten(name);
    let days = (*to - *from).num_days();
    if days <= 0 {
        return Some(row.place.error(
            "to",
            format!("\"{name}\" ends on {to}, but begins on {from}"),
            "`to` is the day after the last, so it must be later than `from`",
            "if 17 August is the last day, write `to = 2025-08-18`",
        ));
    }
    let problem = row.place.error(
        "to",
        format!("\"{name}\" lasts {days} days"),
        "a building that is closed for more than a year is another building",
        "check the years, or leave this time out of the baseline and of what is judged",
    );
    (days > LONGEST_DAYS).then(|| problem.as_warning())
}

/// Rows of one list. A building's own rows may repeat days of its calendar.
fn overlaps(rows: &[Placed<Closed>], problems: &mut Vec<Problem>) {
    let mut rows: Vec<&Placed<Closed>> = rows.iter().filter(|row| row.value.from < row.value.to).collect();
    rows.sort_by_key(|row| row.value.from);
    let mut last: Option<&Placed<Closed>> = None;
    for row in rows {
        if let Some(earlier) = last.filter(|earlier| row.value.from < earlier.value.to) {
            let Closed { from, to, name } = &earlier.value;
            problems.push(row.place.error(
                "from",
                format!("\"{}\" begins before \"{}\" has ended", shorten(&row.value.name), shorten(name)),
                format!("the one at {} lasts from {from} to {to}", earlier.place.shown("from")),
                "correct the dates, most often the year, or let one row hold all of the days",
            ));
        }
        if last.is_none_or(|last| last.value.to < row.value.to) {
            last = Some(row);
        }
    }
}

fn unknown(draft: &Draft, building: &BuildingDraft) -> Option<Problem> {
    let name = building.building.calendar.as_deref()?;
    let known = || draft.ids_of(Kind::Calendar).chain(Calendar::COUNTRIES);
    if draft.unread_files || known().any(|known| known == name) {
        return None;
    }
    Some(building.place.error(
        "calendar",
        format!("unknown calendar \"{}\"", shorten(name)),
        "it is neither a country whose red days are known (SE) nor the id of a [[calendar]] table",
        suggest(name, known(), "write `calendar = \"SE\"`, or add a [[calendar]] table with this id"),
    ))
}

fn unused(draft: &Draft, problems: &mut Vec<Problem>) {
    let used: HashSet<&str> =
        draft.buildings.iter().filter_map(|building| building.building.calendar.as_deref()).collect();
    let unused = draft.calendars.iter().filter(|calendar| !used.contains(calendar.id.as_str()));
    for calendar in unused.filter(|calendar| !draft.unread_files && !calendar.id.is_empty()) {
        let id = &calendar.id;
        let problem = calendar.place.error(
            "id",
            format!("no building uses the calendar \"{id}\""),
            "its days change nothing",
            format!("write `calendar = \"{id}\"` in the buildings it is for, or remove it"),
        );
        problems.push(problem.as_warning());
    }
}

/// Closed days listed for the baseline and none after it, or the other way round.
fn one_sided(draft: &Draft, building: &BuildingDraft, problems: &mut Vec<Problem>) {
    let is_its = |calendar: &&CalendarDraft| Some(&calendar.id) == building.building.calendar.as_ref();
    let calendar = draft.calendars.iter().find(is_its);
    if building.unread_closed || calendar.is_some_and(|calendar| calendar.unread_closed) {
        return;
    }
    let shared = calendar.map(|calendar| calendar.closed.as_slice()).unwrap_or_default();
    let rows: Vec<&Closed> = building.closed.iter().chain(shared).map(|row| &row.value).collect();
    for baseline in building.baselines.iter().filter(|baseline| baseline.value.from < baseline.value.to) {
        let BaselinePeriod { from, to, .. } = baseline.value;
        let start = baseline.value.reporting_start();
        let before = rows.iter().any(|row| row.from < to && from < row.to);
        let after = rows.iter().any(|row| start < row.to);
        let found = match (before, after) {
            (true, false) => (
                "closed days are listed for the baseline and none after it",
                "days that are closed without being listed look like savings",
                format!("list the closed days from {start} on too"),
            ),
            (false, true) => (
                "closed days are listed after the baseline and none for it",
                "what the building uses when it is closed would be unknown, so those days could not count",
                format!("list the closed days from {from} to {to} too"),
            ),
            _ => continue,
        };
        problems.push(baseline.place.error("from", found.0, found.1, found.2).as_warning());
    }
}
