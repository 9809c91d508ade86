//! Placeholders in the strings of the interface: `{name}`, of Latin small letters and `_`.
//!
//! A string goes in, its placeholders or the filled text come out. There is no other syntax, and no
//! way to write a literal brace: no label needs one, and a forgotten one is then always a mistake.

use std::collections::BTreeSet;

/// A piece of a string.
enum Piece<'t> {
    Text(&'t str),
    Placeholder(&'t str),
    /// A brace that belongs to no placeholder.
    StrayBrace(&'t str),
}

/// The names of a text's placeholders.
///
/// # Errors
/// The text has a brace that belongs to no placeholder.
pub(super) fn names(text: &str) -> Result<BTreeSet<&str>, StrayBrace> {
    pieces(text)
        .filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Placeholder(name) => Some(Ok(name)),
            Piece::StrayBrace(_) => Some(Err(StrayBrace)),
        })
        .collect()
}

/// A brace that belongs to no placeholder.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StrayBrace;

/// The text with every placeholder replaced that has a value.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) | Piece::StrayBrace(text) => filled.push_str(text),
            Piece::Placeholder(name) => match values.iter().find(|(n, _)| *n == name) {
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["{", name, "}"]),
            },
        }
    }
    filled
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let brace = rest.find(['{', '}']).unwrap_or(rest.len());
        let (piece, length) = if brace > 0 {
            (Piece::Text(&rest[..brace]), brace)
        } else if let Some(name) = placeholder_at_start(rest) {
            (Piece::Placeholder(name), name.len() + "{}".len())
        } else {
            (Piece::StrayBrace(&rest[..1]), 1)
        };
        rest = &rest[length..];
        Some(piece)
    })
}

/// The name of the placeholder that the text begins with.
fn placeholder_at_start(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?;
    let end = inner.find(|c: char| !c.is_ascii_lowercase() && c != '_')?;
    (end > 0 && inner[end..].starts_with('}')).then(|| &inner[..end])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn placeholders_are_replaced_and_unknown_ones_stay() {
        let filled = fill("{a}–{b}, {c}", &[("a", "1"), ("b", "2")]);
        assert_eq!(filled, "1–2, {c}");
    }

    #[test]
    fn values_are_not_searched_for_placeholders() {
        assert_eq!(fill("{a}{b}", &[("a", "{b}"), ("b", "x")]), "{b}x");
    }

    #[test]
    fn names_are_listed_once() {
        let names = names("{day} {month_name} {day}").unwrap();
        assert_eq!(Vec::from_iter(names), ["day", "month_name"]);
    }

    #[test]
    fn any_other_brace_is_stray() {
        for text in [
            "{",
            "}",
            "{}",
            "{A}",
            "{a b}",
            "{{a}",
            "{a}}",
            "{день}",
            "a {b",
        ] {
            assert_eq!(names(text), Err(StrayBrace), "{text}");
            assert_eq!(fill(text, &[]), text);
        }
    }

    proptest! {
        #[test]
        fn text_without_values_is_unchanged(text in "[{}a_ж ]{0,30}") {
            prop_assert_eq!(fill(&text, &[]), text);
        }
    }
}
