//! A building's baselines: fitted when their input has changed, recalled otherwise.
//!
//! A baseline is named by everything it depends on, so the same input gives the same name, and a name never
//! means two things.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;
use config::BaselinePeriod;
use engine::baseline::{
    Calendar, Day, Finding, FitOptions, Judged, METHOD_VERSION, ModelChoice, Severity, fit,
};
use engine::domain::DateRange;
use engine::savings::{AssessOptions, Band, bands};
use store::{BaselineOutcome, BaselineRecord, StoreError, StoredFinding};

use super::building::Case;

/// Share of days that an unchanged building's band holds.
const CONFIDENCE: f64 = 0.90;

/// The baselines of one building's carrier.
#[derive(Debug, Default)]
pub struct Baselines {
    /// One for each configured period, in order of time.
    current: Vec<(BaselinePeriod, BaselineRecord)>,
    /// Those that are not in the store yet.
    pub fresh: Vec<BaselineRecord>,
}

impl Baselines {
    /// Recall or fit the baseline of every configured period. `unmeasured` are the days whose use is unknown because
    /// electricity was sold and its production not measured.
    pub fn of(case: &Case<'_>, days: &[Day], unmeasured: &[NaiveDate]) -> Result<Self, StoreError> {
        let kept = case.store.baselines(&case.building.id, case.carrier)?;
        let mut baselines = Self::default();
        for configured in case.building.baselines_of(case.carrier) {
            let Some(period) = DateRange::new(configured.from, configured.to) else { continue };
            let unmeasured = unmeasured.iter().filter(|date| period.contains(**date)).count();
            let id = name(case, period, days, unmeasured);
            let record = match kept.iter().find(|record| record.id == id) {
                Some(record) => record.clone(),
                None => {
                    let record = baselines.fit(case, (id, period), days, unmeasured)?;
                    baselines.fresh.push(record.clone());
                    record
                }
            };
            baselines.current.push((configured.clone(), record));
        }
        Ok(baselines)
    }

    /// Fit, unless an earlier baseline of the same name exists: then it becomes the current one again.
    fn fit(
        &self,
        case: &Case<'_>,
        (id, period): (String, DateRange),
        days: &[Day],
        unmeasured: usize,
    ) -> Result<BaselineRecord, StoreError> {
        if let Some(record) = case.store.baseline(&id)? {
            return Ok(record);
        }
        let kept = |findings: &[Finding]| {
            findings.iter().map(stored).chain(production_unknown(unmeasured)).collect()
        };
        let (outcome, warnings) = match fit(days, period, &options(case)) {
            Judged::Fitted { baseline, findings } => (BaselineOutcome::Fitted(baseline), kept(&findings)),
            Judged::Insufficient { findings } => (BaselineOutcome::Insufficient(kept(&findings)), Vec::new()),
        };
        Ok(BaselineRecord {
            id,
            building: case.building.id.clone(),
            carrier: case.carrier,
            period,
            method_version: METHOD_VERSION.to_owned(),
            computed_at: case.now,
            outcome,
            warnings,
        })
    }

    /// What the baseline that holds on each day expects, with its band.
    #[must_use]
    pub fn expected(&self, case: &Case<'_>, days: &[Day]) -> BTreeMap<NaiveDate, Band> {
        let options = AssessOptions::for_carrier(case.carrier, CONFIDENCE);
        let mut expected = BTreeMap::new();
        for (index, (configured, record)) in self.current.iter().enumerate() {
            let BaselineOutcome::Fitted(baseline) = &record.outcome else { continue };
            // The first one also shows how well it follows its own period.
            let from = if index == 0 { configured.from } else { configured.reporting_start() };
            let to = self.current.get(index + 1).map_or(NaiveDate::MAX, |(next, _)| next.reporting_start());
            if let Some(holds) = DateRange::new(from, to) {
                let bands = bands(&baseline.model, days, holds, &options);
                expected.extend(bands.into_iter().map(|band| (band.date, band)));
            }
        }
        expected
    }

    /// Keep baselines of a building without a single day.
    pub fn keep_alone(&self, case: &Case<'_>) -> Result<bool, StoreError> {
        let Some(first) = self.fresh.first() else { return Ok(false) };
        let nothing = DateRange { from: first.period.from, to: first.period.from };
        case.store.put_results(&case.building.id, case.carrier, &self.fresh, nothing, &[])?;
        Ok(true)
    }
}

fn options(case: &Case<'_>) -> FitOptions {
    let calendar = Calendar::of_building(case.portfolio, case.building);
    FitOptions { model: ModelChoice::default(), calendar, unit: case.unit() }
}

/// Building, carrier, period, method and every number of the input, to the last bit.
fn name(case: &Case<'_>, period: DateRange, days: &[Day], unmeasured: usize) -> String {
    let mut text = format!(
        "{} {} {} {} {METHOD_VERSION} {:?}",
        case.building.id,
        case.carrier,
        period.from,
        period.to,
        options(case)
    );
    for day in days.iter().filter(|day| period.contains(day.date)) {
        let bits = |number: Option<f64>| number.map(f64::to_bits);
        // Writing to a string does not fail.
        let _ = write!(
            text,
            " {} {:?} {:?} {:?}",
            day.date,
            bits(day.used),
            bits(day.temp_c),
            day.filled_share.to_bits()
        );
    }
    if unmeasured > 0 {
        let _ = write!(text, " {unmeasured} without production");
    }
    super::short_hash(&text)
}

/// Says of how many days the use is unknown because nobody measured what the sun gave.
fn production_unknown(days: usize) -> Option<StoredFinding> {
    let count = u32::try_from(days).ok().filter(|days| *days > 0)?;
    Some(StoredFinding {
        code: "baseline.production_unknown".to_owned(),
        severity: Severity::Warning,
        text: format!(
            "electricity was sold on or before {count} {} of the baseline period whose solar production is not \
             measured: their use is unknown; add a meter of the production",
            if count == 1 { "day" } else { "days" }
        ),
        data: vec![("days".to_owned(), f64::from(count))],
    })
}

fn stored(finding: &Finding) -> StoredFinding {
    StoredFinding {
        code: finding.code.to_owned(),
        severity: finding.severity,
        text: finding.text.clone(),
        data: finding.data.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect(),
    }
}
