//! Which texts a command is to work on: all of them, or those that were named on the command line.
//!
//! In: the book, its folder, and ids or paths as typed. Out: a [`Selection`], or everything that names nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::relate::{Article, Book};

/// The texts that were asked for.
#[derive(Debug)]
pub(super) struct Selection {
    /// Positions in [`Book::documents`], each with the question in a file of many; `None` for all texts.
    texts: Option<BTreeSet<(usize, Option<usize>)>>,
}

impl Selection {
    /// Whether a text of a document was asked for.
    pub(super) fn has(&self, document: usize, part: Option<usize>) -> bool {
        let texts = self.texts.as_ref();
        texts.is_none_or(|texts| texts.contains(&(document, part)))
    }

    /// Whether any text of a document was asked for.
    pub(super) fn has_some_of(&self, document: usize) -> bool {
        let from = (document, None);
        let texts = self.texts.as_ref();
        texts.is_none_or(|texts| texts.range(from..).next().is_some_and(|t| t.0 == document))
    }

    /// Whether all texts were asked for.
    pub(super) fn is_everything(&self) -> bool {
        self.texts.is_none()
    }
}

/// Finds what was typed: ids of questions (in all languages), files, folders.
///
/// # Errors
/// A problem for each word that names nothing of the book.
pub(super) fn select(
    book: &Book,
    root: &Path,
    typed: &[String],
) -> Result<Selection, Vec<Diagnostic>> {
    if typed.is_empty() {
        return Ok(Selection { texts: None });
    }
    let mut texts = BTreeSet::new();
    let mut problems = Vec::new();
    for word in typed {
        let found = question(book, word).or_else(|| files(book, root, word));
        match found {
            Some(found) => texts.extend(found),
            None => problems.push(unknown(book, word)),
        }
    }
    match problems.is_empty() {
        true => Ok(Selection { texts: Some(texts) }),
        false => Err(problems),
    }
}

type Texts = Vec<(usize, Option<usize>)>;

fn question(book: &Book, word: &str) -> Option<Texts> {
    let mut questions = book.questions.iter();
    let found = questions.find(|q| q.id == word || q.aliases.iter().any(|alias| alias == word))?;
    let versions = |article: &Article| -> Texts {
        let versions = article.versions.iter().flatten();
        versions.map(|v| (v.document, v.part)).collect()
    };
    Some(versions(&found.article))
}

/// The texts of a file, or of all files of a folder. Paths count from the book's folder, from its content, or
/// from where the command was typed.
fn files(book: &Book, root: &Path, word: &str) -> Option<Texts> {
    let typed = word.replace('\\', "/");
    let typed = typed.trim_start_matches("./").trim_end_matches('/');
    let below = |path: &str| -> Option<Texts> {
        let is_it = |file: &str| {
            let rest = file.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let documents = book.documents.iter().enumerate();
        let found: Texts = documents
            .filter(|(_, document)| is_it(&document.file))
            .flat_map(|(number, document)| {
                let parts = (0..document.parts.len()).map(Some);
                std::iter::once(None)
                    .chain(parts)
                    .map(move |part| (number, part))
            })
            .collect();
        (!found.is_empty()).then_some(found)
    };
    let on_disk = || {
        let (root, path) = (fs::canonicalize(root).ok()?, fs::canonicalize(word).ok()?);
        let path = path.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
        below(&path)
    };
    below(typed)
        .or_else(|| below(&format!("{}/{typed}", book.config.book.src)))
        .or_else(on_disk)
}

fn unknown(book: &Book, word: &str) -> Diagnostic {
    let message = format!("there is no question and no file `{word}` in the book");
    let ids = book.questions.iter().map(|question| question.id.as_str());
    let files = book.documents.iter().map(|document| &*document.file);
    let hint = match nearest(word, ids.chain(files)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name a question by its id, or a file by its path".to_owned(),
    };
    Diagnostic::new(Severity::Error, None, None, message).hint(hint)
}
