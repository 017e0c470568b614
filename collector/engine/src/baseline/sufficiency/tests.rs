//! Every rule fires, and stays silent.

use super::super::synthetic::{HEATED, Truth, days, range, year};
use super::super::{Calendar, FitOptions, Judged, Mode, fit};
use super::*;

fn usual() -> Vec<Day> {
    days(Truth { noise: 60.0, ..HEATED }, year(2022))
}

/// A year whose days have been changed, each with its number.
fn changed(change: impl Fn(usize, &mut Day)) -> Vec<Day> {
    let mut days = usual();
    days.iter_mut().enumerate().for_each(|(number, day)| change(number, day));
    days
}

fn judge(days: &[Day], period: DateRange) -> Judged {
    fit(days, period, &FitOptions::default())
}

fn check(days: &[Day], period: DateRange, code: &str, severity: Severity) {
    let judged = judge(days, period);
    let found = judged.findings().iter().find(|finding| finding.code == code);
    let found = found.unwrap_or_else(|| panic!("{code} not in {:?}", judged.findings()));
    assert_eq!(found.severity, severity, "{found:?}");
    assert_eq!(judged.baseline().is_none(), forbids(judged.findings()));
}

#[test]
fn a_good_year_has_no_findings() {
    assert_eq!(judge(&usual(), year(2022)).findings(), []);
}

#[test]
fn length_has_inclusive_bounds() {
    let truth = Truth { noise: 60.0, ..HEATED };
    for (to, code) in [
        ("2021-11-25", Some("baseline.too_short")),
        ("2021-11-26", None),
        ("2024-01-02", None),
        ("2024-01-03", Some("baseline.too_long")),
    ] {
        let period = range("2021-01-01", to);
        let judged = judge(&days(truth, period), period);
        let length = |finding: &&Finding| finding.code.starts_with("baseline.too_");
        assert_eq!(
            judged.findings().iter().find(length).map(|finding| finding.code),
            code,
            "{}",
            period.days()
        );
        assert_eq!(judged.baseline().is_some(), code.is_none());
    }
}

#[test]
fn nine_days_in_ten_must_be_valid() {
    for (missing, enough) in [(36, true), (37, false)] {
        let without_use = changed(|number, day| {
            if number % 9 == 0 && number / 9 < missing {
                day.used = None;
            }
        });
        assert_eq!(judge(&without_use, year(2022)).baseline().is_some(), enough, "{missing}");
        let without_temperature = changed(|number, day| {
            if number % 9 == 0 && number / 9 < missing {
                day.temp_c = None;
            }
        });
        assert_eq!(judge(&without_temperature, year(2022)).baseline().is_some(), enough, "{missing}");
    }
    let holes = changed(|number, day| {
        if number % 5 == 0 {
            day.used = None;
        }
    });
    check(&holes, year(2022), "baseline.too_few_days", Severity::Disqualifying);
    let holes = changed(|number, day| {
        if number % 5 == 0 {
            day.temp_c = Some(f64::NAN);
        }
    });
    check(&holes, year(2022), "baseline.temperature_missing", Severity::Disqualifying);
    check(&[], year(2022), "baseline.too_few_days", Severity::Disqualifying);
}

#[test]
fn months_without_days_are_named() {
    let february = changed(|_, day| {
        if range("2022-02-01", "2022-02-20").contains(day.date) {
            day.used = None;
        }
    });
    check(&february, year(2022), "baseline.month_missing", Severity::Warning);
    let text = judge(&february, year(2022)).findings()[0].text.clone();
    insta::assert_snapshot!(text, @"fewer than 15 valid days of February: claims about a whole year rest on the other months; choose a period that holds every month");
}

#[test]
fn use_that_cannot_be_saved_from_is_refused() {
    check(&changed(|_, day| day.used = Some(0.0)), year(2022), "baseline.no_use", Severity::Disqualifying);
    check(&changed(|_, day| day.used = Some(-5.0)), year(2022), "baseline.no_use", Severity::Disqualifying);
    check(&changed(|_, day| day.used = Some(7.0)), year(2022), "baseline.constant", Severity::Warning);
    let export = changed(|number, day| {
        if number == 180 {
            day.used = Some(-5.0);
        }
    });
    check(&export, year(2022), "baseline.negative_use", Severity::Warning);
}

#[test]
fn spikes_and_filled_values_are_told() {
    check(
        &changed(|number, day| {
            if number == 3 {
                day.used = Some(1e5);
            }
        }),
        year(2022),
        "baseline.extreme_values",
        Severity::Warning,
    );
    check(&changed(|_, day| day.filled_share = 0.2), year(2022), "baseline.filled", Severity::Warning);
    let little = changed(|_, day| day.filled_share = 0.01);
    assert_eq!(judge(&little, year(2022)).findings(), []);
}

#[test]
fn a_lost_multiplier_is_no_baseline() {
    let step = changed(|number, day| {
        if number >= 120 {
            day.used = day.used.map(|used| used / 35.3);
        }
    });
    check(&step, year(2022), "baseline.multiplier_step", Severity::Disqualifying);
    let finding = &judge(&step, year(2022)).findings()[0].clone();
    insta::assert_snapshot!(finding.text, @"from about 2022-04-30 the meter shows 1/36 of earlier days of the same temperature: most likely its unit or multiplier changed; enter the right factor or the meter replacement, or choose periods on one side of it");
    let halved = changed(|number, day| {
        if number >= 120 {
            day.used = day.used.map(|used| used / 2.0);
        }
    });
    assert!(judge(&halved, year(2022)).baseline().is_some());
}

#[test]
fn winter_zeros_of_a_dead_meter_are_holes_and_summer_zeros_are_true() {
    let off_in_summer = Truth { base: 0.0, weekend: 0.0, ..HEATED };
    let mut gas = days(off_in_summer, year(2022));
    assert!(gas.iter().filter(|day| day.used == Some(0.0)).count() > 40);
    assert_eq!(judge(&gas, year(2022)).findings(), []);
    let dead = range("2022-01-10", "2022-02-01");
    gas.iter_mut().filter(|day| dead.contains(day.date)).for_each(|day| day.used = Some(0.0));
    check(&gas, year(2022), "baseline.dead_meter", Severity::Warning);
    assert_eq!(judge(&gas, year(2022)).baseline().unwrap().days_used, 365 - 22 - 2);
}

#[test]
fn models_that_explain_little_or_drift_are_told() {
    let wild = changed(|number, day| day.used = Some(if number % 23 == 0 { 9000.0 } else { 1.0 }));
    check(&wild, year(2022), "baseline.poor_fit", Severity::Warning);
    let moved = changed(|number, day| {
        day.used = Some(100.0 + if number > 180 { 200.0 } else { 0.0 } + number as f64 % 2.0);
    });
    let lasting = judge(&moved, year(2022));
    assert!(
        lasting.findings().iter().any(|finding| finding.code == "baseline.autocorrelation"),
        "{lasting:?}"
    );
}

fn reporting_codes(change: impl Fn(usize, &mut Day)) -> Vec<&'static str> {
    let judged = judge(&usual(), year(2022));
    let mut after = days(Truth { noise: 60.0, ..HEATED }, year(2023));
    after.iter_mut().enumerate().for_each(|(number, day)| change(number, day));
    let model = &judged.baseline().unwrap().model;
    let assessed = crate::savings::assess(
        model,
        &after,
        year(2023),
        &crate::savings::AssessOptions::for_carrier(config::Carrier::Gas, 0.9),
    );
    let codes: Vec<_> = assessed.findings().iter().map(|finding| finding.code).collect();
    assert_eq!(assessed.saving().is_none(), forbids(assessed.findings()));
    codes.into_iter().filter(|code| *code != "reporting.beyond_baseline_temperatures").collect()
}

#[test]
fn reporting_rules_fire_and_stay_silent() {
    assert_eq!(reporting_codes(|_, _| {}), Vec::<&str>::new());
    assert_eq!(
        reporting_codes(|number, day| if number % 9 == 0 {
            day.used = None;
        }),
        ["reporting.too_few_days"]
    );
    assert_eq!(
        reporting_codes(|number, day| if number % 9 == 0 {
            day.temp_c = None;
        }),
        ["reporting.too_few_days", "reporting.temperature_missing"]
    );
    assert_eq!(
        reporting_codes(|number, day| if number == 9 {
            day.used = Some(-1.0);
        }),
        ["reporting.negative_use"]
    );
    assert_eq!(
        reporting_codes(|number, day| if number == 9 {
            day.used = Some(1e5);
        }),
        ["reporting.extreme_values"]
    );
    assert_eq!(reporting_codes(|_, day| day.filled_share = 0.5), ["reporting.filled"]);
    let lost = |number: usize, day: &mut Day| {
        if number > 200 {
            day.used = day.used.map(|used| used / 35.3);
        }
    };
    assert_eq!(reporting_codes(lost), ["reporting.multiplier_step"]);
    let halved = |_: usize, day: &mut Day| day.used = day.used.map(|used| used / 2.0);
    assert_eq!(reporting_codes(halved), Vec::<&str>::new());
    let dead = |number: usize, day: &mut Day| {
        if number < 60 {
            day.used = Some(0.0);
        }
    };
    assert_eq!(reporting_codes(dead), ["reporting.too_few_days", "reporting.dead_meter"]);
}

#[test]
fn overlap_unseen_weather_and_absent_modes_are_told() {
    let modes = vec![Mode::new("lov", range("2022-07-01", "2022-08-01").dates())];
    let options = FitOptions { calendar: Calendar { modes, ..Calendar::default() }, ..FitOptions::default() };
    let judged = fit(&usual(), year(2022), &options);
    let model = &judged.baseline().unwrap().model;
    let period = range("2022-12-01", "2023-12-01");
    let mut after = days(HEATED, period);
    after[40].temp_c = Some(-35.0);
    let codes: Vec<_> = of_reporting(model, &after, period).iter().map(|finding| finding.code).collect();
    assert_eq!(
        codes,
        ["reporting.overlaps_baseline", "reporting.beyond_baseline_temperatures", "reporting.mode_absent"]
    );
}

#[test]
fn the_zeros_and_the_low_use_of_a_closed_building_are_no_fault() {
    let closed = range("2022-05-20", "2022-08-20");
    let modes = vec![Mode::new(Mode::CLOSED, closed.dates())];
    let options = FitOptions { calendar: Calendar { modes, ..Calendar::default() }, ..FitOptions::default() };
    for left in [0.0, 0.02] {
        let days = changed(|_, day| {
            if closed.contains(day.date) {
                day.used = day.used.map(|used| left * used);
            }
        });
        let codes =
            |judged: &Judged| -> Vec<&str> { judged.findings().iter().map(|found| found.code).collect() };
        assert_eq!(codes(&fit(&days, year(2022), &options)), Vec::<&str>::new(), "{left}");
        assert_eq!(codes(&judge(&days, year(2022))).contains(&"baseline.dead_meter"), left < 0.01, "{left}");
    }
}

#[test]
fn a_baseline_is_ready_when_its_days_suffice() {
    let first: NaiveDate = "2026-01-01".parse().unwrap();
    for (invalid, days) in [(0, 329), (32, 329), (40, 400)] {
        let ready = ready_on(first, invalid);
        let period = DateRange { from: first, to: ready };
        assert_eq!(period.days(), days);
        let valid = period.days() - invalid;
        assert!(valid >= days_needed(period), "{invalid}");
    }
}
