//! `sparvakt check`: every problem of a configuration at once, with its place and the way out.

use std::path::{Path, PathBuf};

use config::{Config, Problem, Problems};
use engine::decode::check_examples;
use serde::Serialize;

use super::{Failure, Outcome, Verdict, print, print_json};

/// What to check.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The configuration file.
    #[arg(long, value_name = "FILE", required_unless_present = "print_default")]
    config: Option<PathBuf>,
    /// Print a commented configuration with every option and its default.
    #[arg(long, conflicts_with_all = ["config", "json"])]
    print_default: bool,
    /// Print the problems as one JSON document.
    #[arg(long)]
    json: bool,
}

/// The document of `--json`.
#[derive(Debug, Serialize)]
struct Report {
    ok: bool,
    problems: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    severity: &'static str,
    path: PathBuf,
    line: usize,
    what: String,
    why: String,
    hint: String,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    let Some(path) = &args.config else {
        print(config::DEFAULT)?;
        return Ok(Verdict::Good);
    };
    let (problems, summary) = match config::load(path) {
        Ok(config) => {
            let problems = config.warnings.clone().into_iter().chain(failed_examples(&config));
            let problems = Problems::from(problems.collect::<Vec<_>>());
            let summary = problems.only_warnings().then(|| config.summary().to_string());
            (problems, summary)
        }
        Err(problems) => (problems, None),
    };
    if args.json {
        let report =
            Report { ok: summary.is_some(), problems: problems.into_iter().map(Line::from).collect() };
        print_json(&report)?;
        return Ok(if report.ok { Verdict::Good } else { Verdict::Faulty });
    }
    report(path, &problems, summary)
}

/// The examples of the operator's own profiles that do not come out as they say.
fn failed_examples(config: &Config) -> Vec<Problem> {
    let own = config.profiles.iter().filter_map(|profile| {
        let file = config.profile_files.get(&profile.name)?;
        Some((profile, file))
    });
    own.flat_map(|(profile, file)| {
        check_examples(profile).into_iter().map(move |failure| {
            Problem::error(
                file,
                failure.line,
                format!("an example of profile \"{}\" does not come out as it says", profile.name),
                failure.text,
                "correct the profile, or what the example expects",
            )
        })
    })
    .collect()
}

fn report(path: &Path, problems: &Problems, summary: Option<String>) -> Result<Verdict, Failure> {
    if !problems.is_empty() {
        print(&format!("{problems}\n"))?;
    }
    match summary {
        Some(summary) => {
            let verdict = match problems.counts().1 {
                0 => "is right".to_owned(),
                1 => "can be used; 1 thing to look at".to_owned(),
                warnings => format!("can be used; {warnings} things to look at"),
            };
            print(&format!("{} {verdict}\n{summary}\n", path.display()))?;
            Ok(Verdict::Good)
        }
        None => {
            let (errors, warnings) = problems.counts();
            print(&format!("{errors} to mend, {warnings} to look at\n"))?;
            Ok(Verdict::Faulty)
        }
    }
}

impl From<Problem> for Line {
    fn from(problem: Problem) -> Self {
        Self {
            severity: match problem.severity {
                config::Severity::Error => "error",
                config::Severity::Warning => "warning",
            },
            path: problem.path,
            line: problem.line,
            what: problem.what,
            why: problem.why,
            hint: problem.hint,
        }
    }
}
