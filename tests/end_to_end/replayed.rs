//! The two buildings' history, replayed over MQTT into a fresh store: what most tests begin with.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow};
use chrono_tz::Tz;
use tempfile::TempDir;
use tests::history::{self, Row};
use tests::site::PORTFOLIO;
use tests::{Broker, Site};

/// The buildings of `tests/data`.
pub const BUILDINGS: [&str; 2] = ["cam-b0", "cam-b13"];
/// What each of them measures, as the files and the API call it.
pub const CARRIERS: [&str; 2] = ["electricity", "gas"];
/// Their zone.
pub const ZONE: Tz = chrono_tz::Europe::London;
/// The years of the data, as command arguments.
pub const ALL_OF_IT: [&str; 4] = ["--from", "2012-01-01", "--to", "2014-01-01"];
/// The reporting year, as a query.
pub const REPORTING_YEAR: &str = "from=2013-01-01&to=2014-01-01&resolution=year";

/// Everything the product can tell of a store, in the order it prints it.
#[derive(Debug, PartialEq, Eq)]
pub struct Dump {
    pub readings: String,
    pub days: String,
    pub savings: String,
}

/// The undisturbed replay, made once and stopped again; tests that serve work on a [`Site::copy_to`].
pub fn undisturbed() -> Result<&'static Site> {
    static SITE: OnceLock<Result<Site, String>> = OnceLock::new();
    let site = SITE.get_or_init(|| replay("undisturbed", &files()).map_err(|error| format!("{error:#}")));
    site.as_ref().map_err(|error| anyhow!("replay the two buildings: {error}"))
}

/// The same with 8 % taken off every reading of the reporting year.
pub fn with_saving() -> Result<&'static Site> {
    static SITE: OnceLock<Result<Site, String>> = OnceLock::new();
    let site = SITE.get_or_init(|| {
        let changed = saving_files().and_then(|files| replay("with-saving", &files));
        changed.map_err(|error| format!("{error:#}"))
    });
    site.as_ref().map_err(|error| anyhow!("replay the two buildings with a saving: {error}"))
}

/// The buildings' files.
pub fn files() -> Vec<PathBuf> {
    BUILDINGS.iter().map(|building| history::file(&format!("{building}.csv.gz"))).collect()
}

/// The readings of one building's file.
pub fn rows(building: &str) -> Result<Vec<Row>> {
    history::rows(&history::file(&format!("{building}.csv.gz")))
}

/// A configured site for the two buildings with a broker that runs, and the weather of both years.
pub fn fresh(folder: &Path) -> Result<(Broker, Site)> {
    let broker = Broker::start(folder)?;
    let site = Site::create(folder, Some(&broker.url()), PORTFOLIO)?;
    import_weather(&site)?;
    Ok((broker, site))
}

/// Import the weather of both years.
pub fn import_weather(site: &Site) -> Result<()> {
    let weather = path_text(&history::file("bedford.csv.gz"));
    site.run(&["import", "weather"], &["--station", "bedford", &weather]).map(drop)
}

/// What the stopped `site` holds. When a reading was received is left out: that may differ.
pub fn dump(site: &Site) -> Result<Dump> {
    let readings = site.export("readings", &ALL_OF_IT)?;
    let received =
        readings.lines().next().and_then(|head| head.split(',').position(|name| name == "received_utc"));
    let received = received.context("a column received_utc")?;
    Ok(Dump {
        readings: readings.lines().map(|line| without(line, received) + "\n").collect(),
        days: site.export("consumption", &[&ALL_OF_IT[..], &["--resolution", "day"]].concat())?,
        savings: site.export("savings", &ALL_OF_IT)?,
    })
}

/// A path as a command argument.
pub fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A folder for one test, gone with the value.
pub fn folder() -> Result<TempDir> {
    Ok(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?)
}

fn replay(name: &str, files: &[PathBuf]) -> Result<Site> {
    // It outlives the tests that read it, so the next run clears it.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let (mut broker, site) = fresh(&folder)?;
    let mut server = site.serve()?;
    let files: Vec<String> = files.iter().map(|file| path_text(file)).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    site.run(&["replay"], &[&["--speed", "0"], &files[..]].concat())?;
    server.settle(broker.port())?;
    server.stop()?;
    broker.stop()?;
    Ok(site)
}

fn saving_files() -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("saving-files");
    std::fs::create_dir_all(&folder)?;
    let year = chrono::NaiveDate::from_ymd_opt(2013, 1, 1).context("a date")?;
    let files = BUILDINGS.iter().map(|building| {
        let file = folder.join(format!("{building}.csv.gz"));
        history::write(&file, &history::saved_from(&rows(building)?, ZONE, year, 0.08))?;
        Ok(file)
    });
    files.collect()
}

fn without(line: &str, column: usize) -> String {
    let cells = line.split(',').enumerate().filter(|(at, _)| *at != column).map(|(_, cell)| cell);
    cells.collect::<Vec<_>>().join(",")
}
