//! One carrier of one building: its baselines, its days, its savings.

use chrono::{Datelike, Days, NaiveDate};
use config::{Building, Carrier, Portfolio, Quantity};
use engine::baseline::{Day, Finding, FittedModel, Severity};
use engine::domain::DateRange;
use engine::savings::{self, AssessOptions, Assessment, Saving};
use store::{BaselineOutcome, BaselineRecord, ResultDay, Store, StoreError, StoredFinding};

use super::{CONFIDENCE, ENOUGH_DAYS, year};

/// What is stored of one carrier of a building.
#[derive(Debug)]
pub(crate) struct Account<'a> {
    pub(super) portfolio: &'a Portfolio,
    pub(crate) building: &'a Building,
    pub(crate) carrier: Carrier,
    /// Current baselines, by period.
    pub(crate) baselines: Vec<BaselineRecord>,
    /// Days with results.
    pub(crate) span: Option<DateRange>,
    /// The day after the last one that analysis has concluded: days before it without a result lack data, days
    /// from it on have not come yet.
    pub(super) analysed_end: Option<NaiveDate>,
}

/// What can be said of a period.
#[derive(Debug)]
pub(crate) struct PeriodResult {
    /// The period, cut off at the last day analysed.
    pub(crate) period: DateRange,
    /// The baseline that counts for it.
    pub(crate) baseline: Option<BaselineRecord>,
    /// Its days that are stored; those on which the meter was dead without use.
    pub(crate) days: Vec<Day>,
    /// Days with both use and temperature, of a kind that the baseline knows and with a meter that lived.
    pub(crate) valid_days: usize,
    /// A saving, or why there is none.
    pub(crate) outcome: Outcome,
    /// Everything found.
    pub(crate) findings: Vec<StoredFinding>,
}

/// A saving or none.
#[derive(Debug)]
pub(crate) enum Outcome {
    Saved(Box<Saving>),
    Insufficient,
}

impl<'a> Account<'a> {
    /// What `store` holds of every carrier of a building of `portfolio`, heat first; `analysed` is the last day
    /// concluded.
    pub(crate) fn all(
        store: &Store,
        (portfolio, building): (&'a Portfolio, &'a Building),
        analysed: Option<NaiveDate>,
    ) -> Result<Vec<Self>, StoreError> {
        let mut carriers = building.carriers();
        carriers.sort_by_key(|carrier| rank(*carrier));
        let read = |carrier: Carrier| {
            let span = store.result_span(&building.id, carrier)?;
            let ends = span.map(|span| span.to).into_iter().chain(analysed.map(|last| last + Days::new(1)));
            Ok(Self {
                portfolio,
                building,
                carrier,
                baselines: store.baselines(&building.id, carrier)?,
                span,
                analysed_end: span.and(ends.max()),
            })
        };
        carriers.into_iter().map(read).collect()
    }

    /// `kWh`, or `m3` for what is measured by volume without a heating value.
    pub(crate) fn unit(&self) -> &'static str {
        unit(self.building, self.carrier)
    }

    /// The latest baseline that counts from `date` or earlier.
    pub(crate) fn baseline_before(&self, date: NaiveDate) -> Option<&BaselineRecord> {
        self.baselines
            .iter()
            .filter(|record| self.counts_from(record) <= date)
            .max_by_key(|record| self.counts_from(record))
    }

    /// The first day whose saving counts: the end of the baseline, or later when the operator said so.
    fn counts_from(&self, record: &BaselineRecord) -> NaiveDate {
        let mut configured = self.building.baselines_of(self.carrier);
        let period =
            configured.find(|known| (known.from, known.to) == (record.period.from, record.period.to));
        period
            .and_then(|period| period.reporting_from)
            .map_or(record.period.to, |from| from.max(record.period.to))
    }

    /// Whether any baseline could be fitted.
    pub(crate) fn has_model(&self) -> bool {
        self.baselines.iter().any(|record| matches!(record.outcome, BaselineOutcome::Fitted(_)))
    }

    /// Days with results after the first baseline.
    pub(crate) fn reporting_span(&self) -> Option<DateRange> {
        let first = self.baselines.iter().map(|record| self.counts_from(record)).min()?;
        let span = self.span?;
        DateRange::new(span.from.max(first), span.to)
    }

    /// Calendar years with enough results after a baseline, or the only one there is; newest first.
    pub(crate) fn years(&self) -> Vec<i32> {
        let Some(span) = self.reporting_span() else { return Vec::new() };
        let last = (span.to - Days::new(1)).year();
        let enough = |wanted: &i32| *wanted == last || self.results_in(*wanted) >= ENOUGH_DAYS;
        (span.from.year()..=last).rev().filter(enough).collect()
    }

    /// The year to show first: the last one with results if it holds enough of them, else the one before.
    pub(crate) fn default_year(&self) -> Option<i32> {
        let last = (self.reporting_span()?.to - Days::new(1)).year();
        let enough = self.results_in(last) >= ENOUGH_DAYS || self.results_in(last - 1) == 0;
        Some(if enough { last } else { last - 1 })
    }

    /// Days with results after the first baseline in a calendar year.
    fn results_in(&self, wanted: i32) -> usize {
        let both = self.reporting_span().zip(year(wanted));
        let days =
            both.and_then(|(span, year)| DateRange::new(year.from.max(span.from), year.to.min(span.to)));
        days.map_or(0, DateRange::days)
    }

    /// The part of a calendar year that a baseline counts for: all of it, or what is left after the baseline's end.
    pub(crate) fn year_after_baseline(&self, wanted: i32) -> Option<DateRange> {
        let year = year(wanted)?;
        if self.baseline_before(year.from).is_some() {
            return Some(year);
        }
        let starts = self.baselines.iter().map(|record| self.counts_from(record));
        let first = starts.filter(|start| year.contains(*start)).min();
        Some(DateRange { from: first.unwrap_or(year.from), ..year })
    }

    /// The latest `most` days whose saving counts, from the last measure on: what is usual now.
    pub(crate) fn latest(&self, most: u64) -> Option<DateRange> {
        let to = self.analysed_end?;
        let counts = self.baseline_before(to).map(|record| self.counts_from(record))?;
        let done = self.building.measures.iter().map(|measure| measure.date).filter(|date| *date < to);
        let from = done.chain([counts, to - Days::new(most)]).max()?;
        DateRange::new(from, to)
    }

    /// The stored days of `range`.
    pub(crate) fn days(&self, store: &Store, range: DateRange) -> Result<Vec<Day>, StoreError> {
        Ok(store.result_days(&self.building.id, self.carrier, range)?.iter().map(day).collect())
    }

    /// The stored days of `range` and those on both sides as far as zeros may reach, so that whether a meter was dead on
    /// a day does not depend on which days somebody asks for.
    pub(crate) fn days_around(&self, store: &Store, range: DateRange) -> Result<Vec<Day>, StoreError> {
        let Some(span) = self.span else { return self.days(store, range) };
        let mut margin = 14;
        loop {
            let earliest =
                range.from.checked_sub_days(Days::new(margin)).unwrap_or(NaiveDate::MIN).max(span.from);
            let latest = range.to.checked_add_days(Days::new(margin)).unwrap_or(NaiveDate::MAX).min(span.to);
            let wide = DateRange { from: earliest.min(range.from), to: latest.max(range.to) };
            let days = self.days(store, wide)?;
            let ends_run = |day: &&Day| day.used != Some(0.0);
            let before = days.iter().filter(ends_run).any(|day| day.date < range.from);
            let after = days.iter().filter(ends_run).any(|day| day.date >= range.to);
            if (before || wide.from <= span.from) && (after || wide.to >= span.to) {
                return Ok(days);
            }
            margin *= 4;
        }
    }

    /// The period to show when nobody asks for one: the default year up to `last`, the day after the last result.
    /// A year that somebody asks for is judged as a whole instead, days without results included.
    pub(crate) fn default_period(&self, last: Option<NaiveDate>) -> Option<DateRange> {
        let year = self.year_after_baseline(self.default_year()?)?;
        last.and_then(|last| DateRange::new(year.from, year.to.min(last))).or(Some(year))
    }

    /// Days that analysis has concluded since the last one with a result.
    pub(crate) fn days_without_results(&self) -> i64 {
        let both = self.analysed_end.zip(self.span);
        both.map_or(0, |(end, span)| (end - span.to).num_days())
    }

    /// What can be said of `period`.
    pub(crate) fn assess(&self, store: &Store, period: DateRange) -> Result<PeriodResult, StoreError> {
        let baseline = self.baseline_before(period.from);
        let result = self.assess_all(store, &[period])?.pop();
        Ok(result.unwrap_or_else(|| self.without_days(period, baseline)))
    }

    /// `days` are without a dead meter's; `judged` is what the engine says of them, if there is a model.
    fn assess_days(&self, period: DateRange, days: Vec<Day>, judged: Option<Assessment>) -> PeriodResult {
        let baseline = self.baseline_before(period.from).cloned();
        let model = baseline.as_ref().and_then(fitted);
        let counts = |day: &&Day| day.complete().is_some() && model.is_none_or(|model| model.knows(day.date));
        let valid_days = days.iter().filter(counts).count();
        let (outcome, findings) = match baseline.as_ref().map(|record| &record.outcome) {
            None => (Outcome::Insufficient, vec![self.no_baseline()]),
            Some(BaselineOutcome::Insufficient(findings)) => (Outcome::Insufficient, findings.clone()),
            Some(BaselineOutcome::Fitted(_)) => match judged {
                Some(Assessment::Assessed { saving, findings }) => {
                    (Outcome::Saved(saving), findings.iter().map(kept).collect())
                }
                Some(Assessment::Insufficient { findings }) => {
                    (Outcome::Insufficient, findings.iter().map(kept).collect())
                }
                None => (Outcome::Insufficient, Vec::new()),
            },
        };
        PeriodResult { period, baseline, days, valid_days, outcome, findings }
    }

    /// `periods`, which lie side by side in order of time, with the days read once. Dead meters are looked
    /// for beyond their borders and steps over all periods of a baseline together, so that the periods add up.
    pub(crate) fn assess_all(
        &self,
        store: &Store,
        periods: &[DateRange],
    ) -> Result<Vec<PeriodResult>, StoreError> {
        let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Ok(Vec::new()) };
        let whole = DateRange { from: first.from, to: last.to };
        let days = self.days_around(store, whole)?;
        let baseline = |period: &DateRange| self.baseline_before(period.from);
        let id = |period: &DateRange| baseline(period).map(|record| record.id.as_str());
        let mut results = Vec::with_capacity(periods.len());
        for group in periods.chunk_by(|a, b| id(a) == id(b)) {
            let counted: Vec<_> = group.iter().filter_map(|period| self.analysed_part(*period)).collect();
            let model = group.first().and_then(baseline).and_then(fitted);
            let judged = model.map(|model| savings::assess_pieces(model, &days, &counted, &self.options()));
            let mut judged = judged.into_iter().flatten();
            let known = model.map(|model| savings::without_dead_days(model, &days, whole));
            let known = known.as_ref().unwrap_or(&days);
            results.extend(group.iter().map(|period| match self.analysed_part(*period) {
                None => self.without_days(*period, baseline(period)),
                Some(counted) => {
                    let start = known.partition_point(|day| day.date < counted.from);
                    let end = known.partition_point(|day| day.date < counted.to);
                    let days = known.get(start..end).unwrap_or_default().to_vec();
                    self.assess_days(counted, days, judged.next())
                }
            }));
        }
        Ok(results)
    }

    fn without_days(&self, period: DateRange, baseline: Option<&BaselineRecord>) -> PeriodResult {
        let mut findings = vec![finding("results.none", "no day of this period has been analysed yet")];
        findings.extend(baseline.is_none().then(|| self.no_baseline()));
        PeriodResult {
            period,
            baseline: baseline.cloned(),
            days: Vec::new(),
            valid_days: 0,
            outcome: Outcome::Insufficient,
            findings,
        }
    }

    fn no_baseline(&self) -> StoredFinding {
        if self.baselines.is_empty() {
            return finding("baseline.not_configured", "there is no baseline yet, and none is configured");
        }
        finding(
            "baseline.none",
            "no baseline ends before this period begins; choose a later period or add a baseline",
        )
    }

    /// The part of `period` that analysis has concluded.
    fn analysed_part(&self, period: DateRange) -> Option<DateRange> {
        DateRange::new(period.from, period.to.min(self.analysed_end?))
    }

    /// How savings of this carrier are judged.
    pub(crate) fn options(&self) -> AssessOptions {
        AssessOptions::for_carrier(self.carrier, CONFIDENCE)
    }
}

impl PeriodResult {
    /// The saving, if there is one.
    pub(crate) fn saving(&self) -> Option<&Saving> {
        match &self.outcome {
            Outcome::Saved(saving) => Some(saving),
            Outcome::Insufficient => None,
        }
    }

    /// The model it was judged with.
    pub(crate) fn model(&self) -> Option<&FittedModel> {
        self.baseline.as_ref().and_then(fitted)
    }

    /// The first finding that forbids a saving.
    pub(crate) fn reason(&self) -> Option<&StoredFinding> {
        match self.outcome {
            Outcome::Saved(_) => None,
            Outcome::Insufficient => {
                let worst = self.findings.iter().find(|found| found.severity == Severity::Disqualifying);
                worst.or_else(|| self.findings.first())
            }
        }
    }

    /// Valid days as a share of the period's.
    #[expect(clippy::cast_precision_loss, reason = "counts of days")]
    pub(crate) fn coverage(&self) -> f64 {
        self.valid_days as f64 / self.period.days().max(1) as f64
    }

    /// Share of the use that rests on filled values.
    pub(crate) fn filled_share(&self) -> f64 {
        let used = |day: &Day| day.used.unwrap_or(0.0).abs();
        let total: f64 = self.days.iter().map(used).sum();
        let filled: f64 = self.days.iter().map(|day| used(day) * day.filled_share).sum();
        if total > 0.0 { filled / total } else { 0.0 }
    }
}

/// The model of a baseline, if there is one.
fn fitted(record: &BaselineRecord) -> Option<&FittedModel> {
    match &record.outcome {
        BaselineOutcome::Fitted(baseline) => Some(&baseline.model),
        BaselineOutcome::Insufficient(_) => None,
    }
}

/// The unit of a building's use of `carrier`.
pub(crate) fn unit(building: &Building, carrier: Carrier) -> &'static str {
    let by_volume = building.main_meters(carrier).any(|meter| {
        matches!(meter.unit.quantity, Quantity::Volume | Quantity::Flow) && meter.kwh_per_m3.is_none()
    });
    if by_volume { "m3" } else { "kWh" }
}

/// The day after the last result of any of them.
pub(crate) fn last_result(accounts: &[Account<'_>]) -> Option<NaiveDate> {
    accounts.iter().filter_map(|account| account.span.map(|span| span.to)).max()
}

/// The account of `wanted`, or the one to show first: with a model rather than without, heat before electricity.
pub(crate) fn choose(mut accounts: Vec<Account<'_>>, wanted: Option<Carrier>) -> Option<Account<'_>> {
    let at = match wanted {
        Some(carrier) => accounts.iter().position(|account| account.carrier == carrier)?,
        None => accounts
            .iter()
            .position(Account::has_model)
            .or_else(|| accounts.iter().position(|account| !account.baselines.is_empty()))
            .unwrap_or(0),
    };
    (at < accounts.len()).then(|| accounts.swap_remove(at))
}

/// Heat first: it is the largest and depends on weather the most.
const fn rank(carrier: Carrier) -> u8 {
    match carrier {
        Carrier::DistrictHeating => 0,
        Carrier::Gas => 1,
        Carrier::Oil => 2,
        Carrier::WoodPellets => 3,
        Carrier::Electricity => 4,
        Carrier::DistrictCooling => 5,
        Carrier::DomesticHotWater => 6,
        _ => 7,
    }
}

/// A stored day as the engine takes it.
fn day(row: &ResultDay) -> Day {
    Day { date: row.date, used: row.used, temp_c: row.temp_c, filled_share: row.filled_share }
}

/// A finding of the engine as the store keeps them.
pub(crate) fn kept(found: &Finding) -> StoredFinding {
    StoredFinding {
        code: found.code.to_owned(),
        severity: found.severity,
        text: found.text.clone(),
        data: found.data.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
    }
}

/// Results stopped some days ago: worth knowing, since the meter may have.
pub(crate) fn stopped(days: i64) -> StoredFinding {
    let text = format!("no new result for {days} days; check that the meter and the weather still arrive");
    let mut found = finding("results.stopped", &text);
    found.severity = Severity::Warning;
    #[expect(clippy::cast_precision_loss, reason = "a count of days")]
    found.data.push(("days".to_owned(), days as f64));
    found
}

fn finding(code: &str, text: &str) -> StoredFinding {
    StoredFinding {
        code: code.to_owned(),
        severity: Severity::Disqualifying,
        text: text.to_owned(),
        data: Vec::new(),
    }
}
