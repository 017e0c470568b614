//! One stream: readings that changed become local days.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use engine::domain::{DateRange, LocalDay, Quality, ReadingMode};
use engine::normalise::{DayUse, Event, EventKind, MeterRules, context, correction, days};
use store::{Dirty, Edges, MeterEvent, MeterFacts, Settled, Store, StoreError};

use super::learned::Learned;
use super::stream::Stream;

/// What a step of analysis did to the days of a meter or station.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// The days that were looked at.
    pub days: Option<DateRange>,
    /// Whether a day that is over came out differently than before.
    pub is_seen: bool,
}

impl Change {
    /// Both, and everything between.
    pub fn and(self, other: Self) -> Self {
        Self { days: hull(self.days, other.days), is_seen: self.is_seen || other.is_seen }
    }
}

/// From the first to after the last day of both.
pub fn hull(one: Option<DateRange>, other: Option<DateRange>) -> Option<DateRange> {
    match (one, other) {
        (Some(a), Some(b)) => DateRange::new(a.from.min(b.from), a.to.max(b.to)),
        (one, other) => one.or(other),
    }
}

/// Compute the days that `changes` affect, or all of them when the rules have changed.
pub fn settle(
    store: &Store,
    stream: &Stream,
    changes: &[Dirty],
    now: DateTime<Utc>,
) -> Result<Change, StoreError> {
    let today = LocalDay::containing(now, stream.zone);
    let recalled = Learned::recall(store, stream)?;
    let learned = match recalled {
        Some(learned) if !learned.is_outdated(stream, today, changes.iter().map(|change| change.from)) => {
            learned
        }
        _ => {
            let learned = Learned::learn(store, stream, today)?;
            learned.keep(store, stream)?;
            learned
        }
    };
    let rules = stream.rules(learned.facts());
    let fingerprint = stream.fingerprint(&rules);
    let note = format!("rules:{}", stream.id);
    let work = Work { store, stream, rules: &rules, today };
    if store.note(&note)?.as_deref() != Some(&fingerprint) {
        let change = work.everything()?;
        store.put_note(&note, &fingerprint)?;
        return Ok(change);
    }
    let mut all = Change::default();
    for change in changes {
        all = all.and(work.around(change)?);
    }
    Ok(all)
}

/// Forget what was known of streams and virtual meters whose ids are no longer configured: their readings go on
/// without being looked at, so that one that returns must be computed anew.
pub fn forget_absent<'a>(store: &Store, ids: impl Iterator<Item = &'a str>) -> Result<(), StoreError> {
    let known: String = ids.map(|id| format!("{id}\n")).collect();
    let before = store.note("streams")?.unwrap_or_default();
    if before == known {
        return Ok(());
    }
    let now: HashSet<&str> = known.lines().collect();
    for absent in before.lines().filter(|id| !now.contains(id)) {
        store.put_note(&format!("rules:{absent}"), "")?;
        store.put_note(&format!("learned:{absent}"), "")?;
    }
    store.put_note("streams", &known)
}

struct Work<'a> {
    store: &'a Store,
    stream: &'a Stream,
    rules: &'a MeterRules,
    today: LocalDay,
}

impl Work<'_> {
    /// Every day that has a reading or had a result.
    fn everything(&self) -> Result<Change, StoreError> {
        let read = self.store.series().span(&self.stream.key)?.and_then(|(first, last)| {
            DateRange::new(self.date(first), self.last_day(first, last)?.succ_opt()?)
        });
        let kept = self.store.meter_day_span(&self.stream.id)?;
        hull(read, kept).map_or(Ok(Change::default()), |range| self.recompute(range))
    }

    /// The days that a change affects: a register's reading is judged by those that follow, so more than the two
    /// intervals beside it.
    fn around(&self, change: &Dirty) -> Result<Change, StoreError> {
        let reach = match self.rules.mode {
            ReadingMode::Register => context(self.rules),
            _ => self.rules.interval * 3,
        };
        let from = change.from.checked_sub_signed(reach).unwrap_or(change.from);
        let to = change.to.checked_add_signed(reach).unwrap_or(change.to);
        let Some((first, last)) = self.store.series().span(&self.stream.key)? else {
            return Ok(Change::default());
        };
        let from = self.date(from.max(first));
        let to = self.last_day(first, last).map(|last| last.min(self.date(to)));
        match to.and_then(|to| DateRange::new(from, to.succ_opt()?)) {
            Some(range) => self.recompute(range),
            None => Ok(Change::default()),
        }
    }

    fn recompute(&self, range: DateRange) -> Result<Change, StoreError> {
        let zone = self.stream.zone;
        let start = LocalDay { date: range.from, zone }.start();
        let end = LocalDay { date: range.to, zone }.start();
        let around = context(self.rules);
        let points = self.store.range(&self.stream.key, start - around, end + around, Edges::Bracket)?;
        let normalised = days(&points, self.rules, zone, range);
        let before = self.store.meter_days(&self.stream.id, range)?;
        let is_seen = differ(&before, &normalised.uses, self.today);
        let events = normalised
            .events
            .iter()
            .filter(|event| start <= event.at && event.at < end)
            .map(|event| MeterEvent {
                at: event.at,
                kind: event.kind.as_str().to_owned(),
                detail: detail(event),
            })
            .collect();
        let facts = MeterFacts {
            interval_seconds: self.rules.interval.num_seconds(),
            max_per_hour: self.rules.max_per_hour,
        };
        let settled = Settled { facts, days: normalised.uses, events, events_in: start..end };
        // The spans are cleared when the results that rest on these days are kept too.
        self.store.settle_meter(&self.stream.id, &settled, &[])?;
        Ok(Change { days: Some(range), is_seen })
    }

    /// The last day that the readings from `first` to `last` say something about: an interval goes on after its
    /// reading, everything else ends with it.
    fn last_day(&self, first: DateTime<Utc>, last: DateTime<Utc>) -> Option<NaiveDate> {
        let goes_on = match self.rules.mode {
            ReadingMode::Interval | ReadingMode::Value => self.rules.interval,
            ReadingMode::Register | ReadingMode::Power => TimeDelta::zero(),
        };
        let end = last.checked_add_signed(goes_on - TimeDelta::nanoseconds(1))?;
        Some(self.date(end.max(first)))
    }

    fn date(&self, instant: DateTime<Utc>) -> NaiveDate {
        LocalDay::containing(instant, self.stream.zone).date
    }
}

/// Whether days that are over differ. Days without any reading that were never kept do not count.
pub fn differ(before: &[DayUse], after: &[DayUse], today: LocalDay) -> bool {
    let is_over = |day: &&DayUse| day.date < today.date;
    !before.iter().filter(is_over).eq(after.iter().filter(is_over))
}

/// The event as a sentence, with what would mend it.
fn detail(event: &Event) -> String {
    let at = event.at.format("%Y-%m-%dT%H:%M:%SZ");
    match event.kind {
        EventKind::UnitChanged => format!(
            "from {at} on the numbers are {} times the earlier ones, in another unit; they count for nothing until the \
             gateway sends the earlier unit, or [[building.meter.correction]] says from = {at}, factor = {} (factor = 1 if \
             the numbers are true)",
            event.value,
            correction(event.value)
        ),
        EventKind::UnitRestored => format!("from {at} on the numbers are in the usual unit again"),
        kind => format!("{} at a reading of {}", kind.as_str().replace('_', " "), event.value),
    }
}

/// The days of `range`, one for each date; those that were never kept are missing.
pub fn days_of(store: &Store, id: &str, range: DateRange) -> Result<Vec<DayUse>, StoreError> {
    let mut kept = store.meter_days(id, range)?.into_iter().peekable();
    Ok(range
        .dates()
        .map(|date| kept.next_if(|day| day.date == date).unwrap_or_else(|| missing(date)))
        .collect())
}

/// A day of which nothing is known.
pub const fn missing(date: NaiveDate) -> DayUse {
    DayUse { date, value: 0.0, quality: Quality::Missing, coverage: 0.0, filled_share: 0.0 }
}

/// When the next local day of any stream ends.
#[must_use]
pub fn next_midnight(streams: &[Stream], now: DateTime<Utc>) -> DateTime<Utc> {
    streams
        .iter()
        .map(|stream| LocalDay::containing(now, stream.zone).end())
        .min()
        .unwrap_or(now + TimeDelta::days(1))
}
