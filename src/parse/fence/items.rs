//! An info string cut into its items: words, and options with values.
//!
//! In: the info string. Out: its [`Item`]s in order, with their places, and the problems of its
//! punctuation. What an item means is none of this module's business.

use std::ops::Range;

use super::{FenceProblem, shown};

/// A word, or a name with a value.
pub(super) struct Item<'i> {
    /// The word or name, without the dot that braces put before a class (`{.python}`).
    pub(super) name: &'i str,
    /// What stands behind `=`.
    pub(super) value: Option<Value<'i>>,
    /// The whole item.
    pub(super) span: Range<usize>,
    /// Whether it stands in braces.
    pub(super) braced: bool,
}

/// The value of an option, without its quotes.
pub(super) struct Value<'i> {
    /// The text.
    pub(super) text: &'i str,
    /// Where the text stands.
    pub(super) span: Range<usize>,
}

impl<'i> Value<'i> {
    /// The pieces between commas or white space, with their places; empty ones count between commas.
    pub(super) fn parts(&self) -> Vec<(&'i str, Range<usize>)> {
        let mut parts = Vec::new();
        let mut start = self.span.start;
        for part in self.text.split(',') {
            let indent = part.len() - part.trim_start().len();
            let from = start + indent;
            let trimmed = part.trim();
            parts.push((trimmed, from..from + trimmed.len()));
            start += part.len() + 1;
        }
        parts
    }
}

/// Cuts the info string. Never fails: a quote that is not closed reaches to the end.
pub(super) fn items<'i>(info: &'i str, problems: &mut Vec<FenceProblem>) -> Vec<Item<'i>> {
    let mut cursor = Cursor {
        info,
        at: 0,
        brace: None,
        problems,
    };
    let mut items = Vec::new();
    while let Some(item) = cursor.item() {
        items.push(item);
    }
    if let Some(open) = cursor.brace {
        cursor.problem(open..open + 1, "`{` is not closed".to_owned(), None);
    }
    items
}

/// A place in the info string.
struct Cursor<'i, 'p> {
    info: &'i str,
    at: usize,
    /// Where the open brace is.
    brace: Option<usize>,
    problems: &'p mut Vec<FenceProblem>,
}

impl<'i> Cursor<'i, '_> {
    fn rest(&self) -> &'i str {
        &self.info[self.at..]
    }

    fn item(&mut self) -> Option<Item<'i>> {
        self.separators();
        let start = self.at;
        let rest = self.rest();
        // A value without a name (`=3`) still makes an item, or the cursor would not move.
        let end = rest.find(|c: char| is_separator(c) || c == '=');
        let word = &rest[..end.unwrap_or(rest.len())];
        self.at += word.len();
        let value = self.rest().starts_with('=').then(|| {
            self.at += 1;
            self.value()
        });
        if word.is_empty() && value.is_none() {
            return None;
        }
        Some(Item {
            name: word.strip_prefix('.').unwrap_or(word),
            value,
            span: start..self.at,
            braced: self.brace.is_some(),
        })
    }

    fn separators(&mut self) {
        while let Some(c) = self.rest().chars().next().filter(|c| is_separator(*c)) {
            match (c, self.brace) {
                ('{', None) => self.brace = Some(self.at),
                ('}', Some(_)) => self.brace = None,
                ('{' | '}', _) => {
                    let message = format!("`{c}` without its other half");
                    self.problem(self.at..self.at + 1, message, None);
                }
                _ => {}
            }
            self.at += c.len_utf8();
        }
    }

    fn value(&mut self) -> Value<'i> {
        let start = self.at;
        let rest = self.rest();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            let len = unquoted(rest);
            self.at += len;
            return Value {
                text: &rest[..len],
                span: start..self.at,
            };
        };
        let text = &rest[1..];
        let len = match text.find(quote) {
            Some(len) => len,
            None => {
                let hint = format!("close it with `{quote}`");
                let message = format!("`{}` is not closed", shown(rest));
                self.problem(start..self.info.len(), message, Some(hint));
                text.len()
            }
        };
        self.at = (start + 1 + len + 1).min(self.info.len());
        Value {
            text: &text[..len],
            span: start + 1..start + 1 + len,
        }
    }

    fn problem(&mut self, span: Range<usize>, message: String, hint: Option<String>) {
        self.problems.push(FenceProblem {
            span,
            message,
            hint,
        });
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '{' | '}')
}

/// The length of a value without quotes: it ends at white space or a brace, and at a comma only if a
/// word follows, so that `hl=2,4-5` is one value and `start=3,no_run` two options.
fn unquoted(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let word_follows = chars.peek().is_none_or(|(_, c)| !c.is_ascii_digit());
        if c.is_whitespace() || matches!(c, '{' | '}') || (c == ',' && word_follows) {
            return at;
        }
    }
    rest.len()
}
