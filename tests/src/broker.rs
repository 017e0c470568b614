//! A real Mosquitto with the settings we ship, on a port of its own.

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::Process;
use crate::workspace;

/// How long Mosquitto may take to answer on its port.
const START: Duration = Duration::from_secs(20);

/// A broker for one test; it ends with the value.
#[derive(Debug)]
pub struct Broker {
    folder: PathBuf,
    port: u16,
    process: Option<Process>,
}

impl Broker {
    /// Start Mosquitto with its files in `folder`.
    ///
    /// # Errors
    /// When Mosquitto is not installed or refuses the configuration.
    pub fn start(folder: &Path) -> Result<Self> {
        let mut broker = Self::reserved(folder)?;
        broker.restart()?;
        Ok(broker)
    }

    /// A port for a broker that is not there yet; [`Broker::restart`] starts it.
    ///
    /// # Errors
    /// When its files cannot be written.
    pub fn reserved(folder: &Path) -> Result<Self> {
        let folder = folder.join("mosquitto");
        std::fs::create_dir_all(&folder)?;
        let broker = Self { folder, port: workspace::free_port()?, process: None };
        std::fs::write(broker.settings(), open_settings(&broker.folder, broker.port)?)?;
        Ok(broker)
    }

    /// Where it listens, on loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address collectors connect to.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }

    /// SIGKILL the broker, if it runs.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub fn kill(&mut self) -> Result<()> {
        self.process.take().map_or(Ok(()), |process| process.kill().context("kill Mosquitto"))
    }

    /// Stop the broker as an operator does, so that it saves its sessions.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn stop(&mut self) -> Result<()> {
        self.process.take().map_or(Ok(()), |process| process.terminate(START).map(drop))
    }

    /// Start it, on the same port and with the sessions it saved.
    ///
    /// # Errors
    /// When Mosquitto is not installed or does not answer.
    pub fn restart(&mut self) -> Result<()> {
        let log = self.folder.join("log");
        let mut process = Process::start(Command::new(program()).arg("-c").arg(self.settings()), &log)
            .context("Mosquitto is missing: install the package mosquitto")?;
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        process.wait_until("Mosquitto to listen", START, || Ok(TcpStream::connect(address).map(drop)?))?;
        self.process = Some(process);
        Ok(())
    }

    fn settings(&self) -> PathBuf {
        self.folder.join("mosquitto.conf")
    }
}

/// The shipped configuration with everything it has in `/etc` and `/var` in `folder`, on a loopback `port`.
///
/// # Errors
/// When it cannot be read.
pub fn shipped_settings(folder: &Path, port: u16) -> Result<String> {
    let shipped = std::fs::read_to_string(workspace::path("deploy/mosquitto/mosquitto.conf"))?;
    let here = format!("{}/", folder.display());
    let moved = shipped.lines().map(|line| match line.split_whitespace().next() {
        Some("listener") => format!("listener {port} 127.0.0.1"),
        Some("log_dest") => "log_dest stderr".to_owned(),
        _ => line.replace("/etc/mosquitto/", &here).replace("/var/lib/mosquitto/", &here),
    });
    let mut text = moved.collect::<Vec<_>>().join("\n");
    if owned_by_root(folder)? {
        text.push_str("\nuser root");
    }
    Ok(text + "\n")
}

/// The same, open to everyone on this machine.
fn open_settings(folder: &Path, port: u16) -> Result<String> {
    let open = shipped_settings(folder, port)?;
    let ours = open.lines().map(|line| match line.split_whitespace().next() {
        Some("allow_anonymous") => "allow_anonymous true",
        Some("password_file" | "acl_file") => "",
        // A test that kills the broker cannot wait half a minute for the next snapshot.
        Some("autosave_interval") => "autosave_interval 1",
        _ => line,
    });
    Ok(ours.collect::<Vec<_>>().join("\n") + "\n")
}

/// Mosquitto gives up root's rights by default and could then not write into a folder of root's.
fn owned_by_root(folder: &Path) -> Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(std::fs::metadata(folder)?.uid() == 0)
}

/// Mosquitto. Debian keeps it where only root's search path looks.
#[must_use]
pub fn program() -> &'static str {
    if Path::new("/usr/sbin/mosquitto").exists() { "/usr/sbin/mosquitto" } else { "mosquitto" }
}
