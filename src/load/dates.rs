//! When files were last changed, from one pass over git's log.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use toml::value::Date;

use crate::diagnostic::{Diagnostic, Severity};

/// The date of the last commit that touched each file of a folder, by path from the book's root.
///
/// Empty where there is no git repository; in a shallow clone too, which is said once, since there
/// every file would seem to have changed in the oldest commit that is left.
pub(super) fn last_changed(
    root: &Path,
    folder: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Date> {
    let Some(is_shallow) = git(root, &["rev-parse", "--is-shallow-repository"]) else {
        return BTreeMap::new();
    };
    if is_shallow.trim() == "true" {
        let message = "the git clone is shallow: pages get no dates";
        diagnostics.push(
            Diagnostic::new(Severity::Warning, None, None, message)
                .hint("fetch the whole history (`fetch-depth: 0` in a GitHub workflow)"),
        );
        return BTreeMap::new();
    }
    let log = git(
        root,
        &[
            "log",
            "--format=%x01%cs",
            "--name-only",
            "--relative",
            "-z",
            "--",
            folder,
        ],
    );
    log.map(|log| newest(&log)).unwrap_or_default()
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
}
