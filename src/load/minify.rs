//! Style sheets without what only their authors read: in comes CSS, out goes the same CSS in fewer bytes.
//!
//! Only comments and white space go, and white space only where it can mean nothing: one before a colon is a
//! combinator (`.prose :is(h2)`), those around `+` and `-` belong to sums.

/// After these, and before those, white space means nothing.
const AFTER: &[char] = &['{', '}', ';', ',', ':', '('];
const BEFORE: &[char] = &['{', '}', ';', ',', ')'];

/// Makes a style sheet short.
pub(super) fn style(css: &str) -> String {
    let mut short = String::with_capacity(css.len());
    let mut has_space = false;
    let mut rest = css;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '/' if rest.starts_with("/*") => {
                let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
                rest = &rest[end..];
                has_space = true;
                continue;
            }
            '"' | '\'' => quoted(rest, next),
            _ => next.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        if next.is_ascii_whitespace() {
            has_space = true;
            continue;
        }
        if has_space && !short.ends_with(AFTER) && !short.is_empty() && !BEFORE.contains(&next) {
            short.push(' ');
        }
        has_space = false;
        if next == '}' && short.ends_with(';') {
            short.pop();
        }
        short.push_str(piece);
    }
    short
}

/// The length of a string with its quotes.
fn quoted(css: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, char) in css.char_indices().skip(1) {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if char == quote => return at + 1,
            _ => {}
        }
    }
    css.len()
}

#[cfg(test)]
mod tests {
    use super::style;

    #[test]
    fn space_goes_where_it_means_nothing() {
        let css = "/* Head. */\n@layer a, b;\n\n.prose :is(h2, h3) + * > p {\n\tmargin: 0 auto; /* why */\n\tpadding: calc(1em + 2 * (1px - 2px)) 0;\n}\n";
        let short = "@layer a,b;.prose :is(h2,h3) + * > p{margin:0 auto;padding:calc(1em + 2 * (1px - 2px)) 0}";
        assert_eq!(style(css), short);
        assert_eq!(style(short), short);
    }

    #[test]
    fn conditions_keep_their_words_apart() {
        let css = "@media (min-width: 48rem) and (min-height: 40rem) { a { color: red; } }";
        let short = "@media (min-width:48rem) and (min-height:40rem){a{color:red}}";
        assert_eq!(style(css), short);
    }

    #[test]
    fn strings_stay_as_they_are() {
        let css = r#"a::before { content: "/* \" ; */  x" / ""; --icon: url("data:image/svg+xml,%3Csvg a='b  c'/%3E"); }"#;
        let short = r#"a::before{content:"/* \" ; */  x" / "";--icon:url("data:image/svg+xml,%3Csvg a='b  c'/%3E")}"#;
        assert_eq!(style(css), short);
        assert_eq!(style("a { content: \"open"), "a{content:\"open");
        assert_eq!(style("/* open"), "");
    }
}
