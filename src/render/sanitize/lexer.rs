//! The tags and texts of a piece of raw HTML.
//!
//! In comes one piece, out go its tokens with their places. Tags end where a browser ends them (HTML,
//! section 13.2.5: tokenization). What is no whole tag is text: a tag that the piece does not finish never
//! swallows what follows the piece. Every byte is looked at a bounded number of times.
//!
//! It must not judge names, values or nesting.

use std::ops::Range;

/// A part of a piece.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// Characters; `<` in them is meant as itself.
    Text(&'h str),
    /// A start tag.
    Start {
        /// The name as written.
        name: &'h str,
        /// The whole tag as written.
        source: &'h str,
        /// The names of the attributes as written.
        attributes: Vec<&'h str>,
        /// Whether it ends in `/>`.
        is_closed: bool,
    },
    /// An end tag and its name as written.
    End(&'h str),
    /// A comment, declaration, processing instruction or CDATA section.
    Markup,
}

/// The tokens of a piece, from the first to the last.
pub(super) struct Lexer<'h> {
    html: &'h str,
    at: usize,
}

impl<'h> Lexer<'h> {
    pub(super) fn new(html: &'h str) -> Self {
        Self { html, at: 0 }
    }

    /// The next token, and the bytes of the piece that it takes.
    pub(super) fn next(&mut self) -> Option<(Range<usize>, Token<'h>)> {
        let start = self.at;
        let rest = &self.html[start..];
        let token = match rest.find('<') {
            _ if rest.is_empty() => return None,
            Some(0) => self.markup(rest),
            text => {
                let (text, _) = rest.split_at(text.unwrap_or(rest.len()));
                self.at += text.len();
                Token::Text(text)
            }
        };
        Some((start..self.at, token))
    }

    /// Goes to the end tag of an element whose content is not wanted, or to the end of the piece.
    pub(super) fn skip_content(&mut self, name: &str) {
        let rest = &self.html.as_bytes()[self.at..];
        let is_end = |window: &[u8]| {
            window.starts_with(b"</") && window[2..].eq_ignore_ascii_case(name.as_bytes())
        };
        let end = rest.windows(name.len() + 2).position(is_end);
        self.at += end.unwrap_or(rest.len());
    }

    /// A token that begins with `<`.
    fn markup(&mut self, rest: &'h str) -> Token<'h> {
        let bytes = rest.as_bytes();
        let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        if is_letter(1) {
            return self.tag(rest, 1);
        }
        if bytes.get(1) == Some(&b'/') && is_letter(2) {
            return self.tag(rest, 2);
        }
        let (open, close) = match rest {
            _ if rest.starts_with("<!-->") || rest.starts_with("<!--->") => (4, ">"),
            _ if rest.starts_with("<!--") => (4, "-->"),
            _ if rest.starts_with("<![CDATA[") => (9, "]]>"),
            _ if rest.starts_with("<?") => (2, "?>"),
            _ if rest.starts_with("<!") || rest.starts_with("</") => (2, ">"),
            _ => {
                self.at += 1;
                return Token::Text("<");
            }
        };
        let end = rest[open..].find(close);
        self.at += end.map_or(rest.len(), |end| open + end + close.len());
        Token::Markup
    }

    /// A start or end tag whose name begins at `name`.
    fn tag(&mut self, rest: &'h str, name: usize) -> Token<'h> {
        let bytes = rest.as_bytes();
        let name_end = name + until(&bytes[name..], |b| is_space(b) || matches!(b, b'/' | b'>'));
        let mut attributes = Vec::new();
        let Some((end, is_closed)) = tag_end(rest, name_end, &mut attributes) else {
            // Browsers drop an unfinished tag; here its author should see it. Nothing after it can be a
            // tag either: a `>` would have ended it, unless quotes hide it.
            self.at = self.html.len();
            return Token::Text(rest);
        };
        self.at += end;
        if name == 2 {
            return Token::End(&rest[2..name_end]);
        }
        Token::Start {
            name: &rest[1..name_end],
            source: &rest[..end],
            attributes,
            is_closed,
        }
    }
}

/// The end of a tag behind its `>`, and whether there is a `/` before that; `None` if it has no end.
fn tag_end<'h>(
    tag: &'h str,
    mut at: usize,
    attributes: &mut Vec<&'h str>,
) -> Option<(usize, bool)> {
    let bytes = tag.as_bytes();
    let mut is_closed = false;
    loop {
        match *bytes.get(at)? {
            b'>' => return Some((at + 1, is_closed)),
            b'/' => {
                is_closed = true;
                at += 1;
            }
            byte if is_space(byte) => {
                is_closed = false;
                at += 1;
            }
            _ => {
                is_closed = false;
                // A `=` in the first place is part of the name.
                let end = |b| is_space(b) || matches!(b, b'/' | b'>' | b'=');
                let start = at;
                at += 1 + until(bytes.get(at + 1..)?, end);
                attributes.push(&tag[start..at]);
                at = value_end(bytes, at)?;
            }
        }
    }
}

/// The end of an attribute's value, if one follows its name; else the end of the name.
fn value_end(bytes: &[u8], name_end: usize) -> Option<usize> {
    let space = |at: usize| at + until(&bytes[at..], |b| !is_space(b));
    let equals = space(name_end);
    if bytes.get(equals) != Some(&b'=') {
        return Some(name_end);
    }
    let value = space(equals + 1);
    match *bytes.get(value)? {
        quote @ (b'"' | b'\'') => {
            let inside = bytes.get(value + 1..)?;
            let length = inside.iter().position(|b| *b == quote)?;
            Some(value + 1 + length + 1)
        }
        _ => Some(value + until(&bytes[value..], |b| is_space(b) || b == b'>')),
    }
}

/// The number of bytes before the first that ends something.
fn until(bytes: &[u8], is_end: impl Fn(u8) -> bool) -> usize {
    let end = bytes.iter().position(|b| is_end(*b));
    end.unwrap_or(bytes.len())
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn tokens(html: &str) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(html);
        std::iter::from_fn(|| lexer.next().map(|(_, token)| token)).collect()
    }

    fn start<'h>(
        source: &'h str,
        name: &'h str,
        attributes: &[&'h str],
        is_closed: bool,
    ) -> Token<'h> {
        Token::Start {
            name,
            source,
            attributes: attributes.to_vec(),
            is_closed,
        }
    }

    #[test]
    fn tags_end_where_browsers_end_them() {
        for (html, name, attributes, is_closed) in [
            ("<kbd>", "kbd", vec![], false),
            ("<BR/>", "BR", vec![], true),
            ("<br />", "br", vec![], true),
            (
                "<a title=\">\" href='>'>",
                "a",
                vec!["title", "href"],
                false,
            ),
            ("<a title = x/>", "a", vec!["title"], false),
            ("<a/href=x>", "a", vec!["href"], false),
            ("<a =\"b\" c>", "a", vec!["=\"b\"", "c"], false),
            ("<a b=>", "a", vec!["b"], false),
            ("<a\nb\t=\r\n\"c\"d>", "a", vec!["b", "d"], false),
            ("<a \"b>", "a", vec!["\"b"], false),
            ("<a / b/ / >", "a", vec!["b"], false),
            ("<a<b>", "a<b", vec![], false),
            ("<я>", "", vec![], false),
        ] {
            if name.is_empty() {
                assert_eq!(tokens(html), [Token::Text("<"), Token::Text(&html[1..])]);
            } else {
                assert_eq!(
                    tokens(html),
                    [start(html, name, &attributes, is_closed)],
                    "{html}"
                );
            }
        }
    }

    #[test]
    fn texts_end_tags_and_other_markup_are_told_apart() {
        assert_eq!(
            tokens(
                "a < b</kbd x='>'><!-- <b> --><!--><!---><?php > ?><!DOCTYPE html></ 1><![CDATA[>]]>c"
            ),
            [
                Token::Text("a "),
                Token::Text("<"),
                Token::Text(" b"),
                Token::End("kbd"),
                Token::Markup,
                Token::Markup,
                Token::Markup,
                Token::Markup,
                Token::Markup,
                Token::Markup,
                Token::Markup,
                Token::Text("c"),
            ]
        );
    }

    #[test]
    fn unfinished_tags_are_text_and_unfinished_comments_are_dropped() {
        for html in [
            "<div title=\"",
            "<div",
            "<div a='>",
            "</div",
            "<a b=",
            "<a b",
            "<a b=c",
        ] {
            assert_eq!(tokens(html), [Token::Text(html)]);
        }
        assert_eq!(tokens("<!-- <b>"), [Token::Markup]);
    }

    #[test]
    fn content_is_skipped_to_its_end_tag() {
        let mut lexer = Lexer::new("<script>a</b></SCRIPT >c");
        lexer.next().unwrap();
        lexer.skip_content("script");
        assert_eq!(lexer.next().unwrap().1, Token::End("SCRIPT"));
        lexer.skip_content("script");
        assert!(lexer.next().is_none());
    }

    proptest! {
        #[test]
        fn tokens_cover_the_piece(html in "[<>/!?a-c='\" \\-я\\[\\]]{0,40}") {
            let mut lexer = Lexer::new(&html);
            let mut at = 0;
            while let Some((range, _)) = lexer.next() {
                prop_assert_eq!(range.start, at);
                prop_assert!(range.end > at && html.is_char_boundary(range.end));
                at = range.end;
            }
            prop_assert_eq!(at, html.len());
        }
    }
}
