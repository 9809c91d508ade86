#![allow(clippy::unwrap_used)]

use std::io::Read;

use rusqlite::{Connection, MAIN_DB};

use super::*;

fn note(name: &str) -> Note {
    Note {
        guid: guid(&["book", name]),
        id: identity(&["book", name]),
        changed: 1_700_000_000,
        fields: vec![name.to_owned(), format!("<p>{name}</p>")],
        sort_text: name.to_owned(),
        tags: vec!["two words".into(), "kind::open".into()],
        media: BTreeMap::from([("a.png".to_owned(), Arc::from(&b"png"[..]))]),
    }
}

fn package(notes: Vec<Note>) -> Package {
    Package {
        note_type: NoteType {
            id: identity(&["type"]),
            name: "Book".into(),
            changed: 1,
            fields: vec!["Front", "Back"],
            front: "{{Front}}".into(),
            back: "{{Back}}".into(),
            style: String::new(),
            is_rtl: false,
        },
        decks: vec![Deck {
            id: identity(&["deck"]),
            name: "Book".into(),
            description: String::new(),
            notes,
        }],
    }
}

fn part(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut part).unwrap();
    part
}

fn collection(bytes: &[u8]) -> Connection {
    let database = part(bytes, "collection.anki2");
    let mut connection = Connection::open_in_memory().unwrap();
    connection
        .deserialize_read_exact(MAIN_DB, &*database, database.len(), true)
        .unwrap();
    connection
}

#[test]
fn the_same_package_gives_the_same_bytes() {
    let bytes = || package(vec![note("one"), note("two")]).to_bytes().unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_note_has_one_card_at_its_place_and_names_its_picture_once() {
    let bytes = package(vec![note("one"), note("two")]).to_bytes().unwrap();
    let rows: String = collection(&bytes)
        .query_row(
            "SELECT group_concat(flds || tags || due || guid, '|') FROM \
             (SELECT * FROM cards JOIN notes ON nid = notes.id ORDER BY due)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let tags = " kind::open two-words ";
    let [one, two] = ["one", "two"].map(|name| guid(&["book", name]));
    assert_eq!(
        rows,
        format!("one\u{1f}<p>one</p>{tags}1{one}|two\u{1f}<p>two</p>{tags}2{two}")
    );
    assert_eq!(part(&bytes, "media"), b"{\"0\":\"a.png\"}");
    assert_eq!(part(&bytes, "0"), b"png");
}

#[test]
fn notes_of_one_number_are_told_apart() {
    let mut other = note("two");
    other.id = note("one").id;
    let bytes = package(vec![note("one"), other]).to_bytes().unwrap();
    let notes: i64 = collection(&bytes)
        .query_row("SELECT count(DISTINCT nid) FROM cards", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(notes, 2);
}

#[test]
fn identities_are_moments_of_the_past_and_names_do_not_run_together() {
    for number in 0..1000 {
        let id = identity(&[&number.to_string()]);
        assert!((1_000_000_000_000..1_500_000_000_000).contains(&id));
    }
    assert_ne!(identity(&["ab", "c"]), identity(&["a", "bc"]));
    assert_ne!(guid(&["ab", "c"]), guid(&["a", "bc"]));
    assert_eq!(guid(&["a"]).len(), 13);
}
