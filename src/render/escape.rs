//! The one way in which text becomes HTML: it stays text both between tags and in double quotes.

/// Appends a text, escaped.
pub(crate) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
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
