//! Five solar plants over a year of sun: one is dead, one weak, one without an export meter, two share one.

use chrono::{Datelike, NaiveDate};
use config::Carrier;
use engine::domain::{LocalDay, Quality};
use engine::normalise::DayUse;
use store::{MeterFacts, ResultDay, Settled, Store};

use crate::world::{World, date, of, range};

/// A building with its plants and meters.
fn building(id: &str, name: &str, municipality: &str, plants: &[(&str, f64)], export: bool) -> String {
    let mut text = format!(
        r#"
[[building]]
id = "{id}"
name = "{name}"
municipality = "{municipality}"
owner = "kommunen"
use = "school"
[[building.meter]]
id = "{id}-el"
carrier = "electricity"
reading = "register"
unit = "kWh"
"#
    );
    if export {
        text += &format!(
            "[[building.meter]]\nid = \"{id}-ut\"\ncarrier = \"grid_export\"\nreading = \"register\"\nunit = \"kWh\"\n"
        );
    }
    for (plant, _) in plants {
        text += &format!(
            "[[building.meter]]\nid = \"{plant}-el\"\ncarrier = \"solar_production\"\nreading = \"register\"\nunit = \"kWh\"\n"
        );
    }
    for (plant, kwp) in plants {
        let export = if export { format!(", export = \"{id}-ut\"") } else { String::new() };
        text += &format!(
            "[[solar]]\nid = \"{plant}\"\nbuilding = \"{id}\"\nkwp = {kwp:.1}\ntilt_deg = 30\nazimuth_deg = 180\nmeters = {{ production = \"{plant}-el\"{export} }}\n"
        );
    }
    text
}

/// All of them, analysed through 2018-12-31.
pub fn sunny() -> World {
    let world = of(&portfolio());
    fill(&world.app.store);
    world.app.store.set_analysed_through(date("2018-12-31")).unwrap();
    world
}

/// Their part of a portfolio.
pub fn portfolio() -> String {
    let mut portfolio = String::from("[[owner]]\nid = \"kommunen\"\nname = \"Kommunen\"\n");
    portfolio += &building("skolan", "Älvskolan", "kramfors", &[("skolan-sol", 40.0)], true);
    portfolio += &building("simhall", "Simhallen", "kramfors", &[("tak-1", 30.0), ("tak-2", 60.0)], true);
    portfolio += &building("hus", "Stadshuset", "solleftea", &[("hus-sol", 20.0)], false);
    portfolio += &building("hall", "Sporthallen", "solleftea", &[("hall-sol", 25.0)], true);
    portfolio
}

/// Their days.
pub fn fill(store: &Store) {
    for (building, plants, use_kwh) in [
        ("skolan", &[("skolan-sol", 40.0, 1.0)][..], 300.0),
        ("simhall", &[("tak-1", 30.0, 0.95), ("tak-2", 60.0, 0.45)][..], 900.0),
        ("hus", &[("hus-sol", 20.0, 1.05)][..], 150.0),
        ("hall", &[("hall-sol", 25.0, 1.0)][..], 60.0),
    ] {
        seed(store, building, plants, use_kwh);
    }
}

/// kWh per kWp of a day at 63° north.
pub fn sun(day: NaiveDate) -> f64 {
    let season = -(std::f64::consts::TAU * (f64::from(day.ordinal0()) + 10.0) / 365.25).cos();
    (2.6 + 2.9 * season).max(0.05) * (1.0 + 0.4 * (f64::from(day.ordinal0()) * 1.7).sin())
}

fn seed(store: &Store, building: &str, plants: &[(&str, f64, f64)], use_kwh: f64) {
    let year = range("2018-01-01", "2019-01-01");
    let made = |plant: &(&str, f64, f64), day: NaiveDate| {
        let (id, kwp, factor) = *plant;
        let is_dead = id == "hall-sol" && day >= date("2018-09-10");
        let is_young = id == "hus-sol" && day < date("2018-05-03");
        if is_dead || is_young { 0.0 } else { kwp * factor * sun(day) }
    };
    for plant in plants {
        let first = if plant.0 == "hus-sol" { date("2018-05-03") } else { year.from };
        put(store, &format!("{}-el", plant.0), first, |day| made(plant, day));
    }
    let all = |day| plants.iter().map(|plant| made(plant, day)).sum::<f64>();
    let sold = |day| (all(day) - 0.5 * use_kwh).max(0.0);
    put(store, &format!("{building}-ut"), year.from, sold);
    let days: Vec<ResultDay> = year
        .dates()
        .map(|date| ResultDay {
            date,
            used: Some(use_kwh),
            temp_c: None,
            coverage: 1.0,
            filled_share: 0.0,
            expected: None,
            low: None,
            high: None,
        })
        .collect();
    store.put_results(building, Carrier::Electricity, &[], year, &days).unwrap();
}

fn put(store: &Store, meter: &str, first: NaiveDate, kwh: impl Fn(NaiveDate) -> f64) {
    let (year, zone) = (range("2018-01-01", "2019-01-01"), chrono_tz::Europe::Stockholm);
    let day = |date| DayUse {
        date,
        value: kwh(date),
        quality: Quality::Measured,
        coverage: 1.0,
        filled_share: 0.0,
    };
    let settled = Settled {
        facts: MeterFacts { interval_seconds: 3600, max_per_hour: None },
        days: year.dates().filter(|date| *date >= first).map(day).collect(),
        events: Vec::new(),
        events_in: LocalDay { date: year.from, zone }.start()..LocalDay { date: year.to, zone }.start(),
    };
    store.settle_meter(meter, &settled, &[]).unwrap();
}
