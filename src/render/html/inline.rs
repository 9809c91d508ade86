//! What stands in a line: text, emphasis, code spans, formulas, raw HTML.

use pulldown_cmark::Tag;

use super::{Place, Writer, code_text};
use crate::config::RawHtml;
use crate::parse::tree::{Kind, Node};

impl Writer<'_> {
    pub(super) fn inlines(&mut self, nodes: &[Node<'_>]) {
        nodes.iter().for_each(|node| self.inline(node));
    }

    pub(super) fn inline(&mut self, node: &Node<'_>) {
        match &node.kind {
            Kind::Text(text) => self.escape(text),
            Kind::Code(code) => {
                self.push("<code>");
                self.escape(code);
                self.push("</code>");
            }
            Kind::Formula(tex, false) => self.formula(tex, false, &node.span),
            Kind::Formula(tex, true) => {
                // Display formulas among words stand in a box of their own, which may not be a block.
                self.push("<span class=\"formula\" tabindex=\"0\">");
                self.formula(tex, true, &node.span);
                self.push("</span>");
            }
            Kind::Html(html) => self.raw_html(html),
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
        self.push(open);
        self.inlines(&node.children);
        self.push(close);
    }

    /// A formula. One that cannot be drawn is reported at its place in the file and shown as it was typed.
    pub(super) fn formula(&mut self, tex: &str, display: bool, span: &std::ops::Range<usize>) {
        match self.site.formula(tex, display) {
            Ok(html) => self.out.push_str(&html),
            Err(error) => {
                let source = &self.document.text[span.clone()];
                // In a quote or a list the lines have marks before them that are not part of the formula.
                let start = source.find(tex).map(|at| span.start + at);
                let place = match (start, error.span) {
                    (Some(start), Some(inner)) => start + inner.start..start + inner.end,
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
        self.raw_html(&code_text_of_html(node));
        self.fresh_line();
    }

    fn raw_html(&mut self, html: &str) {
        match self.site.book.config.markdown.raw_html {
            RawHtml::Trust => self.push(html),
            RawHtml::Escape => self.escape(html),
            RawHtml::Sanitize => self.escape(html),
        }
    }
}

/// The pieces of a block of HTML, which come line by line.
fn code_text_of_html(node: &Node<'_>) -> String {
    let mut joined = String::new();
    for child in &node.children {
        match &child.kind {
            Kind::Html(html) => joined.push_str(html),
            _ => joined.push_str(&code_text(child)),
        }
    }
    joined
}
