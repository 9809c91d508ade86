//! Files that browsers or hosts would do what they say: that they are not published is told here.
//!
//! In: the book. Out: a warning for each that no code is taken from, since its author meant something else. A link to
//! one is an error of the link.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Book;
use super::include::bodies;
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::address;

/// What to do with such a file.
pub(super) const HINT: &str = "put it into `static/`, where files are reviewed as code, or set `raw_html = \"trust\"` in `[markdown]`";

/// Warnings about files that are there for nothing.
pub(super) fn check(book: &Book) -> Vec<Diagnostic> {
    if book.active.is_empty() {
        return Vec::new();
    }
    let documents = book.documents.par_iter();
    let taken: BTreeSet<String> = documents
        .flat_map_iter(|document| {
            let code = bodies(document).flat_map(|body| &body.code);
            let includes = code.filter_map(|block| block.fence.include.as_ref());
            includes.filter_map(|include| address::resolve(&document.folder, &include.path))
        })
        .collect();
    let left = book.active.iter().filter(|path| !taken.contains(*path));
    left.filter_map(|path| {
        let file = &book.assets.get(path)?.file;
        let message = "the file is not published: browsers or hosts would do what it says";
        let problem = Diagnostic::new(Severity::Warning, Some(file), None, message);
        Some(problem.hint(HINT))
    })
    .collect()
}
