//! Whether translations are as new as their originals, for books that keep a record of it.
//!
//! That an original is newer is advice: whoever mends an original need not know the other languages. A
//! translation that nothing is recorded of is an error once the book has recorded any, because readers would
//! not be told when its original changes.

use crate::diagnostic::Diagnostic;
use crate::relate::{Book, Freshness, Version};

pub(super) fn lint(book: &Book) -> Vec<Diagnostic> {
    let versions = || {
        let articles = book.places().into_iter();
        let articles = articles.filter_map(|place| book.article(place));
        articles.flat_map(|article| article.versions.iter().flatten().map(move |v| (article, v)))
    };
    let is_recorded = |version: &Version| matches!(version.freshness(book), Freshness::Recorded(_));
    if !versions().any(|(_, version)| is_recorded(version)) {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (article, version) in versions() {
        let document = version.document(book);
        if *version.freshness(book) == Freshness::Unrecorded {
            let message = "nothing is recorded of what this translation was made from";
            let hint = format!("`answerbook translate accept {}`", document.file);
            let problem = Diagnostic::error(&document.file, document.title_span(), message);
            problems.push(problem.hint(hint));
        }
        let original = article.original().document(book);
        let changes = version.freshness(book).changes().iter();
        problems.extend(changes.map(|change| change.diagnostic(original, document)));
    }
    problems
}
