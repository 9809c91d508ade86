//! The catalogue that scripts read: what its hashes depend on. Its shape stands in `tests/books/studying`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::book::TestBook;

const SUM: &str = "content/math/sums/sum.md";

/// The question `sum` in the catalogue of a language, in a book where a file was edited.
fn entry(language: &str, file: &str, edit: impl Fn(&str) -> String) -> Value {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books/studying");
    let book = TestBook::copy_of(&case);
    let path = book.root().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let edited = edit(&text);
    fs::write(&path, edited).unwrap();
    let (site, _) = book.build();
    let catalogue = site.join(format!("assets/catalogue-{language}.json"));
    let catalogue: Value = serde_json::from_slice(&fs::read(catalogue).unwrap()).unwrap();
    let questions = catalogue["questions"].as_array().unwrap().clone();
    let found = questions
        .into_iter()
        .find(|question| question["address"] == "math/sums/sum.html");
    found.unwrap()
}

fn content(language: &str, file: &str, from: &str, to: &str) -> Value {
    entry(language, file, |text| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })["content"]
        .clone()
}

#[test]
fn the_hash_of_an_answer_changes_with_what_a_reader_learned() {
    let before = content("en", SUM, "", "");
    for (from, to) in [
        ("What is a sum?", "What is the sum?"),
        ("What adding gives.", "What addition gives."),
        ("Because.", "Because of that."),
        ("level = \"junior\"", "level = \"junior\"\nkind = \"task\""),
    ] {
        assert_ne!(content("en", SUM, from, to), before, "{to}");
    }
}

#[test]
fn the_hash_of_an_answer_does_not_change_with_anything_else() {
    let before = content("en", SUM, "", "");
    assert_eq!(content("uk", SUM, "", ""), before);
    for (from, to) in [
        ("asked = 2", "asked = 3"),
        ("level = \"junior\"", "level = \"senior\"\ntags = [\"new\"]"),
        ("What adding gives.", "What adding\ngives."),
        ("aliases = [\"total\"]", "aliases = [\"total\", \"whole\"]"),
    ] {
        let file = entry("en", SUM, |text| text.replace(from, to));
        assert_eq!(file["content"], before, "{to}");
    }
    let translation = "content/math/sums/sum.uk.md";
    let changed = content("uk", translation, "Те, що дає", "Це те, що дає");
    assert_eq!(changed, before, "a translation is not what was learned");
}

#[test]
fn the_short_hash_is_that_of_the_id() {
    let hash = blake3::hash(b"sum").to_hex();
    let found = entry("en", SUM, str::to_owned);
    assert_eq!(found["short"], hash[..8]);
}

#[test]
fn a_book_without_studying_has_nothing_of_it() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/books/studying");
    let book = TestBook::copy_of(&case);
    let settings = book.root().join("book.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}\n[study]\nenabled = false\n")).unwrap();
    let (site, _) = book.build();
    let of_study = crate::book::files(&site).into_iter().filter(|file| {
        ["study", "catalogue", "ts-fsrs"]
            .iter()
            .any(|word| file.contains(word))
    });
    assert_eq!(of_study.collect::<Vec<String>>(), Vec::<String>::new());
    let page = fs::read_to_string(site.join("math/sums/sum.html")).unwrap();
    assert!(!page.contains("study-rating") && !page.contains("answer-depth"));
}
