//! Code blocks in a tree: the text of one, and the block under it that shows what it prints.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Tag};

use super::tree::{Kind, Node};

/// The text of a code block, which the parser gives in pieces.
pub fn text<'n>(block: &'n Node<'_>) -> Cow<'n, str> {
    match block.children.as_slice() {
        [
            Node {
                kind: Kind::Text(text),
                ..
            },
        ] => Cow::Borrowed(text),
        children => {
            let mut joined = String::new();
            children.iter().for_each(|child| child.plain(&mut joined));
            joined.into()
        }
    }
}

/// The block that shows what a code block prints: an `output` block that follows it directly.
/// `after` are the blocks behind the code, in the same block around them.
pub fn output_of<'n, 't>(after: &'n [Node<'t>]) -> Option<&'n Node<'t>> {
    after.first().filter(|next| match &next.kind {
        Kind::Element(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            info.split([' ', ',']).next() == Some("output")
        }
        _ => false,
    })
}
