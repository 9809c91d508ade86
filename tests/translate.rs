//! `answerbook translate`: what is recorded, and what is told when an original changes.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tempfile::TempDir;

use crate::cli::answerbook;

const ORIGINAL: &str = "+++\ntitle = \"Sum\"\n+++\n\nAn addition.\n\n## How\n\nTake two.\n\n- one\n- two\n\n## Why\n\nTo know.\n";
const TRANSLATION: &str = "+++\ntitle = \"Сума\"\n+++\n\nДодавання.\n\n## Як\n\nВізьміть два.\n\n- один\n- два\n\n## Навіщо\n\nЩоб знати.\n";

fn book() -> TempDir {
    let folder = TempDir::new().unwrap();
    write(
        folder.path(),
        "book.toml",
        "[book]\ntitle = \"Tiny\"\n[languages.en]\n[languages.uk]\n",
    );
    let index = "+++\ntitle = \"Math\"\n+++\n";
    write(folder.path(), "content/math/index.md", index);
    write(folder.path(), "content/math/sum.md", ORIGINAL);
    write(folder.path(), "content/math/sum.uk.md", TRANSLATION);
    folder
}

fn write(root: &Path, path: &str, text: &str) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

/// Runs the command and gives its exit code and all it prints.
fn run(book: &TempDir, arguments: &[&str]) -> (i32, String) {
    let output = answerbook(arguments, book.path());
    let mut said = String::from_utf8(output.stdout).unwrap();
    said.push_str(&String::from_utf8(output.stderr).unwrap());
    (output.status.code().unwrap(), said)
}

/// What `translate status` calls outdated, a line per place.
fn outdated(book: &TempDir) -> Vec<String> {
    let (code, json) = run(book, &["translate", "status", "--format", "json"]);
    assert_eq!(code, 0, "{json}");
    let status: serde_json::Value = serde_json::from_str(&json).unwrap();
    let places = status["outdated"].as_array().unwrap().iter();
    places
        .map(|place| {
            format!(
                "{}:{} {} {}:{}",
                place["file"].as_str().unwrap(),
                place["line"],
                place["change"].as_str().unwrap(),
                place["original"].as_str().unwrap(),
                place["original_line"]
            )
        })
        .collect()
}

fn accepted() -> TempDir {
    let book = book();
    let (code, said) = run(&book, &["translate", "accept", "--all"]);
    assert_eq!((code, said.as_str()), (0, "recorded 1 translation\n"));
    book
}

#[test]
fn a_new_translation_is_not_recorded_until_somebody_accepts_it() {
    let book = book();
    let (_, said) = run(&book, &["translate", "status"]);
    assert!(said.contains("not recorded"), "{said}");
    assert!(said.contains("  content/math/sum.uk.md\n"), "{said}");
    run(&book, &["translate", "accept", "sum"]);
    let (_, said) = run(&book, &["translate", "status"]);
    assert!(!said.contains("not recorded"), "{said}");
    assert_eq!(outdated(&book), [""; 0]);
}

#[test]
fn the_record_has_an_entry_per_block_and_the_same_bytes_every_time() {
    let book = accepted();
    let lock = fs::read_to_string(book.path().join("translations.lock")).unwrap();
    let entries = lock.lines().filter(|line| line.starts_with("  \"")).count();
    assert_eq!(entries, 7, "the title and six blocks: {lock}");
    let (_, said) = run(&book, &["translate", "accept", "content/math/sum.uk.md"]);
    assert_eq!(said, "recorded 0 translations; 1 had been recorded\n");
    fs::remove_file(book.path().join("translations.lock")).unwrap();
    run(&book, &["translate", "accept", "content/math/sum.md"]);
    let again = fs::read_to_string(book.path().join("translations.lock")).unwrap();
    assert_eq!(again, lock, "an original stands for its translations");
}

#[test]
fn changes_of_the_original_are_told_at_their_places_in_the_translation() {
    let changed = |from: &str, to: &str| {
        let book = accepted();
        write(
            book.path(),
            "content/math/sum.md",
            &ORIGINAL.replace(from, to),
        );
        outdated(&book)
    };
    let translation = "content/math/sum.uk.md";
    let original = "content/math/sum.md";
    assert_eq!(
        changed("Take two.", "Take three."),
        [format!("{translation}:9 changed {original}:9")]
    );
    assert_eq!(
        changed("\"Sum\"", "\"The sum\""),
        [format!("{translation}:2 changed {original}:2")]
    );
    assert_eq!(
        changed("\n- one\n- two\n", ""),
        [format!("{translation}:11 removed {original}:9")]
    );
    assert_eq!(
        changed("To know.", "To know.\n\nAnd to be sure."),
        [format!("{translation}:16 added {original}:18")]
    );
    // The words are the same: only their lines are broken elsewhere.
    assert_eq!(changed("Take two.", "Take\ntwo."), [""; 0]);
    assert_eq!(changed("An addition.\n", "An addition.\n\n\n"), [""; 0]);
}

#[test]
fn the_description_of_a_topic_is_translated_too() {
    let book = book();
    let index = |title: &str, description: &str| {
        format!("+++\ntitle = \"{title}\"\ndescription = \"{description}\"\n+++\n")
    };
    write(
        book.path(),
        "content/math/index.md",
        &index("Math", "Of numbers"),
    );
    write(
        book.path(),
        "content/math/index.uk.md",
        &index("Математика", "Про числа"),
    );
    run(&book, &["translate", "accept", "--all"]);
    write(
        book.path(),
        "content/math/index.md",
        &index("Math", "Of all numbers"),
    );
    assert_eq!(
        outdated(&book),
        ["content/math/index.uk.md:3 changed content/math/index.md:3"]
    );
}

#[test]
fn code_is_compared_with_its_indentation() {
    let book = book();
    let code = "\n```python\nif x:\n    y = 1\n    z = 2\n```\n";
    let with_code = |text: &str| format!("{text}{code}");
    write(book.path(), "content/math/sum.md", &with_code(ORIGINAL));
    write(
        book.path(),
        "content/math/sum.uk.md",
        &with_code(TRANSLATION),
    );
    run(&book, &["translate", "accept", "--all"]);
    let moved = with_code(ORIGINAL).replace("    z", "z");
    write(book.path(), "content/math/sum.md", &moved);
    assert_eq!(outdated(&book).len(), 1);
}

#[test]
fn a_translation_in_other_blocks_is_recorded_too() {
    let book = book();
    let free = TRANSLATION
        .replace("Додавання.", "Додавання.\n\nІ ще слово.")
        .replace("Щоб знати.\n", "");
    write(book.path(), "content/math/sum.uk.md", &free);
    run(&book, &["translate", "accept", "--all"]);
    assert_eq!(outdated(&book), [""; 0]);
    write(
        book.path(),
        "content/math/sum.md",
        &ORIGINAL.replace("To know.", "To learn."),
    );
    assert_eq!(
        outdated(&book).len(),
        1,
        "what has no counterpart belongs to the block before it"
    );
}

#[test]
fn questions_of_a_file_of_many_are_outdated_one_by_one() {
    let book = book();
    let many = |first: &str| {
        format!(
            "+++\ntitle = \"Many\"\nsplit = 2\n+++\n\nIntro.\n\n## One {{#one}}\n\n{first}\n\n## Two {{#two}}\n\nSecond.\n"
        )
    };
    write(book.path(), "content/math/many.md", &many("First."));
    write(book.path(), "content/math/many.uk.md", &many("Перше."));
    run(&book, &["translate", "accept", "--all"]);
    write(book.path(), "content/math/many.md", &many("The first."));
    assert_eq!(
        outdated(&book),
        ["content/math/many.uk.md:10 changed content/math/many.md:10"]
    );
    run(&book, &["build"]);
    let page =
        |name: &str| fs::read_to_string(book.path().join("site/uk/math").join(name)).unwrap();
    assert!(
        page("one.html").contains("The original has changed")
            || page("one.html").contains("оригінал змінився")
    );
    assert!(!page("two.html").contains("оригінал змінився"));
    assert!(!page("many.html").contains("оригінал змінився"));
}

#[test]
fn files_that_are_gone_are_forgotten_and_unknown_names_are_told() {
    let book = accepted();
    write(book.path(), "content/math/total.md", ORIGINAL);
    fs::rename(
        book.path().join("content/math/sum.uk.md"),
        book.path().join("content/math/total.uk.md"),
    )
    .unwrap();
    let (code, said) = run(&book, &["check"]);
    assert_eq!(code, 0);
    assert!(
        said.contains("if it is `content/math/total.uk.md` now, rename the entry"),
        "{said}"
    );
    let (code, said) = run(&book, &["translate", "accept", "totl"]);
    assert_eq!(code, 2);
    assert!(said.contains("did you mean `total`?"), "{said}");
    let (code, said) = run(&book, &["translate", "accept", "sum"]);
    assert_eq!(code, 2);
    assert!(
        said.contains("there is no translation of what was named"),
        "{said}"
    );
    let (code, said) = run(&book, &["translate", "accept", "total"]);
    assert_eq!(
        (code, said.as_str()),
        (0, "recorded 1 translation; forgot 1 file that is gone\n")
    );
}

#[test]
fn nothing_is_recorded_of_a_book_with_errors() {
    let book = book();
    write(book.path(), "content/math/bad.md", "+++\ntitle = 1\n+++\n");
    let (code, said) = run(&book, &["translate", "accept", "--all"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("nothing was recorded: the book has errors"),
        "{said}"
    );
    assert!(!book.path().join("translations.lock").exists());
}

#[test]
fn the_status_is_a_table_for_people_and_annotations_for_github() {
    let book = accepted();
    write(
        book.path(),
        "content/math/sum.md",
        &ORIGINAL.replace("Take two.", "Take three."),
    );
    let (_, table) = run(&book, &["translate", "status"]);
    assert_eq!(
        table,
        concat!(
            "                               en                uk\n",
            "Math                       1 of 1     1 of 1, 1 old\n",
            "\n",
            "without a level            1 of 1     1 of 1, 1 old\n",
            "all                        1 of 1     1 of 1, 1 old\n",
            "\n",
            "outdated:\n",
            "  content/math/sum.uk.md:9: changed in content/math/sum.md:9\n",
        )
    );
    let (_, annotations) = run(&book, &["translate", "status", "--format", "github"]);
    assert!(
        annotations.contains("file=content/math/sum.uk.md,line=9"),
        "{annotations}"
    );
    let (code, said) = run(&book, &["translate", "status", "--language", "ua"]);
    assert_eq!(code, 1);
    assert!(said.contains("did you mean `uk`?"), "{said}");
}

/// A text of one-letter blocks.
fn document(blocks: &[char]) -> answerbook::parse::Document {
    let text: String = blocks
        .iter()
        .map(|block| match block {
            '#' => "## heading\n\n".to_owned(),
            '-' => "- item\n\n".to_owned(),
            word => format!("{word}\n\n"),
        })
        .collect();
    let source = answerbook::load::Source {
        file: "content/a/b.md".into(),
        path: "a/b.md".into(),
        text: format!("+++\ntitle = \"T\"\n+++\n\n{text}").into(),
    };
    let file = "book.toml".into();
    let config = answerbook::config::Config::read(&file, "[book]\ntitle = \"B\"\n").unwrap();
    answerbook::parse::parse(&source, &config).0
}

proptest! {
    /// Every block of the original is recorded once, in order, whatever the two texts look like.
    #[test]
    fn a_record_holds_every_block_of_the_original_once(
        original in prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c', '#', '-']), 0..20),
        translation in prop::collection::vec(prop::sample::select(vec!['x', 'y', '#', '-']), 0..20),
    ) {
        let (original, translation) = (document(&original), document(&translation));
        let record = answerbook::relate::record(&original, &translation);
        prop_assert_eq!(record.len(), translation.blocks().len());
        let recorded: Vec<&str> = record.iter().flat_map(|e| e.split('+')).filter(|e| !e.is_empty()).collect();
        let blocks: Vec<String> = original.blocks().iter().map(|b| b.fingerprint(&original.text)).collect();
        prop_assert_eq!(recorded, blocks);
    }
}
