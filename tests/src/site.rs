//! One installation of the product in a folder: configuration, database, and the process that serves it.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::{SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::api::Api;
use crate::process::Process;
use crate::publisher::{Message, publish};
use crate::{sparvakt, workspace};

/// How long `serve` may take until it answers, in a debug build on a busy machine.
const START: Duration = Duration::from_secs(60);
/// How long a stop may take: finishing the commit in hand.
const STOP: Duration = Duration::from_secs(30);
/// How long everything received may take to be stored and analysed.
const SETTLE: Duration = Duration::from_secs(300);
/// A meter of [`PORTFOLIO`] that only [`Server::settle`] feeds.
const MARKER: &str = "marker";

/// Where the page of a building is, in Swedish; its id follows.
pub const BUILDING_PAGE: &str = "/byggnader/";

/// Two buildings of `tests/data` with their weather station; the baseline year is 2012, the first of the data.
pub const PORTFOLIO: &str = r#"
[[municipality]]
id = "cambridge"
name = "Cambridge"

[[owner]]
id = "university"
name = "University"

[[station]]
id = "bedford"
name = "Bedford"
source = { profile = "sparvakt", device = "bedford", series = "temp.outdoor" }

[[building]]
id = "cam-b0"
name = "Building 0"
municipality = "cambridge"
owner = "university"
use = "university"
heated_area_m2 = 3296.5
station = "bedford"
zone = "Europe/London"
[[building.meter]]
id = "cam-b0-electricity"
carrier = "electricity"
reading = "interval"
unit = "kWh"
source = { profile = "sparvakt", device = "cam-b0", series = "el.energy.import" }
[[building.meter]]
id = "cam-b0-gas"
carrier = "gas"
reading = "interval"
unit = "kWh"
source = { profile = "sparvakt", device = "cam-b0", series = "gas.energy" }
[[building.meter]]
id = "marker"
carrier = "indoor_temperature"
reading = "value"
unit = "°C"
source = { profile = "sparvakt", device = "marker", series = "temp.indoor" }
[[building.baseline]]
from = 2012-01-01
to = 2013-01-01

[[building]]
id = "cam-b13"
name = "Building 13"
municipality = "cambridge"
owner = "university"
use = "university"
station = "bedford"
zone = "Europe/London"
[[building.meter]]
id = "cam-b13-electricity"
carrier = "electricity"
reading = "interval"
unit = "kWh"
source = { profile = "sparvakt", device = "cam-b13", series = "el.energy.import" }
[[building.meter]]
id = "cam-b13-gas"
carrier = "gas"
reading = "interval"
unit = "kWh"
source = { profile = "sparvakt", device = "cam-b13", series = "gas.energy" }
[[building.baseline]]
from = 2012-01-01
to = 2013-01-01
"#;

/// A configured installation; nothing runs yet.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    port: u16,
}

/// A running `sparvakt serve`.
#[derive(Debug)]
pub struct Server {
    process: Process,
    /// Its pages and API.
    pub api: Api,
}

impl Site {
    /// Write a configuration for `portfolio` into `folder`. Without `broker` the embedded one is used.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn create(folder: &Path, broker: Option<&str>, portfolio: &str) -> Result<Self> {
        let port = workspace::free_port()?;
        let transport = match broker {
            Some(url) => format!("[mqtt]\nurl = \"{url}\"\nclient_id = \"sparvakt-test\"\n"),
            None => format!("[broker]\nlisten = \"127.0.0.1:{}\"\n", workspace::free_port()?),
        };
        let main = format!(
            "portfolio = [\"portfolio/*.toml\"]\n{transport}[store]\npath = \"data/sparvakt.db\"\n\
             [dashboard]\nlisten = \"127.0.0.1:{port}\"\n"
        );
        std::fs::create_dir_all(folder.join("portfolio"))?;
        std::fs::create_dir_all(folder.join("data"))?;
        std::fs::write(folder.join("sparvakt.toml"), main)?;
        std::fs::write(folder.join("portfolio/site.toml"), portfolio)?;
        Ok(Self { folder: folder.to_owned(), port })
    }

    /// Add a line to `[store]` of the configuration.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add_to_store(&self, line: &str) -> Result<()> {
        let text = std::fs::read_to_string(self.config())?;
        Ok(std::fs::write(self.config(), text.replace("[store]\n", &format!("[store]\n{line}\n")))?)
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.folder.join("data/sparvakt.db")
    }

    /// Another site with the same portfolio and a copy of this one's database; this one must not be running.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn copy_to(&self, folder: &Path, broker: Option<&str>) -> Result<Self> {
        let portfolio = std::fs::read_to_string(self.folder.join("portfolio/site.toml"))?;
        let copy = Self::create(folder, broker, &portfolio)?;
        for entry in std::fs::read_dir(self.folder.join("data"))? {
            let entry = entry?;
            std::fs::copy(entry.path(), copy.folder.join("data").join(entry.file_name()))?;
        }
        Ok(copy)
    }

    /// The folder everything is in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The configuration file, as commands take it.
    #[must_use]
    pub fn config(&self) -> String {
        self.folder.join("sparvakt.toml").to_string_lossy().into_owned()
    }

    /// The loopback port of pages and API.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Start `sparvakt serve` and wait until it is ready: from then on nothing published is missed.
    ///
    /// # Errors
    /// When it ends or does not become ready; with its log.
    pub fn serve(&self) -> Result<Server> {
        self.serve_until("/readyz")
    }

    /// Start `sparvakt serve` and wait until it answers, whether there is a broker or not.
    ///
    /// # Errors
    /// When it ends or does not answer; with its log.
    pub fn serve_without_broker(&self) -> Result<Server> {
        self.serve_until("/healthz")
    }

    /// Start `command`, which is `sparvakt serve` in surroundings of its own, and wait until it is ready.
    ///
    /// # Errors
    /// As [`Site::serve`].
    pub fn start(&self, mut command: Command) -> Result<Server> {
        let process = Process::start(&mut command, &self.folder.join("serve.log"))?;
        Self::ready(Server { process, api: Api::at(self.port) }, "/readyz")
    }

    fn serve_until(&self, path: &str) -> Result<Server> {
        Self::ready(self.spawn()?, path)
    }

    fn ready(mut server: Server, path: &str) -> Result<Server> {
        let api = server.api.clone();
        server.process.wait_until(&format!("{path} of serve"), START, || {
            let answer = api.get(path)?;
            ensure!(answer.status == 200, "{path} says {} {}", answer.status, answer.body);
            Ok(())
        })?;
        Ok(server)
    }

    /// Start `sparvakt serve` without waiting for anything.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn spawn(&self) -> Result<Server> {
        let config = self.config();
        let mut command = sparvakt::command(&["serve", "--config", &config])?;
        let process = Process::start(&mut command, &self.folder.join("serve.log"))?;
        Ok(Server { process, api: Api::at(self.port) })
    }

    /// Run a command on this site's configuration; it must succeed.
    ///
    /// # Errors
    /// When it ends with anything but 0.
    pub fn run(&self, command: &[&str], arguments: &[&str]) -> Result<String> {
        let config = self.config();
        sparvakt::output(&[command, &["--config", &config], arguments].concat())
    }

    /// The table `export` prints of one thing.
    ///
    /// # Errors
    /// When the command fails.
    pub fn export(&self, what: &str, arguments: &[&str]) -> Result<String> {
        self.run(&["export", what], arguments)
    }
}

impl Server {
    /// The running process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Wait until everything published to the broker before now is stored and analysed.
    ///
    /// # Errors
    /// When that does not happen in time.
    pub fn settle(&mut self, broker_port: u16) -> Result<Value> {
        self.wait_for_marker(broker_port)?;
        self.wait_until_idle(SETTLE)
    }

    /// Wait until everything published to the broker before now is stored.
    ///
    /// A marker reading is published last: the broker hands messages on in the order they came, so that all of
    /// them have been stored once the marker can be read.
    ///
    /// # Errors
    /// When that does not happen in time.
    pub fn wait_for_marker(&mut self, broker_port: u16) -> Result<()> {
        let now = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let marker = json!({"timestamp": now, "value": 20.0, "unit": "°C"});
        publish(broker_port, vec![Message::new("sparvakt/marker/temp.indoor", marker.to_string())])?;
        let api = self.api.clone();
        self.process.wait_until("the marker to be stored", SETTLE, || {
            let body = api.json(&format!("/api/v1/meters/{MARKER}/readings?from={now}&to=2100-01-01"))?;
            let items = body["items"].as_array().context("items")?;
            ensure!(!items.is_empty(), "not yet");
            Ok(())
        })
    }

    /// Wait until everything stored is analysed.
    ///
    /// # Errors
    /// When that does not happen within `limit`.
    pub fn wait_until_idle(&mut self, limit: Duration) -> Result<Value> {
        let api = self.api.clone();
        self.process.wait_until("everything to be analysed", limit, || {
            let status = api.json("/api/v1/status")?;
            idle(&status)?;
            Ok(status)
        })
    }

    /// SIGKILL.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub fn kill(self) -> Result<()> {
        Ok(self.process.kill()?)
    }

    /// SIGTERM: the commit in hand is finished.
    ///
    /// # Errors
    /// When it does not end.
    pub fn stop(self) -> Result<ExitStatus> {
        self.process.terminate(STOP)
    }
}

/// Nothing is waiting to be stored or analysed.
pub(crate) fn idle(status: &Value) -> Result<()> {
    ensure!(status["backlog"].as_u64() == Some(0), "backlog {}", status["backlog"]);
    ensure!(status["dirty_hours"].as_f64() == Some(0.0), "dirty_hours {}", status["dirty_hours"]);
    Ok(())
}
