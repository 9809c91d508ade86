//! `answerbook translate accept`: records what translations were made from in `translations.lock`.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use crate::Loaded;
use crate::cli::selection::{self, Selection};
use crate::cli::{
    BOOK_HAS_ERRORS, BookArgs, Common, NOT_WRITTEN, WRONG_ARGUMENTS, book_file, build, output,
};
use crate::diagnostic::Diagnostic;
use crate::load::TRANSLATIONS_LOCK;
use crate::relate::freshness::lock;
use crate::relate::{Book, record};

/// Options of `translate accept`.
#[derive(Args, Clone, Debug)]
pub(super) struct AcceptArgs {
    /// Questions by id, or files by path; an original stands for all its translations
    #[arg(value_name = "WHAT", required_unless_present = "all")]
    what: Vec<String>,
    /// All translations of the book
    #[arg(long, conflicts_with = "what")]
    all: bool,
}

/// Entries by the translation's file.
type Record = BTreeMap<String, Vec<String>>;

pub(super) fn run(common: &Common, args: &AcceptArgs) -> u8 {
    let drafts = BookArgs {
        base_url: None,
        drafts: true,
    };
    let Some(mut loaded) = build::load(common, &drafts) else {
        return BOOK_HAS_ERRORS;
    };
    let book = loaded.book().book;
    // A text that is not understood has no blocks to record.
    if Diagnostic::any_error(&loaded.diagnostics) {
        output::problems(common, loaded.diagnostics, Some(&loaded.sources));
        output::complain(common, "nothing was recorded: the book has errors");
        return BOOK_HAS_ERRORS;
    }
    // Without names, which `--all` stands for, everything is selected.
    let chosen = match selection::select(&book, &common.root, &args.what) {
        Ok(chosen) => chosen,
        Err(problems) => {
            output::problems(common, problems, None);
            return WRONG_ARGUMENTS;
        }
    };
    let before = recorded(&loaded);
    let (after, counts) = with_chosen(&book, &before, &chosen);
    if counts.chosen == 0 {
        output::complain(common, "there is no translation of what was named");
        return WRONG_ARGUMENTS;
    }
    if after != before
        && let Err(error) = book_file::replace(
            &common.root,
            TRANSLATIONS_LOCK,
            lock::text(&after).as_bytes(),
        )
    {
        let message = format!("`{TRANSLATIONS_LOCK}` cannot be written: {error}");
        output::complain(common, &message);
        return NOT_WRITTEN;
    }
    output::say(common, &counts.words());
    0
}

/// What the lock file says now. That it can be read was checked with the book.
fn recorded(loaded: &Loaded) -> Record {
    let lock = loaded.sources.translations.as_ref().map(lock::read);
    let entries = lock.and_then(Result::ok).unwrap_or_default();
    entries
        .into_iter()
        .map(|(file, entries)| (file.into_inner(), entries))
        .collect()
}

/// What was done to the record, in numbers of translations.
#[derive(Default)]
struct Counts {
    chosen: usize,
    recorded: usize,
    dropped: usize,
}

impl Counts {
    fn words(&self) -> String {
        let unchanged = self.chosen - self.recorded;
        let mut words = format!("recorded {}", output::count(self.recorded, "translation"));
        if unchanged > 0 {
            words.push_str(&format!("; {unchanged} had been recorded"));
        }
        if self.dropped > 0 {
            let dropped = output::count(self.dropped, "file");
            let verb = if self.dropped == 1 { "is" } else { "are" };
            words.push_str(&format!("; forgot {dropped} that {verb} gone"));
        }
        words
    }
}

/// The record with the chosen translations as they are now, and without files that are gone.
fn with_chosen(book: &Book, before: &Record, chosen: &Selection) -> (Record, Counts) {
    let mut after = before.clone();
    let mut counts = Counts::default();
    for (original, translation) in book.translations() {
        if !chosen.has_some_of(original) && !chosen.has_some_of(translation) {
            continue;
        }
        let (original, translation) = (&book.documents[original], &book.documents[translation]);
        let entries = record(original, translation);
        counts.chosen += 1;
        let file = translation.file.to_string();
        if after.get(&file) != Some(&entries) {
            after.insert(file, entries);
            counts.recorded += 1;
        }
    }
    let files: BTreeSet<&str> = book.documents.iter().map(|d| &*d.file).collect();
    let known = after.len();
    after.retain(|file, _| files.contains(file.as_str()));
    counts.dropped = known - after.len();
    (after, counts)
}
