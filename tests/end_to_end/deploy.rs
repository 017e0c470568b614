//! What is shipped for installations works as shipped.

use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::broker::{program, shipped_settings};
use tests::{Process, workspace};

use crate::replayed;

/// The file as an installation uses it: with passwords and access lists; only its folders and its port are others.
#[test]
fn mosquitto_accepts_the_shipped_configuration() -> Result<()> {
    let folder = replayed::folder()?;
    let here = folder.path();
    let port = workspace::free_port()?;
    std::fs::write(here.join("mosquitto.conf"), shipped_settings(here, port)?)?;
    std::fs::copy(workspace::path("deploy/mosquitto/sparvakt.acl"), here.join("sparvakt.acl"))?;
    let passwords = here.join("sparvakt.passwd");
    let made = Command::new("mosquitto_passwd")
        .args(["-b", "-c", &replayed::path_text(&passwords), "sparvakt", "secret"])
        .status()
        .context("mosquitto_passwd, of the package mosquitto")?;
    ensure!(made.success(), "mosquitto_passwd ended with {made}");

    let mut command = Command::new(program());
    let mut mosquitto =
        Process::start(command.arg("-c").arg(here.join("mosquitto.conf")), &here.join("mosquitto.log"))?;
    mosquitto.wait_until("Mosquitto to listen", Duration::from_secs(20), || {
        Ok(TcpStream::connect(("127.0.0.1", port)).map(drop)?)
    })?;
    mosquitto.terminate(Duration::from_secs(20))?;
    Ok(())
}

#[test]
fn the_unit_runs_what_exists_and_checks_first() -> Result<()> {
    let unit = std::fs::read_to_string(workspace::path("deploy/systemd/sparvakt.service"))?;
    let help = tests::sparvakt::output(&["--help"])?;
    for (line, command) in [("ExecStartPre=", "check"), ("ExecStart=", "serve")] {
        let run = unit.lines().find_map(|text| text.strip_prefix(line)).context(line)?;
        ensure!(run.contains(&format!("sparvakt {command} --config ")), "{line}{run}");
        ensure!(help.contains(command), "no command {command} in:\n{help}");
    }
    Ok(())
}
