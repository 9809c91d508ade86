//! A reader reads what changed, and what it makes of that is the book of the folder.
#![allow(clippy::unwrap_used)]

use std::fs;

use super::*;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("book.toml", "[book]\ntitle = \"Book\"\n");
        folder.write("content/index.md", "+++\ntitle = \"Home\"\n+++\n");
        folder.write("content/a/index.md", "+++\ntitle = \"A\"\n+++\n");
        folder.write("content/a/one.md", "+++\ntitle = \"One\"\n+++\nFirst.\n");
        folder.write("content/a/two.md", "+++\ntitle = \"Two\"\n+++\nSecond.\n");
        folder
    }

    fn write(&self, file: &str, text: &str) {
        let place = self.0.path().join(file);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    fn reader(&self) -> Reader {
        let mut reader = Reader::new(self.0.path(), Overrides::default());
        read(&mut reader, &Changes::everything());
        reader
    }
}

fn read(reader: &mut Reader, changes: &Changes) -> Reading {
    match reader.read(changes) {
        Outcome::Read(reading) => reading,
        _ => panic!("nothing was read"),
    }
}

fn errors(reading: &Reading) -> Vec<&str> {
    let problems = reading.diagnostics.iter();
    problems.map(|problem| problem.message.as_str()).collect()
}

#[test]
fn an_edit_reads_the_edited_file_only() {
    let folder = Folder::new();
    let mut reader = folder.reader();
    folder.write("content/a/one.md", "+++\ntitle = \"Eins\"\n+++\n");
    folder.write("content/a/two.md", "not told of");
    let reading = read(&mut reader, &Changes::of(&["content/a/one.md"]));
    let titles: Vec<_> = reading.book.questions.iter().collect();
    let titles: Vec<_> = titles
        .iter()
        .map(|q| q.article.shown(0).1.title(&reading.book))
        .collect();
    assert_eq!(titles, ["Eins", "Two"]);
    assert!(errors(&reading).is_empty(), "{:?}", errors(&reading));
}

#[test]
fn the_problems_of_files_that_stay_are_kept() {
    let folder = Folder::new();
    folder.write("content/a/two.md", "+++\ntitel = \"Two\"\n+++\n");
    let mut reader = folder.reader();
    folder.write("content/a/one.md", "+++\ntitle = \"Eins\"\n+++\n");
    let after_edit = read(&mut reader, &Changes::of(&["content/a/one.md"]));
    let after_all = read(&mut reader, &Changes::everything());
    let fresh = folder.reader().last.unwrap().make(&Changes::everything());
    assert!(!errors(&fresh).is_empty());
    assert_eq!(errors(&after_edit), errors(&fresh));
    assert_eq!(errors(&after_all), errors(&fresh));
}

#[test]
fn a_file_written_with_the_same_text_changes_nothing() {
    let folder = Folder::new();
    let mut reader = folder.reader();
    folder.write(
        "content/a/one.md",
        "\u{feff}+++\ntitle = \"One\"\n+++\nFirst.\n",
    );
    let outcome = reader.read(&Changes::of(&["content/a/one.md"]));
    assert!(matches!(outcome, Outcome::Same));
}

#[test]
fn new_and_removed_files_are_noticed() {
    let folder = Folder::new();
    let mut reader = folder.reader();
    folder.write("content/a/three.md", "+++\ntitle = \"Three\"\n+++\n");
    let reading = read(&mut reader, &Changes::of(&["content/a/three.md"]));
    assert_eq!(reading.book.questions.len(), 3);
    fs::remove_file(folder.0.path().join("content/a/one.md")).unwrap();
    let reading = read(&mut reader, &Changes::of(&["content/a/one.md"]));
    assert_eq!(reading.book.questions.len(), 2);
}

#[test]
fn other_settings_mean_another_book_for_every_file() {
    let folder = Folder::new();
    let mut reader = folder.reader();
    let text = "[book]\ntitle = \"Book\"\n[markdown]\nsmart_punctuation = true\n";
    folder.write("book.toml", text);
    let reading = read(&mut reader, &Changes::of(&["book.toml"]));
    assert!(reading.book.documents.iter().all(|d| d.smart_punctuation));
    folder.write("book.toml", "[book]\ntitel = 1\n");
    let outcome = reader.read(&Changes::of(&["book.toml"]));
    assert!(matches!(outcome, Outcome::Failed(_)));
    // Until there are settings again, an edit of a text does not bring back the old ones.
    let edited = "+++\ntitle = \"Eins\"\n+++\n";
    folder.write("content/a/one.md", edited);
    let outcome = reader.read(&Changes::of(&["content/a/one.md"]));
    assert!(matches!(outcome, Outcome::Failed(_)));
    folder.write("book.toml", text);
    let reading = read(&mut reader, &Changes::of(&["book.toml"]));
    assert_eq!(
        reading.book.questions[0]
            .article
            .shown(0)
            .1
            .title(&reading.book),
        "Eins"
    );
}

#[test]
fn the_theme_is_made_again_when_it_changed_and_only_then() {
    let folder = Folder::new();
    let mut reader = folder.reader();
    let first = read(&mut reader, &Changes::everything()).theme;
    folder.write("content/a/one.md", "+++\ntitle = \"Eins\"\n+++\n");
    let second = read(&mut reader, &Changes::of(&["content/a/one.md"])).theme;
    let third = read(&mut reader, &Changes::of(&["content/a/one.png"])).theme;
    let fourth = read(&mut reader, &Changes::of(&["static/css/own.css"])).theme;
    assert!(Arc::ptr_eq(&first, &second));
    assert!(Arc::ptr_eq(&second, &third));
    assert!(!Arc::ptr_eq(&third, &fourth));
}

#[test]
fn a_style_reads_the_folders_beside_the_content_only() {
    let folder = Folder::new();
    let mut reader = folder.reader();
    folder.write("static/css/own.css", "body { color: red }\n");
    folder.write("content/a/one.md", "not told of");
    folder.write("templates/broken.html", "");
    fs::write(folder.0.path().join("templates/broken.html"), [0xff]).unwrap();
    let changes = Changes::of(&["static/css/own.css", "templates/broken.html"]);
    let reading = read(&mut reader, &changes);
    assert_eq!(errors(&reading), ["the file is not UTF-8: see line 1"]);
    let titles = reading.book.questions.iter();
    let titles: Vec<_> = titles
        .map(|q| q.article.shown(0).1.title(&reading.book))
        .collect();
    assert_eq!(titles, ["One", "Two"]);
    let statics = &reader.sources().unwrap().statics;
    assert!(statics.contains_key("css/own.css"));
    fs::remove_file(folder.0.path().join("templates/broken.html")).unwrap();
    let reading = read(&mut reader, &Changes::of(&["templates/broken.html"]));
    assert!(errors(&reading).is_empty(), "{:?}", errors(&reading));
}
