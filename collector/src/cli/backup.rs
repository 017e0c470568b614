//! `sparvakt backup`: a copy of the database as of one moment, also while `serve` runs.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use indicatif::{HumanBytes, HumanCount};
use serde::Serialize;
use store::{BackupError, BackupMade, Contents};

use super::{ConfigFile, Failure, Outcome, Verdict, load, print, print_json, progress};

/// What to back up, and where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    /// The new file; one that is there already is not replaced.
    #[arg(value_name = "OUT")]
    to: PathBuf,
    /// Print what the backup holds as one JSON document.
    #[arg(long)]
    json: bool,
}

/// The document of `--json`.
#[derive(Debug, Serialize)]
struct Report {
    database: PathBuf,
    backup: PathBuf,
    #[serde(flatten)]
    holds: Holds,
    /// Left behind by backups that had been killed.
    drafts_removed: Vec<PathBuf>,
}

/// What a database holds, as people tell copies apart.
#[derive(Debug, Serialize)]
pub struct Holds {
    bytes: u64,
    schema: i64,
    readings: u64,
    /// Given up by thinning.
    thinned: Thinned,
    last_commit: Option<DateTime<Utc>>,
}

/// What was given up.
#[derive(Debug, Serialize)]
struct Thinned {
    /// Readings.
    readings: u64,
    /// Months of series that they were of.
    months: u64,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    let config = load(&args.file.config)?;
    let bar = progress("pages", Some(0));
    let made = store::backup(&config.store.path, &args.to, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let BackupMade { contents, drafts_removed } = made.map_err(failure)?;
    let holds = Holds::from(contents);
    if args.json {
        let backup = args.to.clone();
        print_json(&Report { database: config.store.path, backup, holds, drafts_removed })?;
    } else {
        let mut text = format!("{}: {}\n", args.to.display(), holds.text());
        for draft in drafts_removed {
            text += &format!("removed {}, the draft of a backup that had been killed\n", draft.display());
        }
        print(&text)?;
    }
    Ok(Verdict::Good)
}

fn failure(error: BackupError) -> Failure {
    match error {
        BackupError::Place(_) => Failure::input(error),
        _ => Failure::environment(error),
    }
}

impl Holds {
    /// As people read it.
    pub fn text(&self) -> String {
        let newest = match self.last_commit {
            Some(at) => format!("newest commit {}", at.format("%Y-%m-%d %H:%M:%SZ")),
            None => "no commit yet".to_owned(),
        };
        let thinned = match &self.thinned {
            Thinned { readings: 0, .. } => String::new(),
            Thinned { readings, months } => {
                format!(" ({} more of {months} months of registers were thinned)", HumanCount(*readings))
            }
        };
        format!("{}, {} readings{thinned}, {newest}", HumanBytes(self.bytes), HumanCount(self.readings))
    }
}

impl From<Contents> for Holds {
    fn from(Contents { bytes, schema, readings, thinned, last_commit }: Contents) -> Self {
        let thinned = Thinned { readings: thinned.readings, months: thinned.months };
        Self { bytes, schema, readings, thinned, last_commit }
    }
}
