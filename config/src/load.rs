//! From files to a checked configuration.
//!
//! Reading goes on after every problem, so that one run of `sparvakt check` shows them all: a file that cannot
//! be read or is not TOML does not hide what is wrong in the others.

use std::env::VarError;
use std::path::Path;

use crate::check;
use crate::draft::Draft;
use crate::files::{self, Nothing};
use crate::keys;
use crate::options::{Config, Secret};
use crate::problem::{Problem, Problems, Severity};
use crate::profiles::Profiles;
use crate::read;
use crate::sheet::Sheet;
use crate::table::Table;

/// The environment variable that may hold the broker password instead of a file.
const PASSWORD_VARIABLE: &str = "SPARVAKT_MQTT_PASSWORD";

/// Read the main file at `path` with every file it names.
///
/// The broker password comes from the environment variable `SPARVAKT_MQTT_PASSWORD` if that is set, else from
/// `password_file`. What should be looked at without preventing use is in [`Config::warnings`].
///
/// # Errors
/// Everything that is wrong, warnings included, if anything prevents use.
pub fn load(path: &Path) -> Result<Config, Problems> {
    match files::read_text(path) {
        Ok(text) => from_text(path, &text),
        Err(problem) => Err(Problems::from(vec![problem])),
    }
}

/// Like [`load`] for a main file whose text is already at hand; `path` names it in problems, and other files are
/// looked for beside it.
///
/// # Errors
/// Everything that is wrong, warnings included, if anything prevents use.
pub fn from_text(path: &Path, text: &str) -> Result<Config, Problems> {
    match std::env::var(PASSWORD_VARIABLE) {
        Ok(password) if !password.is_empty() => with_password(path, text, Some(Secret::new(password))),
        Err(VarError::NotUnicode(_)) => Err(Problems::from(vec![Problem::error(
            path,
            1,
            format!("the environment variable {PASSWORD_VARIABLE} cannot be used"),
            "it is not UTF-8 text",
            "set it to the password as text, or use `password_file`",
        )])),
        _ => with_password(path, text, None),
    }
}

/// [`from_text`] with what the environment says about the password.
pub(crate) fn with_password(path: &Path, text: &str, password: Option<Secret>) -> Result<Config, Problems> {
    let (sheet, mut problems) = Sheet::recover(path, text);
    let is_toml = problems.is_empty();
    let mut draft = Draft { unread_files: !is_toml, ..Draft::default() };
    let mut profiles = Profiles::builtin();
    let mut options = None;
    let main = if is_toml {
        let main = sheet.root(&keys::MAIN);
        options = Some(read::options(&main, path, password));
        read::portfolio(&main, &mut draft);
        main
    } else {
        // Its tables may be half there: only the files it names are looked at.
        sheet.unchecked_root(&keys::MAIN)
    };
    let others = named_files(&sheet, &main, path, &mut draft, &mut profiles);
    problems.extend(sheet.into_problems());
    problems.extend(others);
    let weather = options.as_ref().and_then(|options| options.weather.as_ref());
    problems.extend(check::check(&draft, &profiles, weather));
    if draft.buildings.is_empty() && problems.iter().all(|problem| problem.severity == Severity::Warning) {
        problems.push(no_buildings(path));
    }
    let problems = Problems::from(problems);
    match options {
        Some(options) if problems.only_warnings() => Ok(Config {
            path: path.to_owned(),
            mqtt: options.mqtt,
            broker_listen: options.broker_listen,
            store: options.store,
            dashboard: options.dashboard,
            weather: options.weather,
            portfolio: draft.finish(),
            profile_files: profiles.files().clone(),
            profiles: profiles.finish(),
            warnings: problems,
        }),
        _ => Err(problems),
    }
}

fn no_buildings(path: &Path) -> Problem {
    let problem = Problem::error(
        path,
        1,
        "no building is configured",
        "nothing is followed, so every page stays empty",
        "add [[building]] tables, or name files that hold them in `portfolio`",
    );
    problem.as_warning()
}

/// Read the profiles and portfolio files that the main file names, and say what is wrong with them.
fn named_files(
    sheet: &Sheet<'_>,
    main: &Table<'_>,
    path: &Path,
    draft: &mut Draft,
    profiles: &mut Profiles,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files::matching(sheet, main, "profiles", path, Nothing::Accepted) {
        problems.extend(profiles.read(&file));
    }
    for file in files::matching(sheet, main, "portfolio", path, Nothing::Refused) {
        problems.extend(portfolio_file(&file, draft).unwrap_or_else(|found| {
            draft.unread_files = true;
            found
        }));
    }
    problems
}

/// Add one file of the portfolio to the draft; the problems of a readable file, or why it is none.
fn portfolio_file(file: &Path, draft: &mut Draft) -> Result<Vec<Problem>, Vec<Problem>> {
    let text = files::read_text(file).map_err(|problem| vec![problem])?;
    let sheet = Sheet::parse(file, &text)?;
    read::portfolio(&sheet.root(&keys::PORTFOLIO), draft);
    Ok(sheet.into_problems())
}
