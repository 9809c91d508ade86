//! The last look at a plan's paths before anything is written.
//!
//! In: a plan. Out: its files and folders, or everything that is wrong with its paths. Paths come
//! from content, content is untrusted: whatever an earlier stage let through, nothing is written
//! outside the output folder, and an output that is legal here is legal on the systems where it may
//! be unpacked. Does not touch the disk.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::error::BadPath;
use super::site::OWN_PREFIX;
use crate::plan::Plan;

/// The longest name, in bytes: `NAME_MAX` of Linux and macOS (Windows counts 255 UTF-16 units).
const MAX_SEGMENT: usize = 255;

/// The longest path, in bytes: macOS has a `PATH_MAX` of 1,024, and the output folder's own path and
/// the staging folder's longer name come on top.
const MAX_PATH: usize = 800;

/// Names that are devices on Windows, with any extension, in any case
/// (<https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>).
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The files and folders of an output, without the output folder itself.
#[derive(Debug)]
pub(super) struct Tree<'p> {
    /// The files' paths, sorted.
    pub(super) files: Vec<&'p str>,
    /// The folders' paths, sorted, so each before those in it.
    pub(super) dirs: BTreeSet<&'p str>,
}

impl<'p> Tree<'p> {
    /// The tree that a plan makes, or all problems of its paths, sorted.
    pub(super) fn of(plan: &'p Plan<'_>) -> Result<Self, Vec<BadPath>> {
        let mut checker = Checker::default();
        let mut files: Vec<_> = plan.files.iter().map(|f| f.path.as_str()).collect();
        files.sort_unstable();
        for path in &files {
            checker.file(path);
        }
        if checker.bad.is_empty() {
            let dirs = checker.dirs;
            Ok(Self { files, dirs })
        } else {
            Err(checker.bad)
        }
    }

    /// The folders by depth: those of one depth can be made in any order.
    pub(super) fn dirs_by_depth(&self) -> Vec<Vec<&'p str>> {
        let mut levels: Vec<Vec<_>> = Vec::new();
        for dir in &self.dirs {
            let depth = dir.matches('/').count();
            if levels.len() <= depth {
                levels.resize_with(depth + 1, Vec::new);
            }
            levels[depth].push(*dir);
        }
        levels
    }
}

#[derive(Default)]
struct Checker<'p> {
    /// What stands at each path, by the path as a file system that ignores case and composition sees it.
    taken: BTreeMap<String, (Kind, &'p str)>,
    dirs: BTreeSet<&'p str>,
    bad: Vec<BadPath>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    File,
    Folder,
}

impl<'p> Checker<'p> {
    fn file(&mut self, path: &'p str) {
        let problem = if path.len() > MAX_PATH {
            Some(format!("is longer than {MAX_PATH} bytes"))
        } else if path.starts_with('/') {
            Some("is absolute".to_owned())
        } else if is_own(path) {
            Some(format!(
                "begins with `{OWN_PREFIX}`, which the builder keeps for itself"
            ))
        } else {
            path.split('/').find_map(segment_problem)
        };
        if let Some(problem) = problem {
            self.bad(path, problem);
            return;
        }
        let mut folded = String::with_capacity(path.len());
        let mut start = 0;
        for (end, _) in path.match_indices('/') {
            fold_into(&mut folded, &path[start..end]);
            if !self.take(&folded, Kind::Folder, &path[..end], path) {
                return;
            }
            folded.push('/');
            start = end + 1;
        }
        fold_into(&mut folded, &path[start..]);
        self.take(&folded, Kind::File, path, path);
    }

    /// Notes what stands at a path; false (and a problem of `file`) if something else does.
    fn take(&mut self, folded: &str, kind: Kind, path: &'p str, file: &'p str) -> bool {
        let Some(&(other, spelled)) = self.taken.get(folded) else {
            self.taken.insert(folded.to_owned(), (kind, path));
            if kind == Kind::Folder {
                self.dirs.insert(path);
            }
            return true;
        };
        let problem = match (kind, other) {
            (Kind::Folder, Kind::Folder) if spelled == path => return true,
            (Kind::File, Kind::File) if spelled == path => "is made twice".to_owned(),
            (Kind::File, Kind::File) => {
                format!(
                    "differs from `{spelled}` only in {}",
                    difference(spelled, path)
                )
            }
            (Kind::Folder, Kind::Folder) => {
                let difference = difference(spelled, path);
                format!("is in a folder that differs from `{spelled}` only in {difference}")
            }
            (Kind::Folder, Kind::File) => format!("needs a folder where the file `{spelled}` is"),
            (Kind::File, Kind::Folder) => format!("is a file where the folder `{spelled}` is"),
        };
        self.bad(file, problem);
        false
    }

    fn bad(&mut self, path: &str, problem: String) {
        let path = path.to_owned();
        self.bad.push(BadPath { path, problem });
    }
}

fn is_own(path: &str) -> bool {
    let start = path.as_bytes().get(..OWN_PREFIX.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(OWN_PREFIX.as_bytes()))
}

/// What is wrong with one segment of a path.
fn segment_problem(segment: &str) -> Option<String> {
    if segment.is_empty() {
        return Some("has an empty segment".into());
    }
    if segment == "." || segment == ".." {
        return Some(format!("has the segment `{segment}`"));
    }
    if segment.len() > MAX_SEGMENT {
        return Some(format!("has a name of more than {MAX_SEGMENT} bytes"));
    }
    if let Some(c) = segment.chars().find(|&c| is_illegal(c)) {
        return Some(format!("has the character {c:?}, which is not portable"));
    }
    if segment.ends_with(['.', ' ']) {
        return Some(format!(
            "has the name `{segment}`, which ends with a dot or a space: Windows drops them"
        ));
    }
    if is_device(segment) {
        return Some(format!(
            "has the name `{segment}`, which is a device on Windows"
        ));
    }
    // A repository in the output folder survives builds; its hooks would be run by git.
    if segment.eq_ignore_ascii_case(".git") {
        return Some("has the segment `.git`".into());
    }
    None
}

/// What Windows forbids in names (the backslash separates there, the colon makes streams), and NUL.
fn is_illegal(c: char) -> bool {
    c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*')
}

fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or(segment);
    let stem = stem.trim_end().to_ascii_lowercase();
    if DEVICES.contains(&stem.as_str()) {
        return true;
    }
    let port = stem
        .strip_prefix("com")
        .or_else(|| stem.strip_prefix("lpt"));
    let is_number = |c| matches!(c, '1'..='9' | '¹' | '²' | '³');
    port.is_some_and(|port| {
        let mut rest = port.chars();
        rest.next().is_some_and(is_number) && rest.next().is_none()
    })
}

/// Writes a name as one that a file system takes for the same has it too: those that ignore case, and those
/// that take apart letters with marks.
///
/// Upper, then lower, because some letters share only their upper case (ς and σ are Σ).
fn fold_into(folded: &mut String, segment: &str) {
    if segment.is_ascii() {
        folded.extend(segment.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let upper = segment.nfd().flat_map(char::to_uppercase);
    folded.extend(upper.flat_map(char::to_lowercase).nfd());
}

/// What tells two names apart that some file systems take for one.
fn difference(a: &str, b: &str) -> &'static str {
    match a.nfc().eq(b.nfc()) {
        true => "how letters with marks are written (Unicode normalization)",
        false => "case",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn problems(paths: &[&str]) -> Vec<String> {
        let mut plan = Plan::default();
        for path in paths {
            plan.make(*path, || Vec::new().into());
        }
        match Tree::of(&plan) {
            Ok(_) => Vec::new(),
            Err(bad) => bad
                .iter()
                .map(|b| format!("{} {}", b.path, b.problem))
                .collect(),
        }
    }

    #[test]
    fn ordinary_paths_are_fine() {
        let paths = [
            "index.html",
            "uk/що-таке-градієнт.html",
            "a/b/c.svg",
            ".nojekyll",
            "a.b/console.html",
            "com10/com.html",
            "комп/x y.txt",
        ];
        assert_eq!(problems(&paths), [""; 0]);
    }

    #[test]
    fn each_dangerous_path_is_refused() {
        let long = "x".repeat(256);
        let longer = "x/".repeat(401) + "x";
        let dangerous = [
            "",
            "/etc/passwd",
            "a//b",
            "a/",
            "../a",
            "a/../../b",
            "./a",
            "a\\b",
            "c:/a",
            "a\0b",
            "a\nb",
            "a?b",
            "CON",
            "aux.html",
            "a/nul.tar.gz",
            "Com1.txt",
            "lpt³",
            "con .html",
            "a./b",
            "a /b",
            "b.",
            ".git/hooks/post-checkout",
            "a/.GIT",
            ".answerbook-site",
            ".Answerbook-Site.lock",
            &long,
            &longer,
        ];
        for path in dangerous {
            assert_eq!(problems(&[path]).len(), 1, "{path:?}");
        }
    }

    #[test]
    fn all_problems_are_listed() {
        let found = problems(&["../a", "b", "c//d"]);
        assert_eq!(
            found,
            ["../a has the segment `..`", "c//d has an empty segment"]
        );
    }

    #[test]
    fn paths_that_differ_only_in_case_collide() {
        assert_eq!(
            problems(&["uk/Вага.html", "uk/вага.html"]),
            ["uk/вага.html differs from `uk/Вага.html` only in case"]
        );
        assert_eq!(problems(&["ΛΟΓΟΣ", "λογος", "λογοσ"]).len(), 2);
        assert_eq!(
            problems(&["A/x", "a/y"]),
            ["a/y is in a folder that differs from `A` only in case"]
        );
        assert_eq!(problems(&["a", "a"]), ["a is made twice"]);
    }

    #[test]
    fn paths_that_differ_only_in_normalization_collide() {
        let problem = "only in how letters with marks are written (Unicode normalization)";
        assert_eq!(
            problems(&["caf\u{e9}.png", "cafe\u{301}.png"]),
            [format!(
                "caf\u{e9}.png differs from `cafe\u{301}.png` {problem}"
            )]
        );
        assert_eq!(
            problems(&["и\u{306}/a", "й/b"]),
            [format!(
                "й/b is in a folder that differs from `и\u{306}` {problem}"
            )]
        );
        // Both at once; a mark that changes when its letter is taken apart; a letter made of two.
        assert_eq!(problems(&["CAFE\u{301}", "caf\u{e9}"]).len(), 1);
        assert_eq!(
            problems(&["\u{1e9b}\u{323}", "\u{17f}\u{323}\u{307}"]).len(),
            1
        );
        assert_eq!(problems(&["\u{212b}", "\u{e5}"]).len(), 1);
        // Look-alikes are different letters everywhere.
        assert_eq!(problems(&["a.html", "а.html"]), [""; 0]);
    }

    #[test]
    fn a_file_and_a_folder_of_one_name_collide() {
        let expected = "a/b needs a folder where the file `a` is";
        assert_eq!(problems(&["a", "a/b"]), [expected]);
        assert_eq!(problems(&["a/b", "a"]), [expected]);
        assert_eq!(
            problems(&["A/b", "a"]),
            ["a is a file where the folder `A` is"]
        );
    }

    #[test]
    fn folders_are_listed_parents_first() {
        let mut plan = Plan::default();
        for path in ["b/c/d.html", "a.html", "b/e.html", "f/g/h/i.html"] {
            plan.make(path, || Vec::new().into());
        }
        let tree = Tree::of(&plan).unwrap();
        assert_eq!(
            tree.dirs_by_depth(),
            [vec!["b", "f"], vec!["b/c", "f/g"], vec!["f/g/h"]]
        );
    }
}
