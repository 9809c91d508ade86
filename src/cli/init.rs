//! `answerbook init`: a small book to begin with.
//!
//! In: a folder that is empty or not there yet. Out: the files of `starter/book`, which is a real book
//! and part of the program. No file that is there already is changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use include_dir::{Dir, DirEntry, include_dir};

use super::{Common, NOT_WRITTEN, book_file, output};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::BOOK_TOML;

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/starter/book");

/// The file that is set to install this version of the program.
const WORKFLOW: &str = ".github/workflows/pages.yml";
/// What stands in [`WORKFLOW`] for the version.
const VERSION: &str = "ANSWERBOOK_VERSION";

/// Names of files in the way that a message lists.
const LISTED: usize = 8;

/// Options of `init`.
#[derive(Args, Clone, Debug)]
pub(super) struct InitArgs {
    /// Folder of the new book [default: the current folder]
    folder: Option<PathBuf>,
    /// Title of the book
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    title: Option<String>,
    /// Write into a folder that is not empty; what is there stays as it is
    #[arg(long)]
    force: bool,
}

pub(super) fn run(common: &Common, args: &InitArgs) -> u8 {
    let folder = args.folder.as_deref().unwrap_or(&common.root);
    match in_the_way(folder) {
        Ok(names) if names.is_empty() || args.force => {}
        Ok(names) => {
            let message = format!("`{}` is not empty: {}", folder.display(), list(&names));
            let hint = "name a new folder, or add --force: it adds what is missing and changes no file that is there";
            return fail(common, message, Some(hint));
        }
        Err(error) => {
            let message = format!("`{}` cannot be read: {error}", folder.display());
            return fail(common, message, None);
        }
    }
    match write_all(folder, args.title.as_deref()) {
        Ok(written) => {
            report(common, folder, &written);
            0
        }
        Err((path, error)) => {
            let message = format!("`{}` cannot be written: {error}", path.display());
            fail(common, message, None)
        }
    }
}

/// What a folder holds besides a git repository, sorted; nothing if it is not there.
fn in_the_way(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name != ".git" {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// `a`, `b` and 3 more.
fn list(names: &[String]) -> String {
    let shown: Vec<_> = names
        .iter()
        .take(LISTED)
        .map(|n| format!("`{n}`"))
        .collect();
    let shown = shown.join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// What became of the starter's files, by their paths in the book.
#[derive(Default)]
struct Written {
    new: usize,
    /// Those that were there already.
    kept: Vec<String>,
}

fn write_all(folder: &Path, title: Option<&str>) -> Result<Written, (PathBuf, io::Error)> {
    let mut written = Written::default();
    for (path, bytes) in files(&STARTER) {
        let place = folder.join(&path);
        let bytes = adapted(&path, bytes, title);
        match book_file::create(folder, &path, &bytes) {
            Ok(()) => written.new += 1,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && place.is_file() => {
                written.kept.push(path);
            }
            Err(error) => return Err((place, error)),
        }
    }
    Ok(written)
}

/// The files of a folder of the program, sorted by path.
fn files<'d>(dir: &'d Dir<'_>) -> Vec<(String, &'d [u8])> {
    let mut found = Vec::new();
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(below) => found.extend(files(below)),
            DirEntry::File(file) => {
                if let Some(path) = file.path().to_str() {
                    found.push((path.replace('\\', "/"), file.contents()));
                }
            }
        }
    }
    found.sort();
    found
}

/// A file of the starter as the new book has it.
fn adapted(path: &str, bytes: &[u8], title: Option<&str>) -> Vec<u8> {
    let text = || String::from_utf8_lossy(bytes);
    match (path, title) {
        (WORKFLOW, _) => text()
            .replace(VERSION, env!("CARGO_PKG_VERSION"))
            .into_bytes(),
        (BOOK_TOML, Some(title)) => retitled(&text(), title).into_bytes(),
        ("README.md", Some(title)) => match text().split_once('\n') {
            Some((_, rest)) => format!("# {title}\n{rest}").into_bytes(),
            None => bytes.to_vec(),
        },
        _ => bytes.to_vec(),
    }
}

/// book.toml with another title, which stands for the titles in other languages too.
fn retitled(text: &str, title: &str) -> String {
    let mut settings: toml_edit::DocumentMut =
        text.parse().expect("the starter's book.toml is TOML");
    settings["book"]["title"] = toml_edit::value(title);
    let languages = settings["languages"].as_table_mut().into_iter();
    for (_, language) in languages.flat_map(|table| table.iter_mut()) {
        let table = language.as_table_mut();
        if let Some(old) = table.and_then(|table| table.get_mut("title")) {
            *old = toml_edit::value(title);
        }
    }
    settings.to_string()
}

fn report(common: &Common, folder: &Path, written: &Written) {
    let shown = folder.display();
    let count = output::count(written.new, "file");
    if written.kept.is_empty() {
        output::say(common, &format!("made a book in `{shown}`: {count}"));
    } else {
        output::say(common, &format!("added {count} to `{shown}`"));
        let kept = list(&written.kept);
        output::say(common, &format!("left as it was: {kept}"));
    }
    let go_there = match folder.to_str() {
        Some(".") => String::new(),
        Some(path) if path.contains(|c: char| c.is_whitespace() || "'$&;()".contains(c)) => {
            format!("cd \"{path}\" && ")
        }
        _ => format!("cd {shown} && "),
    };
    output::say(
        common,
        &format!("look at it:        {go_there}answerbook serve --open"),
    );
    output::say(
        common,
        "add a question:    answerbook new writing/my-question --title \"What is my question?\"",
    );
    output::say(
        common,
        "publish it:        push it to GitHub; README.md says the rest",
    );
}

fn fail(common: &Common, message: String, hint: Option<&str>) -> u8 {
    let mut problem = Diagnostic::new(Severity::Error, None, None, message);
    problem.hint = hint.map(str::to_owned);
    output::problems_of(common, &[problem], &|_| None);
    NOT_WRITTEN
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn starter(path: &str, title: Option<&str>) -> String {
        let bytes = STARTER.get_file(path).unwrap().contents();
        String::from_utf8(adapted(path, bytes, title)).unwrap()
    }

    #[test]
    fn a_title_replaces_those_of_all_languages_and_keeps_the_comments() {
        let text = starter(BOOK_TOML, Some("Say \"when\" \\ not"));
        let settings: toml::Table = text.parse().unwrap();
        let title = Some("Say \"when\" \\ not");
        assert_eq!(settings["book"]["title"].as_str(), title);
        assert!(settings["languages"]["en"].get("title").is_none());
        assert_eq!(settings["languages"]["uk"]["title"].as_str(), title);
        assert_eq!(settings["languages"]["ru"]["title"].as_str(), title);
        let comments = |text: &str| text.lines().filter(|l| l.starts_with('#')).count();
        assert_eq!(comments(&text), comments(&starter(BOOK_TOML, None)));
        assert!(starter("README.md", title).starts_with("# Say \"when\" \\ not\n\n"));
    }

    #[test]
    fn the_workflow_installs_this_version() {
        let text = starter(WORKFLOW, None);
        assert!(text.contains(&format!("answerbook@{}\n", env!("CARGO_PKG_VERSION"))));
        assert!(!text.contains(VERSION));
    }

    #[test]
    fn long_lists_are_cut() {
        let names: Vec<_> = (0..10).map(|n| n.to_string()).collect();
        assert_eq!(list(&names[..2]), "`0`, `1`");
        assert!(list(&names).ends_with("`7` and 2 more"));
    }
}
