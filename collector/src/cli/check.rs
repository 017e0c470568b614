//! `sparvakt check`: every problem of a configuration at once, with its place and the way out.

use std::path::PathBuf;

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
        Ok(config) => (config.warnings.clone(), Some(config.summary().to_string())),
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

fn report(
    path: &std::path::Path,
    problems: &config::Problems,
    summary: Option<String>,
) -> Result<Verdict, Failure> {
    if !problems.is_empty() {
        print(&format!("{problems}\n"))?;
    }
    match summary {
        Some(summary) => {
            print(&format!("{} is right\n{summary}\n", path.display()))?;
            Ok(Verdict::Good)
        }
        None => {
            let (errors, warnings) = problems.counts();
            print(&format!("{errors} to mend, {warnings} to look at\n"))?;
            Ok(Verdict::Faulty)
        }
    }
}

impl From<config::Problem> for Line {
    fn from(problem: config::Problem) -> Self {
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
