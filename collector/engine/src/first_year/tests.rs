use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::baseline::synthetic::{HEATED, Truth, days, range, year};
use crate::baseline::{Calendar, Day, Mode};
use crate::domain::DateRange;

const NOISY: Truth = Truth { noise: 30.0, ..HEATED };

/// A building that never closes.
fn open() -> Calendar {
    Calendar::weekdays_only()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn compared(days: &[Day], period: DateRange) -> PreviousYear {
    match compare(days, period, &open()) {
        Comparison::Compared(compared) => compared,
        Comparison::Refused(finding) => panic!("{finding:?}"),
    }
}

fn refused(days: &[Day], period: DateRange) -> &'static str {
    match compare(days, period, &open()) {
        Comparison::Compared(compared) => panic!("{compared:?}"),
        Comparison::Refused(finding) => finding.code,
    }
}

#[test]
fn degree_days_count_from_seventeen_degrees() {
    assert!((degree_days([17.0, 20.0, 7.0, -3.0]) - 30.0).abs() < 1e-9);
}

#[test]
fn a_year_with_less_use_in_warmer_weather_says_both() {
    let mut two_years = days(HEATED, range("2017-01-01", "2019-01-01"));
    let spring = range("2018-02-01", "2018-04-01");
    for day in two_years.iter_mut().filter(|day| spring.contains(day.date)) {
        day.used = day.used.map(|used| 0.9 * used);
    }
    let twice = |days: &[Day], from: &str, to: &str| -> f64 {
        let period = range(from, to);
        days.iter().filter(|day| period.contains(day.date)).filter_map(|day| day.used).sum()
    };
    let found = compared(&two_years, spring);
    assert_eq!((found.days, found.earlier), (59, range("2017-02-01", "2017-04-01")));
    assert!((found.used - twice(&two_years, "2018-02-01", "2018-04-01")).abs() < 1e-6);
    assert!((found.used_earlier - twice(&two_years, "2017-02-01", "2017-04-01")).abs() < 1e-6);
    let change = 100.0 * (found.used - found.used_earlier) / found.used_earlier;
    assert!((found.change_percent.unwrap() - change).abs() < 1e-9);
    let weather = found.weather.unwrap();
    let warmer = 100.0 * (1.0 - weather.degree_days / weather.degree_days_earlier);
    assert!((weather.warmer_percent.unwrap() - warmer).abs() < 1e-9);
}

#[test]
fn only_dates_that_both_years_know_are_summed() {
    let mut two_years = days(HEATED, range("2017-01-01", "2019-01-01"));
    for day in two_years.iter_mut().filter(|day| day.date.to_string().ends_with("-03-05")) {
        day.used = None;
    }
    two_years.retain(|day| day.date != date("2017-03-07"));
    let found = compared(&two_years, range("2018-03-01", "2018-04-01"));
    assert_eq!(found.days, 29);
    let without = [date("2018-03-05"), date("2018-03-07")];
    let sum: f64 = two_years
        .iter()
        .filter(|day| range("2018-03-01", "2018-04-01").contains(day.date) && !without.contains(&day.date))
        .filter_map(|day| day.used)
        .sum();
    assert!((found.used - sum).abs() < 1e-6);
}

#[test]
fn every_reason_for_no_comparison_is_told() {
    let two_years = days(HEATED, range("2017-01-01", "2019-01-01"));
    assert_eq!(refused(&two_years, range("2018-03-01", "2018-03-20")), "previous_year.too_short");
    assert_eq!(refused(&two_years, range("2017-01-01", "2019-01-01")), "previous_year.too_long");
    assert_eq!(refused(&two_years, range("2017-03-01", "2017-04-01")), "previous_year.too_few_days");
    assert_eq!(refused(&[], range("2018-03-01", "2018-04-01")), "previous_year.too_few_days");
    let mut step = two_years;
    for day in step.iter_mut().filter(|day| day.date >= date("2018-01-15")) {
        day.used = day.used.map(|used| used / 1000.0);
    }
    assert_eq!(refused(&step, range("2018-01-01", "2018-12-31")), "previous_year.multiplier_step");
}

#[test]
fn a_meter_that_stood_still_last_year_is_no_increase() {
    let mut two_years = days(HEATED, range("2017-01-01", "2019-01-01"));
    for day in two_years.iter_mut().filter(|day| range("2017-01-10", "2017-02-20").contains(day.date)) {
        day.used = Some(0.0);
    }
    assert_eq!(refused(&two_years, range("2018-01-01", "2018-03-01")), "previous_year.too_few_days");
}

#[test]
fn without_temperatures_there_is_no_word_of_the_weather() {
    let mut two_years = days(HEATED, range("2017-01-01", "2019-01-01"));
    two_years.iter_mut().for_each(|day| day.temp_c = None);
    let found = compared(&two_years, range("2018-03-01", "2018-05-01"));
    assert_eq!((found.days, found.weather), (61, None));
    let summer =
        compared(&days(HEATED, range("2017-01-01", "2019-01-01")), range("2018-07-01", "2018-08-01"));
    let weather = summer.weather.unwrap();
    assert!(weather.degree_days_earlier > 50.0 || weather.warmer_percent.is_none());
}

#[test]
fn the_latest_days_are_compared_as_far_as_last_year_reaches() {
    let end = date("2018-07-01");
    let of =
        |from: &str| compare_latest(&days(HEATED, DateRange { from: date(from), to: end }), end, &open());
    let period = |found: Comparison| match found {
        Comparison::Compared(found) => found.period,
        Comparison::Refused(finding) => panic!("{finding:?}"),
    };
    assert_eq!(period(of("2015-01-01")), range("2017-07-01", "2018-07-01"));
    assert_eq!(period(of("2017-04-15")), range("2018-04-15", "2018-07-01"));
    for (from, code, missing) in
        [("2018-02-01", "previous_year.young", 243.0), ("2017-06-20", "previous_year.too_short", 17.0)]
    {
        let Comparison::Refused(finding) = of(from) else { panic!("{from}") };
        assert_eq!(finding.code, code);
        let missing_days = finding.data.iter().find(|(name, _)| *name == "missing").unwrap().1;
        assert!((missing_days - missing).abs() < 1e-9, "{finding:?}");
    }
    let nothing = compare_latest(&[], end, &open());
    assert!(matches!(nothing, Comparison::Refused(finding) if finding.code == "previous_year.none"));
}

#[test]
fn a_leap_day_has_no_partner() {
    let found = compared(&days(HEATED, range("2015-01-01", "2017-01-01")), range("2016-02-01", "2016-03-01"));
    assert_eq!((found.days, found.earlier), (28, range("2015-02-01", "2015-03-01")));
    let found = compared(&days(HEATED, range("2016-01-01", "2018-01-01")), range("2017-02-01", "2017-03-01"));
    assert_eq!(found.days, 28);
}

#[test]
fn use_per_area_is_of_a_year_or_says_that_it_is_none() {
    let heat = days(HEATED, range("2017-01-01", "2018-07-01"));
    let end = date("2018-07-01");
    let found = specific_use(std::slice::from_ref(&heat), end, Some(1000.0), &open()).unwrap();
    assert_eq!((found.is_year, found.days, found.period), (true, 365, range("2017-07-01", "2018-07-01")));
    let young = days(HEATED, range("2018-02-01", "2018-07-01"));
    let both = specific_use(&[heat.clone(), young], end, Some(1000.0), &open()).unwrap();
    assert_eq!((both.is_year, both.days, both.period), (false, 150, range("2018-02-01", "2018-07-01")));
    assert!((both.kwh_per_m2 - both.by_carrier.iter().sum::<f64>()).abs() < 1e-9);
    assert!((both.by_carrier[0] - both.by_carrier[1]).abs() < 1e-9);
    let code = |found: Result<SpecificUse, Finding>| found.unwrap_err().code;
    for area in [None, Some(0.0), Some(f64::NAN)] {
        assert_eq!(
            code(specific_use(std::slice::from_ref(&heat), end, area, &open())),
            "specific_use.no_area"
        );
    }
    assert_eq!(code(specific_use(&[heat, Vec::new()], end, Some(9.0), &open())), "specific_use.none");
    assert_eq!(code(specific_use(&[], end, Some(9.0), &open())), "specific_use.none");
    let mut holes = days(HEATED, range("2017-01-01", "2018-07-01"));
    holes.retain(|day| !range("2018-01-01", "2018-03-01").contains(day.date));
    assert_eq!(code(specific_use(&[holes], end, Some(9.0), &open())), "specific_use.too_few_days");
}

#[test]
fn a_year_of_days_is_offered_as_the_first_baseline() {
    let known = days(NOISY, range("2017-03-05", "2018-09-01"));
    let ready = ready_without_period(&known, date("2018-09-01"), &[], &open());
    assert_eq!(ready, Readiness::Possible { period: range("2017-03-05", "2018-03-05") });
    let changed = ready_without_period(&known, date("2018-09-01"), &[date("2017-06-01")], &open());
    assert_eq!(changed, Readiness::Possible { period: range("2017-06-01", "2018-06-01") });
    let short = days(NOISY, range("2017-03-05", "2018-02-01"));
    let ready = ready_without_period(&short, date("2018-02-01"), &[], &open());
    assert_eq!(ready, Readiness::Possible { period: range("2017-03-05", "2018-02-01") });
}

#[test]
fn a_young_building_waits_until_a_date() {
    let known = days(NOISY, range("2018-03-05", "2018-07-01"));
    let Readiness::Waits { period, missing_days, reasons } =
        ready_without_period(&known, date("2018-07-01"), &[], &open())
    else {
        panic!("it is young")
    };
    assert_eq!((period, missing_days), (range("2018-03-05", "2019-01-28"), 211));
    assert_eq!(reasons[0].code, "baseline.too_short");
    let mut cold_start = known;
    cold_start.retain(|day| day.date >= date("2018-05-01") || day.date == date("2018-03-05"));
    let later = ready_without_period(&cold_start, date("2018-07-01"), &[], &open());
    assert!(
        matches!(later, Readiness::Waits { period, .. } if period == range("2018-03-29", "2019-02-22")),
        "{later:?}"
    );
}

#[test]
fn a_configured_period_waits_fails_or_has_failed() {
    let known = days(NOISY, range("2018-01-01", "2018-07-01"));
    let ready = ready_for(year(2018), &known, date("2018-07-01"), &open());
    assert!(matches!(ready, Readiness::Waits { missing_days: 184, .. }), "{ready:?}");
    let late: Vec<Day> = known.iter().copied().filter(|day| day.date >= date("2018-03-01")).collect();
    let Readiness::Never { reasons } = ready_for(year(2018), &late, date("2018-07-01"), &open()) else {
        panic!("59 days are gone for ever")
    };
    assert_eq!(reasons[0].code, "readiness.too_many_holes");
    let ready = ready_for(year(2018), &late, date("2019-07-01"), &open());
    assert!(matches!(&ready, Readiness::Never { reasons } if reasons[0].code == "baseline.too_few_days"));
    let ready = ready_for(year(2020), &late, date("2019-07-01"), &open());
    assert!(matches!(ready, Readiness::Waits { missing_days: 550, .. }), "{ready:?}");
}

#[test]
fn nothing_is_promised_without_use_or_weather() {
    let code = |ready: Readiness| match ready {
        Readiness::Never { reasons } => reasons[0].code,
        other => panic!("{other:?}"),
    };
    assert_eq!(code(ready_without_period(&[], date("2018-07-01"), &[], &open())), "readiness.no_days");
    let mut blind = days(NOISY, range("2018-01-01", "2018-07-01"));
    blind.iter_mut().for_each(|day| day.temp_c = None);
    let ready = ready_without_period(&blind, date("2018-07-01"), &[], &open());
    assert!(
        matches!(&ready, Readiness::Never { reasons }
        if reasons.iter().any(|found| found.code == "baseline.temperature_missing")),
        "{ready:?}"
    );
}

#[test]
fn a_building_that_uses_nothing_while_it_is_closed_need_not_wait_longer() {
    let closed = [range("2017-06-10", "2017-08-20"), range("2018-06-09", "2018-08-19")];
    let modes = vec![Mode::new(Mode::CLOSED, closed.iter().flat_map(|closed| closed.dates()))];
    let school = Calendar { modes, ..Calendar::sweden() };
    let cold = Truth { base: 2000.0, ..NOISY };
    let mut known = days(cold, range("2017-03-05", "2018-10-01"));
    for day in known.iter_mut().filter(|day| closed.iter().any(|closed| closed.contains(day.date))) {
        day.used = Some(0.0);
    }
    let young: Vec<Day> = known.iter().copied().filter(|day| day.date < date("2017-12-01")).collect();
    let ready_on = |calendar: &Calendar| match ready_without_period(&young, date("2017-12-01"), &[], calendar)
    {
        Readiness::Waits { period, .. } => period.to,
        other => panic!("{other:?}"),
    };
    assert_eq!(ready_on(&school), date("2018-01-28"));
    assert!(ready_on(&open()) > date("2018-02-28"), "{}", ready_on(&open()));
    let year = range("2017-03-05", "2018-03-05");
    let waits = ready_for(year, &young, date("2017-12-01"), &school);
    assert!(matches!(waits, Readiness::Waits { .. }), "{waits:?}");
    let possible = ready_without_period(&known, date("2018-10-01"), &[], &school);
    assert_eq!(possible, Readiness::Possible { period: year });
    let end = date("2018-10-01");
    assert_eq!(specific_use(std::slice::from_ref(&known), end, Some(1000.0), &school).unwrap().days, 365);
    assert!(specific_use(std::slice::from_ref(&known), end, Some(1000.0), &open()).is_err());
    let found = compare(&known, range("2018-06-01", "2018-09-01"), &school);
    assert!(matches!(found, Comparison::Compared(found) if found.days == 92), "{found:?}");
}

proptest! {
    #[test]
    fn a_comparison_rests_on_nine_dates_in_ten(holes in proptest::collection::vec(any::<bool>(), 800), length in 1_u64..400) {
        let mut days = days(HEATED, range("2016-11-01", "2019-01-01"));
        for (day, hole) in days.iter_mut().zip(&holes) {
            if *hole && day.date.to_string().ends_with('3') { day.used = None; }
        }
        let from = date("2018-01-01");
        let period = DateRange { from, to: from + Days::new(length) };
        if let Comparison::Compared(found) = compare(&days, period, &open()) {
            prop_assert!(10 * found.days >= 9 * period.days());
            prop_assert!(found.used > 0.0 && found.used_earlier > 0.0);
            prop_assert!(found.change_percent.unwrap().is_finite());
        }
    }

    #[test]
    fn what_is_offered_carries_a_baseline(start in 0_u64..400, length in 1_u64..900, lost in 0_u64..60) {
        let from = date("2015-01-01") + Days::new(start);
        let all = DateRange { from, to: from + Days::new(length) };
        let mut days = days(NOISY, all);
        days.retain(|day| (day.date - from).num_days() as u64 % 100 >= lost);
        match ready_without_period(&days, all.to, &[], &open()) {
            Readiness::Possible { period } => {
                let judged = crate::baseline::fit(&days, period, &crate::baseline::FitOptions::default());
                prop_assert!(judged.baseline().is_some(), "{:?}", judged.findings());
            }
            Readiness::Waits { period, missing_days, .. } => {
                prop_assert!(period.to > all.to && missing_days > 0);
            }
            Readiness::Never { reasons } => prop_assert!(!reasons.is_empty()),
        }
    }
}
