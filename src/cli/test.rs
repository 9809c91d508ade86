//! `answerbook test`: runs the code of a book and holds what it prints against what the pages say.
//!
//! The only command that runs what content says, which it says before it does. [`selection`] finds the texts that
//! were asked for, [`collect`] their code blocks, [`program`] what runs them; [`cache`] knows which of them have
//! passed before. Each of the others is run by [`run()`](run::run), all at once as far as there are threads, and
//! judged by [`verdict`], with [`compare`]. [`report`] prints, keeps what passed, and lets [`update`] write.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use rayon::prelude::*;

use super::output;
use super::{BOOK_HAS_ERRORS, BookArgs, Common, NOT_WRITTEN, WRONG_ARGUMENTS, build, selection};
use crate::Loaded;
use crate::diagnostic::{Diagnostic, Severity};
use crate::relate::Book;

pub(super) mod cache;
mod collect;
mod compare;
mod program;
mod report;
mod run;
mod update;
mod verdict;

use cache::{Cache, KeyMaker};
use collect::{Block, Blocks};
use program::{Missing, Program};
use report::Results;
use run::{Ending, Limits};
use verdict::{Judge, Verdict};

/// What `--help` says.
pub(super) const ABOUT: &str = "Runs the code of the book and checks that it prints what the pages say.

This is the only command that runs what a book's files say: its code blocks, with the programs that `[test.languages]` in book.toml names. Each block gets an empty folder and limits on time, memory and output, but it may read, write and reach whatever you may. Run only books that you trust.";

/// Options of `test`.
#[derive(Args, Clone, Debug)]
pub(super) struct TestArgs {
    /// Ids of questions, files or folders to test [default: the whole book]
    #[arg(value_name = "WHAT")]
    what: Vec<String>,
    /// Write what the code prints into the `output` blocks, and add those that are missing
    #[arg(long)]
    update: bool,
    /// Run what is unchanged since it last passed, too
    #[arg(long)]
    no_cache: bool,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
}

pub(super) fn run(common: &Common, args: &TestArgs) -> u8 {
    let start = Instant::now();
    let book_args = BookArgs {
        base_url: None,
        drafts: args.drafts,
    };
    let Some(mut loaded) = build::load(common, &book_args) else {
        return BOOK_HAS_ERRORS;
    };
    let book = loaded.book().book;
    if book.config.test.languages.is_empty() {
        let message = "the book does not say how its code is run";
        let problem = Diagnostic::new(Severity::Error, Some(&book.config.file), None, message);
        let hint = "add `[test.languages.python]` with `command = [\"python3\", \"{file}\"]`";
        output::problems(common, vec![problem.hint(hint)], Some(&loaded.sources));
        return BOOK_HAS_ERRORS;
    }
    let selection = match selection::select(&book, &common.root, &args.what) {
        Ok(selection) => selection,
        Err(problems) => {
            output::problems(common, problems, None);
            return WRONG_ARGUMENTS;
        }
    };
    let Blocks { blocks, not_run } = collect::blocks(&book, &selection);
    let needed: BTreeSet<&str> = blocks.iter().map(|block| &*block.language).collect();
    let programs = match program::find(&book.config, &common.root, &needed) {
        Ok(programs) => programs,
        Err(missing) => return refuse(common, &loaded, missing),
    };
    let session = Session {
        common,
        book: &book,
        programs: &programs,
        stop: stop_on_interrupt(common),
    };
    let cache = Cache::read(&common.root);
    let groups = session.groups(&blocks, |key| !args.no_cache && cache.has(key));
    session.announce(&groups);
    let results = Results {
        tested: session.run(&groups),
        not_run,
        start,
    };
    report::report(&session, args, (&loaded, &selection), cache, results)
}

/// Nothing can be run: a program is missing, or a file that what is printed depends on.
fn refuse(common: &Common, loaded: &Loaded, missing: Missing) -> u8 {
    let code = match missing.programs.is_empty() {
        true => BOOK_HAS_ERRORS,
        false => NOT_WRITTEN,
    };
    let problems = missing.programs.into_iter().chain(missing.inputs).collect();
    output::problems(common, problems, Some(&loaded.sources));
    code
}

/// A flag that Ctrl-C sets, so that what runs is ended before the command is: it has process groups of its own,
/// which the terminal knows nothing of.
fn stop_on_interrupt(common: &Common) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    if let Err(error) = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)) {
        output::complain(common, &format!("Ctrl-C cannot be handled: {error}"));
    }
    stop
}

/// What all blocks of one run of the command share.
struct Session<'s> {
    common: &'s Common,
    book: &'s Book,
    /// By language.
    programs: &'s BTreeMap<String, Program>,
    /// Set when the command is to end.
    stop: Arc<AtomicBool>,
}

/// Blocks with one key, which are run once: translations often share their code.
struct Group<'b> {
    key: String,
    blocks: Vec<&'b Block>,
    /// Whether they have passed before.
    is_cached: bool,
}

/// A block, with what came of it.
struct Tested<'b> {
    block: &'b Block,
    key: String,
    fate: Fate,
}

/// What came of a block.
enum Fate {
    /// It has not changed since it passed.
    Cached,
    /// It was run.
    Ran(Verdict),
    /// The command was interrupted before it came to an end.
    Interrupted,
    /// The system refused to run it.
    NotStarted(io::Error),
}

impl Session<'_> {
    /// The blocks by key, in the order of the book.
    fn groups<'b>(&self, blocks: &'b [Block], has_passed: impl Fn(&str) -> bool) -> Vec<Group<'b>> {
        let mut groups: Vec<Group<'b>> = Vec::new();
        let mut known = BTreeMap::new();
        for block in blocks {
            let key = self.key(block);
            let number = *known.entry(key.clone()).or_insert(groups.len());
            match groups.get_mut(number) {
                Some(group) => group.blocks.push(block),
                None => groups.push(Group {
                    is_cached: has_passed(&key),
                    key,
                    blocks: vec![block],
                }),
            }
        }
        groups
    }

    /// Everything that a block's verdict depends on.
    fn key(&self, block: &Block) -> String {
        let table = &self.book.config.test;
        let output = block.output.as_ref();
        let mut key = KeyMaker::default();
        key.add(self.programs[&block.language].fingerprint);
        key.add(table.timeout.to_le_bytes());
        key.add(table.memory.to_le_bytes());
        key.add(table.tolerance.to_le_bytes());
        key.add([u8::from(block.should_fail)]);
        key.add(&block.code);
        key.add_all(output.map(|output| &output.text));
        key.name()
    }

    /// Says what is about to be run, before it is.
    fn announce(&self, groups: &[Group<'_>]) {
        let count = |is_cached| -> usize {
            let groups = groups.iter().filter(|group| group.is_cached == is_cached);
            groups.map(|group| group.blocks.len()).sum()
        };
        let (new, cached) = (count(false), count(true));
        if new == 0 {
            return;
        }
        let table = &self.book.config.test;
        let mut line = format!(
            "running {} of the book with {} (at most {} s and {} MB each)",
            output::count(new, "code block"),
            names(self.programs),
            table.timeout,
            table.memory
        );
        if cached > 0 {
            line.push_str(&format!("; {cached} unchanged since they last passed"));
        }
        output::say(self.common, &line);
    }

    /// Runs what has to be run, on all threads.
    fn run<'b>(&self, groups: &[Group<'b>]) -> Vec<Tested<'b>> {
        let bar = output::bar(self.common, "code blocks");
        let tested = groups.par_iter().with_max_len(1).map(|group| {
            let tested = self.group(group);
            bar.inc(group.blocks.len() as u64);
            tested
        });
        let tested: Vec<_> = tested.collect();
        bar.finish_and_clear();
        tested.into_iter().flatten().collect()
    }

    fn group<'b>(&self, group: &Group<'b>) -> Vec<Tested<'b>> {
        let run = || {
            let program = &self.programs[&group.blocks[0].language];
            run::run(program, &group.blocks[0].code, self.limits(), &self.stop)
        };
        let outcome = match group.is_cached {
            true => None,
            false if self.is_stopped() => Some(Err(io::ErrorKind::Interrupted.into())),
            false => Some(run()),
        };
        let fate = |block: &Block| match &outcome {
            None => Fate::Cached,
            Some(Ok(outcome)) if outcome.ending == Ending::Interrupted => Fate::Interrupted,
            Some(Ok(outcome)) => Fate::Ran(self.judge(block).judge(outcome)),
            Some(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Fate::Interrupted,
            Some(Err(error)) => Fate::NotStarted(io::Error::new(error.kind(), error.to_string())),
        };
        let blocks = group.blocks.iter();
        let tested = blocks.map(|block| Tested {
            block,
            key: group.key.clone(),
            fate: fate(block),
        });
        tested.collect()
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn limits(&self) -> Limits {
        let table = &self.book.config.test;
        Limits {
            time: Duration::from_secs(table.timeout.into()),
            memory: table.memory,
        }
    }

    fn judge<'j>(&'j self, block: &'j Block) -> Judge<'j> {
        let document = &self.book.documents[block.document];
        Judge {
            table: &self.book.config.test,
            block,
            file: &document.file,
            text: &document.text,
            code_file: &self.programs[&block.language].file,
        }
    }
}

/// The programs in words: `python3 and sh`.
fn names(programs: &BTreeMap<String, Program>) -> String {
    let names: BTreeSet<_> = programs.values().map(|program| &*program.name).collect();
    let names: Vec<_> = names.into_iter().collect();
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
    }
}
