//! Surroundings that fall short: a disk without room, a folder that may not be written.
//!
//! Everything works without special rights, except [`SmallDisk`], which says when it cannot be had.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

/// `command` with files of at most so many bytes: writing more fails, as on a full disk, and does not end the process.
#[must_use]
pub fn with_small_files(command: &Command, bytes: u64) -> Command {
    let limit = format!("trap '' XFSZ; exec prlimit --fsize={bytes}: -- \"$0\" \"$@\"");
    let mut limited = Command::new("sh");
    limited.args(["-c", &limit]).arg(command.get_program());
    like(limited, command)
}

/// Take the limit of [`with_small_files`] from a running process.
///
/// # Errors
/// When the system refuses.
pub fn allow_large_files(process: u32) -> Result<()> {
    let status =
        Command::new("prlimit").args(["--pid", &process.to_string(), "--fsize=unlimited:"]).status()?;
    ensure!(status.success(), "prlimit ended with {status}");
    Ok(())
}

/// `command` as one that file permissions hold for, also when root runs the tests.
///
/// # Errors
/// When the user of the tests cannot be told.
pub fn without_privileges(command: &Command, folder: &Path) -> Result<Command> {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata(folder)?.uid() != 0 {
        let ordinary = Command::new(command.get_program());
        return Ok(like(ordinary, command));
    }
    let rights = "-dac_override,-dac_read_search";
    let mut ordinary = Command::new("setpriv");
    ordinary.args([format!("--bounding-set={rights}"), format!("--inh-caps={rights}")]);
    ordinary.arg(command.get_program());
    Ok(like(ordinary, command))
}

fn like(mut wrapped: Command, command: &Command) -> Command {
    wrapped.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    wrapped
}

/// A file system of its own in memory; unmounted with the value.
#[derive(Debug)]
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// One of so many bytes at `place`; none where the tests may not mount, with the reason on standard output.
    #[must_use]
    pub fn mount(place: &Path, bytes: u64) -> Option<Self> {
        let size = format!("size={bytes}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(place).output();
        match mounted {
            Ok(said) if said.status.success() => Some(Self(place.to_owned())),
            Ok(said) => {
                println!("no disk of its own: {}", String::from_utf8_lossy(&said.stderr).trim());
                None
            }
            Err(error) => {
                println!("no disk of its own: {error}");
                None
            }
        }
    }

    /// Make it as large as this.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn resize(&self, bytes: u64) -> Result<()> {
        let size = format!("remount,size={bytes}");
        let status = Command::new("mount").args(["-o", &size]).arg(&self.0).status()?;
        ensure!(status.success(), "mount ended with {status}");
        Ok(())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a process that was killed may not be gone yet.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}
