//! Text in HTML: what must not be read as markup.
//!
//! In: any text. Out: the same text as HTML.

/// Appends text that stands between tags. `>` and quotes stay, because they begin nothing there; a
/// carriage return is written as a reference, because parsers of HTML would make a line feed of it, and a
/// NUL, which HTML cannot say, becomes U+FFFD.
pub(super) fn escape(text: &str, html: &mut String) {
    escape_with(text, html, false);
}

/// Appends text that stands in an attribute with double quotes.
pub(super) fn escape_attribute(text: &str, html: &mut String) {
    escape_with(text, html, true);
}

fn escape_with(text: &str, html: &mut String, quotes: bool) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'"' if quotes => "&quot;",
            b'\r' => "&#13;",
            0 => "\u{FFFD}",
            _ => continue,
        };
        html.push_str(&text[done..at]);
        html.push_str(escaped);
        done = at + 1;
    }
    html.push_str(&text[done..]);
}
