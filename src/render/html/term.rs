//! Marks on the glossary's terms: the first place of each in an answer is a link to its entry, which a script makes a
//! card of. In headings, links, code and formulas, in a quiz's options and in footnotes nothing is marked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CowStr, Tag};

use super::{Writer, link, study};
use crate::parse::QuestionKind;
use crate::parse::tree::{Kind, Node};
use crate::relate::{Mention, Place, relative};
use crate::render::sanitize::Content;

/// How many terms a page marks at most: enough to find what is not known, few enough for the text to stay calm, and
/// for the page's size.
const MAX_MARKS: usize = 12;

/// Where marks begin and end.
#[derive(Default)]
pub(super) struct Marks {
    /// By the place of a piece of text in the file.
    pieces: BTreeMap<usize, Vec<Edge>>,
    /// Whether a mark is open that was written.
    is_open: bool,
}

/// A mark's beginning or end in a piece of text.
struct Edge {
    /// Where, in bytes of the piece.
    at: usize,
    /// The term that begins, as a position in the glossary; `None` at the end of one.
    term: Option<usize>,
}

/// The terms of one page while they are looked for.
struct Search<'w, 'b> {
    writer: &'w Writer<'b>,
    /// The question whose page this is.
    question: Option<Mention>,
    seen: BTreeSet<usize>,
    pieces: BTreeMap<usize, Vec<Edge>>,
}

/// Text between two other things of a line: pieces of it with the places where each begins in the joined text.
#[derive(Default)]
struct Run<'n> {
    text: String,
    pieces: Vec<(usize, &'n Node<'n>)>,
    /// Whether it follows something that is no text, to which its first word may belong.
    follows: bool,
}

impl<'b> Writer<'b> {
    /// Finds the terms of an answer.
    pub(super) fn mark_terms(&mut self, nodes: &[Node<'_>]) {
        if self.shown.kind.is_none() || self.site.book.terms.is_empty() {
            return;
        }
        let mut search = Search {
            question: self.shown.question.map(Mention::Question),
            writer: self,
            seen: BTreeSet::new(),
            pieces: BTreeMap::new(),
        };
        search.walk(nodes);
        self.terms.pieces = search.pieces;
    }

    /// Text, with the marks that begin and end in it.
    pub(super) fn text_with_terms(&mut self, text: &CowStr<'_>, place: usize) {
        self.part_with_terms(text, place, 0..text.len());
    }

    /// A part of a text that begins at a place in the file. Parts are written in order; a mark that ends where the next
    /// one begins belongs to the earlier. None is parted, since words that touch a formula have no marks.
    pub(super) fn part_with_terms(&mut self, text: &str, place: usize, part: Range<usize>) {
        let Some(edges) = self.terms.pieces.get_mut(&place) else {
            return self.words(&text[part]);
        };
        let is_in = |edge: &mut Edge| match edge.term {
            Some(_) => edge.at < part.end,
            None => edge.at <= part.end,
        };
        let edges: Vec<Edge> = edges.extract_if(.., is_in).collect();
        let mut written = part.start;
        for Edge { at, term } in edges {
            self.escape(&text[written..at]);
            written = at;
            match term {
                Some(term) => self.begin_term(term),
                None if self.terms.is_open => {
                    self.close("</a>");
                    self.terms.is_open = false;
                }
                None => {}
            }
        }
        self.escape(&text[written..part.end]);
    }

    fn begin_term(&mut self, term: usize) {
        // A link in raw HTML may stand round it.
        if self.raw.is_in_link() {
            return;
        }
        let glossary = self.site.book.path(Place::Glossary, self.shown.language);
        let mut tag = String::from("<a class=\"term-link\" href=\"");
        let id = &self.site.book.terms[term].id;
        let address = format!("{}#{id}", relative(self.shown.path, &glossary));
        link::encode_address(&address, &mut tag);
        tag.push_str("\">");
        self.open(Content::Link, &tag);
        self.terms.is_open = true;
    }
}

impl Search<'_, '_> {
    fn walk(&mut self, nodes: &[Node<'_>]) {
        // Raw HTML in a line may be a tag round the words after it.
        if nodes.iter().any(|node| matches!(node.kind, Kind::Html(_))) {
            return;
        }
        let mut run = Run::default();
        for node in nodes {
            match &node.kind {
                Kind::Text(text) => {
                    run.pieces.push((run.text.len(), node));
                    run.text.push_str(text);
                }
                // In plain text a line break would end a phrase.
                Kind::SoftBreak => run.text.push(' '),
                _ => {
                    let is_word = matches!(node.kind, Kind::Formula(..) | Kind::Code(_));
                    self.look(&run, is_word);
                    run = Run {
                        follows: is_word,
                        ..Run::default()
                    };
                    if self.may_hold_terms(node) {
                        self.walk(&node.children);
                    }
                }
            }
        }
        self.look(&run, false);
    }

    fn may_hold_terms(&self, node: &Node<'_>) -> bool {
        match &node.kind {
            Kind::Callout(_) => true,
            Kind::Element(tag) => match tag {
                Tag::List(_) => !self.is_quiz(node),
                Tag::Heading { .. }
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::CodeBlock(_)
                | Tag::HtmlBlock
                | Tag::TableHead
                | Tag::DefinitionListTitle
                | Tag::FootnoteDefinition(_)
                | Tag::MetadataBlock(_) => false,
                _ => true,
            },
            _ => false,
        }
    }

    /// Whether a list may be the options of a quiz, which can be pressed as a whole.
    fn is_quiz(&self, list: &Node<'_>) -> bool {
        self.writer.shown.kind == Some(QuestionKind::Quiz)
            && list
                .children
                .iter()
                .any(|item| study::ticked(item).is_some())
    }

    /// Marks what a run names for the first time. Words that a formula or code touches may be halves of others.
    fn look(&mut self, run: &Run<'_>, is_followed: bool) {
        if run.text.is_empty() || self.seen.len() >= MAX_MARKS {
            return;
        }
        let is_space = char::is_whitespace;
        let begin = match run.follows {
            true => run.text.find(is_space).unwrap_or(run.text.len()),
            false => 0,
        };
        let end = match is_followed {
            true => run.text.rfind(is_space).unwrap_or(0),
            false => run.text.len(),
        };
        let finder = &self.writer.site.terms[self.writer.document.language];
        for (span, term) in finder.find(&run.text, |term| self.is_wanted(term)) {
            let is_whole = span.start >= begin && span.end <= end;
            if is_whole && self.seen.len() < MAX_MARKS && self.seen.insert(term) {
                self.edge(run, span.start, Some(term));
                self.edge(run, span.end, None);
            }
        }
    }

    /// Whether a term has not been marked yet, and is not what the page itself is about.
    fn is_wanted(&self, term: usize) -> bool {
        let about = self.writer.site.book.terms[term].about;
        !self.seen.contains(&term) && (about.is_none() || about != self.question)
    }

    /// Notes an edge in the piece that it stands in: where one ends and the next begins, the end belongs to the first.
    fn edge(&mut self, run: &Run<'_>, at: usize, term: Option<usize>) {
        let number = match term {
            Some(_) => run.pieces.partition_point(|(start, _)| *start <= at),
            None => run.pieces.partition_point(|(start, _)| *start < at),
        };
        if let Some((start, node)) = number.checked_sub(1).and_then(|n| run.pieces.get(n)) {
            let edges = self.pieces.entry(node.span.start).or_default();
            edges.push(Edge {
                at: at - start,
                term,
            });
        }
    }
}
