//! A text of the book as plain lines, section by section: what is searched and shown in results.
//!
//! Paragraphs, list items, rows of tables and lines of code become lines. Formulas come in words, and links by
//! what a reader sees of them.

use answerbook_search::blob::texts::Section;
use pulldown_cmark::Tag;

use crate::parse::tree::{Kind, Node};
use crate::parse::{BlockKind, code, formula_words};
use crate::relate::{Book, Target, Version};

/// The first paragraph, and what stands beside it: what follows before any heading, then each section.
pub(super) fn of(book: &Book, version: &Version) -> (String, Vec<Section>) {
    let body = version.body(book);
    let tree = version.document(book).tree(&body.range);
    let mut writer = Writer {
        book,
        version,
        sections: vec![Section::default()],
        anchors: version.anchors(book).iter(),
    };
    let summary = body.summary.as_ref().map(|range| range.start);
    for node in &tree.nodes {
        if Some(node.span.start) != summary {
            writer.block(node);
        }
    }
    (body.summary_text.clone(), writer.sections)
}

struct Writer<'b> {
    book: &'b Book,
    version: &'b Version,
    sections: Vec<Section>,
    anchors: std::slice::Iter<'b, String>,
}

impl Writer<'_> {
    fn block(&mut self, node: &Node<'_>) {
        match &node.kind {
            Kind::Element(Tag::Heading { .. }) => self.heading(node),
            Kind::Element(Tag::CodeBlock(_)) => self.lines(&code::text(node)),
            Kind::Element(
                Tag::Paragraph | Tag::TableRow | Tag::TableHead | Tag::DefinitionListTitle,
            ) => {
                let line = self.line(&node.children);
                self.lines(&line);
            }
            Kind::Html(_) | Kind::Rule | Kind::Element(Tag::HtmlBlock) => {}
            _ => self.blocks(&node.children),
        }
    }

    /// Blocks inside another; lines of text among them are those of a tight list's item.
    fn blocks(&mut self, nodes: &[Node<'_>]) {
        let mut rest = nodes;
        while let [node, ..] = rest {
            let inline = rest
                .iter()
                .take_while(|node| BlockKind::of(node).is_none())
                .count();
            if inline == 0 {
                self.block(node);
                rest = &rest[1..];
            } else {
                let line = self.line(&rest[..inline]);
                self.lines(&line);
                rest = &rest[inline..];
            }
        }
    }

    /// A heading begins a section, wherever it stands.
    fn heading(&mut self, node: &Node<'_>) {
        self.sections.push(Section {
            anchor: self.anchors.next().cloned().unwrap_or_default(),
            heading: self.line(&node.children),
            text: String::new(),
        });
    }

    fn lines(&mut self, text: &str) {
        let Some(section) = self.sections.last_mut() else {
            return;
        };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if !section.text.is_empty() {
                section.text.push('\n');
            }
            section.text.push_str(line);
        }
    }

    fn line(&self, nodes: &[Node<'_>]) -> String {
        let mut line = String::new();
        nodes.iter().for_each(|node| self.inline(node, &mut line));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn inline(&self, node: &Node<'_>, out: &mut String) {
        match &node.kind {
            Kind::Formula(tex, _) => out.push_str(&formula_words::words(tex)),
            Kind::FootnoteReference(_) | Kind::Html(_) | Kind::TaskMarker(_) => {}
            Kind::Text(text) | Kind::Code(text) => out.push_str(text),
            Kind::SoftBreak | Kind::HardBreak => out.push(' '),
            Kind::Element(Tag::TableCell) => {
                node.children
                    .iter()
                    .for_each(|child| self.inline(child, out));
                out.push_str(" · ");
            }
            _ => match node.wiki_link() {
                Some((_, false)) => out.push_str(&self.title(node)),
                _ => node
                    .children
                    .iter()
                    .for_each(|child| self.inline(child, out)),
            },
        }
    }

    /// What a reader sees of `[[id]]`: the title of the question.
    fn title(&self, link: &Node<'_>) -> String {
        let languages = self.version.document(self.book).language;
        match self.version.links(self.book).get(&link.span.start) {
            Some(Target::Place(place, _)) => match self.book.article(*place) {
                Some(article) => article.shown(languages).1.title(self.book).to_owned(),
                None => String::new(),
            },
            Some(Target::Planned(number)) => {
                let titles = &self.book.planned[*number].title;
                let tag = &self.book.config.languages[languages].tag;
                titles.get(tag).cloned().unwrap_or_default()
            }
            _ => String::new(),
        }
    }
}
