//! The code blocks of a book that can be run, and the output that stands under them.
//!
//! In: the book, the languages that book.toml says how to run, and what was asked for. Out: the blocks in
//! the order of files and places, each with its text and where it stands. Nothing is run or read from the disk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Tag};

use crate::cli::selection::Selection;
use crate::config::TestTable;
use crate::parse::fence;
use crate::parse::tree::{Kind, Node};
use crate::parse::{Body, Document, code, is_closed};
use crate::relate::Book;
use crate::render::code::Highlighter;

/// A code block that can be run.
#[derive(Debug)]
pub(super) struct Block {
    /// Position of its file in [`Book::documents`].
    pub(super) document: usize,
    /// Its language, as a key of [`TestTable::languages`].
    pub(super) language: String,
    /// Where it stands in its file, from fence to fence.
    pub(super) span: Range<usize>,
    /// The code.
    pub(super) code: String,
    /// Whether the code comes from another file.
    pub(super) is_included: bool,
    /// Whether it is there to fail.
    pub(super) should_fail: bool,
    /// What the page says that it prints.
    pub(super) output: Option<Output>,
}

/// What a page says that its code prints.
#[derive(Debug)]
pub(super) struct Output {
    /// Where it stands in the file, from fence to fence.
    pub(super) span: Range<usize>,
    /// Its text.
    pub(super) text: String,
}

/// The blocks that were found.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Those to be run.
    pub(super) blocks: Vec<Block>,
    /// How many say `no_run`.
    pub(super) not_run: usize,
}

/// Finds the code blocks of the selected texts.
pub(super) fn blocks(book: &Book, selection: &Selection) -> Blocks {
    let mut collector = Collector {
        book,
        table: &book.config.test,
        highlighter: Highlighter::new(),
        names: BTreeMap::new(),
        found: Blocks::default(),
    };
    for (number, document) in book.documents.iter().enumerate() {
        let parts = document.parts.iter().enumerate();
        let parts = parts.map(|(part, it)| (Some(part), &it.body));
        for (part, body) in std::iter::once((None, &document.body)).chain(parts) {
            if selection.has(number, part) {
                collector.body(number, document, body);
            }
        }
    }
    collector.found
}

struct Collector<'b> {
    book: &'b Book,
    table: &'b TestTable,
    highlighter: Highlighter,
    /// What names behind fences mean.
    names: BTreeMap<String, Option<String>>,
    found: Blocks,
}

impl Collector<'_> {
    fn body(&mut self, number: usize, document: &Document, body: &Body) {
        let mut fences = body.code.iter().map(|block| &block.fence.language);
        // Most texts have no code, and need not be read again.
        if fences.any(|name| self.language(name).is_some()) {
            let tree = document.tree(&body.range);
            self.nodes(number, document, &tree.nodes);
        }
    }

    /// Blocks in order. What counts as a block's output is what is shown under it.
    fn nodes(&mut self, number: usize, document: &Document, nodes: &[Node<'_>]) {
        let mut rest = nodes;
        while let [node, after @ ..] = rest {
            rest = after;
            if let Kind::Element(Tag::CodeBlock(kind)) = &node.kind {
                let output = code::output_of(after);
                rest = &after[usize::from(output.is_some())..];
                if let CodeBlockKind::Fenced(info) = kind {
                    self.block(number, document, (node, info), output);
                }
            } else {
                self.nodes(number, document, &node.children);
            }
        }
    }

    fn block(
        &mut self,
        number: usize,
        document: &Document,
        (node, info): (&Node<'_>, &str),
        output: Option<&Node<'_>>,
    ) {
        let fence = fence::parse(info).0;
        let Some(language) = self.language(&fence.language) else {
            return;
        };
        if fence.no_run {
            self.found.not_run += 1;
            return;
        }
        // What is not closed has swallowed the text behind it, which was reported.
        let mut fenced = std::iter::once(node).chain(output);
        if !fenced.all(|node| is_closed(&document.text[node.span.clone()])) {
            return;
        }
        let text = match &fence.include {
            None => code::text(node),
            Some(include) => match self.book.included(document, include) {
                Ok(text) => text,
                Err(_) => return,
            },
        };
        self.found.blocks.push(Block {
            document: number,
            language,
            span: node.span.clone(),
            code: text.into_owned(),
            is_included: fence.include.is_some(),
            should_fail: fence.should_fail,
            output: output.map(|output| Output {
                span: output.span.clone(),
                text: Cow::into_owned(code::text(output)),
            }),
        });
    }

    /// The language of the settings that a name behind a fence means: by itself, else by another name that
    /// is highlighted the same.
    fn language(&mut self, name: &str) -> Option<String> {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let keys = || self.table.languages.keys().map(|key| key.get_ref());
        let found = keys()
            .find(|key| key.to_lowercase() == name)
            .or_else(|| keys().find(|key| self.highlighter.is_same(key, name)))
            .cloned();
        self.names.insert(name.to_owned(), found.clone());
        found
    }
}

/// The lines between the fences of a block, each with its place in the file, without its end. What stands in
/// front of a line (`> `) is part of it.
pub(super) fn content<'t>(
    text: &'t str,
    block: &Range<usize>,
) -> impl Iterator<Item = (usize, &'t str)> {
    let whole = text[block.clone()].trim_end();
    let first = whole.find('\n').map_or(whole.len(), |at| at + 1);
    let last = whole.rfind('\n').map_or(first, |at| at + 1).max(first);
    let mut at = block.start + first;
    whole[first..last].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// The line of a block's closing fence, without the white space behind it.
pub(super) fn closing(text: &str, block: &Range<usize>) -> Range<usize> {
    let end = block.start + text[block.clone()].trim_end().len();
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    start.max(block.start)..end
}
