//! HTML of a flash card as Markdown.
//!
//! In: the HTML that people type into a card: bold, lists, code, line breaks, pictures, formulas. Out: Markdown that
//! means the same. Anything else loses its tags and keeps its text. Pictures and sounds are noted: a card's media are
//! not imported.

use super::document::{Document, NoteKind};
use super::escape::line_with_code;
use super::lines::cleaned;

mod token;

use token::{Token, attribute, decoded, tokens};

/// Stands around formulas while tags are read: a character that no text uses.
const FORMULA: char = '\u{e000}';

/// How deep lists nest: deeper ones stand as deep as that.
const DEPTH: usize = 8;

/// Whether a text has a tag or an entity of HTML.
pub(super) fn is_html(text: &str) -> bool {
    const SIGNS: &[&str] = &[
        "<br", "<div", "<p>", "<b>", "<i>", "<ul", "<ol", "<li", "<img", "<span", "<code", "<pre",
        "<strong", "<em>", "&nbsp;", "&lt;", "&gt;", "&amp;",
    ];
    SIGNS.iter().any(|sign| text.contains(sign))
}

/// The text in one line, without any markup.
pub(super) fn plain(html: &str, line: usize, document: &mut Document) -> String {
    let mut text = String::new();
    for token in tokens(&formulas(html)) {
        match token {
            Token::Text(part) => text.push_str(&decoded(part)),
            Token::Tag {
                name, attributes, ..
            } => {
                lost_picture(&name, attributes, line, document);
                if !INLINE.contains(&name.as_str()) {
                    text.push(' ');
                }
            }
        }
    }
    let text = without_sounds(&cleaned(&text).replace(FORMULA, ""), line, document);
    super::lines::joined(&text)
}

/// Elements that stand within a line.
const INLINE: &[&str] = &[
    "b", "strong", "i", "em", "u", "s", "del", "a", "span", "font", "code", "sub", "sup", "mark",
    "small", "tt", "kbd",
];

/// The text as Markdown.
pub(super) fn markdown(html: &str, line: usize, document: &mut Document) -> String {
    let mut writer = Writer::default();
    for token in tokens(&formulas(html)) {
        match token {
            Token::Text(text) => writer.text(text),
            Token::Tag {
                name,
                attributes,
                is_closing,
            } => {
                lost_picture(&name, attributes, line, document);
                writer.tag(&name, attributes, is_closing);
            }
        }
    }
    without_sounds(&writer.finish(), line, document)
}

/// What is written while tokens come.
#[derive(Default)]
struct Writer {
    blocks: Vec<String>,
    /// The open line: pieces that are Markdown already.
    line: String,
    /// Text that is not escaped yet.
    plain: String,
    /// Open lists, with the number of the next item; nothing for a list of bullets.
    lists: Vec<Option<u32>>,
    /// The mark of the item that the open line is.
    item: Option<String>,
    pre: bool,
    code: bool,
    link: Option<String>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        let text = cleaned(&decoded(text));
        if self.pre {
            self.line.push_str(&text);
        } else if self.code {
            self.line.push_str(&text.replace('`', "'"));
        } else {
            self.plain.push_str(&text);
        }
    }

    /// Escapes what was typed since the last tag.
    fn flush(&mut self) {
        let plain = std::mem::take(&mut self.plain);
        for (number, part) in split_formulas(&plain).into_iter().enumerate() {
            if number % 2 == 1 {
                self.line.push_str(part);
                continue;
            }
            let words = super::lines::joined(part);
            if part.starts_with(char::is_whitespace)
                && !self.line.is_empty()
                && !self.line.ends_with([' ', '\n'])
            {
                self.line.push(' ');
            }
            if !words.is_empty() {
                self.line.push_str(&line_with_code(&words));
                if part.ends_with(char::is_whitespace) {
                    self.line.push(' ');
                }
            }
        }
    }

    fn tag(&mut self, name: &str, attributes: &str, is_closing: bool) {
        if self.pre && !(name == "pre" && is_closing) {
            if name == "br" {
                self.line.push('\n');
            }
            return;
        }
        self.flush();
        match name {
            "b" | "strong" => self.mark("**", is_closing),
            "i" | "em" => self.mark("*", is_closing),
            "code" | "tt" => {
                self.line.push('`');
                self.code = !is_closing;
            }
            "a" => self.anchor(attributes, is_closing),
            "pre" => {
                self.end_line();
                self.pre = !is_closing;
                if is_closing && let Some(code) = self.blocks.pop() {
                    self.blocks
                        .push(format!("```\n{}\n```", code.trim_matches('\n')));
                }
            }
            "ul" | "ol" => {
                self.end_line();
                match is_closing {
                    true => drop(self.lists.pop()),
                    false => self.lists.push((name == "ol").then_some(1)),
                }
            }
            "li" => {
                self.end_line();
                if !is_closing {
                    self.item = Some(self.next_mark());
                }
            }
            "sub" | "sup" => self.line.push_str(match (name, is_closing) {
                ("sub", false) => "<sub>",
                ("sub", true) => "</sub>",
                (_, false) => "<sup>",
                (_, true) => "</sup>",
            }),
            "br" | "div" | "p" | "tr" | "table" | "h1" | "h2" | "h3" | "h4" | "hr"
            | "blockquote" => self.end_line(),
            "td" | "th" => self.line.push(' '),
            _ => {}
        }
    }

    /// A mark of emphasis: it opens before a word and closes behind one.
    fn mark(&mut self, mark: &str, is_closing: bool) {
        if is_closing {
            let kept = self.line.trim_end().len();
            let blanks = self.line.split_off(kept);
            if self.line.ends_with(mark) {
                self.line.truncate(kept - mark.len());
            } else {
                self.line.push_str(mark);
            }
            self.line.push_str(&blanks);
        } else {
            self.line.push_str(mark);
        }
    }

    fn anchor(&mut self, attributes: &str, is_closing: bool) {
        if is_closing {
            if let Some(address) = self.link.take() {
                self.line.push_str(&format!("](<{address}>)"));
            }
            return;
        }
        let address = attribute(attributes, "href").unwrap_or_default();
        let is_page = ["http://", "https://"]
            .iter()
            .any(|scheme| address.starts_with(scheme));
        if is_page && self.link.is_none() && !address.contains(['<', '>', ' ']) {
            self.line.push('[');
            self.link = Some(address);
        }
    }

    fn next_mark(&mut self) -> String {
        let depth = self.lists.len().clamp(1, DEPTH) - 1;
        let indent = "   ".repeat(depth);
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{indent}{}. ", *number - 1)
            }
            _ => format!("{indent}- "),
        }
    }

    fn end_line(&mut self) {
        self.flush();
        let line = std::mem::take(&mut self.line);
        if self.pre {
            self.blocks.push(line);
            return;
        }
        let text = closed(line.trim());
        let item = self.item.take();
        match (item, text.is_empty()) {
            (Some(mark), false) => self.blocks.push(format!("{mark}{text}")),
            (Some(mark), true) => self.item = Some(mark).filter(|_| !self.lists.is_empty()),
            (None, false) => self.blocks.push(text),
            (None, true) => {}
        }
    }

    fn finish(mut self) -> String {
        self.anchor("", true);
        self.end_line();
        let mut out = String::new();
        let is_item = |block: &str| {
            let text = block.trim_start();
            text.starts_with("- ") || super::lines::numbered(text, 6).is_some()
        };
        for (number, block) in self.blocks.iter().enumerate() {
            if number > 0 {
                let is_list = is_item(block) && is_item(&self.blocks[number - 1]);
                out.push_str(if is_list { "\n" } else { "\n\n" });
            }
            out.push_str(block);
        }
        out
    }
}

/// A line whose marks are in pairs: emphasis does not go on behind the end of a line.
fn closed(line: &str) -> String {
    let (line, _) = super::emphasis::balanced(line);
    let mut line = line;
    if line.matches('`').count() % 2 == 1 {
        line.push('`');
    }
    line
}

fn lost_picture(name: &str, attributes: &str, line: usize, document: &mut Document) {
    if matches!(name, "img" | "video" | "audio" | "object") {
        let source = attribute(attributes, "src").unwrap_or_default();
        document.note(
            NoteKind::Review,
            line,
            "a picture or a sound is lost",
            source,
        );
    }
}

/// A text without Anki's `[sound:file]`.
fn without_sounds(text: &str, line: usize, document: &mut Document) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("[sound:")
        && let Some(end) = rest[at..].find(']')
    {
        let name = rest[at..at + end]
            .split_once("sound")
            .map_or("", |(_, name)| name.trim_matches([':', '\\']));
        document.note(NoteKind::Review, line, "a picture or a sound is lost", name);
        // The bracket may have been escaped.
        let before = &rest[..at];
        out.push_str(before.strip_suffix('\\').unwrap_or(before));
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}

/// Formulas of Anki and of MathJax between dollar signs.
fn formulas(html: &str) -> String {
    let mut out = html.replace(FORMULA, "");
    for (open, close, mark) in [
        ("\\(", "\\)", "$"),
        ("\\[", "\\]", "$$"),
        ("[$]", "[/$]", "$"),
        ("[$$]", "[/$$]", "$$"),
        ("[latex]", "[/latex]", "$"),
        ("<anki-mathjax>", "</anki-mathjax>", "$"),
    ] {
        out = marked(&out, open, close, mark);
    }
    out
}

/// A text whose formulas of one kind stand between dollar signs.
fn marked(text: &str, open: &str, close: &str, mark: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(open)
        && let Some((inner, behind)) = behind.split_once(close)
    {
        let inner = inner
            .replace("<br>", " ")
            .replace("<br/>", " ")
            .replace("<br />", " ");
        let inner = inner.trim().trim_matches('$').trim();
        out.push_str(&format!("{before}{FORMULA}{mark}{inner}{mark}{FORMULA}"));
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// A text cut at formulas: every second piece is one.
fn split_formulas(text: &str) -> Vec<&str> {
    text.split(FORMULA).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_become_markdown() {
        for (html, expected) in [
            ("a<br>b", "a\n\nb"),
            ("<div>a <b>b </b>c</div>", "a **b** c"),
            (
                "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
                "- a\n- b\n   - c",
            ),
            ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
            ("x &lt; y &amp;&amp; *z*", "x < y && \\*z\\*"),
            ("<pre><code>a = 1<br>b</code></pre>", "```\na = 1\nb\n```"),
            (
                "see <a href=\"https://a.bc/d\">this</a>",
                "see [this](<https://a.bc/d>)",
            ),
            ("\\(x_1 < y\\) and [$]z[/$]", "$x_1 < y$ and $z$"),
            ("<code>a_b</code>", "`a_b`"),
            ("x<sub>1</sub>", "x<sub>1</sub>"),
        ] {
            assert_eq!(
                markdown(html, 1, &mut Document::default()),
                expected,
                "{html}"
            );
        }
    }

    #[test]
    fn media_are_noted() {
        let mut document = Document::default();
        assert_eq!(
            markdown("a <img src=\"b.png\"> [sound:c.mp3]", 3, &mut document),
            "a "
        );
        let notes: Vec<_> = document
            .notes
            .iter()
            .map(|note| note.text.as_str())
            .collect();
        assert_eq!(notes, ["b.png", "c.mp3"]);
    }
}
