//! The text of a post as Markdown: paragraphs, lists, code that lost its fence.
//!
//! In: lines of plain text. Out: Markdown that means the same. What is repaired or doubtful is noted.

use super::post::is_emoji;
use crate::import::code_line::{code_length, language};
use crate::import::document::{Document, NoteKind};
use crate::import::escape::line_with_code;
use crate::import::lines::{Line, numbered};

/// What a run of lines is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    Text,
    Bullet,
    Number,
    Code,
    Fence,
}

/// Lines divided into runs.
pub(super) struct Body {
    /// What each run is, with its lines.
    runs: Vec<(Kind, std::ops::Range<usize>)>,
}

impl Body {
    pub(super) fn new(lines: &[Line<'_>]) -> Self {
        let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
        let mut runs: Vec<(Kind, std::ops::Range<usize>)> = Vec::new();
        let mut at = 0;
        while at < texts.len() {
            let (kind, length) = run(&texts[at..]);
            match runs.last_mut() {
                Some((last, range))
                    if *last == kind && !matches!(kind, Kind::Code | Kind::Fence) =>
                {
                    range.end = at + length
                }
                _ => runs.push((kind, at..at + length)),
            }
            at += length;
        }
        Self { runs }
    }

    /// How many lines of text it begins with.
    pub(super) fn leading_text(&self) -> usize {
        match self.runs.first() {
            Some((Kind::Text, range)) => range.len(),
            _ => 0,
        }
    }
}

/// What the first line is, and how many lines go with it.
fn run(texts: &[&str]) -> (Kind, usize) {
    let text = texts[0].trim();
    if text.is_empty() {
        return (Kind::Blank, 1);
    }
    if let Some(info) = text.strip_prefix("```") {
        let end = texts[1..]
            .iter()
            .position(|text| text.trim().starts_with("```"));
        let is_single = info.contains("```");
        return match end {
            Some(end) if !is_single => (Kind::Fence, end + 2),
            _ => (Kind::Text, 1),
        };
    }
    match code_length(texts) {
        0 if bullet(text).is_some() => (Kind::Bullet, 1),
        0 if numbered(text, 2).is_some() => (Kind::Number, 1),
        0 => (Kind::Text, 1),
        length => (Kind::Code, length),
    }
}

/// The text of a bullet: of a mark that is glued to it, too.
fn bullet(text: &str) -> Option<&str> {
    if let Some(text) = ["- ", "— ", "– ", "* ", "+ "]
        .iter()
        .find_map(|mark| text.strip_prefix(mark))
    {
        return Some(text.trim());
    }
    let text = text
        .strip_prefix(['•', '◦', '▪', '·', '●', '▫', '‣'])?
        .trim_start_matches('\u{fe0f}')
        .trim();
    (!text.is_empty()).then_some(text)
}

/// The Markdown of lines.
pub(super) fn markdown(lines: &[Line<'_>], document: &mut Document) -> String {
    let body = Body::new(lines);
    let mut blocks: Vec<String> = Vec::new();
    let mut announced = false;
    for (kind, range) in &body.runs {
        let run = &lines[range.clone()];
        match kind {
            Kind::Blank => continue,
            Kind::Text => blocks.push(paragraph(run, announced, document)),
            Kind::Bullet | Kind::Number => {
                if run.iter().any(|line| {
                    line.trimmed().starts_with('•') && !line.trimmed().starts_with("• ")
                }) {
                    document.note(
                        NoteKind::Repair,
                        run[0].number,
                        "marks of a list were glued to their items",
                        run[0].trimmed(),
                    );
                }
                blocks.push(list(run, *kind));
            }
            Kind::Fence => blocks.push(fence(run)),
            Kind::Code => {
                document.note(
                    NoteKind::Repair,
                    run[0].number,
                    "code without a fence got one",
                    run[0].trimmed(),
                );
                blocks.push(code(run));
            }
        }
        announced = run.last().is_some_and(|line| line.text.ends_with(':'));
    }
    blocks.join("\n\n")
}

fn list(run: &[Line<'_>], kind: Kind) -> String {
    let items = run.iter().map(|line| {
        let text = line.trimmed();
        match kind {
            Kind::Number => {
                let (number, rest) = numbered(text, 2).unwrap_or(("1", text));
                format!("{number}. {}", line_with_code(rest))
            }
            _ => format!("- {}", line_with_code(bullet(text).unwrap_or(text))),
        }
    });
    items.collect::<Vec<_>>().join("\n")
}

/// Lines of text: a paragraph whose lines stay lines, or a list that lost its marks.
fn paragraph(run: &[Line<'_>], announced: bool, document: &mut Document) -> String {
    let texts: Vec<&str> = run.iter().map(Line::trimmed).collect();
    let marked = texts
        .iter()
        .rev()
        .take_while(|text| text.starts_with(is_emoji))
        .count();
    if marked >= 2 && marked < texts.len() {
        let (before, items) = run.split_at(run.len() - marked);
        let before = paragraph(before, announced, document);
        return format!("{before}\n\n{}", paragraph(items, false, document));
    }
    let (first, items) = match texts.as_slice() {
        [first, items @ ..] if first.ends_with(':') => (Some(*first), items),
        all => (None, all),
    };
    let is_after_colon = first.is_some() || announced;
    let starts_with_emoji = |text: &&str| text.starts_with(is_emoji);
    let is_marked = items.len() >= 2 && items.iter().all(starts_with_emoji);
    let is_cut = |text: &&str| text.ends_with(';') || text.ends_with(',');
    let is_list = items.len() >= 2
        && items[..items.len() - 1].iter().all(is_cut)
        && items.iter().all(|text| text.chars().count() < 200);
    if (is_after_colon && is_list) || is_marked {
        document.note(
            NoteKind::Repair,
            run[0].number,
            "a list had lost its marks",
            items[0],
        );
        let items: Vec<String> = items
            .iter()
            .map(|text| format!("- {}", line_with_code(text)))
            .collect();
        let items = items.join("\n");
        return match first {
            Some(first) => format!("{}\n\n{items}", line_with_code(first)),
            None => items,
        };
    }
    if is_after_colon && items.len() >= 2 {
        document.note(
            NoteKind::Review,
            run[0].number,
            "these lines may be a list that lost its marks",
            items.join("\n"),
        );
    }
    let lines: Vec<String> = texts.iter().map(|text| line_with_code(text)).collect();
    lines.join("\\\n")
}

/// A block that has its fence.
fn fence(run: &[Line<'_>]) -> String {
    let indent = run[0].text.len() - run[0].text.trim_start().len();
    let lines: Vec<&str> = run
        .iter()
        .map(|line| {
            let blanks = line.text.len() - line.text.trim_start().len();
            &line.text[indent.min(blanks)..]
        })
        .collect();
    let (open, close) = (lines[0].trim(), lines[lines.len() - 1].trim());
    let inner = lines[1..lines.len() - 1].join("\n");
    // What stands behind the closing marks is text.
    let rest = close.trim_start_matches('`').trim();
    match rest {
        "" => format!("{open}\n{inner}\n```"),
        rest => format!("{open}\n{inner}\n```\n\n{}", line_with_code(rest)),
    }
}

fn code(run: &[Line<'_>]) -> String {
    let texts: Vec<&str> = run.iter().map(|line| line.text).collect();
    format!("```{}\n{}\n```", language(&texts), texts.join("\n"))
}
