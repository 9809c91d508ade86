//! Lists with boxes: the options of a quiz, if the question is one.

use std::ops::Range;

use super::body::is_block;
use super::tree::{Kind, Node};

/// A list with boxes.
#[derive(Clone, Debug)]
pub struct TaskList {
    /// Where it stands.
    pub span: Range<usize>,
    /// Its items.
    pub options: Vec<Choice>,
}

/// An item of a list with boxes.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Where it stands.
    pub span: Range<usize>,
    /// Whether its box is ticked; `None` if it has none.
    pub ticked: Option<bool>,
    /// Whether more than the option itself is said: why it is right or wrong.
    pub is_explained: bool,
}

/// A list's items, if at least one of them has a box.
pub(super) fn read(list: &Node<'_>) -> Option<TaskList> {
    let options: Vec<_> = list.children.iter().map(option).collect();
    options
        .iter()
        .any(|o| o.ticked.is_some())
        .then(|| TaskList {
            span: list.span.clone(),
            options,
        })
}

fn option(item: &Node<'_>) -> Choice {
    let marker = |nodes: &[Node<'_>]| match nodes.first().map(|n| &n.kind) {
        Some(Kind::TaskMarker(ticked)) => Some(*ticked),
        _ => None,
    };
    let ticked = marker(&item.children).or_else(|| {
        let first = item.children.first()?;
        marker(&first.children)
    });
    let blocks = item
        .children
        .iter()
        .filter(|child| matches!(&child.kind, Kind::Element(tag) if is_block(tag)))
        .count();
    let is_loose =
        matches!(item.children.first().map(|c| &c.kind), Some(Kind::Element(tag)) if is_block(tag));
    Choice {
        span: item.span.clone(),
        ticked,
        is_explained: blocks > usize::from(is_loose),
    }
}
