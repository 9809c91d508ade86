//! Decks for Anki: what their fields say, what the database holds, and what Anki makes of a deck that comes again.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::{Connection, MAIN_DB};
use serde_json::Value;

use crate::book::{TestBook, files, update};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decks")
}

fn book() -> TestBook {
    TestBook::copy_of(&folder().join("book"))
}

/// A package as it was built.
struct Package(Vec<u8>);

impl Package {
    fn read(site: &Path, deck: &str) -> Self {
        Self(fs::read(site.join("assets/decks").join(deck)).unwrap())
    }

    fn part(&self, name: &str) -> Vec<u8> {
        let mut zip = zip::ZipArchive::new(Cursor::new(&self.0)).unwrap();
        let mut part = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut part).unwrap();
        part
    }

    fn collection(&self) -> Connection {
        let database = self.part("collection.anki2");
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .deserialize_read_exact(MAIN_DB, &*database, database.len(), true)
            .unwrap();
        connection
    }

    /// A column of the notes in the order of their cards.
    fn column<T: rusqlite::types::FromSql>(&self, column: &str) -> Vec<T> {
        let connection = self.collection();
        let query = format!("SELECT {column} FROM cards JOIN notes ON nid = notes.id ORDER BY due");
        let mut statement = connection.prepare(&query).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// The fields of each note: question, task, answer, link, id.
    fn notes(&self) -> Vec<Vec<String>> {
        let fields: Vec<String> = self.column("flds");
        let split = |fields: &String| fields.split('\u{1f}').map(str::to_owned).collect();
        fields.iter().map(split).collect()
    }

    fn ids(&self) -> Vec<String> {
        let notes = self.notes().into_iter();
        notes.map(|fields| fields[4].clone()).collect()
    }

    /// What the notes are known by, by their questions.
    fn guids(&self) -> BTreeMap<String, String> {
        self.ids().into_iter().zip(self.column("guid")).collect()
    }

    /// A JSON column of the collection.
    fn objects(&self, column: &str) -> Value {
        let query = format!("SELECT {column} FROM col");
        let text = self
            .collection()
            .query_row(&query, [], |row| row.get::<_, String>(0));
        serde_json::from_str(&text.unwrap()).unwrap()
    }

    fn deck_names(&self) -> Vec<String> {
        let decks = self.objects("decks");
        let decks = decks.as_object().unwrap().values();
        let mut names: Vec<String> = decks
            .map(|deck| deck["name"].as_str().unwrap().to_owned())
            .filter(|name| name != "Default")
            .collect();
        names.sort();
        names
    }
}

#[test]
fn fields_are_as_expected() {
    let book = book();
    let (site, said) = book.build();
    assert_eq!(said, "");
    for (language, deck) in [("en", "en/questions.apkg"), ("uk", "uk/запитання.apkg")] {
        let package = Package::read(&site, deck);
        let tags: Vec<String> = package.column("tags");
        for (fields, tags) in package.notes().iter().zip(tags) {
            let names = ["Question", "Task", "Answer", "Link", "Id"];
            let mut text = format!("Tags:{}\n", tags.trim_end());
            for (name, field) in names.iter().zip(fields) {
                text.push_str(&format!("--- {name}\n{field}\n"));
            }
            let file = folder().join(format!("expected/{}.{language}.html", fields[4]));
            if update() {
                fs::write(&file, &text).unwrap();
            }
            let wanted = fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(text, wanted, "{}: UPDATE=1 writes it", file.display());
        }
    }
}

#[test]
fn there_is_a_deck_of_each_language_topic_and_track_with_what_is_written_in_it() {
    let book = book();
    let (site, _) = book.build();
    assert_eq!(
        files(&site.join("assets/decks")),
        [
            "en/questions.apkg",
            "en/topics/math.apkg",
            "en/topics/math/calculus.apkg",
            "en/tracks/way.apkg",
            "uk/topics/math.apkg",
            "uk/tracks/way.apkg",
            "uk/запитання.apkg",
        ]
    );
    let ids = |deck: &str| Package::read(&site, deck).ids();
    assert_eq!(ids("en/questions.apkg"), ["mean", "quiz", "coding", "task"]);
    assert_eq!(ids("en/topics/math/calculus.apkg"), ["coding", "task"]);
    // A question that stands in a track twice is one card.
    assert_eq!(ids("en/tracks/way.apkg"), ["quiz", "mean"]);
    // What is not translated is in no deck of the language.
    assert_eq!(ids("uk/запитання.apkg"), ["mean"]);
    let names = |deck: &str| Package::read(&site, deck).deck_names();
    assert_eq!(
        names("en/questions.apkg"),
        ["Questions", "Questions::Math", "Questions::Math::Calculus"]
    );
    assert_eq!(
        names("en/tracks/way.apkg"),
        ["Questions", "Questions::Tracks::A way"]
    );
}

#[test]
fn a_question_is_one_note_of_a_language_in_all_decks() {
    let book = book();
    let (site, _) = book.build();
    let all = Package::read(&site, "en/questions.apkg").guids();
    for deck in ["en/topics/math.apkg", "en/tracks/way.apkg"] {
        for (id, guid) in Package::read(&site, deck).guids() {
            assert_eq!(all[&id], guid, "{id} in {deck}");
        }
    }
    let translated = Package::read(&site, "uk/запитання.apkg");
    assert_ne!(translated.guids()["mean"], all["mean"]);
    // The day of `updated`, in seconds.
    assert_eq!(translated.column::<i64>("notes.mod"), [1_770_076_800]);
}

#[test]
fn a_renamed_question_with_an_alias_and_a_book_with_an_id_keep_their_names() {
    let guids = |book: &TestBook| Package::read(&book.build().0, "en/questions.apkg").guids();
    let book = book();
    let before = guids(&book);
    let content = book.root().join("content/math");
    let text = fs::read_to_string(content.join("quiz.md")).unwrap();
    let renamed = text.replace("kind =", "aliases = [\"quiz\"]\nkind =");
    fs::write(content.join("even.md"), renamed).unwrap();
    fs::remove_file(content.join("quiz.md")).unwrap();
    let after = guids(&book);
    assert_eq!(after["even"], before["quiz"]);
    let settings = book.root().join("book.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let text = text.replace("title = \"Questions\"", "title = \"More questions\"");
    let text = format!("{text}id = \"Questions\"\n");
    fs::write(&settings, text).unwrap();
    let package = Package::read(&book.build().0, "en/more-questions.apkg");
    assert_eq!(package.guids(), after);
}

#[test]
fn pages_offer_the_decks_that_there_are() {
    let book = book();
    let (site, _) = book.build();
    let offer = |page: &str| {
        let html = fs::read_to_string(site.join(page)).unwrap();
        let line = html.lines().find(|line| line.contains(".apkg"));
        line.unwrap_or_default().to_owned()
    };
    assert_eq!(
        offer("math/index.html"),
        "<a href=\"../assets/decks/en/topics/math.apkg\" download>Deck for Anki</a> (4 cards)"
    );
    // The home page names it beside the book's other formats.
    let home = fs::read_to_string(site.join("index.html")).unwrap();
    assert!(home.contains(
        "Download the book: <a href=\"assets/decks/en/questions.apkg\" download>Anki</a></p>"
    ));
    assert!(offer("tracks/way.html").contains("2 cards"));
    assert!(offer("uk/math/index.html").contains("1 картка"));
    // The translation has no card of it.
    assert_eq!(offer("uk/math/calculus/index.html"), "");
}

#[test]
fn a_book_that_asks_for_none_has_none() {
    let book = book();
    let settings = book.root().join("book.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.split("[exports]").next().unwrap()).unwrap();
    let (site, _) = book.build();
    assert!(!site.join("assets/decks").exists());
    assert!(
        !fs::read_to_string(site.join("index.html"))
            .unwrap()
            .contains("Anki")
    );
}

/// The Python that has Anki. `./test` makes it; elsewhere the test is not run, and says so.
fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/anki-python/bin/python3");
    let named = std::env::var_os("ANSWERBOOK_TEST_ANKI").map(PathBuf::from);
    named.or_else(|| own.is_file().then_some(own))
}

#[test]
fn anki_keeps_what_was_learned_when_a_deck_comes_again() {
    let Some(python) = python() else {
        // Not by a macro: what those print of a test that passes is not shown.
        let said = "NOT RUN: no Python with Anki in target/anki-python, which ./test makes; decks are not imported";
        writeln!(io::stderr(), "{said}").unwrap();
        return;
    };
    let book = book();
    let packages = book.root().join("packages");
    fs::create_dir(&packages).unwrap();
    let keep = |site: &Path, name: &str, deck: &str| {
        let place = packages.join(name);
        fs::copy(site.join("assets/decks").join(deck), &place).unwrap();
        place
    };
    let first = keep(&book.build().0, "first.apkg", "en/questions.apkg");
    let file = book.root().join("content/math/mean.md");
    let text = fs::read_to_string(&file).unwrap();
    let edited = text
        .replace("2026-01-02", "2026-01-03")
        .replace("The **mean**", "The *mean*");
    fs::write(&file, edited).unwrap();
    let (site, _) = book.build();
    let second = keep(&site, "second.apkg", "en/questions.apkg");
    let track = keep(&site, "track.apkg", "en/tracks/way.apkg");
    let collection = book.root().join("collection");
    fs::create_dir(&collection).unwrap();
    let output = Command::new(python)
        .arg(folder().join("reimport.py"))
        .arg(&collection)
        .args([&first, &second, &track])
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_reimported(&said);
}

/// What Anki has after a deck, after the same deck with an edit, and after another with some of its notes.
fn assert_reimported(said: &Value) {
    let notes = |number: usize| said[number]["notes"].as_object().unwrap();
    let by_id = |number: usize, id: &str| -> &Value {
        let mut notes = notes(number).values();
        notes.find(|note| note["fields"]["Id"] == id).unwrap()
    };
    let counts = |number: usize| {
        let counts = &said[number]["counts"];
        ["new", "updated", "duplicate", "conflicting"].map(|name| counts[name].as_u64().unwrap())
    };
    assert_eq!(counts(0), [4, 0, 0, 0]);
    assert_eq!(counts(1), [0, 1, 3, 0]);
    assert_eq!(counts(2), [0, 0, 2, 0]);
    for number in 0..3 {
        assert_eq!(notes(number).len(), 4, "no note is there twice");
        assert_eq!(said[number]["media"].as_array().unwrap().len(), 1);
    }
    let learned = by_id(0, "mean");
    assert!(learned["reps"].as_u64().unwrap() > 0, "{learned}");
    for number in 1..3 {
        let again = by_id(number, "mean");
        for fact in ["queue", "due", "reps", "interval", "deck", "tags", "type"] {
            assert_eq!(again[fact], learned[fact], "{fact}");
        }
        assert!(
            again["fields"]["Answer"]
                .as_str()
                .unwrap()
                .contains("<em>mean</em>")
        );
    }
    assert!(
        learned["fields"]["Answer"]
            .as_str()
            .unwrap()
            .contains("<strong>mean</strong>")
    );
    assert_eq!(learned["deck"], "Questions::Math");
    let front = by_id(0, "quiz")["front"].as_str().unwrap();
    assert!(front.contains("<ol class=\"options\">"), "{front}");
}
