//! When a baseline will be there, and over which days.
//!
//! A baseline needs 329 days with nine in ten valid. With a configured period the question is whether it can still
//! suffice; without one, which days are the first that do.

use chrono::{Days, NaiveDate};

use super::forbids;
use crate::baseline::sufficiency::{self, SHORTEST_BASELINE, days_needed, without_dead_days};
use crate::baseline::{Calendar, Day, Finding, Severity, in_period};
use crate::domain::DateRange;

/// Days between the periods that are judged when one that has enough days is refused for another reason.
const STRIDE_DAYS: u64 = 28;

/// A baseline that is there, will be there, or will not.
#[derive(Debug, Clone, PartialEq)]
pub enum Readiness {
    /// These days carry a baseline; nobody has asked for one yet.
    Possible {
        /// The first that do: a year where there is one.
        period: DateRange,
    },
    /// It takes more days.
    Waits {
        /// The baseline's days, if every day from now on is valid.
        period: DateRange,
        /// Days still to come.
        missing_days: usize,
        /// Why not today.
        reasons: Vec<Finding>,
    },
    /// Waiting does not help.
    Never {
        /// Why.
        reasons: Vec<Finding>,
    },
}

/// When the configured `period` carries a baseline, seen from `end`, the day after the last one analysed. `days` are
/// those known of it; on the days that `calendar` says the building is closed, zeros are true.
#[must_use]
pub fn ready_for(period: DateRange, days: &[Day], end: NaiveDate, calendar: &Calendar) -> Readiness {
    let Some(past) = DateRange::new(period.from, period.to.min(end)) else {
        return waits(period, end, Vec::new());
    };
    let (kept, _) = without_dead_days(&in_period(days, past), calendar);
    if period.to <= end {
        return Readiness::Never {
            reasons: disqualifying(sufficiency::of_baseline(&kept, period, calendar)),
        };
    }
    let invalid = past.days() - kept.iter().filter(|day| day.complete().is_some()).count();
    let tolerated = period.days() - days_needed(period);
    let reasons = if invalid > tolerated { vec![beyond_hope(invalid, tolerated)] } else { Vec::new() };
    if reasons.is_empty() { waits(period, end, reasons) } else { Readiness::Never { reasons } }
}

/// Which days are the first to carry a baseline when no period is configured. `days` reach up to `end`, the day after
/// the last one analysed; `changes` are the days on which something was done to the building, which no baseline may
/// hold. `calendar` as for [`ready_for`].
#[must_use]
pub fn ready_without_period(
    days: &[Day],
    end: NaiveDate,
    changes: &[NaiveDate],
    calendar: &Calendar,
) -> Readiness {
    let known = days.iter().filter(|day| day.known_use().is_some()).map(|day| day.date).min();
    let Some(all) = known.and_then(|first| DateRange::new(first, end)) else {
        return Readiness::Never { reasons: vec![nothing()] };
    };
    let counted = Counted::of(&without_dead_days(&in_period(days, all), calendar).0, all, calendar);
    if let Some(period) = counted.first_sufficient(changes) {
        return Readiness::Possible { period };
    }
    let reasons = disqualifying(counted.judge(counted.latest_year()));
    match counted.first_to_come(changes) {
        Some(period) => waits(period, end, reasons),
        None => Readiness::Never { reasons },
    }
}

fn waits(period: DateRange, end: NaiveDate, reasons: Vec<Finding>) -> Readiness {
    let missing_days = DateRange { from: end, to: period.to }.days();
    Readiness::Waits { period, missing_days, reasons }
}

/// Days with the count of invalid ones before each.
struct Counted<'a> {
    days: Vec<Day>,
    all: DateRange,
    calendar: &'a Calendar,
    /// Invalid days from the first date up to the one with this index.
    invalid_before: Vec<usize>,
}

impl<'a> Counted<'a> {
    fn of(days: &[Day], all: DateRange, calendar: &'a Calendar) -> Self {
        let mut known = days.iter().peekable();
        let mut invalid_before = vec![0];
        for date in all.dates() {
            let valid = known.next_if(|day| day.date == date).is_some_and(|day| day.complete().is_some());
            let before = invalid_before.last().copied().unwrap_or(0);
            invalid_before.push(before + usize::from(!valid));
        }
        Self { days: days.to_vec(), all, calendar, invalid_before }
    }

    fn invalid(&self, range: DateRange) -> usize {
        let at = |date: NaiveDate| {
            let index = DateRange { from: self.all.from, to: date }.days();
            self.invalid_before.get(index).or(self.invalid_before.last()).copied().unwrap_or(0)
        };
        at(range.to) - at(range.from)
    }

    /// A year from `from` on, or what there is of it.
    fn longest(&self, from: NaiveDate) -> DateRange {
        let year = super::a_year_after(from);
        DateRange { from, to: year.min(self.all.to) }
    }

    /// The first days that carry a baseline and hold no change.
    fn first_sufficient(&self, changes: &[NaiveDate]) -> Option<DateRange> {
        let untouched =
            |range: &DateRange| !changes.iter().any(|date| range.from < *date && range.contains(*date));
        let candidates = self.all.dates().map(|from| self.longest(from));
        let mut refused: Option<NaiveDate> = None;
        for range in candidates.filter(untouched).filter(|range| self.suffices(*range)) {
            if refused.is_some_and(|from| range.from < from + Days::new(STRIDE_DAYS)) {
                continue;
            }
            if disqualifying(self.judge(range)).is_empty() {
                return Some(range);
            }
            refused = Some(range.from);
        }
        None
    }

    /// The days that suffice first, if every day from now on is valid and nothing more is changed.
    fn first_to_come(&self, changes: &[NaiveDate]) -> Option<DateRange> {
        let changed = changes.iter().copied().filter(|date| *date < self.all.to).max();
        let starts = self.all.dates().filter(|from| changed.is_none_or(|date| date <= *from));
        let coming = starts
            .filter(|from| self.is_hopeful(*from))
            .map(|from| DateRange { from, to: self.ready_on(from) });
        coming.filter(|range| range.to > self.all.to).min_by_key(|range| range.to)
    }

    fn latest_year(&self) -> DateRange {
        let from = super::a_year_before(self.all.to).max(self.all.from);
        DateRange { from, ..self.all }
    }

    fn suffices(&self, range: DateRange) -> bool {
        range.days() >= SHORTEST_BASELINE && range.days() - self.invalid(range) >= days_needed(range)
    }

    fn judge(&self, range: DateRange) -> Vec<Finding> {
        sufficiency::of_baseline(&self.days, range, self.calendar)
    }

    /// When the days from `from` on suffice, if every day from now on is valid.
    fn ready_on(&self, from: NaiveDate) -> NaiveDate {
        sufficiency::ready_on(from, self.invalid(DateRange { from, to: self.all.to }))
    }

    /// Whether most days so far are valid: without weather or with a dead meter no date can be promised.
    fn is_hopeful(&self, from: NaiveDate) -> bool {
        let so_far = DateRange { from, to: self.all.to };
        2 * self.invalid(so_far) <= so_far.days()
    }
}

fn disqualifying(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|finding| finding.severity == Severity::Disqualifying);
    findings
}

fn nothing() -> Finding {
    forbids("readiness.no_days", "no use is known yet; check that the meters arrive".to_owned(), vec![])
}

fn beyond_hope(invalid: usize, tolerated: usize) -> Finding {
    let text = format!(
        "{invalid} of the period's days so far lack use or temperature and at most {tolerated} may: import what is \
         missing, or begin the period later"
    );
    let data = vec![("invalid", invalid as f64), ("tolerated", tolerated as f64)];
    forbids("readiness.too_many_holes", text, data)
}
