//! A running `sparvakt demo` in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::api::Api;
use crate::process::Process;
use crate::site::idle;
use crate::{sparvakt, workspace};

/// How long the first page may take, in a debug build on a busy machine.
const START: Duration = Duration::from_secs(60);
/// How long the history of two years may take to arrive and be analysed, likewise.
const ARRIVAL: Duration = Duration::from_secs(600);
const STOP: Duration = Duration::from_secs(30);
/// What every Swedish page says while the history arrives.
const ARRIVING: &str = "historik läses in";

/// The demo, as a visitor starts it.
#[derive(Debug)]
pub struct Demo {
    process: Process,
    /// Its pages and API.
    pub api: Api,
    /// The folder with its data.
    pub folder: PathBuf,
}

impl Demo {
    /// Start it on free ports with its data in `folder`, and wait for the first page.
    ///
    /// # Errors
    /// When it ends or no page comes; with its log.
    pub fn start(folder: &Path) -> Result<Self> {
        let (port, broker) = (workspace::free_port()?, workspace::free_port()?);
        let arguments = [
            "demo".to_owned(),
            format!("--listen=127.0.0.1:{port}"),
            format!("--mqtt-listen=127.0.0.1:{broker}"),
            format!("--data={}", folder.display()),
        ];
        let process = Process::start(&mut sparvakt::command(&arguments)?, &folder.with_extension("log"))?;
        let mut demo = Self { process, api: Api::at(port), folder: folder.to_owned() };
        let api = demo.api.clone();
        demo.process.wait_until("the first page", START, || {
            let page = api.get("/")?;
            ensure!(page.status == 200, "{} {}", page.status, page.body);
            Ok(())
        })?;
        Ok(demo)
    }

    /// Wait until the whole history has arrived and is analysed.
    ///
    /// # Errors
    /// When that takes too long.
    pub fn arrived(&mut self) -> Result<()> {
        let api = self.api.clone();
        self.process.wait_until("the history", ARRIVAL, || {
            ensure!(!api.page("/sa-raknar-vi")?.contains(ARRIVING), "still arriving");
            idle(&api.json("/api/v1/status")?)
        })
    }

    /// Wait until so many readings are stored, then kill it in the middle of its history.
    ///
    /// # Errors
    /// When they do not come.
    pub fn killed_after(mut self, readings: u64) -> Result<()> {
        let api = self.api.clone();
        self.process.wait_until("some readings", ARRIVAL, || {
            let stored = api.json("/api/v1/status")?["store"]["readings"].as_u64().unwrap_or(0);
            ensure!(stored >= readings, "{stored} readings");
            Ok(())
        })?;
        Ok(self.process.kill()?)
    }

    /// SIGTERM.
    ///
    /// # Errors
    /// When it does not end.
    pub fn stop(self) -> Result<ExitStatus> {
        self.process.terminate(STOP)
    }
}
