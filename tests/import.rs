//! `answerbook import`: a case is a source and what becomes of it, word for word.

mod again;
mod anki;
mod export;
mod properties;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::book::{TestBook, cases, files, update};
use crate::cli::answerbook;

/// A book with three languages and four levels, to import into.
const BOOK: &str = "\
[book]
title = \"Bank\"
language = \"en\"

[languages.en]
[languages.uk]
[languages.ru]

[levels]
hr = { en = \"HR\" }
junior = { en = \"Junior\" }
middle = { en = \"Middle\" }
senior = { en = \"Senior\" }
";

/// An empty book in a folder of its own.
fn book() -> TestBook {
    let book = TestBook::empty();
    fs::write(book.root().join("book.toml"), BOOK).unwrap();
    fs::create_dir_all(book.root().join("content")).unwrap();
    book
}

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The source of a case: the only file that is neither the command nor the expectation.
fn source(case: &Path) -> String {
    let mut names = files(case);
    names.retain(|name| !["command", "expected.txt"].contains(&name.as_str()));
    assert_eq!(names.len(), 1, "{}: {names:?}", case.display());
    names.remove(0)
}

/// Imports a case into a book and returns what was said and every file that came of it.
fn imported(case: &Path, book: &TestBook) -> String {
    let name = source(case);
    fs::copy(case.join(&name), book.root().join(&name)).unwrap();
    let command = fs::read_to_string(case.join("command")).unwrap();
    let mut arguments: Vec<&str> = vec!["import"];
    arguments.extend(command.split_whitespace());
    arguments.push(&name);
    let output = answerbook(&arguments, book.root());
    let mut all = said(&output);
    for file in files(&book.root().join("content")) {
        let text = fs::read_to_string(book.root().join("content").join(&file)).unwrap();
        write!(all, "\n=== {file}\n{text}").unwrap();
    }
    if output.status.code() == Some(0) {
        let again = answerbook(&arguments, book.root());
        let again = said(&again);
        assert!(
            again.contains("wrote 0 files"),
            "{}: imported again:\n{again}",
            case.display()
        );
        assert!(
            !again.contains("left as they are"),
            "{}: imported again:\n{again}",
            case.display()
        );
    }
    all
}

#[test]
fn sources_become_files_and_a_book_without_errors() {
    let mut differ = Vec::new();
    for case in cases("import") {
        let book = book();
        let all = imported(&case, &book);
        let expected = case.join("expected.txt");
        if update() {
            fs::write(&expected, &all).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != all {
            differ.push(format!("{}:\n{all}", case.display()));
        }
        let (_, said) = book.build();
        assert!(!said.contains("error"), "{}: {said}", case.display());
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
