//! What is said and kept when all blocks were run.
//!
//! In: what came of every block. Out: problems and a line of figures on the terminal, what passed in the cache,
//! with `--update` what was printed in the pages, and the exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use super::cache::Cache;
use super::output;
use super::update::{self, Edit};
use super::{BOOK_HAS_ERRORS, Fate, NOT_WRITTEN, Session, TestArgs, Tested, Verdict};
use crate::Loaded;
use crate::cli::selection::Selection;
use crate::diagnostic::{Diagnostic, Severity};

/// The exit code after Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

/// What came of a run.
pub(super) struct Results<'r> {
    pub(super) tested: Vec<Tested<'r>>,
    /// How many blocks say `no_run`.
    pub(super) not_run: usize,
    pub(super) start: Instant,
}

/// How many blocks came to what end.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    updated: usize,
    cached: usize,
    interrupted: usize,
    not_run: usize,
}

/// Tells, keeps and writes what a run found. Gives the exit code.
pub(super) fn report(
    session: &Session<'_>,
    args: &TestArgs,
    (loaded, selection): (&Loaded, &Selection),
    cache: Cache,
    results: Results<'_>,
) -> u8 {
    let mut report = Report {
        session,
        update: args.update,
        problems: problems_of_the_book(session, loaded, selection),
        tally: Tally::default(),
        passed: BTreeSet::new(),
        edits: BTreeMap::new(),
        not_started: BTreeSet::new(),
        is_refused: false,
    };
    report.tally.not_run = results.not_run;
    for tested in results.tested {
        report.take(tested);
    }
    report.write_pages();
    report.fail_to_start();
    let is_everything = selection.is_everything() && report.tally.interrupted == 0;
    report.keep(cache, is_everything);
    let Report {
        problems,
        tally,
        is_refused,
        ..
    } = report;
    let has_errors = Diagnostic::any_error(&problems);
    output::problems(session.common, problems, Some(&loaded.sources));
    let took = output::since(results.start);
    output::say(session.common, &format!("{} in {took}", tally.words()));
    match () {
        () if tally.interrupted > 0 => INTERRUPTED,
        () if is_refused => NOT_WRITTEN,
        () if has_errors => BOOK_HAS_ERRORS,
        () => 0,
    }
}

/// Errors of the texts that were asked for. They may be why a block was not found; warnings are for `check`.
fn problems_of_the_book(
    session: &Session<'_>,
    loaded: &Loaded,
    selection: &Selection,
) -> Vec<Diagnostic> {
    let is_asked_for = |file: Option<&Arc<str>>| {
        let mut documents = session.book.documents.iter().enumerate();
        let found = documents.find(|(_, document)| Some(&document.file) == file);
        found.map_or(selection.is_everything(), |(number, _)| {
            selection.has_some_of(number)
        })
    };
    let problems = loaded.diagnostics.iter();
    problems
        .filter(|p| p.severity == Severity::Error && is_asked_for(p.file.as_ref()))
        .cloned()
        .collect()
}

struct Report<'r> {
    session: &'r Session<'r>,
    update: bool,
    problems: Vec<Diagnostic>,
    tally: Tally,
    /// The keys of what passed, now or before.
    passed: BTreeSet<String>,
    /// What is to be written, by document.
    edits: BTreeMap<usize, Vec<(Edit<'r>, Diagnostic)>>,
    /// What the system said where it refused to run code.
    not_started: BTreeSet<(String, String)>,
    /// Whether the system refused to run or to write something.
    is_refused: bool,
}

impl<'r> Report<'r> {
    fn take(&mut self, tested: Tested<'r>) {
        let Tested { block, key, fate } = tested;
        match fate {
            Fate::Cached => {
                self.tally.cached += 1;
                self.passed.insert(key);
            }
            Fate::Ran(Verdict::Passed) => {
                self.tally.passed += 1;
                self.passed.insert(key);
            }
            Fate::Ran(Verdict::Failed { problem, shown }) => match shown.filter(|_| self.update) {
                Some(printed) => {
                    let edits = self.edits.entry(block.document).or_default();
                    edits.push((Edit { block, printed }, problem));
                }
                None => {
                    self.tally.failed += 1;
                    self.problems.push(problem);
                }
            },
            Fate::Interrupted => self.tally.interrupted += 1,
            Fate::NotStarted(error) => {
                self.tally.failed += 1;
                let program = self.session.programs[&block.language].name.clone();
                self.not_started.insert((program, error.to_string()));
            }
        }
    }

    /// Writes what was printed. What cannot be written stays a problem.
    fn write_pages(&mut self) {
        for (document, edits) in std::mem::take(&mut self.edits) {
            let document = &self.session.book.documents[document];
            let (edits, problems): (Vec<_>, Vec<_>) = edits.into_iter().unzip();
            let after = update::updated(&document.text, &edits);
            let common = self.session.common;
            match update::write(&common.root, &document.file, &document.text, &after) {
                Ok(()) => {
                    self.tally.updated += edits.len();
                    let blocks = output::count(edits.len(), "output block");
                    output::say(common, &format!("updated {}: {blocks}", document.file));
                }
                Err(error) => {
                    self.is_refused = true;
                    self.tally.failed += edits.len();
                    self.problems.extend(problems);
                    let message = format!("the file cannot be updated: {error}");
                    let file = Some(&document.file);
                    let problem = Diagnostic::new(Severity::Error, file, None, message);
                    self.problems
                        .push(problem.hint("run `answerbook test --update` again"));
                }
            }
        }
    }

    fn fail_to_start(&mut self) {
        for (program, error) in std::mem::take(&mut self.not_started) {
            self.is_refused = true;
            let message = format!("`{program}` cannot be started: {error}");
            let problem = Diagnostic::new(Severity::Error, None, None, message);
            let hint =
                "see `command` in book.toml, and whether the folder of temporary files has room";
            self.problems.push(problem.hint(hint));
        }
    }

    fn keep(&mut self, cache: Cache, is_everything: bool) {
        if let Err(error) = cache.store(std::mem::take(&mut self.passed), is_everything) {
            let message = format!("what passed cannot be kept for the next time: {error}");
            let problem = Diagnostic::new(Severity::Warning, None, None, message);
            self.problems
                .push(problem.hint("everything will be run again"));
        }
    }
}

impl Tally {
    /// `87 code blocks: 55 passed, 2 failed, 18 cached, 12 not run (no_run)`: the parts make the whole.
    fn words(&self) -> String {
        let parts = [
            (self.passed, "passed"),
            (self.failed, "failed"),
            (self.updated, "updated"),
            (self.cached, "cached"),
            (self.interrupted, "interrupted"),
            (self.not_run, "not run (no_run)"),
        ];
        let whole = parts.iter().map(|(number, _)| number).sum();
        let parts = parts.iter().filter(|(number, _)| *number > 0);
        let parts: Vec<_> = parts
            .map(|(number, end)| format!("{number} {end}"))
            .collect();
        let separator = if parts.is_empty() { "" } else { ": " };
        let whole = output::count(whole, "code block");
        format!("{whole}{separator}{}", parts.join(", "))
    }
}
