//! The account of a page's raw HTML: what is open, where it may end, what is left out.
//!
//! In come pieces and the bounds of generated elements, out go tags that nest. The time for a tag does
//! not depend on the tags before it: the number of open elements is bounded.

use std::ops::Range;
use std::sync::Arc;

use super::element::{self, Kind};
use super::lexer::{Lexer, Token};
use super::{Content, Link, RawHtml, Rewrite, Sanitizer};
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::address::{Address, address};
use crate::render::escape::escape;

/// Longest tag that is read, in bytes: the parser below ammonia compares each attribute with each.
const MAX_TAG: usize = 8 << 10;

/// Most raw elements that are open at once: browsers stop nesting at 512, and each end tag is looked up
/// among them.
const MAX_OPEN: usize = 100;

/// Most diagnostics of one page.
const MAX_DIAGNOSTICS: usize = 100;

/// The raw HTML of one page, in the order of its pieces.
///
/// For every element that it generates and that has content of the author's in it, also in a line, the
/// renderer calls [`enter`](Self::enter) before it writes the start tag and [`leave`](Self::leave) before
/// it writes the end tag; of several that are written together (`<ul><li>`) the outermost counts. It
/// writes raw HTML by [`block`](Self::block) and [`inline`](Self::inline) only.
pub struct RawPieces<'s> {
    sanitizer: &'s Sanitizer,
    file: Option<Arc<str>>,
    /// The open raw elements of all containers, the innermost last, with the places of their start tags.
    open: Vec<(&'static str, Range<usize>)>,
    /// The generated elements that are open: how many raw ones were open before each, and its content.
    containers: Vec<(usize, Content)>,
    diagnostics: Vec<Diagnostic>,
}

/// A piece on its way, and where it stands.
struct Piece<'p, 'r> {
    html: &'p str,
    span: Range<usize>,
    rewrite: Rewrite<'r>,
}

impl Piece<'_, '_> {
    /// The place of a part of the piece in the file: exact, unless the marks of quotes or lists stand
    /// between its lines there.
    fn place(&self, part: &Range<usize>) -> Range<usize> {
        if self.span.len() == self.html.len() {
            self.span.start + part.start..self.span.start + part.end
        } else {
            self.span.clone()
        }
    }
}

/// A start tag of an element of the list.
struct StartTag<'h> {
    name: &'static str,
    source: &'h str,
    attributes: Vec<&'h str>,
    is_closed: bool,
    span: Range<usize>,
}

impl<'s> RawPieces<'s> {
    pub(super) fn new(sanitizer: &'s Sanitizer, file: Option<&Arc<str>>) -> Self {
        Self {
            sanitizer,
            file: file.cloned(),
            open: Vec::new(),
            containers: vec![(0, Content::Flow)],
            diagnostics: Vec::new(),
        }
    }

    /// A generated element is about to begin: ends a raw table that is between its cells.
    pub fn enter(&mut self, content: Content, out: &mut String) {
        while self.innermost().is_some_and(element::is_table_part) {
            self.close_last(out);
        }
        self.containers.push((self.open.len(), content));
    }

    /// A generated element is about to end: closes the raw elements that are still open in it.
    pub fn leave(&mut self, out: &mut String) {
        self.close_rest(out);
        // The body itself stays: a renderer that leaves more often than it enters does no harm.
        if self.containers.len() > 1 {
            self.containers.pop();
        }
    }

    /// Whether a link is open, raw or generated. No other can stand in it, so the renderer writes the text
    /// of a link alone.
    pub fn is_in_link(&self) -> bool {
        let mut contents = self.containers.iter().map(|(_, content)| *content);
        contents.any(|content| content == Content::Link)
            || self.open.iter().any(|(name, _)| *name == "a")
    }

    /// The page's body ends: closes what is open and hands over the problems, warnings for what was left
    /// out and errors for addresses that no page may have.
    pub fn finish(mut self, out: &mut String) -> Vec<Diagnostic> {
        while self.containers.len() > 1 {
            self.leave(out);
        }
        self.close_rest(out);
        self.diagnostics
    }

    /// A block of raw HTML: all its lines, `span` its place in the Markdown file.
    pub fn block(
        &mut self,
        html: &str,
        span: Range<usize>,
        rewrite: Rewrite<'_>,
        out: &mut String,
    ) {
        match self.sanitizer.raw_html {
            RawHtml::Trust => out.push_str(html),
            RawHtml::Escape => {
                out.push_str("<p>");
                escape(html.trim_end(), out);
                out.push_str("</p>\n");
            }
            RawHtml::Sanitize => {
                let mut piece = Piece {
                    html,
                    span,
                    rewrite,
                };
                self.sanitize(&mut piece, out);
                // What follows is a block, before which browsers end a paragraph.
                self.close_paragraph(out);
            }
        }
    }

    /// A tag, comment or other raw HTML in a line, `span` its place in the Markdown file.
    pub fn inline(
        &mut self,
        html: &str,
        span: Range<usize>,
        rewrite: Rewrite<'_>,
        out: &mut String,
    ) {
        match self.sanitizer.raw_html {
            RawHtml::Trust => out.push_str(html),
            RawHtml::Escape => escape(html, out),
            RawHtml::Sanitize => {
                let mut piece = Piece {
                    html,
                    span,
                    rewrite,
                };
                self.sanitize(&mut piece, out);
            }
        }
    }

    fn sanitize(&mut self, piece: &mut Piece<'_, '_>, out: &mut String) {
        let mut lexer = Lexer::new(piece.html);
        while let Some((part, token)) = lexer.next() {
            let span = piece.place(&part);
            match token {
                Token::Text(text) => out.push_str(&text.replace('<', "&lt;")),
                Token::Markup => {}
                Token::End(name) => self.end(name, span, out),
                Token::Start { source, .. } if source.len() > MAX_TAG => {
                    let message = format!("a tag of more than {} kB is left out", MAX_TAG >> 10);
                    self.warn(span, message, None);
                }
                Token::Start {
                    name,
                    source,
                    attributes,
                    is_closed,
                } => {
                    if let Some((name, kind)) = element::element(name) {
                        let tag = StartTag {
                            name,
                            source,
                            attributes,
                            is_closed,
                            span,
                        };
                        self.start(tag, kind, piece.rewrite, out);
                    } else {
                        self.forbidden(name, span);
                        if element::is_raw_text(name) {
                            lexer.skip_content(name);
                        }
                    }
                }
            }
        }
    }

    fn start(&mut self, tag: StartTag<'_>, kind: Kind, rewrite: Rewrite<'_>, out: &mut String) {
        let name = tag.name;
        let is_in_flow = self.container().1 == Content::Flow;
        if kind == Kind::Flow && is_in_flow {
            self.close_paragraph(out);
        }
        while self
            .innermost()
            .is_some_and(|innermost| element::is_ended_by(innermost, name))
        {
            self.close_last(out);
        }
        if let Some((why, hint)) = self.misplacement(name, kind) {
            let message = format!("the raw HTML `<{name}>` is left out: {why}");
            return self.warn(tag.span, message, Some(hint));
        }
        let Some(attributes) = self.attributes(&tag, rewrite) else {
            return;
        };
        out.push('<');
        out.push_str(name);
        for (name, value) in attributes {
            out.push(' ');
            out.push_str(&name);
            out.push_str("=\"");
            escape(&value, out);
            out.push('"');
        }
        out.push('>');
        if element::is_void(name) {
            return;
        }
        self.open.push((name, tag.span));
        if tag.is_closed {
            self.close_last(out);
        }
    }

    /// Why an element cannot stand here, and what to do about it.
    fn misplacement(&self, name: &str, kind: Kind) -> Option<(&'static str, String)> {
        let parents = element::parents(name);
        let innermost = self.innermost();
        let hint = |hint: &str| hint.to_owned();
        if kind == Kind::Flow && self.container().1 != Content::Flow {
            let hint = hint("let it stand between blank lines");
            return Some(("it is no part of a line of text", hint));
        }
        if !parents.is_empty() && !innermost.is_some_and(|i| parents.contains(&i)) {
            let hint = format!("put it directly in `<{}>`", parents[0]);
            return Some(("it has no meaning here", hint));
        }
        if parents.is_empty() && innermost.is_some_and(element::is_table_part) {
            let hint = hint("put it in a `<td>`");
            return Some(("it stands between the cells of a table", hint));
        }
        if name == "a" && self.is_in_link() {
            let hint = hint("end the first link before it");
            return Some(("a link cannot stand in a link", hint));
        }
        let is_full = self.open.len() >= MAX_OPEN;
        is_full.then(|| ("too many elements are open", hint("close some of them")))
    }

    /// The attributes of a tag with their values; `None` if the element has to go with one of them.
    fn attributes(
        &mut self,
        tag: &StartTag<'_>,
        rewrite: Rewrite<'_>,
    ) -> Option<Vec<(String, String)>> {
        let address_attribute = match tag.name {
            "a" => "href",
            "img" => "src",
            _ => "",
        };
        let mut kept = if tag.attributes.is_empty() {
            Vec::new()
        } else {
            self.sanitizer.attributes(tag.name, tag.source)
        };
        for written in &tag.attributes {
            let lower = written.to_ascii_lowercase();
            if lower == address_attribute || kept.iter().any(|(name, _)| *name == lower) {
                continue;
            }
            let message = format!("the attribute `{written}` of `<{}>` is left out", tag.name);
            self.warn(tag.span.clone(), message, None);
        }
        if address_attribute.is_empty() {
            return Some(kept);
        }
        let is_address = |name: &str| name == address_attribute;
        if let Some(at) = kept.iter().position(|(name, _)| is_address(name)) {
            match self.address(tag, &kept[at].1, rewrite) {
                Some(address) => kept[at].1 = address,
                None => drop(kept.remove(at)),
            }
        } else if tag
            .attributes
            .iter()
            .any(|a| is_address(&a.to_ascii_lowercase()))
        {
            self.refused_address(tag);
        }
        let has_address = kept.iter().any(|(name, _)| is_address(name));
        if !has_address {
            kept.retain(|(name, _)| name != "rel");
        }
        (has_address || tag.name != "img").then_some(kept)
    }

    /// The address that stands in the page for one that ammonia let pass.
    fn address(&mut self, tag: &StartTag<'_>, raw: &str, rewrite: Rewrite<'_>) -> Option<String> {
        let kind = address(raw);
        let is_image = tag.name == "img";
        if matches!(kind, Address::Unsafe { .. })
            || is_image && !matches!(kind, Address::Local { .. })
        {
            self.refused_address(tag);
            return None;
        }
        let led = rewrite(Link {
            element: tag.name,
            address: raw,
            span: tag.span.clone(),
        });
        if led.is_none() {
            let message = format!("`{raw}` leads nowhere");
            let hint = "paths count from the file's own folder, to what is published".to_owned();
            self.diagnose(Severity::Error, tag.span.clone(), message, Some(hint));
        }
        led
    }

    fn refused_address(&mut self, tag: &StartTag<'_>) {
        let message = format!("the address of `<{}>` is not allowed", tag.name);
        let hint = match tag.name {
            "img" => "put the image beside the file and name it by its path",
            _ => {
                "an address is a path in the book, or begins with `https:`, `http:`, `mailto:` or `tel:`"
            }
        };
        self.diagnose(
            Severity::Error,
            tag.span.clone(),
            message,
            Some(hint.to_owned()),
        );
    }

    fn end(&mut self, name: &str, span: Range<usize>, out: &mut String) {
        // Browsers read it so, and authors mean it so.
        if name.eq_ignore_ascii_case("br") {
            return out.push_str("<br>");
        }
        let (base, _) = self.container();
        let of_name = |(open, _): &(&str, _)| name.eq_ignore_ascii_case(open);
        if let Some(at) = self.open[base..].iter().rposition(of_name) {
            while self.open.len() > base + at {
                self.close_last(out);
            }
        } else if element::element(name).is_some_and(|(name, _)| name != "p") {
            let message = format!("`</{name}>` closes nothing and is left out");
            let hint = "begin and end it in the same paragraph, list item or quote".to_owned();
            self.warn(span, message, Some(hint));
        }
    }

    /// How many raw elements were open before the generated element, and what it may hold.
    fn container(&self) -> (usize, Content) {
        self.containers
            .last()
            .copied()
            .unwrap_or((0, Content::Flow))
    }

    /// The innermost raw element that began in the generated element.
    fn innermost(&self) -> Option<&'static str> {
        let (base, _) = self.container();
        self.open[base..].last().map(|(name, _)| *name)
    }

    /// Closes an open `<p>` and what is open in it.
    fn close_paragraph(&mut self, out: &mut String) {
        let (base, _) = self.container();
        if let Some(at) = self.open[base..].iter().rposition(|(name, _)| *name == "p") {
            while self.open.len() > base + at {
                self.close_last(out);
            }
        }
    }

    /// Closes the raw elements that began in the generated element.
    fn close_rest(&mut self, out: &mut String) {
        let (base, _) = self.container();
        while self.open.len() > base {
            if let Some((name, span)) = self.open.last()
                && !element::may_stay_open(name)
            {
                let message = format!("`<{name}>` is not closed where it began");
                let hint = format!("write `</{name}>` in the same paragraph, list item or quote");
                self.warn(span.clone(), message, Some(hint));
            }
            self.close_last(out);
        }
    }

    fn close_last(&mut self, out: &mut String) {
        if let Some((name, _)) = self.open.pop() {
            out.push_str("</");
            out.push_str(name);
            out.push('>');
        }
    }

    fn forbidden(&mut self, name: &str, span: Range<usize>) {
        let hint = match name.to_ascii_lowercase().as_str() {
            "script" | "style" | "link" | "meta" | "iframe" | "object" | "embed" | "form"
            | "input" | "button" => "content brings no scripts, styles, forms or other pages along",
            "svg" => "save it as a file and name it as an image: it becomes part of the page",
            "math" => "write formulas between dollar signs",
            "html" | "head" | "body" | "main" => "the page has its own",
            _ => "to show the tag itself, put it in backticks",
        };
        let message = format!("the raw HTML `<{name}>` is left out");
        self.warn(span, message, Some(hint.to_owned()));
    }

    fn warn(&mut self, span: Range<usize>, message: String, hint: Option<String>) {
        self.diagnose(Severity::Warning, span, message, hint);
    }

    fn diagnose(
        &mut self,
        severity: Severity,
        span: Range<usize>,
        message: String,
        hint: Option<String>,
    ) {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            let mut found = Diagnostic::new(severity, self.file.as_ref(), Some(span), message);
            found.hint = hint;
            self.diagnostics.push(found);
        }
    }
}
