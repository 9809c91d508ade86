//! What a line of an answer is: an item of a list, a formula or a heading, labels that are glued together.

use crate::import::emphasis::{bold_head, bold_places};

/// The text of a bullet.
pub(super) fn bullet(text: &str) -> Option<&str> {
    if let Some(text) = ["- ", "* "].iter().find_map(|mark| text.strip_prefix(mark)) {
        return Some(text.trim());
    }
    let text = text.strip_prefix(['•', '◦', '▪'])?.trim();
    (!text.is_empty()).then_some(text)
}

/// Whether a line is no running text: a displayed formula, a heading, a row of a table, a quote.
pub(super) fn is_verbatim(line: &str) -> bool {
    let text = line.trim_start();
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    let is_heading = (1..=6).contains(&hashes) && text[hashes..].starts_with(' ');
    text.starts_with("$$") || is_heading || text.starts_with('|') || text.starts_with("> ")
}

/// Whether a paragraph is a heading: bold as a whole, and no end of a sentence that a page has cut.
pub(super) fn is_heading(text: &str) -> bool {
    bold_head(text).is_some_and(|(bold, rest)| {
        rest.trim_matches([':', '.', ' ']).is_empty() && !bold.starts_with(char::is_lowercase)
    })
}

/// A line cut before each run of bold that is glued to the end of a sentence.
pub(super) fn unglued(text: &str) -> Vec<&str> {
    let marks = bold_places(text);
    let mut parts = Vec::new();
    let mut start = 0;
    for (number, at) in marks.iter().enumerate() {
        let is_opening = number % 2 == 0 && number + 1 < marks.len();
        let is_glued = text[start..*at].ends_with(['.', '!', '?', ';']);
        let is_followed =
            text[at + 2..].starts_with(|c: char| c.is_alphanumeric() || c == '`' || c == '«');
        if is_opening && is_glued && is_followed {
            parts.push(&text[start..*at]);
            start = *at;
        }
    }
    parts.push(&text[start..]);
    parts
}
