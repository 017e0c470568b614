//! `[store]`: where readings are kept, and for how long.

use std::path::{Path, PathBuf};

use crate::keys;
use crate::options::StoreOptions;
use crate::sheet::shorten;
use crate::table::Table;

const DEFAULT_DATABASE: &str = "data/sparvakt.db";
/// Days.
const THIN_AFTER: std::ops::RangeInclusive<i64> = 31..=36_500;

/// What the main file in `folder` says of it.
pub(super) fn store(main: &Table<'_>, folder: &Path) -> StoreOptions {
    let table = main.table("store", &keys::STORE);
    let table = table.as_ref();
    StoreOptions {
        path: table
            .and_then(|table| database(table, folder))
            .unwrap_or_else(|| folder.join(DEFAULT_DATABASE)),
        thin_after_days: table.and_then(thin_after_days),
        fold_at_readings: table
            .and_then(|table| table.integer("fold_at_readings", 100..=10_000_000))
            .and_then(|readings| u32::try_from(readings.value).ok()),
    }
}

/// The database; none where the default counts.
fn database(table: &Table<'_>, folder: &Path) -> Option<PathBuf> {
    if let Some(readings) = table.word("readings", &["sqlite", "influxdb2"], |word| Some(word.to_owned()))
        && readings.value != "sqlite"
    {
        let (what, why) = match readings.value.as_str() {
            "influxdb2" => (
                "`readings = \"influxdb2\"` is not available in this version",
                "readings are kept in SQLite only",
            ),
            _ => ("`readings` names an unknown kind of store", "readings are kept in SQLite"),
        };
        table.report("readings", what, why, "write `readings = \"sqlite\"`, or leave the key out");
    }
    let path = table.text("path")?;
    let database = folder.join(path.value);
    if database.is_dir() {
        table.report(
            "path",
            format!("`path` is the directory `{}`", shorten(path.value)),
            "the database is one file",
            "write it like `path = \"data/sparvakt.db\"`",
        );
    }
    Some(database)
}

/// After how many days registers are thinned.
fn thin_after_days(table: &Table<'_>) -> Option<u32> {
    let days = table.integer("thin_after_days", 0..=*THIN_AFTER.end())?.value;
    if THIN_AFTER.contains(&days) {
        return u32::try_from(days).ok();
    }
    table.report(
        "thin_after_days",
        format!("`thin_after_days` is {days}, which is less than {}", THIN_AFTER.start()),
        "what is thinned never comes back, and whoever looks for a fault, or a gateway that sends what it had kept, \
         needs the last month whole",
        "write at least 31, for instance `thin_after_days = 400`, or leave the key out to keep everything",
    );
    None
}
