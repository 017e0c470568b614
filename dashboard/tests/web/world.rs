//! A synthetic portfolio in a real store: what tests and the preview show.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use config::{Building, Carrier, Config};
use dashboard::demo::{Demo, PlantedFault, SimulatedMeasure, Truth};
use dashboard::{App, Live, Pending};
use engine::baseline::{self, Calendar, Day, FitOptions, Judged, METHOD_VERSION, Mode, Severity};
use engine::domain::{DateRange, LocalDay, Quality, SeriesKey};
use engine::normalise::DayUse;
use store::{
    BadMessage, BaselineOutcome, BaselineRecord, Batch, MeterFacts, NewReading, ResultDay, Settled, Store,
    StoredFinding, UnmatchedMessage,
};
use tempfile::TempDir;
use tokio::sync::watch;

/// A portfolio with its store in a directory that goes with it.
pub struct World {
    pub app: App,
    pub live: watch::Sender<Live>,
    _directory: TempDir,
}

/// What a synthetic meter does.
#[derive(Clone, Copy)]
pub struct Habit {
    /// kWh per day that do not depend on weather.
    pub base: f64,
    /// kWh per day and degree below 15 °C.
    pub slope: f64,
    /// Share of all use that is gone from `from` on.
    pub saved: f64,
    pub from: NaiveDate,
    /// Every so many days one has no value after the baseline; 0 for none.
    pub hole_every: u32,
    /// Size of the noise, a share.
    pub noise: f64,
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn range(from: &str, to: &str) -> DateRange {
    DateRange::new(date(from), date(to)).unwrap()
}

/// The time it is in the world.
pub fn now() -> DateTime<Utc> {
    "2019-01-02T08:05:00Z".parse().unwrap()
}

const PORTFOLIO: &str = r#"
[[tariff]]
carrier = "district_heating"
from = 2016-01-01
sek_per_kwh = 0.8
source = "prislista 2016"
[[tariff]]
carrier = "district_heating"
from = 2018-01-01
sek_per_kwh = 0.9
municipality = "solleftea"
source = "prislista 2018"
[[emission_factor]]
carrier = "district_heating"
year = 2017
g_co2e_per_kwh = 50
supplier = "fjärrvärmenätet"
source = "miljövärden 2017"

[[owner]]
id = "solatum"
name = "Solatum Hus & Hem AB"
[[owner]]
id = "kramfors"
name = "Kramfors kommun"

[[building]]
id = "arebo"
name = "Ärebo äldreboende"
municipality = "solleftea"
owner = "solatum"
use = "care_home"
station = "langsele"
heated_area_m2 = 2100.0
built = 1951
[[building.meter]]
id = "arebo-heat"
name = "Fjärrvärmecentral"
carrier = "district_heating"
reading = "register"
unit = "MWh"
source = { profile = "sparvakt", device = "arebo-heat", series = "heat.energy" }
[[building.meter]]
id = "arebo-el"
carrier = "electricity"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2016-01-01
to = 2017-01-01
[[building.measure]]
date = 2017-12-07
name = "LED, motorvärmare, injustering"
[[building.measure]]
date = 2018-04-12
name = "Ny styrkurva"

[[building]]
id = "vallange"
name = "Vallänge äldreboende"
municipality = "solleftea"
owner = "solatum"
use = "care_home"
station = "langsele"
heated_area_m2 = 1300.0
built = 1958
[[building.meter]]
id = "vallange-el"
carrier = "electricity"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2016-01-01
to = 2017-01-01
[[building.measure]]
date = 2017-05-02
name = "Bergvärme i stället för elpanna"

[[building]]
id = "skolan"
name = "Älvskolan"
municipality = "kramfors"
owner = "kramfors"
use = "school"
station = "langsele"
heated_area_m2 = 5400.0
[[building.meter]]
id = "skolan-heat"
carrier = "district_heating"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2016-01-01
to = 2017-01-01

[[building]]
id = "hallen"
name = "Sporthallen"
municipality = "kramfors"
owner = "kramfors"
use = "sports_hall"
station = "langsele"
heated_area_m2 = 1850.0
[[building.meter]]
id = "hallen-heat"
carrier = "district_heating"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2016-01-01
to = 2017-01-01

[[building]]
id = "kort"
name = "Bäckens förskola"
municipality = "kramfors"
owner = "kramfors"
use = "preschool"
station = "langsele"
[[building.meter]]
id = "kort-heat"
carrier = "district_heating"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2016-03-01
to = 2016-12-29

[[building]]
id = "luckor"
name = "Brandstationen"
municipality = "kramfors"
owner = "kramfors"
use = "fire_station"
station = "langsele"
[[building.meter]]
id = "luckor-heat"
carrier = "district_heating"
reading = "register"
unit = "kWh"
[[building.baseline]]
from = 2016-01-01
to = 2017-01-01

[[building]]
id = "hostile"
name = "<script>alert(\"x\")</script> & 'Co'"
municipality = "kramfors"
owner = "kramfors"
use = "ice<rink"
[[building.meter]]
id = "hostile-el"
name = "<img src=x onerror=alert(1)>"
carrier = "electricity"
reading = "register"
unit = "kWh"
[[building.measure]]
date = 2018-02-01
name = "</title><script>alert(2)</script>"
"#;

/// The whole world, analysed through 2018-12-31.
pub fn world() -> World {
    let world = empty();
    let store = &world.app.store;
    let portfolio = &world.app.config.portfolio;
    for (building, carrier, habit) in habits() {
        seed(store, portfolio.building(building).unwrap(), carrier, habit);
    }
    seed_readings(store);
    store.set_analysed_through(date("2018-12-31")).unwrap();
    world
}

/// What every building of the world does.
fn habits() -> [(&'static str, Carrier, Habit); 7] {
    let habit = |base, slope, saved, from: &str, hole_every, noise| Habit {
        base,
        slope,
        saved,
        from: date(from),
        hole_every,
        noise,
    };
    [
        ("arebo", Carrier::DistrictHeating, habit(210.0, 62.0, 0.22, "2017-12-07", 61, 0.06)),
        ("arebo", Carrier::Electricity, habit(480.0, 4.0, 0.11, "2017-12-07", 0, 0.05)),
        ("vallange", Carrier::Electricity, habit(140.0, 34.0, 0.58, "2017-05-02", 0, 0.07)),
        ("skolan", Carrier::DistrictHeating, habit(180.0, 95.0, 0.03, "2017-01-01", 0, 0.09)),
        ("hallen", Carrier::DistrictHeating, habit(120.0, 45.0, -0.34, "2017-08-01", 0, 0.06)),
        ("kort", Carrier::DistrictHeating, habit(60.0, 21.0, 0.1, "2017-01-01", 0, 0.06)),
        ("luckor", Carrier::DistrictHeating, habit(70.0, 25.0, 0.1, "2017-01-01", 8, 0.06)),
    ]
}

/// The same world, which knows its truth and says that it is simulated.
pub fn demo() -> World {
    arriving(1.0)
}

/// The same while `share` of its history has arrived.
pub fn arriving(share: f64) -> World {
    let world = world();
    let truth = |building: &str, carrier: Carrier, dates: DateRange| {
        let (_, _, habit) = habits().into_iter().find(|(id, of, _)| (*id, *of) == (building, carrier))?;
        let (mut expected_kwh, mut actual_kwh) = (0.0, 0.0);
        for (day, need) in simulate(building, habit).iter().filter(|(day, _)| dates.contains(day.date)) {
            expected_kwh += need;
            actual_kwh += need * habit.kept(day.date);
        }
        let avoided_kwh = expected_kwh - actual_kwh;
        let avoided_percent = 100.0 * avoided_kwh / expected_kwh;
        Some(Truth { expected_kwh, actual_kwh, avoided_kwh, avoided_percent })
    };
    let demo = Demo {
        seed: 1,
        first_day: date("2016-01-01"),
        truth: Arc::new(truth),
        measures: vec![SimulatedMeasure {
            building: "arebo".to_owned(),
            sv: "LED, motorvärmare, injustering: 22 % mindre fjärrvärme".to_owned(),
            en: "LED, engine heaters, balancing: 22% less district heating".to_owned(),
        }],
        faults: vec![
            PlantedFault {
                building: "hallen".to_owned(),
                meter: Some("hallen-heat".to_owned()),
                since: date("2017-08-01"),
                until: None,
                sv: "Värmen sänks inte på natten.".to_owned(),
                en: "The heating is not lowered at night.".to_owned(),
            },
            PlantedFault {
                building: "vallange".to_owned(),
                meter: None,
                since: date("2018-03-01"),
                until: Some(date("2018-03-04")),
                sv: "Strömavbrott i gatewayen.".to_owned(),
                en: "Power failure of the gateway.".to_owned(),
            },
        ],
        arrived: watch::channel(share).1,
    };
    World { app: world.app.with_demo(demo), ..world }
}

/// The same portfolio before anything has arrived.
pub fn empty() -> World {
    of(PORTFOLIO)
}

/// Any portfolio before anything has arrived.
pub fn of(portfolio: &str) -> World {
    let directory = TempDir::new().unwrap();
    std::fs::write(directory.path().join("portfolio.toml"), portfolio).unwrap();
    let text = "portfolio = [\"portfolio.toml\"]\n[store]\npath = \"data/sparvakt.db\"\n";
    let config = config::from_text(&directory.path().join("sparvakt.toml"), text);
    let config = config.unwrap_or_else(|problems| panic!("{problems}"));
    with_config(config, directory)
}

fn with_config(config: Config, directory: TempDir) -> World {
    let store = Store::open(&config.store.path).unwrap();
    let (live, receiver) = watch::channel(Live {
        broker_connected: true,
        broker: "mqtts://broker.example:8883".to_owned(),
        since: Some(now() - TimeDelta::hours(9)),
        ..Live::default()
    });
    let app = App::new(Arc::new(config), store, receiver, Arc::new(Pending::default), Arc::new(now));
    World { app, live, _directory: directory }
}

/// Weather that follows the year, with cold and mild spells.
fn temperature(date: NaiveDate, noise: &mut Noise) -> f64 {
    let day = f64::from(date.ordinal0());
    let season = -(std::f64::consts::TAU * (day - 18.0) / 365.25).cos();
    let spell = (day / 9.0 + f64::from(date.year() % 7)).sin() * 3.2;
    3.6 + 12.4 * season + spell + 2.5 * noise.next()
}

/// Noise that is the same every time, between -1 and 1.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as f64 / f64::from(1_u32 << 31)) * 2.0 - 1.0
    }
}

impl Habit {
    /// The share of the need that is used on a day.
    fn kept(&self, date: NaiveDate) -> f64 {
        if date >= self.from { 1.0 - self.saved } else { 1.0 }
    }
}

/// Three years of days, each with what would be needed without any saving.
fn simulate(building: &str, habit: Habit) -> Vec<(Day, f64)> {
    let (mut weather, mut noise) = (Noise(7), Noise(building.bytes().map(u64::from).sum()));
    years()
        .dates()
        .enumerate()
        .map(|(index, date)| {
            let temp_c = temperature(date, &mut weather);
            let need = habit.base + habit.slope * (15.0 - temp_c).max(0.0);
            let used = need * habit.kept(date) * (1.0 + habit.noise * (noise.next() + noise.next()));
            let hole =
                habit.hole_every > 0 && date.year() > 2016 && (index as u32).is_multiple_of(habit.hole_every);
            (Day { date, used: (!hole).then_some(used), temp_c: Some(temp_c), filled_share: 0.0 }, need)
        })
        .collect()
}

fn years() -> DateRange {
    range("2016-01-01", "2019-01-01")
}

/// Stores three years of days and what follows from them.
pub fn seed(store: &Store, building: &Building, carrier: Carrier, habit: Habit) {
    seed_days(store, building, carrier, (habit, years()));
}

/// Stores the days of `all`, within the three years, and what follows from them.
pub fn seed_days(store: &Store, building: &Building, carrier: Carrier, (habit, all): (Habit, DateRange)) {
    let days = simulate(&building.id, habit).into_iter().map(|(day, _)| day);
    let days: Vec<Day> = days.filter(|day| all.contains(day.date)).collect();
    let mut records = Vec::new();
    let mut model = None;
    for period in building.baselines_of(carrier) {
        let period = DateRange::new(period.from, period.to).unwrap();
        let judged = baseline::fit(&days, period, &options(building));
        model = judged.baseline().cloned();
        let warnings = judged.findings().iter().filter(|found| found.severity == Severity::Warning);
        let warnings: Vec<StoredFinding> = warnings.map(stored).collect();
        let outcome = match judged {
            Judged::Fitted { baseline, .. } => BaselineOutcome::Fitted(baseline),
            Judged::Insufficient { findings } => {
                BaselineOutcome::Insufficient(findings.iter().map(stored).collect())
            }
        };
        records.push(BaselineRecord {
            id: format!("{}-{carrier}-{}", building.id, period.from),
            building: building.id.clone(),
            carrier,
            period,
            method_version: METHOD_VERSION.to_owned(),
            computed_at: now(),
            outcome,
            warnings,
        });
    }
    let results: Vec<ResultDay> = days
        .iter()
        .map(|day| ResultDay {
            date: day.date,
            used: day.used,
            temp_c: day.temp_c,
            coverage: if day.used.is_some() { 1.0 } else { 0.0 },
            filled_share: 0.0,
            expected: model.as_ref().zip(day.temp_c).map(|(fitted, t)| fitted.model.expect(day.date, t)),
            low: None,
            high: None,
        })
        .collect();
    store.put_results(&building.id, carrier, &records, all, &results).unwrap();
    for meter in building.main_meters(carrier) {
        settle(store, &meter.id, &days, all);
    }
}

fn options(building: &Building) -> FitOptions {
    let rows = building.closed.iter().filter_map(|row| DateRange::new(row.from, row.to));
    let closed: Vec<NaiveDate> = rows.flat_map(DateRange::dates).collect();
    let modes = if closed.is_empty() { Vec::new() } else { vec![Mode::new(Mode::CLOSED, closed)] };
    FitOptions { calendar: Calendar { modes, ..Calendar::default() }, ..FitOptions::default() }
}

fn stored(finding: &baseline::Finding) -> StoredFinding {
    StoredFinding {
        code: finding.code.to_owned(),
        severity: finding.severity,
        text: finding.text.clone(),
        data: finding.data.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
    }
}

fn settle(store: &Store, meter: &str, days: &[Day], all: DateRange) {
    let zone = chrono_tz::Europe::Stockholm;
    let of_meter = |day: &Day| DayUse {
        date: day.date,
        value: day.used.unwrap_or(0.0),
        quality: if day.used.is_some() { Quality::Measured } else { Quality::Missing },
        coverage: if day.used.is_some() { 1.0 } else { 0.0 },
        filled_share: if day.date.day() == 3 && day.used.is_some() { 0.5 } else { 0.0 },
    };
    let settled = Settled {
        facts: MeterFacts { interval_seconds: 3600, max_per_hour: Some(500.0) },
        days: days.iter().map(of_meter).collect(),
        events: Vec::new(),
        events_in: LocalDay { date: all.from, zone }.start()..LocalDay { date: all.to, zone }.start(),
    };
    store.settle_meter(meter, &settled, &[]).unwrap();
}

/// Two days of hourly register readings, one corrected; a bad message and an unknown device.
fn seed_readings(store: &Store) {
    let key = SeriesKey { device: "arebo-heat".to_owned(), series: "heat.energy".to_owned() };
    let start: DateTime<Utc> = "2018-12-30T00:00:00Z".parse().unwrap();
    let reading = |hour: i32, value| NewReading {
        key: key.clone(),
        at: start + TimeDelta::hours(i64::from(hour)),
        value,
        received: start + TimeDelta::hours(i64::from(hour)) + TimeDelta::seconds(2),
    };
    let mut readings: Vec<_> =
        (0..=48).map(|hour| reading(hour, 4_321_000.0 + 12.5 * f64::from(hour))).collect();
    readings.push(NewReading { received: now(), ..reading(5, 4_321_062.0) });
    let quarantined = vec![BadMessage {
        topic: "meters/<b>x</b>".to_owned(),
        payload: b"{\"value\":1e400}".to_vec(),
        bytes: 15,
        code: "payload.not_json".to_owned(),
        text: "the payload is no JSON".to_owned(),
        received: now(),
    }];
    let unmatched = vec![UnmatchedMessage {
        topic: "wmbusmeters/new-meter".to_owned(),
        device: Some("new-meter".to_owned()),
        profile: Some("wmbusmeters".to_owned()),
        series: Some("heat.energy".to_owned()),
        value: Some(17.0),
        unit: Some("kWh".to_owned()),
        received: now(),
    }];
    store.commit(&Batch { readings, quarantined, unmatched, ..Batch::default() }).unwrap();
}
