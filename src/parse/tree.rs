//! Markdown as a tree: the events of pulldown-cmark put together, with the book's own blocks recognised.
//!
//! Takes a range of a file's text and gives nodes whose spans count from the file's beginning. A tree
//! lives only while a page is read or drawn: documents keep places, not nodes. Knows nothing of books.

use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use super::{autolink, wiki_link};

/// How deep blocks and emphasis may nest. Deeper nesting is cut off and reported: it serves no reader,
/// and unbounded it would exhaust the stack of whoever walks the tree.
pub const MAX_DEPTH: usize = 64;

/// A piece of a document with what it contains.
#[derive(Debug)]
pub struct Node<'t> {
    /// What it is.
    pub kind: Kind<'t>,
    /// The bytes of the file that it was read from.
    pub span: Range<usize>,
    /// What it contains; empty for leaves.
    pub children: Vec<Node<'t>>,
}

/// What a node is.
#[derive(Debug)]
pub enum Kind<'t> {
    /// An element of CommonMark or GFM.
    Element(Tag<'t>),
    /// A block quote that begins with `[!NAME]`.
    Callout(Callout),
    /// Text.
    Text(CowStr<'t>),
    /// A code span.
    Code(CowStr<'t>),
    /// A formula between `$` or, if the flag is set, `$$`.
    Formula(CowStr<'t>, bool),
    /// Raw HTML, in a block or in a line.
    Html(CowStr<'t>),
    /// `[^name]`.
    FootnoteReference(CowStr<'t>),
    /// An end of line within a paragraph.
    SoftBreak,
    /// A forced end of line.
    HardBreak,
    /// A thematic break.
    Rule,
    /// The box of a task list's item, ticked or not.
    TaskMarker(bool),
}

/// The kinds of block quotes that begin with `[!NAME]`: GFM's alerts and the book's study blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those that authors type")]
pub enum Callout {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    Hint,
    Solution,
    Followup,
    Pitfall,
}

impl Callout {
    /// All of them, by the name that authors type.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("NOTE", Self::Note),
        ("TIP", Self::Tip),
        ("IMPORTANT", Self::Important),
        ("WARNING", Self::Warning),
        ("CAUTION", Self::Caution),
        ("HINT", Self::Hint),
        ("SOLUTION", Self::Solution),
        ("FOLLOWUP", Self::Followup),
        ("PITFALL", Self::Pitfall),
    ];

    /// The name that authors type.
    pub fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, other)| *other == self)
            .map_or("", |(name, _)| name)
    }

    fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, callout)| *callout)
    }
}

/// Link definitions of a file (`[name]: address`), for parts of it that are read on their own: name in lower case,
/// address, title; sorted by name.
pub type Definitions = Vec<(String, String, String)>;

/// What the tree of a range needs besides its text.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'d> {
    /// Link definitions that stand elsewhere in the file: name, address, title.
    pub definitions: &'d [(String, String, String)],
    /// Whether quotes and dashes become typographic.
    pub smart_punctuation: bool,
}

/// A tree and where it had to be cut off.
#[derive(Debug)]
pub struct Tree<'t> {
    /// The blocks of the range.
    pub nodes: Vec<Node<'t>>,
    /// The first place that was nested deeper than [`MAX_DEPTH`].
    pub too_deep: Option<Range<usize>>,
}

/// Reads a range of a file as Markdown.
pub fn tree<'t>(text: &'t str, range: &Range<usize>, reading: Reading<'_>) -> Tree<'t> {
    let resolve = |link: BrokenLink<'_>| {
        // Sought and not compared one by one: brackets that are no link ask too, and there may be many of both.
        let known = reading.definitions;
        let wanted = link.reference.to_lowercase();
        let found = known.binary_search_by(|(name, ..)| (**name).cmp(&*wanted));
        let (_, address, title) = &known[found.ok()?];
        Some((CowStr::from(address.clone()), CowStr::from(title.clone())))
    };
    let parser = Parser::new_with_broken_link_callback(
        &text[range.clone()],
        options(reading.smart_punctuation),
        Some(resolve),
    );
    let mut builder = Builder::new(text);
    for (event, span) in parser.into_offset_iter() {
        builder.event(event, span.start + range.start..span.end + range.start);
    }
    builder.finish()
}

/// The link definitions of a range of a file.
pub fn definitions(text: &str, range: &Range<usize>) -> Definitions {
    // Most files have none, and then there is no need to read them twice.
    if !text[range.clone()].contains("]:") {
        return Vec::new();
    }
    let parser = Parser::new_ext(&text[range.clone()], options(false));
    let mut found: Definitions = parser
        .reference_definitions()
        .iter()
        .map(|(name, definition)| {
            let title = definition.title.as_deref().unwrap_or_default();
            (
                name.to_lowercase(),
                definition.dest.to_string(),
                title.to_owned(),
            )
        })
        .collect();
    found.sort();
    found
}

fn options(smart_punctuation: bool) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart_punctuation);
    options
}

/// Puts events together. The stack holds the open elements; what is nested too deep is joined to the deepest.
struct Builder<'t> {
    text: &'t str,
    open: Vec<Node<'t>>,
    top: Vec<Node<'t>>,
    skipped: usize,
    too_deep: Option<Range<usize>>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            open: Vec::new(),
            top: Vec::new(),
            skipped: 0,
            too_deep: None,
        }
    }

    fn event(&mut self, event: Event<'t>, span: Range<usize>) {
        let kind = match event {
            Event::Start(tag) => return self.start(tag, span),
            Event::End(end) => return self.end(end),
            Event::Text(text) => return self.text(text, span),
            Event::Code(code) => Kind::Code(code),
            Event::InlineMath(tex) => Kind::Formula(tex, false),
            Event::DisplayMath(tex) => Kind::Formula(tex, true),
            Event::Html(html) | Event::InlineHtml(html) => Kind::Html(html),
            Event::FootnoteReference(name) => Kind::FootnoteReference(name),
            Event::SoftBreak => Kind::SoftBreak,
            Event::HardBreak => Kind::HardBreak,
            Event::Rule => Kind::Rule,
            Event::TaskListMarker(ticked) => Kind::TaskMarker(ticked),
        };
        self.push(Node {
            kind,
            span,
            children: Vec::new(),
        });
    }

    fn start(&mut self, tag: Tag<'t>, span: Range<usize>) {
        if self.open.len() >= MAX_DEPTH {
            self.skipped += 1;
            self.too_deep.get_or_insert(span);
            return;
        }
        self.open.push(Node {
            kind: Kind::Element(wiki_link::without_escape(with_scheme(tag))),
            span,
            children: Vec::new(),
        });
    }

    fn end(&mut self, _: TagEnd) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if let Some(node) = self.open.pop() {
            let node = callout(node, self.text);
            self.push(autolink::linked(node));
        }
    }

    /// Joins neighbouring pieces of text: the parser splits them at every character that might have meant something.
    fn text(&mut self, text: CowStr<'t>, span: Range<usize>) {
        let siblings = match self.open.last_mut() {
            Some(parent) => &mut parent.children,
            None => &mut self.top,
        };
        if let Some(Node {
            kind: Kind::Text(before),
            span: place,
            ..
        }) = siblings.last_mut()
            && !is_escaped_sign(self.text, &span)
        {
            let joined = if place.end == span.start
                && self.text[place.clone()] == **before
                && self.text[span.clone()] == *text
            {
                CowStr::Borrowed(&self.text[place.start..span.end])
            } else {
                CowStr::from(format!("{before}{text}"))
            };
            *before = joined;
            place.end = span.end;
            return;
        }
        self.push(Node {
            kind: Kind::Text(text),
            span,
            children: Vec::new(),
        });
    }

    fn push(&mut self, node: Node<'t>) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.top.push(node),
        }
    }

    fn finish(mut self) -> Tree<'t> {
        while let Some(node) = self.open.pop() {
            self.push(node);
        }
        Tree {
            nodes: self.top,
            too_deep: self.too_deep,
        }
    }
}

/// Whether a piece of text begins with a sign of an address that its author escaped, as in `MAP\@0.5`. It is
/// kept apart from the text before, so that the two make no link.
fn is_escaped_sign(text: &str, span: &Range<usize>) -> bool {
    text[..span.start].ends_with('\\') && text[span.start..].starts_with(['@', ':', '.'])
}

/// Gives `<me@example.org>` the scheme that the parser leaves to whoever draws it.
fn with_scheme(mut tag: Tag<'_>) -> Tag<'_> {
    if let Tag::Link {
        link_type: LinkType::Email,
        dest_url,
        ..
    } = &mut tag
    {
        *dest_url = mailbox(dest_url);
    }
    tag
}

/// The address of a link to a mailbox.
pub(super) fn mailbox(address: &str) -> CowStr<'static> {
    CowStr::from(format!("mailto:{address}"))
}

/// Turns a block quote that begins with `[!NAME]` into a callout.
fn callout<'t>(mut node: Node<'t>, text: &'t str) -> Node<'t> {
    let Kind::Element(Tag::BlockQuote(alert)) = &node.kind else {
        return node;
    };
    let known = match alert {
        Some(BlockQuoteKind::Note) => Some(Callout::Note),
        Some(BlockQuoteKind::Tip) => Some(Callout::Tip),
        Some(BlockQuoteKind::Important) => Some(Callout::Important),
        Some(BlockQuoteKind::Warning) => Some(Callout::Warning),
        Some(BlockQuoteKind::Caution) => Some(Callout::Caution),
        None => None,
    };
    if let Some(callout) = known {
        node.kind = Kind::Callout(callout);
        return node;
    }
    if let Some(Marker { name, line_end, .. }) = marker(text, &node.span)
        && let Some(callout) = Callout::named(name)
    {
        drop_first_line(&mut node, line_end);
        node.kind = Kind::Callout(callout);
    }
    node
}

/// The `[!NAME]` at the beginning of a block quote.
pub struct Marker<'t> {
    /// The name as typed.
    pub name: &'t str,
    /// Where the name stands in the file.
    pub span: Range<usize>,
    /// Where its line ends.
    line_end: usize,
}

/// Finds `[!NAME]` alone on the first line of a block quote.
pub fn marker<'t>(text: &'t str, quote: &Range<usize>) -> Option<Marker<'t>> {
    let line_end = text[quote.clone()]
        .find('\n')
        .map_or(quote.end, |at| quote.start + at);
    let line = &text[quote.start..line_end];
    let name = line
        .trim_start_matches([' ', '>'])
        .trim_end()
        .strip_prefix("[!")?
        .strip_suffix(']')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic());
    let start = quote.start + line.find(name)?;
    is_name.then(|| Marker {
        name,
        span: start..start + name.len(),
        line_end,
    })
}

/// Removes what the first line of a block quote holds, that is its marker.
fn drop_first_line(quote: &mut Node<'_>, line_end: usize) {
    let Some(paragraph) = quote.children.first_mut() else {
        return;
    };
    paragraph
        .children
        .retain(|child| child.span.start >= line_end);
    if let Some(Kind::SoftBreak | Kind::HardBreak) = paragraph.children.first().map(|c| &c.kind) {
        paragraph.children.remove(0);
    }
    if paragraph.children.is_empty() {
        quote.children.remove(0);
    }
}

impl Node<'_> {
    /// Appends the text that a reader sees of an inline node, formulas as they were typed.
    pub fn plain(&self, out: &mut String) {
        match &self.kind {
            Kind::Text(text) | Kind::Code(text) | Kind::Formula(text, _) => out.push_str(text),
            Kind::SoftBreak | Kind::HardBreak => out.push(' '),
            _ => self.children.iter().for_each(|child| child.plain(out)),
        }
    }

    /// The text that a reader sees of a block or an inline node.
    pub fn to_plain(&self) -> String {
        let mut out = String::new();
        self.plain(&mut out);
        out
    }

    /// Whether the node is a link written `[[id]]`, and if so whether it has a text of its own.
    pub fn wiki_link(&self) -> Option<(&str, bool)> {
        match &self.kind {
            Kind::Element(Tag::Link {
                link_type: LinkType::WikiLink { has_pothole },
                dest_url,
                ..
            }) => Some((dest_url, *has_pothole)),
            _ => None,
        }
    }
}
