//! Pieces of text that show what was found.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;
use core::ops::Range;

use super::order::WordSet;
use super::results::Part;
use crate::lowercase::lowercase;
use crate::stem::Stemmer;
use crate::tokens::tokens;

/// How long a snippet is, in characters; one that begins or ends within a text has an ellipsis too.
const LENGTH: usize = 170;

/// How many characters of context stand before the first match.
const BEFORE: usize = 50;

/// The places of words that stand for the query's, with the number of the term that they stand for.
fn matches(text: &str, stemmer: Stemmer, terms: &WordSet) -> Vec<(Range<usize>, usize)> {
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for token in tokens(text, stemmer) {
        if let Ok(term) = terms.find(&token.term)
            // An identifier and its parts stand in one place.
            && found
                .last()
                .is_none_or(|(span, _)| span.end <= token.span.start)
        {
            found.push((token.span, term));
        }
    }
    found
}

/// A text with its matches marked.
pub(super) fn marked(text: &str, stemmer: Stemmer, terms: &WordSet) -> Vec<Part> {
    parts(text, 0..text.len(), &matches(text, stemmer, terms))
}

/// A piece of a text, with its matches marked and what they are worth: the number of different terms in it, then
/// of matches.
#[derive(Default)]
pub(super) struct Snippet {
    /// The piece.
    pub(super) parts: Vec<Part>,
    /// What it is worth.
    pub(super) worth: (usize, usize),
}

/// The piece of a text that shows the most of what was looked for: a part of one line. The words of the whole text
/// that match are added to `words`, in lower case.
pub(super) fn snippet(
    text: &str,
    stemmer: Stemmer,
    terms: &WordSet,
    words: &mut WordSet,
) -> Snippet {
    let mut best = Snippet::default();
    for line in text.split('\n') {
        let found = matches(line, stemmer, terms);
        for (number, (span, _)) in found.iter().enumerate() {
            words.insert(lowercase(&line[span.clone()]));
            let window = window(line, span.start);
            let worth = worth(&found[number..], window.end);
            if worth > best.worth {
                best.worth = worth;
                best.parts = parts(line, window, &found);
            }
        }
    }
    if best.parts.is_empty() {
        let line = text.split('\n').next().unwrap_or_default();
        best.parts = parts(line, window(line, 0), &[]);
    }
    best
}

/// How many different terms and how many matches there are before the end of a window.
fn worth(matches: &[(Range<usize>, usize)], end: usize) -> (usize, usize) {
    let mut different: Vec<usize> = Vec::new();
    let mut count = 0;
    for (_, term) in matches.iter().take_while(|(span, _)| span.end <= end) {
        count += 1;
        if !different.contains(term) {
            different.push(*term);
        }
    }
    (different.len(), count)
}

/// The piece of a line that shows a place: it begins and ends between words.
fn window(line: &str, place: usize) -> Range<usize> {
    let is_space = |byte: &u8| *byte == b' ';
    let mut start = line[..place]
        .char_indices()
        .nth_back(BEFORE - 1)
        .map_or(0, |(at, _)| at);
    if start > 0 {
        start = line.as_bytes()[start..place]
            .iter()
            .position(is_space)
            .map_or(place, |space| start + space + 1);
    }
    let mut end = line[start..]
        .char_indices()
        .nth(LENGTH)
        .map_or(line.len(), |(at, _)| start + at);
    if end < line.len() {
        end = line.as_bytes()[start..end]
            .iter()
            .rposition(is_space)
            .map_or(end, |space| start + space);
    }
    start..end.max(place)
}

/// A range of a text with the matches in it marked.
fn parts(text: &str, range: Range<usize>, matches: &[(Range<usize>, usize)]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut push = |text: &str, is_match: bool| {
        if !text.is_empty() {
            parts.push(Part {
                text: text.to_owned(),
                is_match,
            });
        }
    };
    push(if range.start > 0 { "… " } else { "" }, false);
    let mut at = range.start;
    for (span, _) in matches
        .iter()
        .filter(|(span, _)| span.start >= range.start && span.end <= range.end)
    {
        push(&text[at..span.start], false);
        push(&text[span.clone()], true);
        at = span.end;
    }
    push(&text[at..range.end], false);
    push(if range.end < text.len() { " …" } else { "" }, false);
    parts
}
