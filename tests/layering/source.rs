//! Rust source as text: its files, the code without comments and tests, and the modules it names.

use std::path::Path;

use anyhow::Result;
use tests::workspace;

/// One source file.
pub struct SourceFile {
    /// Relative to the workspace.
    pub path: String,
    /// Its module within the crate: `["baseline", "fit"]`; empty for the crate's root.
    pub module: Vec<String>,
    /// Its text.
    pub text: String,
}

/// Every Rust file below `folder`, without build output and without the tests beside the code.
pub fn files(folder: &str) -> Result<Vec<SourceFile>> {
    let root = workspace::path(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next)? {
            let path = entry?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if path.is_dir() && name != "target" && name != "node_modules" {
                folders.push(path);
            } else if name.ends_with(".rs") {
                found.push(source_file(&root, folder, &path)?);
            }
        }
    }
    found.retain(|file: &SourceFile| !file.module.iter().any(|part| part == "tests"));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn source_file(root: &Path, folder: &str, path: &Path) -> Result<SourceFile> {
    let relative = path.strip_prefix(root)?.with_extension("");
    let mut module: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    let path_shown = format!("{folder}/{}", path.strip_prefix(root)?.display());
    Ok(SourceFile { path: path_shown, module, text: std::fs::read_to_string(path)? })
}

/// The text with comments blanked and everything from the first `#[cfg(test)]` left out; lines keep their numbers.
pub fn code_of(text: &str) -> String {
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Line number and word, for every line of `code` that says one of `words`.
pub fn mentions<'w>(code: &str, words: &[&'w str]) -> Vec<(usize, &'w str)> {
    let lines = code.lines().enumerate();
    lines
        .flat_map(|(at, line)| {
            words.iter().filter(move |word| line.contains(**word)).map(move |word| (at + 1, *word))
        })
        .collect()
}

/// Top-level modules of its own crate that `file` names, through `crate::` or `super::`.
pub fn modules_of_crate_used_in(file: &SourceFile) -> Vec<String> {
    let code = code_of(&file.text);
    // `super` of a file is its folder's module, and `super` of a folder is one further up: both count one step.
    let up_to_root = file.module.len();
    let mut names = named_after(&code, "crate::");
    if up_to_root > 0 {
        names.extend(named_after(&code, &"super::".repeat(up_to_root)));
    }
    names
}

/// The first path segments that follow `prefix`, braces opened: `crate::{a, b::c}` names `a` and `b`.
fn named_after(code: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let within_longer_path = prefix.starts_with("super") && code[..at].ends_with("super::");
        if within_longer_path {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(first_segments(group)),
            None => names.extend(identifier(rest)),
        }
    }
    names
}

fn first_segments(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = Vec::new();
    let mut expects_name = true;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expects_name = true,
            _ if expects_name && !letter.is_whitespace() => {
                names.extend(identifier(&group[at..]));
                expects_name = false;
            }
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn file(module: &[&str], text: &str) -> SourceFile {
    let module = module.iter().map(ToString::to_string).collect();
    SourceFile { path: String::new(), module, text: text.to_owned() }
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let text =
        "use crate::{domain::{Day, Point}, savings};\nlet x = crate::baseline::fit();\n// crate::alert\n";
    let used = modules_of_crate_used_in(&file(&["decode", "json"], text));
    assert_eq!(used, ["domain", "savings", "baseline"]);

    let through_super = "use super::super::savings::Saving;\nuse super::normalise;\n";
    assert_eq!(modules_of_crate_used_in(&file(&["decode", "json"], through_super)), ["savings"]);
    assert_eq!(modules_of_crate_used_in(&file(&["decode"], "use super::savings;")), ["savings"]);
}

#[test]
fn code_ends_where_its_tests_begin() {
    let text = "let a = Utc::now(); // why\n//! Utc::now\n#[cfg(test)]\nmod tests { Utc::now }";
    assert_eq!(mentions(&code_of(text), &["Utc::now"]), [(1, "Utc::now")]);
}
