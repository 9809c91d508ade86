//! Code that is taken from files: the text, or why there is none.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;

use super::memo::Earlier;
use super::{Book, relative};
use crate::diagnostic::{ADVISED, Diagnostic, nearest};
use crate::load::TEXT_BYTES;
use crate::parse::fence::{Include, RegionError, region, whole};
use crate::parse::{Body, Document, address};

/// What is known of the last state of the book: which documents take code from files.
pub(super) type Memo = Vec<bool>;

/// Problems of all code blocks that say `include="…"`, and the files that take more code than a page may hold.
pub(super) fn check(
    book: &Book,
    memo: &mut Memo,
    earlier: &Earlier,
) -> (Vec<Diagnostic>, BTreeSet<Arc<str>>) {
    let documents = book.documents.par_iter().enumerate();
    let includes = |(number, document): (usize, &Arc<Document>)| {
        let known = earlier.document(number);
        let known = known.and_then(|number| memo.get(number).copied());
        known.unwrap_or_else(|| {
            let mut code = bodies(document).flat_map(|body| &body.code);
            code.any(|block| block.fence.include.is_some())
        })
    };
    *memo = documents.map(includes).collect();
    let mut problems = Vec::new();
    let mut overloaded = BTreeSet::new();
    for (document, _) in book.documents.iter().zip(&*memo).filter(|(_, is)| **is) {
        let mut taken = 0;
        for body in bodies(document) {
            blocks(book, document, body, &mut taken, &mut problems);
        }
        if taken > TEXT_BYTES {
            overloaded.insert(document.file.clone());
        }
    }
    (problems, overloaded)
}

/// The texts of a document: its own, and those of a file of many questions.
pub(super) fn bodies(document: &Document) -> impl Iterator<Item = &Body> {
    let parts = document.parts.iter().map(|part| &part.body);
    std::iter::once(&document.body).chain(parts)
}

/// `taken` is how many bytes the blocks of the document take from files.
fn blocks(
    book: &Book,
    document: &Document,
    body: &Body,
    taken: &mut u64,
    problems: &mut Vec<Diagnostic>,
) {
    for block in &body.code {
        let Some(include) = &block.fence.include else {
            continue;
        };
        // It was told.
        if *taken > TEXT_BYTES {
            return;
        }
        let missing = match book.included(document, include) {
            Ok(text) => {
                *taken += text.len() as u64;
                if *taken <= TEXT_BYTES {
                    continue;
                }
                Missing::Overloaded
            }
            Err(missing) => missing,
        };
        let line = crate::parse::first_line(&document.text, &block.span);
        let mut problem = Diagnostic::error(&document.file, line, missing.to_string());
        let is_advised = problems.len() < ADVISED;
        problem.hint = is_advised.then(|| book.hint(document, &missing)).flatten();
        problems.push(problem);
    }
}

/// Why there is no text for a code block.
#[derive(Debug)]
pub enum Missing {
    /// The path leads out of the content folder.
    Outside(String),
    /// There is no such file.
    File(String),
    /// The file is no text, or too large.
    Text(String),
    /// The file has no such region.
    Region(String, RegionError),
    /// The page takes more code than it may hold.
    Overloaded,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside(path) => write!(f, "`{path}` leads out of the content folder"),
            Self::File(path) => write!(f, "there is no file `{path}` in the content folder"),
            Self::Text(path) => {
                write!(f, "`{path}` is not a text of less than a megabyte in UTF-8")
            }
            Self::Region(path, error) => write!(f, "{path}: {error}"),
            Self::Overloaded => {
                let most = TEXT_BYTES >> 20;
                write!(f, "the page takes more than {most} MB of code from files")
            }
        }
    }
}

impl Book {
    /// The text that a code block of a document is taken from: a file of the book, or a region of one.
    ///
    /// # Errors
    /// If there is no such text, which was reported when the book was put together.
    pub fn included(
        &self,
        document: &Document,
        include: &Include,
    ) -> Result<Cow<'_, str>, Missing> {
        // Drawn, it would be as long as its author can multiply.
        if self.overloaded.contains(&document.file) {
            return Err(Missing::Overloaded);
        }
        let typed = &include.path;
        let Some(path) = address::resolve(&document.folder, typed) else {
            return Err(Missing::Outside(typed.clone()));
        };
        let Some(asset) = self.assets.get(&path) else {
            return Err(Missing::File(path));
        };
        let Some(text) = asset.text() else {
            return Err(Missing::Text(path));
        };
        match &include.region {
            Some(name) => region(text, name).map_err(|error| Missing::Region(path, error)),
            None => Ok(whole(text)),
        }
    }

    /// The texts that the code blocks of a body are taken from, in their order; an empty one stands for what there
    /// is not.
    pub(crate) fn all_included<'b>(
        &'b self,
        document: &'b Document,
        body: &'b Body,
    ) -> impl Iterator<Item = Cow<'b, str>> {
        let includes = body.code.iter().filter_map(|c| c.fence.include.as_ref());
        includes.map(|include| self.included(document, include).unwrap_or_default())
    }

    /// What to do about it: the nearest name among those that there are.
    fn hint(&self, document: &Document, missing: &Missing) -> Option<String> {
        match missing {
            Missing::Outside(_) => Some("include files of the book".into()),
            Missing::Text(_) => None,
            Missing::Overloaded => Some("take regions of the files".into()),
            Missing::Region(path, error) => error.hint(self.assets.get(path)?.text()?),
            Missing::File(path) => {
                let near = nearest(path, self.assets.keys().map(String::as_str));
                let Some(near) = near else {
                    return Some("paths count from the file's own folder".into());
                };
                let from = format!("{}/_", document.folder);
                let near = relative(from.trim_start_matches('/'), near);
                Some(format!("did you mean `{near}`?"))
            }
        }
    }
}
