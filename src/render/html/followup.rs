//! Follow-up questions: an item of a list that begins with a question in bold opens to show its answer.

use pulldown_cmark::Tag;

use super::{Place, Writer};
use crate::parse::BlockKind;
use crate::parse::tree::{Kind, Node};
use crate::render::sanitize::Content;

impl Writer<'_> {
    /// The inside of a block of follow-up questions.
    pub(super) fn followups(&mut self, nodes: &[Node<'_>]) {
        let is_list = |node: &Node<'_>| matches!(node.kind, Kind::Element(Tag::List(_)));
        let mut rest = nodes;
        while !rest.is_empty() {
            let (others, lists) =
                rest.split_at(rest.iter().position(is_list).unwrap_or(rest.len()));
            self.blocks(others, Place::Inside);
            rest = lists;
            if let [list, after @ ..] = lists {
                rest = after;
                if list.children.iter().any(|item| question(item).is_some()) {
                    self.followup_list(list);
                } else {
                    self.blocks(std::slice::from_ref(list), Place::Inside);
                }
            }
        }
    }

    fn followup_list(&mut self, list: &Node<'_>) {
        self.fresh_line();
        self.push("<ul class=\"followups\">\n");
        for item in &list.children {
            match question(item) {
                Some(followup) => self.followup(&followup),
                None => self.line("<li>", item, "</li>\n"),
            }
        }
        self.push("</ul>\n");
    }

    fn followup(&mut self, followup: &Followup<'_, '_>) {
        self.fresh_line();
        self.open(Content::Flow, "<li><details>");
        self.open(Content::Phrasing, "<summary>");
        self.inline(followup.question);
        self.close("</summary>");
        if !followup.line.is_empty() {
            self.open(Content::Phrasing, "<p>");
            let start = self.out.len();
            self.inlines(followup.line);
            if self.out[start..].starts_with(' ') {
                self.out.remove(start);
            }
            self.close("</p>\n");
        }
        self.blocks(followup.blocks, Place::Inside);
        self.close("</details></li>\n");
    }
}

/// An item of a list: a question in bold, and its answer.
struct Followup<'n, 't> {
    question: &'n Node<'t>,
    /// What stands behind it in its line.
    line: &'n [Node<'t>],
    /// What stands below.
    blocks: &'n [Node<'t>],
}

/// The question of an item; none if it does not begin with one, or if there is nothing to show.
fn question<'n, 't>(item: &'n Node<'t>) -> Option<Followup<'n, 't>> {
    let (line, blocks) = match item.children.as_slice() {
        [
            Node {
                kind: Kind::Element(Tag::Paragraph),
                children,
                ..
            },
            blocks @ ..,
        ] => (children.as_slice(), blocks),
        children => {
            let is_block = |node: &Node<'_>| BlockKind::of(node).is_some();
            children.split_at(children.iter().position(is_block).unwrap_or(children.len()))
        }
    };
    let (question, mut line) = line.split_first()?;
    if !matches!(question.kind, Kind::Element(Tag::Strong)) {
        return None;
    }
    let is_space =
        |node: &Node<'_>| matches!(&node.kind, Kind::Text(text) if text.trim().is_empty());
    while let [first, after @ ..] = line
        && (is_space(first) || matches!(first.kind, Kind::SoftBreak | Kind::HardBreak))
    {
        line = after;
    }
    (!line.is_empty() || !blocks.is_empty()).then_some(Followup {
        question,
        line,
        blocks,
    })
}
