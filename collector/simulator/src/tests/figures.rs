//! The numbers behind the messages.

use chrono::Days;
use config::Carrier;
use engine::domain::DateRange;

use super::{county, first_day};
use crate::building::House;
use crate::catalogue::BUILDINGS;
use crate::fault::Mishaps;
use crate::world::World;

fn years() -> (DateRange, DateRange) {
    let second = first_day() + Days::new(365);
    (
        DateRange { from: first_day(), to: second },
        DateRange { from: second, to: first_day() + Days::new(730) },
    )
}

#[test]
fn arebo_saves_eight_percent_in_any_range_and_any_seed() {
    let (before, after) = years();
    for seed in [1, 2, 77] {
        let truth = county(seed).truth_of("arebo", after.to);
        for carrier in [Carrier::DistrictHeating, Carrier::Electricity] {
            let percent = |range| truth.of_range("arebo", carrier, range).unwrap().avoided_percent;
            assert!((percent(after) - 8.0).abs() < 1e-9, "{seed} {carrier}");
            let april = DateRange { from: "2026-04-01".parse().unwrap(), to: "2026-05-01".parse().unwrap() };
            assert!((percent(april) - 8.0).abs() < 1e-9, "{seed} {carrier}");
            assert!(percent(before).abs() < 1e-9, "{seed} {carrier}");
        }
    }
}

#[test]
fn the_truth_of_one_building_is_the_same_alone_and_among_all() {
    let (_, after) = years();
    let (all, alone) = (county(1).truth(after.to), county(1).truth_of("arebo", after.to));
    let of = |truth: &crate::Truth| truth.of_range("arebo", Carrier::Electricity, after);
    assert_eq!(of(&all), of(&alone));
    assert_eq!(all.of_range("arebo", Carrier::Gas, after), None);
    assert_eq!(all.of_range("nowhere", Carrier::Electricity, after), None);
}

#[test]
fn buildings_use_what_such_buildings_use() {
    let (before, after) = years();
    let truth = county(1).truth(after.to);
    let mut rows = Vec::new();
    for spec in BUILDINGS.iter().filter(|spec| spec.is_new_since_days.is_none()) {
        let per_m2 = |carrier, range| {
            truth.of_range(spec.id, carrier, range).map_or(0.0, |year| year.expected_kwh / spec.area_m2)
        };
        rows.push((spec, per_m2(Carrier::DistrictHeating, before), per_m2(Carrier::Electricity, before)));
    }
    for (spec, heat, electricity) in rows {
        let (least, most) = if spec.kind.pool_w > 0.0 { (300.0, 600.0) } else { (55.0, 210.0) };
        let district = spec.heating == crate::building::Heating::District;
        assert!(!district || (least..most).contains(&heat), "{}: {heat:.0} kWh/m2 of heat", spec.id);
        assert!((20.0..360.0).contains(&electricity), "{}: {electricity:.0} kWh/m2 of electricity", spec.id);
    }
    let vallange = |range| truth.of_range("vallange", Carrier::Electricity, range).unwrap();
    assert!((190_000.0..260_000.0).contains(&vallange(before).actual_kwh), "{:?}", vallange(before));
    assert!((55.0..72.0).contains(&vallange(after).avoided_percent), "{:?}", vallange(after));
}

#[test]
fn the_sun_gives_nothing_at_night_and_what_is_made_is_used_or_sold() {
    let houses = BUILDINGS.iter().map(|spec| House::new(1, *spec, Mishaps::default(), first_day())).collect();
    let mut made = vec![0.0; BUILDINGS.len()];
    for happened in World::new(1, first_day(), houses).take(8760) {
        for ((flows, spec), made) in happened.flows.iter().zip(BUILDINGS).zip(&mut made) {
            let sun = happened.air[spec.place_index()].sun.sine;
            assert!(
                sun > 0.0 || flows.production_kwh.abs() < f64::MIN_POSITIVE,
                "{} {}",
                spec.id,
                happened.hour.start
            );
            let used = flows.import_kwh + flows.production_kwh - flows.export_kwh;
            let of_building = used - flows.charging_kwh;
            assert!(
                (of_building - flows.electricity.actual).abs() < 1e-9,
                "{} {}",
                spec.id,
                happened.hour.start
            );
            assert!(flows.engine_heaters_kwh <= flows.electricity.actual, "{}", spec.id);
            *made += flows.production_kwh;
        }
    }
    for (spec, made) in BUILDINGS.iter().zip(made) {
        let Some(plant) = spec.solar else { continue };
        let specific = made / plant.kwp;
        assert!((700.0..1_050.0).contains(&specific), "{}: {specific:.0} kWh/kWp", spec.id);
    }
}
