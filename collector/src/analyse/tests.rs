//! From stored readings to results, and the promise that results depend on the readings alone.

mod virtual_meters;

use std::path::Path;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use config::Config;
use engine::domain::{DateRange, SeriesKey};
use store::{BaselineOutcome, BaselineRecord, NewReading, ResultDay, Store};
use tempfile::TempDir;

use super::*;
use crate::stop;

const PORTFOLIO: &str = r#"
[[owner]]
id = "solatum"
name = "Solatum"
[[station]]
id = "langsele"
[[building]]
id = "arebo"
name = "Ärebo"
municipality = "solleftea"
owner = "solatum"
station = "langsele"
[[building.meter]]
id = "heat"
carrier = "district_heating"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2024-01-01
to = 2025-01-01
"#;

/// Two years of a building that uses 20 kWh a day and 4 more for each degree below 17 °C; a tenth less of that from
/// 2025 on.
struct Site {
    config: Arc<Config>,
    store: Store,
    _directory: TempDir,
}

impl Site {
    fn new(portfolio: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("sparvakt.db")).unwrap();
        let config = Arc::new(config::from_text(Path::new("sparvakt.toml"), portfolio).unwrap());
        Self { config, store, _directory: directory }
    }

    fn round(&self, occasion: Occasion, now: &str) {
        let (_stopper, stop) = stop::channel();
        Analyst::new(self.store.clone(), Arc::clone(&self.config), stop)
            .round(occasion, instant(now))
            .unwrap();
    }

    fn results(&self) -> (Vec<ResultDay>, Vec<String>) {
        let carrier = Carrier::DistrictHeating;
        let days = self.store.result_days("arebo", carrier, everything()).unwrap();
        (days, self.baselines().into_iter().map(|record| record.id).collect())
    }

    fn baselines(&self) -> Vec<BaselineRecord> {
        self.store.baselines("arebo", Carrier::DistrictHeating).unwrap()
    }

    fn is_idle(&self) -> bool {
        self.store.dirty().unwrap().is_empty()
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn everything() -> DateRange {
    DateRange { from: "2000-01-01".parse().unwrap(), to: "2100-01-01".parse().unwrap() }
}

fn temperature(at: DateTime<Utc>) -> f64 {
    let season = f64::from(at.ordinal()) / 365.25 * std::f64::consts::TAU;
    4.0 - 14.0 * season.cos() + 3.0 * (f64::from(at.ordinal()) * 1.7).sin()
}

/// Every six hours a temperature and a register reading.
fn history() -> Vec<NewReading> {
    let (mut at, end) = (instant("2023-12-31T23:00:00Z"), instant("2026-01-10T23:00:00Z"));
    let (mut register, mut readings) = (1000.0, Vec::new());
    while at <= end {
        let reading = |device: &str, series: &str, value: f64| NewReading {
            key: SeriesKey { device: device.to_owned(), series: series.to_owned() },
            at,
            value,
            received: end,
        };
        readings.push(reading("langsele", "temp.outdoor", temperature(at)));
        readings.push(reading("heat", "district_heating", register));
        let share = if at < instant("2024-12-31T23:00:00Z") { 1.0 } else { 0.9 };
        register += share * (20.0 + 4.0 * (17.0 - temperature(at)).max(0.0)) / 4.0;
        at += TimeDelta::hours(6);
    }
    readings
}

#[test]
fn a_tenth_less_is_found_and_looking_again_changes_nothing() {
    let site = Site::new(PORTFOLIO);
    site.store.import(&history()).unwrap();
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    assert!(site.is_idle());
    let before = site.results();
    let reporting: Vec<&ResultDay> = before.0.iter().filter(|day| day.date.year() == 2025).collect();
    assert_eq!(reporting.len(), 365);
    let sum =
        |value: fn(&ResultDay) -> Option<f64>| reporting.iter().filter_map(|day| value(day)).sum::<f64>();
    let saved = 1.0 - sum(|day| day.used) / sum(|day| day.expected);
    assert!((saved - 0.1).abs() < 0.01, "saved {saved}");
    assert!(reporting.iter().all(|day| day.low < day.expected && day.expected < day.high));

    site.round(Occasion::Everything, "2026-01-11T09:00:00Z");
    assert_eq!(site.results(), before);
    site.store.import(&history()).unwrap();
    site.round(Occasion::Readings, "2026-01-11T10:00:00Z");
    assert_eq!(site.results(), before);
}

/// The history, with the meter's register in MWh for a time.
fn history_in_mwh(from: &str, to: &str) -> Vec<NewReading> {
    let (from, to) = (instant(from), instant(to));
    let is_step =
        |reading: &NewReading| reading.key.device == "heat" && from <= reading.at && reading.at < to;
    let mut readings = history();
    readings.iter_mut().filter(|reading| is_step(reading)).for_each(|reading| reading.value /= 1000.0);
    readings
}

fn unit_events(site: &Site) -> Vec<(String, String)> {
    let events = site.store.events("heat", DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).unwrap();
    events.into_iter().map(|event| (event.at.to_rfc3339(), event.kind)).collect()
}

#[test]
fn days_in_another_unit_are_unknown_as_soon_as_they_are_over_and_until_the_old_one_is_back() {
    let readings = history_in_mwh("2025-11-10T11:00:00Z", "2025-12-05T11:00:00Z");
    let site = Site::new(PORTFOLIO);
    let unknown = |site: &Site| -> Vec<u32> {
        let days = site.results().0;
        let late = days.iter().filter(|day| day.date >= "2025-11-01".parse().unwrap());
        late.filter(|day| day.used.is_none()).map(|day| day.date.ordinal()).collect()
    };
    let step = "2025-11-10".parse::<chrono::NaiveDate>().unwrap().ordinal();
    let mut waiting = readings.clone();
    // Every night of the step is looked at by itself: none of its days ever counts.
    for day in 0..20 {
        let midnight = instant("2025-11-10T23:00:00Z") + TimeDelta::days(day);
        let (due, later) = waiting.into_iter().partition(|reading| reading.at < midnight);
        waiting = later;
        site.store.import(&due).unwrap();
        site.round(Occasion::Everything, &(midnight + TimeDelta::hours(1)).to_rfc3339());
        assert_eq!(unknown(&site), (step..=step + u32::try_from(day).unwrap()).collect::<Vec<_>>(), "{day}");
    }
    assert_eq!(unit_events(&site), [("2025-11-10T11:00:00+00:00".to_owned(), "unit_changed".to_owned())]);
    site.store.import(&waiting).unwrap();
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    // The register itself tells what flowed in between.
    assert!(unknown(&site).is_empty());
    assert_eq!(unit_events(&site).last().unwrap().1, "unit_restored");

    let other = Site::new(PORTFOLIO);
    let (late, early): (Vec<_>, Vec<_>) =
        readings.into_iter().partition(|reading| reading.at.ordinal() % 3 == 0);
    other.store.import(&early).unwrap();
    other.round(Occasion::Everything, "2026-01-11T07:00:00Z");
    other.store.import(&late).unwrap();
    other.round(Occasion::Readings, "2026-01-11T08:00:00Z");
    assert_eq!((other.results(), unit_events(&other)), (site.results(), unit_events(&site)));
}

#[test]
fn what_the_operator_says_of_a_changed_unit_counts() {
    let readings = history_in_mwh("2025-11-10T11:00:00Z", "2030-01-01T00:00:00Z");
    let truth = Site::new(PORTFOLIO);
    truth.store.import(&history()).unwrap();
    truth.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    let baseline = "[[building.baseline]]";
    let said = |factor: &str| {
        let correction = format!(
            "[[building.meter.correction]]\nfrom = 2025-11-10T11:00:00Z\nfactor = {factor}\n{baseline}"
        );
        PORTFOLIO.replace(baseline, &correction)
    };
    let mut site = Site::new(PORTFOLIO);
    site.store.import(&readings).unwrap();
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    let used = |site: &Site| -> Vec<Option<f64>> { site.results().0.iter().map(|day| day.used).collect() };
    assert!(used(&site)[700..].iter().all(Option::is_none));
    site.config = Arc::new(config::from_text(Path::new("sparvakt.toml"), &said("1000")).unwrap());
    site.round(Occasion::Everything, "2026-01-11T09:00:00Z");
    for (said, true_use) in used(&site).into_iter().zip(used(&truth)) {
        assert!((said.unwrap() - true_use.unwrap()).abs() < 1e-6);
    }
    // Or that what comes is true, however strange it looks.
    site.config = Arc::new(config::from_text(Path::new("sparvakt.toml"), &said("1")).unwrap());
    site.round(Occasion::Everything, "2026-01-11T10:00:00Z");
    assert!(used(&site)[700..].iter().all(|used| used.is_some_and(|used| used < 1.0)));
    assert_eq!(unit_events(&site), [("2025-11-10T11:00:00+00:00".to_owned(), "reset".to_owned())]);
}

#[test]
fn only_days_that_are_over_count() {
    let site = Site::new(PORTFOLIO);
    site.store.import(&history()).unwrap();
    let last = |site: &Site| site.results().0.last().map(|day| day.date.to_string()).unwrap();
    site.round(Occasion::Everything, "2026-01-10T22:59:59Z");
    assert_eq!(last(&site), "2026-01-09");
    assert_eq!(site.store.totals().unwrap().analysed_through.unwrap().to_string(), "2026-01-09");
    site.round(Occasion::Everything, "2026-01-10T23:00:00Z");
    assert_eq!(last(&site), "2026-01-10");
}

#[test]
fn the_order_and_the_portions_of_arrival_do_not_matter() {
    let now = "2026-01-11T08:00:00Z";
    let at_once = Site::new(PORTFOLIO);
    at_once.store.import(&history()).unwrap();
    at_once.round(Occasion::Everything, now);

    let in_portions = Site::new(PORTFOLIO);
    in_portions.round(Occasion::Everything, now);
    let mut readings = history();
    // A fixed shuffle: 7919 is prime to the number of readings.
    let count = readings.len();
    assert_ne!(count % 7919, 0);
    readings = (0..count).map(|index| readings[index * 7919 % count].clone()).collect();
    for portion in readings.chunks(1500) {
        in_portions.store.import(portion).unwrap();
        in_portions.round(Occasion::Readings, now);
    }
    assert_eq!(in_portions.results(), at_once.results());
    assert!(in_portions.is_idle());
}

#[test]
fn a_correction_changes_its_days_and_a_new_baseline_supersedes_the_old_one() {
    let site = Site::new(PORTFOLIO);
    site.store.import(&history()).unwrap();
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    let (before, old) = site.results();
    let mut reading = history()
        .into_iter()
        .find(|reading| reading.key.device == "heat" && reading.at == instant("2024-06-15T17:00:00Z"));
    let reading = reading.as_mut().unwrap();
    reading.value += 2.0;
    site.store.import(std::slice::from_ref(reading)).unwrap();
    site.round(Occasion::Readings, "2026-01-11T08:10:00Z");
    let (after, new) = site.results();
    assert_ne!(new, old);
    let differing: Vec<String> = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before.used != after.used)
        .map(|(before, _)| before.date.to_string())
        .collect();
    assert_eq!(
        differing,
        ["2024-06-15", "2024-06-16"],
        "the reading lies before midnight, the next one after"
    );
    assert!(site.store.baseline(&old[0]).unwrap().is_some(), "reported figures still find the old one");
}

#[test]
fn too_little_data_gives_findings_instead_of_figures() {
    let site = Site::new(PORTFOLIO);
    let readings: Vec<NewReading> =
        history().into_iter().filter(|reading| reading.at > instant("2024-08-01T00:00:00Z")).collect();
    site.store.import(&readings).unwrap();
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    let [record] = site.baselines().try_into().unwrap();
    let BaselineOutcome::Insufficient(findings) = record.outcome else { panic!("a baseline of five months") };
    assert!(findings.iter().any(|finding| finding.code == "baseline.too_few_days"), "{findings:?}");
    assert!(site.results().0.iter().all(|day| day.expected.is_none()));
}

#[test]
fn another_configuration_is_noticed() {
    let mut site = Site::new(PORTFOLIO);
    site.store.import(&history()).unwrap();
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    let before = site.results();
    let without = PORTFOLIO.split("[[building.baseline]]").next().unwrap();
    site.config = Arc::new(config::from_text(Path::new("sparvakt.toml"), without).unwrap());
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    assert!(site.baselines().is_empty());
    assert!(site.results().0.iter().all(|day| day.expected.is_none() && day.used.is_some()));
    site.config = Arc::new(config::from_text(Path::new("sparvakt.toml"), PORTFOLIO).unwrap());
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    assert_eq!(site.results(), before);
}

/// A building that buys, makes and sells electricity, and burns gas counted in m³.
const MIXED: &str = r#"
[[owner]]
id = "solatum"
name = "Solatum"
[[building]]
id = "arebo"
name = "Ärebo"
municipality = "solleftea"
owner = "solatum"
[[building.meter]]
id = "bought"
carrier = "electricity"
reading = "interval"
unit = "kWh"
[[building.meter]]
id = "behind"
carrier = "electricity"
reading = "interval"
unit = "kWh"
sub_meter_of = "bought"
[[building.meter]]
id = "made"
carrier = "solar_production"
reading = "interval"
unit = "kWh"
[[building.meter]]
id = "sold"
carrier = "grid_export"
reading = "interval"
unit = "kWh"
[[building.meter]]
id = "gas"
carrier = "gas"
reading = "interval"
unit = "m3"
kwh_per_m3 = 10.0
"#;

#[test]
fn electricity_is_bought_and_made_without_what_is_sold_and_gas_is_counted_in_energy() {
    let site = Site::new(MIXED);
    let mut readings = Vec::new();
    let mut feed = |device: &str, series: &str, days: std::ops::Range<i64>, value: f64| {
        for hour in days.start * 24..days.end * 24 {
            let key = SeriesKey { device: device.to_owned(), series: series.to_owned() };
            let at = instant("2026-01-31T23:00:00Z") + TimeDelta::hours(hour);
            readings.push(NewReading { key, at, value, received: at });
        }
    };
    feed("bought", "electricity", 0..4, 2.0);
    feed("behind", "electricity", 0..4, 1.0);
    // The plant was built on the second day; on the fourth its meter says nothing.
    feed("made", "solar_production", 1..3, 3.0);
    feed("sold", "grid_export", 1..4, 1.0);
    feed("gas", "gas", 0..2, 0.5);
    site.store.import(&readings).unwrap();
    site.round(Occasion::Everything, "2026-02-10T12:00:00Z");
    let used = |carrier: Carrier| -> Vec<Option<f64>> {
        let days = site.store.result_days("arebo", carrier, everything()).unwrap();
        days.iter().map(|day| day.used).collect()
    };
    assert_eq!(used(Carrier::Electricity), [Some(48.0), Some(96.0), Some(96.0), None]);
    assert_eq!(used(Carrier::Gas), [Some(120.0), Some(120.0)]);
}

/// Wakes the analyst at the very moment a day ends, day after day: the days must come all the same.
#[tokio::test(flavor = "multi_thread")]
async fn readings_that_come_at_midnight_do_not_hide_that_a_day_is_over() {
    let site = Site::new(PORTFOLIO);
    let start = instant("2024-01-10T22:59:59Z");
    let readings: Vec<NewReading> =
        history().into_iter().filter(|reading| reading.at < start + TimeDelta::days(20)).collect();
    site.store.import(&readings).unwrap();
    let (stopper, stop) = stop::channel();
    let analyst = Analyst::new(site.store.clone(), Arc::clone(&site.config), stop);
    let full_round = analyst.full_round();
    assert!(full_round.load(Ordering::SeqCst), "a start is due to look at everything");
    let manual = crate::clock::ManualClock::at(start);
    let wake = Arc::new(Notify::new());
    let running = tokio::spawn(analyst.run(manual.clock(), Arc::clone(&wake)));
    for day in 0..8 {
        let over = (start + TimeDelta::days(day)).date_naive().pred_opt().unwrap();
        let caught_up = async {
            let mut often = tokio::time::interval(Duration::from_millis(20));
            while site.results().0.last().map(|day| day.date) != Some(over)
                || full_round.load(Ordering::SeqCst)
            {
                often.tick().await;
            }
        };
        let result = tokio::time::timeout(Duration::from_secs(30), caught_up).await;
        assert!(result.is_ok(), "{over} is over and was not looked at");
        assert_eq!(site.store.totals().unwrap().analysed_through, Some(over));
        manual.set(start + TimeDelta::days(day + 1));
        wake.notify_one();
    }
    stopper.stop();
    running.await.unwrap();
}

#[test]
fn a_look_at_everything_is_due_until_it_has_succeeded() {
    let site = Site::new(PORTFOLIO);
    site.store.import(&history()).unwrap();
    let (stopper, stop) = stop::channel();
    let analyst = Analyst::new(site.store.clone(), Arc::clone(&site.config), stop);
    let (full_round, now) = (analyst.full_round(), instant("2026-01-11T08:00:00Z"));
    analyst.round(Occasion::Readings, now).unwrap();
    assert!(full_round.load(Ordering::SeqCst), "readings alone are not everything");
    assert_eq!(site.store.totals().unwrap().analysed_through, None);
    analyst.round(Occasion::Everything, now).unwrap();
    assert!(!full_round.load(Ordering::SeqCst));
    stopper.stop();
    analyst.round(Occasion::Everything, now).unwrap();
    assert!(full_round.load(Ordering::SeqCst), "one that was broken off does not count");
}

/// Hourly readings of meters from the morning of the first of February on.
#[derive(Default)]
struct Hourly(Vec<NewReading>);

impl Hourly {
    fn feed(&mut self, (device, series): (&str, &str), hours: std::ops::Range<i64>, value: f64) {
        for hour in hours {
            let key = SeriesKey { device: device.to_owned(), series: series.to_owned() };
            let at = instant("2026-01-31T23:00:00Z") + TimeDelta::hours(hour);
            self.0.push(NewReading { key, at, value, received: at });
        }
    }

    /// What the building then used of `carrier` on each day.
    fn used(&self, portfolio: &str, carrier: Carrier) -> Vec<Option<f64>> {
        let site = Site::new(portfolio);
        site.store.import(&self.0).unwrap();
        site.round(Occasion::Everything, "2026-02-10T12:00:00Z");
        let days = site.store.result_days("arebo", carrier, everything()).unwrap();
        days.iter().map(|day| day.used).collect()
    }
}

fn mixed_with(meters: &str) -> String {
    format!("{MIXED}{meters}")
}

#[test]
fn the_unknown_half_of_one_meter_is_not_taken_to_be_like_another_meter() {
    let portfolio = mixed_with(
        "[[building.meter]]\nid = \"gas2\"\ncarrier = \"gas\"\nreading = \"interval\"\nunit = \"m3\"\nkwh_per_m3 = 10.0\n",
    );
    let mut readings = Hourly::default();
    readings.feed(("gas", "gas"), 0..24, 10.0);
    readings.feed(("gas2", "gas"), 0..12, 0.1);
    assert_eq!(readings.used(&portfolio, Carrier::Gas), [Some(2424.0)]);
}

#[test]
fn a_register_that_restarted_leaves_its_day_out_even_if_another_meter_has_a_gap() {
    let portfolio = mixed_with(
        "[[building.meter]]\nid = \"gas2\"\ncarrier = \"gas\"\nreading = \"register\"\nunit = \"m3\"\nkwh_per_m3 = 10.0\n",
    );
    let mut readings = Hourly::default();
    readings.feed(("gas", "gas"), 0..60, 10.0);
    readings.feed(("gas", "gas"), 66..72, 10.0);
    for hour in 0..=72 {
        let level = if hour < 60 { 5000.0 + f64::from(hour) } else { f64::from(hour - 60) };
        readings.feed(("gas2", "gas"), i64::from(hour)..i64::from(hour) + 1, level);
    }
    let used = readings.used(&portfolio, Carrier::Gas);
    assert_eq!(used[..2], [Some(2640.0), Some(2640.0)]);
    assert_eq!(used[2], None, "{used:?}");
}

#[test]
fn what_is_sold_without_its_production_being_measured_makes_use_unknown() {
    let unmeasured: Vec<&str> =
        MIXED.split("[[building.meter]]").filter(|table| !table.contains("\"made\"")).collect();
    let unmeasured = unmeasured.join("[[building.meter]]");
    let mut readings = Hourly::default();
    readings.feed(("bought", "electricity"), 0..96, 2.0);
    readings.feed(("sold", "grid_export"), 0..24, 0.0);
    readings.feed(("sold", "grid_export"), 24..96, 1.0);
    let electricity = Carrier::Electricity;
    let before_the_plant = [Some(48.0), None, None, None];
    assert_eq!(readings.used(&unmeasured, electricity), before_the_plant, "no production meter");
    assert_eq!(readings.used(MIXED, electricity), before_the_plant, "one that was never heard");
    readings.feed(("made", "solar_production"), 48..96, 3.0);
    assert_eq!(readings.used(MIXED, electricity), [Some(48.0), None, Some(96.0), Some(96.0)], "heard later");
    let second = "[[solar]]\nid = \"roof\"\nbuilding = \"arebo\"\nkwp = 10\nmeters = { production = \"made\" }\n\
                  [[solar]]\nid = \"barn\"\nbuilding = \"arebo\"\nkwp = 10\n";
    assert_eq!(
        readings.used(&mixed_with(second), electricity),
        before_the_plant,
        "another plant without a meter"
    );
}

#[test]
fn a_sunny_hour_without_import_is_no_hole_where_the_sun_is_used() {
    let mut readings = Hourly::default();
    readings.feed(("bought", "electricity"), 0..10, 2.0);
    readings.feed(("bought", "electricity"), 10..24, 0.0);
    readings.feed(("made", "solar_production"), 0..24, 1.0);
    readings.feed(("sold", "grid_export"), 0..24, 0.0);
    assert_eq!(readings.used(MIXED, Carrier::Electricity), [Some(44.0)]);
}

#[test]
fn the_night_of_a_plant_that_sleeps_is_known_and_its_outage_is_not() {
    let mut readings = Hourly::default();
    readings.feed(("bought", "electricity"), 0..120, 2.0);
    readings.feed(("sold", "grid_export"), 0..120, 0.0);
    for day in 0..5 {
        let hour = 24 * day;
        readings.feed(("made", "solar_production"), hour + 8..hour + 9, 0.0);
        // On the fourth day it falls silent at work.
        readings.feed(("made", "solar_production"), hour + 9..hour + if day == 3 { 11 } else { 15 }, 3.0);
        if day != 3 {
            readings.feed(("made", "solar_production"), hour + 15..hour + 16, 0.0);
        }
    }
    let used = readings.used(MIXED, Carrier::Electricity);
    assert_eq!(used[1..4], [Some(66.0), Some(66.0), None], "{used:?}");
}

#[test]
fn what_cannot_be_kept_stops_nothing_else_and_its_readings_wait() {
    let site = Site::new(MIXED);
    let streams = stream::streams(&site.config.portfolio);
    let mut faults = Faults::default();
    let fault: Result<bool, StoreError> = Err(StoreError::Unstorable("not finite".to_owned()));
    let borne = faults.bear(fault, |stream| stream.id == "gas", &streams);
    assert!(!borne.unwrap(), "the round goes on, and nothing has changed");
    assert!(faults.bear(Ok(true), |_| true, &streams).unwrap());
    let waiting: Vec<&str> = faults.waiting.iter().map(|key| key.device.as_str()).collect();
    assert_eq!(waiting, ["gas"]);
    assert!(matches!(faults.first, Some(StoreError::Unstorable(_))), "and is reported at its end");
}

#[test]
fn a_meter_that_returns_after_it_was_taken_out_shows_what_came_meanwhile() {
    let now = "2026-02-10T12:00:00Z";
    let mut site = Site::new(MIXED);
    let mut readings = Hourly::default();
    readings.feed(("gas", "gas"), 0..24, 1.0);
    site.store.import(&readings.0).unwrap();
    site.round(Occasion::Everything, now);
    let with = Arc::clone(&site.config);
    site.config = Arc::new(config::from_text(Path::new("sparvakt.toml"), PORTFOLIO).unwrap());
    readings.feed(("gas", "gas"), 24..48, 2.0);
    site.store.import(&readings.0).unwrap();
    site.round(Occasion::Everything, now);
    site.config = with;
    site.round(Occasion::Everything, now);
    let gas = site.store.result_days("arebo", Carrier::Gas, everything()).unwrap();
    assert_eq!(gas.iter().map(|day| day.used).collect::<Vec<_>>(), [Some(240.0), Some(480.0)]);
}

#[test]
fn a_single_day_of_the_station_does_not_replace_the_buildings_own_sensor() {
    let portfolio = PORTFOLIO.replace(
        "[[building.baseline]]",
        "[[building.meter]]\nid = \"out\"\ncarrier = \"outdoor_temperature\"\nreading = \"value\"\nunit = \"°C\"\n[[building.baseline]]",
    );
    let site = Site::new(&portfolio);
    let mut readings = history();
    let one_day = instant("2024-06-01T22:00:00Z")..instant("2024-06-03T22:00:00Z");
    let mut station = Vec::new();
    for reading in readings.iter_mut().filter(|reading| reading.key.device == "langsele") {
        if one_day.contains(&reading.at) {
            station.push(reading.clone());
        }
        reading.key = SeriesKey { device: "out".to_owned(), series: "outdoor_temperature".to_owned() };
    }
    readings.append(&mut station);
    site.store.import(&readings).unwrap();
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    let known = site.results().0.iter().filter(|day| day.temp_c.is_some()).count();
    assert!(known > 700, "{known}");
}

/// The same building, closed in summer, when it uses 15 kWh a day less: ten weeks of the baseline, twelve after it.
fn history_of_a_school() -> Vec<NewReading> {
    let closed = ["2024-06-10".."2024-08-19", "2025-06-02".."2025-08-25"]
        .map(|range| DateRange { from: range.start.parse().unwrap(), to: range.end.parse().unwrap() });
    let mut readings = history();
    let mut less = 0.0;
    for reading in readings.iter_mut().filter(|reading| reading.key.device == "heat") {
        reading.value -= less;
        let date = reading.at.with_timezone(&chrono_tz::Europe::Stockholm).date_naive();
        if closed.iter().any(|range| range.contains(date)) {
            less += 15.0 / 4.0;
        }
    }
    readings
}

/// What is said to be avoided in 2025, kWh, and on how many days.
fn avoided_in_2025(portfolio: &str, history: &[NewReading]) -> (f64, usize) {
    let site = Site::new(portfolio);
    site.store.import(history).unwrap();
    site.round(Occasion::Everything, "2026-01-11T08:00:00Z");
    let days = site.results().0;
    let pairs =
        days.iter().filter(|day| day.date.year() == 2025).filter_map(|day| day.expected.zip(day.used));
    pairs.fold((0.0, 0), |(sum, count), (expected, used)| (sum + expected - used, count + 1))
}

#[test]
fn a_school_with_longer_holidays_saves_nothing_by_them() {
    const BASELINE: &str = "[[closed]]\nfrom = 2024-06-10\nto = 2024-08-19\nname = \"Sommarlov\"\n";
    const AFTER: &str = "[[closed]]\nfrom = 2025-06-02\nto = 2025-08-25\nname = \"Sommarlov\"\n";
    let own = |rows: &str| format!("{PORTFOLIO}{}", rows.replace("[[closed]]", "[[building.closed]]"));
    let shared = |rows: &str| {
        let portfolio =
            PORTFOLIO.replace("station = \"langsele\"\n", "station = \"langsele\"\ncalendar = \"skolor\"\n");
        let rows = rows.replace("[[closed]]", "[[calendar.closed]]");
        format!("{portfolio}[[calendar]]\nid = \"skolor\"\n{rows}")
    };
    let (both, school) = (format!("{BASELINE}{AFTER}"), history_of_a_school());
    let (saved, _) = avoided_in_2025(PORTFOLIO, &history());
    let (without, _) = avoided_in_2025(PORTFOLIO, &school);
    let with = avoided_in_2025(&own(&both), &school);
    assert!(without - saved > 120.0, "14 days of 15 kWh look like a saving: {without:.0}, {saved:.0} kWh");
    assert!((with.0 - saved).abs() < 40.0, "{:.0}, {saved:.0} kWh", with.0);
    assert_eq!(with.1, 365);
    assert_eq!(avoided_in_2025(&shared(&both), &school), with, "a shared calendar says the same");
    // Of a summer that the baseline is not known to have had, nobody can say what was expected.
    assert_eq!(avoided_in_2025(&own(AFTER), &school).1, 365 - 84);
}
