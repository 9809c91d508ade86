//! How deep the items of lists stand.
//!
//! In: the pieces of an answer, whose items know the blanks before their marks. Out: the same with depths. One blank
//! before a mark says little: such an item is nested below one that announces a list, and else its sibling.

use super::body::{Kind, Piece};
use crate::import::emphasis::plain;

/// Labels under which the next items stand, in lower case.
const LABELS: &[&str] = &[
    "переваги",
    "недоліки",
    "плюси",
    "мінуси",
    "за",
    "проти",
    "преимущества",
    "недостатки",
    "достоинства",
    "плюсы",
    "минусы",
    "против",
    "pros",
    "cons",
    "advantages",
    "disadvantages",
    "benefits",
    "drawbacks",
];

/// Gives every item its depth, and unwraps an answer that is one bullet.
pub(super) fn nest(pieces: &mut Vec<Piece>) {
    let mut state = State::default();
    for piece in pieces.iter_mut() {
        match &mut piece.kind {
            Kind::Item {
                indent,
                depth,
                text,
                ..
            } => *depth = state.depth(*indent, text),
            _ => state = State::default(),
        }
    }
    unwrap(pieces);
}

#[derive(Default)]
struct State {
    /// Whether the last item at column 0 has others below it, and whether it is a label; nothing before the first.
    parent: Option<Parent>,
    /// Blanks and depths of the open items that have two blanks or more.
    deeper: Vec<(usize, usize)>,
    /// The depth of the last item.
    last: usize,
}

#[derive(Clone, Copy)]
struct Parent {
    announces: bool,
    is_label: bool,
    has_indented: bool,
}

impl State {
    fn depth(&mut self, indent: usize, text: &str) -> usize {
        let depth = match indent {
            0 => self.at_margin(text),
            1 => {
                self.deeper.clear();
                match &mut self.parent {
                    Some(parent) => {
                        parent.has_indented = true;
                        usize::from(parent.announces)
                    }
                    None => 0,
                }
            }
            _ => self.indented(indent),
        };
        self.last = depth;
        depth
    }

    fn at_margin(&mut self, text: &str) -> usize {
        self.deeper.clear();
        let is_label = is_label(text);
        let announces = is_label || plain(text).ends_with(':');
        if let Some(parent) = self.parent
            && parent.is_label
            && !parent.has_indented
            && !announces
        {
            return 1;
        }
        self.parent = Some(Parent {
            announces,
            is_label,
            has_indented: false,
        });
        0
    }

    /// Two blanks or more: below the last item that has fewer.
    fn indented(&mut self, indent: usize) -> usize {
        while self
            .deeper
            .last()
            .is_some_and(|(blanks, _)| *blanks > indent)
        {
            self.deeper.pop();
        }
        match self.deeper.last() {
            Some((blanks, depth)) if *blanks == indent => *depth,
            Some((_, depth)) => {
                let depth = depth + 1;
                self.deeper.push((indent, depth));
                depth
            }
            None => {
                let depth = if self.parent.is_some() {
                    self.last.min(1) + 1
                } else {
                    0
                };
                let depth = if self.parent.is_some() && self.last == 0 {
                    1
                } else {
                    depth
                };
                self.deeper.push((indent, depth));
                depth
            }
        }
    }
}

/// Whether an item names a side of a comparison.
fn is_label(text: &str) -> bool {
    let label = plain(text).to_lowercase();
    let label = label.trim_end_matches(['.', ':', ' ']);
    LABELS.contains(&label)
}

/// A list of a single item at the margin that is the whole answer is no list.
fn unwrap(pieces: &mut Vec<Piece>) {
    let is_list = pieces
        .iter()
        .all(|piece| matches!(piece.kind, Kind::Item { .. }));
    let tops = pieces
        .iter()
        .filter(|piece| matches!(piece.kind, Kind::Item { depth: 0, .. }))
        .count();
    if !is_list || tops != 1 {
        return;
    }
    let mut unwrapped = Vec::with_capacity(pieces.len());
    for mut piece in pieces.drain(..) {
        match &mut piece.kind {
            Kind::Item {
                depth: 0,
                text,
                more,
                ..
            } => {
                let (text, more) = (std::mem::take(text), std::mem::take(more));
                let line = piece.line;
                unwrapped.push(Piece {
                    line,
                    kind: Kind::Paragraph(text),
                });
                unwrapped.extend(more.into_iter().map(|part| Piece {
                    line,
                    kind: Kind::Verbatim(part),
                }));
            }
            Kind::Item { depth, .. } => {
                *depth -= 1;
                unwrapped.push(piece);
            }
            _ => unwrapped.push(piece),
        }
    }
    *pieces = unwrapped;
}
