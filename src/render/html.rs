//! A text of the book as HTML: one small function per element, over the tree of `parse`.
//!
//! In come a version of an article and the page that it is shown on; out go HTML and the problems
//! that only drawing finds (formulas, figures). Elements follow the examples of the CommonMark
//! specification to the letter where the book does not give them a meaning of its own.

use std::collections::BTreeMap;

use pulldown_cmark::{Alignment, CodeBlockKind, HeadingLevel, Tag};

use super::Site;
use super::escape::escape;
use super::sanitize::{Content, RawPieces};
use crate::diagnostic::Diagnostic;
use crate::language::Interface;
use crate::parse::tree::{Kind, Node};
use crate::parse::{self, Body, Document, QuestionKind, Reference};
use crate::relate::Version;

pub(super) mod card;
mod code;
mod followup;
mod footnote;
mod glue;
mod inline;
mod link;
mod study;
mod term;

pub(super) use study::option_and_reasons;

/// What is drawn, and where it is shown.
#[derive(Clone, Copy)]
pub(super) struct Shown<'b> {
    /// The text.
    pub(super) version: &'b Version,
    /// The kind, if the text is a question's.
    pub(super) kind: Option<QuestionKind>,
    /// The language of the page, which need not be that of the text.
    pub(super) language: usize,
    /// The path of the page, which addresses are relative to.
    pub(super) path: &'b str,
    /// The question whose page it is.
    pub(super) question: Option<usize>,
    /// Its number among the texts of one page: its headings stand one level deeper then, and its ids say the number.
    pub(super) part_of: Option<usize>,
}

/// HTML with the problems found on the way.
pub(super) struct Drawn {
    /// The HTML.
    pub(super) html: String,
    /// The problems.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Draws a whole text.
pub(super) fn body(site: &Site<'_>, shown: Shown<'_>) -> Drawn {
    let mut writer = Writer::new(site, shown);
    let document = writer.document;
    let tree = document.tree(&writer.body.range);
    writer.footnotes.collect(&tree.nodes);
    writer.mark_terms(&tree.nodes);
    writer.blocks(&tree.nodes, Place::Top);
    writer.footnotes();
    writer.finish()
}

/// Draws the inside of the first paragraph, without links, for cards that are links themselves.
pub(super) fn summary(site: &Site<'_>, shown: Shown<'_>) -> Drawn {
    let mut writer = Writer::new(site, shown);
    writer.is_summary = true;
    let document = writer.document;
    if let Some(range) = &writer.body.summary {
        // Mentions of footnotes are such only beside their definitions; without, the paragraph is enough.
        let has_footnotes = document.text[range.clone()].contains("[^");
        let tree = document.tree(if has_footnotes {
            &writer.body.range
        } else {
            range
        });
        let mut nodes = tree.nodes.iter();
        if let Some(paragraph) = nodes.find(|node| node.span.start >= range.start) {
            writer.inlines(&paragraph.children);
        }
    }
    writer.finish()
}

/// Where a list of blocks stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the text itself.
    Top,
    /// In another block.
    Inside,
}

struct Writer<'b> {
    site: &'b Site<'b>,
    shown: Shown<'b>,
    document: &'b Document,
    body: &'b Body,
    text: &'b Interface,
    anchors: BTreeMap<usize, &'b str>,
    out: String,
    diagnostics: Vec<Diagnostic>,
    /// The account of raw HTML: told of every generated element that holds the author's content.
    raw: RawPieces<'b>,
    footnotes: footnote::Footnotes,
    figures: usize,
    /// What the ids of this text begin with, so that no other text of the page has the same.
    prefix: String,
    is_summary: bool,
    has_opening: bool,
    has_options: bool,
    terms: term::Marks,
    dialect: card::Dialect,
}

impl<'b> Writer<'b> {
    fn new(site: &'b Site<'b>, shown: Shown<'b>) -> Self {
        let book = site.book;
        let body = shown.version.body(book);
        let anchors = body.headings.iter().zip(shown.version.anchors(book));
        let file = &shown.version.document(book).file;
        Self {
            site,
            shown,
            document: shown.version.document(book),
            body,
            text: site.interface(shown.language),
            anchors: anchors.map(|(h, id)| (h.span.start, id.as_str())).collect(),
            out: String::with_capacity(body.range.len() * 2),
            diagnostics: Vec::new(),
            raw: site.theme.sanitizer.pieces(Some(file)),
            footnotes: footnote::Footnotes::default(),
            figures: 0,
            prefix: shown
                .part_of
                .map_or(String::new(), |number| format!("q{number}-")),
            is_summary: false,
            has_opening: false,
            has_options: false,
            terms: term::Marks::default(),
            dialect: card::Dialect::Page,
        }
    }

    fn finish(mut self) -> Drawn {
        let problems = self.raw.finish(&mut self.out);
        self.diagnostics.extend(problems);
        Drawn {
            html: self.out,
            diagnostics: self.diagnostics,
        }
    }

    /// Begins an element that the author's content stands in.
    fn open(&mut self, content: Content, tag: &str) {
        self.raw.enter(content, &mut self.out);
        self.out.push_str(tag);
    }

    /// Ends it, and what raw HTML in it left open.
    fn close(&mut self, tag: &str) {
        self.raw.leave(&mut self.out);
        self.out.push_str(tag);
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn escape(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// Begins a line, as the specification's examples do before every block.
    fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn problem(&mut self, span: std::ops::Range<usize>, message: String, hint: Option<String>) {
        let mut problem = Diagnostic::error(&self.document.file, span, message);
        problem.hint = hint;
        self.diagnostics.push(problem);
    }

    /// Blocks in order. Inline nodes among them are the text of a tight list's item.
    fn blocks(&mut self, nodes: &[Node<'_>], place: Place) {
        let mut rest = nodes;
        while let [node, after @ ..] = rest {
            rest = after;
            match &node.kind {
                Kind::Element(Tag::CodeBlock(kind)) => {
                    let output = parse::code::output_of(after);
                    self.code_block(node, kind, output);
                    rest = &after[usize::from(output.is_some())..];
                }
                Kind::Element(Tag::List(first)) => self.list(node, *first, place),
                Kind::Element(Tag::Paragraph) => self.paragraph(node, place),
                Kind::Element(tag) => self.block(node, tag),
                Kind::Callout(callout) => self.callout(*callout, node),
                Kind::Rule => {
                    self.fresh_line();
                    self.push("<hr />\n");
                }
                _ => self.inline(node),
            }
        }
    }

    fn block(&mut self, node: &Node<'_>, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.heading(node, *level),
            Tag::BlockQuote(_) => self.wrapped(node, "<blockquote>\n", "</blockquote>\n"),
            Tag::HtmlBlock => self.html_block(node),
            Tag::Table(alignments) => self.table(node, alignments),
            Tag::FootnoteDefinition(_) => {}
            Tag::DefinitionList => self.wrapped(node, "<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.line("<dt>", node, "</dt>\n"),
            Tag::DefinitionListDefinition => self.line("<dd>", node, "</dd>\n"),
            Tag::MetadataBlock(_) => {}
            // Parts of lists and tables stand in those; the parser gives an empty item after a link's definition alone.
            Tag::Item | Tag::TableHead | Tag::TableRow | Tag::TableCell => {
                self.blocks(&node.children, Place::Inside);
            }
            _ => self.inline(node),
        }
    }

    fn wrapped(&mut self, node: &Node<'_>, open: &str, close: &str) {
        self.fresh_line();
        self.open(Content::Flow, open);
        self.blocks(&node.children, Place::Inside);
        self.fresh_line();
        self.close(close);
    }

    fn line(&mut self, open: &str, node: &Node<'_>, close: &str) {
        self.fresh_line();
        self.open(Content::Flow, open);
        self.blocks(&node.children, Place::Inside);
        self.close(close);
    }

    fn paragraph(&mut self, node: &Node<'_>, place: Place) {
        self.fresh_line();
        match node.children.as_slice() {
            [
                Node {
                    kind: Kind::Formula(tex, true),
                    span,
                    ..
                },
            ] => {
                if self.is_card() {
                    self.push("<p>");
                    self.card_formula(tex, true);
                    return self.push("</p>\n");
                }
                let label = self.text.text("content.formula").to_owned();
                self.push("<div class=\"formula\" tabindex=\"0\" role=\"group\" aria-label=\"");
                self.escape(&label);
                self.push("\">");
                self.formula(tex, true, span);
                self.push("</div>\n");
            }
            [
                image @ Node {
                    kind:
                        Kind::Element(Tag::Image {
                            dest_url, title, ..
                        }),
                    ..
                },
            ] => {
                self.figure(image, dest_url, title);
            }
            children => {
                let class = self.opening_class(place);
                self.open(Content::Phrasing, &format!("<p{class}>"));
                self.inlines(children);
                self.close("</p>\n");
            }
        }
    }

    /// The first paragraph of a question says what it is: the short answer, or what is asked.
    fn opening_class(&mut self, place: Place) -> &'static str {
        if self.is_card()
            || place == Place::Inside
            || std::mem::replace(&mut self.has_opening, true)
        {
            return "";
        }
        match self.shown.kind {
            None => "",
            Some(QuestionKind::Open | QuestionKind::Behavioural) => " class=\"short-answer\"",
            Some(_) => " class=\"statement\"",
        }
    }

    fn heading(&mut self, node: &Node<'_>, level: HeadingLevel) {
        self.fresh_line();
        let level = (level as u8)
            .saturating_sub(self.body.raised)
            .max(self.site.first_heading());
        let level = (level + u8::from(self.shown.part_of.is_some())).min(6);
        let anchor = self.anchors.get(&node.span.start).copied();
        let anchor = anchor.filter(|_| !self.is_card());
        let id = anchor.map_or(String::new(), |anchor| {
            format!(" id=\"{}{}\"", self.prefix, escaped(anchor))
        });
        self.open(Content::Phrasing, &format!("<h{level}{id}>"));
        match anchor.filter(|_| !link::has_link(&node.children)) {
            Some(anchor) => self.anchored(anchor, &node.children),
            None => self.inlines(&node.children),
        }
        self.close(&format!("</h{level}>\n"));
    }

    fn list(&mut self, node: &Node<'_>, first: Option<u64>, place: Place) {
        if self.begins_quiz(node, place) {
            return self.quiz(node);
        }
        self.fresh_line();
        let is_task_list = node
            .children
            .iter()
            .any(|item| study::ticked(item).is_some());
        let (open, close) = match first {
            Some(1) => ("<ol>\n".to_owned(), "</ol>\n"),
            Some(first) => (format!("<ol start=\"{first}\">\n"), "</ol>\n"),
            None if is_task_list => ("<ul class=\"task-list\">\n".to_owned(), "</ul>\n"),
            None => ("<ul>\n".to_owned(), "</ul>\n"),
        };
        self.push(&open);
        for item in &node.children {
            self.line("<li>", item, "</li>\n");
        }
        self.push(close);
    }

    fn table(&mut self, node: &Node<'_>, alignments: &[Alignment]) {
        self.fresh_line();
        if !self.is_card() {
            let label = self.text.text("content.table").to_owned();
            self.push("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"");
            self.escape(&label);
            self.push("\">");
        }
        self.push("<table>\n");
        for (number, row) in node.children.iter().enumerate() {
            let (cell, is_head) = match row.kind {
                Kind::Element(Tag::TableHead) => ("th", true),
                _ => ("td", false),
            };
            if is_head {
                self.push("<thead>\n");
            } else if number == 1 {
                self.push("<tbody>\n");
            }
            self.push("<tr>\n");
            for (column, content) in row.children.iter().enumerate() {
                let class = match alignments.get(column) {
                    Some(Alignment::Left) => " class=\"left\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    _ => "",
                };
                self.open(Content::Phrasing, &format!("<{cell}{class}>"));
                self.inlines(&content.children);
                self.close(&format!("</{cell}>\n"));
            }
            self.push("</tr>\n");
            if is_head {
                self.push("</thead>\n");
            }
        }
        if node.children.len() > 1 {
            self.push("</tbody>\n");
        }
        self.push(match self.is_card() {
            true => "</table>\n",
            false => "</table></div>\n",
        });
    }

    fn code_block(&mut self, node: &Node<'_>, kind: &CodeBlockKind<'_>, output: Option<&Node<'_>>) {
        self.fresh_line();
        let typed = match kind {
            CodeBlockKind::Fenced(info) => info,
            CodeBlockKind::Indented => "",
        };
        code::code_block(self, node, typed, output);
    }
}

/// The text with what HTML would read as markup replaced.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

/// Appends an address as it stands in an attribute.
pub(super) fn encode(address: &str, out: &mut String) {
    link::encode_address(address, out);
}

/// A reference's address, if it is one that may be linked.
pub(super) fn reference_address(reference: &Reference) -> &str {
    match &reference.url {
        Some(url)
            if url.get_ref().starts_with("https://") || url.get_ref().starts_with("http://") =>
        {
            url.get_ref()
        }
        _ => "",
    }
}
