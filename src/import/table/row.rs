//! A row of a table as a question.
//!
//! In: the cells of a row and what their columns hold. Out: a question with its block; what is odd is noted.

use csv::StringRecord;

use super::{Column, Head};
use crate::import::document::{Choice, Document, Item, NoteKind, Source};
use crate::import::escape::guarded;
use crate::import::html;
use crate::import::lines::{cleaned, joined};
use crate::import::reference::without_local;
use crate::import::status::status_of;
use crate::parse::{AnswerStatus, QuestionKind};

/// The block and the question of a row; nothing if it has no question.
pub(super) fn row(
    record: &StringRecord,
    head: &Head,
    line: usize,
    document: &mut Document,
) -> Option<(String, Item)> {
    let mut item = Item {
        lines: line..line + 1,
        ..Item::default()
    };
    let (mut block, mut status, mut kind) = (String::new(), None, None);
    for (cell, column) in record.iter().zip(&head.columns) {
        let Some(column) = column.filter(|_| !cell.trim().is_empty()) else {
            continue;
        };
        let text = cell.trim();
        match column {
            Column::Title => item.title = title(text, head.is_html, line, document),
            Column::Id => item.id = Some(text.to_owned()),
            Column::Block => block = joined(text).replace("::", " · "),
            Column::Level => item.level = Some(text.to_owned()),
            Column::Tags => item.tags = tags(text),
            Column::Kind => kind = Some(text.to_lowercase()),
            Column::Status => status = Some(text.to_lowercase()),
            Column::Source => item.sources = sources(text),
            Column::Options => item.options = options(text),
            Column::FollowUps => item.follow_ups = list(text),
            Column::ShortAnswer => item.short_answer = markdown(text, head.is_html, line, document),
            Column::Answer => item.answer = markdown(text, head.is_html, line, document),
            Column::Hint => item.hint = markdown(text, head.is_html, line, document),
            Column::Solution => item.solution = markdown(text, head.is_html, line, document),
        }
    }
    if item.title.is_empty() {
        return None;
    }
    complete(
        &mut item,
        kind.as_deref(),
        status.as_deref(),
        line,
        document,
    );
    Some((block, item))
}

/// Kind and status, as the table says or as what is there tells.
fn complete(
    item: &mut Item,
    kind: Option<&str>,
    status: Option<&str>,
    line: usize,
    document: &mut Document,
) {
    let named = kind.map(|kind| {
        (
            kind,
            QuestionKind::NAMES.iter().find(|(name, _)| *name == kind),
        )
    });
    match named {
        Some((_, Some((_, kind)))) => item.kind = *kind,
        Some((name, None)) => document.note(NoteKind::Review, line, "an unknown kind", name),
        None if !item.options.is_empty() => item.kind = QuestionKind::Quiz,
        None if !item.solution.is_empty() && item.answer.is_empty() => {
            item.kind = QuestionKind::Task
        }
        None => {}
    }
    let rights = item.options.iter().filter(|option| option.is_right).count();
    if item.kind == QuestionKind::Quiz && (item.options.len() < 2 || rights == 0) {
        document.note(
            NoteKind::Review,
            line,
            "a quiz without a right option among several: it became an open question",
            item.title.clone(),
        );
        item.kind = QuestionKind::Open;
        let options = std::mem::take(&mut item.options);
        let listed: Vec<String> = options
            .iter()
            .map(|option| format!("- {}", option.text))
            .collect();
        item.answer = [listed.join("\n"), std::mem::take(&mut item.answer)]
            .join("\n\n")
            .trim()
            .to_owned();
    }
    item.status = match status {
        Some(status) => AnswerStatus::NAMES
            .iter()
            .find(|(name, _)| *name == status)
            .map(|(_, status)| *status),
        None if item.kind == QuestionKind::Quiz || !item.solution.is_empty() => None,
        None => status_of(&format!("{}\n{}", item.short_answer, item.answer), 0),
    };
}

fn title(cell: &str, is_html: bool, line: usize, document: &mut Document) -> String {
    let text = match is_html || html::is_html(cell) {
        true => html::plain(cell, line, document),
        false => cleaned(cell),
    };
    joined(&crate::import::emphasis::plain(&text))
}

fn markdown(cell: &str, is_html: bool, line: usize, document: &mut Document) -> String {
    match is_html || html::is_html(cell) {
        true => html::markdown(cell, line, document),
        false => without_local(&guarded(cleaned(cell).trim()), line, document),
    }
}

/// Tags between commas, or as Anki writes them, between blanks.
pub(in crate::import) fn tags(cell: &str) -> Vec<String> {
    let parts: Vec<&str> = match cell.contains([',', ';']) {
        true => cell.split([',', ';']).collect(),
        false => cell.split_whitespace().collect(),
    };
    let mut tags: Vec<String> = Vec::new();
    for part in parts {
        let tag = joined(
            &part
                .trim()
                .trim_start_matches('#')
                .replace(['_'], " ")
                .replace("::", " "),
        );
        if tag.contains(char::is_alphanumeric) && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn sources(cell: &str) -> Vec<Source> {
    let parts = cell
        .split(['\n', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let sources = parts.map(|part| match crate::import::link::addresses(part).first() {
        Some(address) => {
            let title = joined(&part.replacen(*address, "", 1));
            let title = title.trim_matches(['<', '>', '(', ')', ',', ' ']);
            Source {
                title: if title.is_empty() {
                    (*address).to_owned()
                } else {
                    title.to_owned()
                },
                url: Some((*address).to_owned()),
            }
        }
        None => Source {
            title: joined(part),
            url: None,
        },
    });
    sources.collect()
}

/// Lines of a cell, without the marks of a list.
fn list(cell: &str) -> Vec<String> {
    let lines = cell
        .lines()
        .map(|line| line.trim().trim_start_matches(['-', '*', '•']).trim());
    lines.filter(|line| !line.is_empty()).map(guarded).collect()
}

/// Options, one per line: `[x]` or `*` before a right one.
fn options(cell: &str) -> Vec<Choice> {
    let lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
    let options = lines.map(|line| {
        let line = line.strip_prefix("- ").unwrap_or(line);
        let right = ["[x]", "[X]", "*"]
            .iter()
            .find_map(|mark| line.strip_prefix(mark));
        let text = right
            .or_else(|| line.strip_prefix("[ ]"))
            .unwrap_or(line)
            .trim();
        Choice {
            text: guarded(text),
            is_right: right.is_some(),
            why: String::new(),
        }
    });
    options.filter(|option| !option.text.is_empty()).collect()
}
