//! `lint`: whether the texts of a book are written as its authors agreed to write them.
//!
//! In comes the [`Book`], which holds its documents with their texts; out go [`Diagnostic`]s. Everything
//! here concerns taste and care, not whether a site can be built: a book is linted only if its author asks,
//! by `answerbook check --content`. What breaks a rule is an error; what a person has to judge is advice.
//! No file is read, nothing is changed, and a question is linted without regard to the others.
//!
//! Each family of rules has a file. How long texts may be comes from `[content]` in book.toml.

use std::ops::Range;

use rayon::prelude::*;

use crate::config::ContentTable;
use crate::diagnostic::Diagnostic;
use crate::parse::tree::{Node, Tree};
use crate::parse::{Body, Document, first_line};
use crate::relate::{Book, Question, Version};

mod alignment;
mod code;
mod counterpart;
mod formula;
mod freshness;
mod length;
mod parts;
mod passage;
mod short_answer;
mod sources;
mod status;
mod structure;
mod symbols;
mod terms;
mod walk;

pub use status::unanswered;
use terms::Glossary;

/// All findings, question by question; a question's original before its translations.
pub fn lint(book: &Book) -> Vec<Diagnostic> {
    let glossary = Glossary::new(book);
    let of_groups = book.groups.iter().flat_map(|group| {
        let version = group.article.original();
        sources::lint(&book.config.content, version.document(book))
    });
    let of_questions = book
        .questions
        .par_iter()
        .map(|question| of_question(book, question, &glossary));
    let of_questions: Vec<Vec<Diagnostic>> = of_questions.collect();
    of_groups
        .chain(of_questions.into_iter().flatten())
        .chain(freshness::lint(book))
        .chain(unanswered(book))
        .collect()
}

fn of_question(book: &Book, question: &Question, glossary: &Glossary<'_>) -> Vec<Diagnostic> {
    // What is said of an answer holds for one that is written.
    if question.status.is_some() {
        return Vec::new();
    }
    let article = &question.article;
    let original = Page::new(book, question, article.original, article.original());
    let mut problems = Vec::new();
    // The sources of a file of many questions stand once, for all of them.
    if question.group.is_none() {
        problems.extend(sources::lint(&book.config.content, original.document));
    }
    length::lint(&original, &mut problems);
    let translations = article.versions.iter().enumerate();
    let translations = translations.filter(|(language, _)| *language != article.original);
    let translations = translations
        .filter_map(|(language, version)| Some((language, version.as_ref()?)))
        .map(|(language, version)| Page::new(book, question, language, version));
    let translations: Vec<Page<'_>> = translations.collect();
    for page in std::iter::once(&original).chain(&translations) {
        short_answer::lint(page, &mut problems);
        parts::lint(page, &mut problems);
        symbols::lint(page, &mut problems);
        glossary.synonyms(page, &mut problems);
    }
    for translation in &translations {
        structure::lint(&original, translation, &mut problems);
        glossary.missing(&original, translation, &mut problems);
    }
    problems
}

/// A question in a language, read.
struct Page<'b> {
    book: &'b Book,
    question: &'b Question,
    version: &'b Version,
    /// Its language, as a position in the settings.
    language: usize,
    document: &'b Document,
    body: &'b Body,
    tree: Tree<'b>,
}

impl<'b> Page<'b> {
    fn new(book: &'b Book, question: &'b Question, language: usize, version: &'b Version) -> Self {
        let document = version.document(book);
        let body = version.body(book);
        Self {
            book,
            question,
            version,
            language,
            document,
            body,
            tree: document.tree(&body.range),
        }
    }

    fn nodes(&self) -> &[Node<'b>] {
        &self.tree.nodes
    }

    fn text(&self) -> &'b str {
        &self.document.text
    }

    fn rules(&self) -> &'b ContentTable {
        &self.book.config.content
    }

    fn is_original(&self) -> bool {
        self.language == self.question.article.original
    }

    /// Where problems are shown that are about the question as a whole.
    fn title_span(&self) -> Range<usize> {
        match self.version.part {
            Some(part) => self.first_line(&self.document.parts[part].heading),
            None => self.document.title_span(),
        }
    }

    fn first_line(&self, span: &Range<usize>) -> Range<usize> {
        first_line(self.text(), span)
    }

    /// The first line of a displayed formula that is not `$$` alone.
    fn formula_line(&self, formula: &Range<usize>) -> Range<usize> {
        let text = &self.text()[formula.clone()];
        let inside = text.trim_start_matches(['$', ' ', '>', '\n', '\r']);
        let start = formula.start + text.len() - inside.len();
        self.first_line(&(start..formula.end))
    }

    fn error(&self, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(&self.document.file, span, message)
    }

    fn advice(&self, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::advice(&self.document.file, span, message)
    }
}
