//! Tables: CSV, and what Anki writes as text.
//!
//! In: rows, one after another, however many. Out: a question per row. The first row names the columns, in English,
//! Ukrainian or Russian; without such a row the columns are question, answer, tags. Cells are Markdown, or HTML if
//! Anki's head says so.

use std::io::{BufRead, BufReader, Read};

use csv::{ReaderBuilder, StringRecord};

use super::document::{Document, NoteKind};
use super::files::{Filing, Outline};
use super::limit::Meter;
use super::{Sink, StreamError};

mod row;

use row::row;
pub(super) use row::tags;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Id,
    Title,
    ShortAnswer,
    Answer,
    Hint,
    FollowUps,
    Tags,
    Level,
    Kind,
    Block,
    Options,
    Solution,
    Source,
    Status,
}

/// Names of columns, in lower case.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Id, &["id", "guid"]),
    (
        Column::Title,
        &[
            "title",
            "question",
            "front",
            "питання",
            "запитання",
            "вопрос",
            "текст",
        ],
    ),
    (
        Column::ShortAnswer,
        &[
            "short answer",
            "short_answer",
            "коротка відповідь",
            "краткий ответ",
        ],
    ),
    (
        Column::Answer,
        &["answer", "back", "body", "відповідь", "ответ"],
    ),
    (Column::Hint, &["hint", "підказка", "подсказка"]),
    (
        Column::FollowUps,
        &[
            "follow-ups",
            "followups",
            "follow_ups",
            "follow-up questions",
            "додаткові питання",
            "дополнительные вопросы",
            "углубляющие вопросы",
        ],
    ),
    (
        Column::Tags,
        &["tags", "tag", "теги", "тег", "мітки", "метки"],
    ),
    (
        Column::Level,
        &[
            "level",
            "difficulty",
            "рівень",
            "складність",
            "уровень",
            "сложность",
        ],
    ),
    (Column::Kind, &["kind", "type", "тип", "вид"]),
    (
        Column::Block,
        &[
            "block",
            "section",
            "topic",
            "category",
            "deck",
            "розділ",
            "блок",
            "тема",
            "категорія",
            "раздел",
            "категория",
        ],
    ),
    (
        Column::Options,
        &["options", "choices", "варіанти", "варианты"],
    ),
    (
        Column::Solution,
        &[
            "solution",
            "розв’язання",
            "розв'язання",
            "рішення",
            "решение",
        ],
    ),
    (
        Column::Source,
        &[
            "source",
            "sources",
            "url",
            "link",
            "джерело",
            "посилання",
            "источник",
            "ссылка",
        ],
    ),
    (Column::Status, &["status", "статус"]),
];

/// Rows whose unknown cells are told one by one; those after are counted.
const TOLD: usize = 20;

/// What the first lines say of the table.
struct Head {
    columns: Vec<Option<Column>>,
    names: Vec<String>,
    separator: u8,
    is_html: bool,
    /// Lines before the first row.
    lines: usize,
}

/// Imports a table.
///
/// # Errors
/// If it is not text in UTF-8, or a file cannot be written. Questions before the place of the error are written then.
pub fn import(
    reader: impl Read,
    separator: u8,
    title: &str,
    filing: &mut Filing<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), StreamError> {
    let meter = Meter::of_entry("a row");
    let mut reader = BufReader::new(meter.of(reader));
    let mut head = Head {
        columns: vec![
            Some(Column::Title),
            Some(Column::Answer),
            Some(Column::Tags),
        ],
        names: Vec::new(),
        separator,
        is_html: false,
        lines: 0,
    };
    directives(&mut reader, &mut head)?;
    let mut rows = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(head.separator)
        .from_reader(reader);
    let mut record = StringRecord::new();
    let mut outline = Outline::default();
    let mut is_first = true;
    let mut unknown = 0;
    while rows.read_record(&mut record).map_err(unreadable)? {
        meter.next_entry();
        if std::mem::take(&mut is_first) && named(&record, &mut head) {
            continue;
        }
        let place = record.position().map_or(0, csv::Position::line);
        let line = usize::try_from(place).unwrap_or(0) + head.lines;
        unknown += unclaimed(&record, &head, line, unknown < TOLD, filing);
        question(&record, &head, line, title, filing, &mut outline).map_or(Ok(()), &mut *sink)?;
    }
    if unknown > TOLD {
        let more = unknown - TOLD;
        let message = format!("{more} more cells stand in columns that have no meaning here");
        filing.note(NoteKind::Unclaimed, 1, message, head.names.join(", "));
    }
    filing.topic(title, "", &[]).map_or(Ok(()), &mut *sink)?;
    filing.track(title, &outline).map_or(Ok(()), sink)?;
    Ok(())
}

/// The file of a row, if it is a question that the book does not have.
fn question(
    record: &StringRecord,
    head: &Head,
    line: usize,
    title: &str,
    filing: &mut Filing<'_>,
    outline: &mut Outline,
) -> Option<super::files::File> {
    let mut document = Document::default();
    let row = row(record, head, line, &mut document);
    for note in document.notes {
        filing.note(note.kind, note.line, note.message, note.text);
    }
    let Some((block, item)) = row else {
        let text = record.iter().collect::<Vec<_>>().join(" ");
        if !text.trim().is_empty() {
            let message = "a row without a question".to_owned();
            filing.note(NoteKind::Unclaimed, line, message, text);
        }
        return None;
    };
    let (id, file) = filing.question(&item, title);
    outline.push(&block, id);
    file
}

fn unreadable(error: csv::Error) -> StreamError {
    let line = error.position().map_or(0, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => format!("line {line} is not text in UTF-8"),
        csv::ErrorKind::Io(error) => format!("it cannot be read: {error}"),
        _ => error.to_string(),
    };
    StreamError::Read(
        message,
        Some("save the table as UTF-8; rows before this one were written".to_owned()),
    )
}

/// Reads the lines `#separator:tab` that Anki writes before the first row, and a byte order mark.
fn directives(reader: &mut BufReader<impl Read>, head: &mut Head) -> Result<(), StreamError> {
    let read =
        |error: std::io::Error| StreamError::Read(format!("it cannot be read: {error}"), None);
    if reader
        .fill_buf()
        .map_err(read)?
        .starts_with(b"\xef\xbb\xbf")
    {
        reader.consume(3);
    }
    while reader.fill_buf().map_err(read)?.starts_with(b"#") {
        let buffer = reader.fill_buf().map_err(read)?;
        let Some(end) = buffer.iter().position(|b| *b == b'\n') else {
            break;
        };
        let line = String::from_utf8_lossy(&buffer[1..end])
            .trim()
            .to_lowercase();
        let Some((key, value)) = line.split_once(':') else {
            break;
        };
        match key {
            "separator" => head.separator = separator(value),
            "html" => head.is_html = value == "true",
            "columns" => {
                let names: StringRecord = value.split(char::from(head.separator)).collect();
                named(&names, head);
            }
            "tags column" | "deck column" | "guid column" => {
                let column = match key {
                    "tags column" => Column::Tags,
                    "deck column" => Column::Block,
                    _ => Column::Id,
                };
                place(head, value, column);
            }
            "notetype" | "notetype column" | "deck" | "tags" | "if matches" => {}
            _ => break,
        }
        head.lines += 1;
        reader.consume(end + 1);
    }
    Ok(())
}

fn separator(name: &str) -> u8 {
    match name.trim() {
        "tab" => b'\t',
        "comma" => b',',
        "semicolon" => b';',
        "pipe" => b'|',
        "space" => b' ',
        "colon" => b':',
        other => other.bytes().next().unwrap_or(b'\t'),
    }
}

/// Puts a column where Anki's head says; what stood there moves behind it.
fn place(head: &mut Head, number: &str, column: Column) {
    let Some(at) = number
        .trim()
        .parse::<usize>()
        .ok()
        .and_then(|n| n.checked_sub(1))
        .filter(|at| *at < 1000)
    else {
        return;
    };
    head.columns.retain(|known| *known != Some(column));
    while head.columns.len() < at {
        head.columns.push(None);
    }
    head.columns.insert(at, Some(column));
}

/// Takes the columns from a row of names; `false` if the row is none.
fn named(record: &StringRecord, head: &mut Head) -> bool {
    let columns: Vec<Option<Column>> = record.iter().map(column).collect();
    if !columns.contains(&Some(Column::Title)) {
        return false;
    }
    head.names = record.iter().map(str::to_owned).collect();
    head.columns = columns;
    true
}

fn column(name: &str) -> Option<Column> {
    let name = name.trim().trim_matches('"').to_lowercase();
    let mut all = NAMES.iter();
    all.find(|(_, names)| names.contains(&name.as_str()))
        .map(|(column, _)| *column)
}

/// Reports the cells of columns that mean nothing here; returns how many they are.
fn unclaimed(
    record: &StringRecord,
    head: &Head,
    line: usize,
    tells: bool,
    filing: &mut Filing<'_>,
) -> usize {
    let cells = record.iter().enumerate();
    let unknown = cells.filter(|(at, cell)| {
        !cell.trim().is_empty() && head.columns.get(*at).copied().flatten().is_none()
    });
    let mut count = 0;
    for (at, cell) in unknown {
        count += 1;
        if tells {
            let name = head
                .names
                .get(at)
                .cloned()
                .unwrap_or_else(|| (at + 1).to_string());
            filing.note(
                NoteKind::Unclaimed,
                line,
                format!("the column {name} has no meaning here"),
                cell.to_owned(),
            );
        }
    }
    count
}
