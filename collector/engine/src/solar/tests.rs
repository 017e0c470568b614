#![expect(clippy::float_cmp, reason = "sums of small whole numbers are exact")]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::domain::DateRange;

const FIRST: &str = "2025-01-01";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn period(days: u64) -> DateRange {
    DateRange { from: date(FIRST), to: date(FIRST) + Days::new(days) }
}

/// Consecutive days from the first on; a negative amount stands for an unknown day.
fn days(amounts: &[f64]) -> Vec<DayKwh> {
    let dates = date(FIRST).iter_days();
    let day = |(date, kwh): (NaiveDate, &f64)| DayKwh { date, kwh: *kwh };
    dates.zip(amounts).map(day).filter(|day| day.kwh >= 0.0).collect()
}

fn judged(production: &[f64], export: &[f64], building_use: &[f64]) -> Performance {
    let (made, sold, used) = (days(production), days(export), days(building_use));
    let flows = Flows { production: Some(&made), export: Some(&sold), building_use: Some(&used) };
    performance(10.0, &flows, period(production.len() as u64))
}

#[test]
fn a_period_in_figures() {
    let judged = judged(&[50.0, 30.0, 0.0, 20.0], &[20.0, 5.0, 0.0, 0.0], &[60.0, 50.0, 40.0, 50.0]);
    let (production, own) = (judged.production.unwrap(), judged.self_use.unwrap());
    assert_eq!((production.kwh, production.specific_yield()), (100.0, 10.0));
    assert_eq!((own.self_use_kwh, own.export_kwh, own.share()), (75.0, 25.0, Some(0.75)));
    assert_eq!(judged.self_sufficiency.unwrap().share(), Some(0.375));
    assert_eq!(judged.coverage, 1.0);
}

#[test]
fn nine_days_of_ten_are_enough_and_eight_are_not() {
    let mut production = [4.0; 10];
    (production[3], production[7]) = (-1.0, -1.0);
    let eight = judged(&production, &[1.0; 10], &[9.0; 10]);
    let lack = Lack::TooFewDays { flow: Flow::Production, known: 8, days: 10 };
    assert_eq!((eight.production, eight.self_use), (Err(lack), Err(lack)));
    assert_eq!(eight.self_sufficiency, Err(lack));
    production[7] = 4.0;
    let nine = judged(&production, &[1.0; 10], &[9.0; 10]);
    assert_eq!(nine.production.unwrap().kwh, 36.0);
    // A day counts for self-use when both are known.
    assert_eq!(nine.self_use.unwrap(), SelfUse { self_use_kwh: 27.0, export_kwh: 9.0 });
    let mut export = [1.0; 10];
    export[0] = -1.0;
    let apart = judged(&production, &export, &[9.0; 10]);
    assert!(apart.production.is_ok());
    assert_eq!(apart.self_use, Err(Lack::TooFewDays { flow: Flow::Export, known: 8, days: 10 }));
}

#[test]
fn what_is_not_measured_is_said() {
    let made = days(&[5.0; 10]);
    let only_production = Flows { production: Some(&made), ..Flows::default() };
    let judged = performance(10.0, &only_production, period(10));
    assert_eq!(judged.production.unwrap().kwh, 50.0);
    assert_eq!(judged.self_use, Err(Lack::NoMeter(Flow::Export)));
    let sold = days(&[1.0; 10]);
    let no_use = Flows { export: Some(&sold), ..only_production };
    let judged = performance(10.0, &no_use, period(10));
    assert_eq!(judged.self_sufficiency, Err(Lack::NoMeter(Flow::BuildingUse)));
    assert_eq!(
        performance(10.0, &Flows::default(), period(10)).production,
        Err(Lack::NoMeter(Flow::Production))
    );
}

#[test]
fn self_use_is_never_negative() {
    let odd = judged(&[10.0; 10], &[12.0; 10], &[30.0; 10]);
    let lack = Lack::ExportAboveProduction { export_kwh: 120.0, production_kwh: 100.0 };
    assert_eq!((odd.self_use, odd.self_sufficiency), (Err(lack), Err(lack)));
    insta::assert_snapshot!(lack, @"120 kWh went to the grid while 100 kWh were produced; look at unit and source of both meters");
    // Meters round: a little more export than production is all of it.
    assert_eq!(judged(&[10.0; 10], &[10.02; 10], &[30.0; 10]).self_use.unwrap().self_use_kwh, 0.0);
    let odd = judged(&[10.0; 10], &[0.0; 10], &[4.0; 10]);
    assert_eq!(odd.self_sufficiency, Err(Lack::UseBelowSelfUse { use_kwh: 40.0, self_use_kwh: 100.0 }));
}

#[test]
fn shares_of_a_group_come_from_its_sums() {
    let large = judged(&[90.0; 10], &[80.0; 10], &[20.0; 10]);
    let small = judged(&[10.0; 10], &[0.0; 10], &[20.0; 10]);
    let made = days(&[5.0; 10]);
    let unmetered = performance(5.0, &Flows { production: Some(&made), ..Flows::default() }, period(10));
    let all = [large, small, unmetered];
    let group = together(&all, all.iter().map(|plant| (plant, 1)));
    assert_eq!((group.plants, group.producing, group.without_self_use), (3, 3, 1));
    assert_eq!(group.production.unwrap().specific_yield(), 1_050.0 / 25.0);
    assert_eq!(group.self_use.unwrap().share(), Some(200.0 / 1_000.0));
    assert_eq!(group.self_sufficiency.unwrap().share(), Some(0.5));
    assert_eq!(together([], []), Group::default());
}

#[test]
fn a_day_known_by_half_counts_with_what_is_known() {
    let day =
        |coverage, quality| DayUse { date: date(FIRST), value: 12.0, quality, coverage, filled_share: 0.0 };
    assert_eq!(known(&[day(0.6, Quality::LowerBound)])[0].kwh, 12.0);
    assert_eq!(known(&[day(0.4, Quality::LowerBound), day(1.0, Quality::LowerBound)]), []);
}

#[test]
fn plants_behind_one_meter_share_its_export_by_what_they_make() {
    let (one, other) = (days(&[30.0, 0.0, 5.0]), days(&[10.0, 0.0, -1.0]));
    let all = sum(&[(&one, None), (&other, None)]);
    assert_eq!(all, days(&[40.0, 0.0]));
    assert_eq!(export_of(&one, &all, &days(&[20.0, 1.0, 3.0]), 0.5), days(&[15.0, 0.5]));
    // What was built later gave nothing before.
    let later = [DayKwh { date: date("2025-01-03"), kwh: 7.0 }];
    assert_eq!(sum(&[(&one, None), (&later, Some(date("2025-01-03")))]), days(&[30.0, 0.0, 12.0]));
}

/// A season of sun, the same for everyone.
fn sun(length: usize) -> Vec<f64> {
    (0..length).map(|day| 2.0 + 1.5 * (day as f64 / 5.0).sin()).collect()
}

fn scaled(sun: &[f64], factor: f64) -> Vec<DayKwh> {
    days(&sun.iter().map(|day| day * factor).collect::<Vec<_>>())
}

#[test]
fn a_dead_plant_stands_out_and_a_dark_week_does_not() {
    let sun = sun(40);
    let healthy: Vec<Vec<DayKwh>> = [10.0, 12.0, 9.0].iter().map(|factor| scaled(&sun, *factor)).collect();
    let neighbours: Vec<Plant<'_>> =
        healthy.iter().map(|production| Plant { kwp: 10.0, production }).collect();
    let mut dead = scaled(&sun, 10.0);
    dead.iter_mut().skip(30).for_each(|day| day.kwh = 0.0);
    let plant = |production| Plant { kwp: 10.0, production };
    let since = stands_still_since(plant(&dead), &neighbours, period(40));
    assert_eq!(since, Some(date("2025-01-31")));
    assert_eq!(stands_still_since(plant(&healthy[0]), &neighbours, period(40)), None);
    assert_eq!(stands_still_since(plant(&dead), &[], period(40)), None, "nobody to compare with");
    let dark = vec![0.01; 40];
    let all_dark: Vec<Vec<DayKwh>> = (0..3).map(|_| scaled(&dark, 10.0)).collect();
    let neighbours: Vec<Plant<'_>> = all_dark.iter().map(|days| plant(days.as_slice())).collect();
    let night = scaled(&dark, 0.0);
    assert_eq!(stands_still_since(plant(&night), &neighbours, period(40)), None, "no sun on anyone");
}

#[test]
fn a_weak_plant_lies_below_its_neighbours() {
    let sun = sun(60);
    let healthy: Vec<Vec<DayKwh>> = [10.0, 11.0, 9.0].iter().map(|factor| scaled(&sun, *factor)).collect();
    let neighbours: Vec<Plant<'_>> =
        healthy.iter().map(|production| Plant { kwp: 10.0, production }).collect();
    let half = scaled(&sun, 5.0);
    let relative = relative_yield(Plant { kwp: 10.0, production: &half }, &neighbours, period(60)).unwrap();
    assert!((relative.ratio() - 0.5).abs() < 1e-9 && relative.is_weak());
    assert_eq!((relative.days, relative.compared_with), (60, 3));
    assert_eq!(relative_yield(neighbours[0], &neighbours[1..2], period(60)), None, "one is no median");
    assert_eq!(relative_yield(neighbours[0], &neighbours[1..], period(5)), None, "five days are few");
}

fn amounts(length: usize, most: f64) -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(prop_oneof![12 => 0.0..most, 1 => Just(-1.0)], length)
}

proptest! {
    #[test]
    fn the_figures_hold_together(
        made in amounts(40, 200.0),
        sold in amounts(40, 150.0),
        used in amounts(40, 400.0),
    ) {
        let judged = judged(&made, &sold, &used);
        if let Ok(own) = judged.self_use {
            let production = judged.production.unwrap().kwh;
            prop_assert!(own.self_use_kwh >= 0.0 && own.export_kwh >= 0.0);
            prop_assert!(own.self_use_kwh + own.export_kwh <= production + 1e-6);
            prop_assert!(own.share().is_none_or(|share| (0.0..=1.0).contains(&share)));
            if made.iter().chain(&sold).all(|kwh| *kwh >= 0.0) {
                prop_assert!((own.self_use_kwh + own.export_kwh - production).abs() < 1e-6);
            }
        }
        if let Ok(own) = judged.self_sufficiency {
            prop_assert!(own.share().is_none_or(|share| (0.0..=1.0).contains(&share)));
            prop_assert!(own.self_use_kwh <= judged.self_use.unwrap().self_use_kwh + sold.iter().sum::<f64>());
        }
        let known = made.iter().filter(|kwh| **kwh >= 0.0).count();
        prop_assert_eq!(judged.production.is_ok(), known >= 36);
    }

    #[test]
    fn parts_of_a_shared_export_add_up(
        one in amounts(20, 100.0),
        other in amounts(20, 100.0),
        export in amounts(20, 80.0),
        kwp_share in 0.0..1.0_f64,
    ) {
        let (one, other, export) = (days(&one), days(&other), days(&export));
        let all = sum(&[(&one, None), (&other, None)]);
        let mine = export_of(&one, &all, &export, kwp_share);
        let theirs = export_of(&other, &all, &export, 1.0 - kwp_share);
        for ((a, b), day) in mine.iter().zip(&theirs).zip(export.iter().filter(|day| {
            all.iter().any(|known| known.date == day.date)
        })) {
            prop_assert_eq!((a.date, b.date), (day.date, day.date));
            prop_assert!((a.kwh + b.kwh - day.kwh).abs() < 1e-9);
        }
    }

    #[test]
    fn a_sum_of_periods_is_the_period(made in amounts(60, 200.0)) {
        let production = days(&made.iter().map(|kwh| kwh.abs()).collect::<Vec<_>>());
        let flows = Flows { production: Some(&production), ..Flows::default() };
        let kwh = |from: u64, to: u64| {
            let range = DateRange { from: date(FIRST) + Days::new(from), to: date(FIRST) + Days::new(to) };
            performance(10.0, &flows, range).production.unwrap().kwh
        };
        prop_assert!((kwh(0, 25) + kwh(25, 60) - kwh(0, 60)).abs() < 1e-6);
    }

    #[test]
    fn equals_are_equal(made in proptest::collection::vec(1.0..30.0_f64, 60), kwp in 5.0..50.0_f64) {
        let per_kwp = days(&made);
        let own: Vec<DayKwh> = per_kwp.iter().map(|day| DayKwh { kwh: day.kwh * kwp, ..*day }).collect();
        let neighbour = Plant { kwp: 1.0, production: &per_kwp };
        let relative =
            relative_yield(Plant { kwp, production: &own }, &[neighbour; 4], period(60)).unwrap();
        prop_assert!((relative.ratio() - 1.0).abs() < 1e-9);
    }
}
