//! A book in a folder of its own, built or checked as the program does it.

use std::fs;
use std::path::{Path, PathBuf};

use answerbook::cache::Empty;
use answerbook::diagnostic::Diagnostic;
use answerbook::diagnostic::print::{Format, print};
use answerbook::lint::lint;
use answerbook::load::Overrides;
use answerbook::write::Options;
use answerbook::{Loaded, build, check};
use tempfile::TempDir;

/// A copy of a book outside this repository, so that no git log dates its pages.
pub(crate) struct TestBook {
    folder: TempDir,
}

impl TestBook {
    pub(crate) fn copy_of(case: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        copy(case, folder.path());
        Self { folder }
    }

    /// A folder without anything in it.
    pub(crate) fn empty() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Builds the site; returns its folder and what was said.
    pub(crate) fn build(&self) -> (PathBuf, String) {
        let Ok(mut loaded) = Loaded::new(self.root(), &Overrides::default()) else {
            panic!(
                "book.toml has errors:
{}",
                self.check()
            );
        };
        let ready = loaded.book();
        assert!(
            !Diagnostic::any_error(&loaded.diagnostics),
            "the book has errors:\n{}",
            said(&loaded, loaded.diagnostics.clone())
        );
        let output = self.root().join("site");
        let report = build(
            &ready,
            &Empty,
            &Options {
                earlier: None,
                output: &output,
                progress: &|_| {},
            },
        )
        .unwrap();
        let mut diagnostics = loaded.diagnostics.clone();
        diagnostics.extend(report.diagnostics);
        let said = said(&loaded, diagnostics);
        assert!(report.swapped, "the book has errors:\n{said}");
        (output, said)
    }

    /// Builds the site; returns the book's folder, which lives as long as it is kept, and what was said.
    pub(crate) fn build_kept(self) -> (TempDir, String) {
        let (_, said) = self.build();
        (self.folder, said)
    }

    /// Every word that `check` says, without its last line.
    pub(crate) fn check(&self) -> String {
        self.checked(false)
    }

    /// Every word that `check --content` says, without its last line.
    pub(crate) fn check_content(&self) -> String {
        self.checked(true)
    }

    fn checked(&self, content: bool) -> String {
        match Loaded::new(self.root(), &Overrides::default()) {
            Ok(mut loaded) => {
                let ready = loaded.book();
                let mut diagnostics = loaded.diagnostics.clone();
                diagnostics.extend(check(&ready, &Empty, &|_| {}).diagnostics);
                if content {
                    diagnostics.extend(lint(&ready.book));
                }
                said(&loaded, diagnostics)
            }
            Err(failure) => {
                let text = |file: &str| {
                    failure
                        .book_toml
                        .as_ref()
                        .filter(|s| &*s.file == file)
                        .map(|s| &*s.text)
                };
                let said = print(&failure.diagnostics, Format::Human, false, &text);
                // Messages may name the folder, which is another one at each run.
                said.replace(&self.root().display().to_string(), "FOLDER")
            }
        }
    }
}

fn said(loaded: &Loaded, mut diagnostics: Vec<Diagnostic>) -> String {
    Diagnostic::sort(&mut diagnostics);
    print(&diagnostics, Format::Human, false, &|file| {
        loaded.sources.text_of(file)
    })
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            if entry.file_name() != "expected" {
                copy(&entry.path(), &target);
            }
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The cases of a folder, sorted.
pub(crate) fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let mut cases: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

/// Files below a folder by their path in it, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, prefix: &str, out: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{path}/"), out);
            } else {
                out.push(path);
            }
        }
    }
    let mut out = Vec::new();
    walk(folder, "", &mut out);
    out.sort();
    out
}

/// Whether expected files are to be written rather than compared.
pub(crate) fn update() -> bool {
    std::env::var_os("UPDATE").is_some()
}
