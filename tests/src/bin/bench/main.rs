//! What the product costs, measured on this machine and printed as one JSON document.
//!
//! ```text
//! cargo run --release --package tests --bin bench
//! ```
//!
//! - `ingest`: readings per second from a local Mosquitto until they are committed, beside a bare subscriber
//!   that only writes payloads to a file, syncs it and acknowledges. Both take turns on the same machine in
//!   the same run, with the same publisher; `ratio` is ours over the bare one's.
//! - `fit`: milliseconds to fit one daily baseline on a measured year.
//! - `serve`: resident memory of `serve` with 100 buildings of 5 meters and two years of hourly readings, the
//!   time it takes to analyse them all, and the time of both pages.
//!
//! - `store`: ten million readings of 2,500 registers into the store while it folds them into blocks, beside a plain
//!   table; alone with `bench store`.
//!
//! It listens on loopback only, needs about 2 GB of disk below `target`, and stops by itself. `--readings N`,
//! `--buildings N`, `--requests N` and `--store-readings N` make it smaller; `SPARVAKT_BIN` measures another executable.

mod bare;
mod fit;
mod ingest;
mod serve;
mod statistics;
mod store;

use anyhow::{Context, Result, bail};
use serde_json::json;
use tests::{sparvakt, workspace};

/// How much to measure.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Readings per ingestion run.
    readings: usize,
    /// Buildings in the pre-filled store.
    buildings: usize,
    /// Requests per page.
    requests: usize,
    /// Readings into the store by itself.
    store_readings: usize,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    let alone = arguments.next_if(|name| name == "store").is_some();
    let scale = scale(arguments)?;
    let cores = std::thread::available_parallelism()?.get();
    if alone {
        let folder = tempfile::tempdir_in(workspace::path("target"))?;
        let store = store::measure(folder.path(), scale.store_readings)?;
        println!("{:#}", json!({"cores": cores, "store": store}));
        return Ok(());
    }
    if std::env::var_os("SPARVAKT_BIN").is_none() {
        eprintln!("building sparvakt");
        sparvakt::use_program(sparvakt::build(&["--release"])?)?;
    }
    let folder = tempfile::tempdir_in(workspace::path("target"))?;

    eprintln!("ingest: {} readings, three times each", scale.readings);
    let ingest = ingest::measure(folder.path(), scale.readings)?;
    eprintln!("fit");
    let fit = fit::measure()?;
    eprintln!("serve: {} buildings", scale.buildings);
    let serve = serve::measure(&folder.path().join("serve"), scale.buildings, scale.requests)?;

    eprintln!("store: {} readings", scale.store_readings);
    let store = store::measure(&folder.path().join("store"), scale.store_readings)?;

    let report = json!({"cores": cores, "ingest": ingest, "fit": fit, "serve": serve, "store": store});
    println!("{report:#}");
    Ok(())
}

fn scale(mut arguments: impl Iterator<Item = String>) -> Result<Scale> {
    let mut scale = Scale { readings: 100_000, buildings: 100, requests: 200, store_readings: 10_000_000 };
    while let Some(name) = arguments.next() {
        let place = match name.as_str() {
            "--readings" => &mut scale.readings,
            "--buildings" => &mut scale.buildings,
            "--requests" => &mut scale.requests,
            "--store-readings" => &mut scale.store_readings,
            _ => bail!(
                "unknown argument {name}; known are --readings, --buildings, --requests and --store-readings, and \
                 `store` before them"
            ),
        };
        let number = arguments.next().and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        *place = number.with_context(|| format!("{name} needs a number above 0"))?;
    }
    Ok(scale)
}
