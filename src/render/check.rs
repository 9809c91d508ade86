//! What can be checked once the theme is known and before anything is drawn: the languages of code.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Theme;
use crate::diagnostic::Diagnostic;
use crate::parse::{Body, Document};
use crate::relate::Book;

impl Theme {
    /// Warnings about code blocks in languages that cannot be highlighted.
    pub fn check(&self, book: &Book) -> Vec<Diagnostic> {
        let documents = book.documents.par_iter();
        documents
            .flat_map_iter(|document| self.check_document(document))
            .collect()
    }

    /// Such warnings about one document.
    pub fn check_document(&self, document: &Document) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let parts = document.parts.iter().map(|part| &part.body);
        for body in std::iter::once(&document.body).chain(parts) {
            self.languages(document, body, &mut problems);
        }
        problems
    }

    fn languages(&self, document: &Document, body: &Body, problems: &mut Vec<Diagnostic>) {
        let mut seen = BTreeSet::new();
        for block in &body.code {
            let language = &block.fence.language;
            if language.is_empty() || self.highlighter.knows(language) || !seen.insert(language) {
                continue;
            }
            let line = crate::parse::first_line(&document.text, &block.span);
            let message =
                format!("code in `{language}` cannot be highlighted: the language is not known");
            let problem = Diagnostic::warning(&document.file, line, message);
            let hint = match self.highlighter.nearest(language) {
                Some(near) => format!("did you mean `{near}`? `text` is code without a language"),
                None => "write `text` for code without a language".to_owned(),
            };
            problems.push(problem.hint(hint));
        }
    }
}
