//! The text of a post as Markdown of the book.
//!
//! In: lines. Out: Markdown. What is indented is a broken list and not code; addresses become links; quotes get the
//! blank behind their mark, and the line before one that ends with a colon says whose it is.

use super::fence::{Fence, in_code};
use crate::import::document::{Document, NoteKind};
use crate::import::escape::guarded;
use crate::import::lines::{Line, numbered};
use crate::import::link::address;

/// Columns of a tabulator.
const TABULATOR: usize = 4;

/// A text cut at its headings of level 2.
pub(super) fn parts<'l, 't>(lines: &'l [Line<'t>]) -> Vec<(Option<Line<'t>>, &'l [Line<'t>])> {
    let mut bounds = Vec::new();
    let is_code = in_code(lines);
    for (at, line) in lines.iter().enumerate() {
        let is_heading = line
            .text
            .strip_prefix("##")
            .is_some_and(|rest| rest.starts_with([' ', '\t']));
        if !is_code[at] && is_heading {
            bounds.push(at);
        }
    }
    let first = bounds.first().copied().unwrap_or(lines.len());
    let mut out = vec![(None, &lines[..first])];
    for (number, at) in bounds.iter().enumerate() {
        let end = bounds.get(number + 1).copied().unwrap_or(lines.len());
        out.push((Some(lines[*at]), &lines[at + 1..end]));
    }
    out
}

/// A block of a text while it is read.
enum Block {
    Paragraph(String),
    /// Items with their depths and marks.
    List(Vec<Item>),
    Quote(Vec<String>),
    Verbatim(String),
}

struct Item {
    depth: usize,
    mark: String,
    text: String,
}

/// The Markdown of lines.
pub(super) fn markdown(lines: &[Line<'_>], document: &mut Document) -> String {
    let mut writer = Writer {
        document,
        blocks: Vec::new(),
        indents: Vec::new(),
        is_parted: true,
    };
    let mut at = 0;
    while at < lines.len() {
        at += writer.line(&lines[at..]);
    }
    let blocks: Vec<String> = writer.blocks.iter().map(written).collect();
    blocks.join("\n\n").trim().to_owned()
}

struct Writer<'d> {
    document: &'d mut Document,
    blocks: Vec<Block>,
    /// Columns of the open items of the list, from the outermost on.
    indents: Vec<usize>,
    /// Whether a blank line came since the last text.
    is_parted: bool,
}

impl Writer<'_> {
    /// Reads what begins with the first line, and returns how many lines that are.
    fn line(&mut self, lines: &[Line<'_>]) -> usize {
        let line = &lines[0];
        let text = line.trimmed();
        if text.is_empty() {
            self.is_parted = true;
            return 1;
        }
        let used = if let Some(fence) = Fence::new(text) {
            self.code(fence, lines)
        } else if is_template(text) {
            self.document.note(
                NoteKind::Dropped,
                line.number,
                "a mark of the site's templates",
                text,
            );
            1
        } else if text.starts_with('>') {
            self.quote(text);
            1
        } else if text.starts_with("$$")
            || text.starts_with('|')
            || is_heading(text)
            || is_rule(text)
        {
            self.verbatim(lines)
        } else {
            self.text(line);
            1
        };
        self.is_parted = false;
        used
    }

    fn code(&mut self, fence: Fence<'_>, lines: &[Line<'_>]) -> usize {
        let end = lines[1..]
            .iter()
            .position(|line| fence.is_closed_by(line.trimmed()));
        if end.is_none() {
            self.document.note(
                NoteKind::Repair,
                lines[0].number,
                "the code is not closed",
                lines[0].trimmed(),
            );
        }
        let length = end.unwrap_or_else(|| {
            lines[1..]
                .iter()
                .rposition(|line| !line.is_blank())
                .map_or(0, |last| last + 1)
        });
        let indent = lines[0].text.len() - lines[0].text.trim_start().len();
        let inside = lines[1..=length].iter().map(|line| {
            let blanks = line.text.len() - line.text.trim_start().len();
            line.text[indent.min(blanks)..].to_owned()
        });
        let inside = inside.collect::<Vec<_>>().join("\n");
        let marks = if inside.contains("```") {
            "````"
        } else {
            "```"
        };
        let language = fence.language;
        self.blocks.push(Block::Verbatim(format!(
            "{marks}{language}\n{inside}\n{marks}"
        )));
        self.indents.clear();
        (length + 2).min(lines.len())
    }

    fn quote(&mut self, text: &str) {
        let inner = text.trim_start_matches('>').trim().to_owned();
        if let (Some(Block::Quote(lines)), false) = (self.blocks.last_mut(), self.is_parted) {
            return lines.push(inner);
        }
        let mut lines = vec![inner];
        // `As somebody said:` stands below the quote.
        let said = match self.blocks.last() {
            Some(Block::Paragraph(text))
                if text.trim_end().ends_with(':') && !text.contains('\n') =>
            {
                Some(text.trim_end().trim_end_matches(':').to_owned())
            }
            _ => None,
        };
        if let Some(said) = said {
            self.blocks.pop();
            lines.insert(0, format!("\0{said}"));
        }
        self.blocks.push(Block::Quote(lines));
        self.indents.clear();
    }

    /// Lines that go through: a displayed formula, a table, a heading, a rule.
    fn verbatim(&mut self, lines: &[Line<'_>]) -> usize {
        let first = lines[0].trimmed();
        let length = if first.starts_with("$$") && !(first.len() > 3 && first.ends_with("$$")) {
            lines[1..]
                .iter()
                .position(|line| line.text.contains("$$"))
                .map_or(1, |end| end + 2)
        } else if first.starts_with('|') {
            lines
                .iter()
                .take_while(|line| line.trimmed().starts_with('|'))
                .count()
        } else {
            1
        };
        let text: Vec<&str> = lines[..length]
            .iter()
            .map(Line::trimmed)
            .filter(|text| !text.is_empty())
            .collect();
        self.blocks.push(Block::Verbatim(text.join("\n")));
        self.indents.clear();
        length
    }

    /// A line of a paragraph or of a list, whatever its indentation.
    fn text(&mut self, line: &Line<'_>) {
        let indent = columns(line.text);
        let text = line.trimmed();
        let parts = unglued(text);
        if parts.len() > 1 {
            self.document.note(
                NoteKind::Repair,
                line.number,
                "items of a list were glued to a line",
                text,
            );
        }
        for part in parts {
            // Circles and squares are the marks of inner lists, at whatever column they were copied to.
            let inner = match part.chars().next() {
                Some('◦' | '○') => 2,
                Some('▪' | '‣') => 4,
                _ => 0,
            };
            match item(part) {
                Some((mark, text)) => self.item(indent + inner, &mark, text, line),
                None => self.go_on(indent, part, line),
            }
        }
    }

    fn item(&mut self, indent: usize, mark: &str, text: &str, line: &Line<'_>) {
        let is_list = matches!(self.blocks.last(), Some(Block::List(_)));
        if !is_list {
            self.indents.clear();
        }
        while self.indents.last().is_some_and(|open| *open > indent) {
            self.indents.pop();
        }
        if self.indents.last() != Some(&indent) {
            self.indents.push(indent);
        }
        let depth = self.indents.len() - 1;
        if !is_list && columns(line.text) >= TABULATOR {
            self.document.note(
                NoteKind::Repair,
                line.number,
                "an indented list was no code",
                line.trimmed(),
            );
        }
        let item = Item {
            depth,
            mark: mark.to_owned(),
            text: linked(text),
        };
        match self.blocks.last_mut() {
            Some(Block::List(items)) => items.push(item),
            _ => self.blocks.push(Block::List(vec![item])),
        }
    }

    /// A line that goes on with the item or the paragraph above, or begins a paragraph.
    fn go_on(&mut self, indent: usize, text: &str, line: &Line<'_>) {
        let text = linked(text);
        match self.blocks.last_mut() {
            Some(Block::List(items)) if !self.is_parted || indent > 0 => {
                if let Some(last) = items.last_mut() {
                    last.text
                        .push_str(if self.is_parted { "\n\n" } else { "\n" });
                    last.text.push_str(&text);
                }
            }
            Some(Block::Paragraph(before)) if !self.is_parted => {
                before.push('\n');
                before.push_str(&text);
            }
            _ => {
                if indent >= TABULATOR {
                    self.document.note(
                        NoteKind::Repair,
                        line.number,
                        "an indented paragraph was no code",
                        line.trimmed(),
                    );
                }
                self.indents.clear();
                self.blocks.push(Block::Paragraph(text));
            }
        }
    }
}

fn written(block: &Block) -> String {
    match block {
        Block::Paragraph(text) | Block::Verbatim(text) => text.clone(),
        Block::Quote(lines) => {
            let (said, lines) = match lines.split_first() {
                Some((first, rest)) if first.starts_with('\0') => (Some(&first[1..]), rest),
                _ => (None, lines.as_slice()),
            };
            let mut out: Vec<String> = lines
                .iter()
                .map(|line| format!("> {}", linked(line)).trim_end().to_owned())
                .collect();
            if let Some(said) = said {
                out.push(">".to_owned());
                out.push(format!("> — {said}"));
            }
            out.join("\n")
        }
        Block::List(items) => list(items),
    }
}

/// A list, its items below the text of the item that they are in.
fn list(items: &[Item]) -> String {
    let mut out: Vec<String> = Vec::with_capacity(items.len());
    let mut columns: Vec<usize> = Vec::new();
    for item in items {
        columns.truncate(item.depth);
        let indent: usize = columns.iter().sum();
        columns.push(item.mark.len() + 1);
        let text = super::super::super::markdown::in_list(&format!("{} ", item.mark), &item.text);
        let blanks = " ".repeat(indent);
        let lines = text.lines().map(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!("{blanks}{line}")
            }
        });
        out.push(lines.collect::<Vec<_>>().join("\n"));
    }
    out.join("\n")
}

/// The width of the blanks before a text.
fn columns(text: &str) -> usize {
    let mut width = 0;
    for c in text.chars() {
        match c {
            ' ' => width += 1,
            '\t' => width = (width / TABULATOR + 1) * TABULATOR,
            _ => break,
        }
    }
    width
}

/// The mark and the text of an item.
fn item(text: &str) -> Option<(String, &str)> {
    if let Some((number, rest)) = numbered(text, 3) {
        return Some((format!("{number}."), rest));
    }
    if let Some(rest) = text.strip_prefix(['◦', '•', '▪', '·', '●', '○', '‣']) {
        let rest = rest.trim();
        return (!rest.is_empty()).then(|| ("-".to_owned(), rest));
    }
    let rest = text.strip_prefix(['-', '*', '+'])?;
    let body = rest.trim_start();
    (body.len() < rest.len() && !body.is_empty()).then(|| ("-".to_owned(), body))
}

/// A line cut before each bullet that stands inside of it.
fn unglued(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let is_bullet = matches!(c, '◦' | '•' | '▪' | '●' | '○' | '‣');
        if is_bullet && at > start && !text[start..at].trim().is_empty() {
            parts.push(text[start..at].trim());
            start = at;
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// A text whose bare addresses are links, without the marks of the sentence behind them.
fn linked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (is_code, piece) in crate::import::emphasis::pieces(text) {
        if is_code {
            out.push_str(piece);
            continue;
        }
        let (mut at, mut from) = (0, 0);
        let mut before = None;
        while let Some(c) = piece[at..].chars().next() {
            let is_target =
                matches!(before, Some('(' | '<' | '"' | '\'' | '=')) && is_link_target(piece, at);
            match address(&piece[at..], before).filter(|_| !is_target) {
                Some(found) => {
                    out.push_str(&guarded(&piece[from..at]));
                    out.push_str(&format!("<{found}>"));
                    at += found.len();
                    from = at;
                    before = Some('x');
                }
                None => {
                    at += c.len_utf8();
                    before = Some(c);
                }
            }
        }
        out.push_str(&guarded(&piece[from..]));
    }
    out
}

/// Whether an address is written as a link already: `](address)`, `<address>`, `href="address"`.
fn is_link_target(piece: &str, at: usize) -> bool {
    let before = &piece[..at];
    before.ends_with("](")
        || before.ends_with('<')
        || before.ends_with("=\"")
        || before.ends_with("='")
        || before.ends_with('=')
}

fn is_heading(text: &str) -> bool {
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    (3..=6).contains(&hashes) && text[hashes..].starts_with([' ', '\t'])
}

fn is_rule(text: &str) -> bool {
    text.len() >= 3
        && (text.bytes().all(|b| b == b'-')
            || text.bytes().all(|b| b == b'*')
            || text.bytes().all(|b| b == b'_'))
}

/// Whether a line is for Jekyll or Hugo: `{% … %}`, `{{< … >}}`, `{: .class}`, a comment.
fn is_template(text: &str) -> bool {
    let is_between = |open: &str, close: &str| text.starts_with(open) && text.ends_with(close);
    is_between("{%", "%}")
        || is_between("{{", "}}")
        || is_between("{:", "}")
        || is_between("<!--", "-->")
}
