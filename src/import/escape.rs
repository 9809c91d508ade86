//! Plain text as Markdown that means the same: nothing in it becomes markup by accident.
//!
//! In: a text. Out: Markdown that the book's parser reads back as that text. [`paragraph`] is for sources that are
//! no Markdown, [`guarded`] for those that are: there only what this book reads in another way than the source's
//! program is escaped. `tests/import/properties.rs` holds the first against the parser.

use super::link;

/// A line of text within a paragraph.
fn line(text: &str, out: &mut String) {
    let text = text.trim();
    let body = at_start(text, out);
    let before = out.chars().next_back().filter(|_| text.len() != body.len());
    inline(body, before, out);
}

/// Text that no line begins with.
fn inline(body: &str, mut before: Option<char>, out: &mut String) {
    let mut at = 0;
    while let Some(c) = body[at..].chars().next() {
        if let Some(address) = link::address(&body[at..], before) {
            out.push('<');
            out.push_str(address);
            out.push('>');
            at += address.len();
            before = address.chars().next_back();
            continue;
        }
        let rest = &body[at + c.len_utf8()..];
        let is_site = c == '.' && out.ends_with("www");
        if is_site || is_markup(c, before, rest) {
            out.push('\\');
        }
        out.push(if c == '\0' { '\u{fffd}' } else { c });
        before = Some(c);
        at += c.len_utf8();
    }
}

/// Writes what would open a block at the start of a line so that it does not, and returns what is left.
fn at_start<'t>(text: &'t str, out: &mut String) -> &'t str {
    let is_end = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let head = match text.as_bytes().get(digits) {
        Some(b'.' | b')') if (1..=9).contains(&digits) && is_end(&text[digits + 1..]) => digits,
        _ => 0,
    };
    let is_opening = match text.as_bytes().first() {
        Some(b'#') => is_end(text.trim_start_matches('#')),
        // A definition needs no blank behind its colon.
        Some(b'>' | b'=' | b':') => true,
        Some(b'-' | b'+') => is_end(&text[1..]) || text[1..].starts_with('-'),
        _ => false,
    };
    if head == 0 && !is_opening {
        return text;
    }
    out.push_str(&text[..head]);
    out.push('\\');
    out.push_str(&text[head..=head]);
    &text[head + 1..]
}

/// Whether a character of a line might mean something to the parser.
fn is_markup(c: char, before: Option<char>, rest: &str) -> bool {
    let after = rest.chars().next();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '`' | '*' | '[' | '~' | '$' | '|' => true,
        // Inside of a word it is a letter like others: `loss_rpn_bbox`.
        '_' => !(is_word(before) && is_word(after)),
        '<' => after.is_some_and(|c| !c.is_whitespace()),
        '&' => rest.starts_with('#') || (is_word(after) && rest.contains(';')),
        '@' => {
            before.is_some_and(|b| b.is_ascii_alphanumeric() || "._-+".contains(b))
                && is_word(after)
                && !link::is_mailbox(rest)
        }
        ':' => rest.starts_with("//"),
        _ => false,
    }
}

/// A text as one paragraph: its lines stay lines of the file and are one line for the reader.
pub fn paragraph(text: &str) -> String {
    joined(text, "\n")
}

/// A line of a text in which what stands between backticks is code.
pub(super) fn line_with_code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut plain = 0;
    let mut base = 0;
    for (is_code, piece) in super::emphasis::pieces(text) {
        if is_code && piece.starts_with('`') {
            between(&text[plain..base], &mut out);
            out.push_str(piece);
            plain = base + piece.len();
        }
        base += piece.len();
    }
    between(&text[plain..], &mut out);
    out
}

/// A part of a line: only the first can open a block, and blanks at its edges count.
fn between(text: &str, out: &mut String) {
    if !out.is_empty() && text.starts_with(' ') {
        out.push(' ');
    }
    if out.is_empty() || text.trim().is_empty() {
        line(text, out);
    } else {
        // What would open a block at the start of a line is text here.
        let mut escaped = String::from("x");
        inline(text.trim(), Some('`'), &mut escaped);
        out.push_str(&escaped[1..]);
    }
    if !text.trim().is_empty() && text.ends_with(' ') {
        out.push(' ');
    }
}

fn joined(text: &str, end: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for part in text.lines().filter(|part| !part.trim().is_empty()) {
        if !out.is_empty() {
            out.push_str(end);
        }
        line(part, &mut out);
    }
    out
}

/// A text of several paragraphs, which blank lines divide.
pub(super) fn paragraphs(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for part in text.lines().chain([""]) {
        if !part.trim().is_empty() {
            open.push(part);
        } else if !open.is_empty() {
            out.push(paragraph(&open.join("\n")));
            open.clear();
        }
    }
    out.join("\n\n")
}

/// Elements of HTML that texts may mean; other `<name` is a comparison.
const ELEMENTS: &[&str] = &[
    "a",
    "aside",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Markdown of another program, with what only this book's Markdown would read as markup escaped: `[[` opens no
/// wiki link, `MAP@0.5` is no mailbox, `a<b` no element. Code and formulas stay as they are.
pub(super) fn guarded(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() + 8);
    for (is_code, piece) in super::emphasis::pieces(markdown) {
        if is_code {
            out.push_str(piece);
            continue;
        }
        for (at, c) in piece.char_indices() {
            let rest = &piece[at + c.len_utf8()..];
            if !out.ends_with('\\') && is_misread(c, out.chars().next_back(), rest) {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// Whether this book would read a character of Markdown in another way than its author.
fn is_misread(c: char, before: Option<char>, rest: &str) -> bool {
    match c {
        '[' => rest.starts_with('['),
        '@' => {
            before.is_some_and(|b| b.is_ascii_alphanumeric())
                && rest.starts_with(|c: char| c.is_ascii_alphanumeric())
                && !link::is_mailbox(rest)
        }
        '<' => {
            let name = rest.trim_start_matches('/');
            let end = name
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(name.len());
            let is_address = name[end..].starts_with([':', '@', '.', '+', '-']);
            let name = name[..end].to_ascii_lowercase();
            !name.is_empty() && !is_address && !ELEMENTS.contains(&name.as_str())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_looks_like_markup_is_text() {
        for (text, markdown) in [
            ("MAP@0.5, MAP@0.5:0.95", "MAP\\@0.5, MAP\\@0.5:0.95"),
            ("loss_rpn_bbox and _x_", "loss_rpn_bbox and \\_x\\_"),
            ("> 0", "\\> 0"),
            ("y > 0", "y > 0"),
            ("(1, [1,2])", "(1, \\[1,2])"),
            ("# one", "\\# one"),
            ("1. one", "1\\. one"),
            ("- one", "\\- one"),
            ("a*b*c", "a\\*b\\*c"),
            ("$5 and $6", "\\$5 and \\$6"),
            ("a < b <c", "a < b \\<c"),
            ("AT&T; &lt;", "AT\\&T; \\&lt;"),
            ("see https://a.bc/d_e_f.", "see <https://a.bc/d_e_f>."),
            ("me@example.org", "me@example.org"),
        ] {
            assert_eq!(paragraph(text), markdown, "{text}");
        }
    }

    #[test]
    fn markdown_of_others_is_guarded_outside_code() {
        assert_eq!(
            guarded("`a@0.5` A@0.5 **b** [[1, 2]] `[[1]]` [a](b) x<y <b>c</b> $a<b$"),
            "`a@0.5` A\\@0.5 **b** \\[[1, 2]] `[[1]]` [a](b) x\\<y <b>c</b> $a<b$"
        );
    }
}
