//! How the program runs: the main file's own tables.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use super::{mqtt, store, weather};
use crate::files::folder_of;
use crate::keys;
use crate::options::{DashboardOptions, Mqtt, Secret, StoreOptions, WeatherOptions};
use crate::sheet::shorten;
use crate::table::Table;

const DEFAULT_BROKER: SocketAddr = loopback(1883);
const DEFAULT_DASHBOARD: SocketAddr = loopback(8080);

/// What the main file says besides the portfolio.
#[derive(Debug)]
pub(crate) struct Options {
    pub mqtt: Option<Mqtt>,
    pub broker_listen: SocketAddr,
    pub store: StoreOptions,
    pub dashboard: DashboardOptions,
    pub weather: Option<WeatherOptions>,
}

/// Read the tables of the main file at `path`. `environment_password` is the broker password that the
/// environment holds; it counts before the file.
pub(crate) fn options(main: &Table<'_>, path: &Path, environment_password: Option<Secret>) -> Options {
    let folder = folder_of(path);
    let mqtt_table = main.table("mqtt", &keys::MQTT);
    let mqtt = mqtt_table.and_then(|table| mqtt::mqtt(&table, &folder, environment_password));
    let broker_listen = broker(main);
    let store = store::store(main, &folder);
    let dashboard = DashboardOptions { listen: dashboard(main) };
    if !main.has("mqtt") && broker_listen == dashboard.listen && broker_listen.port() != 0 {
        let key = if main.has("dashboard") { "dashboard" } else { "broker" };
        main.report(
            key,
            format!("broker and dashboard both listen on {broker_listen}"),
            "only one of them can have the port",
            "give [broker] or [dashboard] another port; the defaults are 1883 and 8080",
        );
    }
    let weather = main.table("weather", &keys::WEATHER).and_then(|table| weather::weather(&table));
    Options { mqtt, broker_listen, store, dashboard, weather }
}

fn broker(main: &Table<'_>) -> SocketAddr {
    let Some(table) = main.table("broker", &keys::BROKER) else { return DEFAULT_BROKER };
    if main.has("mqtt") {
        main.report(
            "broker",
            "[broker] stands beside [mqtt]",
            "the embedded broker only runs when no other broker is named",
            "keep [mqtt] for a broker of your own, or [broker] for a trial without one",
        );
    }
    let Some(listen) = address(&table) else { return DEFAULT_BROKER };
    if !listen.ip().is_loopback() {
        table.warn(
            "listen",
            format!("the embedded broker is open to the network on {listen}"),
            "it asks nobody for a password, so anyone who reaches it can publish readings",
            "for more than a trial use a broker of your own with users and name it in [mqtt]",
        );
    }
    listen
}

fn dashboard(main: &Table<'_>) -> SocketAddr {
    let Some(table) = main.table("dashboard", &keys::DASHBOARD) else { return DEFAULT_DASHBOARD };
    let Some(listen) = address(&table) else { return DEFAULT_DASHBOARD };
    if !listen.ip().is_loopback() {
        table.report(
            "listen",
            format!("the dashboard cannot listen on {listen}"),
            "this version has no users yet, so its pages would be open to everyone who reaches that address",
            format!(
                "write `listen = \"127.0.0.1:{}\"` and put a proxy that asks for a password in front",
                listen.port()
            ),
        );
    }
    listen
}

fn address(table: &Table<'_>) -> Option<SocketAddr> {
    let listen = table.text("listen")?;
    let address = listen.value.parse().ok();
    if address.is_none() {
        table.report(
            "listen",
            format!("`listen` cannot be \"{}\"", shorten(listen.value)),
            "it must be a numeric address and a port",
            "write it like `listen = \"127.0.0.1:8080\"`; for IPv6 `\"[::1]:8080\"`",
        );
    }
    address
}

const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}
