//! The blocks of a file at its top level: what a translation is compared with its original by.
//!
//! In comes a document, out come its title, its description and its outermost blocks in order, each with its kind, its
//! place, and a fingerprint that changes when its text does. What is inside a block is not looked at.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Tag};

use super::Document;
use super::body::{is_block, is_figure};
use super::tree::{Callout, Kind, Node};

/// A title, a description or an outermost block of a file.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// What an outermost block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// The title in the front matter.
    Title,
    /// The description in the front matter.
    Description,
    /// A heading of this level.
    Heading(u8),
    /// A paragraph of text.
    Paragraph,
    /// A paragraph that is one displayed formula.
    Formula,
    /// A paragraph that is one image.
    Figure,
    /// A list with bullets or, if the flag is set, numbers.
    List(bool),
    /// A table.
    Table,
    /// A code block.
    Code,
    /// What the code block before it prints.
    Output,
    /// A block quote.
    Quote,
    /// A study block or an alert.
    Callout(Callout),
    /// A thematic break.
    Rule,
    /// Anything else: raw HTML, a footnote, a list of definitions.
    Other,
}

impl BlockKind {
    /// The kind in words, with its article: `a paragraph`.
    pub fn words(self) -> String {
        match self {
            Self::Title => "the title".into(),
            Self::Description => "the description".into(),
            Self::Heading(level) => format!("a heading of level {level}"),
            Self::Paragraph => "a paragraph".into(),
            Self::Formula => "a displayed formula".into(),
            Self::Figure => "a figure".into(),
            Self::List(false) => "a list".into(),
            Self::List(true) => "a numbered list".into(),
            Self::Table => "a table".into(),
            Self::Code => "a code block".into(),
            Self::Output => "an `output` block".into(),
            Self::Quote => "a quotation".into(),
            Self::Callout(callout) => format!("a block `[!{}]`", callout.name()),
            Self::Rule => "a line across".into(),
            Self::Other => "a block of another kind".into(),
        }
    }

    /// What a node is; `None` if it is no block but part of a line.
    pub(crate) fn of(node: &Node<'_>) -> Option<Self> {
        Some(match &node.kind {
            Kind::Callout(callout) => Self::Callout(*callout),
            Kind::Rule => Self::Rule,
            Kind::Element(tag) => match tag {
                Tag::Heading { level, .. } => Self::Heading(*level as u8),
                Tag::Paragraph if is_figure(node) => Self::Figure,
                Tag::Paragraph if is_formula(node) => Self::Formula,
                Tag::Paragraph => Self::Paragraph,
                Tag::List(first) => Self::List(first.is_some()),
                Tag::Table(_) => Self::Table,
                Tag::CodeBlock(CodeBlockKind::Fenced(info)) if is_output(info) => Self::Output,
                Tag::CodeBlock(_) => Self::Code,
                Tag::BlockQuote(_) => Self::Quote,
                tag if is_block(tag) => Self::Other,
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// Whether the first line of a fence says that the block is what code prints.
fn is_output(info: &str) -> bool {
    super::fence::parse(info).0.language == "output"
}

/// Whether a paragraph is nothing but a displayed formula.
fn is_formula(paragraph: &Node<'_>) -> bool {
    matches!(
        paragraph.children.as_slice(),
        [Node {
            kind: Kind::Formula(_, true),
            ..
        }]
    )
}

/// Whether there may be a fenced block in a text.
fn holds_code(text: &str) -> bool {
    // To look for one letter is much faster, and most texts have neither.
    let has = |letter: char, fence: &str| text.contains(letter) && text.contains(fence);
    has('`', "```") || has('~', "~~~")
}

impl Block {
    /// The block that a node at the top level of a text is.
    pub(super) fn of(node: &Node<'_>) -> Self {
        Self {
            kind: BlockKind::of(node).unwrap_or(BlockKind::Other),
            span: node.span.clone(),
        }
    }

    /// A fingerprint of the block's text: 12 hexadecimal digits of BLAKE3.
    ///
    /// Only the words count. Where lines are broken does not, except in blocks that hold code, where
    /// indentation has a meaning.
    pub fn fingerprint(&self, text: &str) -> String {
        let text = &text[self.span.clone()];
        let mut words = String::with_capacity(text.len());
        let mut add = |word: &str, between: char| {
            if !words.is_empty() {
                words.push(between);
            }
            words.push_str(word);
        };
        if self.kind == BlockKind::Code || holds_code(text) {
            let lines = text.trim().lines();
            lines.for_each(|line| add(line.trim_end(), '\n'));
        } else if text.is_ascii() && !text.contains('\u{b}') {
            // Many times faster, and the vertical tab is all that it takes for a letter.
            text.split_ascii_whitespace()
                .for_each(|word| add(word, ' '));
        } else {
            text.split_whitespace().for_each(|word| add(word, ' '));
        }
        blake3::hash(words.as_bytes()).to_hex()[..12].to_owned()
    }
}

impl Document {
    /// The title and the description, if the file has them, and the outermost blocks of the whole file, in order.
    pub fn blocks(&self) -> Vec<Block> {
        let front_matter = &self.front_matter;
        let texts = [
            (BlockKind::Title, &front_matter.title),
            (BlockKind::Description, &front_matter.description),
        ];
        let mut blocks: Vec<Block> = Vec::with_capacity(2 + self.body.blocks.len());
        for (kind, text) in texts {
            blocks.extend(text.as_ref().map(|text| Block {
                kind,
                span: text.span(),
            }));
        }
        blocks.extend_from_slice(&self.body.blocks);
        for part in &self.parts {
            // Only headings of level 2 divide a file.
            blocks.push(Block {
                kind: BlockKind::Heading(2),
                span: part.heading.clone(),
            });
            blocks.extend_from_slice(&part.body.blocks);
        }
        blocks
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn only_words_count_where_there_is_no_code(text in "[ \\t\\n\\r\u{b}\u{c}\u{a0}\u{2003}a-cдé~`-]{0,40}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
            let told = match text.contains("```") || text.contains("~~~") {
                true => lines.join("\n"),
                false => words.join(" "),
            };
            let block = Block { kind: BlockKind::Paragraph, span: 0..text.len() };
            prop_assert_eq!(
                block.fingerprint(&text),
                &blake3::hash(told.as_bytes()).to_hex()[..12]
            );
        }
    }
}
