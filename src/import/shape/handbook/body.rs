//! The text below a question: read as pieces, repaired, written as Markdown.
//!
//! In: the lines below a question. Out: the Markdown of its answer, and notes of what was repaired. A paragraph of
//! the source is one line; pages cut paragraphs and lists with blank lines.

use std::collections::BTreeSet;

use super::line::{bullet, is_heading, is_verbatim, unglued};
use super::nesting::nest;
use crate::import::document::{Note, NoteKind};
use crate::import::emphasis::balanced;
use crate::import::escape::guarded;
use crate::import::lines::{Line, is_closing};
use crate::import::look_alike::revealed;
use crate::import::sentence::is_ended;

/// A piece of an answer.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The line that it begins in.
    pub(super) line: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Paragraph(String),
    /// An item of a list: the blanks before its mark, how deep it is, its text, what else stands in it.
    Item {
        indent: usize,
        depth: usize,
        text: String,
        more: Vec<String>,
    },
    /// Code with its language.
    Code(String, Vec<String>),
    /// What goes through as it is: a displayed formula, a heading, a table, a quote.
    Verbatim(String),
}

/// The body of a question.
pub(super) struct Body<'t> {
    lines: Vec<(usize, std::borrow::Cow<'t, str>)>,
    pieces: Vec<Piece>,
    is_python: bool,
    pub(super) notes: Vec<Note>,
}

impl<'t> Body<'t> {
    /// The body of lines; of a question in a bullet, the lines are indented as a whole.
    pub(super) fn new(lines: &[Line<'t>], is_bullet: bool, is_python: bool) -> Self {
        let indent = match is_bullet {
            true => lines
                .iter()
                .filter(|line| !line.is_blank())
                .map(|line| line.text.len() - line.text.trim_start().len())
                .min(),
            false => None,
        };
        let indent = indent.unwrap_or(0);
        let lines = lines.iter().map(|line| {
            (
                line.number,
                line.text.get(indent..).unwrap_or_default().into(),
            )
        });
        Self {
            lines: lines.collect(),
            pieces: Vec::new(),
            is_python,
            notes: Vec::new(),
        }
    }

    /// Puts disguised words right, reads the pieces, and returns what was changed in which line.
    pub(super) fn reveal(
        &mut self,
        vocabulary: &BTreeSet<String>,
    ) -> Vec<(usize, Vec<(String, String)>)> {
        let mut changed = Vec::new();
        let mut is_code = false;
        for (number, line) in &mut self.lines {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
            } else if !is_code {
                let (text, changes) = revealed(line, vocabulary);
                if !changes.is_empty() {
                    *line = text.into();
                    changed.push((*number, changes));
                }
            }
        }
        self.read();
        changed
    }

    pub(super) fn note(&mut self, kind: NoteKind, line: usize, message: &str, text: &str) {
        self.notes.push(Note {
            kind,
            line,
            message: message.to_owned(),
            text: text.to_owned(),
        });
    }

    /// The first paragraph, if the body begins with one.
    pub(super) fn first_paragraph(&self) -> Option<&str> {
        match &self.pieces.first()?.kind {
            Kind::Paragraph(text) => Some(text),
            _ => None,
        }
    }

    /// Takes the first paragraph out, with its line.
    pub(super) fn take_first(&mut self) -> (String, usize) {
        let piece = self.pieces.remove(0);
        match piece.kind {
            Kind::Paragraph(text) => (text, piece.line),
            _ => (String::new(), piece.line),
        }
    }

    /// Puts a paragraph before all others.
    pub(super) fn begin_with(&mut self, text: String, line: usize) {
        let kind = Kind::Paragraph(text);
        self.pieces.insert(0, Piece { line, kind });
    }

    fn read(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let mut at = 0;
        let mut is_parted = true;
        while at < lines.len() {
            let (number, line) = (lines[at].0, lines[at].1.as_ref());
            let text = line.trim();
            if text.is_empty() {
                is_parted = true;
                at += 1;
                continue;
            }
            if let Some(mark) = ["```", "~~~"]
                .iter()
                .find(|mark| text.starts_with(**mark) && !text[3..].contains(**mark))
            {
                at = self.code(&lines, at, mark);
            } else if is_verbatim(line) {
                at = self.verbatim(&lines, at);
            } else {
                self.text(number, line, is_parted);
                at += 1;
            }
            is_parted = false;
        }
        self.lines = lines;
    }

    /// A fenced block; one that is not closed ends with the body.
    fn code(
        &mut self,
        lines: &[(usize, std::borrow::Cow<'t, str>)],
        at: usize,
        mark: &str,
    ) -> usize {
        let (number, open) = (lines[at].0, lines[at].1.as_ref());
        let indent = open.len() - open.trim_start().len();
        let mut language = open
            .trim()
            .trim_start_matches(['`', '~'])
            .trim()
            .to_lowercase();
        if language.is_empty() && self.is_python {
            "python".clone_into(&mut language);
        }
        let inside = &lines[at + 1..];
        let next = inside
            .iter()
            .position(|(_, line)| line.trim().starts_with(mark));
        // Marks with a language behind them open the next code: these were never closed.
        let is_closing = |at: &usize| is_closing(inside[*at].1.trim());
        let length = next.filter(is_closing);
        if length.is_none() {
            self.note(
                NoteKind::Repair,
                number,
                "the code is not closed",
                open.trim(),
            );
        }
        let is_closed = length.is_some();
        let length = length.unwrap_or_else(|| {
            let inside = &inside[..next.unwrap_or(inside.len())];
            let used = inside.iter().rposition(|(_, line)| !line.trim().is_empty());
            used.map_or(0, |last| last + 1)
        });
        let code = inside[..length].iter().map(|(_, line)| {
            let blanks = line.len() - line.trim_start().len();
            line[indent.min(blanks)..].trim_end().to_owned()
        });
        let kind = Kind::Code(language, code.collect());
        self.push(number, indent, kind);
        at + 1 + length + usize::from(is_closed)
    }

    /// Lines that go through: a displayed formula, a heading, the rows of a table, a quote.
    fn verbatim(&mut self, lines: &[(usize, std::borrow::Cow<'t, str>)], at: usize) -> usize {
        let (number, line) = (lines[at].0, lines[at].1.as_ref());
        let first = line.trim();
        let indent = line.len() - line.trim_start().len();
        let length = if let Some(formula) = first.strip_prefix("$$") {
            let is_closed = formula.contains("$$");
            let end = lines[at + 1..]
                .iter()
                .position(|(_, line)| line.trim_end().ends_with("$$"));
            if is_closed {
                1
            } else {
                end.map_or(1, |end| end + 2)
            }
        } else if first.starts_with(['|', '>']) {
            let mark = &first[..1];
            lines[at..]
                .iter()
                .take_while(|(_, line)| line.trim().starts_with(mark))
                .count()
        } else {
            1
        };
        let text: Vec<&str> = lines[at..at + length]
            .iter()
            .map(|(_, line)| line.trim())
            .filter(|line| !line.is_empty())
            .collect();
        let mut text = text.join("\n");
        if first.starts_with("# ") {
            text.insert(0, '#');
        }
        self.push(number, indent, Kind::Verbatim(text));
        at + length
    }

    /// Code and formulas below an item stand in it: formulas at any column, code that is indented.
    fn push(&mut self, line: usize, indent: usize, kind: Kind) {
        let is_formula = matches!(&kind, Kind::Verbatim(text) if text.starts_with("$$"));
        if let Some(Piece {
            kind: Kind::Item { more, .. },
            ..
        }) = self.pieces.last_mut()
            && (is_formula || indent > 0)
        {
            more.push(written(&kind));
            return;
        }
        self.pieces.push(Piece { line, kind });
    }

    fn text(&mut self, line: usize, text: &str, is_parted: bool) {
        let indent = text.len() - text.trim_start().len();
        let parts = unglued(text.trim());
        if parts.len() > 1 {
            self.note(
                NoteKind::Repair,
                line,
                "a label was glued to the sentence before it",
                text.trim(),
            );
        }
        for (number, part) in parts.iter().enumerate() {
            if number == 0
                && let Some(item) = bullet(part)
            {
                let kind = Kind::Item {
                    indent,
                    depth: 0,
                    text: item.to_owned(),
                    more: Vec::new(),
                };
                self.pieces.push(Piece { line, kind });
            } else if number == 0 && indent > 0 && self.goes_on(part, is_parted, indent) {
            } else {
                let kind = Kind::Paragraph((*part).to_owned());
                self.pieces.push(Piece { line, kind });
            }
        }
    }

    /// An indented line below an item belongs to it.
    fn goes_on(&mut self, part: &str, is_parted: bool, indent: usize) -> bool {
        let Some(Piece {
            kind: Kind::Item { text, more, .. },
            ..
        }) = self.pieces.last_mut()
        else {
            return false;
        };
        match is_parted {
            false if more.is_empty() => {
                text.push(' ');
                text.push_str(part);
            }
            true if indent < 2 => return false,
            _ => more.push(part.to_owned()),
        }
        true
    }

    /// Joins what pages have cut.
    pub(super) fn join_pages(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let Kind::Paragraph(text) = &piece.kind else {
                joined.push(piece);
                continue;
            };
            let is_heading = is_heading(text);
            let before = match joined.last_mut().map(|piece| &mut piece.kind) {
                Some(Kind::Paragraph(before)) if !is_ended(before) && !is_heading => Some(before),
                Some(Kind::Item {
                    text: before, more, ..
                }) if more.is_empty()
                    && !is_ended(before)
                    && text
                        .trim_start_matches('*')
                        .starts_with(|c: char| c.is_lowercase() || "—–-".contains(c)) =>
                {
                    Some(before)
                }
                _ => None,
            };
            match before {
                Some(before) => {
                    before.push(' ');
                    before.push_str(text);
                    let (line, text) = (piece.line, text.clone());
                    self.note(
                        NoteKind::Repair,
                        line,
                        "a page break cut the paragraph",
                        &text,
                    );
                }
                None => joined.push(piece),
            }
        }
        self.pieces = joined;
    }

    /// The Markdown of the answer.
    pub(super) fn markdown(&mut self) -> String {
        let mut pieces = std::mem::take(&mut self.pieces);
        for piece in &mut pieces {
            let (Kind::Paragraph(text) | Kind::Item { text, .. }) = &mut piece.kind else {
                continue;
            };
            let (fixed, is_changed) = balanced(text);
            if is_changed {
                self.note(
                    NoteKind::Repair,
                    piece.line,
                    "a bold mark has no partner",
                    text,
                );
                *text = fixed;
            }
        }
        nest(&mut pieces);
        let mut out = String::new();
        let mut is_list = false;
        for piece in &pieces {
            let is_item = matches!(piece.kind, Kind::Item { .. });
            if !out.is_empty() {
                out.push_str(if is_item && is_list { "\n" } else { "\n\n" });
            }
            out.push_str(&written(&piece.kind));
            is_list = is_item;
        }
        out
    }
}

/// A piece as Markdown.
fn written(kind: &Kind) -> String {
    match kind {
        Kind::Paragraph(text) => guarded(text),
        Kind::Verbatim(text) => text.clone(),
        Kind::Code(language, lines) => {
            let longest = lines
                .iter()
                .filter(|line| line.trim_start().starts_with("```"))
                .count();
            let fence = "`".repeat(if longest > 0 { 4 } else { 3 });
            format!("{fence}{language}\n{}\n{fence}", lines.join("\n"))
        }
        Kind::Item {
            depth, text, more, ..
        } => {
            let indent = "  ".repeat(*depth);
            let mut out = format!("{indent}- {}", guarded(text));
            for part in more {
                out.push('\n');
                for line in part.lines() {
                    let blanks = if line.is_empty() { "" } else { "  " };
                    out.push_str(&format!(
                        "\n{}{blanks}{line}",
                        if line.is_empty() { "" } else { &indent }
                    ));
                }
            }
            out
        }
    }
}
