//! What stands in a text, for the other lints: fences, and every node in reading order.

use pulldown_cmark::{CodeBlockKind, Tag};

use crate::parse::fence::{self, Fence};
use crate::parse::tree::{Kind, Node};

/// What the first line of a fenced code block says; `None` for any other node.
pub(super) fn fence(node: &Node<'_>) -> Option<Fence> {
    match &node.kind {
        Kind::Element(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => Some(fence::parse(info).0),
        _ => None,
    }
}

/// Every node in reading order, each before what is in it.
pub(super) fn walk<'n, 't>(nodes: &'n [Node<'t>], visit: &mut impl FnMut(&'n Node<'t>)) {
    for node in nodes {
        visit(node);
        walk(&node.children, visit);
    }
}
