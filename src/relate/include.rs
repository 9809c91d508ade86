//! Code that is taken from files: the text, or why there is none.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::memo::Earlier;
use super::{Book, relative};
use crate::diagnostic::{Diagnostic, nearest};
use crate::parse::fence::{Include, RegionError, region, whole};
use crate::parse::{Body, Document, address};

/// What is known of the last state of the book: which documents take code from files.
pub(super) type Memo = Vec<bool>;

/// Problems of all code blocks that say `include="…"`.
pub(super) fn check(book: &Book, memo: &mut Memo, earlier: &Earlier) -> Vec<Diagnostic> {
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
    for (document, _) in book.documents.iter().zip(&*memo).filter(|(_, is)| **is) {
        for body in bodies(document) {
            blocks(book, document, body, &mut problems);
        }
    }
    problems
}

fn bodies(document: &Document) -> impl Iterator<Item = &Body> {
    let parts = document.parts.iter().map(|part| &part.body);
    std::iter::once(&document.body).chain(parts)
}

fn blocks(book: &Book, document: &Document, body: &Body, problems: &mut Vec<Diagnostic>) {
    for block in &body.code {
        let Some(include) = &block.fence.include else {
            continue;
        };
        if let Err((message, hint)) = book.included(document, include) {
            let line = crate::parse::first_line(&document.text, &block.span);
            let mut problem = Diagnostic::error(&document.file, line, message);
            problem.hint = hint;
            problems.push(problem);
        }
    }
}

impl Book {
    /// The text that a code block of a document is taken from: a file of the book, or a region of one.
    ///
    /// # Errors
    /// If there is no such text: a message and perhaps a hint, which were reported when the book was put
    /// together.
    pub fn included(
        &self,
        document: &Document,
        include: &Include,
    ) -> Result<Cow<'_, str>, (String, Option<String>)> {
        let typed = &include.path;
        let Some(path) = address::resolve(&document.folder, typed) else {
            let message = format!("`{typed}` leads out of the content folder");
            return Err((message, Some("include files of the book".into())));
        };
        let Some(asset) = self.assets.get(&path) else {
            let near = nearest(&path, self.assets.keys().map(String::as_str));
            let hint = match near {
                Some(near) => {
                    let from = format!("{}/_", document.folder);
                    format!(
                        "did you mean `{}`?",
                        relative(from.trim_start_matches('/'), near)
                    )
                }
                None => "paths count from the file's own folder".to_owned(),
            };
            return Err((
                format!("there is no file `{path}` in the content folder"),
                Some(hint),
            ));
        };
        let Some(text) = asset.text() else {
            let message = format!("`{path}` is not a text of less than a megabyte in UTF-8");
            return Err((message, None));
        };
        match &include.region {
            Some(name) => region(text, name).map_err(|error| region_problem(&path, &error)),
            None => Ok(whole(text)),
        }
    }
}

fn region_problem(path: &str, error: &RegionError) -> (String, Option<String>) {
    (format!("{path}: {error}"), error.hint().map(str::to_owned))
}
