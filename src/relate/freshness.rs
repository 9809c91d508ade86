//! Freshness: whether a translation is as new as its original, and where it is not.
//!
//! `translations.lock` records for each block of a translation the fingerprints of the original's blocks
//! that it was made from. In come that record and both texts as they are now, out go the places of the
//! translation where the original has changed since. Nothing is guessed from dates: a translation counts
//! as current when somebody has said so with `answerbook translate accept`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use toml::Spanned;

use super::Structure;
use super::memo::Earlier;
use super::structure::Text;
use crate::diagnostic::print::line_and_column;
use crate::diagnostic::{ADVISED, Diagnostic, nearest};
use crate::load::Source;
use crate::parse::{Block, BlockKind, Document, first_line};

pub mod lock;

/// How a version of an article relates to its original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It is the original.
    Original,
    /// A translation that nothing is recorded of.
    Unrecorded,
    /// A translation, and where its original has changed since: nowhere, if it is current.
    Recorded(Arc<[Change]>),
}

/// A place of a translation where its original has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The block of the translation, or the one that the new text follows.
    pub span: Range<usize>,
    /// What became of the original.
    pub kind: ChangeKind,
    /// The block of the original as it is now; of a removed one the block before it.
    pub original: Range<usize>,
}

/// What became of a block of an original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It says something else.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

impl Change {
    /// The change as advice to whoever keeps the translation.
    pub fn diagnostic(&self, original: &Document, translation: &Document) -> Diagnostic {
        let what = match self.kind {
            ChangeKind::Changed => "the original of this has changed",
            ChangeKind::Added => "the original goes on here with something new",
            ChangeKind::Removed => "the original of this is gone",
        };
        let (line, _) = line_and_column(&original.text, self.original.start);
        let message = format!("{what}: {}:{line}", original.file);
        let place = first_line(&translation.text, &self.span);
        Diagnostic::advice(&translation.file, place, message)
            .hint("bring it up to date, then record that with `answerbook translate accept`")
    }
}

impl Freshness {
    /// The places where the original is newer.
    pub fn changes(&self) -> &[Change] {
        match self {
            Self::Recorded(changes) => changes,
            Self::Original | Self::Unrecorded => &[],
        }
    }
}

/// What a translation is made from: per block of the translation, the fingerprints of the original's
/// blocks that correspond to it, joined by `+`.
///
/// Blocks correspond in their order, kind by kind. What has no counterpart in the translation belongs to
/// the block before it; a block of the translation alone has an empty entry.
pub fn record(original: &Document, translation: &Document) -> Vec<String> {
    let (from, to) = (original.blocks(), translation.blocks());
    if to.is_empty() {
        return Vec::new();
    }
    let kinds =
        |blocks: &[Block]| -> Vec<BlockKind> { blocks.iter().map(|block| block.kind).collect() };
    let mut entries: Vec<Vec<String>> = vec![Vec::new(); to.len()];
    for op in differences(&kinds(&from), &kinds(&to)) {
        let counterparts = op.new_range();
        let last = counterparts.end.saturating_sub(1);
        for (offset, block) in op.old_range().enumerate() {
            let at = (counterparts.start + offset).min(last);
            entries[at].push(from[block].fingerprint(&original.text));
        }
    }
    entries.into_iter().map(|entry| entry.join("+")).collect()
}

/// Where an original has changed since a translation of it was recorded.
fn changes(recorded: &[String], original: &Document, translation: &Document) -> Vec<Change> {
    let now = original.blocks();
    let prints: Vec<String> = now
        .iter()
        .map(|block| block.fingerprint(&original.text))
        .collect();
    let then: Vec<(usize, &str)> = recorded
        .iter()
        .enumerate()
        .flat_map(|(block, entry)| entry.split('+').map(move |print| (block, print)))
        .filter(|(_, print)| !print.is_empty())
        .collect();
    let old: Vec<&str> = then.iter().map(|(_, print)| *print).collect();
    let new: Vec<&str> = prints.iter().map(String::as_str).collect();
    let translated = translation.blocks();
    let span = |blocks: &[Block], at: usize| {
        let last = blocks.len().saturating_sub(1);
        blocks.get(at.min(last)).map_or(0..0, |b| b.span.clone())
    };
    // The block of the translation that was made from an entry, or follows the one before it.
    let place = |entry: usize| {
        let block = then
            .get(entry)
            .or(then.last())
            .map_or(0, |(block, _)| *block);
        span(&translated, block)
    };
    let mut changes = Vec::new();
    for op in differences(&old, &new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        let both = old.len().min(new.len());
        for offset in 0..old.len().max(new.len()) {
            let kind = match offset {
                _ if offset < both => ChangeKind::Changed,
                _ if old.len() > new.len() => ChangeKind::Removed,
                _ => ChangeKind::Added,
            };
            changes.push(Change {
                span: match kind {
                    ChangeKind::Added => place((old.start + both).saturating_sub(1)),
                    _ => place(old.start + offset),
                },
                kind,
                original: match kind {
                    ChangeKind::Removed => span(&now, new.end.saturating_sub(1)),
                    _ => span(&now, new.start + offset),
                },
            });
        }
    }
    changes.sort_by_key(|c| (c.span.start, c.original.start, c.kind));
    changes.dedup();
    changes
}

/// Two longer sequences than this, in the product of their lengths, are compared place by place: content
/// is untrusted, and a comparison takes quadratic time in the worst case.
const COMPARED: usize = 25_000_000;

/// How one sequence becomes another, in order.
fn differences<T: Eq + std::hash::Hash>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    if old.len().saturating_mul(new.len()) > COMPARED {
        return vec![DiffOp::Replace {
            old_index: 0,
            old_len: old.len(),
            new_index: 0,
            new_len: new.len(),
        }];
    }
    capture_diff_slices(Algorithm::Myers, old, new)
}

/// What is known of the last state of the book.
#[derive(Default)]
pub(super) struct Memo {
    lock: Option<(Source, Read)>,
    /// Entries of files that the last structure does not have.
    missing: Vec<Diagnostic>,
    /// By text.
    fresh: Arc<Vec<Freshness>>,
}

/// What the lock file says, or what is wrong with it.
type Read = Result<Arc<lock::Lock>, Vec<Diagnostic>>;

/// Finds out from `translations.lock` how fresh each text is. That depends, beside the lock file, on the text and
/// its original alone.
pub(super) fn freshness(
    lock: Option<&Source>,
    structure: &Structure,
    documents: &[Arc<Document>],
    memo: &mut Memo,
    earlier: &Earlier,
) -> (Arc<Vec<Freshness>>, Vec<Diagnostic>) {
    let is_same = memo.lock.as_ref().map(|(source, _)| source) == lock;
    let read = match &memo.lock {
        Some((_, read)) if is_same => Some(read.clone()),
        _ => lock.map(|source| lock::read(source).map(Arc::new)),
    };
    memo.lock = lock.cloned().zip(read.clone());
    if !is_same {
        memo.fresh = Arc::default();
    }
    let (lock, problems) = match (lock, read) {
        (Some(source), Some(Ok(lock))) => {
            if !is_same || !earlier.has_structure {
                memo.missing = missing(source, &lock, structure);
            }
            (lock, memo.missing.clone())
        }
        (_, Some(Err(problems))) => (Arc::default(), problems),
        _ => (Arc::default(), Vec::new()),
    };
    let changed = changed(&lock, structure, documents, memo, earlier);
    let of_text = |number: usize| of_text(&structure.texts[number], documents, &changed);
    memo.fresh = earlier.texts(&memo.fresh, of_text).into();
    (memo.fresh.clone(), problems)
}

/// Where originals have changed, by the position of the translation.
type Changed = HashMap<usize, Vec<Change>>;

/// Where the originals have changed of translations that nothing is known of. Once per file: the questions of a file
/// of many share what is recorded of it.
fn changed(
    lock: &lock::Lock,
    structure: &Structure,
    documents: &[Arc<Document>],
    memo: &Memo,
    earlier: &Earlier,
) -> Changed {
    let texts = earlier.new_texts(&memo.fresh);
    let pairs = pairs(texts.map(|number| &structure.texts[number]));
    let changes = |(translation, original): (usize, usize)| {
        let (translated, original) = (&documents[translation], &documents[original]);
        let entries = lock.get(&*translated.file)?;
        Some((translation, changes(entries, original, translated)))
    };
    pairs.into_par_iter().filter_map(changes).collect()
}

/// The translations among texts, each with its original, as positions of their documents.
fn pairs<'t>(texts: impl Iterator<Item = &'t Text>) -> BTreeMap<usize, usize> {
    let pairs = texts.map(|text| (text.at.0, text.original.0));
    pairs.filter(|(own, original)| own != original).collect()
}

/// Problems of entries of the lock file that are about no file.
fn missing(source: &Source, lock: &lock::Lock, structure: &Structure) -> Vec<Diagnostic> {
    let heads = &structure.heads;
    let files: HashSet<&str> = heads.iter().map(|head| &*head.file).collect();
    let missing = lock
        .keys()
        .filter(|file| !files.contains(file.get_ref().as_str()));
    let missing: Vec<_> = missing.collect();
    if missing.is_empty() {
        return Vec::new();
    }
    // A translation that was renamed has no entry under its new name.
    let translations = pairs(structure.texts.iter());
    let translations = translations.keys().map(|number| &*heads[*number].file);
    let renamed: Vec<&str> = translations
        .filter(|file| !lock.contains_key(*file))
        .collect();
    let problems = missing.into_iter();
    problems
        .enumerate()
        .map(|(number, file)| {
            let renamed = if number < ADVISED { &*renamed } else { &[] };
            no_such_file(source, file, renamed)
        })
        .collect()
}

fn no_such_file(source: &Source, file: &Spanned<String>, renamed: &[&str]) -> Diagnostic {
    let message = format!("there is no file `{}`", file.get_ref());
    let problem = Diagnostic::warning(&source.file, file.span(), message);
    // Whoever moves or renames a file keeps its name or its folder.
    let place = |path: &str| {
        path.rsplit_once('/')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
    };
    let typed = place(file.get_ref());
    let is_alike = |other: &&&str| match (&typed, place(other)) {
        (Some((folder, name)), Some((other, stem))) => *folder == other || *name == stem,
        _ => false,
    };
    let alike = renamed.iter().filter(is_alike).copied();
    let hint = match nearest(file.get_ref(), alike) {
        Some(near) => format!("if it is `{near}` now, rename the entry; else remove it"),
        None => "remove the entry; `answerbook translate accept --all` does it".to_owned(),
    };
    problem.hint(hint)
}

impl Structure {
    /// Every translation with its original, the original first, as positions in [`super::Book::documents`].
    pub fn translations(&self) -> Vec<(usize, usize)> {
        let pairs = pairs(self.texts.iter()).into_iter();
        pairs
            .map(|(translation, original)| (original, translation))
            .collect()
    }
}

/// How fresh a text is.
fn of_text(text: &Text, documents: &[Arc<Document>], changed: &Changed) -> Freshness {
    let (number, part) = text.at;
    if number == text.original.0 {
        return Freshness::Original;
    }
    let Some(changes) = changed.get(&number) else {
        return Freshness::Unrecorded;
    };
    let document = &documents[number];
    let is_of_text = |change: &&Change| match part {
        Some(part) => {
            let part = &document.parts[part];
            (part.heading.start..part.body.range.end).contains(&change.span.start)
        }
        None => change.span.start < document.body.range.end,
    };
    Freshness::Recorded(changes.iter().filter(is_of_text).cloned().collect())
}
