//! What a reader of a saving relies on.

use proptest::prelude::*;

use super::*;
use crate::baseline::synthetic::{HEATED, Truth, days, range, year};
use crate::baseline::{Calendar, FitOptions, Mode, fit};
use crate::domain::Carrier;

const NOISY: Truth = Truth { noise: 60.0, ..HEATED };

fn model(truth: Truth) -> FittedModel {
    let judged = fit(&days(truth, year(2022)), year(2022), &FitOptions::default());
    judged.baseline().unwrap_or_else(|| panic!("{:?}", judged.findings())).model.clone()
}

fn options() -> AssessOptions {
    AssessOptions::for_carrier(Carrier::DistrictHeating, 0.90)
}

fn saving(model: &FittedModel, days: &[Day], period: DateRange) -> Saving {
    let assessment = assess(model, days, period, &options());
    assessment.saving().unwrap_or_else(|| panic!("{:?}", assessment.findings())).clone()
}

fn scaled(truth: Truth, period: DateRange, factor: f64) -> Vec<Day> {
    let mut days = days(truth, period);
    days.iter_mut().for_each(|day| day.used = day.used.map(|used| used * factor));
    days
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn a_saving_is_found_and_lies_in_its_interval(saved in 0.0..0.5_f64, noise in 0.0..100.0_f64) {
        let truth = Truth { noise, ..HEATED };
        let found = saving(&model(truth), &scaled(truth, year(2023), 1.0 - saved), year(2023));
        prop_assert!((found.avoided_percent.unwrap() - 100.0 * saved).abs() < 2.0, "{found:?}");
        let truth_kwh = found.actual_kwh / (1.0 - saved) * saved;
        prop_assert!(found.interval.low_kwh <= truth_kwh && truth_kwh <= found.interval.high_kwh);
        prop_assert!(found.interval.low_kwh <= found.model_only.low_kwh);
        prop_assert!(found.model_only.high_kwh <= found.interval.high_kwh);
    }

    #[test]
    fn savings_add_across_periods(cut in 1_u64..364) {
        let (model, after) = (model(NOISY), scaled(NOISY, year(2023), 0.9));
        let middle = year(2023).from + chrono::Days::new(cut);
        let whole = saving(&model, &after, year(2023));
        let first = saving(&model, &after, DateRange { from: year(2023).from, to: middle });
        let second = saving(&model, &after, DateRange { from: middle, to: year(2023).to });
        prop_assert_eq!(first.days + second.days, whole.days);
        prop_assert!((first.avoided_kwh + second.avoided_kwh - whole.avoided_kwh).abs() < 1e-6);
        prop_assert!((first.adjusted_baseline_kwh + second.adjusted_baseline_kwh - whole.adjusted_baseline_kwh).abs() < 1e-6);
    }

    #[test]
    fn whether_a_meter_was_dead_does_not_depend_on_the_period_asked_for(
        (stopped, length) in (0_usize..300, 1_usize..120), (from, asked) in (0_u64..364, 1_u64..40),
    ) {
        let (model, mut after) = (model(HEATED), days(HEATED, year(2023)));
        after.iter_mut().skip(stopped).take(length).for_each(|day| day.used = Some(0.0));
        let from = year(2023).from + chrono::Days::new(from);
        let period = DateRange { from, to: (from + chrono::Days::new(asked)).min(year(2023).to) };
        let whole = without_dead_days(&model, &after, year(2023));
        let inside: Vec<Day> = whole.iter().filter(|day| period.contains(day.date)).copied().collect();
        prop_assert_eq!(&without_dead_days(&model, &after, period), &inside);
        // What was left out once leaves nothing more to leave out.
        prop_assert_eq!(&without_dead_days(&model, &whole, year(2023)), &whole);
        let known: Vec<NaiveDate> = inside.iter().filter(|day| day.complete().is_some()).map(|day| day.date).collect();
        if let Some(found) = assess(&model, &after, period, &options()).saving() {
            prop_assert_eq!(found.avoided_by_day.iter().map(|(date, _)| *date).collect::<Vec<_>>(), known);
        }
    }

    #[test]
    fn whatever_is_reported_nothing_panics_and_nothing_is_nan(
        values in proptest::collection::vec((proptest::option::of(any::<f64>()), proptest::option::of(any::<f64>())), 1..40),
        confidence in any::<f64>(),
    ) {
        let model = model(NOISY);
        let days: Vec<Day> = year(2023)
            .dates()
            .zip(values.iter().cycle())
            .map(|(date, (used, temp_c))| Day { date, used: *used, temp_c: *temp_c, filled_share: f64::NAN })
            .collect();
        let options = AssessOptions { confidence, ..options() };
        if let Some(saving) = assess(&model, &days, year(2023), &options).saving() {
            let figures = [saving.avoided_kwh, saving.interval.low_kwh, saving.interval.high_kwh, saving.filled_share];
            prop_assert!(figures.iter().all(|value| value.is_finite()), "{saving:?}");
        }
        for band in bands(&model, &days, year(2023), &options) {
            prop_assert!(band.low_kwh <= band.high_kwh, "{band:?}");
        }
    }
}

#[test]
fn no_change_saves_about_nothing() {
    let found = saving(&model(NOISY), &days(NOISY, year(2023)), year(2023));
    assert!(found.avoided_percent.unwrap().abs() < 2.0, "{found:?}");
    assert!(found.interval.low_kwh < 0.0 && 0.0 < found.interval.high_kwh);
    assert_eq!((found.days, found.coverage.to_bits()), (365, 1.0_f64.to_bits()));
}

#[test]
fn months_are_slices_of_the_year() {
    let (model, after) = (model(NOISY), days(NOISY, year(2023)));
    let whole = bands(&model, &after, year(2023), &options());
    for month in 1..=11 {
        let period = range(&format!("2023-{month:02}-01"), &format!("2023-{:02}-01", month + 1));
        let only: Vec<Day> = after.iter().copied().filter(|day| period.contains(day.date)).collect();
        let expected: Vec<&Band> = whole.iter().filter(|band| period.contains(band.date)).collect();
        assert_eq!(bands(&model, &only, period, &options()).iter().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn the_course_ends_at_the_saving() {
    let (model, after) = (model(NOISY), scaled(NOISY, year(2023), 0.8));
    let course = cumulative(&model, &after, year(2023), &options());
    let whole = saving(&model, &after, year(2023));
    let last = course.last().unwrap();
    assert!((last.avoided_kwh - whole.avoided_kwh).abs() < 1e-6);
    assert!((last.interval.low_kwh - whole.interval.low_kwh).abs() < 1e-6);
    assert!(course.iter().all(|day| day.interval.low_kwh <= day.avoided_kwh));
    assert_eq!(course.len(), 365);
}

#[test]
fn nine_days_in_ten_of_an_unchanged_building_lie_in_their_band() {
    let model = model(NOISY);
    let options = AssessOptions { drift: Drift::NONE, ..options() };
    let bands = bands(&model, &days(NOISY, year(2023)), year(2023), &options);
    let inside = bands.iter().filter(|day| (day.low_kwh..=day.high_kwh).contains(&day.actual_kwh)).count();
    assert!((310..=350).contains(&inside), "{inside} of 365");
}

#[test]
fn one_day_can_be_reported_and_none_cannot() {
    let model = model(NOISY);
    let period = range("2023-03-26", "2023-03-27");
    let one = saving(&model, &days(NOISY, period), period);
    assert_eq!(one.days, 1);
    assert!(one.interval.high_kwh - one.interval.low_kwh > 100.0, "a single day is uncertain: {one:?}");
    let none = assess(&model, &[], period, &options());
    assert!(none.saving().is_none());
}

#[test]
fn both_sums_run_over_the_same_days() {
    let model = model(HEATED);
    let mut after = days(HEATED, year(2023));
    for (number, day) in after.iter_mut().enumerate() {
        match number % 30 {
            0 => day.used = None,
            1 => day.temp_c = None,
            _ => {}
        }
    }
    let found = saving(&model, &after, year(2023));
    assert_eq!(found.days, 339);
    assert!(found.avoided_percent.unwrap().abs() < 0.1, "{found:?}");
}

#[test]
fn the_interval_widens_with_confidence_and_with_years() {
    let (model, after) = (model(NOISY), days(NOISY, range("2023-01-01", "2027-01-01")));
    let width = |confidence, year_: i32| {
        let options = AssessOptions { confidence, ..options() };
        let interval = assess(&model, &after, year(year_), &options).saving().unwrap().interval;
        interval.high_kwh - interval.low_kwh
    };
    assert!(width(0.68, 2023) < width(0.90, 2023) && width(0.90, 2023) < width(0.99, 2023));
    assert!(width(0.90, 2023) < width(0.90, 2026));
}

#[test]
fn an_unused_month_has_no_percent() {
    let truth = Truth { base: 0.0, weekend: 0.0, heating_below_c: 8.0, ..HEATED };
    let july = range("2023-07-01", "2023-08-01");
    let found = saving(&model(truth), &days(truth, july), july);
    assert_eq!(found.avoided_percent, None);
    assert!(found.avoided_kwh.abs() < 1.0);
}

#[test]
fn portfolios_add_sums_and_do_not_overstate_certainty() {
    let (model, after) = (model(NOISY), scaled(NOISY, year(2023), 0.9));
    let one = saving(&model, &after, year(2023));
    let width = |interval: Interval| interval.high_kwh - interval.low_kwh;
    let ten = vec![&one; 10];
    let apart = combine(&ten, 0.9, 0.0).unwrap();
    let usual = combine(&ten, 0.9, COMMON_SHARE).unwrap();
    let alike = combine(&ten, 0.9, 1.0).unwrap();
    assert!((usual.avoided_kwh - 10.0 * one.avoided_kwh).abs() < 1e-6);
    assert!(width(apart.interval) < width(usual.interval) && width(usual.interval) < width(alike.interval));
    assert!(width(alike.interval) < 10.5 * width(one.interval));
    assert!(
        (width(combine(&[&one], 0.9, COMMON_SHARE).unwrap().interval) / width(one.interval) - 1.0).abs()
            < 1e-9
    );
    assert_eq!(combine(&[], 0.9, COMMON_SHARE), None);
}

/// A year of which some days are closed, when 250 kWh a day less is used.
fn school(period: DateRange, closed: &[DateRange]) -> Vec<Day> {
    let mut days = days(NOISY, period);
    days.iter_mut().filter(|day| closed.iter().any(|holiday| holiday.contains(day.date))).for_each(|day| {
        day.used = day.used.map(|used| used - 250.0);
    });
    days
}

fn model_of_school(closed: &[DateRange], listed: &[DateRange]) -> FittedModel {
    let dates = listed.iter().flat_map(|holiday| holiday.dates());
    let modes = vec![Mode::new(Mode::CLOSED, dates)];
    let options = FitOptions { calendar: Calendar { modes, ..Calendar::sweden() }, ..FitOptions::default() };
    let judged = fit(&school(year(2022), closed), year(2022), &options);
    judged.baseline().unwrap_or_else(|| panic!("{:?}", judged.findings())).model.clone()
}

fn codes(assessment: &Assessment) -> Vec<&'static str> {
    assessment.findings().iter().map(|found| found.code).collect()
}

#[test]
fn more_closed_weeks_are_no_saving_when_the_calendar_says_so() {
    let (ten, twelve) = (range("2022-06-10", "2022-08-19"), range("2023-06-03", "2023-08-26"));
    let found = |closed: &[DateRange], listed: &[DateRange], after: &[DateRange]| {
        let model = model_of_school(closed, listed);
        saving(&model, &school(year(2023), after), year(2023)).avoided_kwh
    };
    let always_open = found(&[], &[], &[]);
    let without = found(&[ten], &[], &[twelve]) - always_open;
    let with = found(&[ten], &[ten, twelve], &[twelve]) - always_open;
    assert!(without > 2500.0, "14 days of 250 kWh look like a saving: {without:.0}");
    assert!(with.abs() < 1000.0, "{with:.0}");
}

#[test]
fn days_unlike_any_of_the_baseline_are_left_out_and_told() {
    let holiday = range("2023-06-12", "2023-07-08");
    let (model, after) = (model_of_school(&[], &[holiday]), school(year(2023), &[holiday]));
    let assessment = assess(&model, &after, year(2023), &options());
    assert_eq!(codes(&assessment)[0], "reporting.unseen_mode");
    let found = assessment.saving().unwrap();
    assert_eq!((found.days, found.avoided_by_day.len()), (365 - 26, 365 - 26));
    assert!((found.coverage - 339.0 / 365.0).abs() < 1e-12);
    assert!(found.avoided_kwh.abs() < 3000.0, "{}", found.avoided_kwh);
    assert!(bands(&model, &after, year(2023), &options()).iter().all(|band| !holiday.contains(band.date)));

    let months: Vec<DateRange> = ["06", "07", "08"]
        .map(|month| {
            let from: NaiveDate = format!("2023-{month}-01").parse().unwrap();
            DateRange { from, to: from + chrono::Months::new(1) }
        })
        .to_vec();
    let pieces = assess_pieces(&model, &after, &months, &options());
    assert_eq!(codes(&pieces[0])[0], "reporting.unseen_mode");
    assert!(pieces[0].saving().is_none() && pieces[1].saving().is_none());
    assert!(!codes(&pieces[2]).contains(&"reporting.unseen_mode"));
}

#[test]
fn too_many_such_days_forbid_a_saving_and_say_why_first() {
    let holiday = range("2023-06-12", "2023-08-12");
    let (model, after) = (model_of_school(&[], &[holiday]), school(year(2023), &[holiday]));
    let assessment = assess(&model, &after, year(2023), &options());
    assert!(assessment.saving().is_none());
    assert_eq!(codes(&assessment)[..2], ["reporting.unseen_mode", "reporting.too_few_days"]);
    insta::assert_snapshot!(assessment.findings()[0].text, @"61 days in the operating mode closed are left out: the baseline has fewer than 5 such days (workdays and weekends apart), so nobody can say what was expected; choose a baseline in which they occur, or correct the calendar");
}

#[test]
fn a_mode_of_a_few_days_is_no_level() {
    let few = |days: &str| range("2022-02-28", days);
    for (until, known) in [("2022-03-04", false), ("2022-03-05", true)] {
        let model = model_of_school(&[few(until)], &[few(until), range("2023-02-27", "2023-03-06")]);
        let of = |date: &str| model.knows(date.parse().unwrap());
        assert_eq!((of("2023-02-27"), of("2023-03-04"), of("2023-03-06")), (known, false, true), "{until}");
    }
}

#[test]
fn the_days_on_which_a_meter_stops_and_wakes_are_left_out_with_those_between() {
    let (model, mut after) = (model(HEATED), days(HEATED, year(2023)));
    let dead = range("2023-11-03", "2023-11-20");
    after.iter_mut().filter(|day| dead.contains(day.date)).for_each(|day| day.used = Some(0.0));
    let stopped = after.iter_mut().find(|day| day.date == range("2023-11-02", "2023-11-03").from).unwrap();
    stopped.used = Some(0.03);
    for (period, left) in [
        (range("2023-11-02", "2023-11-03"), 0),
        (range("2023-11-05", "2023-11-08"), 0),
        (range("2023-11-20", "2023-11-21"), 0),
        (range("2023-11-01", "2023-11-02"), 1),
        (range("2023-11-21", "2023-11-25"), 4),
        (year(2023), 365 - 19),
    ] {
        let known = without_dead_days(&model, &after, period);
        assert_eq!(known.iter().filter(|day| day.complete().is_some()).count(), left, "{period:?}");
        let assessment = assess(&model, &after, period, &options());
        assert_eq!(assessment.saving().map_or(0, |saving| saving.days), left, "{period:?}");
        assert_eq!(codes(&assessment).contains(&"reporting.dead_meter"), left != period.days(), "{period:?}");
    }
}

#[test]
fn a_meter_that_dies_in_a_summer_of_true_zeros_is_dead_in_the_winter_only() {
    let truth = Truth { base: 0.0, weekend: 0.0, ..HEATED };
    let (model, mut after) = (model(truth), days(truth, year(2023)));
    let dead = range("2023-06-15", "2023-10-25");
    after.iter_mut().filter(|day| dead.contains(day.date)).for_each(|day| day.used = Some(0.0));
    let known = without_dead_days(&model, &after, year(2023));
    let used = |date: &str| known.iter().find(|day| day.date.to_string() == date).unwrap().used;
    assert_eq!((used("2023-07-10"), used("2023-10-20"), used("2023-10-24")), (Some(0.0), None, None));
}
