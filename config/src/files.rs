//! Files as an operator names them: read whole, refused when they cannot be configuration.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::problem::Problem;
use crate::sheet::{At, Sheet, shorten};
use crate::table::Table;

/// The largest file that is read. A portfolio of a thousand buildings needs about a tenth of it.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// The text of a configuration file.
pub(crate) fn read_text(path: &Path) -> Result<String, Problem> {
    let bytes = read_bytes(path).map_err(|(why, hint)| {
        Problem::error(path, 1, format!("cannot read `{}`", path.display()), why, hint)
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        Problem::error(
            path,
            good.iter().filter(|byte| **byte == b'\n').count() + 1,
            "this file is not UTF-8 text",
            "the first byte that is not UTF-8 stands on this line, often an å, ä or ö of an older editor",
            "save the file as UTF-8",
        )
    })
}

/// The bytes of a regular file of reasonable size, or why not and what to do.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, (String, String)> {
    // Asked before opening: opening a pipe without a writer would wait forever.
    let metadata = fs::metadata(path).map_err(|error| explain(&error))?;
    if metadata.is_dir() {
        return Err(("it is a directory".to_owned(), "name a file in it".to_owned()));
    }
    if !metadata.is_file() {
        return Err(("it is a device or pipe".to_owned(), "name a regular file".to_owned()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| explain(&error))?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| explain(&error))?;
    if bytes.len() as u64 > MAX_BYTES {
        let why = format!("it is larger than {} MiB, which no configuration is", MAX_BYTES / 1024 / 1024);
        return Err((why, "split the portfolio into several files, or check the name".to_owned()));
    }
    Ok(bytes)
}

fn explain(error: &io::Error) -> (String, String) {
    let (why, hint) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file", "check the name and the folder"),
        io::ErrorKind::PermissionDenied => (
            "this user may not read it",
            "let the user that runs sparvakt read it, e.g. with chgrp and chmod g+r",
        ),
        _ => return (error.to_string(), "check the name and the disk".to_owned()),
    };
    (why.to_owned(), hint.to_owned())
}

/// Whether a list of files may turn out empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// Nothing would be left to do: an error.
    Refused,
    /// Something else is used then: a warning.
    Accepted,
}

/// The files that the patterns of `key` mean, relative to `folder`, each once and in order. `main` is left out:
/// a pattern such as `*.toml` beside it does not mean the main file itself.
pub(crate) fn matching(
    sheet: &Sheet<'_>,
    table: &Table<'_>,
    key: &'static str,
    main: &Path,
    nothing: Nothing,
) -> Vec<PathBuf> {
    let folder = folder_of(main);
    let own = fs::canonicalize(main).ok();
    let mut files: Vec<PathBuf> = Vec::new();
    for pattern in table.texts(key) {
        match expand(&folder, pattern.value) {
            Err((why, hint)) => {
                let what = format!("`{key}` cannot use the pattern \"{}\"", shorten(pattern.value));
                sheet.report(pattern.line, what, why, hint);
            }
            Ok(found) => {
                let mut found: Vec<PathBuf> = found
                    .into_iter()
                    .filter(|file| own.is_none() || fs::canonicalize(file).ok() != own)
                    .collect();
                if found.is_empty() {
                    report_nothing(sheet, key, pattern, &folder, nothing);
                }
                found.retain(|file| !files.contains(file));
                files.append(&mut found);
            }
        }
    }
    files
}

/// The folder that relative paths of a file start from.
pub(crate) fn folder_of(file: &Path) -> PathBuf {
    file.parent().unwrap_or_else(|| Path::new("")).to_owned()
}

fn expand(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, (String, String)> {
    let Some(folder) = folder.to_str() else {
        let why = "the folder of the main file has a name that is not UTF-8";
        return Err((why.to_owned(), "move the configuration to a folder with a plain name".to_owned()));
    };
    let full = Path::new(&glob::Pattern::escape(folder)).join(pattern);
    let paths = glob::glob(&full.to_string_lossy()).map_err(|error| {
        (error.msg.to_owned(), "use * for any name, as in \"portfolio/*.toml\"".to_owned())
    })?;
    let wants_hidden = Path::new(pattern).file_name().is_some_and(is_hidden);
    paths
        .map(|path| {
            path.map_err(|error| {
                (error.to_string(), "let the user that runs sparvakt read the folder".to_owned())
            })
        })
        // Names that begin with a dot are editors' drafts, not what a * means.
        .filter(|path| {
            wants_hidden || !path.as_ref().is_ok_and(|path| path.file_name().is_some_and(is_hidden))
        })
        .collect()
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn report_nothing(sheet: &Sheet<'_>, key: &str, pattern: At<&str>, folder: &Path, nothing: Nothing) {
    let wild = pattern.value.contains(['*', '?', '[']);
    let what = format!("no file matches \"{}\" of `{key}`", shorten(pattern.value));
    let here = if folder.as_os_str().is_empty() { ".".to_owned() } else { folder.display().to_string() };
    let why = format!("the name is relative to the folder of this file, `{here}`");
    if wild && nothing == Nothing::Accepted {
        sheet.warn(pattern.line, what, why, "put the file there, or leave the key out");
    } else {
        sheet.report(pattern.line, what, why, "put the file there, or correct the name");
    }
}
