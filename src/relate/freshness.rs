//! Freshness: whether a translation is as new as its original, and where it is not.
//!
//! `translations.lock` records for each block of a translation the fingerprints of the original's blocks
//! that it was made from. In come that record and both texts as they are now, out go the places of the
//! translation where the original has changed since. Nothing is guessed from dates: a translation counts
//! as current when somebody has said so with `answerbook translate accept`.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use toml::Spanned;

use super::memo::Earlier;
use super::{Article, Book, Relating, Version};
use crate::diagnostic::print::line_and_column;
use crate::diagnostic::{Diagnostic, nearest};
use crate::load::{Source, Sources};
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
    Recorded(Vec<Change>),
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
    /// By the position of the translation.
    changed: Vec<Option<Changed>>,
}

/// The position of an original, and where it has changed.
type Changed = (usize, Arc<[Change]>);

/// What the lock file says, or what is wrong with it.
type Read = Result<Arc<lock::Lock>, Vec<Diagnostic>>;

impl Memo {
    /// The lock file; if it is another one, nothing of what was known holds.
    fn read(&mut self, source: &Source) -> Read {
        if let Some((known, read)) = &self.lock
            && (&known.file, &known.text) == (&source.file, &source.text)
        {
            return read.clone();
        }
        self.changed.clear();
        let read = lock::read(source).map(Arc::new);
        self.lock = Some((source.clone(), read.clone()));
        read
    }
}

impl Relating<'_> {
    /// Reads `translations.lock`, and finds out how fresh every translation is.
    pub(super) fn freshness(
        &mut self,
        sources: &Sources,
        book: &mut Book,
        memo: &mut Memo,
        earlier: &Earlier,
    ) {
        let translations = book.translations();
        let read = sources
            .translations
            .as_ref()
            .map(|source| (source, memo.read(source)));
        let mut changed = Vec::new();
        changed.resize(book.documents.len(), None);
        match read {
            Some((source, Ok(lock))) => {
                let recorded = self.recorded(source, &lock, book, &translations);
                let known = |translation: usize, original: usize| {
                    let (from, changes) =
                        memo.changed.get(earlier.number(translation)?)?.as_ref()?;
                    (earlier.number(original) == Some(*from)).then(|| changes.clone())
                };
                // Once per file: the questions of a file of many share what is recorded of it.
                let all = translations
                    .par_iter()
                    .filter_map(|(original, translation)| {
                        let entries = recorded.get(translation)?;
                        let changes = known(*translation, *original).unwrap_or_else(|| {
                            let documents = &book.documents;
                            changes(entries, &documents[*original], &documents[*translation]).into()
                        });
                        Some((*translation, (*original, changes)))
                    });
                let all: Vec<_> = all.collect();
                for (translation, of) in all {
                    changed[translation] = Some(of);
                }
            }
            Some((_, Err(problems))) => self.diagnostics.extend(problems),
            None => {}
        }
        for place in book.places() {
            let Some(article) = book.article(place) else {
                continue;
            };
            let fresh = of_article(book, article, &changed);
            let Some(article) = book.article_mut(place) else {
                continue;
            };
            for (version, fresh) in article.versions.iter_mut().flatten().zip(fresh) {
                version.freshness = fresh;
            }
        }
        memo.changed = changed;
    }

    /// The entries of the lock file, by the position of the translation in [`Book::documents`].
    fn recorded<'l>(
        &mut self,
        source: &Source,
        lock: &'l lock::Lock,
        book: &Book,
        translations: &[(usize, usize)],
    ) -> BTreeMap<usize, &'l [String]> {
        let documents = book.documents.iter().enumerate();
        let files: HashMap<&str, usize> = documents
            .map(|(number, document)| (&*document.file, number))
            .collect();
        let mut recorded = BTreeMap::new();
        for (file, entries) in lock {
            match files.get(file.get_ref().as_str()) {
                Some(number) => {
                    recorded.insert(*number, &**entries);
                }
                None => {
                    // A translation that was renamed has no entry under its new name.
                    let is_recorded = |file: &str| lock.keys().any(|key| key.get_ref() == file);
                    let translations = translations.iter().map(|(_, t)| &*book.documents[*t].file);
                    let renamed: Vec<&str> = translations.filter(|f| !is_recorded(f)).collect();
                    self.missing(source, file, &renamed);
                }
            }
        }
        recorded
    }

    fn missing(&mut self, source: &Source, file: &Spanned<String>, renamed: &[&str]) {
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
        self.diagnostics.push(problem.hint(hint));
    }
}

impl Book {
    /// Every translation with its original, the original first, as positions in [`Book::documents`].
    pub fn translations(&self) -> Vec<(usize, usize)> {
        let mut pairs = BTreeMap::new();
        for place in self.places() {
            let Some(article) = self.article(place) else {
                continue;
            };
            let original = article.original().document;
            for version in article.versions.iter().flatten() {
                if version.document != original {
                    pairs.insert(version.document, original);
                }
            }
        }
        pairs
            .into_iter()
            .map(|(translation, original)| (original, translation))
            .collect()
    }
}

/// The freshness of each version that there is, in their order.
fn of_article(book: &Book, article: &Article, changed: &[Option<Changed>]) -> Vec<Freshness> {
    let original = article.original().document;
    let of_version = |version: &Version| {
        if version.document == original {
            return Freshness::Original;
        }
        let Some((_, changes)) = &changed[version.document] else {
            return Freshness::Unrecorded;
        };
        let document = version.document(book);
        let of_text = |change: &&Change| match version.part {
            Some(part) => {
                let part = &document.parts[part];
                (part.heading.start..part.body.range.end).contains(&change.span.start)
            }
            None => change.span.start < document.body.range.end,
        };
        Freshness::Recorded(changes.iter().filter(of_text).cloned().collect())
    };
    article.versions.iter().flatten().map(of_version).collect()
}
