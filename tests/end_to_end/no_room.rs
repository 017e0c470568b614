//! A disk that is full and a folder that may not be written: each command says what it is and how to mend it, what was
//! there stays, and when there is room again everything that was published is stored.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::limits::{SmallDisk, allow_large_files, with_small_files, without_privileges};
use tests::publisher::publish;
use tests::site::{PORTFOLIO, Server};
use tests::sparvakt::Said;
use tests::{Process, Site, sparvakt};

use crate::killed_often::{Ledger, METERS, clean, of_hours, open, stored_of};
use crate::replayed;

/// Room for the tables and some hundred commits.
const LITTLE: u64 = 1_500_000;
/// So much that `doctor` is content; memory is taken as it is filled.
const PLENTY: u64 = 1 << 30;

#[test]
fn a_server_whose_files_cannot_grow_waits_and_then_stores_everything() -> Result<()> {
    let folder = replayed::folder()?;
    let (broker, site) = open(folder.path())?;
    site.add_to_store("fold_at_readings = 200")?;
    let limited = with_small_files(&sparvakt::command(&["serve", "--config", &site.config()])?, LITTLE);
    let server = site.start(limited)?;
    let mend = |server: &mut Server| allow_large_files(server.process().id());
    fill_and_mend(&site, broker.port(), server, mend, "could not be read or written")
}

#[test]
fn a_server_on_a_full_disk_waits_and_then_stores_everything() -> Result<()> {
    let folder = replayed::folder()?;
    let (broker, site) = open(folder.path())?;
    let Some(disk) = SmallDisk::mount(&folder.path().join("data"), LITTLE) else { return Ok(()) };
    site.add_to_store("fold_at_readings = 200")?;
    let server = site.serve()?;
    fill_and_mend(&site, broker.port(), server, |_| disk.resize(PLENTY), "no room left for the database")
}

/// Publishes until the disk is full and once more, then mends that.
fn fill_and_mend(
    site: &Site,
    broker: u16,
    mut server: Server,
    mend: impl Fn(&mut Server) -> Result<()>,
    says: &str,
) -> Result<()> {
    let mut ledger = Ledger::new();
    let mut round = 0..;
    let mut publish_more = || -> Result<()> {
        let number: u64 = round.next().context("a number")?;
        publish(broker, of_hours(number, number * 100..(number + 1) * 100, &mut ledger)?)
    };
    let api = server.api.clone();
    server.process().wait_until("the disk to be full", Duration::from_secs(120), || {
        publish_more()?;
        ensure!(api.json("/api/v1/status")?["store"]["ok"] == false, "there is room");
        Ok(())
    })?;
    publish_more()?;
    let log = server.process().log();
    ensure!(log.contains(says) && log.contains("nothing is acknowledged until it works"), "{log}");
    ensure!(server.api.get("/readyz")?.status == 503, "ready without room");
    mend(&mut server)?;
    server.settle(broker)?;
    ensure!(server.api.json("/api/v1/status")?["store"]["ok"] == true, "it works again");
    server.stop()?;
    ensure!(
        stored_of(site, METERS.map(|(meter, _)| meter))? == ledger,
        "the store is not what was published"
    );
    clean(site)
}

#[test]
fn a_backup_or_restore_without_room_changes_nothing_and_says_so() -> Result<()> {
    let folder = replayed::folder()?;
    let full = replayed::undisturbed()?;
    let backup = replayed::path_text(&folder.path().join("full.db"));
    let cut = without_room(full, &["backup"], &backup)?;
    ensure!(cut.code == 3 && cut.err.contains("no backup was made"), "{} {}", cut.code, cut.err);
    ensure!(cut.err.contains("check the disk"), "{}", cut.err);
    ensure!(names(folder.path())?.is_empty(), "left over: {:?}", names(folder.path())?);
    full.run(&["backup"], &[&backup])?;

    let site = small(&folder.path().join("site"))?;
    let before = (site.export("readings", &[])?, names(&site.folder().join("data"))?);
    let cut = without_room(&site, &["restore"], &backup)?;
    ensure!(cut.code == 3 && cut.err.contains("nothing was restored"), "{} {}", cut.code, cut.err);
    let after = (site.export("readings", &[])?, names(&site.folder().join("data"))?);
    ensure!(after == before, "{after:?} is not {before:?}");
    clean(&site)?;
    site.run(&["restore"], &[&backup])?;
    ensure!(
        site.export("readings", &[])? == full.export("readings", &[])?,
        "the backup is not what it was made of"
    );
    clean(&site)
}

#[test]
fn a_folder_that_may_not_be_written_is_named_and_stays_as_it_is() -> Result<()> {
    let folder = replayed::folder()?;
    let site = small(folder.path())?;
    let backup = replayed::path_text(&folder.path().join("backup.db"));
    site.run(&["backup"], &[&backup])?;
    let data = folder.path().join("data");
    let (readings, before) = (site.export("readings", &[])?, names(&data)?);
    let locked = Locked::lock(&data)?;
    for (command, more) in [(&["serve"][..], &[][..]), (&["restore"], &[backup.as_str()])] {
        let said = ordinary(&site, command, more)?;
        ensure!(
            said.code == 3 && said.err.contains("write access"),
            "{command:?}: {} {}",
            said.code,
            said.err
        );
    }
    let said = ordinary(&site, &["doctor"], &[])?;
    ensure!(said.code != 0 && said.out.contains("permissions.read_only"), "{} {}", said.code, said.out);
    let out = replayed::path_text(&data.join("backup.db"));
    let said = ordinary(&site, &["backup"], &[&out])?;
    ensure!(said.code == 3 && said.err.contains("no backup was made"), "{} {}", said.code, said.err);
    drop(locked);
    ensure!(names(&data)? == before && site.export("readings", &[])? == readings, "something was changed");
    clean(&site)
}

/// Nothing is there, and nothing can be made.
#[test]
fn a_first_start_where_nothing_may_be_written_makes_no_empty_store() -> Result<()> {
    let folder = replayed::folder()?;
    let site = Site::create(folder.path(), None, PORTFOLIO)?;
    let data = folder.path().join("data");
    let locked = Locked::lock(&data)?;
    let said = ordinary(&site, &["serve"], &[])?;
    ensure!(said.code == 3 && said.err.contains("write access"), "{} {}", said.code, said.err);
    drop(locked);
    let cut = ended(with_small_files(&command(&site, &["serve"], &[])?, 10_000))?;
    ensure!(cut.code == 3 && cut.err.contains("check the disk"), "{} {}", cut.code, cut.err);
    let left = names(&data)?;
    ensure!(!left.contains(&"sparvakt.db".to_owned()), "an empty store: {left:?}");
    small(folder.path()).and_then(|site| clean(&site))
}

/// A folder in which nothing can be written; as before when dropped.
struct Locked<'a>(&'a Path);

impl<'a> Locked<'a> {
    fn lock(folder: &'a Path) -> Result<Self> {
        set_modes(folder, 0o444, 0o555)?;
        let mut touch = Command::new("touch");
        touch.arg(folder.join("probe"));
        let could = without_privileges(&touch, folder)?.output()?;
        ensure!(!could.status.success(), "these tests must not run with the right to pass over permissions");
        Ok(Self(folder))
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        // The folder is removed soon; then it shows.
        let _ = set_modes(self.0, 0o644, 0o755);
    }
}

fn set_modes(folder: &Path, files: u32, own: u32) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        std::fs::set_permissions(entry?.path(), std::fs::Permissions::from_mode(files))?;
    }
    Ok(std::fs::set_permissions(folder, std::fs::Permissions::from_mode(own))?)
}

fn command(site: &Site, command: &[&str], more: &[&str]) -> Result<Command> {
    let config = site.config();
    sparvakt::command(&[command, &["--config", &config], more].concat())
}

fn ordinary(site: &Site, words: &[&str], more: &[&str]) -> Result<Said> {
    ended(without_privileges(&command(site, words, more)?, site.folder())?)
}

fn without_room(site: &Site, words: &[&str], file: &str) -> Result<Said> {
    ended(with_small_files(&command(site, words, &[file])?, 200_000))
}

/// What a command said that ends by itself; the server, which should not have started, is not waited for.
fn ended(mut command: Command) -> Result<Said> {
    let folder = replayed::folder()?;
    let log = folder.path().join("said.log");
    let mut process = Process::start(&mut command, &log)?;
    let code = process.wait_until_ended(Duration::from_secs(60))?.code().unwrap_or(-1);
    Ok(Said { code, out: process.log(), err: process.log() })
}

/// A site with a few readings.
fn small(folder: &Path) -> Result<Site> {
    std::fs::create_dir_all(folder)?;
    let site = Site::create(folder, None, PORTFOLIO)?;
    let file = folder.join("small.csv");
    std::fs::write(&file, "timestamp_utc,value\n2012-01-01T00:00:00Z,10.5\n2012-01-01T01:00:00Z,11.5\n")?;
    site.run(&["import", "readings"], &["--meter", "cam-b0-electricity", &replayed::path_text(&file)])?;
    Ok(site)
}

/// What lies in a folder, without the lock of the owner.
fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| !name.ends_with(".lock"));
    names.sort();
    Ok(names)
}
