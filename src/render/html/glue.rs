//! What may not be parted at the end of a line: a formula and what touches it.
//!
//! Browsers break lines before and after every formula, even where a bracket, a comma or an ending (`$n$-го`)
//! belongs to it, and no character keeps them from it. So both stand in a `<span class="nowrap">`, in which the
//! places where a formula itself may be broken are marked.

use std::ops::Range;

use super::Writer;
use crate::parse::tree::{Kind, Node};

/// Longer words may be parted from a formula, so that narrow columns are not torn open.
const LONGEST: usize = 12;

/// Where a part of a formula begins, as KaTeX draws it since 0.18 and before: between two parts a line may end.
const PARTS: [&str; 2] = ["<span class=\"katex-base\">", "<span class=\"base\">"];

/// A part of a text that stands with a formula.
struct Piece<'n> {
    text: &'n str,
    /// Where the text begins in the file.
    place: usize,
    part: Range<usize>,
}

impl<'n> Writer<'_> {
    /// What stands in a line, in order.
    pub(super) fn inlines(&mut self, nodes: &'n [Node<'n>]) {
        // How much of the text that comes stands with the formula before it, and what goes to the next one.
        let (mut taken, mut before) = (0, None);
        for (number, node) in nodes.iter().enumerate() {
            let next = nodes.get(number + 1);
            match &node.kind {
                Kind::Formula(tex, false) => {
                    let after = next.and_then(Self::beginning_of);
                    taken = after.as_ref().map_or(0, |piece| piece.part.end);
                    self.glued(tex, node, before.take(), after);
                }
                Kind::Text(text) => {
                    let place = node.span.start;
                    let is_before = matches!(next.map(|n| &n.kind), Some(Kind::Formula(_, false)));
                    let end = match is_before {
                        true => text.len() - ending(&text[taken..]).len(),
                        false => text.len(),
                    };
                    self.part_with_terms(text, place, taken..end);
                    let part = end..text.len();
                    before = (!part.is_empty()).then_some(Piece { text, place, part });
                    taken = 0;
                }
                _ => self.inline(node),
            }
        }
    }

    /// A formula with the pieces of text that touch it.
    fn glued(
        &mut self,
        tex: &str,
        node: &Node<'_>,
        before: Option<Piece<'_>>,
        after: Option<Piece<'_>>,
    ) {
        if before.is_none() && after.is_none() {
            return self.formula(tex, false, &node.span);
        }
        if self.is_card() {
            self.piece(before);
            self.formula(tex, false, &node.span);
            return self.piece(after);
        }
        self.push("<span class=\"nowrap\">");
        self.piece(before);
        let at = self.out.len();
        self.formula(tex, false, &node.span);
        let formula = self.out.split_off(at);
        self.parts(&formula);
        self.piece(after);
        self.push("</span>");
    }

    fn piece(&mut self, piece: Option<Piece<'_>>) {
        if let Some(Piece { text, place, part }) = piece {
            self.part_with_terms(text, place, part);
        }
    }

    /// The part of a text that touches the formula before it.
    fn beginning_of(node: &'n Node<'n>) -> Option<Piece<'n>> {
        let Kind::Text(text) = &node.kind else {
            return None;
        };
        let part = 0..beginning(text).len();
        let place = node.span.start;
        (!part.is_empty()).then_some(Piece { text, place, part })
    }

    /// A formula with a place for the end of a line before each of its parts but the first.
    fn parts(&mut self, formula: &str) {
        let Some(part) = PARTS.iter().find(|part| formula.contains(**part)) else {
            return self.push(formula);
        };
        for (number, piece) in formula.split(part).enumerate() {
            if number > 1 {
                self.push("<wbr>");
            }
            if number > 0 {
                self.push(part);
            }
            self.push(piece);
        }
    }
}

/// The part of a text that touches what stands before it.
fn beginning(text: &str) -> &str {
    let word = &text[..text.find(char::is_whitespace).unwrap_or(text.len())];
    if word.chars().count() <= LONGEST {
        return word;
    }
    &word[..word.find(char::is_alphanumeric).unwrap_or(word.len())]
}

/// The part of a text that touches what follows it.
fn ending(text: &str) -> &str {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    if word.chars().count() <= LONGEST {
        return word;
    }
    word.rsplit(char::is_alphanumeric)
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{beginning, ending};

    #[test]
    fn words_that_touch_are_whole_or_only_marks_if_they_are_long() {
        assert_eq!(beginning("-го порядку"), "-го");
        assert_eq!(beginning(", and"), ",");
        assert_eq!(beginning(" and"), "");
        assert_eq!(beginning("-dimensionalities"), "-");
        assert_eq!(ending("the («"), "(«");
        assert_eq!(ending("the "), "");
        assert_eq!(ending("incomprehensible("), "(");
        assert_eq!((beginning(""), ending("")), ("", ""));
    }
}
