//! The same history again changes nothing.

use anyhow::{Result, ensure};
use tests::Broker;

use crate::replayed;

#[test]
fn a_second_replay_changes_nothing() -> Result<()> {
    let folder = replayed::folder()?;
    let first = replayed::undisturbed()?;
    let broker = Broker::start(folder.path())?;
    let site = first.copy_to(folder.path(), Some(&broker.url()))?;

    let mut server = site.serve()?;
    // The other way round: what came first must not matter either.
    let files: Vec<String> = replayed::files().iter().rev().map(|file| replayed::path_text(file)).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    site.run(&["replay"], &[&["--speed", "0"], &files[..]].concat())?;
    replayed::import_weather(&site)?;
    server.settle(broker.port())?;
    server.stop()?;

    ensure!(replayed::dump(&site)? == replayed::dump(first)?, "readings, days or savings differ");
    Ok(())
}
