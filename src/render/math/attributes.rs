//! Puts the attributes of every tag into alphabetical order.
//!
//! HTML or MathML as an engine prints it in, the same with sorted attributes out. `katex-rs` keeps
//! the attributes of some elements in a hash map with a random seed, so that two runs print them
//! in different orders. Nothing else is touched, and what does not look like a tag stays as it is.

/// Sorts the attributes within every tag.
///
/// Both engines escape `<`, `>` and quotes in text and in values; a `>` in a quoted value would be
/// passed over all the same.
pub(super) fn sort(markup: &str) -> String {
    let mut sorted = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let (before, from) = rest.split_at(start);
        sorted.push_str(before);
        let len = tag(from, &mut sorted);
        rest = &from[len..];
    }
    sorted.push_str(rest);
    sorted
}

/// Copies the tag at the start of `from`, its attributes sorted, and returns its length. If there
/// is no whole opening tag, only the `<` is copied.
fn tag(from: &str, sorted: &mut String) -> usize {
    let Some(attributes) = attributes(from) else {
        sorted.push('<');
        return 1;
    };
    let mut order: Vec<&str> = attributes.spans.iter().map(|s| &from[s.clone()]).collect();
    order.sort_unstable();
    let mut copied = 0;
    for (span, attribute) in attributes.spans.iter().zip(order) {
        sorted.push_str(&from[copied..span.start]);
        sorted.push_str(attribute);
        copied = span.end;
    }
    sorted.push_str(&from[copied..attributes.end]);
    attributes.end
}

/// The attributes of a tag.
struct Attributes {
    /// Where they stand: a name, or a name, `=` and a value.
    spans: Vec<std::ops::Range<usize>>,
    /// The length of the tag.
    end: usize,
}

fn attributes(from: &str) -> Option<Attributes> {
    let bytes = from.as_bytes();
    if !bytes.get(1)?.is_ascii_alphabetic() {
        return None;
    }
    let mut at = 1;
    while !is_end_of_name(*bytes.get(at)?) {
        at += 1;
    }
    let mut spans = Vec::new();
    loop {
        match *bytes.get(at)? {
            b'>' => {
                let end = at + 1;
                return Some(Attributes { spans, end });
            }
            c if c == b'/' || c.is_ascii_whitespace() => at += 1,
            _ => {
                let start = at;
                at = attribute(bytes, at)?;
                spans.push(start..at);
            }
        }
    }
}

/// The end of the attribute that starts at `at`; none if its name or its bare value holds what HTML does not
/// allow there (quotes, `<`, and `=` at the beginning): then nobody can say what belongs together. KaTeX prints `class ="…"`, so there may be spaces
/// around the `=`.
fn attribute(bytes: &[u8], at: usize) -> Option<usize> {
    let is_end = |byte: &u8| *byte == b'=' || is_end_of_name(*byte);
    let end = at + bytes[at..].iter().position(is_end)?;
    if end == at || !is_sound(&bytes[at..end]) {
        return None;
    }
    let equals = after_spaces(bytes, end)?;
    if bytes[equals] != b'=' {
        return Some(end);
    }
    let value = after_spaces(bytes, equals + 1)?;
    let quote = bytes[value];
    if quote == b'"' || quote == b'\'' {
        let len = bytes[value + 1..].iter().position(|byte| *byte == quote)?;
        return Some(value + 1 + len + 1);
    }
    let is_end = |byte: &u8| *byte == b'>' || byte.is_ascii_whitespace();
    let end = value + bytes[value..].iter().position(is_end)?;
    is_sound(&bytes[value..end]).then_some(end)
}

/// Whether a name or a bare value holds nothing that begins or ends something else.
fn is_sound(bytes: &[u8]) -> bool {
    !bytes.iter().any(|byte| matches!(byte, b'<' | b'"' | b'\''))
}

/// The first byte from `at` on that is no space, if there is one.
fn after_spaces(bytes: &[u8], at: usize) -> Option<usize> {
    let spaces = bytes[at..]
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())?;
    Some(at + spaces)
}

fn is_end_of_name(byte: u8) -> bool {
    matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn attributes_are_sorted_within_their_tag() {
        assert_eq!(
            sort(r#"<svg width="1" height="2"><path d="M0 0" b=''/></svg>"#),
            r#"<svg height="2" width="1"><path b='' d="M0 0"/></svg>"#
        );
        assert_eq!(sort("<mo b a=1  c>x</mo>"), "<mo a=1 b  c>x</mo>");
        assert_eq!(
            sort(r#"<mtd z class ="x" a= 'y'>"#),
            r#"<mtd a= 'y' class ="x" z>"#
        );
    }

    #[test]
    fn text_and_closing_tags_stay() {
        for text in [
            "a < b",
            "</b a>",
            "<",
            "<>",
            "<a",
            "<a b=\"",
            "x",
            "<!-- b a -->",
            "<a b=c",
        ] {
            assert_eq!(sort(text), text);
        }
    }

    #[test]
    fn a_bracket_in_a_value_does_not_end_the_tag() {
        assert_eq!(sort(r#"<a z=">" b="<i y x>">"#), r#"<a b="<i y x>" z=">">"#);
    }

    fn attribute() -> impl Strategy<Value = String> {
        let name = "[a-z][a-z:-]{0,8}";
        prop_oneof![
            name,
            (name, r#"[^"]{0,8}"#).prop_map(|(name, value)| format!("{name}=\"{value}\"")),
            (name, "[^']{0,8}").prop_map(|(name, value)| format!("{name} = '{value}'")),
            (name, "[a-z0-9.]{1,5}").prop_map(|(name, value)| format!("{name}={value}")),
        ]
    }

    /// Tags, each with its attributes, and the text behind it.
    fn markup() -> impl Strategy<Value = Vec<(Vec<String>, bool, String)>> {
        let tag = (
            prop::collection::vec(attribute(), 0..5),
            any::<bool>(),
            "[^<]{0,8}",
        );
        prop::collection::vec(tag, 0..6)
    }

    fn print(markup: &[(Vec<String>, bool, String)]) -> String {
        let mut printed = String::new();
        for (attributes, is_empty, text) in markup {
            printed.push_str("<mi");
            for attribute in attributes {
                printed.push(' ');
                printed.push_str(attribute);
            }
            printed.push_str(if *is_empty { " />" } else { ">" });
            printed.push_str(text);
        }
        printed
    }

    proptest! {
        #[test]
        fn only_the_order_of_attributes_changes(mut markup in markup()) {
            let sorted = sort(&print(&markup));
            for (attributes, ..) in &mut markup {
                attributes.sort();
            }
            prop_assert_eq!(sorted, print(&markup));
        }

        #[test]
        fn sorting_twice_is_sorting_once(text in "[<>a-c =\"'/]{0,40}") {
            let once = sort(&text);
            prop_assert_eq!(sort(&once), once);
        }

        #[test]
        fn no_byte_is_lost(text in "[<>a-cя =\"'/]{0,40}") {
            let mut before: Vec<char> = text.chars().collect();
            let mut after: Vec<char> = sort(&text).chars().collect();
            before.sort_unstable();
            after.sort_unstable();
            prop_assert_eq!(before, after);
        }
    }
}
