//! How the program runs: broker, store, dashboard. The portfolio is what it follows.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::portfolio::Portfolio;
use crate::problem::Problems;
use crate::profile::Profile;

/// A checked configuration: relative paths have been resolved against the file they stand in.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from.
    pub path: PathBuf,
    /// External broker; the embedded one is used when absent.
    pub mqtt: Option<Mqtt>,
    /// Address of the embedded broker, which runs when `mqtt` is absent.
    pub broker_listen: SocketAddr,
    /// The database.
    pub store: StoreOptions,
    /// The web pages and API.
    pub dashboard: DashboardOptions,
    /// Temperatures from SMHI; nobody is asked when absent.
    pub weather: Option<WeatherOptions>,
    /// What is followed.
    pub portfolio: Portfolio,
    /// Built-in profiles and the operator's own; an operator's profile of the same name replaces a built-in one.
    pub profiles: Vec<Profile>,
    /// Names of the operator's own profiles and the files they were read from.
    pub profile_files: HashMap<String, PathBuf>,
    /// What somebody should look at although the configuration can be used.
    pub warnings: Problems,
}

/// An external MQTT broker.
#[derive(Debug, Clone)]
pub struct Mqtt {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether the connection is TLS (`mqtts://`).
    pub tls: bool,
    /// Client id of the persistent session.
    pub client_id: String,
    /// User name, if the broker wants one.
    pub username: Option<String>,
    /// Password, from the environment variable `SPARVAKT_MQTT_PASSWORD` or from `password_file`.
    pub password: Option<Secret>,
}

impl Mqtt {
    /// The address as an operator writes it, without user and password.
    #[must_use]
    pub fn address(&self) -> String {
        let scheme = if self.tls { "mqtts" } else { "mqtt" };
        if self.host.contains(':') {
            format!("{scheme}://[{}]:{}", self.host, self.port)
        } else {
            format!("{scheme}://{}:{}", self.host, self.port)
        }
    }
}

/// Where readings and results are kept.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The database file.
    pub path: PathBuf,
    /// Registers keep the first and the last reading of a quarter hour once it is so many days old; everything is
    /// kept when absent.
    pub thin_after_days: Option<u32>,
    /// So many new readings are compressed at once; a good number is chosen when absent.
    pub fold_at_readings: Option<u32>,
}

/// The web server.
#[derive(Debug, Clone)]
pub struct DashboardOptions {
    /// Address to listen on; loopback only while there are no users.
    pub listen: SocketAddr,
}

/// Temperatures from the open data of SMHI, the Swedish weather service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeatherOptions {
    /// Address of its observations, without a slash at the end.
    pub url: String,
    /// Minutes between two looks.
    pub every_minutes: u32,
}

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keep `text` from logs and debug output.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for the protocol that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}
