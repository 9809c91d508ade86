//! Links and pictures of a source that lead to files which are not imported.
//!
//! In: Markdown. Out: the same with such links as plain text, and a note for each: a link that leads nowhere would
//! be an error of the book.

use super::document::{Document, NoteKind};
use super::emphasis::pieces;

/// The longest text or target of a link, in characters: looking further would take quadratic time.
const LONGEST: usize = 2000;

/// Markdown whose links and pictures lead to pages of the web; the others are reported.
pub(super) fn without_local(markdown: &str, line: usize, document: &mut Document) -> String {
    if !markdown.contains("](") {
        return markdown.to_owned();
    }
    let mut out = String::with_capacity(markdown.len());
    let mut from = 0;
    for at in link_middles(markdown) {
        let after = &markdown[at + 2..];
        let open = markdown
            .get(from..at)
            .and_then(opening)
            .map(|open| from + open);
        let (Some(open), Some(end)) = (open, closing(after)) else {
            continue;
        };
        let link = Link {
            is_picture: markdown[from..open].ends_with('!'),
            text: &markdown[open + 1..at],
            target: &after[..end],
        };
        let before = &markdown[from..open];
        out.push_str(
            before
                .strip_suffix('!')
                .filter(|_| link.is_picture)
                .unwrap_or(before),
        );
        link.write(line, document, &mut out);
        from = at + 2 + end + 1;
    }
    out.push_str(&markdown[from..]);
    out
}

/// Where `](` stands outside of code and formulas.
fn link_middles(markdown: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut base = 0;
    for (is_code, piece) in pieces(markdown) {
        if !is_code {
            found.extend(piece.match_indices("](").map(|(at, _)| base + at));
        }
        base += piece.len();
    }
    found
}

struct Link<'t> {
    is_picture: bool,
    text: &'t str,
    target: &'t str,
}

impl Link<'_> {
    fn write(&self, line: usize, document: &mut Document, out: &mut String) {
        let Self {
            is_picture,
            text,
            target,
        } = self;
        let mut schemes = ["http://", "https://", "mailto:"].iter();
        let is_remote = schemes.any(|scheme| target.trim_start().starts_with(scheme));
        let message = match (is_remote, is_picture) {
            (true, false) => None,
            (true, true) => Some("a picture of another site became a link"),
            (false, true) => Some("a picture is lost"),
            (false, false) => Some("a link to a file is lost"),
        };
        if let Some(message) = message {
            document.note(NoteKind::Review, line, message, *target);
        }
        match (is_remote, text.trim().is_empty()) {
            (true, false) => out.push_str(&format!("[{text}]({target})")),
            (true, true) => out.push_str(&format!(
                "<{}>",
                target.split_whitespace().next().unwrap_or_default()
            )),
            (false, _) => out.push_str(text),
        }
    }
}

/// The bracket that a `]` closes.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in text.char_indices().rev().take(LONGEST) {
        match c {
            ']' => depth += 1,
            '[' => depth -= 1,
            '\n' if text[at..].starts_with("\n\n") => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The end of a link's target, which may hold brackets in pairs.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices().take(LONGEST) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_files_become_text() {
        let mut document = Document::default();
        let text = "See [a](https://b.cd/e_(f)), [g](H%20i/j.md) and ![k](l.png) `[m](n)`.";
        let out = without_local(text, 3, &mut document);
        assert_eq!(out, "See [a](https://b.cd/e_(f)), g and k `[m](n)`.");
        let notes: Vec<_> = document
            .notes
            .iter()
            .map(|note| note.text.as_str())
            .collect();
        assert_eq!(notes, ["H%20i/j.md", "l.png"]);
    }
}
