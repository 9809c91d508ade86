//! Importing into a book that has questions already.

use std::fs;

use super::{book, said};
use crate::book::files;
use crate::cli::answerbook;

const LIST: &str = "# Bank\n\n1. What is a sum?\n2. Explain the product.\n";

fn import(book: &crate::book::TestBook, more: &[&str]) -> (String, Option<i32>) {
    let mut arguments = vec!["import", "list", "bank.md", "--into", "content/bank"];
    arguments.extend(more);
    let output = answerbook(&arguments, book.root());
    (said(&output), output.status.code())
}

#[test]
fn a_plan_writes_nothing() {
    let book = book();
    fs::write(book.root().join("bank.md"), LIST).unwrap();
    let (said, code) = import(&book, &["--dry-run"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("would write 4 files"), "{said}");
    assert!(said.contains("+ content/bank/what-is-a-sum.md"), "{said}");
    assert!(files(&book.root().join("content")).is_empty());
}

#[test]
fn what_was_changed_since_is_kept_unless_forced() {
    let book = book();
    fs::write(book.root().join("bank.md"), LIST).unwrap();
    import(&book, &[]);
    let path = book.root().join("content/bank/what-is-a-sum.md");
    let mine = "+++\ntitle = \"What is a sum?\"\n+++\n\nAn addition.\n";
    fs::write(&path, mine).unwrap();
    let (said, code) = import(&book, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("left as they are") && said.contains("content/bank/what-is-a-sum.md"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), mine);
    let (said, _) = import(&book, &["--force"]);
    assert!(said.contains("1 anew"), "{said}");
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .contains("status = \"none\"")
    );
}

#[test]
fn questions_of_the_book_are_listed_and_not_written_again() {
    let book = book();
    fs::create_dir_all(book.root().join("content/math")).unwrap();
    for (path, title) in [
        ("math/index", "Math"),
        ("math/addition", "what is a SUM"),
        ("math/explain-the-product", "Another"),
    ] {
        let text = format!("+++\ntitle = \"{title}\"\n+++\n\nText.\n");
        fs::write(book.root().join(format!("content/{path}.md")), text).unwrap();
    }
    fs::write(book.root().join("bank.md"), LIST).unwrap();
    let (said, code) = import(&book, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("in the book already: 2"), "{said}");
    assert!(
        said.contains("content/math/addition.md has this title"),
        "{said}"
    );
    assert!(
        said.contains("content/math/explain-the-product.md has this id"),
        "{said}"
    );
    let track = fs::read_to_string(book.root().join("content/tracks/bank.toml")).unwrap();
    assert!(
        track.contains("\"addition\"") && track.contains("\"explain-the-product\""),
        "{track}"
    );
    assert!(!book.root().join("content/bank/what-is-a-sum.md").exists());
}

#[test]
fn wrong_arguments_and_departures_write_nothing() {
    let book = book();
    fs::write(book.root().join("bank.md"), LIST).unwrap();
    for more in [["--lang", "fr"], ["--track", "A b"]] {
        let (said, code) = import(&book, &more);
        assert_eq!(code, Some(2), "{said}");
    }
    for into in [
        "elsewhere",
        "content/../x",
        "content/tracks",
        "content",
        "content/A b",
    ] {
        let output = answerbook(&["import", "list", "bank.md", "--into", into], book.root());
        assert_eq!(output.status.code(), Some(2), "{into}: {}", said(&output));
    }
    let output = answerbook(
        &["import", "list", "none.md", "--into", "content/a"],
        book.root(),
    );
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    fs::write(book.root().join("bank.md"), "# A\n\n**Question 2:** b\n").unwrap();
    let output = answerbook(
        &["import", "interview", "bank.md", "--into", "content/a"],
        book.root(),
    );
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("bank.md:3:1"), "{}", said(&output));
    assert!(files(&book.root().join("content")).is_empty());
}

#[test]
fn names_of_an_export_lead_nowhere_else() {
    let book = book();
    for (id, topic) in [
        ("../x", "a"),
        ("x", "../a"),
        ("x", "/a"),
        ("x", ""),
        ("A", "a"),
    ] {
        let text = format!(
            "{{\"format\":\"answerbook\",\"version\":1,\"questions\":[{{\"id\":\"{id}\",\"topic\":\"{topic}\",\"texts\":{{\"en\":{{\"title\":\"T\"}}}}}}]}}"
        );
        fs::write(book.root().join("bank.json"), text).unwrap();
        let output = answerbook(
            &["import", "json", "bank.json", "--into", "content"],
            book.root(),
        );
        assert_eq!(
            output.status.code(),
            Some(1),
            "{id} {topic}: {}",
            said(&output)
        );
    }
    assert!(files(&book.root().join("content")).is_empty());
}

#[test]
fn machines_get_the_report_as_json_and_detect_names_the_shape() {
    let book = book();
    fs::write(book.root().join("bank.md"), format!("{LIST}4. Gap\n")).unwrap();
    let (said, _) = import(&book, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["questions"], 3);
    assert_eq!(report["statuses"]["none"], 3);
    assert_eq!(report["notes"][0]["kind"], "review");
    assert_eq!(report["notes"][0]["line"], 5);
    let output = answerbook(&["import", "--detect", "bank.md"], book.root());
    let said = super::said(&output);
    assert_eq!(said, "bank.md: list: line 3 begins a numbered list\n");
}
