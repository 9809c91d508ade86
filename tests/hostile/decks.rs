//! Decks and other sources for `import` that somebody made to do harm: archives that grow, lists without an end,
//! databases that compute what they hold, names that lead elsewhere, texts that cost more than they are long.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use super::{HEAD, book, holds, run, said, write};

mod archive;

use archive::{Entry, archive, deflated, zstd};

/// The tables of a deck, as older versions of Anki have them.
const TABLES: &str = "
CREATE TABLE col (models TEXT, decks TEXT);
INSERT INTO col VALUES ('{\"7\": {\"flds\": [{\"name\": \"Front\"}]}}', '{\"5\": {\"name\": \"D\"}}');
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, mid INTEGER, tags TEXT, flds TEXT);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, did INTEGER);
";

/// A note that is a question with an answer.
const NOTE: &str = "INSERT INTO notes VALUES (1, 'a', 7, '', 'Why?' || char(31) || 'So.');";

fn database(sql: &str) -> Vec<u8> {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(sql).unwrap();
    connection.serialize("main").unwrap().to_vec()
}

fn deck_of(sql: &str) -> Vec<u8> {
    archive(&[Entry::stored(
        "collection.anki2",
        database(&format!("{TABLES}{sql}")),
    )])
}

/// A book that a deck was imported into, and what was said. Nothing stands where it may not.
fn import(deck: &[u8], code: i32) -> (TempDir, String) {
    let folder = book(&[("content/t/q.md", HEAD)]);
    write(folder.path(), "deck.apkg", deck);
    let arguments = ["import", "anki", "deck.apkg", "--into", "content/cards"];
    let output = run(&arguments, folder.path());
    let said = said(&output);
    let start = &said[..said.floor_char_boundary(500)];
    assert_eq!(output.status.code(), Some(code), "{start}");
    assert_eq!(
        folder.path().join("content/cards").exists(),
        code == 0,
        "{start}"
    );
    (folder, said)
}

/// Sizes that are claimed are not believed, and sizes that are not claimed are not waited for.
#[test]
fn archives_that_grow_are_refused() {
    let grown = 300 << 20;
    for (claimed, told) in [
        (100, "larger than its declared"),
        (u32::MAX - 1, "database is larger than 256 MB"),
    ] {
        let bomb = Entry {
            name: "collection.anki2".to_owned(),
            method: 8,
            bytes: deflated(grown),
            claimed,
        };
        let (_, said) = import(&archive(&[bomb]), 1);
        assert!(said.contains(told), "{said}");
    }
    // 16 GB of 500 kB.
    let bomb = Entry::stored("collection.anki21b", zstd(128 << 10));
    let (_, said) = import(&archive(&[bomb]), 1);
    assert!(said.contains("database is larger than 256 MB"), "{said}");
    for (name, head) in [
        // A window of two terabytes.
        ("window", b"\x28\xb5\x2f\xfd\x00\xf8\x01\x00\x00".to_vec()),
        // One segment that says it has 2⁶⁰ bytes.
        (
            "size",
            b"\x28\xb5\x2f\xfd\xe0\0\0\0\0\0\0\0\x10\x01\x00\x00".to_vec(),
        ),
        // Blocks of nothing.
        (
            "nothing",
            [&b"\x28\xb5\x2f\xfd\x00\x50"[..], &[0; 3_000_000]].concat(),
        ),
        ("early end", zstd(3)),
    ] {
        let deck = archive(&[Entry::stored("collection.anki21b", head)]);
        let (_, said) = import(&deck, 1);
        let is_told = said.contains("cannot be decompressed") || said.contains("cannot be read");
        assert!(is_told, "{name}: {said}");
    }
}

#[test]
fn a_list_of_files_without_an_end_is_refused() {
    let entry = |number: usize| Entry::stored(&format!("{number:0>300}"), Vec::new());
    let deck = archive(&(0..60_000).map(entry).collect::<Vec<_>>());
    let (_, said) = import(&deck, 1);
    assert!(
        said.contains("its list of files is longer than 16 MB"),
        "{said}"
    );
    // Many ends, each of which says that the list is elsewhere.
    let end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0".repeat(100_000);
    let (_, said) = import(&[&b"PK\x03\x04"[..], &end].concat(), 1);
    assert!(said.contains("it is no archive"), "{said}");
}

/// Nothing is unpacked: names of an archive are looked for and never written. Names in the deck become ids.
#[test]
fn names_of_a_deck_lead_nowhere() {
    let outside = tempfile::tempdir().unwrap();
    let absolute = format!("{}/evil", outside.path().display());
    let names = [
        "../../evil",
        "/evil",
        "C:\\evil",
        "..\\evil",
        "con",
        "a\0b",
        ".",
        "",
        &absolute,
    ];
    let mut sql = String::new();
    for (number, name) in names.iter().enumerate() {
        let name = name.replace('\0', "' || char(0) || '");
        sql.push_str(&format!(
            "INSERT INTO notes VALUES ({}, 'a', 7, '{name}', '{name}' || char(31) || 'So.');",
            number + 1
        ));
    }
    sql.push_str("UPDATE col SET decks = '{\"5\": {\"name\": \"../../evil::/evil\"}}';");
    sql.push_str("INSERT INTO cards SELECT id, id, 5 FROM notes;");
    let mut entries: Vec<Entry> = names
        .iter()
        .map(|name| Entry::stored(name, b"evil".to_vec()))
        .collect();
    let database = database(&format!("{TABLES}{sql}"));
    entries.push(Entry::stored("collection.anki2", database));
    let (folder, said) = import(&archive(&entries), 0);
    let mut files: Vec<_> = walkdir::WalkDir::new(folder.path())
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(folder.path()).unwrap().to_owned())
        .collect();
    files.retain(|file| {
        let is_note = file.parent() == Some(Path::new("content/cards"));
        !(is_note
            || ["book.toml", "deck.apkg"]
                .iter()
                .any(|own| file == Path::new(own)))
    });
    files.sort();
    let expected = [
        "content/t/index.md",
        "content/t/q.md",
        "content/tracks/deck.toml",
    ];
    assert_eq!(files, expected.map(Path::new), "{said}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    assert!(!holds(folder.path(), "evil\n"));
}

#[test]
fn what_is_no_database_is_refused() {
    let whole = database(&format!("{TABLES}{NOTE}"));
    let mut damaged = whole.clone();
    damaged[100..].fill(0xff);
    for bytes in [
        Vec::new(),
        b"no database".to_vec(),
        b"SQLite format 3\0".to_vec(),
        [&b"SQLite format 3\0"[..], &[0; 10_000]].concat(),
        whole[..whole.len() / 2].to_vec(),
        whole[..100].to_vec(),
        damaged,
        database("CREATE TABLE a (b);"),
        database(&TABLES.replace("cards", "other")),
    ] {
        let deck = archive(&[Entry::stored("collection.anki2", bytes)]);
        let (_, said) = import(&deck, 1);
        assert!(said.contains("the deck's database"), "{said}");
    }
}

/// A table may be a program: what is read is stored, and not computed while it is read.
#[test]
fn databases_that_compute_are_refused() {
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'a' AS guid, \
        7 AS mid, '' AS tags, 'Why?' || i AS flds FROM n";
    for (name, sql) in [
        ("a view", format!("DROP TABLE notes; CREATE VIEW notes AS {endless};")),
        ("a view of cards", "DROP TABLE cards; CREATE VIEW cards AS SELECT id, id AS nid, 5 AS did FROM notes;".to_owned()),
        (
            "a column",
            "DROP TABLE notes; CREATE TABLE notes (id INTEGER PRIMARY KEY, mid INTEGER, tags TEXT, \
             flds TEXT AS (hex(zeroblob(500000000))));".to_owned(),
        ),
        ("a table of an extension", "DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts5(mid, tags, flds);".to_owned()),
    ] {
        let (_, said) = import(&deck_of(&sql), 1);
        assert!(said.contains("is no plain table"), "{name}: {said}");
    }
    // The schema says that it is a table, and its text that it is none.
    let forged = format!(
        "{NOTE} PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE VIEW notes AS {}' WHERE name = 'notes';",
        endless.replace('\'', "''")
    );
    import(&deck_of(&forged), 1);
}

#[test]
fn decks_of_more_than_a_book_holds_are_refused() {
    let notes = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= 250000) \
        INSERT INTO notes SELECT i, '', 7, '', '' FROM n;";
    let (_, said) = import(&deck_of(notes), 1);
    assert!(said.contains("more than 250000 notes"), "{said}");
    let tables = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) \
        INSERT INTO sqlite_master SELECT 'table', 't' || i, 't' || i, 0, 'CREATE VIEW t' || i || '(a) AS SELECT 1' FROM n;";
    let forged = format!("{NOTE} PRAGMA writable_schema = ON; {tables}");
    import(&deck_of(&forged), 1);
}

/// The tree of a table leads to the page with the longest note from everywhere.
#[test]
fn pages_that_are_read_again_and_again_are_noticed() {
    let sql = "INSERT INTO notes VALUES (1, 'a', 7, '', replace(hex(zeroblob(500000)), '0', 'x'));\
        WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
        INSERT INTO notes SELECT i, '', 7, '', 'Why? ' || i FROM n;";
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(&format!("{TABLES}{sql}")).unwrap();
    let query = "SELECT rootpage FROM sqlite_master WHERE name = 'notes'";
    let root: u32 = connection.query_row(query, [], |row| row.get(0)).unwrap();
    let mut bytes = connection.serialize("main").unwrap().to_vec();
    // An inner page (https://www.sqlite.org/fileformat2.html, 1.6): each cell begins with the page of its child.
    let page = (root as usize - 1) * 4096;
    assert_eq!(bytes[page], 5);
    let number = |at: usize| usize::from(bytes[at]) << 8 | usize::from(bytes[at + 1]);
    let cells: Vec<usize> = (0..number(page + 3))
        .map(|cell| page + number(page + 12 + 2 * cell))
        .collect();
    assert!(cells.len() > 50, "{}", cells.len());
    let first = bytes[cells[0]..cells[0] + 4].to_vec();
    for cell in cells {
        bytes[cell..cell + 4].copy_from_slice(&first);
    }
    let folder = book(&[("content/t/q.md", HEAD)]);
    let deck = archive(&[Entry::stored("collection.anki2", bytes)]);
    write(folder.path(), "deck.apkg", deck);
    let arguments = [
        "import",
        "anki",
        "deck.apkg",
        "--into",
        "content/cards",
        "--quiet",
    ];
    let output = run(&arguments, folder.path());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let expected = "the deck's notes are larger than its database";
    assert!(said(&output).contains(expected), "{}", said(&output));
}

/// Texts of cards that look for what never comes.
#[test]
fn cards_are_read_in_bounded_time() {
    let pieces = [
        "{{c1::",
        "{{c",
        "{{c1::a}}",
        "\\(",
        "\\(a\\)",
        "[latex]",
        "<a",
        "<",
        "</",
        "<!--",
        "<b>",
        "<li>",
        "<ul>",
        "[sound:",
        "[sound:a]",
        "&",
        "&amp;",
        "`",
        "`a",
        "$a ",
        "*a ",
        "**a_",
        "<img src=",
        "<pre>",
        "<div>",
        "<a href=\"http://a\">",
    ];
    for piece in pieces {
        eprintln!("{piece}");
        let text = piece.repeat(500_000 / piece.len()).replace('\'', "''");
        let sql = format!(
            "INSERT INTO notes VALUES (1, 'a', 7, '', 'Why? {text}' || char(31) || '{text}');"
        );
        import(&deck_of(&sql), 0);
    }
}

/// Every form that a source can have.
#[test]
fn sources_of_a_gigabyte_or_without_an_end_are_refused() {
    let forms = [
        "list",
        "handbook",
        "telegram",
        "post",
        "interview",
        "csv",
        "tsv",
        "json",
        "anki",
    ];
    let folder = book(&[("content/t/q.md", HEAD)]);
    let large = fs::File::create(folder.path().join("large")).unwrap();
    large.set_len(1 << 30).unwrap();
    write(folder.path(), "quoted.csv", "question,answer\na,\"");
    let quoted = fs::File::options()
        .write(true)
        .open(folder.path().join("quoted.csv"))
        .unwrap();
    quoted.set_len(1 << 30).unwrap();
    for form in forms {
        for source in ["large", "quoted.csv", "/dev/zero"] {
            let output = run(
                &["import", form, source, "--into", "content/cards"],
                folder.path(),
            );
            let said = said(&output);
            assert!(
                matches!(output.status.code(), Some(1 | 2)),
                "{form} {source} {said}"
            );
            assert!(said.len() < 1000, "{form} {source}");
        }
    }
}

/// Texts of every shape, of the same pieces again and again.
#[test]
fn sources_are_read_in_bounded_time() {
    let pieces = [
        "# ",
        "- ",
        "1. ",
        "> ",
        "**",
        "[",
        "](",
        "```\n",
        "| ",
        "`",
        "a\n",
        "\n",
        "1.\n",
        "?\n",
        "## Q?\n\n",
        "\t",
        "$a ",
    ];
    for shape in [
        "list",
        "handbook",
        "telegram",
        "post",
        "interview",
        "csv",
        "tsv",
    ] {
        for piece in pieces {
            eprintln!("{shape} {piece:?}");
            let folder = book(&[("content/t/q.md", HEAD)]);
            write(folder.path(), "source", piece.repeat(200_000 / piece.len()));
            let arguments = [
                "import",
                shape,
                "source",
                "--into",
                "content/cards",
                "--dry-run",
                "--format",
                "json",
            ];
            run(&arguments, folder.path());
        }
    }
}
