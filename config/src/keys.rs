//! Every key an operator may write, table by table, with an example line for hints.

use crate::schema::{Key, Schema, may, must, unavailable};

/// The main file.
pub(crate) const MAIN: Schema = Schema {
    table: "the main file",
    keys: &[
        may("portfolio", r#"portfolio = ["portfolio/*.toml"]"#),
        may("profiles", r#"profiles = ["profiles/*.toml"]"#),
        may("mqtt", "[mqtt]"),
        may("broker", "[broker]"),
        may("store", "[store]"),
        may("dashboard", "[dashboard]"),
        may("weather", "[weather]"),
        may("municipality", "[[municipality]]"),
        may("owner", "[[owner]]"),
        may("station", "[[station]]"),
        may("calendar", "[[calendar]]"),
        may("building", "[[building]]"),
        may("solar", "[[solar]]"),
        may("tariff", "[[tariff]]"),
        may("emission_factor", "[[emission_factor]]"),
    ],
};

/// A file of the portfolio.
pub(crate) const PORTFOLIO: Schema = Schema {
    table: "a portfolio file",
    keys: &[
        may("municipality", "[[municipality]]"),
        may("owner", "[[owner]]"),
        may("station", "[[station]]"),
        may("calendar", "[[calendar]]"),
        may("building", "[[building]]"),
        may("solar", "[[solar]]"),
        may("tariff", "[[tariff]]"),
        may("emission_factor", "[[emission_factor]]"),
    ],
};

pub(crate) const MQTT: Schema = Schema {
    table: "[mqtt]",
    keys: &[
        must("url", r#"url = "mqtt://broker.example:1883""#),
        may("client_id", r#"client_id = "sparvakt-1""#),
        may("username", r#"username = "sparvakt""#),
        may("password_file", r#"password_file = "secrets/mqtt""#),
    ],
};

pub(crate) const BROKER: Schema =
    Schema { table: "[broker]", keys: &[may("listen", r#"listen = "127.0.0.1:1883""#)] };

pub(crate) const STORE: Schema = Schema {
    table: "[store]",
    keys: &[
        may("path", r#"path = "data/sparvakt.db""#),
        may("readings", r#"readings = "sqlite""#),
        may("thin_after_days", "thin_after_days = 400"),
        may("fold_at_readings", "fold_at_readings = 50000"),
        unavailable("influxdb2", "leave [store.influxdb2] out; readings are kept in the database at `path`"),
    ],
};

pub(crate) const DASHBOARD: Schema =
    Schema { table: "[dashboard]", keys: &[may("listen", r#"listen = "127.0.0.1:8080""#)] };

pub(crate) const WEATHER: Schema = Schema {
    table: "[weather]",
    keys: &[
        may("smhi", "smhi = true"),
        may("url", r#"url = "https://opendata-download-metobs.smhi.se/api/version/1.0""#),
        may("every_minutes", "every_minutes = 60"),
    ],
};

pub(crate) const MUNICIPALITY: Schema = Schema {
    table: "[[municipality]]",
    keys: &[must("id", r#"id = "solleftea""#), must("name", r#"name = "Sollefteå""#)],
};

pub(crate) const OWNER: Schema = Schema {
    table: "[[owner]]",
    keys: &[must("id", r#"id = "solatum""#), must("name", r#"name = "Solatum Hus & Hem AB""#)],
};

pub(crate) const STATION: Schema = Schema {
    table: "[[station]]",
    keys: &[
        must("id", r#"id = "langsele""#),
        may("name", r#"name = "Långsele""#),
        may("source", r#"source = { profile = "sparvakt", device = "langsele", series = "temp.outdoor" }"#),
        may("unit", r#"unit = "°C""#),
        may("smhi", "smhi = 127380"),
        may("lat", "lat = 63.17"),
        may("lon", "lon = 17.07"),
    ],
};

pub(crate) const CALENDAR: Schema = Schema {
    table: "[[calendar]]",
    keys: &[
        must("id", r#"id = "solleftea-skolor""#),
        may("country", r#"country = "SE""#),
        may("closed", "[[calendar.closed]]"),
    ],
};

pub(crate) const CALENDAR_CLOSED: Schema = Schema { table: "[[calendar.closed]]", keys: CLOSED };

pub(crate) const BUILDING_CLOSED: Schema = Schema { table: "[[building.closed]]", keys: CLOSED };

const CLOSED: &[Key] = &[
    must("from", "from = 2025-06-14"),
    must("to", "to = 2025-08-18"),
    must("name", r#"name = "Sommarlov""#),
];

pub(crate) const BUILDING: Schema = Schema {
    table: "[[building]]",
    keys: &[
        must("id", r#"id = "arebo""#),
        must("name", r#"name = "Ärebo äldreboende""#),
        must("municipality", r#"municipality = "solleftea""#),
        must("owner", r#"owner = "solatum""#),
        may("use", r#"use = "care_home""#),
        may("heated_area_m2", "heated_area_m2 = 2100"),
        may("built", "built = 1951"),
        may("lat", "lat = 63.17"),
        may("lon", "lon = 17.07"),
        may("station", r#"station = "langsele""#),
        may("zone", r#"zone = "Europe/Stockholm""#),
        may("calendar", r#"calendar = "SE""#),
        may("caretakers", r#"caretakers = ["fastighetsjour"]"#),
        may("closed", "[[building.closed]]"),
        may("meter", "[[building.meter]]"),
        may("baseline", "[[building.baseline]]"),
        may("measure", "[[building.measure]]"),
    ],
};

pub(crate) const METER: Schema = Schema {
    table: "[[building.meter]]",
    keys: &[
        must("id", r#"id = "arebo-heat""#),
        may("name", r#"name = "Fjärrvärme""#),
        must("carrier", r#"carrier = "district_heating""#),
        must("reading", r#"reading = "register""#),
        must("unit", r#"unit = "MWh""#),
        may(
            "source",
            r#"source = { profile = "wmbusmeters", device = "arebo-heat", series = "heat.energy" }"#,
        ),
        may("digits", "digits = 7"),
        may("max_power_kw", "max_power_kw = 250"),
        may("interval_seconds", "interval_seconds = 3600"),
        may("sub_meter_of", r#"sub_meter_of = "arebo-el""#),
        may("main", "main = false"),
        may("kwh_per_m3", "kwh_per_m3 = 9950"),
        may("parts", r#"parts = [{ meter = "panncentral", share = "area" }]"#),
        may("correction", "[[building.meter.correction]]"),
    ],
};

/// A meter with `parts`: it has no readings, so it says nothing about them.
pub(crate) const VIRTUAL_METER: Schema = Schema {
    table: "[[building.meter]]",
    keys: &[
        must("id", r#"id = "arebo-heat""#),
        may("name", r#"name = "Fjärrvärme""#),
        must("carrier", r#"carrier = "district_heating""#),
        must("parts", r#"parts = [{ meter = "panncentral", share = "area" }]"#),
        may("sub_meter_of", r#"sub_meter_of = "arebo-el""#),
        may("main", "main = false"),
        // Refused with a reason of their own.
        may("reading", r#"reading = "register""#),
        may("unit", r#"unit = "MWh""#),
        may("source", "source = {}"),
        may("digits", "digits = 7"),
        may("max_power_kw", "max_power_kw = 250"),
        may("interval_seconds", "interval_seconds = 3600"),
        may("kwh_per_m3", "kwh_per_m3 = 9950"),
    ],
};

pub(crate) const PART: Schema = Schema {
    table: "`parts`",
    keys: &[
        must("meter", r#"meter = "panncentral""#),
        may("sign", r#"sign = "-""#),
        may("share", "share = 0.4"),
    ],
};

pub(crate) const CORRECTION: Schema = Schema {
    table: "[[building.meter.correction]]",
    keys: &[
        must("from", "from = 2026-10-29T13:00:00Z"),
        may("to", "to = 2026-11-04T09:00:00Z"),
        must("factor", "factor = 1000"),
    ],
};

pub(crate) const SOURCE: Schema = Schema {
    table: "`source`",
    keys: &[
        must("profile", r#"profile = "wmbusmeters""#),
        must("device", r#"device = "arebo-heat""#),
        must("series", r#"series = "heat.energy""#),
    ],
};

pub(crate) const BASELINE: Schema = Schema {
    table: "[[building.baseline]]",
    keys: &[
        must("from", "from = 2025-01-01"),
        must("to", "to = 2026-01-01"),
        may("carrier", r#"carrier = "district_heating""#),
        may("reporting_from", "reporting_from = 2026-03-01"),
    ],
};

pub(crate) const MEASURE: Schema = Schema {
    table: "[[building.measure]]",
    keys: &[must("date", "date = 2026-02-16"), must("name", r#"name = "Injustering av värmen""#)],
};

pub(crate) const SOLAR: Schema = Schema {
    table: "[[solar]]",
    keys: &[
        must("id", r#"id = "arebo-sol""#),
        must("building", r#"building = "arebo""#),
        must("kwp", "kwp = 30.0"),
        may("tilt_deg", "tilt_deg = 30"),
        may("azimuth_deg", "azimuth_deg = 180"),
        may("meters", r#"meters = { production = "arebo-sol-el", export = "arebo-export" }"#),
    ],
};

pub(crate) const SOLAR_METERS: Schema = Schema {
    table: "`meters` of [[solar]]",
    keys: &[may("production", r#"production = "arebo-sol-el""#), may("export", r#"export = "arebo-export""#)],
};

pub(crate) const TARIFF: Schema = Schema {
    table: "[[tariff]]",
    keys: &[
        must("carrier", r#"carrier = "district_heating""#),
        must("from", "from = 2026-01-01"),
        may("sek_per_kwh", "sek_per_kwh = 0.95"),
        may("sek_per_m3", "sek_per_m3 = 42.5"),
        may("municipality", r#"municipality = "solleftea""#),
        may("owner", r#"owner = "solatum""#),
        must("source", r#"source = "prislista 2026""#),
    ],
};

pub(crate) const EMISSION_FACTOR: Schema = Schema {
    table: "[[emission_factor]]",
    keys: &[
        must("carrier", r#"carrier = "district_heating""#),
        must("year", "year = 2025"),
        may("g_co2e_per_kwh", "g_co2e_per_kwh = 51"),
        may("g_co2e_per_m3", "g_co2e_per_m3 = 300"),
        may("municipality", r#"municipality = "solleftea""#),
        may("owner", r#"owner = "solatum""#),
        may("supplier", r#"supplier = "fjärrvärmenätet i Sollefteå""#),
        must("source", r#"source = "leverantörens miljövärden 2025""#),
    ],
};

/// Every schema.
pub(crate) const ALL: &[Schema] = &[
    MAIN,
    PORTFOLIO,
    MQTT,
    BROKER,
    STORE,
    DASHBOARD,
    WEATHER,
    MUNICIPALITY,
    OWNER,
    STATION,
    CALENDAR,
    CALENDAR_CLOSED,
    BUILDING,
    BUILDING_CLOSED,
    METER,
    PART,
    CORRECTION,
    SOURCE,
    BASELINE,
    MEASURE,
    SOLAR,
    SOLAR_METERS,
    TARIFF,
    EMISSION_FACTOR,
];

/// The one kind of table that knows `key`, for keys that ended up below the wrong header.
pub(crate) fn home_of(key: &str) -> Option<&'static Schema> {
    let mut homes = ALL.iter().filter(|schema| schema.names().any(|name| name == key));
    let home = homes.next()?;
    (homes.next().is_none() || *home == MAIN).then_some(home)
}
