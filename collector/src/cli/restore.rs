//! `sparvakt restore`: a backup takes the place of the database.

use std::path::PathBuf;

use serde::Serialize;
use store::{Replaced, RestoreError, StoreError};

use super::backup::Holds;
use super::{ConfigFile, Failure, Outcome, Verdict, load, print, print_json, progress};

/// What to restore.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    file: ConfigFile,
    /// The backup. It is checked completely before anything is changed, and stays as it is.
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    /// Print what was restored as one JSON document.
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
    replaced: Option<Kept>,
}

/// The database that was replaced.
#[derive(Debug, Serialize)]
struct Kept {
    path: PathBuf,
    /// Null if it could not be read.
    holds: Option<Holds>,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    let config = load(&args.file.config)?;
    let bar = progress("pages", Some(0));
    let done = store::restore(&config.store.path, &args.backup, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let restored = done.map_err(failure)?;
    let report = Report {
        database: config.store.path,
        backup: args.backup.clone(),
        holds: restored.contents.into(),
        replaced: restored.replaced.map(Kept::from),
    };
    if args.json {
        print_json(&report)?;
    } else {
        print(&report.text())?;
    }
    Ok(Verdict::Good)
}

fn failure(error: RestoreError) -> Failure {
    match error {
        RestoreError::Unfit { .. } | RestoreError::Place(StoreError::Foreign { .. }) => Failure::input(error),
        _ => Failure::environment(error),
    }
}

impl Report {
    fn text(&self) -> String {
        let Self { database, backup, holds, replaced } = self;
        let mut text = format!("{} is now {}: {}\n", database.display(), backup.display(), holds.text());
        if let Some(Kept { path, holds }) = replaced {
            let holds = holds.as_ref().map_or_else(|| "it could not be read".to_owned(), Holds::text);
            text += &format!(
                "what was there is kept as {} ({holds}); remove it when nobody misses anything\n",
                path.display()
            );
        }
        text
    }
}

impl From<Replaced> for Kept {
    fn from(Replaced { path, contents }: Replaced) -> Self {
        Self { path, holds: contents.map(Holds::from) }
    }
}
