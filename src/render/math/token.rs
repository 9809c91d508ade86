//! Splits a formula into the tokens that KaTeX sees.
//!
//! Text in, [`Token`]s out. The grammar is that of KaTeX's lexer (`src/Lexer.js` in 0.16 and 0.18),
//! so that [`super::limits`] counts what the engine will meet: a control word takes the spaces
//! behind it, a run of spaces is one token, combining marks belong to the character before them,
//! `\verb|…|` is one token, `%` starts a comment that ends with its line. Unlike KaTeX's, it does
//! not recurse. It knows nothing about what a token means.

use std::ops::Range;

use super::MathError;

/// One token. Two tokens mean the same if their texts are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// What it is, without the spaces behind a control word; every run of spaces is `" "`.
    pub(super) text: &'t str,
    /// Where it stands, in bytes.
    pub(super) span: Range<usize>,
}

/// How many comments may follow each other with nothing between: KaTeX's lexer recurses for each.
const MAX_COMMENTS: usize = 100;

/// Splits a formula into tokens.
///
/// # Errors
/// A character that TeX has no use for (control characters, private use, a backslash at the end),
/// a delimiter of `\verb` that is not ASCII, or too many comments in a row.
pub(super) fn tokens(tex: &str) -> Result<Vec<Token<'_>>, MathError> {
    let mut tokens = Vec::with_capacity(tex.len() / 2);
    let mut at = 0;
    let mut comments = 0;
    while at < tex.len() {
        let rest = &tex[at..];
        let (text, len) = next(rest).ok_or_else(|| unexpected(rest, at))?;
        if text == "%" {
            comments += 1;
            if comments > MAX_COMMENTS {
                let message = format!("more than {MAX_COMMENTS} comments in a row");
                return Err(MathError::at(message, at..at + 1));
            }
            at += rest.find('\n').map_or(rest.len(), |newline| newline + 1);
            continue;
        }
        comments = 0;
        let span = at..at + if text == " " { len } else { text.len() };
        if text.starts_with(r"\verb") && !text.ends_with(|c: char| c.is_ascii()) {
            // `katex-rs` 0.3.0 takes the delimiter to be one byte long, and panics.
            return Err(MathError::at(
                "a delimiter of `\\verb` that is not ASCII",
                span,
            ));
        }
        tokens.push(Token { text, span });
        at += len;
    }
    Ok(tokens)
}

/// The first token's text and the bytes that it takes, the spaces behind a control word included.
fn next(rest: &str) -> Option<(&str, usize)> {
    let first = rest.chars().next()?;
    if is_space(first) {
        return Some((" ", leading(rest, is_space)));
    }
    if first == '\\' {
        return control(rest);
    }
    if !is_ordinary(first) {
        return None;
    }
    let len = first.len_utf8();
    let len = len + leading(&rest[len..], is_combining_mark);
    Some((&rest[..len], len))
}

/// A token that starts with a backslash.
fn control(rest: &str) -> Option<(&str, usize)> {
    let after = &rest[1..];
    if let Some(len) = verbatim(after) {
        return Some((&rest[..=len], 1 + len));
    }
    let name = leading(after, |c| c.is_ascii_alphabetic() || c == '@');
    if name > 0 {
        let spaces = leading(&after[name..], is_space);
        return Some((&rest[..=name], 1 + name + spaces));
    }
    let symbol = after.chars().next()?;
    if is_space(symbol) {
        return Some((r"\ ", 1 + leading(after, is_space)));
    }
    let len = 1 + symbol.len_utf8();
    Some((&rest[..len], len))
}

/// The length of `verb|…|` or `verb*|…|` at the start.
fn verbatim(after: &str) -> Option<usize> {
    let rest = after.strip_prefix("verb")?;
    let (starred, rest) = rest
        .strip_prefix('*')
        .map_or((false, rest), |rest| (true, rest));
    let fence = rest.chars().next()?;
    if !starred && fence.is_ascii_alphabetic() {
        return None;
    }
    let inside = &rest[fence.len_utf8()..];
    let end = inside.find([fence, '\n', '\r'])?;
    inside[end..].starts_with(fence).then(|| {
        let before = after.len() - inside.len();
        before + end + fence.len_utf8()
    })
}

fn unexpected(rest: &str, at: usize) -> MathError {
    let c = rest.chars().next().unwrap_or_default();
    let message = match c {
        '\\' => "a backslash at the end of the formula".to_owned(),
        c => format!("unexpected character U+{:04X}", u32::from(c)),
    };
    MathError::at(message, at..at + c.len_utf8())
}

/// The bytes of the longest prefix whose characters all satisfy `wanted`.
fn leading(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !wanted(c)).unwrap_or(text.len())
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

pub(super) fn is_combining_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn is_ordinary(c: char) -> bool {
    matches!(c, '!'..='[' | ']'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{f900}'..)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn texts(tex: &str) -> Vec<&str> {
        tokens(tex)
            .unwrap()
            .iter()
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn control_words_take_the_spaces_behind_them() {
        assert_eq!(texts(r"\alpha  x"), [r"\alpha", "x"]);
        assert_eq!(tokens(r"\alpha  x").unwrap()[0].span, 0..6);
        assert_eq!(tokens(r"\alpha  x").unwrap()[1].span, 8..9);
    }

    #[test]
    fn a_run_of_spaces_is_one_token() {
        assert_eq!(texts("a \n\t b"), ["a", " ", "b"]);
        assert_eq!(tokens("a \n b").unwrap()[1].span, 1..4);
    }

    #[test]
    fn control_symbols_are_one_character_of_any_length() {
        assert_eq!(texts(r"\{\,\й\\x"), [r"\{", r"\,", r"\й", r"\\", "x"]);
        assert_eq!(texts("\\ \n x"), [r"\ ", "x"]);
    }

    #[test]
    fn combining_marks_belong_to_the_character_before() {
        assert_eq!(texts("e\u{301}\u{302}x"), ["e\u{301}\u{302}", "x"]);
    }

    #[test]
    fn verbatim_text_is_one_token() {
        assert_eq!(texts(r"a\verb|\def{|b"), ["a", r"\verb|\def{|", "b"]);
        assert_eq!(texts(r"\verb*x{x}"), [r"\verb*x{x", "}"]);
        assert_eq!(texts(r"\verbose|"), [r"\verbose", "|"]);
        assert_eq!(texts("\\verb|a\n|")[0], r"\verb");
    }

    #[test]
    fn verbatim_text_has_ascii_delimiters() {
        assert!(texts(r"\verb|й|").len() == 1);
        assert_eq!(tokens(r"x\verbйxй").unwrap_err().span, Some(1..11));
    }

    #[test]
    fn comments_end_with_their_line() {
        assert_eq!(texts("a% {{{\nb%"), ["a", "b"]);
        assert_eq!(texts(r"a\%b"), ["a", r"\%", "b"]);
    }

    #[test]
    fn thousands_of_comments_in_a_row_are_an_error() {
        assert!(tokens(&"%\n".repeat(100)).is_ok());
        let error = tokens(&"%\n".repeat(101)).unwrap_err();
        assert_eq!(error.span, Some(200..201));
    }

    #[test]
    fn characters_without_a_meaning_are_named_with_their_place() {
        let error = tokens("x\u{1}").unwrap_err();
        assert_eq!(error.message, "unexpected character U+0001");
        assert_eq!(error.span, Some(1..2));
        assert_eq!(tokens(r"x\").unwrap_err().span, Some(1..2));
    }
}
