//! Books in which many names are wrong and many are there: each could be compared with each.

use tempfile::TempDir;

use super::{HEAD, book, check};

/// How many names are wrong, and how many are there.
const MANY: usize = 10_000;

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// A book with many questions, which each say something.
fn questions(count: usize, text: impl Fn(usize) -> String) -> TempDir {
    let question = |n: usize| {
        let file = format!("content/t/question-number-{n}.md");
        (file, format!("{HEAD}A.\n\n{}", text(n)))
    };
    let files: Vec<_> = (0..count).map(question).collect();
    let files: Vec<_> = files.iter().map(|(file, text)| (&**file, text)).collect();
    book(&files)
}

#[test]
fn links_that_lead_nowhere_are_told_in_time() {
    let link = |n: usize, m: usize| match m % 2 {
        0 => format!("[[question-numbor-{n}-{m}]]\n"),
        _ => format!("[x](question-numbor-{m}-{n}.md)\n"),
    };
    let book = questions(2_000, |n| lines(60, |m| link(n, m)));
    let said = check(book.path());
    // The first ones come with advice.
    assert!(
        said.contains("did you mean `question-number-0`?"),
        "{}",
        &said[..2000]
    );
    assert!(said.contains("119000 more problems are not shown"));
    // All to one text with many headings.
    let book = questions(500, |n| match n {
        0 => lines(MANY, |m| format!("## Heading number {m}\n\n")),
        _ => lines(100, |m| {
            format!("[x](question-number-0.md#heading-numbor-{n}-{m})\n")
        }),
    });
    let said = check(book.path());
    assert!(
        said.contains("did you mean `heading-number-"),
        "{}",
        &said[..2000]
    );
}

#[test]
fn code_that_is_not_there_is_told_in_time() {
    let book = questions(1, |_| {
        lines(MANY, |n| format!("```py include=\"filee-{n}.py\"\n```\n\n"))
    });
    for n in 0..3_000 {
        super::write(book.path(), &format!("content/t/file-{n}.py"), "x\n");
    }
    let said = check(book.path());
    assert!(
        said.contains("did you mean `file-0.py`?"),
        "{}",
        &said[..2000]
    );
    let book = questions(1, |_| {
        lines(100, |n| {
            format!("```py include=\"a.py\" region=\"regiom-{n}\"\n```\n\n")
        })
    });
    let regions = |n| format!("# ANCHOR: region-{n}\nx\n# ANCHOR_END: other-{n}\n");
    super::write(book.path(), "content/t/a.py", lines(MANY, regions));
    let said = check(book.path());
    assert!(
        said.contains("did you mean `region-0`?"),
        "{}",
        &said[..2000]
    );
}

/// A line of a page makes a megabyte of the page.
#[test]
fn code_that_is_taken_again_and_again_is_refused() {
    let book = questions(1, |_| {
        lines(MANY, |_| "```py include=\"a.py\"\n```\n\n".to_owned())
    });
    super::write(book.path(), "content/t/a.py", "x = 1\n".repeat(150_000));
    let said = check(book.path());
    assert!(
        said.contains("takes more than 16 MB of code from files"),
        "{}",
        &said[..said.len().min(2000)]
    );
}

#[test]
fn names_in_data_files_that_are_not_there_are_told_in_time() {
    let book = questions(2_000, |_| String::new());
    let ids = lines(MANY, |n| format!("\"question-numbor-{n}\","));
    let track = format!(
        "title = {{ en = \"T\" }}\n[[blocks]]\ntitle = {{ en = \"B\" }}\nquestions = [{ids}]\n"
    );
    super::write(book.path(), "content/tracks/a.toml", track);
    let said = check(book.path());
    assert!(
        said.contains("did you mean `question-number-0`?"),
        "{}",
        &said[..2000]
    );
    let book = questions(1, |_| String::new());
    let term = |n| {
        format!(
            "[[terms]]\nid = \"term-{n}\"\nterm = {{ en = \"Term {n}\" }}\nsee = [\"tern-{n}\", \"ternn-{n}\"]\n"
        )
    };
    super::write(book.path(), "content/glossary.toml", lines(MANY, term));
    let said = check(book.path());
    assert!(said.contains("did you mean `term-0`?"), "{}", &said[..2000]);
    let book = questions(2_000, |_| String::new());
    let entry = |n| format!("\"content/t/question-numbor-{n}.uk.md\" = []\n");
    super::write(
        book.path(),
        "translations.lock",
        format!("[files]\n{}", lines(MANY, entry)),
    );
    check(book.path());
}

/// Files of many questions, whose headings are joined by name.
#[test]
fn parts_that_are_not_there_are_told_in_time() {
    for heading in ["", " {#slog-NUMBER}"] {
        let part = |n: usize| format!("## A {n} {{#slug-{n}}}\n\nB.\n\n");
        let translated = |n: usize| {
            format!(
                "## A {n}{}\n\nB.\n\n",
                heading.replace("NUMBER", &n.to_string())
            )
        };
        let head = "+++\ntitle = \"Q\"\nsplit = 2\n+++\n\n";
        let book = book(&[
            (
                "book.toml",
                "[book]\ntitle = \"B\"\n[languages.en]\n[languages.uk]\n".to_owned(),
            ),
            ("content/t/q.md", head.to_owned() + &lines(MANY, part)),
            (
                "content/t/q.uk.md",
                head.to_owned() + &lines(MANY, translated),
            ),
        ]);
        let said = check(book.path());
        assert!(
            said.contains("more problems are not shown"),
            "{}",
            &said[..said.len().min(2000)]
        );
        assert!(said.len() < 2 << 20, "{}", said.len());
    }
}
