//! Footnotes: numbered by their first mention, gathered at the end of the text.

use std::collections::BTreeMap;

use pulldown_cmark::Tag;

use super::{Place, Writer, escaped};
use crate::parse::tree::{Kind, Node};
use crate::render::sanitize::Content;

/// The footnotes of a text.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Mentions in order: name, how often it was mentioned.
    mentioned: Vec<(String, usize)>,
    /// Where each is defined: the way down the tree.
    defined: BTreeMap<String, Vec<usize>>,
}

impl Footnotes {
    /// Finds all definitions of a text, wherever they stand.
    pub(super) fn collect(&mut self, nodes: &[Node<'_>]) {
        self.walk(nodes, &mut Vec::new());
    }

    fn walk(&mut self, nodes: &[Node<'_>], way: &mut Vec<usize>) {
        for (number, node) in nodes.iter().enumerate() {
            way.push(number);
            if let Kind::Element(Tag::FootnoteDefinition(name)) = &node.kind {
                self.defined
                    .entry(name.to_string())
                    .or_insert_with(|| way.clone());
            }
            self.walk(&node.children, way);
            way.pop();
        }
    }

    /// Counts a mention; returns the footnote's number and which mention of it this is.
    fn mention(&mut self, name: &str) -> (usize, usize) {
        match self.mentioned.iter().position(|(n, _)| n == name) {
            Some(at) => {
                self.mentioned[at].1 += 1;
                (at + 1, self.mentioned[at].1)
            }
            None => {
                self.mentioned.push((name.to_owned(), 1));
                (self.mentioned.len(), 1)
            }
        }
    }
}

/// The id of a mention: the first is the one that most links come back to.
fn mention_id(number: usize, mention: usize) -> String {
    match mention {
        1 => format!("fnref-{number}"),
        _ => format!("fnref-{number}-{mention}"),
    }
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, name: &str) {
        if self.is_summary || self.is_card() {
            return;
        }
        let (number, mention) = self.footnotes.mention(name);
        let id = mention_id(number, mention);
        let prefix = &self.prefix;
        let reference = format!(
            "<sup class=\"footnote-ref\"><a href=\"#{prefix}fn-{number}\" id=\"{prefix}{id}\">{number}</a></sup>"
        );
        self.push(&reference);
    }

    /// The footnotes that were mentioned, at the end. A footnote may mention others: they follow.
    pub(super) fn footnotes(&mut self) {
        if self.footnotes.mentioned.is_empty() {
            return;
        }
        let title = escaped(self.text.text("footnotes.title"));
        self.fresh_line();
        self.push(&format!(
            "<section class=\"footnotes\" aria-label=\"{title}\">\n<ol>\n"
        ));
        let document = self.document;
        let tree = document.tree(&self.body.range);
        let mut number = 0;
        while let Some((name, _)) = self.footnotes.mentioned.get(number) {
            number += 1;
            let definition = self
                .footnotes
                .defined
                .get(name)
                .and_then(|way| at(&tree.nodes, way));
            let item = format!("<li id=\"{}fn-{number}\">", self.prefix);
            self.open(Content::Flow, &item);
            if let Some(definition) = definition {
                self.blocks(&definition.children, Place::Inside);
            }
            self.back_links(number);
            self.close("</li>\n");
        }
        self.push("</ol>\n</section>\n");
    }

    fn back_links(&mut self, number: usize) {
        let mentions = self.footnotes.mentioned[number - 1].1;
        let label = escaped(
            &self
                .text
                .format("footnotes.back_to_text", &[("number", &number.to_string())]),
        );
        let links: Vec<_> = (1..=mentions)
            .map(|mention| {
                let id = mention_id(number, mention);
                format!(
                    "<a class=\"footnote-back\" href=\"#{}{id}\" aria-label=\"{label}\">↩</a>",
                    self.prefix
                )
            })
            .collect();
        let links = links.join(" ");
        // The arrow belongs to the last words of the footnote.
        if self.out.ends_with("</p>\n") {
            self.out.truncate(self.out.len() - "</p>\n".len());
            self.push(&format!(" {links}</p>\n"));
        } else {
            self.push(&links);
        }
    }
}

/// The node that a way down the tree leads to.
fn at<'n, 't>(nodes: &'n [Node<'t>], way: &[usize]) -> Option<&'n Node<'t>> {
    let (first, rest) = way.split_first()?;
    let node = nodes.get(*first)?;
    if rest.is_empty() {
        Some(node)
    } else {
        at(&node.children, rest)
    }
}
