//! Notes of a deck's database, of any of its versions.
//!
//! In: the database. Out: notes in the order in which they were made, each with its fields, their names, its tags
//! and its deck. Versions up to 11 keep decks and types of notes as JSON in `col`, later ones in tables.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Deserialize;

use super::database::{has_table, table};
use super::{Names, no_deck};
use crate::import::StreamError;

/// A note.
pub(super) struct Note<'d> {
    /// What its fields hold: HTML.
    pub(super) fields: Vec<&'d str>,
    /// Names of the fields, by their places.
    pub(super) names: Option<&'d BTreeMap<usize, String>>,
    /// Its tags between blanks.
    pub(super) tags: String,
    /// The deck of its first card, its levels divided by `::`.
    pub(super) deck: &'d str,
}

/// What divides the fields of a note, and since version 15 the levels of a deck's name.
const DIVIDER: char = '\u{1f}';
/// The most notes. A database of the largest size could hold many millions that say nothing, each a file of the book.
const NOTES: u32 = 250_000;
/// The most cards: a note seldom has more than two.
const CARDS: u32 = 4 * NOTES;
/// The most decks, and the most fields of all types of notes.
const NAMES: u32 = 100_000;
/// The longest name of a deck or a field, in characters. It is written for every note that has it.
const NAME: usize = 500;

/// Calls `each` for every note. `size` is that of the database, in bytes.
pub(super) fn notes(
    connection: &Connection,
    size: usize,
    each: &mut dyn FnMut(&Note<'_>) -> Result<(), StreamError>,
) -> Result<(), StreamError> {
    table(connection, "notes", NOTES)?;
    table(connection, "cards", CARDS)?;
    let (names, decks) = match has_table(connection, "notetypes")? {
        true => from_tables(connection)?,
        false => from_json(connection)?,
    };
    let deck_of = first_decks(connection)?;
    let mut statement =
        connection.prepare("SELECT id, mid, tags, flds FROM notes ORDER BY rowid")?;
    let mut rows = statement.query([])?;
    let mut left = size;
    while let Some(row) = rows.next()? {
        let (id, kind): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (tags, fields): (String, String) = (row.get(2)?, row.get(3)?);
        // Pages of a damaged or forged database are read again and again.
        left = left
            .checked_sub(tags.len() + fields.len())
            .ok_or_else(|| no_deck("the deck's notes are larger than its database"))?;
        let deck = deck_of.get(&id).and_then(|deck| decks.get(deck));
        each(&Note {
            fields: fields.split(DIVIDER).collect(),
            names: names.get(&kind),
            tags,
            deck: deck.map_or("", String::as_str),
        })?;
    }
    Ok(())
}

type Decks = BTreeMap<i64, String>;

/// The deck of each note's first card.
fn first_decks(connection: &Connection) -> Result<BTreeMap<i64, i64>, StreamError> {
    let mut first = BTreeMap::new();
    let mut statement = connection.prepare("SELECT nid, did FROM cards ORDER BY rowid")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let deck: i64 = row.get(1)?;
        first.entry(row.get(0)?).or_insert(deck);
    }
    Ok(first)
}

fn from_tables(connection: &Connection) -> Result<(Names, Decks), StreamError> {
    table(connection, "fields", NAMES)?;
    table(connection, "decks", NAMES)?;
    let mut names = Names::new();
    let mut statement = connection.prepare("SELECT ntid, ord, name FROM fields")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (place, name): (i64, String) = (row.get(1)?, row.get(2)?);
        let fields = names.entry(row.get(0)?).or_default();
        fields.insert(usize::try_from(place).unwrap_or(0), short(&name));
    }
    let mut decks = Decks::new();
    let mut statement = connection.prepare("SELECT id, name FROM decks")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(1)?;
        decks.insert(row.get(0)?, short(&name).replace(DIVIDER, "::"));
    }
    Ok((names, decks))
}

/// A type of notes and a deck, as they stand in JSON. What else is said of them is not kept.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    name: String,
    flds: Vec<Named>,
}

fn from_json(connection: &Connection) -> Result<(Names, Decks), StreamError> {
    table(connection, "col", NAMES)?;
    let (models, decks): (String, String) =
        connection.query_row("SELECT models, decks FROM col LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    // A deck without names is a deck.
    let read =
        |text: &str| -> BTreeMap<i64, Named> { serde_json::from_str(text).unwrap_or_default() };
    let names = read(&models).into_iter().map(|(id, model)| {
        let names = model.flds.iter().map(|field| short(&field.name));
        (id, names.enumerate().collect())
    });
    let decks = read(&decks).into_iter();
    let decks = decks.map(|(id, deck)| (id, short(&deck.name)));
    Ok((names.collect(), decks.collect()))
}

/// A name as far as it is shown.
fn short(name: &str) -> String {
    name.chars().take(NAME).collect()
}
