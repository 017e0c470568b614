//! `sparvakt doctor`: is the database whole, and will it stay so? Nothing is changed.
//!
//! Exit codes: 0 all is well, 1 there are findings, 3 the database cannot be opened.

mod finding;

use std::path::PathBuf;

use indicatif::HumanBytes;
use serde::Serialize;
use store::{Owner, StoreError, Survey};

use super::backup::Holds;
use super::{ConfigFile, Failure, Outcome, Verdict, load, print, print_json};
use crate::clock::Clock;
use finding::Finding;

/// What to look at.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    /// Print facts and findings as one JSON document.
    #[arg(long)]
    json: bool,
}

/// The document of `--json`.
#[derive(Debug, Serialize)]
struct Report {
    ok: bool,
    database: PathBuf,
    /// Null if it cannot be opened.
    holds: Option<Holds>,
    log_bytes: u64,
    free_bytes: Option<u64>,
    /// The process that owns it.
    owner: Option<Process>,
    /// Databases that restores have replaced.
    replaced: Vec<PathBuf>,
    findings: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Process {
    id: Option<u32>,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    let path = load(&args.file.config)?.store.path;
    let survey = store::survey(&path);
    let (holds, inside, failure) = match store::examine_file(&path) {
        Ok((contents, complaints)) => {
            let found = finding::inside(&path, &contents, complaints, Clock::system().now());
            (Some(Holds::from(contents)), found, None)
        }
        // What is left of the restore is among what lies around.
        Err(error @ StoreError::Restoring { .. }) => (None, Vec::new(), Some(error)),
        Err(error) => (None, vec![finding::unopened(&path, &error)], Some(error)),
    };
    let findings = inside.into_iter().chain(finding::around(&path, &survey)).collect();
    let report = Report::of(path, holds, survey, findings);
    if args.json {
        print_json(&report)?;
    } else {
        print(&report.text())?;
    }
    match failure {
        Some(error) => Err(Failure::environment(error)),
        None if report.ok => Ok(Verdict::Good),
        None => Ok(Verdict::Faulty),
    }
}

impl Report {
    fn of(database: PathBuf, holds: Option<Holds>, survey: Survey, findings: Vec<Finding>) -> Self {
        let owner = match survey.owner {
            Owner::Nobody => None,
            Owner::Process(id) => Some(Process { id }),
        };
        Self {
            ok: findings.is_empty(),
            database,
            holds,
            log_bytes: survey.log_bytes,
            free_bytes: survey.free_bytes,
            owner,
            replaced: survey.replaced,
            findings,
        }
    }

    fn text(&self) -> String {
        let mut text = format!("{}: {}\n", self.database.display(), self.facts());
        for kept in &self.replaced {
            text += &format!("kept from a restore: {}\n", kept.display());
        }
        for finding in &self.findings {
            text += &finding.to_string();
        }
        text + &match self.findings.len() {
            0 => "all is well\n".to_owned(),
            1 => "1 finding\n".to_owned(),
            many => format!("{many} findings\n"),
        }
    }

    fn facts(&self) -> String {
        let holds = self.holds.as_ref().map_or_else(|| "cannot be opened".to_owned(), Holds::text);
        let free = self.free_bytes.map_or_else(String::new, |free| format!(", {} free", HumanBytes(free)));
        let owner = match &self.owner {
            None => "no server runs".to_owned(),
            Some(Process { id: None }) => "in use".to_owned(),
            Some(Process { id: Some(id) }) => format!("in use by process {id}"),
        };
        format!("{holds}, log {}{free}, {owner}", HumanBytes(self.log_bytes))
    }
}
