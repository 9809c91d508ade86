//! What a text contains: headings, links, formulas, code blocks, the options of a quiz, plain words.
//!
//! One walk over the tree of a body. Places are kept, not nodes: whoever draws the text reads it again.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, CowStr, HeadingLevel, LinkType, Tag};

use super::address::{Address, address};
use super::fence::{self, Fence};
use super::front_matter::HeadingAttributes;
use super::tree::{self, Callout, Kind, MAX_DEPTH, Node, Reading};
use super::{
    Block, Document, RawAttributes, TaskList, anchor, dollar, formula, formula_words, task_list,
    wiki_link,
};
use crate::diagnostic::{Diagnostic, did_you_mean};

/// A text of a document: the whole of it, or a part.
#[derive(Clone, Debug)]
pub struct Body {
    /// Where it stands in the file.
    pub range: Range<usize>,
    /// By how many levels its headings are raised when it is shown on a page of its own.
    pub raised: u8,
    /// Its outermost blocks, in order.
    pub blocks: Vec<Block>,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
    /// The ids of its headings, in order, as long as no original says otherwise.
    pub anchors: Arc<[String]>,
    /// Its links and images, in order.
    pub links: Vec<Link>,
    /// Its fenced code blocks, in order.
    pub code: Vec<CodeBlock>,
    /// Whether it has formulas.
    pub has_formulas: bool,
    /// Where its first paragraph stands: the short answer.
    pub summary: Option<Range<usize>>,
    /// The first paragraph's text, formulas without their markup.
    pub summary_text: String,
    /// Its length in words, code blocks left out.
    pub words: usize,
    /// The first task list: the options, if the question is a quiz.
    pub options: Option<TaskList>,
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Where it stands.
    pub span: Range<usize>,
    /// 1 to 6, after raising.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// The id that its author gave it.
    pub id: Option<String>,
}

/// A link or an image.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it points to.
    pub target: LinkTarget,
    /// Whether it is an image.
    pub is_image: bool,
}

/// What a link points to, as typed.
#[derive(Clone, Debug)]
pub enum LinkTarget {
    /// `[[id]]` or `[[id#anchor]]`.
    Wiki {
        /// The id.
        id: String,
        /// The heading of it, if one is named.
        anchor: Option<String>,
    },
    /// An address.
    Address(Address),
}

/// A fenced code block.
#[derive(Clone, Debug)]
pub struct CodeBlock {
    /// Where it stands.
    pub span: Range<usize>,
    /// What its first line says.
    pub fence: Fence,
}

impl Body {
    /// A body that nothing is known of yet.
    pub(super) fn empty(range: Range<usize>) -> Self {
        Self {
            range,
            raised: 0,
            blocks: Vec::new(),
            headings: Vec::new(),
            anchors: Arc::default(),
            links: Vec::new(),
            code: Vec::new(),
            has_formulas: false,
            summary: None,
            summary_text: String::new(),
            words: 0,
            options: None,
        }
    }
}

/// Reads the bodies of one document.
pub(super) struct Reader<'d> {
    file: Arc<str>,
    text: Arc<str>,
    definitions: tree::Definitions,
    smart_punctuation: bool,
    has_title: bool,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'d> Reader<'d> {
    pub(super) fn new(document: &Document, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        Self {
            file: document.file.clone(),
            text: document.text.clone(),
            definitions: document.definitions.clone(),
            smart_punctuation: document.smart_punctuation,
            has_title: document.front_matter.title.is_some(),
            diagnostics,
        }
    }

    pub(super) fn read(&mut self, range: Range<usize>, raised: u8) -> Body {
        let text = self.text.clone();
        let reading = Reading {
            definitions: &self.definitions,
            smart_punctuation: self.smart_punctuation,
        };
        let tree = tree::tree(&text, &range, reading);
        let mut body = Body::empty(range);
        body.raised = raised;
        body.blocks = tree.nodes.iter().map(Block::of).collect();
        if let Some(span) = tree.too_deep {
            let message = format!("blocks are nested deeper than {MAX_DEPTH} levels");
            self.error(span, message, "write it flatter");
        }
        let mut walk = Walk {
            reader: self,
            body: &mut body,
            plain: String::new(),
            in_display: false,
        };
        for (number, node) in tree.nodes.iter().enumerate() {
            walk.top_level(node, number == 0);
            walk.node(node);
        }
        walk.body.words = walk.plain.split_whitespace().count();
        body.anchors = anchor::anchors(&body.headings);
        body
    }

    pub(super) fn attributes(
        &mut self,
        heading: &Range<usize>,
        raw: &RawAttributes,
    ) -> HeadingAttributes {
        let classes: Vec<_> = raw.classes.iter().map(String::as_str).collect();
        let pairs = raw
            .pairs
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_deref()))
            .collect();
        let (attributes, problems) = HeadingAttributes::read(raw.slug.as_deref(), &classes, &pairs);
        for (message, hint) in problems {
            let mut problem =
                Diagnostic::error(&self.file, first_line(&self.text, heading), message);
            problem.hint = hint;
            self.diagnostics.push(problem);
        }
        attributes
    }

    fn error(&mut self, span: Range<usize>, message: impl Into<String>, hint: &str) {
        self.diagnostics
            .push(Diagnostic::error(&self.file, span, message).hint(hint));
    }
}

/// The first line of a range, for problems that would else underline a page.
pub(crate) fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let line = text[span.clone()].lines().next().unwrap_or_default();
    span.start..span.start + line.trim_end().len()
}

struct Walk<'w, 'd> {
    reader: &'w mut Reader<'d>,
    body: &'w mut Body,
    /// Whether the last `$$` in the text began a formula that is not one.
    in_display: bool,
    /// The text without code blocks. Dropped when its words are counted: a large book has a lot of it.
    plain: String,
}

impl Walk<'_, '_> {
    /// What matters only of blocks that are not inside others.
    fn top_level(&mut self, node: &Node<'_>, is_first: bool) {
        match &node.kind {
            Kind::Element(Tag::Paragraph) if self.body.summary.is_none() && !is_figure(node) => {
                self.body.summary = Some(node.span.clone());
                self.body.summary_text = summary(node);
            }
            Kind::Element(Tag::List(_)) if self.body.options.is_none() => {
                self.body.options = task_list::read(node);
            }
            Kind::Element(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) => {
                let (hint, span) = (
                    "the title in the front matter is the page's heading: begin with `##`",
                    first_line(&self.reader.text, &node.span),
                );
                // Without front matter the heading is the title: what is wrong has been said.
                if !self.reader.has_title {
                    return;
                }
                let again = if is_first {
                    "the title is given twice"
                } else {
                    "a heading of level 1 inside a page"
                };
                self.reader
                    .diagnostics
                    .push(Diagnostic::warning(&self.reader.file, span, again).hint(hint));
            }
            _ => {}
        }
    }

    fn node(&mut self, node: &Node<'_>) {
        match &node.kind {
            Kind::Element(Tag::Heading { level, id, .. }) => {
                self.heading(node, *level, id.as_deref())
            }
            Kind::Element(Tag::CodeBlock(kind)) => return self.code_block(node, kind),
            Kind::Element(Tag::BlockQuote(_)) => self.quote(node),
            Kind::Element(Tag::TableHead | Tag::TableRow) => {
                if let Some(cut) = dollar::cut_by_cell(&self.reader.text, &node.span) {
                    self.reader.error(cut.span, cut.message, cut.hint);
                }
                if let Some(span) = wiki_link::cut_by_cell(&self.reader.text, &node.span) {
                    let message = "the `|` in this link ends the cell of the table";
                    let hint = r"write `\|` instead";
                    self.reader.error(span, message, hint);
                }
            }
            Kind::Element(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => self.link(node, *link_type, dest_url, false),
            Kind::Element(Tag::Image {
                link_type,
                dest_url,
                ..
            }) => self.link(node, *link_type, dest_url, true),
            Kind::Formula(tex, display) => self.formula(node, tex, *display),
            Kind::Text(text) => self.text(node, text),
            Kind::Code(code) => self.plain.push_str(code),
            Kind::SoftBreak | Kind::HardBreak => self.plain.push(' '),
            _ => {}
        }
        node.children.iter().for_each(|child| self.node(child));
        if matches!(&node.kind, Kind::Element(tag) if is_block(tag)) {
            self.plain.push('\n');
        }
    }

    fn heading(&mut self, node: &Node<'_>, level: HeadingLevel, id: Option<&str>) {
        self.body.headings.push(Heading {
            span: node.span.clone(),
            level: (level as u8).saturating_sub(self.body.raised).max(2),
            text: node.to_plain().trim().to_owned(),
            id: id.map(str::to_owned),
        });
    }

    fn code_block(&mut self, node: &Node<'_>, kind: &CodeBlockKind<'_>) {
        let CodeBlockKind::Fenced(info) = kind else {
            return;
        };
        let text = &self.reader.text;
        let line = first_line(text, &node.span);
        // Entities and escapes are decoded in `info`; where it has none, its place in the file is known.
        let info_start = text[line.clone()].find(&**info);
        let (fence, problems) = fence::parse(info);
        for problem in problems {
            let span = match info_start.map(|start| start + line.start) {
                Some(start) => start + problem.span.start..start + problem.span.end,
                None => line.clone(),
            };
            let mut diagnostic = Diagnostic::error(&self.reader.file, span, problem.message);
            diagnostic.hint = problem.hint;
            self.reader.diagnostics.push(diagnostic);
        }
        if !is_closed(&text[node.span.clone()]) {
            let hint = "close it with a line of as many backticks as it begins with";
            self.reader
                .error(line, "this code block is not closed", hint);
        }
        self.body.code.push(CodeBlock {
            span: node.span.clone(),
            fence,
        });
    }

    /// A block quote that begins with `[!NAME]`, but not with a known name.
    fn quote(&mut self, node: &Node<'_>) {
        let Some(marker) = tree::marker(&self.reader.text, &node.span) else {
            return;
        };
        let message = format!("unknown block `[!{}]`", marker.name);
        let mut problem = Diagnostic::error(&self.reader.file, marker.span, message);
        problem.hint = did_you_mean(marker.name, Callout::NAMES.iter().map(|(name, _)| *name));
        self.reader.diagnostics.push(problem);
    }

    fn link(&mut self, node: &Node<'_>, kind: LinkType, to: &CowStr<'_>, is_image: bool) {
        let target = if let LinkType::WikiLink { .. } = kind {
            let (id, anchor) = match to.split_once('#') {
                Some((id, anchor)) => (id, Some(anchor.to_owned())),
                None => (&**to, None),
            };
            LinkTarget::Wiki {
                id: id.trim().to_owned(),
                anchor,
            }
        } else {
            LinkTarget::Address(address(to))
        };
        if let LinkTarget::Address(Address::Unsafe { scheme }) = &target {
            let message = format!("links of the scheme `{scheme}:` are not allowed");
            let hint = "use https, http, mailto or tel, or a path inside the book";
            self.reader.error(node.span.clone(), message, hint);
        }
        self.body.links.push(Link {
            span: node.span.clone(),
            target,
            is_image,
        });
    }

    fn formula(&mut self, node: &Node<'_>, tex: &str, display: bool) {
        self.body.has_formulas = true;
        self.plain.push_str(tex);
        if display {
            return;
        }
        let text = &self.reader.text;
        let before = text[..node.span.start].chars().next_back();
        let after = text[node.span.end..].chars().next();
        if let Some(lint) = formula::lint(tex, before, after) {
            self.reader.diagnostics.push(
                Diagnostic::warning(&self.reader.file, node.span.clone(), lint.message)
                    .hint(lint.hint),
            );
        }
    }

    fn text(&mut self, node: &Node<'_>, text: &str) {
        self.plain.push_str(text);
        let whole = self.reader.text.clone();
        for finding in dollar::left_over(&whole, &node.span, &mut self.in_display) {
            self.reader
                .error(finding.span, finding.message, finding.hint);
        }
    }
}

/// Whether a paragraph is nothing but an image.
pub(crate) fn is_figure(paragraph: &Node<'_>) -> bool {
    matches!(
        paragraph.children.as_slice(),
        [Node {
            kind: Kind::Element(Tag::Image { .. }),
            ..
        }]
    )
}

pub(super) fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

/// Whether a fenced code block ends with its fence, rather than with the file or the block around it.
pub(crate) fn is_closed(block: &str) -> bool {
    let mut lines = block.trim_end().lines();
    let opening = lines.next().unwrap_or_default().trim_start();
    let mark = opening.chars().next().unwrap_or('`');
    let length = opening.chars().take_while(|c| *c == mark).count();
    lines.next_back().is_some_and(|last| {
        let fence = last.trim_start_matches([' ', '\t', '>']);
        fence.chars().count() >= length && fence.chars().all(|c| c == mark)
    })
}

/// The first paragraph as plain text.
fn summary(paragraph: &Node<'_>) -> String {
    fn append(node: &Node<'_>, out: &mut String) {
        match &node.kind {
            Kind::Formula(tex, _) => out.push_str(&formula_words::words(tex)),
            Kind::FootnoteReference(_) => {}
            Kind::Element(_) => node.children.iter().for_each(|child| append(child, out)),
            _ => node.plain(out),
        }
    }
    let mut out = String::new();
    append(paragraph, &mut out);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
