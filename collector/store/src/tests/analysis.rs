//! What analysis concluded is kept as one step and read back the same.

use chrono::{Days, NaiveDate};
use config::Carrier;
use engine::baseline::{Baseline, Day, FitOptions, FittedModel, Judged, Severity, fit};
use engine::domain::{DateRange, Quality};
use engine::normalise::DayUse;

use super::support::{Place, batch, minute, reading};
use crate::{
    BaselineOutcome, BaselineRecord, MeterEvent, MeterFacts, ResultDay, Settled, StoreError, StoredFinding,
};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dates(from: &str, to: &str) -> DateRange {
    DateRange::new(date(from), date(to)).unwrap()
}

fn january() -> DateRange {
    dates("2026-01-01", "2026-02-01")
}

fn day(text: &str, value: f64) -> DayUse {
    DayUse { date: date(text), value, quality: Quality::LowerBound, coverage: 0.9, filled_share: 0.1 }
}

fn event(minutes: i64, kind: &str) -> MeterEvent {
    MeterEvent { at: minute(minutes), kind: kind.to_owned(), detail: "4 → 0".to_owned() }
}

fn settled(days: &[DayUse], events: &[MeterEvent]) -> Settled {
    Settled {
        facts: MeterFacts { interval_seconds: 3_600, max_per_hour: Some(12.5) },
        days: days.to_vec(),
        events: events.to_vec(),
        events_in: minute(0)..minute(2_880),
    }
}

fn result(date: NaiveDate, used: f64) -> ResultDay {
    ResultDay {
        date,
        used: Some(used),
        temp_c: None,
        coverage: 1.0,
        filled_share: 0.0,
        expected: Some(used + 0.1),
        low: Some(used - 1.0),
        high: None,
    }
}

/// A model learned from a year of made-up heat use.
fn model() -> FittedModel {
    let period = dates("2016-01-01", "2017-01-01");
    let days: Vec<Day> = period
        .dates()
        .zip(0..)
        .map(|(date, number)| {
            let temp_c = 6.0 - 12.0 * (f64::from(number) / 58.0).cos() + f64::from(number * 7 % 11) / 3.0;
            let used = 40.0 + 9.0 * (15.0 - temp_c).max(0.0) + f64::from(number * 13 % 7);
            Day { date, used: Some(used), temp_c: Some(temp_c), filled_share: 0.0 }
        })
        .collect();
    match fit(&days, period, &FitOptions::default()) {
        Judged::Fitted { baseline, .. } => baseline.model,
        Judged::Insufficient { findings } => panic!("{findings:?}"),
    }
}

/// The same model as if fitted on so many days.
fn fitted(id: &str, period: DateRange, days_used: usize) -> BaselineRecord {
    BaselineRecord {
        id: id.to_owned(),
        building: "arebo".to_owned(),
        carrier: Carrier::DistrictHeating,
        period,
        method_version: "1".to_owned(),
        computed_at: minute(0),
        outcome: BaselineOutcome::Fitted(Box::new(Baseline::of(FittedModel { days_used, ..model() }))),
        warnings: Vec::new(),
    }
}

#[test]
fn a_settled_meter_is_kept_whole_and_its_span_cleared() {
    let place = Place::new();
    let store = place.open();
    store.commit(&batch(&[reading("a", 0, 1.0), reading("a", 60, 2.0)])).unwrap();
    let first =
        settled(&[day("2026-01-01", 1.0), day("2026-01-02", 2.0)], &[event(30, "reset"), event(40, "gap")]);
    store.settle_meter("m", &first, &store.dirty().unwrap()).unwrap();
    assert_eq!(store.dirty().unwrap(), []);
    assert_eq!(store.facts("m").unwrap(), Some(first.facts));
    assert_eq!(store.meter_days("m", january()).unwrap(), first.days);
    assert_eq!(store.meter_day_span("m").unwrap(), Some(dates("2026-01-01", "2026-01-03")));
    assert_eq!(store.events("m", minute(0), minute(99)).unwrap(), first.events);
    let second = Settled { events_in: minute(35)..minute(99), ..settled(&[day("2026-01-02", 3.0)], &[]) };
    store.settle_meter("m", &second, &[]).unwrap();
    assert_eq!(store.meter_days("m", january()).unwrap(), [day("2026-01-01", 1.0), day("2026-01-02", 3.0)]);
    assert_eq!(store.events("m", minute(0), minute(99)).unwrap(), [event(30, "reset")]);
    assert_eq!(store.meter_days("n", january()).unwrap(), []);
    assert_eq!((store.meter_day_span("n").unwrap(), store.facts("n").unwrap()), (None, None));
}

#[test]
fn a_step_that_cannot_be_kept_leaves_everything_as_it_was() {
    let place = Place::new();
    let store = place.open();
    store.commit(&batch(&[reading("a", 0, 1.0)])).unwrap();
    let waiting = store.dirty().unwrap();
    let nan = settled(&[day("2026-01-01", 1.0), day("2026-01-02", f64::NAN)], &[]);
    let stray = settled(&[day("2026-01-01", 1.0)], &[event(9_999, "reset")]);
    for wrong in [nan, stray] {
        let error = store.settle_meter("m", &wrong, &waiting).unwrap_err();
        assert!(!error.is_transient() && matches!(error, StoreError::Unstorable(_)), "{error:?}");
    }
    let outside = [result(date("2026-02-01"), 1.0)];
    let infinite = [result(date("2026-01-02"), f64::INFINITY)];
    for wrong in [outside, infinite] {
        let baselines = [fitted("b", january(), 1)];
        let error =
            store.put_results("arebo", Carrier::DistrictHeating, &baselines, january(), &wrong).unwrap_err();
        assert!(matches!(error, StoreError::Unstorable(_)), "{error:?}");
    }
    assert_eq!(store.dirty().unwrap(), waiting);
    assert_eq!(store.facts("m").unwrap(), None);
    assert_eq!(store.baselines("arebo", Carrier::DistrictHeating).unwrap(), []);
}

#[test]
fn results_replace_the_days_they_are_for() {
    let place = Place::new();
    let store = place.open();
    let heat = Carrier::DistrictHeating;
    let days: Vec<_> = january().dates().zip(1..).map(|(date, used)| result(date, f64::from(used))).collect();
    store.put_results("arebo", heat, &[], january(), &days).unwrap();
    assert_eq!(store.result_days("arebo", heat, january()).unwrap(), days);
    assert_eq!(store.result_span("arebo", heat).unwrap(), Some(january()));
    let tail = dates("2026-01-30", "2026-02-01");
    store.put_results("arebo", heat, &[], tail, &[result(tail.from, -1.0)]).unwrap();
    let mut expected = days[..29].to_vec();
    expected.push(result(tail.from, -1.0));
    assert_eq!(store.result_days("arebo", heat, january()).unwrap(), expected);
    assert_eq!(store.result_span("arebo", heat).unwrap(), Some(dates("2026-01-01", "2026-01-31")));
    assert_eq!(store.result_span("arebo", Carrier::Electricity).unwrap(), None);
    assert_eq!(store.result_days("vallange", heat, january()).unwrap(), []);
}

#[test]
fn a_baseline_is_current_until_another_of_its_period_comes() {
    let place = Place::new();
    let store = place.open();
    let heat = Carrier::DistrictHeating;
    let (year, next) = (dates("2016-01-01", "2017-01-01"), dates("2017-01-01", "2018-01-01"));
    let put = |records: &[BaselineRecord]| store.put_results("arebo", heat, records, january(), &[]);
    let current =
        || store.baselines("arebo", heat).unwrap().into_iter().map(|record| record.id).collect::<Vec<_>>();
    put(&[fitted("b", next, 300), fitted("a", year, 366)]).unwrap();
    assert_eq!(current(), ["a", "b"]);
    put(&[fitted("a", year, 366)]).unwrap();
    assert_eq!(current(), ["a", "b"], "the same again changes nothing");
    put(&[fitted("c", year, 365)]).unwrap();
    assert_eq!(current(), ["c", "b"]);
    assert_eq!(store.baseline("a").unwrap(), Some(fitted("a", year, 366)), "none is lost");
    put(&[fitted("a", year, 366)]).unwrap();
    assert_eq!(current(), ["a", "b"], "the same readings again, the same baseline again");
    let error = put(&[fitted("a", year, 1)]).unwrap_err();
    insta::assert_snapshot!(error, @"cannot be stored: baseline a is kept already with another content; a changed baseline needs a new id");
    assert_eq!(current(), ["a", "b"]);
    store.retire_baselines("arebo", heat, &[next], minute(9)).unwrap();
    assert_eq!(current(), ["b"]);
    assert_eq!(store.baselines("arebo", Carrier::Electricity).unwrap(), []);
}

#[test]
fn findings_are_kept_to_the_last_digit() {
    let place = Place::new();
    let store = place.open();
    let finding = |severity| StoredFinding {
        code: "baseline.too_few_days".to_owned(),
        severity,
        text: "27 days of 329".to_owned(),
        data: vec![("have".to_owned(), 27.0), ("share".to_owned(), 0.1 + 0.2), ("tiny".to_owned(), 5e-324)],
    };
    let findings = vec![finding(Severity::Disqualifying), finding(Severity::Warning)];
    let records = [
        BaselineRecord { outcome: BaselineOutcome::Insufficient(findings), ..fitted("a", january(), 0) },
        BaselineRecord {
            warnings: vec![finding(Severity::Warning)],
            ..fitted("b", dates("2026-02-01", "2026-03-01"), 28)
        },
    ];
    store.put_results("arebo", Carrier::DistrictHeating, &records, january(), &[]).unwrap();
    assert_eq!(store.baselines("arebo", Carrier::DistrictHeating).unwrap(), records);
}

#[test]
fn a_model_with_a_number_missing_is_refused() {
    let place = Place::new();
    let store = place.open();
    let mut model = model();
    model.coefficients[0] = f64::NAN;
    let outcome = BaselineOutcome::Fitted(Box::new(Baseline::of(model)));
    let record = BaselineRecord { outcome, ..fitted("a", january(), 31) };
    let error = store.put_results("arebo", Carrier::DistrictHeating, &[record], january(), &[]).unwrap_err();
    assert!(matches!(error, StoreError::Unstorable(_)), "{error:?}");
}

#[test]
fn a_baseline_of_another_make_is_left_out_until_made_anew() {
    let place = Place::new();
    let store = place.open();
    let heat = Carrier::DistrictHeating;
    let record = fitted("a", january(), 31);
    let put = || store.put_results("arebo", heat, std::slice::from_ref(&record), january(), &[]).unwrap();
    put();
    for other in ["'{\"fitted\":{}}'", "replace(outcome, '\"schema\":', '\"schema\":99')", "''"] {
        store.write(|tx| Ok(tx.execute(&format!("UPDATE baseline SET outcome = {other}"), [])?)).unwrap();
        assert_eq!(store.baselines("arebo", heat).unwrap(), [], "{other}");
        assert_eq!(store.baseline("a").unwrap(), None, "{other}");
        put();
        assert_eq!(store.baselines("arebo", heat).unwrap(), std::slice::from_ref(&record), "{other}");
    }
}

#[test]
fn notes_are_found_again() {
    let place = Place::new();
    let store = place.open();
    assert_eq!(store.note("a").unwrap(), None);
    store.put_note("a", "1").unwrap();
    store.put_note("a", "2").unwrap();
    store.put_note("analysed_through", "never").unwrap();
    assert_eq!(store.note("a").unwrap().as_deref(), Some("2"));
    assert_eq!(store.totals().unwrap().analysed_through, None);
}

#[test]
fn how_far_analysis_came_is_told() {
    let place = Place::new();
    let store = place.open();
    assert_eq!(store.totals().unwrap().analysed_through, None);
    for step in 0..2 {
        let through = date("2026-01-31") + Days::new(step);
        store.set_analysed_through(through).unwrap();
        assert_eq!(store.totals().unwrap().analysed_through, Some(through));
    }
}
