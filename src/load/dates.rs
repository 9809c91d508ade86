//! When files were last changed and by whom, from one pass over git's log.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use toml::value::Date;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};

/// How many authors of a file are told of.
const MOST_CONTRIBUTORS: usize = 50;

/// What git knows of files, by their path from the book's root.
#[derive(Default)]
pub(super) struct History {
    /// The date of the last commit that touched each file.
    pub(super) dates: BTreeMap<String, Date>,
    /// The authors of the commits that touched it, the first one first; of no file unless the book asks for it.
    pub(super) contributors: BTreeMap<String, Arc<[String]>>,
}

/// What git knows of the content.
///
/// Nothing where there is no git repository; in a shallow clone too, which is said once, since there
/// every file would seem to have changed in the oldest commit that is left.
pub(super) fn history(root: &Path, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> History {
    let Some(is_shallow) = git(root, &["rev-parse", "--is-shallow-repository"]) else {
        return History::default();
    };
    if is_shallow.trim() == "true" {
        let message = "the git clone is shallow: pages get no dates";
        diagnostics.push(
            Diagnostic::new(Severity::Warning, None, None, message)
                .hint("fetch the whole history (`fetch-depth: 0` in a GitHub workflow)"),
        );
        return History::default();
    }
    let log = |format: &str, files: &str| {
        // Without the last two, the book's own git settings would decide on renames and add signatures.
        let options = ["--relative", "-z", "--find-renames", "--no-show-signature"];
        let folder = &config.book.src;
        let arguments = [&["log", format, files], &options[..], &["--", folder]];
        git(root, &arguments.concat()).unwrap_or_default()
    };
    if !config.repository.contributors {
        return History {
            dates: newest(&log("--format=%x01%cs", "--name-only")),
            ..History::default()
        };
    }
    let log = log(
        "--format=%x01%cs%x02%aN%x02%(trailers:key=Co-authored-by,valueonly,separator=%x02)%x03",
        "--name-status",
    );
    authors(&log)
}

/// git's answer, or nothing if there is no git, no repository or no commit.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    // `core.fsmonitor` and the like in the book's own git settings could name a program to run: they are
    // switched off, and log reads objects only.
    let output = Command::new("git")
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"])
        .arg("--no-pager")
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The log goes from new to old: the first date of a file is the one that counts.
fn newest(log: &str) -> BTreeMap<String, Date> {
    let mut dates = BTreeMap::new();
    for commit in log.split('\u{1}').skip(1) {
        let mut fields = commit.split(['\0', '\n']).filter(|f| !f.is_empty());
        let Some(date) = fields.next().and_then(date) else {
            continue;
        };
        for file in fields {
            dates.entry(file.to_owned()).or_insert(date);
        }
    }
    dates
}

/// The same of a log that says who made each commit, and what it did to each file: `M`, `A`, `D`, or `R` with the
/// name before and the name after. A file that was renamed keeps its authors.
fn authors(log: &str) -> History {
    let mut history = History::default();
    // What files of older commits are called now.
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for commit in log.split('\u{1}').skip(1) {
        let Some((head, files)) = commit.split_once('\u{3}') else {
            continue;
        };
        let mut head = head.split('\u{2}');
        let Some(date) = head.next().and_then(date) else {
            continue;
        };
        let people: Vec<String> = head.filter_map(person).collect();
        let mut fields = files.split(['\0', '\n']).filter(|field| !field.is_empty());
        while let Some(status) = fields.next() {
            let (Some(path), is_renamed) = (fields.next(), status.starts_with('R')) else {
                break;
            };
            let before = is_renamed.then_some(path);
            let Some(path) = (if is_renamed {
                fields.next()
            } else {
                Some(path)
            }) else {
                break;
            };
            let now = renamed.get(path).map_or(path, String::as_str).to_owned();
            history.dates.entry(now.clone()).or_insert(date);
            names
                .entry(now.clone())
                .or_default()
                .extend(people.iter().rev().cloned());
            if let Some(before) = before {
                renamed.insert(before.to_owned(), now);
            }
        }
    }
    history.contributors = names
        .into_iter()
        .map(|(file, names)| (file, oldest_first(names)))
        .collect();
    history
}

/// A name, of `Name <mail>` as trailers have it too; of machines none.
fn person(text: &str) -> Option<String> {
    let name = text.split('<').next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
    let name = name.trim();
    (!name.is_empty() && !name.ends_with("[bot]")).then(|| name.to_owned())
}

/// The names of a log that goes from new to old, each once, where it stands first in time.
fn oldest_first(names: Vec<String>) -> Arc<[String]> {
    let mut seen = BTreeSet::new();
    let names = names.into_iter().rev();
    let first = names.filter(|name| seen.insert(name.clone()));
    first.take(MOST_CONTRIBUTORS).collect()
}

fn date(text: &str) -> Option<Date> {
    text.parse::<toml::value::Datetime>().ok()?.date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_of_a_file_dates_it() {
        let log = "\u{1}2026-03-01\0\0\na.md\0b.md\0\u{1}2025-01-31\0\0\nb.md\0c.md\0";
        let dates: Vec<_> = newest(log)
            .into_iter()
            .map(|(file, date)| format!("{file} {date}"))
            .collect();
        assert_eq!(
            dates,
            ["a.md 2026-03-01", "b.md 2026-03-01", "c.md 2025-01-31"]
        );
    }

    #[test]
    fn authors_stay_with_a_file_that_is_renamed() {
        let log = "\u{1}2026-03-01\u{2}Ann\u{2}Bo <b@x>\u{2}Robot[bot]\u{3}\0\0\nM\0new.md\0\
                   \u{1}2026-02-01\u{2}Cy\u{2}\u{3}\0\0\nR090\0old.md\0new.md\0M\0b.md\0\
                   \u{1}2026-01-01\u{2}Ann\u{2}Ди\u{3}\0\0\nA\0old.md\0";
        let history = authors(log);
        let of = |file: &str| history.contributors[file].join(", ");
        assert_eq!(of("new.md"), "Ann, Ди, Cy, Bo");
        assert_eq!(of("b.md"), "Cy");
        assert_eq!(history.dates["new.md"].to_string(), "2026-03-01");
        assert!(!history.contributors.contains_key("old.md"));
    }
}
