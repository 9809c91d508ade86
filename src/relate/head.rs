//! Heads: what documents say of themselves, apart from what they tell their readers.
//!
//! In comes a document, out goes its head: where it stands, its front matter and, in a file of many questions,
//! the lines of their headings. The structure of a book is made of heads alone, so an edit that leaves them as
//! they were leaves the structure as it was.

use std::ops::Range;
use std::sync::Arc;

use crate::parse::{Document, FrontMatter, HeadingAttributes, Role, first_line};

/// The head of a document. The fields are those of [`Document`].
#[derive(Debug)]
pub(super) struct Head {
    pub(super) file: Arc<str>,
    pub(super) role: Role,
    pub(super) folder: String,
    pub(super) stem: String,
    pub(super) language: usize,
    pub(super) front_matter: Arc<FrontMatter>,
    /// The heads of its questions, if it is a file of many.
    pub(super) parts: Vec<PartHead>,
    /// What the front matter was read from: all of the file that stands before the text.
    typed: String,
}

/// The head of a question in a file of many.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PartHead {
    /// The line of its heading.
    pub(super) line: Range<usize>,
    /// The heading's text.
    pub(super) title: String,
    /// The heading's attributes.
    pub(super) attributes: HeadingAttributes,
}

impl Head {
    pub(super) fn new(document: &Document) -> Self {
        let parts = document.parts.iter().map(|part| PartHead {
            line: first_line(&document.text, &part.heading),
            title: part.title.clone(),
            attributes: part.attributes.clone(),
        });
        Self {
            file: document.file.clone(),
            role: document.role,
            folder: document.folder.clone(),
            stem: document.stem.clone(),
            language: document.language,
            front_matter: document.front_matter.clone(),
            parts: parts.collect(),
            typed: document.text[..document.body.range.start].to_owned(),
        }
    }

    /// Where problems are shown that are about the file's title or the file as a whole.
    pub(super) fn title_span(&self) -> Range<usize> {
        self.front_matter.title_span()
    }
}

/// Two heads are the same if nothing that is made of them, places included, can differ.
impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            file,
            role,
            folder,
            stem,
            language,
            // As typed it is compared with the places of its values, which `Spanned` leaves out.
            front_matter: _,
            parts,
            typed,
        } = self;
        (role, language) == (&other.role, &other.language)
            && (file, folder, stem) == (&other.file, &other.folder, &other.stem)
            && (typed, parts) == (&other.typed, &other.parts)
    }
}

impl Eq for Head {}
