//! What leaves a book as JSON comes back without loss.

use std::fs;
use std::path::Path;

use answerbook::Loaded;
use answerbook::exchange::{Exchange, export};
use answerbook::load::Overrides;

use super::said;
use crate::book::{TestBook, files};
use crate::cli::answerbook;

const SETTINGS: &str = "\
[book]
title = \"Bank\"

[languages.en]
[languages.uk]
title = \"Банк\"

[levels]
junior = { en = \"Junior\", uk = \"Початковий\" }
senior = {}

[exports]
json = true
";

/// Every key that a text, a track, a plan or a glossary may have.
const FILES: &[(&str, &str)] = &[
    (
        "index.md",
        "+++\ntitle = \"Home\"\ndescription = \"A \\\"bank\\\"\"\n+++\n\nSee [[sum]].\n",
    ),
    (
        "about.uk.md",
        "+++\ntitle = \"Про книгу\"\norder = 2\naliases = [\"pro\"]\n+++\n",
    ),
    (
        "licence.md",
        "+++\ntitle = \"Licence\"\norder = 1\n+++\n\nFree.\n",
    ),
    (
        "math/index.md",
        "+++\ntitle = \"Math\"\ndescription = \"Numbers\"\norder = 2\n+++\n\n\n  About *numbers*.\n\n",
    ),
    (
        "math/index.uk.md",
        "+++\ntitle = \"Математика\"\nupdated = 2026-01-02\n+++\n",
    ),
    ("math/deep/index.md", "+++\ntitle = \"Deep\"\n+++\n"),
    (
        "math/sum.md",
        "+++\ntitle = 'What is a \"sum\"?'\nkind = \"quiz\"\nlevel = \"junior\"\ntags = [\"b\", \"a\"]\nrelated = [\"times\"]\nprerequisites = [\"later\"]\nsources = [{ title = \"B\", authors = \"A\", year = 2020, url = \"https://example.org\" }, { title = \"C\" }]\nasked = 0\naliases = [\"plus\"]\norder = 7\nupdated = 2026-01-02\n+++\n\n- [x] a\n- [ ] b\n",
    ),
    (
        "math/sum.uk.md",
        "+++\ntitle = \"Що таке сума?\"\n+++\n\n- [x] а\n- [ ] б\n",
    ),
    (
        "math/deep/product.uk.md",
        "+++\ntitle = \"Добуток\"\nid = \"times\"\nkind = \"open\"\nstatus = \"stub\"\n+++\n\n    code\n\nМноження.\n",
    ),
    (
        "math/many.md",
        "+++\ntitle = \"Many\"\nsplit = 2\nkind = \"task\"\ntags = [\"many\"]\n+++\n\nAn introduction.\n\n## First? {#first .coding level=senior}\n\nOne.\n\n## Second?\n\nTwo.\n",
    ),
    (
        "math/many.uk.md",
        "+++\ntitle = \"Багато\"\nsplit = 2\n+++\n\n## Друге? {#second}\n\nДва.\n\n## Перше? {#first}\n\nОдин.\n",
    ),
    (
        "math/draft.md",
        "+++\ntitle = \"Draft\"\ndraft = true\n+++\n\nNot yet.\n",
    ),
    (
        "planned.toml",
        "[[questions]]\nid = \"later\"\ntitle = { en = \"Later\" }\ntopic = \"math/deep\"\nlevel = \"senior\"\nkind = \"coding\"\n",
    ),
    (
        "glossary.toml",
        "[[terms]]\nid = \"number\"\nterm = { en = \"number\", uk = \"число\" }\nsynonyms = { en = [\"figure\", \"digit\"] }\nsee = [\"zero\"]\nabout = \"sum\"\n\n[[terms]]\nid = \"zero\"\nterm = { en = \"zero\" }\ndefinition = { en = \"None.\" }\n",
    ),
    (
        "tracks/way.toml",
        "title = { en = \"Way\", uk = \"Шлях\" }\ndescription = { en = \"For all\" }\norder = 2\n[[blocks]]\ntitle = { en = \"A\" }\nquestions = [\"first\", \"later\", \"draft\"]\n[[blocks.blocks]]\ntitle = { en = \"B\" }\ndescription = { uk = \"Внутрішній\" }\nquestions = [\"plus\", \"times\"]\n",
    ),
    (
        "tracks/other.toml",
        "id = \"else\"\ntitle = { en = \"Else\" }\norder = 1\nblocks = []\n",
    ),
];

fn book(settings: &str, all: &[(&str, &str)]) -> TestBook {
    let book = TestBook::empty();
    fs::write(book.root().join("book.toml"), settings).unwrap();
    fs::create_dir_all(book.root().join("content")).unwrap();
    for (path, text) in all {
        let place = book.root().join("content").join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
    book
}

fn build(root: &Path) {
    let output = answerbook(&["build"], root);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

/// Imports an export into a book without texts.
fn import(json: &[u8], book: &TestBook) {
    fs::write(book.root().join("book.json"), json).unwrap();
    let arguments = ["import", "json", "book.json", "--into", "content"];
    let output = answerbook(&arguments, book.root());
    let first = said(&output);
    assert_eq!(output.status.code(), Some(0), "{first}");
    assert!(
        !first.contains("unclaimed") && !first.contains("review"),
        "{first}"
    );
    let again = said(&answerbook(&arguments, book.root()));
    assert!(again.contains("wrote 0 files"), "{again}");
    assert!(!again.contains("left as they are"), "{again}");
}

#[test]
fn an_export_that_was_imported_is_exported_as_the_same_bytes() {
    let first = book(SETTINGS, FILES);
    build(first.root());
    let json = fs::read(first.root().join("site/book.json")).unwrap();
    let second = book(SETTINGS, &[]);
    import(&json, &second);
    build(second.root());
    let back = fs::read(second.root().join("site/book.json")).unwrap();
    let text = |json: &[u8]| String::from_utf8(json.to_vec()).unwrap();
    assert_eq!(text(&back), text(&json));
    // All of it is there, and what a program reads by the types is what was written.
    let read: Exchange = serde_json::from_slice(&json).unwrap();
    assert_eq!(read.questions.len(), 2);
    assert_eq!(read.groups[0].parts, ["first", "second"]);
    assert_eq!((read.pages.len(), read.glossary.len()), (3, 2));
    let planned: Vec<_> = read
        .planned
        .iter()
        .map(|planned| planned.id.as_str())
        .collect();
    assert_eq!(planned, ["draft", "later"]);
    assert_eq!(
        read.tracks[1].blocks[0].blocks[0].questions,
        ["sum", "times"]
    );
    for text in [
        "About *numbers*.",
        "An introduction.",
        "Множення.",
        "Внутрішній",
    ] {
        assert!(String::from_utf8_lossy(&json).contains(text), "{text}");
    }
    let mut made = files(&second.root().join("content"));
    made.retain(|file| file.ends_with(".md"));
    let mut had: Vec<_> = FILES.iter().map(|(path, _)| *path).collect();
    had.retain(|file| file.ends_with(".md") && *file != "math/draft.md");
    had.sort_unstable();
    assert_eq!(made, had);
}

#[test]
fn the_home_page_links_to_the_export_where_there_is_one() {
    let with = book(SETTINGS, FILES);
    build(with.root());
    let home = |name: &str| fs::read_to_string(with.root().join("site").join(name)).unwrap();
    assert!(home("index.html").contains("<a href=\"book.json\" download>JSON</a>"));
    assert!(home("uk/index.html").contains("<a href=\"../book.json\" download>JSON</a>"));
    let without = book(&SETTINGS.replace("json = true", "json = false"), FILES);
    build(without.root());
    assert!(!without.root().join("site/book.json").exists());
    let home = fs::read_to_string(without.root().join("site/index.html")).unwrap();
    assert!(!home.contains("download"), "{home}");
}

#[test]
fn pages_are_not_imported_into_a_topic() {
    let first = book(SETTINGS, FILES);
    build(first.root());
    let second = book(SETTINGS, &[]);
    fs::copy(
        first.root().join("site/book.json"),
        second.root().join("book.json"),
    )
    .unwrap();
    let arguments = ["import", "json", "book.json", "--into", "content/bank"];
    let output = answerbook(&arguments, second.root());
    let said = said(&output);
    assert!(
        said.contains("the page `about` is not imported into a topic"),
        "{said}"
    );
    assert!(
        second
            .root()
            .join("content/bank/math/deep/product.uk.md")
            .exists()
    );
    let plan = fs::read_to_string(second.root().join("content/planned.toml")).unwrap();
    assert!(plan.contains("topic = \"bank/math/deep\""), "{plan}");
}

/// The book that the generator was made for, with its figures and its code beside the texts.
#[test]
fn the_book_of_the_repository_comes_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let json = exported(root);
    let settings = fs::read_to_string(root.join("book.toml")).unwrap();
    let second = book(&settings, &[]);
    let content = root.join("content");
    for file in files(&content) {
        if !file.ends_with(".md") && !file.ends_with(".toml") {
            let place = second.root().join("content").join(&file);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::copy(content.join(&file), place).unwrap();
        }
    }
    import(&json, &second);
    let back = exported(second.root());
    let texts = [&json, &back].map(|json| String::from_utf8_lossy(json).into_owned());
    let differing = texts[0].lines().zip(texts[1].lines()).find(|(a, b)| a != b);
    assert_eq!(differing, None);
    assert_eq!(back.len(), json.len());
}

fn exported(root: &Path) -> Vec<u8> {
    let loaded = Loaded::new(root, &Overrides::default());
    let mut loaded = loaded.unwrap_or_else(|failure| panic!("{:#?}", failure.diagnostics));
    let ready = loaded.book();
    assert!(!ready.book.has_errors, "{:#?}", loaded.diagnostics);
    export(&ready.book)
}
