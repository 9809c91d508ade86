//! The one way in which text becomes HTML: it stays text both between tags and in double quotes.

/// Appends a text, escaped. A carriage return is written as a reference, because parsers of HTML would
/// make a line feed of it, and a NUL, which HTML cannot say, becomes U+FFFD.
pub(crate) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\r', '\0']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'\r' => "&#13;",
            0 => "\u{FFFD}",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_has_no_markup() {
        let mut out = String::new();
        escape("a<b title=\"я\">&amp;", &mut out);
        assert_eq!(out, "a&lt;b title=&quot;я&quot;&gt;&amp;amp;");
    }
}
