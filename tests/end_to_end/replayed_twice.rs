//! The same history again changes nothing, and the order in which it arrives does not matter.

use anyhow::{Result, ensure};
use serde_json::json;
use tests::Broker;
use tests::history::Row;
use tests::publisher::{Message, publish};
use tests::seed::shuffled;

use crate::replayed;

#[test]
fn a_second_replay_changes_nothing() -> Result<()> {
    let folder = replayed::folder()?;
    let first = replayed::undisturbed()?;
    let broker = Broker::start(folder.path())?;
    let site = first.copy_to(folder.path(), Some(&broker.url()))?;

    let mut server = site.serve()?;
    let files: Vec<String> = replayed::files().iter().map(|file| replayed::path_text(file)).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    site.run(&["replay"], &[&["--speed", "0"], &files[..]].concat())?;
    replayed::import_weather(&site)?;
    server.settle(broker.port())?;
    server.stop()?;

    ensure!(replayed::dump(&site)? == replayed::dump(first)?, "readings, days or savings differ");
    Ok(())
}

#[test]
fn any_order_gives_the_same() -> Result<()> {
    let folder = replayed::folder()?;
    let (broker, site) = replayed::fresh(folder.path())?;
    let mut server = site.serve()?;
    let rows: Vec<Row> =
        replayed::rows("cam-b0")?.into_iter().filter(|row| row.meter == "electricity").collect();
    publish(broker.port(), shuffled(&rows, 7).iter().map(message).collect())?;
    server.settle(broker.port())?;
    server.stop()?;

    let meter = [&["--meter", "cam-b0-electricity"], &replayed::ALL_OF_IT[..]].concat();
    let first = replayed::undisturbed()?;
    ensure!(site.export("consumption", &meter)? == first.export("consumption", &meter)?, "use differs");
    let electricity = |table: String| -> Vec<String> {
        table
            .lines()
            .filter(|line| line.contains("cam-b0") && line.contains("electricity"))
            .map(Into::into)
            .collect()
    };
    let savings = [&["--building", "cam-b0"], &replayed::ALL_OF_IT[..]].concat();
    let (ours, theirs) = (site.export("savings", &savings)?, first.export("savings", &savings)?);
    ensure!(electricity(ours.clone()) == electricity(theirs), "savings differ");
    ensure!(!electricity(ours).is_empty(), "there is a saving");
    Ok(())
}

/// The row as its meter publishes it.
fn message(row: &Row) -> Message {
    let body = json!({"timestamp": row.at.to_rfc3339(), "value": row.number(), "unit": row.unit, "kind": "interval"});
    Message::new("sparvakt/cam-b0/el.energy.import", body.to_string())
}
