//! Weather without files: SMHI's own answers from a server on this machine become temperatures and baselines.

#![cfg(test)]

mod smhi_server;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use collector::clock::ManualClock;
use collector::run::{self, Service};
use collector::stop::{self, Stopper};
use config::{Carrier, Config};
use engine::domain::{DateRange, SeriesKey};
use smhi_server::{Answer, Server, archive, cut};
use store::{BaselineOutcome, NewReading, ResultDay, Store, WeatherRecord, WeatherRun};
use tempfile::TempDir;

const LULEA: u32 = 162_870;
const NEXT: u32 = 162_860;

struct Site {
    directory: TempDir,
    hands: ManualClock,
    server: Server,
}

struct Running {
    service: Service,
    stopper: Stopper,
}

impl Site {
    /// A building in Luleå with twelve years of heat, and a server that knows two stations near it.
    fn new() -> Self {
        let hands = ManualClock::at("2021-06-01T12:00:00Z".parse().unwrap());
        let site = Self { directory: tempfile::tempdir().unwrap(), hands, server: Server::start() };
        let store = Store::open(&site.config().store.path).unwrap();
        store.import(&heat()).unwrap();
        site
    }

    fn config(&self) -> Config {
        let text = format!(
            "[weather]\nsmhi = true\nurl = \"{}\"\n[[owner]]\nid = \"o\"\nname = \"O\"\n\
             [[building]]\nid = \"skolan\"\nname = \"Skolan\"\nmunicipality = \"lulea\"\nowner = \"o\"\n\
             lat = 65.58\nlon = 22.12\nstation = \"lulea\"\n\
             [[building.meter]]\nid = \"heat\"\ncarrier = \"district_heating\"\nreading = \"interval\"\n\
             unit = \"kWh\"\n[[building.baseline]]\nfrom = 2009-01-01\nto = 2010-01-01\n",
            self.server.url
        );
        let path = self.directory.path().join("sparvakt.toml");
        let mut config = config::from_text(Path::new(&path), &text).unwrap_or_else(|found| panic!("{found}"));
        config.store.path = self.directory.path().join("sparvakt.db");
        config.broker_listen.set_port(0);
        config.dashboard.listen.set_port(0);
        config
    }

    async fn serve(&self) -> Running {
        let (stopper, stop) = stop::channel();
        Running { service: run::serve(self.config(), self.hands.clock(), stop).await.unwrap(), stopper }
    }

    fn asked(&self, part: &str) -> usize {
        self.server.requests().iter().filter(|path| path.contains(part)).count()
    }
}

impl Running {
    /// Wait for what `look` finds.
    async fn until<T>(&self, look: impl Fn(&Store) -> Option<T>) -> T {
        let store = self.service.store();
        let waiting = async {
            loop {
                if let Some(found) = look(store) {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        let seen = || format!("{:?} {:?}", store.weather("lulea"), store.totals());
        tokio::time::timeout(Duration::from_secs(90), waiting).await.unwrap_or_else(|_| panic!("{}", seen()))
    }

    /// The record after a complete look.
    async fn record(&self) -> WeatherRecord {
        self.until(|store| store.weather("lulea").unwrap().filter(|record| record.checked.is_some())).await
    }

    async fn results(&self) -> Vec<ResultDay> {
        self.until(|store| store.totals().unwrap().dirty_hours.eq(&0.0).then_some(())).await;
        let carrier = Carrier::DistrictHeating;
        self.until(|store| {
            let fitted =
                |record: &store::BaselineRecord| matches!(record.outcome, BaselineOutcome::Fitted(_));
            store.baselines("skolan", carrier).unwrap().iter().any(fitted).then_some(())
        })
        .await;
        let all = DateRange { from: "2008-01-01".parse().unwrap(), to: "2022-01-01".parse().unwrap() };
        self.service.store().result_days("skolan", carrier, all).unwrap()
    }

    async fn stop(self) {
        self.stopper.stop();
        self.service.finished().await.unwrap();
    }
}

/// 100 kWh a day and 5 more for each degree below 17 °C, in Luleå's weather.
fn heat() -> Vec<NewReading> {
    let mut days: std::collections::BTreeMap<String, Vec<f64>> = std::collections::BTreeMap::new();
    for row in archive().lines().filter(|row| row.as_bytes().first().is_some_and(u8::is_ascii_digit)) {
        let cells: Vec<&str> = row.split(';').collect();
        if let (true, Ok(temp)) = (cells[0] >= "2008-12-01", cells[2].parse()) {
            days.entry(cells[0].to_owned()).or_default().push(temp);
        }
    }
    let key = SeriesKey { device: "heat".to_owned(), series: "district_heating".to_owned() };
    let reading = |(date, temps): (&String, &Vec<f64>)| {
        let mean = temps.iter().sum::<f64>() / temps.len() as f64;
        let at: DateTime<Utc> = format!("{date}T00:00:00Z").parse().unwrap();
        NewReading { key: key.clone(), at, value: 100.0 + 5.0 * (17.0 - mean).max(0.0), received: at }
    };
    days.iter().map(reading).collect()
}

fn period(smhi: u32, period: &str) -> String {
    format!("/parameter/1/station/{smhi}/period/{period}/data.csv")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_building_without_any_weather_file_gets_temperatures_and_a_baseline() {
    let site = Site::new();
    site.server.put(&period(LULEA, "corrected-archive"), Answer::Packed(archive()));
    let running = site.serve().await;
    let record = running.record().await;
    assert_eq!((record.sources[0].smhi, record.sources[0].name.as_str()), (LULEA, "Luleå-Bergnäset"));
    assert!(record.sources[0].distance_km.unwrap() < 2.0, "{record:?}");
    let known = running.results().await.iter().filter(|day| day.temp_c.is_some()).count();
    assert!(known > 1000, "{known}");
    assert!(site.server.agents().iter().all(|agent| agent.starts_with("sparvakt/")));
    running.stop().await;

    // A restart goes on with what is new.
    site.hands.advance(TimeDelta::hours(2));
    let running = site.serve().await;
    let before = record.checked;
    running.until(|store| store.weather("lulea").unwrap().filter(|record| record.checked > before)).await;
    assert_eq!(site.asked(&period(LULEA, "corrected-archive")), 1);
    assert_eq!(site.asked(&period(LULEA, "latest-day")), 1);
    let again = cut(&archive(), LULEA, "2021-05-31".."2021-06-02");
    let again = again.replace("2021-06-01;06:00:00;12.7", "2021-06-01;13:00:00;14.5");
    site.server.put(&period(LULEA, "latest-day"), Answer::Plain(again));
    site.hands.advance(TimeDelta::hours(2));
    running
        .until(|store| {
            let key = SeriesKey { device: format!("smhi:{LULEA}"), series: "temp.outdoor".to_owned() };
            store.latest(&[key]).unwrap()[0].filter(|point| (point.value - 14.5).abs() < 1e-9)
        })
        .await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_station_fills_what_the_nearest_lacks_and_the_rest_is_told() {
    let site = Site::new();
    let ended = cut(&archive(), LULEA, "2008-01-01".."2020-03-01");
    let warmer = cut(&archive(), NEXT, "2008-01-01".."2020-09-01") + &rows_since(&archive(), "2020-09-15");
    site.server.put(&period(LULEA, "corrected-archive"), Answer::Plain(ended));
    site.server.put(&period(NEXT, "corrected-archive"), Answer::Plain(warmer));
    let running = site.serve().await;
    let record = running.record().await;
    let numbers: Vec<u32> = record.sources.iter().map(|source| source.smhi).collect();
    assert_eq!(numbers, [LULEA, NEXT]);
    let source_of = |date: &str| {
        let date = date.parse().unwrap();
        let holds = |run: &&WeatherRun| run.from <= date && date < run.to;
        record.used.iter().find(holds).and_then(|run| run.source.clone())
    };
    assert_eq!(source_of("2019-12-01").as_deref(), Some("smhi:162870"));
    assert_eq!(source_of("2020-06-01").as_deref(), Some("smhi:162860"));
    assert_eq!(source_of("2020-09-08"), None, "nobody knows");
    let days = running.results().await;
    let temperature = |date: &str| days.iter().find(|day| day.date.to_string() == date).unwrap().temp_c;
    assert!(temperature("2020-06-01").is_some() && temperature("2020-09-08").is_none());
    running.stop().await;
}

fn rows_since(table: &str, from: &str) -> String {
    let is_row = |row: &&str| row.as_bytes().first().is_some_and(u8::is_ascii_digit);
    // Those with a date of a position in the head are left out by their length.
    table
        .lines()
        .filter(is_row)
        .filter(|row| *row >= from && row.len() < 60)
        .fold(String::new(), |text, row| text + row + "\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_table_of_temperatures_is_refused_with_the_reason() {
    let snow = smhi_server::packed_file("p8_snow_depth_102170.csv.gz").replace("102170", "162870");
    for (answer, words) in [
        (Answer::Plain("<html>Logga in</html>".to_owned()), "no table of observations"),
        (Answer::Plain(snow), "Snödjup"),
        (Answer::Plain(smhi_server::text_file("data.csv")), "of station `1`"),
        (Answer::Packed("0".repeat(49 << 20)), "larger than 48 MiB"),
        (Answer::Redirect("http://127.0.0.2:1/data.csv".to_owned()), "leads to another server"),
    ] {
        let site = Site::new();
        site.server.put(&period(LULEA, "corrected-archive"), answer);
        site.server.put(
            &period(NEXT, "corrected-archive"),
            Answer::Plain(cut(&archive(), NEXT, "2008-01-01".."2022")),
        );
        let running = site.serve().await;
        let record = running.record().await;
        let problem = record.sources[0].problem.as_deref().unwrap_or_default();
        assert!(problem.contains(words), "{problem}");
        assert_eq!(record.sources[1].smhi, NEXT);
        assert!(running.results().await.iter().filter(|day| day.temp_c.is_some()).count() > 1000);
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_in_trouble_is_asked_again_later() {
    let whole = cut(&archive(), LULEA, "2008-01-01".."2022");
    for (answer, words) in [
        (Answer::Status(500), "status 500"),
        (Answer::Status(429), "status 429"),
        (Answer::Truncated(whole.clone()), "ask SMHI: "),
        (Answer::Hangup, "ask SMHI: "),
    ] {
        let site = Site::new();
        site.server.put(&period(LULEA, "corrected-archive"), answer);
        let running = site.serve().await;
        let error = running.until(|store| store.weather("lulea").unwrap()?.error).await;
        assert!(error.contains(words), "{error}");
        assert_eq!(running.service.store().totals().unwrap().readings as usize, heat().len(), "nothing half");
        site.server.put(&period(LULEA, "corrected-archive"), Answer::Plain(whole.clone()));
        site.hands.advance(TimeDelta::minutes(2));
        let fine = |store: &Store| store.weather("lulea").unwrap().filter(|record| record.error.is_none());
        running.until(fine).await;
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_never_answers_does_not_hold_up_the_stop() {
    let site = Site::new();
    site.server.put("/parameter/1.json", Answer::Silence);
    let running = site.serve().await;
    let server = Arc::clone(&site.server.log);
    running.until(|_| (!server.lock().unwrap().is_empty()).then_some(())).await;
    tokio::time::timeout(Duration::from_secs(20), running.stop()).await.unwrap();
}
