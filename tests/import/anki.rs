//! Decks of Anki in both forms of their database.

use std::fs;
use std::io::{Cursor, Write};

use rusqlite::Connection;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use zip::write::SimpleFileOptions;

use super::{book, said};
use crate::cli::answerbook;

const NOTES: &str = "
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, mid INTEGER, tags TEXT, flds TEXT);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, did INTEGER);
INSERT INTO notes VALUES (1, 'a', 7, ' ml stats::basic ', 'What is <b>bias</b>?' || char(31) || 'An error<br>of the model' || char(31) || 'Think');
INSERT INTO notes VALUES (2, 'b', 7, '', 'Gradient is {{c1::a vector::what}} of \\(x_1\\)' || char(31) || '<img src=\"x.png\">' || char(31) || '');
INSERT INTO notes VALUES (3, 'c', 7, '', '' || char(31) || 'An answer alone' || char(31) || '');
INSERT INTO cards VALUES (1, 1, 5), (2, 2, 6), (3, 3, 6);
";
const OLD: &str = "
CREATE TABLE col (models TEXT, decks TEXT);
INSERT INTO col VALUES ('{\"7\": {\"flds\": [{\"name\": \"Front\"}, {\"name\": \"Back\"}, {\"name\": \"Hint\"}]}}',
    '{\"5\": {\"name\": \"ML::Basics\"}, \"6\": {\"name\": \"Math\"}}');
";
const NEW: &str = "
CREATE TABLE notetypes (id INTEGER PRIMARY KEY, name TEXT COLLATE unicase);
CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT COLLATE unicase, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
CREATE UNIQUE INDEX idx_fields_name ON fields (name, ntid);
CREATE TABLE decks (id INTEGER PRIMARY KEY, name TEXT COLLATE unicase);
INSERT INTO fields VALUES (7, 0, 'Front'), (7, 1, 'Back'), (7, 2, 'Hint');
INSERT INTO decks VALUES (5, 'ML' || char(31) || 'Basics'), (6, 'Math');
";

fn database(schema: &str) -> Vec<u8> {
    let mut connection = Connection::open_in_memory().unwrap();
    connection
        .create_collation("unicase", |a, b| a.cmp(b))
        .unwrap();
    connection
        .execute_batch(&(NOTES.to_owned() + schema))
        .unwrap();
    connection.serialize("main").unwrap().to_vec()
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn decks_old_and_new_become_the_same_questions() {
    let old = archive(&[("media", b"{}"), ("collection.anki2", &database(OLD))]);
    let compressed = compress_to_vec(Cursor::new(database(NEW)), CompressionLevel::Fastest);
    // Beside a new database lies an old one that only says that Anki is to be updated.
    let new = archive(&[
        ("collection.anki2", b"old"),
        ("collection.anki21b", &compressed),
    ]);
    for deck in [old, new] {
        let book = book();
        fs::write(book.root().join("deck.apkg"), deck).unwrap();
        let output = answerbook(
            &["import", "anki", "deck.apkg", "--into", "content/cards"],
            book.root(),
        );
        let said = said(&output);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(
            said.contains("anki, 2 questions") && said.contains("unclaimed: in no file: 1"),
            "{said}"
        );
        assert!(
            said.contains("a picture or a sound is lost: x.png"),
            "{said}"
        );
        let read = |path: &str| fs::read_to_string(book.root().join("content").join(path)).unwrap();
        assert_eq!(
            read("cards/what-is-bias.md"),
            "+++\ntitle = \"What is bias?\"\ntags = [\"ml\", \"stats basic\"]\n+++\n\nAn error\n\nof the model\n\n> [!HINT]\n> Think\n"
        );
        let cloze = read("cards/gradient-is-what-of-x-1.md");
        assert!(
            cloze.contains("Gradient is **a vector** of $x_1$"),
            "{cloze}"
        );
        let track = read("tracks/deck.toml");
        assert!(
            track.contains("ML · Basics") && track.contains("Math"),
            "{track}"
        );
        book.build();
    }
}

#[test]
fn damaged_decks_are_refused() {
    let whole = archive(&[("collection.anki2", &database(OLD))]);
    let broken = archive(&[
        ("collection.anki21b", b"no zstd"),
        ("collection.anki2", b""),
    ]);
    let empty = archive(&[("media", b"{}")]);
    for bytes in [&whole[..whole.len() / 2], &broken, &empty, b"PK", b""] {
        let book = book();
        fs::write(book.root().join("deck.apkg"), bytes).unwrap();
        let output = answerbook(
            &["import", "anki", "deck.apkg", "--into", "content/cards"],
            book.root(),
        );
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(
            said(&output).contains("export the deck from Anki"),
            "{}",
            said(&output)
        );
    }
}
