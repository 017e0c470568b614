//! Ärebo of a few seeds on the real road: the estimate holds the truth that the simulator knows.
//! `examples/seeds` asks the same of hundreds.

#[path = "../examples/seeds/arebo.rs"]
mod arebo;
#[path = "../examples/seeds/road.rs"]
mod road;

use std::path::Path;
use std::sync::Arc;

use chrono::{Days, TimeDelta};
use collector::analyse::{Analyst, Occasion};
use collector::stop;
use config::Carrier;
use engine::domain::DateRange;
use road::{midnight, receive};
use simulator::County;
use store::Store;

/// A school without the fire station behind its substation, and a sports hall without the cars charged there.
#[test]
fn virtual_meters_of_the_county_show_what_its_buildings_truly_used() {
    let county = County::new(1, "2025-01-10".parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("sparvakt.db")).unwrap();
    let portfolio = config::from_text(Path::new("portfolio.toml"), &county.portfolio_toml()).unwrap();
    let config = Arc::new(portfolio);
    let from = county.history().from;
    let days = DateRange { from: from + Days::new(1), to: from + Days::new(90) };
    let end = midnight(days.to) + TimeDelta::hours(6);
    let used = [
        ("solleftea-gymnasium", Carrier::DistrictHeating),
        ("solleftea-brandstation", Carrier::DistrictHeating),
        ("timra-sporthall", Carrier::Electricity),
    ];
    for (building, _) in used {
        receive(&store, &config, county.publications_of(building, midnight(from), end)).unwrap();
    }
    let (_stopper, stop) = stop::channel();
    Analyst::new(store.clone(), Arc::clone(&config), stop).round(Occasion::Everything, end).unwrap();
    for (building, carrier) in used {
        let results = store.result_days(building, carrier, days).unwrap();
        let unknown: Vec<_> = results.iter().filter(|day| day.used.is_none()).collect();
        assert!(unknown.is_empty(), "{building}: {unknown:?}");
        let found: f64 = results.iter().filter_map(|day| day.used).sum();
        let truth = county.truth_of(building, days.to).of_range(building, carrier, days).unwrap();
        assert_eq!(results.len(), days.days(), "{building}");
        assert!((found / truth.actual_kwh - 1.0).abs() < 1e-3, "{building}: {found} of {truth:?}");
    }
    let central = store.meter_days("solleftea-gymnasium-central", days).unwrap();
    let through: f64 = central.iter().map(|day| day.value).sum();
    let both: f64 = used[..2]
        .iter()
        .flat_map(|(building, carrier)| store.result_days(building, *carrier, days).unwrap())
        .filter_map(|day| day.used)
        .sum();
    assert!((through - both).abs() < 1e-6 * through, "{through} through the substation, {both} used");
}

#[test]
fn arebos_intervals_hold_the_truth() {
    let first_day = "2024-01-01".parse().unwrap();
    for seed in [1, 2] {
        let outcome = arebo::outcome(arebo::AREBO, seed, first_day).unwrap();
        for (one, what) in outcome.iter().zip(["heat", "electricity", "together"]) {
            assert!((one.true_percent - 8.0).abs() < 1e-6, "{what} of seed {seed}: {one:?}");
            assert!(one.holds && (one.percent - 8.0).abs() < 15.0, "{what} of seed {seed}: {one:?}");
            // Wide enough for what buildings change by themselves, and narrow enough to say something.
            assert!((5.0..20.0).contains(&one.half_width), "{what} of seed {seed}: {one:?}");
        }
    }
    assert!((road::CONFIDENCE - 0.9).abs() < 1e-12);
}
