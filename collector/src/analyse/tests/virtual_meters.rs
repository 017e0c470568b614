//! Meters made of others: their days and hours, and what a building then uses.

use engine::domain::Quality;

use super::*;

/// A substation in `arebo` that it shares with `annex` by area, behind it a shop with a meter of its own.
const SHARED: &str = r#"
[[owner]]
id = "solatum"
name = "Solatum"
[[building]]
id = "arebo"
name = "Ärebo"
municipality = "solleftea"
owner = "solatum"
heated_area_m2 = 300
[[building.meter]]
id = "station"
carrier = "district_heating"
reading = "register"
unit = "kWh"
main = false
[[building.meter]]
id = "arebo-heat"
carrier = "district_heating"
parts = [{ meter = "rest", share = "area" }]
[[building.meter]]
id = "rest"
carrier = "district_heating"
parts = [{ meter = "station" }, { meter = "shop-heat", sign = "-" }]
main = false
[[building]]
id = "annex"
name = "Annexet"
municipality = "solleftea"
owner = "solatum"
heated_area_m2 = 100
[[building.meter]]
id = "annex-heat"
carrier = "district_heating"
parts = [{ meter = "rest", share = "area" }]
[[building]]
id = "shop"
name = "Butiken"
municipality = "solleftea"
owner = "solatum"
[[building.meter]]
id = "shop-heat"
carrier = "district_heating"
reading = "register"
unit = "kWh"
"#;

const NOW: &str = "2026-04-05T12:00:00Z";

/// Hourly registers from 27 March on, over the night that lasts an hour less, to 2 April.
fn registers(of: &[(&str, f64)], hours: std::ops::RangeInclusive<i32>) -> Vec<NewReading> {
    let mut readings = Vec::new();
    for (device, per_hour) in of {
        for hour in hours.clone() {
            let at = instant("2026-03-26T23:00:00Z") + TimeDelta::hours(i64::from(hour));
            let key = SeriesKey { device: (*device).to_owned(), series: "district_heating".to_owned() };
            let value = (1003.0 + per_hour * f64::from(hour)).round();
            readings.push(NewReading { key, at, value, received: at });
        }
    }
    readings
}

impl Site {
    fn with(portfolio: &str, readings: &[NewReading]) -> Self {
        let site = Self::new(portfolio);
        site.store.import(readings).unwrap();
        site.round(Occasion::Everything, NOW);
        site
    }

    fn used_by(&self, building: &str) -> Vec<Option<f64>> {
        let days = self.store.result_days(building, Carrier::DistrictHeating, everything()).unwrap();
        days.iter().map(|day| day.used.map(f64::round)).collect()
    }

    fn hours(&self, id: &str, hours: i64) -> Vec<engine::normalise::IntervalUse> {
        let start = instant("2026-03-26T23:00:00Z");
        let boundaries: Vec<_> = (0..=hours).map(|hour| start + TimeDelta::hours(hour)).collect();
        let (building, meter) = self.config.portfolio.meter(id).unwrap();
        let of = (meter, building.zone);
        uses_of(&self.store, &self.config.portfolio, of, &boundaries, instant(NOW)).unwrap()
    }
}

#[test]
fn a_shared_substation_is_used_once_over_all_buildings() {
    let site = Site::with(SHARED, &registers(&[("station", 20.0), ("shop-heat", 4.0)], 0..=95));
    assert_eq!(site.used_by("arebo"), [Some(288.0), Some(288.0), Some(276.0), Some(288.0)]);
    assert_eq!(site.used_by("annex"), [Some(96.0), Some(96.0), Some(92.0), Some(96.0)]);
    assert_eq!(site.used_by("shop"), [Some(96.0), Some(96.0), Some(92.0), Some(96.0)]);
    let station = site.store.meter_days("station", everything()).unwrap();
    assert_eq!(station.iter().map(|day| day.value.round()).collect::<Vec<_>>(), [480.0, 480.0, 460.0, 480.0]);
    let by_hour: f64 = site.hours("arebo-heat", 95).iter().map(|hour| hour.value).sum();
    let by_day: f64 =
        site.store.meter_days("arebo-heat", everything()).unwrap().iter().map(|day| day.value).sum();
    assert!((by_hour - by_day).abs() < 1e-6, "{by_hour} {by_day}");
    assert!(site.is_idle());
}

#[test]
fn late_readings_of_a_part_reach_every_building_that_shares_it() {
    let all = registers(&[("station", 20.0), ("shop-heat", 4.0)], 0..=95);
    let at_once = Site::with(SHARED, &all);
    let early: Vec<NewReading> =
        all.iter().filter(|reading| reading.key.device == "station").cloned().collect();
    let late = Site::with(SHARED, &early);
    assert_eq!(late.used_by("annex"), [None; 4], "the shop's part is unknown");
    late.store.import(&all).unwrap();
    late.round(Occasion::Readings, NOW);
    for building in ["arebo", "annex", "shop"] {
        assert_eq!(late.used_by(building), at_once.used_by(building), "{building}");
    }
    assert!(late.is_idle());
}

#[test]
fn another_share_is_another_use() {
    let readings = registers(&[("station", 20.0), ("shop-heat", 4.0)], 0..=95);
    let mut site = Site::with(SHARED, &readings);
    let larger = SHARED.replace("heated_area_m2 = 100", "heated_area_m2 = 300");
    site.config = Arc::new(config::from_text(Path::new("sparvakt.toml"), &larger).unwrap());
    site.round(Occasion::Everything, NOW);
    assert_eq!(site.used_by("arebo"), [Some(192.0), Some(192.0), Some(184.0), Some(192.0)]);
    assert_eq!(site.used_by("annex"), site.used_by("arebo"));
    site.config = Arc::new(config::from_text(Path::new("sparvakt.toml"), SHARED).unwrap());
    site.round(Occasion::Everything, NOW);
    assert_eq!(site.used_by("arebo"), Site::with(SHARED, &readings).used_by("arebo"));
}

#[test]
fn meters_that_do_not_fit_together_leave_the_day_out_and_say_so() {
    let site = Site::with(SHARED, &registers(&[("station", 20.0), ("shop-heat", 25.0)], 0..=47));
    assert_eq!(site.used_by("arebo"), [None, None]);
    assert_eq!(site.used_by("shop"), [Some(600.0), Some(600.0)]);
    let (from, to) = (instant("2026-03-01T00:00:00Z"), instant("2026-05-01T00:00:00Z"));
    let events = site.store.events("annex-heat", from, to).unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(
        (events[0].kind.as_str(), events[0].at),
        ("negative_difference", instant("2026-03-26T23:00:00Z"))
    );
    assert!(site.hours("annex-heat", 47).iter().all(|hour| hour.quality == Quality::Missing));
    // A correction mends it, and the events go.
    site.store.import(&registers(&[("shop-heat", 5.0)], 0..=47)).unwrap();
    site.round(Occasion::Readings, NOW);
    assert_eq!(site.used_by("arebo"), [Some(270.0), Some(270.0)]);
    assert!(site.store.events("annex-heat", from, to).unwrap().is_empty());
}

#[test]
fn a_sum_of_inverters_knows_that_the_second_came_later() {
    let inverter = |id: &str| {
        format!(
            "[[building.meter]]\nid = \"{id}\"\ncarrier = \"solar_production\"\nreading = \"interval\"\nunit = \"kWh\"\nmain = false\n"
        )
    };
    let sum = "[[building.meter]]\nid = \"roof\"\ncarrier = \"solar_production\"\n\
               parts = [{ meter = \"east\" }, { meter = \"west\" }]\n";
    let portfolio = MIXED.replace("id = \"made\"", "id = \"other\"\nmain = false");
    let portfolio = format!("{portfolio}{}{}{sum}", inverter("east"), inverter("west"));
    let mut readings = Hourly::default();
    readings.feed(("bought", "electricity"), 0..72, 2.0);
    readings.feed(("east", "solar_production"), 0..72, 1.0);
    readings.feed(("west", "solar_production"), 48..72, 1.0);
    readings.feed(("sold", "grid_export"), 0..72, 0.5);
    assert_eq!(readings.used(&portfolio, Carrier::Electricity), [Some(60.0), Some(60.0), Some(84.0)]);
}
