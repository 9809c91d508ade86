//! Decks of Anki, `.apkg`: a ZIP archive with a database of notes.
//!
//! In: the archive. Out: a question per note: its first field is asked, the others answer. Cards that leave out words
//! (cloze) ask for them. Every version of the file is read: `collection.anki21b` (compressed with Zstandard),
//! `collection.anki21`, `collection.anki2`. Media stay in the archive and are reported where a card shows them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use rusqlite::Connection;

use super::document::{Document, Item, NoteKind};
use super::files::{Filing, Outline};
use super::html;
use super::status::status_of;
use super::table::tags;
use super::{Sink, StreamError};

mod notes;

use notes::{Note, notes};

/// The largest archive and the largest database in it.
const BYTES: u64 = 512 << 20;
/// The databases that an archive may hold, the one to be read first. Beside a newer one, the oldest says only that
/// Anki should be updated.
const DATABASES: [&str; 3] = [
    "collection.anki21b",
    "collection.anki21",
    "collection.anki2",
];
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
    reader: impl Read,
    title: &str,
    filing: &mut Filing<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), StreamError> {
    let database = database(reader)?;
    let connection = open(database).map_err(broken)?;
    let (mut outline, mut number) = (Outline::default(), 0);
    let mut failure = None;
    let read = notes(&connection, &mut |note| {
        number += 1;
        let mut document = Document::default();
        let item = item(&note, number, &mut document);
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
            return true;
        };
        let (id, file) = filing.question(&item, title);
        outline.push(&note.deck.replace("::", " · "), id);
        match file.map_or(Ok(()), &mut *sink) {
            Ok(()) => true,
            Err(error) => {
                failure = Some(StreamError::Write(error));
                false
            }
        }
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    read.map_err(broken)?;
    filing.topic(title, "", &[]).map_or(Ok(()), &mut *sink)?;
    filing.track(title, &outline).map_or(Ok(()), sink)?;
    Ok(())
}

fn no_deck(message: impl Into<String>) -> StreamError {
    let hint = "export the deck from Anki as `.apkg`".to_owned();
    StreamError::Read(message.into(), Some(hint))
}

fn broken(error: rusqlite::Error) -> StreamError {
    no_deck(format!("the deck's database cannot be read: {error}"))
}

/// The bytes of the database in an archive.
fn database(reader: impl Read) -> Result<Vec<u8>, StreamError> {
    let mut bytes = Vec::new();
    let unreadable = |error: std::io::Error| no_deck(format!("it cannot be read: {error}"));
    reader
        .take(BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > BYTES {
        return Err(no_deck(
            "the deck is larger than 512 MB: export it without media",
        ));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| no_deck(format!("it is no archive: {error}")))?;
    let name = DATABASES
        .iter()
        .find(|name| archive.index_for_name(name).is_some());
    let Some(name) = name else {
        return Err(no_deck("the archive holds no deck"));
    };
    let file = archive
        .by_name(name)
        .map_err(|error| no_deck(format!("`{name}` cannot be read: {error}")))?;
    let mut database = Vec::new();
    let read = match name.ends_with('b') {
        true => match ruzstd::decoding::StreamingDecoder::new(file) {
            Ok(decoder) => decoder.take(BYTES + 1).read_to_end(&mut database),
            Err(error) => return Err(no_deck(format!("`{name}` cannot be decompressed: {error}"))),
        },
        false => file.take(BYTES + 1).read_to_end(&mut database),
    };
    read.map_err(unreadable)?;
    match database.len() as u64 > BYTES {
        true => Err(no_deck("the deck's database is larger than 512 MB")),
        false => Ok(database),
    }
}

/// The database in memory, for reading only.
fn open(database: Vec<u8>) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    let length = database.len();
    connection.deserialize_read_exact("main", Cursor::new(database), length, true)?;
    // Anki's own order of names; nothing is sorted by it here.
    connection.create_collation("unicase", |a, b| a.to_lowercase().cmp(&b.to_lowercase()))?;
    Ok(connection)
}

/// A note as a question; nothing if its first field is empty.
fn item(note: &Note, number: usize, document: &mut Document) -> Option<Item> {
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
        let name = note
            .names
            .get(&at)
            .map(|name| name.trim())
            .unwrap_or_default();
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
    let mut rest = text;
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
    out
}

/// Names of the fields of each type of note, by their places.
type Names = BTreeMap<i64, BTreeMap<usize, String>>;
