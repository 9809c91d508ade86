//! What stands in a line: text, emphasis, code spans, formulas, raw HTML.

use pulldown_cmark::Tag;

use super::{Place, Writer};
use crate::parse::tree::{Kind, Node};
use crate::render::sanitize::{Content, Link};

impl Writer<'_> {
    pub(super) fn inline(&mut self, node: &Node<'_>) {
        match &node.kind {
            Kind::Text(text) => self.text_with_terms(text, node.span.start),
            Kind::Code(code) => {
                self.push("<code>");
                self.words(code);
                self.push("</code>");
            }
            Kind::Formula(tex, false) => self.formula(tex, false, &node.span),
            Kind::Formula(tex, true) if self.is_card() => self.card_formula(tex, true),
            Kind::Formula(tex, true) => {
                // Display formulas among words stand in a box of their own, which may not be a block.
                let name = super::escaped(self.text.text("content.formula"));
                self.push(&format!(
                    "<span class=\"formula\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\">"
                ));
                self.formula(tex, true, &node.span);
                self.push("</span>");
            }
            Kind::Html(html) => self.raw_inline(html, &node.span),
            Kind::FootnoteReference(name) => self.footnote_reference(name),
            Kind::SoftBreak => self.push("\n"),
            Kind::HardBreak => self.push("<br />\n"),
            Kind::Rule => self.push("<hr />\n"),
            Kind::TaskMarker(ticked) => self.task_marker(*ticked),
            Kind::Callout(callout) => self.callout(*callout, node),
            Kind::Element(tag) => self.element(node, tag),
        }
    }

    fn element(&mut self, node: &Node<'_>, tag: &Tag<'_>) {
        match tag {
            Tag::Emphasis => self.around(node, "<em>", "</em>"),
            Tag::Strong => self.around(node, "<strong>", "</strong>"),
            Tag::Strikethrough => self.around(node, "<del>", "</del>"),
            Tag::Superscript => self.around(node, "<sup>", "</sup>"),
            Tag::Subscript => self.around(node, "<sub>", "</sub>"),
            Tag::Link {
                dest_url, title, ..
            } => self.link(node, dest_url, title),
            Tag::Image {
                dest_url, title, ..
            } => self.image(node, dest_url, title),
            _ => self.blocks(std::slice::from_ref(node), Place::Inside),
        }
    }

    fn around(&mut self, node: &Node<'_>, open: &str, close: &str) {
        self.open(Content::Phrasing, open);
        self.inlines(&node.children);
        self.close(close);
    }

    /// A formula. One that cannot be drawn is reported at its place in the file and shown as it was typed.
    pub(super) fn formula(&mut self, tex: &str, display: bool, span: &std::ops::Range<usize>) {
        if self.is_card() {
            return self.card_formula(tex, display);
        }
        match self.site.formula(tex, display) {
            Ok(html) => self.out.push_str(&html),
            Err(error) => {
                let source = &self.document.text[span.clone()];
                // In a quote or a list the lines have marks before them that are not part of the formula.
                let start = source.find(tex).map(|at| span.start + at);
                let place = match (start, error.span) {
                    (Some(start), Some(inner)) => start + inner.start..start + inner.end,
                    (None, Some(inner)) => only_place(source, &tex[inner])
                        .map_or(span.clone(), |at| {
                            span.start + at.start..span.start + at.end
                        }),
                    _ => span.clone(),
                };
                self.problem(
                    place,
                    format!("the formula cannot be drawn: {}", error.message),
                    None,
                );
                self.push("<code>");
                self.escape(tex);
                self.push("</code>");
            }
        }
    }

    fn task_marker(&mut self, ticked: bool) {
        if self.is_card() {
            return self.push(if ticked { "☑ " } else { "☐ " });
        }
        let (checked, key) = if ticked {
            (" checked", "content.task_done")
        } else {
            ("", "content.task_open")
        };
        let label = super::escaped(self.text.text(key));
        self.push(&format!(
            "<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\" /> "
        ));
    }

    pub(super) fn html_block(&mut self, node: &Node<'_>) {
        self.fresh_line();
        let html = code_text_of_html(node);
        let from = self.out.len();
        let (site, shown, dialect) = (self.site, self.shown, &self.dialect);
        let rewrite = &mut |link: Link<'_>| dialect.raw_address(site, shown, &link);
        self.raw
            .block(&html, node.span.clone(), rewrite, &mut self.out);
        self.raw_written(from);
        self.fresh_line();
    }

    fn raw_inline(&mut self, html: &str, span: &std::ops::Range<usize>) {
        if self.is_summary {
            return;
        }
        let from = self.out.len();
        let (site, shown, dialect) = (self.site, self.shown, &self.dialect);
        let rewrite = &mut |link: Link<'_>| dialect.raw_address(site, shown, &link);
        self.raw.inline(html, span.clone(), rewrite, &mut self.out);
        self.raw_written(from);
    }
}

/// Where a piece of a text stands, if it stands there once.
fn only_place(text: &str, piece: &str) -> Option<std::ops::Range<usize>> {
    let mut found = text.match_indices(piece);
    let (start, _) = found.next().filter(|_| !piece.is_empty())?;
    found.next().is_none().then(|| start..start + piece.len())
}

/// The pieces of a block of HTML, which come line by line.
fn code_text_of_html(node: &Node<'_>) -> String {
    let mut joined = String::new();
    for child in &node.children {
        match &child.kind {
            Kind::Html(html) => joined.push_str(html),
            // The indentation of the first line.
            _ => child.plain(&mut joined),
        }
    }
    joined
}
