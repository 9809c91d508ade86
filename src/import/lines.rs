//! A source as lines: with their numbers, without what only a screen or a copy left in them.
//!
//! In: the text of a file. Out: [`Line`]s, whose texts have no byte order mark, no zero-width characters, no
//! control characters, ordinary spaces for the unusual ones, and no blanks at their end. Characters that mean
//! something are never touched.

/// A line of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// Its number, from 1.
    pub(super) number: usize,
    /// What it says, without the blanks at its end.
    pub(super) text: &'t str,
}

impl<'t> Line<'t> {
    /// Whether it says nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Without the blanks before and behind.
    pub(super) fn trimmed(&self) -> &'t str {
        self.text.trim()
    }
}

/// The text with the characters that nobody sees or types taken out, ready for [`lines`]. As many lines as before.
pub(super) fn cleaned(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    unified
        .chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(c),
            // No-break and typographic spaces.
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
            // Line and paragraph separators stand where a source means a blank.
            '\u{85}' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => Some(' '),
            // Zero-width and directional marks, word joiners, byte order marks inside of a text, soft hyphens.
            '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// The lines of a cleaned text.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let numbered = text.lines().enumerate();
    numbered
        .map(|(at, text)| Line {
            number: at + 1,
            text: text.trim_end(),
        })
        .collect()
}

/// A number before a mark, as in `12. text`: the number, and what follows it without blanks before.
/// Up to `digits` digits count; a blank must follow the mark.
pub(super) fn numbered(text: &str, digits: usize) -> Option<(&str, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 || length > digits {
        return None;
    }
    let rest = text[length..].strip_prefix(['.', ')'])?;
    let body = rest.trim_start();
    (body.len() < rest.len() && !body.is_empty()).then_some((&text[..length], body))
}

/// Whether the marks of a code fence have nothing behind them: marks with a language only open.
pub(super) fn is_closing(fence: &str) -> bool {
    fence.trim_start_matches(['`', '~']).trim().is_empty()
}

/// What follows a word and a colon at the beginning of a text, whatever the case of the word's letters.
pub(super) fn after_label<'t>(text: &'t str, labels: &[&str]) -> Option<&'t str> {
    let (label, rest) = text.split_once(':')?;
    let label = label.trim().to_lowercase();
    labels.contains(&label.as_str()).then(|| rest.trim())
}

/// The texts in one line, with single blanks.
pub(super) fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_nobody_sees_is_gone_and_lines_keep_their_numbers() {
        let text = cleaned("\u{feff}a\u{200b}b\u{a0}c \r\n\r\nd\u{ad}e\u{7}");
        let lines = lines(&text);
        let read: Vec<_> = lines.iter().map(|l| (l.number, l.text)).collect();
        assert_eq!(read, [(1, "ab c"), (2, ""), (3, "de")]);
    }

    #[test]
    fn a_number_needs_a_mark_and_a_blank() {
        assert_eq!(numbered("12. Що таке", 2), Some(("12", "Що таке")));
        assert_eq!(numbered("1) so", 2), Some(("1", "so")));
        for text in ["1.5 apples", "123. x", "1.", "1. ", "a. b", ""] {
            assert_eq!(numbered(text, 2), None, "{text}");
        }
    }

    #[test]
    fn labels_are_read_in_any_case() {
        assert_eq!(after_label("ПІДКАЗКА: так", &["підказка"]), Some("так"));
        assert_eq!(after_label("Так: ні", &["підказка"]), None);
    }
}
