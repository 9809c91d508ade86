//! Code blocks: a fenced block and what it printed, as a figure.
//!
//! In: a [`CodeView`], that is the [`Fence`], the code, its output and the words of the interface. Out:
//! HTML without styles, scripts or identifiers; [`Highlighter`] makes the colours. Nothing here reads a
//! file, runs code or reports problems: whether the language is known is asked of
//! [`Highlighter::knows`] by the stage that can tell the author.
//!
//! The markup is a contract with `static/css/code.css` and `static/js/copy-code.js`:
//!
//! ```html
//! <figure class="code" data-language="python">
//!   <figcaption>train.py</figcaption>
//!   <pre tabindex="0" role="group" aria-label="Code: python"><code class="language-python">…</code></pre>
//!   <div class="output"><span class="output-label">Output</span>
//!     <pre tabindex="0" role="group" aria-label="Output"><samp>…</samp></pre></div>
//! </figure>
//! ```
//!
//! - Pieces of a line are `<span class="k">` and so on, with the classes of [`Class`].
//! - Lines are wrapped only where something depends on it: `<span class="line">` for line numbers (then
//!   the code has the class `numbered`), `line hl` for highlighted lines, `line ins` and `line del` for
//!   the lines of a diff. Line feeds stand between the lines, so that copying gives the code as it is.
//! - Line numbers are counted by the stylesheet and are no text; with `start=12` each line says its
//!   number in `data-n`, because a stylesheet cannot begin to count where an attribute says.
//! - `pre` can be focused, because it scrolls when the code is wide; its name comes from [`Labels`].
//! - The strings of the copy button are read from the nearest element with `data-copy`, `data-copied`
//!   and `data-copy-failed`, which a page carries once.

use crate::parse::fence::Fence;

mod classes;
mod first;
mod grammar;
mod highlight;
mod languages;
mod parser;
mod search;

pub use classes::Class;
pub use highlight::{CODE_LIMIT, Highlighter, LINE_LIMIT};

use super::escape::escape;

/// A block of code to be shown.
#[derive(Clone, Copy)]
pub struct CodeView<'a> {
    /// What the author asks of the block.
    pub fence: &'a Fence,
    /// The code; if the fence includes a file, its text.
    pub code: &'a str,
    /// What the code prints, from the `output` block under it.
    pub output: Option<&'a str>,
    /// Whether the book numbers lines where the block says nothing.
    pub default_line_numbers: bool,
    /// The words of the interface.
    pub labels: Labels<'a>,
}

/// The words that a block needs, in the language of the interface and not of the content.
#[derive(Clone, Copy)]
pub struct Labels<'a> {
    /// "Code": what a screen reader calls the box with the code; the language is put after it.
    pub code: &'a str,
    /// "Output": stands above what the code printed, and names its box.
    pub output: &'a str,
}

/// The block as HTML. A block whose own language is `output` is shown as output without code.
pub fn render(block: &CodeView<'_>, highlighter: &Highlighter) -> String {
    render_with(block, &|code, language| {
        highlighter.highlight(code, language)
    })
}

/// What turns code in a language into lines of HTML.
pub type Highlight<'h> = &'h dyn Fn(&str, &str) -> Vec<String>;

/// The same as [`render`], for whoever keeps lines that were highlighted before.
pub fn render_with(block: &CodeView<'_>, highlight: Highlight<'_>) -> String {
    let language = &block.fence.language;
    let mut html = String::with_capacity(256 + 4 * block.code.len());
    html.push_str("<figure class=\"code\"");
    if !language.is_empty() {
        attribute("data-language", language, &mut html);
    }
    html.push('>');
    if let Some(title) = &block.fence.title {
        html.push_str("<figcaption>");
        escape(title, &mut html);
        html.push_str("</figcaption>");
    }
    if language == "output" {
        output(block.code, block.labels, &mut html);
    } else {
        code(block, highlight, &mut html);
    }
    if let Some(printed) = block.output {
        output(printed, block.labels, &mut html);
    }
    html.push_str("</figure>");
    html
}

/// The box with the code.
fn code(block: &CodeView<'_>, highlight: Highlight<'_>, html: &mut String) {
    let fence = block.fence;
    let language = &fence.language;
    if language.is_empty() {
        open_box(block.labels.code, html);
    } else {
        open_box(&format!("{}: {language}", block.labels.code), html);
    }
    let numbered = fence.line_numbers.unwrap_or(block.default_line_numbers);
    html.push_str("<code");
    if numbered || !language.is_empty() {
        let mut classes = Vec::new();
        if !language.is_empty() {
            classes.push(format!("language-{language}"));
        }
        if numbered {
            classes.push("numbered".to_owned());
        }
        attribute("class", &classes.join(" "), html);
    }
    html.push('>');
    let lines = highlight(block.code, language);
    let changes = changes(block.code, language);
    for (index, (line, number)) in lines.iter().zip(1_u32..).enumerate() {
        if index > 0 {
            html.push('\n');
        }
        let change = changes.get(index).copied().flatten();
        let mark = Mark {
            number: numbered.then(|| fence.first_line.saturating_add(number - 1)),
            counted: fence.first_line == 1,
            highlighted: fence.is_highlighted(number),
            change: change.map(|(change, _)| change),
        };
        mark.open(html);
        match change {
            // The line has its colour from its own class.
            Some((_, text)) => escape(text, html),
            None => html.push_str(line),
        }
        mark.close(html);
    }
    html.push_str("</code></pre>");
}

/// What was printed.
fn output(printed: &str, labels: Labels<'_>, html: &mut String) {
    html.push_str("<div class=\"output\"><span class=\"output-label\">");
    escape(labels.output, html);
    html.push_str("</span>");
    open_box(labels.output, html);
    html.push_str("<samp>");
    escape(printed.strip_suffix('\n').unwrap_or(printed), html);
    html.push_str("</samp></pre></div>");
}

/// Opens a box that scrolls by itself. Whoever moves by keyboard must be able to stand in it, and hear
/// what it is; a group, because a region would be a landmark of the page.
fn open_box(name: &str, html: &mut String) {
    html.push_str("<pre tabindex=\"0\" role=\"group\"");
    attribute("aria-label", name, html);
    html.push('>');
}

fn attribute(name: &str, value: &str, html: &mut String) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    escape(value, html);
    html.push('"');
}

/// What a diff does with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Inserted,
    Deleted,
}

/// The lines that a diff changes, by index, with their text; nothing in any other language.
fn changes<'c>(code: &'c str, language: &str) -> Vec<Option<(Change, &'c str)>> {
    if !matches!(language, "diff" | "patch" | "udiff") {
        return Vec::new();
    }
    let mut changes = Vec::new();
    let mut lines = code.split('\n').peekable();
    while let Some(line) = lines.next() {
        // The names of the files stand in two lines that look like changes.
        if line.starts_with("--- ") && lines.next_if(|next| next.starts_with("+++ ")).is_some() {
            changes.extend([None, None]);
            continue;
        }
        changes.push(match line.as_bytes().first() {
            Some(b'+') => Some((Change::Inserted, line)),
            Some(b'-') => Some((Change::Deleted, line)),
            _ => None,
        });
    }
    changes
}

/// What is known of a line beside its text.
struct Mark {
    /// The number that is shown.
    number: Option<u32>,
    /// Whether the stylesheet counts to that number by itself.
    counted: bool,
    highlighted: bool,
    change: Option<Change>,
}

impl Mark {
    /// Whether nothing is to be said about the line.
    fn is_bare(&self) -> bool {
        self.number.is_none() && !self.highlighted && self.change.is_none()
    }

    fn open(&self, html: &mut String) {
        if self.is_bare() {
            return;
        }
        html.push_str("<span class=\"line");
        if self.highlighted {
            html.push_str(" hl");
        }
        html.push_str(match self.change {
            Some(Change::Inserted) => " ins\"",
            Some(Change::Deleted) => " del\"",
            None => "\"",
        });
        if let Some(number) = self.number.filter(|_| !self.counted) {
            attribute("data-n", &number.to_string(), html);
        }
        html.push('>');
    }

    fn close(&self, html: &mut String) {
        if !self.is_bare() {
            html.push_str("</span>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fence;
    use std::sync::LazyLock;

    static HIGHLIGHTER: LazyLock<Highlighter> = LazyLock::new(Highlighter::new);

    fn html(info: &str, code: &str, output: Option<&str>) -> String {
        let (fence, problems) = fence::parse(info);
        assert_eq!(problems, []);
        let labels = Labels {
            code: "Code",
            output: "Prints",
        };
        let block = CodeView {
            fence: &fence,
            code,
            output,
            default_line_numbers: false,
            labels,
        };
        render(&block, &HIGHLIGHTER)
    }

    /// What stands in the `code` element.
    fn code_of(html: &str) -> &str {
        let start = html
            .find("<code")
            .and_then(|at| Some(at + html[at..].find('>')? + 1));
        let range = start.zip(html.find("</code>"));
        range.map_or("", |(start, end)| &html[start..end])
    }

    #[test]
    fn a_block_is_a_figure_with_a_box_that_can_be_focused() {
        assert_eq!(
            html("python", "x = 1\ny\n", None),
            "<figure class=\"code\" data-language=\"python\">\
             <pre tabindex=\"0\" role=\"group\" aria-label=\"Code: python\">\
             <code class=\"language-python\">x = <span class=\"n\">1</span>\ny</code></pre></figure>"
        );
        assert_eq!(
            html("", "a <b>\n", None),
            "<figure class=\"code\"><pre tabindex=\"0\" role=\"group\" aria-label=\"Code\">\
             <code>a &lt;b&gt;</code></pre></figure>"
        );
    }

    #[test]
    fn output_belongs_to_the_figure_of_its_code() {
        let html = html("text", "x", Some("1 < 2\n\n3\n"));
        assert!(html.ends_with(
            "x</code></pre><div class=\"output\"><span class=\"output-label\">Prints</span>\
             <pre tabindex=\"0\" role=\"group\" aria-label=\"Prints\"><samp>1 &lt; 2\n\n3</samp></pre></div>\
             </figure>"
        ));
    }

    #[test]
    fn output_alone_has_no_box_for_code() {
        let html = html("output", "42\n", None);
        assert!(html.contains("<samp>42</samp>"));
        assert!(!html.contains("<code"));
    }

    #[test]
    fn titles_and_languages_cannot_break_out() {
        let html = html("x\"y<z> title=\"<b>&\"", "1", None);
        assert!(html.contains("<figcaption>&lt;b&gt;&amp;</figcaption>"));
        assert!(html.contains("data-language=\"x&quot;y&lt;z&gt;\""));
        assert!(html.contains("class=\"language-x&quot;y&lt;z&gt;\""));
        assert!(html.contains("aria-label=\"Code: x&quot;y&lt;z&gt;\""));
    }

    #[test]
    fn lines_are_wrapped_only_if_something_depends_on_it() {
        assert_eq!(code_of(&html("text", "a\nb", None)), "a\nb");
        assert_eq!(
            code_of(&html("text hl=2", "a\nb\nc", None)),
            "a\n<span class=\"line hl\">b</span>\nc"
        );
        assert_eq!(
            code_of(&html("text linenos", "a\nb", None)),
            "<span class=\"line\">a</span>\n<span class=\"line\">b</span>"
        );
    }

    #[test]
    fn numbers_from_one_are_counted_and_others_are_given() {
        assert!(
            html("text linenos", "a", None).contains("<code class=\"language-text numbered\">")
        );
        assert_eq!(
            code_of(&html("text start=9 hl=2", "a\nb", None)),
            "<span class=\"line\" data-n=\"9\">a</span>\n<span class=\"line hl\" data-n=\"10\">b</span>"
        );
        let last = u32::MAX.to_string();
        let html = html(&format!("text start={last}"), "a\nb", None);
        assert_eq!(html.matches(&format!("data-n=\"{last}\"")).count(), 2);
    }

    #[test]
    fn the_book_numbers_lines_unless_the_block_objects() {
        for (info, numbered) in [("text", true), ("text nolinenos", false)] {
            let fence = fence::parse(info).0;
            let labels = Labels {
                code: "",
                output: "",
            };
            let block = CodeView {
                fence: &fence,
                code: "a",
                output: None,
                default_line_numbers: true,
                labels,
            };
            assert_eq!(
                render(&block, &HIGHLIGHTER).contains("numbered"),
                numbered,
                "{info}"
            );
        }
    }

    #[test]
    fn lines_of_a_diff_are_marked_and_its_file_names_are_not() {
        let diff = "--- a\n+++ b\n@@ -1 +1 @@\n--- x\n+y\n z\n";
        assert_eq!(
            code_of(&html("diff hl=5", diff, None)),
            "<span class=\"h\">--- a</span>\n<span class=\"h\">+++ b</span>\n\
             <span class=\"h\">@@ -1 +1 @@</span>\n\
             <span class=\"line del\">--- x</span>\n<span class=\"line hl ins\">+y</span>\n z"
        );
    }

    #[test]
    fn no_style_script_or_identifier_is_written() {
        let html = html(
            "python linenos hl=1 title=t",
            "print('<script>')",
            Some("<script>"),
        );
        for forbidden in ["style=", "<script", " id=", " on"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }
}
