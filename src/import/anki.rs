//! Decks of Anki, `.apkg`: a ZIP archive with a database of notes.
//!
//! In: the archive. Out: a question per note: its first field is asked, the others answer. Cards that leave out words
//! (cloze) ask for them. Every version of the file is read: `collection.anki21b` (compressed with Zstandard),
//! `collection.anki21`, `collection.anki2`. Media stay in the archive and are reported where a card shows them.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::document::{Document, Item, NoteKind};
use super::files::{Filing, Outline};
use super::html;
use super::status::status_of;
use super::table::tags;
use super::{Sink, StreamError};

mod archive;
mod database;
mod notes;

use notes::{Note, notes};

/// Names of fields that help to find the answer, in lower case.
const HINTS: &[&str] = &["hint", "підказка", "подсказка"];
/// Names of fields that say where a card is from, in lower case.
const SOURCES: &[&str] = &[
    "source",
    "sources",
    "url",
    "reference",
    "джерело",
    "источник",
];

/// Imports a deck.
///
/// # Errors
/// If it is no deck, or a file cannot be written.
pub fn import(
    reader: impl Read + Seek,
    title: &str,
    filing: &mut Filing<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), StreamError> {
    let database = archive::database(reader)?;
    let size = database.len();
    let connection = database::open(database)?;
    let (mut outline, mut number) = (Outline::default(), 0);
    notes(&connection, size, &mut |note| {
        number += 1;
        let mut document = Document::default();
        let item = item(note, number, &mut document);
        for note in document.notes {
            filing.note(note.kind, note.line, note.message, note.text);
        }
        let Some(item) = item else {
            filing.note(
                NoteKind::Unclaimed,
                number,
                "a note without a question".to_owned(),
                note.fields.join(" "),
            );
            return Ok(());
        };
        let (id, file) = filing.question(&item, title);
        outline.push(&note.deck.replace("::", " · "), id);
        Ok(file.map_or(Ok(()), &mut *sink)?)
    })?;
    filing.topic(title, "", &[]).map_or(Ok(()), &mut *sink)?;
    filing.track(title, &outline).map_or(Ok(()), sink)?;
    Ok(())
}

fn no_deck(message: impl Into<String>) -> StreamError {
    let hint = "export the deck from Anki as `.apkg`".to_owned();
    StreamError::Read(message.into(), Some(hint))
}

/// A note as a question; nothing if its first field is empty.
fn item(note: &Note<'_>, number: usize, document: &mut Document) -> Option<Item> {
    let first = note.fields.first()?;
    let mut item = Item {
        tags: tags(&note.tags),
        lines: number..number + 1,
        ..Item::default()
    };
    let mut rest = note.fields.iter().enumerate().skip(1);
    let mut parts = Vec::new();
    if first.contains("{{c") {
        item.title = html::plain(&cloze(first, true), number, document);
        parts.push(html::markdown(
            &cloze(first, false),
            number,
            &mut Document::default(),
        ));
    } else {
        item.title = html::plain(first, number, document);
        if let Some((_, answer)) = rest.next() {
            parts.push(html::markdown(answer, number, document));
        }
    }
    for (at, field) in rest {
        let name = note.names.and_then(|names| names.get(&at));
        let name = name.map_or("", |name| name.trim());
        let text = html::markdown(field, number, document);
        if text.trim().is_empty() {
            continue;
        }
        let lower = name.to_lowercase();
        if HINTS.contains(&lower.as_str()) {
            item.hint = text;
        } else if SOURCES.contains(&lower.as_str()) {
            item.sources.push(source(field, number, document));
        } else if name.is_empty() {
            parts.push(text);
        } else {
            parts.push(format!("**{}**\n\n{text}", super::escape::paragraph(name)));
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    item.answer = parts.join("\n\n").trim().to_owned();
    item.status = status_of(&item.answer, 0);
    (!item.title.is_empty()).then_some(item)
}

fn source(field: &str, number: usize, document: &mut Document) -> super::document::Source {
    let text = html::plain(field, number, document);
    let url = super::link::addresses(field)
        .first()
        .map(|address| (*address).to_owned());
    super::document::Source { title: text, url }
}

/// A text with its gaps: `{{c1::word::hint}}` as `[hint]` or `[…]`, or with the word.
fn cloze(text: &str, is_question: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // Behind the last end there is no gap, so that each is sought where one is.
    let (mut rest, tail) = text.split_at(text.rfind("}}").map_or(0, |end| end + 2));
    while let Some(at) = rest.find("{{c") {
        let inner = &rest[at + 3..];
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let gap = inner[digits..].strip_prefix("::").filter(|_| digits > 0);
        let Some((gap, end)) = gap.and_then(|gap| Some((gap, gap.find("}}")?))) else {
            out.push_str(&rest[..at + 3]);
            rest = inner;
            continue;
        };
        out.push_str(&rest[..at]);
        let (word, hint) = gap[..end].split_once("::").unwrap_or((&gap[..end], "…"));
        match is_question {
            true => out.push_str(&format!("[{hint}]")),
            false => out.push_str(&format!("<b>{word}</b>")),
        }
        rest = &gap[end + 2..];
    }
    out.push_str(rest);
    out.push_str(tail);
    out
}

/// Names of the fields of each type of note, by their places.
type Names = BTreeMap<i64, BTreeMap<usize, String>>;
