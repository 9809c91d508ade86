//! `collection.anki2`: the notes and cards of a package as an SQLite database of Anki's schema 11.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use sha1::{Digest, Sha1};

use super::{Note, Package, PackageError, identity, objects};

/// What stands between the fields of a note.
const FIELD_SEPARATOR: &str = "\u{1f}";

/// The tables of the schema with the indices that Anki expects.
///
/// Times (`crt`, `mod`, `scm`) are of the package's content, `usn` is 0: nothing waits to be synchronised. A card's
/// `type` and `queue` are 0, which says that it is new; `due` is then its place among new cards.
const SCHEMA: &str = "
    CREATE TABLE col (
        id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
        ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL,
        conf text NOT NULL, models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
    CREATE TABLE notes (
        id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
        usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL,
        csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
    CREATE TABLE cards (
        id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
        mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL,
        due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL,
        lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL,
        flags integer NOT NULL, data text NOT NULL);
    CREATE TABLE revlog (
        id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
        ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL,
        type integer NOT NULL);
    CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
    CREATE INDEX ix_notes_usn ON notes (usn);
    CREATE INDEX ix_notes_csum ON notes (csum);
    CREATE INDEX ix_cards_usn ON cards (usn);
    CREATE INDEX ix_cards_nid ON cards (nid);
    CREATE INDEX ix_cards_sched ON cards (did, queue, due);
    CREATE INDEX ix_revlog_usn ON revlog (usn);
    CREATE INDEX ix_revlog_cid ON revlog (cid);
";

/// The database as the bytes of a file.
pub(super) fn bytes(package: &Package) -> Result<Vec<u8>, PackageError> {
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(SCHEMA)?;
    let transaction = connection.transaction()?;
    let notes = package.decks.iter().flat_map(|deck| &deck.notes);
    let changed = notes.map(|note| note.changed).max().unwrap_or_default();
    transaction.execute(
        "INSERT INTO col VALUES (1, 0, ?1, ?1, 11, 0, 0, 0, ?2, ?3, ?4, ?5, '{}')",
        params![
            changed * 1000,
            objects::settings().to_string(),
            objects::note_types(&package.note_type).to_string(),
            objects::decks(&package.decks, changed).to_string(),
            objects::deck_settings().to_string(),
        ],
    )?;
    insert(&transaction, package)?;
    transaction.commit()?;
    Ok(connection.serialize("main")?.to_vec())
}

/// The notes of all decks, each with its card.
fn insert(connection: &Connection, package: &Package) -> Result<(), PackageError> {
    let mut notes = connection
        .prepare("INSERT INTO notes VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, 0, '')")?;
    let mut cards = connection.prepare(
        "INSERT INTO cards VALUES (?1, ?2, ?3, 0, ?4, 0, 0, 0, ?5, 0, 0, 0, 0, 0, 0, 0, 0, '')",
    )?;
    let (mut note_ids, mut card_ids) = (BTreeSet::new(), BTreeSet::new());
    let mut place: i64 = 0;
    for deck in &package.decks {
        for note in &deck.notes {
            place += 1;
            let id = first_free(&mut note_ids, note.id);
            notes.execute(params![
                id,
                note.guid,
                package.note_type.id,
                note.changed,
                tags(&note.tags),
                fields(note),
                note.sort_text,
                checksum(&note.sort_text),
            ])?;
            let card = first_free(&mut card_ids, identity(&["card", &note.guid]));
            cards.execute(params![card, id, deck.id, note.changed, place])?;
        }
    }
    Ok(())
}

/// The fields as one text.
fn fields(note: &Note) -> String {
    let fields = note.fields.iter();
    let fields: Vec<String> = fields
        .map(|field| field.replace(FIELD_SEPARATOR, " "))
        .collect();
    fields.join(FIELD_SEPARATOR)
}

/// Tags as a note has them: a space before each and one after the last.
fn tags(tags: &[String]) -> String {
    let tag = |tag: &String| tag.split_whitespace().collect::<Vec<_>>().join("-");
    let tags: BTreeSet<String> = tags.iter().map(tag).filter(|tag| !tag.is_empty()).collect();
    match tags.is_empty() {
        true => String::new(),
        false => format!(" {} ", tags.into_iter().collect::<Vec<_>>().join(" ")),
    }
}

/// What Anki finds notes of the same first field by: the first 32 bits of its SHA-1.
fn checksum(text: &str) -> u32 {
    let hash = Sha1::digest(text.as_bytes());
    hash.iter()
        .take(4)
        .fold(0, |n, byte| n << 8 | u32::from(*byte))
}

/// An id, or the next one that is free.
fn first_free(taken: &mut BTreeSet<i64>, id: i64) -> i64 {
    let mut free = id;
    while !taken.insert(free) {
        free += 1;
    }
    free
}
