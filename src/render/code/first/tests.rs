#![allow(clippy::unwrap_used)]

use super::*;

/// The place, the ASCII characters that a match can begin with, `…` for others, and those that it needs.
fn first(expression: &str) -> String {
    let first = First::of(expression);
    let chars = |set: u128| {
        (0..128_u8)
            .filter(move |byte| set >> byte & 1 == 1)
            .map(char::from)
    };
    let mut shown = match first.place {
        Place::Anywhere => String::new(),
        Place::Edge => r"\b".to_owned(),
        Place::LineStart => "^".to_owned(),
    };
    match first.bytes == Bytes::ALL {
        true => shown.push_str("any"),
        false => shown.extend(chars(first.bytes.ascii)),
    }
    if first.bytes.others && first.bytes != Bytes::ALL {
        shown.push('…');
    }
    shown.push_str(" + ");
    shown.extend(chars(first.needed));
    shown.trim_end_matches(" + ").to_owned()
}

impl First {
    /// Whether a match can begin at this very place of a line.
    pub(in crate::render::code) fn begins(&self, line: &str, at: usize) -> bool {
        let rest = Rest::of(line, at);
        let Some(byte) = line.as_bytes().get(at) else {
            return self.is_in(&rest);
        };
        let mut one = Bytes::default();
        one.insert(*byte);
        let place = match self.place {
            Place::Anywhere => rest.all,
            Place::Edge => rest.at_edges,
            Place::LineStart => rest.at_line_start,
        };
        self.is_in(&rest) && self.bytes.meets(one) && place.meets(one)
    }
}

#[test]
fn a_match_begins_as_the_expression_does() {
    for (expression, begins) in [
        ("abc", "a + abc"),
        ("b|ac|", "any"),
        ("ba|ac", "ab + a"),
        ("a?b*c{0,2}d+e", "abcd + de"),
        ("a{2}b", "a + ab"),
        ("a{,2}b", "ab + b"),
        ("a{2}?b", "ab + b"),
        ("{x}", "{ + x{}"),
        ("a{x}", "a + ax{}"),
        ("(?:a|(b))?c", "abc + c"),
        ("(?<name>x)y", "x + xy"),
        ("(?>x|y)*+z", "xyz + z"),
        (r"\bd\b", r"\bd + d"),
        (r"\b(?:if|else)", r"\bei"),
        (r"(?:\bif|else)", "ei"),
        (r"(?:\ba)?b", "ab + b"),
        (r" *\ba", " a + a"),
        (r"(?<!\.)\b(?=x)", r"\bx + x"),
        (r"(?=\b)^a", r"\ba + a"),
        (r"^\s*(#)", "^\t\n\x0b\x0c\r #… + #"),
        (r"(?:^|a)b", "ab + b"),
        (r"(?:^a|\Ab)", "^ab"),
        (r"(?=[)\]])", ")]"),
        (r"(?=a?)b", "ab + b"),
        (r"(?!x)y", "y + y"),
        ("$", "\n + \n"),
        (r"a*\Z", "\na + \n"),
        (r"a*\z", "any"),
        (r"a?\1x", "any + x"),
        (r"x\k<name>\12\)", "x + )x"),
        (r"\w*y?z*", "any"),
        (r"é|a", "a…"),
        (r"\x41\x{42}|\u0043", "AC"),
        ("(?x) # what\n  a | (?-x: b) # or", " a"),
        ("(?x) a #(\n ? b", "ab + b"),
        ("(?i)x1|21", "2Xx… + 1"),
        ("(?i:q)?r", "Qqr… + r"),
        ("(?#what)a", "a + a"),
    ] {
        assert_eq!(first(expression), begins, "{expression}");
    }
}

#[test]
fn a_class_is_what_it_may_hold() {
    for (expression, begins) in [
        ("[abc]", "abc"),
        ("[a]", "a + a"),
        ("[]a]", "]a"),
        ("[a-c-]", "-abc"),
        ("[a-c[x]]", "abcx"),
        ("[a-f&&[^b-e]&&[^z]]", "af"),
        (r"[\]\\b]", r"\]b"),
        (r"[\h&&\D]", "ABCDEFabcdef…"),
        (r"[[:digit:]_\p{Nd}]", "0123456789_…"),
        ("(?i)[b]", "Bb…"),
    ] {
        assert_eq!(first(expression), begins, "{expression}");
    }
    for (expression, absent) in [
        ("[^a]", 'a'),
        (r"\S", ' '),
        (r"[^\s]", '\t'),
        (r"[^\D]", 'x'),
    ] {
        let begins = first(expression);
        let count = begins.chars().count();
        assert!(
            !begins.contains(absent) && count > 10,
            "{expression}: {begins}"
        );
    }
    // What may be a vertical tab or not may be one when it is turned round.
    assert!(First::of(r"\s").begins("\x0b", 0) && First::of(r"\S").begins("\x0b", 0));
}

#[test]
fn what_is_not_understood_can_begin_anywhere() {
    for expression in [
        "(",
        "a)",
        "(?~a)",
        "(?(1)a|b)",
        "[a",
        r"\X",
        r"[b-a]",
        r"[a-\d]",
        r"\p{L",
        "(?'n'a)",
    ] {
        assert_eq!(First::of(expression), First::UNKNOWN, "{expression}");
    }
}

#[test]
fn a_line_has_what_is_left_of_it() {
    let is_in = |expression: &str, at| First::of(expression).is_in(&Rest::of("if é_x: b\n", at));
    assert!(is_in("if", 0) && !is_in("if", 1), "the letters");
    assert!(
        is_in(r"\bi", 0) && !is_in(r"\bf", 0) && is_in(r"\bb", 2),
        "the edges"
    );
    assert!(
        is_in(r"\b_", 0),
        "what is not ASCII may be of a word or not"
    );
    assert!(
        is_in("^i", 0) && !is_in("^ ", 2) && !is_in("^é", 0),
        "the beginning"
    );
    assert!(
        is_in(": [a-c]", 0) && !is_in(": [a-c]z", 0),
        "what it needs"
    );
    assert!(
        is_in("$", 10) && is_in("$", 11) && !is_in("^i", 11),
        "the end"
    );
}
