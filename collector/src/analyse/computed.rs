//! Virtual meters: the days of their terms become theirs, kept as those of any meter, so that everything after this
//! step need not know the difference.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use config::{Building, Meter, Portfolio};
use engine::baseline::METHOD_VERSION;
use engine::domain::{DateRange, LocalDay, Quality};
use engine::normalise::{DayUse, Normalised, Weighted, combined_days};
use store::{MeterEvent, MeterFacts, Settled, Store, StoreError};

use super::learned::Learned;
use super::settle::{days_of, differ, hull, missing};
use super::stream::Stream;

/// An hour: how often a meter is taken to report before anything was learned of it.
const USUAL_INTERVAL_SECONDS: i64 = 3_600;

/// Every virtual meter with its building.
pub fn meters(portfolio: &Portfolio) -> impl Iterator<Item = (&Building, &Meter)> {
    portfolio.meters().filter(|(_, meter)| meter.is_virtual())
}

/// A virtual meter to be computed from days of its terms, which must be kept already.
#[derive(Debug, Clone, Copy)]
pub struct Computed<'a> {
    /// Where days are and go.
    pub store: &'a Store,
    /// The meter.
    pub meter: &'a Meter,
    /// The zone of its days and of those of its terms.
    pub zone: Tz,
    /// Days before today are over.
    pub now: DateTime<Utc>,
}

impl Computed<'_> {
    /// Compute the days of `touched`; all of them when none are given, or when the meter is made of its terms in
    /// another way than before. Says whether a day that is over came out differently.
    pub fn settle(self, touched: Option<DateRange>, streams: &[Stream]) -> Result<bool, StoreError> {
        let (facts, resolution) = self.facts(streams)?;
        let rules = format!("{METHOD_VERSION} {} {:?} {resolution}", self.zone, self.meter.terms);
        let fingerprint = super::short_hash(&rules);
        let note = format!("rules:{}", self.meter.id);
        let is_known = self.store.note(&note)?.as_deref() == Some(&fingerprint);
        let range = match touched.filter(|_| is_known) {
            Some(range) => Some(range),
            None => self.whole()?,
        };
        let changed = range.map_or(Ok(false), |range| self.recompute(range, facts, resolution))?;
        if !is_known {
            self.store.put_note(&note, &fingerprint)?;
        }
        Ok(changed)
    }

    /// How often the slowest of its terms reports, and the steps in which its terms count together.
    fn facts(self, streams: &[Stream]) -> Result<(MeterFacts, f64), StoreError> {
        let by_id: HashMap<&str, &Stream> =
            streams.iter().map(|stream| (stream.id.as_str(), stream)).collect();
        let mut facts = MeterFacts { interval_seconds: USUAL_INTERVAL_SECONDS, max_per_hour: None };
        let mut steps = 0.0;
        for term in &self.meter.terms {
            let Some(stream) = by_id.get(term.meter.as_str()) else { continue };
            let Some(learned) = Learned::recall(self.store, stream)? else { continue };
            let rules = stream.rules(learned.facts());
            facts.interval_seconds = facts.interval_seconds.max(rules.interval.num_seconds());
            steps += term.factor.abs() * rules.resolution;
        }
        Ok((facts, steps))
    }

    /// Every day that a term or the meter itself knows.
    fn whole(self) -> Result<Option<DateRange>, StoreError> {
        let mut whole = self.store.meter_day_span(&self.meter.id)?;
        for term in &self.meter.terms {
            whole = hull(whole, self.store.meter_day_span(&term.meter)?);
        }
        Ok(whole)
    }

    fn recompute(self, range: DateRange, facts: MeterFacts, resolution: f64) -> Result<bool, StoreError> {
        let Self { store, meter, zone, now } = self;
        let terms = meter.terms.iter().map(|term| Ok((term.factor, self.days_of_term(&term.meter, range)?)));
        let terms = terms.collect::<Result<Vec<Weighted<DayUse>>, StoreError>>()?;
        let Normalised { uses: days, events } = combined_days(&terms, resolution, zone);
        let start = LocalDay { date: range.from, zone }.start();
        let end = LocalDay { date: range.to, zone }.start();
        let events: Vec<MeterEvent> = events
            .iter()
            .map(|event| MeterEvent {
                at: event.at,
                kind: event.kind.as_str().to_owned(),
                detail: format!("more was taken away than added, {} in the day", event.value),
            })
            .collect();
        let before = store.meter_days(&meter.id, range)?;
        if before == days && store.events(&meter.id, start, end)? == events {
            return Ok(false);
        }
        let changed = differ(&before, &days, LocalDay::containing(now, zone));
        store.settle_meter(&meter.id, &Settled { facts, days, events, events_in: start..end }, &[])?;
        Ok(changed)
    }

    /// The days of a term. What makes or sells electricity made and sold nothing before it existed.
    fn days_of_term(self, id: &str, range: DateRange) -> Result<Vec<DayUse>, StoreError> {
        let mut days = days_of(self.store, id, range)?;
        if !self.meter.carrier.is_use()
            && let Some(span) = self.store.meter_day_span(id)?
        {
            for day in days.iter_mut().filter(|day| day.date < span.from) {
                *day = DayUse { quality: Quality::Measured, coverage: 1.0, ..missing(day.date) };
            }
        }
        Ok(days)
    }
}
