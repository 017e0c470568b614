//! What the doctor finds: a code for programs, where, what it means, and how to mend it.

use std::fmt;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use indicatif::HumanBytes;
use serde::Serialize;
use store::{Complaint, Contents, StoreError, Survey, Unfinished};

/// Less room than this is a finding whatever the size of the database: the log alone may take 64 MiB.
const LEAST_FREE: u64 = 512 << 20;
/// A log beyond this is one that nobody folds: it is cut back to 64 MiB otherwise.
const LARGEST_LOG: u64 = 256 << 20;
/// How far a commit may lie ahead of the clock.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

/// Something that is not as it should be.
#[derive(Debug, Serialize)]
pub struct Finding {
    code: &'static str,
    place: String,
    what: String,
    mend: String,
}

impl Finding {
    fn new(code: &'static str, place: &Path, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { code, place: place.display().to_string(), what: what.into(), mend: mend.into() }
    }
}

/// Why the database at `path` cannot be opened.
pub fn unopened(path: &Path, error: &StoreError) -> Finding {
    let code = match error {
        StoreError::Missing(_) => "database.missing",
        StoreError::Empty(_) => "database.empty",
        StoreError::Truncated { .. } => "database.truncated",
        StoreError::Foreign { .. } => "database.foreign",
        StoreError::Orphan { .. } => "database.log_alone",
        StoreError::Newer { .. } => "schema.newer",
        StoreError::Corrupt(_) => "database.damaged",
        _ => "database.unreadable",
    };
    let text = error.to_string();
    let (what, mend) = text.split_once("; ").unwrap_or((&text, "check the disk and the mount"));
    Finding::new(code, path, what, mend)
}

/// What is found without opening it.
pub fn around(path: &Path, survey: &Survey) -> Vec<Finding> {
    let mut findings: Vec<Finding> = survey.unfinished.iter().map(unfinished).collect();
    findings.extend(survey.not_writable.iter().map(|place| {
        let mend = "give the user of the service write access to the database and its directory";
        Finding::new("permissions.read_only", place, "the user of this command may not write it", mend)
    }));
    let size = survey.bytes.unwrap_or(0) + survey.log_bytes;
    if let Some(free) = survey.free_bytes.filter(|free| *free < LEAST_FREE.max(size)) {
        let what = format!(
            "{} are free, and restoring or upgrading a database of {} needs as much again",
            HumanBytes(free),
            HumanBytes(size)
        );
        findings.push(Finding::new(
            "disk.low",
            path,
            what,
            "free some disk space, or move the database to a larger disk",
        ));
    }
    if survey.log_bytes > LARGEST_LOG {
        let what = format!("the write-ahead log has grown to {}", HumanBytes(survey.log_bytes));
        let mend = "end programs that read the database for long; starting sparvakt anew folds the log away";
        findings.push(Finding::new("log.large", path, what, mend));
    }
    findings
}

fn unfinished(left: &Unfinished) -> Finding {
    match left {
        Unfinished::Creation(place) => {
            let what = "the first start was interrupted while it made the database";
            Finding::new("creation.unfinished", place, what, "start sparvakt again; it begins anew")
        }
        Unfinished::Backup(place) => {
            let what = "a backup was interrupted; this is its draft and no backup";
            Finding::new(
                "backup.unfinished",
                place,
                what,
                "remove it, or make the next backup here, which does",
            )
        }
        Unfinished::Restore(place) => {
            let what = "a restore was interrupted; this is what is left of it";
            Finding::new("restore.unfinished", place, what, "run `sparvakt restore` with the backup again")
        }
    }
}

/// What is found in the opened database at `path`.
pub fn inside(
    path: &Path,
    contents: &Contents,
    complaints: Vec<Complaint>,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = complaints.into_iter().map(Finding::from).collect();
    let known = store::newest_schema();
    if contents.schema < known {
        let what = format!("it has schema {}, this sparvakt writes {known}", contents.schema);
        findings.push(Finding::new(
            "schema.older",
            path,
            what,
            "start `sparvakt serve`, it brings the file up to date",
        ));
    }
    if let Some(ahead) = contents.last_commit.filter(|at| *at > now + AHEAD) {
        let what =
            format!("the newest commit is of {}, which is still to come", ahead.format("%Y-%m-%d %H:%M:%SZ"));
        findings.push(Finding::new(
            "clock.behind",
            path,
            what,
            "set the clock of this machine, best by a time service",
        ));
    }
    findings
}

impl From<Complaint> for Finding {
    fn from(Complaint { code, place, text, mend }: Complaint) -> Self {
        Self { code, place, what: text, mend }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, place, what, mend } = self;
        writeln!(f, "{place}: {what} [{code}]\n    mend: {mend}")
    }
}
