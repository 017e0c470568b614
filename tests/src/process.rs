//! A child process with its log, ended by its own id and never left behind.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use crate::deadline;

/// A running child whose output goes to a file.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Start `command`; its output is added to the end of `log`.
    ///
    /// # Errors
    /// When the program or the log file cannot be opened.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let out = File::options().create(true).append(true).open(log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .with_context(|| format!("start {}", command.get_program().display()))?;
        Ok(Self { child, log: log.to_owned() })
    }

    /// The operating system's id of the child.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything it has said so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Whether it has ended by itself, and how.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Ask `probe` until it gives a value, as long as the child lives.
    ///
    /// # Errors
    /// When the child ends first or `limit` passes; with the end of its log.
    pub fn wait_until<T>(
        &mut self,
        what: &str,
        limit: Duration,
        mut probe: impl FnMut() -> Result<T>,
    ) -> Result<T> {
        let mut ended = None;
        let outcome = deadline::wait(what, limit, || {
            if let Some(status) = self.child.try_wait()? {
                ended = Some(status);
                return Ok(None);
            }
            probe().map(Some)
        });
        match (outcome, ended) {
            (Ok(Some(value)), _) => Ok(value),
            (_, Some(status)) => Err(anyhow!("ended with {status} before {what}; log:\n{}", self.log())),
            (Err(error), None) => Err(anyhow!("{error:#}; log:\n{}", tail(&self.log()))),
            (Ok(None), None) => Err(anyhow!("nothing to wait for")),
        }
    }

    /// Wait until the child ends by itself.
    ///
    /// # Errors
    /// When it is still running after `limit`.
    pub fn wait_until_ended(&mut self, limit: Duration) -> Result<ExitStatus> {
        deadline::wait("the end", limit, || self.child.try_wait()?.context("still running"))
    }

    /// SIGKILL: the child gets no chance to finish anything.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn kill(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// SIGTERM, and wait for the end.
    ///
    /// # Errors
    /// When it is still running after `limit`.
    pub fn terminate(mut self, limit: Duration) -> Result<ExitStatus> {
        // The standard library knows SIGKILL only; every shell has `kill`.
        let signal = format!("kill -TERM {}", self.child.id());
        Command::new("sh").args(["-c", &signal]).status()?;
        deadline::wait("a clean stop", limit, || self.child.try_wait()?.context("still running"))
            .with_context(|| format!("log:\n{}", tail(&self.log())))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // Nothing more can be done about a child that cannot be killed.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}
