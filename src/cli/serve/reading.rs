//! Reading the book again and again, and only what changed of it where that is possible.
//!
//! In go the paths that changed, out comes the book with its theme and all its problems. After an edit
//! of known Markdown files only those are read and parsed, and the theme stays; after a change of styles, scripts,
//! templates or interface texts only those are read; after any other change the folder is read as a whole, but files whose text is the same are not parsed again. The book is put
//! together anew in any case.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use tracing::info_span;

use super::watch::Changes;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::load::{Failure, Overrides, Source, Sources, load_content, load_overlays};
use crate::parse::{Document, parse};
use crate::relate::{Book, Memo, relate_again};
use crate::render::Theme;

/// Markdown files up to this size, and so many of them, are read one by one; `load` reads the rest.
const EDITED_BYTES: u64 = 1 << 20;
const EDITED_FILES: usize = 64;

/// Reads a book again and again.
pub(super) struct Reader {
    root: PathBuf,
    overrides: Overrides,
    last: Option<Last>,
    /// Whether the last attempt failed, so that the last reading is not that of the folder.
    failed: bool,
}

/// What came of reading.
pub(super) enum Outcome {
    /// Nothing that matters changed.
    Same,
    /// The book, which may have errors.
    Read(Reading),
    /// There is no book.
    Failed(Failure),
}

/// The book as it is now.
pub(super) struct Reading {
    /// The book.
    pub(super) book: Arc<Book>,
    /// How it looks.
    pub(super) theme: Arc<Theme>,
    /// All problems, sorted.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The last reading.
struct Last {
    sources: Sources,
    load_problems: Vec<Diagnostic>,
    overlay_problems: Vec<Diagnostic>,
    memo: Memo,
    known: Option<Known>,
}

/// What was made of the last reading.
struct Known {
    /// The settings that it was made with.
    book_toml: Arc<str>,
    /// Holds the parsed documents.
    book: Arc<Book>,
    /// Of the documents that have any.
    parse_problems: Problems,
    theme: Arc<Theme>,
    theme_problems: Vec<Diagnostic>,
    /// Of the theme with documents.
    code_problems: Problems,
}

/// Problems by file.
type Problems = BTreeMap<Arc<str>, Vec<Diagnostic>>;

impl Reader {
    /// Reads nothing yet.
    pub(super) fn new(root: &Path, overrides: Overrides) -> Self {
        Self {
            root: root.to_owned(),
            overrides,
            last: None,
            failed: false,
        }
    }

    /// The settings of the last reading.
    pub(super) fn config(&self) -> Option<&Config> {
        Some(&self.sources()?.config)
    }

    /// The files of the last reading.
    pub(super) fn sources(&self) -> Option<&Sources> {
        Some(&self.last.as_ref()?.sources)
    }

    /// Reads what changed.
    pub(super) fn read(&mut self, changes: &Changes) -> Outcome {
        let edited = match &self.last {
            Some(last) if !self.failed => edited_texts(&self.root, &last.sources, changes),
            _ => None,
        };
        match (edited, &mut self.last) {
            (Some(texts), _) if texts.is_empty() => return Outcome::Same,
            (Some(texts), Some(last)) => {
                for (number, text) in texts {
                    last.sources.documents[number].text = text;
                }
            }
            (_, Some(last))
                if !self.failed && changes.are_beside(&last.sources.config.book.src) =>
            {
                last.overlay_problems = load_overlays(&mut last.sources);
            }
            _ => match load_content(&self.root, &self.overrides) {
                Ok((mut sources, load_problems)) => {
                    self.failed = false;
                    let overlay_problems = load_overlays(&mut sources);
                    let last = self.last.take();
                    let (memo, known) =
                        last.map(|last| (last.memo, last.known)).unwrap_or_default();
                    self.last = Some(Last {
                        sources,
                        load_problems,
                        overlay_problems,
                        memo,
                        known,
                    });
                }
                Err(failure) => {
                    self.failed = true;
                    return Outcome::Failed(failure);
                }
            },
        }
        match &mut self.last {
            Some(last) => Outcome::Read(last.make(changes)),
            None => Outcome::Same,
        }
    }
}

/// The new texts of the documents that changed, by position, if nothing else changed.
fn edited_texts(
    root: &Path,
    sources: &Sources,
    changes: &Changes,
) -> Option<Vec<(usize, Arc<str>)>> {
    let files = changes.files()?;
    if files.len() > EDITED_FILES {
        return None;
    }
    let mut texts = Vec::new();
    for file in files {
        let documents = &sources.documents;
        let number = documents.iter().position(|known| *known.file == **file)?;
        let place = root.join(file);
        let metadata = std::fs::symlink_metadata(&place).ok()?;
        if !metadata.is_file() || metadata.len() > EDITED_BYTES {
            return None;
        }
        let text = std::fs::read_to_string(&place).ok()?;
        // As `load` does it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if *documents[number].text != *text {
            texts.push((number, text.into()));
        }
    }
    Some(texts)
}

impl Last {
    /// Parses what changed and puts the book together.
    fn make(&mut self, changes: &Changes) -> Reading {
        let Self {
            sources,
            load_problems,
            overlay_problems,
            memo,
            known,
        } = self;
        // The settings are part of everything.
        let last = known
            .take()
            .filter(|known| *known.book_toml == *sources.book_toml.text);
        let (documents, parse_problems) =
            info_span!("parse").in_scope(|| documents(sources, last.as_ref()));
        let (book, relate_problems) = relate_again(sources, documents, memo);
        let book = Arc::new(book);
        let theme = last
            .as_ref()
            .map(|known| (known.theme.clone(), known.theme_problems.clone()));
        let theme = theme.filter(|_| changes.are_below(&sources.config.book.src));
        let (theme, theme_problems) = theme.unwrap_or_else(|| {
            let (theme, problems) = Theme::new(sources);
            (Arc::new(theme), problems)
        });
        let code_problems =
            info_span!("check").in_scope(|| code_problems(&theme, &book, last.as_ref()));
        if let Some(last) = last {
            // If there is no edition of it, dropping it takes as long as half the work on the next one.
            rayon::spawn(move || drop(last));
        }
        let mut diagnostics = load_problems.clone();
        diagnostics.extend(overlay_problems.iter().cloned());
        diagnostics.extend(parse_problems.values().flatten().cloned());
        diagnostics.extend(relate_problems);
        diagnostics.extend(theme_problems.iter().cloned());
        diagnostics.extend(code_problems.values().flatten().cloned());
        Diagnostic::sort(&mut diagnostics);
        *known = Some(Known {
            book_toml: sources.book_toml.text.clone(),
            book: book.clone(),
            parse_problems,
            theme: theme.clone(),
            theme_problems,
            code_problems,
        });
        Reading {
            book,
            theme,
            diagnostics,
        }
    }
}

/// All documents in the order of their files: those that are known, and the others parsed.
fn documents(sources: &Sources, known: Option<&Known>) -> (Vec<Arc<Document>>, Problems) {
    let before = known.map_or(&[][..], |known| &*known.book.documents);
    // As a rule the files are those of before, and nothing has to be looked up.
    let is_in_place = |(source, document): (&Source, &Arc<Document>)| source.file == document.file;
    let are_in_place = sources.documents.len() == before.len()
        && sources.documents.iter().zip(before).all(is_in_place);
    let mut by_file: HashMap<&str, &Arc<Document>> = HashMap::new();
    if !are_in_place {
        by_file.extend(before.iter().map(|document| (&*document.file, document)));
    }
    let of_before = |number: usize, source: &Source| match are_in_place {
        true => before.get(number),
        false => by_file.get(&*source.file).copied(),
    };
    let read = |(number, source): (usize, &Source)| match of_before(number, source) {
        Some(document) if is_same(&document.text, &source.text) => {
            let problems = known.and_then(|known| known.parse_problems.get(&source.file));
            (Arc::clone(document), problems.cloned().unwrap_or_default())
        }
        _ => {
            let (document, problems) = parse(source, &sources.config);
            (Arc::new(document), problems)
        }
    };
    let sources = sources.documents.par_iter().enumerate();
    let all: Vec<_> = sources.map(read).collect();
    let mut documents = Vec::with_capacity(all.len());
    let mut problems = Problems::new();
    for (document, found) in all {
        if !found.is_empty() {
            problems.insert(document.file.clone(), found);
        }
        documents.push(document);
    }
    (documents, problems)
}

/// What the theme says of the code of each document, those known that are where they were.
fn code_problems(theme: &Arc<Theme>, book: &Book, known: Option<&Known>) -> Problems {
    let known = known.filter(|known| Arc::ptr_eq(&known.theme, theme));
    let of = |(number, document): (usize, &Arc<Document>)| {
        if let Some(known) = known
            && let Some(before) = known.book.documents.get(number)
            && Arc::ptr_eq(before, document)
        {
            return None;
        }
        Some((document.file.clone(), theme.check_document(document)))
    };
    let documents = book.documents.par_iter().enumerate();
    let new: Vec<_> = documents.filter_map(of).collect();
    let mut problems = known
        .map(|known| known.code_problems.clone())
        .unwrap_or_default();
    problems.extend(new);
    // A file that is gone has left its problems behind.
    if known.is_none_or(|known| known.book.documents.len() != book.documents.len()) {
        let files: BTreeSet<&Arc<str>> = book.documents.iter().map(|d| &d.file).collect();
        problems.retain(|file, _| files.contains(file));
    }
    problems.retain(|_, problems| !problems.is_empty());
    problems
}

fn is_same(a: &Arc<str>, b: &Arc<str>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

#[cfg(test)]
mod tests;
