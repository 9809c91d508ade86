//! Stage 2, `parse`: one Markdown file → one [`Document`].
//!
//! In comes a file's text, out goes everything that can be said of it without knowing any other file:
//! front matter with places, headings, links, formulas, code blocks, study blocks, plain text, and the
//! problems found. Whether a link leads anywhere or a level exists is for the next stage.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{HeadingLevel, Tag};

use crate::config::{Config, is_language_tag};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::inputs::{self, Inputs};
use crate::load::Source;

pub mod address;
mod anchor;
mod autolink;
mod block;
mod body;
pub mod code;
mod dollar;
pub mod fence;
pub mod formula;
pub mod formula_words;
pub mod front_matter;
mod task_list;
pub mod tree;
mod wiki_link;

pub use block::{Block, BlockKind};
pub use body::{Body, CodeBlock, Heading, Link, LinkTarget};
pub(crate) use body::{first_line, is_closed};
pub use front_matter::{AnswerStatus, FrontMatter, HeadingAttributes, QuestionKind, Reference};
pub use task_list::{Choice, TaskList};

use tree::{Definitions, Kind, Reading};

/// A Markdown file, read.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file, relative to the book's root.
    pub file: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// Its text as [`crate::inputs`] of what is made of it: hashed once, since most of a book is made of texts.
    pub text_inputs: Inputs,
    /// What the file is for.
    pub role: Role,
    /// The folders that it stands in, relative to the content folder and joined by `/`; empty at the top.
    pub folder: String,
    /// Its name without language and ending.
    pub stem: String,
    /// Its language, as a position in [`Config::languages`].
    pub language: usize,
    /// What it says of itself.
    pub front_matter: Arc<FrontMatter>,
    /// Its text, or in a file of many questions the text before the first of them.
    pub body: Body,
    /// The questions of a file of many.
    pub parts: Vec<Part>,
    /// Link definitions, which hold for all parts of the file.
    pub definitions: Definitions,
    /// Whether quotes and dashes become typographic.
    pub smart_punctuation: bool,
}

/// What a file is for, told by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `index.md` at the top.
    Home,
    /// `index.md` of a folder.
    Topic,
    /// Any other file at the top.
    Page,
    /// Any other file in a folder.
    Question,
}

/// A question in a file of many.
#[derive(Clone, Debug)]
pub struct Part {
    /// The heading that it begins with.
    pub heading: Range<usize>,
    /// The heading's text.
    pub title: String,
    /// The heading's attributes.
    pub attributes: HeadingAttributes,
    /// What follows the heading.
    pub body: Body,
}

impl Document {
    /// The tree of a range of this file: of a body, or of a part of it.
    pub fn tree(&self, range: &Range<usize>) -> tree::Tree<'_> {
        tree::tree(&self.text, range, self.reading())
    }

    fn reading(&self) -> Reading<'_> {
        Reading {
            definitions: &self.definitions,
            smart_punctuation: self.smart_punctuation,
        }
    }

    /// Its title; the name of its file, if it has none.
    pub fn title(&self) -> &str {
        let title = self.front_matter.title.as_ref();
        title.map_or(&self.stem, |title| title.get_ref())
    }

    /// Where problems are shown that are about the file's title or the file as a whole.
    pub fn title_span(&self) -> Range<usize> {
        self.front_matter.title_span()
    }
}

/// Reads a file of the content folder.
///
/// The document is there in any case, so that one bad file does not hide the problems of others.
pub fn parse(source: &Source, config: &Config) -> (Document, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let place = place(source, config, &mut diagnostics);
    let (front_matter, range) =
        front_matter::read(place.role, &source.file, &source.text, &mut diagnostics);
    let mut document = Document {
        file: source.file.clone(),
        text: source.text.clone(),
        text_inputs: inputs::of_text(&source.text),
        role: place.role,
        folder: place.folder,
        stem: place.stem,
        language: place.language,
        definitions: tree::definitions(&source.text, &range),
        smart_punctuation: config.markdown.smart_punctuation,
        front_matter: front_matter.into(),
        body: Body::empty(range.clone()),
        parts: Vec::new(),
    };
    let bounds = match document.front_matter.split {
        Some(_) => split(&document, &range),
        None => Vec::new(),
    };
    let mut reader = body::Reader::new(&document, &mut diagnostics);
    let first = bounds
        .first()
        .map_or(range.end, |(heading, ..)| heading.start);
    let body = reader.read(range.start..first, 0);
    let mut parts = Vec::with_capacity(bounds.len());
    for (number, (heading, title, attributes)) in bounds.iter().enumerate() {
        let end = bounds
            .get(number + 1)
            .map_or(range.end, |(next, ..)| next.start);
        parts.push(Part {
            heading: heading.clone(),
            title: title.clone(),
            attributes: reader.attributes(heading, attributes),
            body: reader.read(heading.end..end, 1),
        });
    }
    document.body = body;
    document.parts = parts;
    if document.front_matter.split.is_some() && document.parts.is_empty() {
        let span = document
            .front_matter
            .split
            .as_ref()
            .map_or(0..0, |s| s.span());
        diagnostics.push(
            Diagnostic::error(
                &document.file,
                span,
                "the file is to be split, but has no heading of level 2",
            )
            .hint("give every question a heading `## …`"),
        );
    }
    (document, diagnostics)
}

/// A heading's attributes as pulldown-cmark gives them.
#[derive(Debug, Default)]
struct RawAttributes {
    slug: Option<String>,
    classes: Vec<String>,
    pairs: BTreeMap<String, Option<String>>,
}

/// The headings of level 2 that stand at the top level: the beginnings of a file's questions.
fn split(document: &Document, range: &Range<usize>) -> Vec<(Range<usize>, String, RawAttributes)> {
    let tree = tree::tree(&document.text, range, document.reading());
    let mut bounds = Vec::new();
    for node in &tree.nodes {
        if let Kind::Element(Tag::Heading {
            level: HeadingLevel::H2,
            id,
            classes,
            attrs,
        }) = &node.kind
        {
            let attributes = RawAttributes {
                slug: id.as_ref().map(ToString::to_string),
                classes: classes.iter().map(ToString::to_string).collect(),
                pairs: attrs
                    .iter()
                    .map(|(k, v)| (k.to_string(), v.as_ref().map(ToString::to_string)))
                    .collect(),
            };
            bounds.push((
                node.span.clone(),
                node.to_plain().trim().to_owned(),
                attributes,
            ));
        }
    }
    bounds
}

struct Place {
    role: Role,
    folder: String,
    stem: String,
    language: usize,
}

/// What a file's path says: `math/gradient.uk.md` is the question `gradient` of `math`, in Ukrainian.
fn place(source: &Source, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Place {
    let (folder, name) = match source.path.rsplit_once('/') {
        Some((folder, name)) => (folder.to_owned(), name),
        None => (String::new(), &*source.path),
    };
    let name = name.strip_suffix(".md").unwrap_or(name);
    let (stem, language) = match name.rsplit_once('.') {
        Some((stem, tag)) if is_language_tag(tag) => (stem, Some(tag)),
        _ => (name, None),
    };
    let mut stem = stem;
    let language = match language {
        None => 0,
        Some(tag) => config.language(tag).unwrap_or_else(|| {
            // Under its whole name, so that it is not taken for a second text in the default language.
            stem = name;
            let message = format!("the book has no language `{tag}`");
            let mut problem = Diagnostic::new(
                crate::diagnostic::Severity::Error,
                Some(&source.file),
                None,
                message,
            );
            let tags = config.languages.iter().map(|l| l.tag.as_str());
            let near = did_you_mean(tag, tags).unwrap_or_default();
            problem.hint = Some(format!(
                "add `[languages.{tag}]` to book.toml, or rename the file ({near})"
            ));
            diagnostics.push(problem);
            0
        }),
    };
    let role = match (folder.is_empty(), stem == "index") {
        (true, true) => Role::Home,
        (false, true) => Role::Topic,
        (true, false) => Role::Page,
        (false, false) => Role::Question,
    };
    Place {
        role,
        folder,
        stem: stem.to_owned(),
        language,
    }
}
