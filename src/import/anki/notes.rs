//! Notes of a deck's database, of any of its versions.
//!
//! In: the database. Out: notes in the order in which they were made, each with its fields, their names, its tags
//! and its deck. Versions up to 11 keep decks and types of notes as JSON in `col`, later ones in tables.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::Value;

use super::Names;

/// A note.
pub(super) struct Note {
    /// What its fields hold: HTML.
    pub(super) fields: Vec<String>,
    /// Names of the fields, by their places.
    pub(super) names: BTreeMap<usize, String>,
    /// Its tags between blanks.
    pub(super) tags: String,
    /// The deck of its first card, its levels divided by `::`.
    pub(super) deck: String,
}

/// What divides the fields of a note, and since version 15 the levels of a deck's name.
const DIVIDER: char = '\u{1f}';

/// Calls `each` for every note until it says `false`.
pub(super) fn notes(
    connection: &Connection,
    each: &mut dyn FnMut(Note) -> bool,
) -> rusqlite::Result<()> {
    let has_tables = connection
        .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'notetypes'")?
        .exists([])?;
    let (names, decks) = match has_tables {
        true => from_tables(connection)?,
        false => from_json(connection)?,
    };
    let mut statement = connection.prepare(
        "SELECT n.mid, n.tags, n.flds, (SELECT c.did FROM cards c WHERE c.nid = n.id LIMIT 1) FROM notes n ORDER BY n.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, deck): (i64, Option<i64>) = (row.get(0)?, row.get(3)?);
        let fields: String = row.get(2)?;
        let note = Note {
            fields: fields.split(DIVIDER).map(str::to_owned).collect(),
            names: names.get(&kind).cloned().unwrap_or_default(),
            tags: row.get(1)?,
            deck: deck
                .and_then(|deck| decks.get(&deck).cloned())
                .unwrap_or_default(),
        };
        if !each(note) {
            break;
        }
    }
    Ok(())
}

type Decks = BTreeMap<i64, String>;

fn from_tables(connection: &Connection) -> rusqlite::Result<(Names, Decks)> {
    let mut names = Names::new();
    let mut statement = connection.prepare("SELECT ntid, ord, name FROM fields")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let place: i64 = row.get(1)?;
        let fields = names.entry(row.get(0)?).or_default();
        fields.insert(usize::try_from(place).unwrap_or(0), row.get(2)?);
    }
    let mut decks = Decks::new();
    let mut statement = connection.prepare("SELECT id, name FROM decks")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(1)?;
        decks.insert(row.get(0)?, name.replace(DIVIDER, "::"));
    }
    Ok((names, decks))
}

fn from_json(connection: &Connection) -> rusqlite::Result<(Names, Decks)> {
    let read = |text: String| serde_json::from_str::<Value>(&text).unwrap_or_default();
    let (models, decks): (String, String) =
        connection.query_row("SELECT models, decks FROM col LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let mut names = Names::new();
    for (id, model) in read(models).as_object().into_iter().flatten() {
        let fields = model["flds"].as_array().into_iter().flatten().enumerate();
        let fields =
            fields.filter_map(|(place, field)| Some((place, field["name"].as_str()?.to_owned())));
        names.insert(id.parse().unwrap_or(0), fields.collect());
    }
    let mut all = Decks::new();
    for (id, deck) in read(decks).as_object().into_iter().flatten() {
        let name = deck["name"].as_str().unwrap_or_default();
        all.insert(id.parse().unwrap_or(0), name.to_owned());
    }
    Ok((names, all))
}
