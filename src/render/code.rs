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
mod grammar;
mod highlight;
mod languages;
mod parser;
mod text;

pub use classes::Class;
pub use highlight::{CODE_LIMIT, Highlighter, LINE_LIMIT};

use text::{escape, escape_attribute};

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
        code(block, highlighter, &mut html);
    }
    if let Some(printed) = block.output {
        output(printed, block.labels, &mut html);
    }
    html.push_str("</figure>");
    html
}

/// The box with the code.
fn code(block: &CodeView<'_>, highlighter: &Highlighter, html: &mut String) {
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
    let lines = highlighter.highlight(block.code, language);
    let changes = changes(block.code, language);
    for (index, (line, number)) in lines.iter().zip(1_u32..).enumerate() {
        if index > 0 {
            html.push('\n');
        }
        let mark = Mark {
            number: numbered.then(|| fence.first_line.saturating_add(number - 1)),
            counted: fence.first_line == 1,
            highlighted: fence.is_highlighted(number),
            change: changes.get(index).copied().flatten(),
        };
        mark.line(line, html);
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
    escape_attribute(value, html);
    html.push('"');
}

/// What a diff does with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Inserted,
    Deleted,
}

/// The changes of the lines of a diff; nothing in any other language.
fn changes(code: &str, language: &str) -> Vec<Option<Change>> {
    if !matches!(language, "diff" | "patch" | "udiff") {
        return Vec::new();
    }
    let mut changes = Vec::new();
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        // The names of the files stand in two lines that look like changes.
        if line.starts_with("--- ") && lines.next_if(|next| next.starts_with("+++ ")).is_some() {
            changes.extend([None, None]);
            continue;
        }
        changes.push(match line.as_bytes().first() {
            Some(b'+') => Some(Change::Inserted),
            Some(b'-') => Some(Change::Deleted),
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
    /// Appends the line, wrapped if something depends on it.
    fn line(&self, line: &str, html: &mut String) {
        if self.number.is_none() && !self.highlighted && self.change.is_none() {
            html.push_str(line);
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
            html.push_str(&format!(" data-n=\"{number}\""));
        }
        html.push('>');
        html.push_str(line);
        html.push_str("</span>");
    }
}
