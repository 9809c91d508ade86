//! Broken books: each folder of `tests/errors` has a mistake, and every word about it is expected. The
//! books of `tests/lints` can be built, but not all of their texts are as `check --content` wants them.

use std::fs;

use crate::book::{TestBook, cases, update};

#[test]
fn mistakes_are_reported_word_by_word() {
    expect("errors", TestBook::check);
}

#[test]
fn what_lints_say_is_expected_word_by_word() {
    expect("lints", TestBook::check_content);
}

/// Compares what is said of every book in a folder with its `expected.txt`.
fn expect(folder: &str, check: fn(&TestBook) -> String) {
    let mut problems = String::new();
    for case in cases(folder) {
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        let said = check(&TestBook::copy_of(&case));
        let file = case.join("expected.txt");
        if update() {
            fs::write(&file, &said).unwrap();
        }
        let wanted = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            !wanted.is_empty(),
            "{name}: nothing is expected: the case shows no mistake"
        );
        if wanted != said {
            problems.push_str(&format!(
                "{name}:\n--- expected\n{wanted}\n+++ said\n{said}\n"
            ));
        }
    }
    assert!(
        problems.is_empty(),
        "{problems}\nUPDATE=1 cargo test writes what was said; read it before you commit it"
    );
}
