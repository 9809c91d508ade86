//! A numbered bank without answers: `# Title`, a description, one flat list.
//!
//! A line `N. text` is a question; a line that is none goes on with the one above it. Whether a text is a question
//! is never told by its question mark.

use crate::import::document::{Document, Item, NoteKind};
use crate::import::emphasis::plain;
use crate::import::escape::{guarded, paragraphs};
use crate::import::lines::{Line, joined, lines, numbered};
use crate::parse::{AnswerStatus, QuestionKind};

/// What a label before a question may be, in lower case: it makes a task.
const TASK_LABELS: &[&str] = &[
    "задача",
    "задачка",
    "завдання",
    "задание",
    "task",
    "problem",
    "exercise",
];
/// The longest label, in words: `Задачка на теорию вероятностей`.
const LABEL_WORDS: usize = 8;
/// Digits of the largest number.
const DIGITS: usize = 5;

pub(super) fn read(text: &str) -> Document {
    let mut document = Document::default();
    let mut description = Vec::new();
    let mut open: Option<Entry> = None;
    let mut last = 0;
    for line in lines(text) {
        let entry = numbered(line.trimmed(), DIGITS).filter(|(number, _)| {
            // The list is flat: steps of a question are indented and counted anew.
            let is_next = number.parse() == Ok(last + 1);
            open.is_none() || is_next || !line.text.starts_with([' ', '\t'])
        });
        if let Some((number, question)) = entry {
            if let Some(entry) = open.take() {
                document.items.push(entry.item());
            }
            last = check_number(&mut document, &line, number, last);
            open = Some(Entry::new(number, question, line.number));
        } else if let Some(title) = heading(&line).filter(|_| open.is_none()) {
            match document.title.is_empty() {
                true => document.title = title,
                false => description.push(line.text),
            }
        } else if let Some(entry) = &mut open {
            if !line.is_blank() {
                entry.text.push('\n');
                entry.text.push_str(line.trimmed());
                entry.end = line.number + 1;
            }
        } else {
            description.push(line.text);
        }
    }
    if let Some(entry) = open {
        document.items.push(entry.item());
    }
    document.description = guarded(description.join("\n").trim());
    if document.title.is_empty() && document.description.contains('#') {
        document.description = paragraphs(&document.description);
    }
    document
}

/// The text of a heading of level 1.
fn heading(line: &Line<'_>) -> Option<String> {
    let text = line.text.strip_prefix("# ")?;
    Some(joined(text.trim_end_matches('#')))
}

/// Numbers go up by one from 1: anything else is reported. Returns the number to count from.
fn check_number(document: &mut Document, line: &Line<'_>, number: &str, last: u64) -> u64 {
    let value: u64 = number.parse().unwrap_or(0);
    if value != last + 1 {
        let message = match value.checked_sub(last + 1) {
            Some(1) => format!("the number {} is missing before {value}", last + 1),
            Some(_) => format!("the numbers {} to {} are missing", last + 1, value - 1),
            None => format!("the number {value} comes after {last}"),
        };
        document.note(NoteKind::Review, line.number, message, line.trimmed());
    }
    value
}

/// A question while its lines are read.
struct Entry {
    number: String,
    text: String,
    start: usize,
    end: usize,
}

impl Entry {
    fn new(number: &str, text: &str, line: usize) -> Self {
        Self {
            number: number.to_owned(),
            text: text.to_owned(),
            start: line,
            end: line + 1,
        }
    }

    fn item(self) -> Item {
        let text = plain(&joined(&self.text));
        let (kind, title) = match task(&text) {
            Some(rest) => (QuestionKind::Task, capitalised(rest)),
            None => (QuestionKind::Open, text),
        };
        Item {
            title,
            kind,
            number: Some(self.number),
            status: Some(AnswerStatus::None),
            lines: self.start..self.end,
            ..Item::default()
        }
    }
}

/// A text with a capital at its beginning.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// What follows the label of a task.
fn task(text: &str) -> Option<&str> {
    let (label, rest) = text.split_once(':')?;
    let words: Vec<&str> = label.split_whitespace().collect();
    let first = words.first()?.to_lowercase();
    let is_label = TASK_LABELS.contains(&first.as_str()) && words.len() <= LABEL_WORDS;
    let rest = rest.trim();
    (is_label && !rest.is_empty() && !label.contains(['.', '?', '!'])).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<String> {
        read(text)
            .items
            .into_iter()
            .map(|item| item.title)
            .collect()
    }

    #[test]
    fn a_line_that_does_not_match_goes_on_with_the_one_above() {
        assert_eq!(
            titles("1. One\n   two?\n\n2. Three.\n1.5 four\n   1. five\n\n  3. six"),
            ["One two?", "Three. 1.5 four 1. five", "six"]
        );
    }

    #[test]
    fn gaps_are_reported_with_their_line() {
        let document = read("# A\n\n1. a\n2. b\n4. c\n8. d\n3. e");
        let notes: Vec<_> = document
            .notes
            .iter()
            .map(|note| (note.line, note.message.as_str()))
            .collect();
        assert_eq!(
            notes,
            [
                (5, "the number 3 is missing before 4"),
                (6, "the numbers 5 to 7 are missing"),
                (7, "the number 3 comes after 8"),
            ]
        );
    }

    #[test]
    fn labels_make_tasks_and_are_taken_off() {
        let document = read(
            "1. Задача: дано $x$\n2. Задачка на теорию вероятностей: монета\n3. Задача трёх тел — что это?\n4. Так: ні",
        );
        let kinds: Vec<_> = document
            .items
            .iter()
            .map(|item| (item.kind, item.title.as_str()))
            .collect();
        assert_eq!(
            kinds,
            [
                (QuestionKind::Task, "Дано $x$"),
                (QuestionKind::Task, "Монета"),
                (QuestionKind::Open, "Задача трёх тел — что это?"),
                (QuestionKind::Open, "Так: ні"),
            ]
        );
    }
}
