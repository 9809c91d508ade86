//! Running text as a reader meets it: paragraphs, headings, cells, items, each as one line of text.
//!
//! In come nodes of Markdown, out go [`Passage`]s whose text has neither markup nor code, with the way back
//! from a place in the text to the place in the file; and how many words and sentences a text has.

use std::ops::Range;

use pulldown_cmark::{LinkType, Tag};
use unicode_segmentation::UnicodeSegmentation;

use crate::parse::tree::{Kind, Node};

/// What stands in a passage for a formula, for code and for a link without words of its own: one word,
/// and none that is part of a phrase. It is the character that Unicode has for objects in a text.
pub(super) const OBJECT: char = '\u{FFFC}';

/// Text without a break between its words.
#[derive(Debug, Default)]
pub(super) struct Passage<'t> {
    /// The text, with [`OBJECT`] for what is no text and a line break for a displayed formula.
    pub(super) text: String,
    /// Where the pieces of the text come from, in order.
    pieces: Vec<Piece<'t>>,
}

#[derive(Debug)]
struct Piece<'t> {
    /// Where it begins in the passage.
    start: usize,
    /// Its text as typed.
    typed: &'t str,
    /// Where that stands in the file.
    source: Range<usize>,
    /// Whether it was typed as it reads.
    is_verbatim: bool,
}

/// How many bytes are searched for a place that cannot be computed: enough for any real paragraph, and a
/// bound for hostile ones.
const MAX_SEARCHED: usize = 10_000;

impl Piece<'_> {
    /// A place of the passage as one of the file.
    fn at(&self, place: usize) -> usize {
        self.source.start + (place - self.start)
    }
}

impl Passage<'_> {
    /// The place in the file of a part of the text.
    ///
    /// Exact if the part was typed as it reads; otherwise (escapes, typographic quotes) the first place
    /// that reads so, or else the place of the piece of text that the part begins in.
    pub(super) fn source(&self, part: &Range<usize>) -> Range<usize> {
        let after = self.pieces.partition_point(|p| p.start <= part.start);
        let Some(first) = after.checked_sub(1).map(|at| &self.pieces[at]) else {
            return 0..0;
        };
        let after = self.pieces.partition_point(|p| p.start < part.end);
        let last = &self.pieces[after.saturating_sub(1)];
        if first.is_verbatim && last.is_verbatim {
            return first.at(part.start)..last.at(part.end);
        }
        self.found(first, part).unwrap_or(first.source.clone())
    }

    /// Where a part of the text stands first in a piece, for pieces that were typed otherwise than they read.
    fn found(&self, piece: &Piece<'_>, part: &Range<usize>) -> Option<Range<usize>> {
        if piece.typed.len() > MAX_SEARCHED {
            return None;
        }
        let part = &self.text[part.clone()];
        let start = piece.source.start + piece.typed.find(part)?;
        Some(start..start + part.len())
    }

    /// How many words the text has; a formula or a piece of code is one.
    pub(super) fn words(&self) -> usize {
        let is_word = |chunk: &&str| chunk.contains(|c: char| c.is_alphanumeric() || c == OBJECT);
        self.text.split_whitespace().filter(is_word).count()
    }
}

/// The passages of blocks, in order: code blocks, images and raw HTML left out.
pub(super) fn passages<'t>(nodes: &[Node<'_>], text: &'t str) -> Vec<Passage<'t>> {
    let mut reader = Reader {
        text,
        passages: Vec::new(),
        current: Passage::default(),
    };
    nodes.iter().for_each(|node| reader.node(node));
    reader.finish();
    reader.passages
}

/// The text of one block that holds no others.
pub(super) fn passage<'t>(node: &Node<'_>, text: &'t str) -> Passage<'t> {
    passages(std::slice::from_ref(node), text)
        .into_iter()
        .next()
        .unwrap_or_default()
}

struct Reader<'t> {
    text: &'t str,
    passages: Vec<Passage<'t>>,
    current: Passage<'t>,
}

impl Reader<'_> {
    fn node(&mut self, node: &Node<'_>) {
        match &node.kind {
            Kind::Text(read) => self.push(read, &node.span),
            Kind::Code(_) | Kind::Formula(_, false) => self.object(node),
            Kind::Formula(_, true) => self.push("\n", &node.span),
            Kind::SoftBreak | Kind::HardBreak => self.push(" ", &node.span),
            Kind::Element(Tag::Image { .. } | Tag::CodeBlock(_)) => {}
            Kind::Element(Tag::Link { link_type, .. }) if has_no_words(*link_type) => {
                self.object(node);
            }
            Kind::Element(tag) if is_inline(tag) => self.children(node),
            Kind::Element(_) | Kind::Callout(_) => {
                self.finish();
                self.children(node);
                self.finish();
            }
            Kind::Html(_) | Kind::FootnoteReference(_) | Kind::Rule | Kind::TaskMarker(_) => {}
        }
    }

    fn children(&mut self, node: &Node<'_>) {
        node.children.iter().for_each(|child| self.node(child));
    }

    fn object(&mut self, node: &Node<'_>) {
        self.push(OBJECT.encode_utf8(&mut [0; 4]), &node.span);
    }

    fn push(&mut self, read: &str, source: &Range<usize>) {
        let typed = &self.text[source.clone()];
        self.current.pieces.push(Piece {
            start: self.current.text.len(),
            typed,
            source: source.clone(),
            is_verbatim: typed == read,
        });
        self.current.text.push_str(read);
    }

    fn finish(&mut self) {
        let passage = std::mem::take(&mut self.current);
        if !passage.text.trim().is_empty() {
            self.passages.push(passage);
        }
    }
}

fn has_no_words(link: LinkType) -> bool {
    matches!(
        link,
        LinkType::Autolink | LinkType::Email | LinkType::WikiLink { has_pothole: false }
    )
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

/// Abbreviations after which a sentence goes on, in lower case and without their last point. Single
/// letters need no entry.
const ABBREVIATIONS: [&str; 22] = [
    "al",
    "approx",
    "cf",
    "ch",
    "eq",
    "eqs",
    "fig",
    "figs",
    "pp",
    "resp",
    "sec",
    "st",
    "vol",
    "vs",
    "гл",
    "див",
    "напр",
    "наприкл",
    "рис",
    "розд",
    "см",
    "табл",
];

/// The sentences of a text, as places in it.
///
/// The bounds are those of Unicode (UAX #29, section 5), joined where a point ends an abbreviation and
/// not a sentence: `e.g. Adam`, `т. е. L2`, `D. Knuth`.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    // A sentence may begin with a formula, but Unicode wants a capital letter: three, to keep the places.
    let capital = text.replace(OBJECT, "XXX");
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    for (start, bound) in capital.split_sentence_bound_indices() {
        let end = start + bound.len();
        match sentences.last_mut() {
            Some(last) if goes_on => last.end = end,
            _ if bound.contains(char::is_alphanumeric) => sentences.push(start..end),
            Some(last) => last.end = end,
            None => {}
        }
        goes_on = ends_in_abbreviation(bound);
    }
    sentences
}

/// Whether a text ends in a point that belongs to its last word.
fn ends_in_abbreviation(text: &str) -> bool {
    let Some(before) = text.trim_end().strip_suffix('.') else {
        return false;
    };
    let mut words = before.rsplit(|c: char| c.is_whitespace() || "(«“\"[\u{A0}".contains(c));
    let word = words.next().unwrap_or_default().to_lowercase();
    // `и т. д.`, `і т. п.` end sentences as often as not: what follows begins with a capital here.
    let is_and_so_on = matches!(word.as_str(), "д" | "п") && words.next() == Some("т.");
    let is_letter = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    };
    // `e.g`, `i.e`, `т.е`, an initial.
    let is_letters = word.split('.').all(is_letter);
    !is_and_so_on && (is_letters || ABBREVIATIONS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use crate::parse::tree::{Reading, Tree, tree};

    use super::*;

    fn read(text: &str) -> Tree<'_> {
        let reading = Reading {
            definitions: &[],
            smart_punctuation: true,
        };
        tree(text, &(0..text.len()), reading)
    }

    fn count(text: &str) -> usize {
        sentences(text).len()
    }

    #[test]
    fn points_within_sentences_end_none() {
        for text in [
            "One number, 2.5, e.g. Adam’s, is i.e. one.",
            "Див. розд. 3 за 2,5 с, т. е. Адам.",
            "As Dauphin et al. Say, D. E. Knuth vs. Anna.",
            "Call model.fit or a.b now.",
            "Is it… so",
        ] {
            assert_eq!(count(text), 1, "{text}");
        }
    }

    #[test]
    fn sentences_end_where_readers_stop() {
        for (text, expected) in [
            ("One. Two! Three? Four.", 4),
            ("Так. Ні: чому? «Бо». Ясно.", 4),
            ("It grows. \u{FFFC} is small. \u{FFFC} too.", 3),
            ("Всё и т. д. Потом ещё.", 2),
            ("No end", 1),
            ("", 0),
            ("…", 0),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    #[test]
    fn a_formula_is_a_word_and_so_is_code() {
        let text = "Here $a + b$ — and `x y z`, [[id]] or *two words*.\n";
        let tree = read(text);
        assert_eq!(passage(&tree.nodes[0], text).words(), 8);
    }

    #[test]
    fn code_figures_and_displayed_formulas_are_no_words() {
        let text = "One.\n\n```\ncode\n```\n\n$$\nx\n$$\n\n![alt](a.svg \"b\")\n\n- two\n  - three\n\n| four |\n|---|\n| five |\n\n<b>six</b>\n";
        let tree = read(text);
        let passages = passages(&tree.nodes, text);
        let words: usize = passages.iter().map(Passage::words).sum();
        assert_eq!(words, 6);
    }

    #[test]
    fn places_lead_back_to_the_file() {
        let text = "> An *old* term,\n> and \"it's\" new.\n";
        let tree = read(text);
        let passages = passages(&tree.nodes, text);
        let passage = &passages[0];
        for word in ["An", "old", "term", "and", "new"] {
            let at = passage.text.find(word).unwrap_or_default();
            let source = passage.source(&(at..at + word.len()));
            assert_eq!(&text[source], word);
        }
        let at = passage.text.find("old").unwrap_or_default();
        assert_eq!(&text[passage.source(&(at..at + 8))], "old* term");
    }
}
