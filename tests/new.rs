//! `answerbook new`: questions from templates.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::cli::answerbook;

const PLAN: &str = "\
# What is to be written.

[[questions]]
id = \"gradient\"
title = { en = \"What is the gradient?\", uk = \"Що таке градієнт?\" }
topic = \"math\"
level = \"hard\"
kind = \"task\"

[[questions]]
id = \"hessian\"
title = { en = \"What is the Hessian?\" }
topic = \"math\"
";

/// A book in two languages with one question, one file of many and two planned questions.
fn book() -> TempDir {
    let folder = TempDir::new().unwrap();
    let file = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    file(
        "book.toml",
        "[book]\ntitle = \"Tiny\"\n[languages.en]\n[languages.uk]\n[levels]\neasy = {}\nhard = {}\n",
    );
    file("content/math/index.md", "+++\ntitle = \"Math\"\n+++\n");
    file(
        "content/math/sum.md",
        "+++\ntitle = \"What is a sum?\"\naliases = [\"plus\"]\n+++\n\nAn addition.\n",
    );
    file(
        "content/math/many.md",
        "+++\ntitle = \"Many\"\nsplit = 2\n+++\n\n## One {#one}\n\nThe first.\n",
    );
    file("content/planned.toml", PLAN);
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs `new` and expects success; returns what was said.
fn new(arguments: &[&str], root: &Path) -> String {
    let output = answerbook(&[&["new"], arguments].concat(), root);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    text(&output.stdout)
}

/// Runs `new` and expects that nothing is written; returns the exit code and what was said.
fn refused(arguments: &[&str], root: &Path) -> (Option<i32>, String) {
    let before = contents(root);
    let output: Output = answerbook(&[&["new"], arguments].concat(), root);
    assert_eq!(contents(root), before, "{arguments:?}");
    assert_eq!(text(&output.stdout), "");
    (output.status.code(), text(&output.stderr))
}

fn contents(root: &Path) -> Vec<(String, Vec<u8>)> {
    let content = root.join("content");
    let files = crate::book::files(&content);
    let read = |path: String| {
        let bytes = fs::read(content.join(&path)).unwrap();
        (path, bytes)
    };
    files.into_iter().map(read).collect()
}

fn check(root: &Path) {
    for drafts in [&[][..], &["--drafts"]] {
        let check = ["check", "--base-url", "https://example.org"];
        let checked = answerbook(&[&check[..], drafts].concat(), root);
        assert_eq!(text(&checked.stderr), "");
        assert!(text(&checked.stdout).contains("no problems"));
    }
}

#[test]
fn questions_of_every_kind_pass_the_check_and_are_not_published() {
    let book = book();
    for kind in ["open", "quiz", "task", "coding", "behavioural"] {
        let id = format!("math/new-{kind}");
        let title = format!("A \"{kind}\" \\ one?");
        let said = new(
            &[
                &id,
                "--kind",
                kind,
                "--level",
                "easy",
                "--all-languages",
                "--title",
                &title,
            ],
            book.path(),
        );
        assert_eq!(said.lines().count(), 3, "{said}");
        assert!(
            said.contains(&format!("wrote content/{id}.uk.md\n")),
            "{said}"
        );
    }
    check(book.path());
    answerbook(&["build"], book.path());
    let page = book.path().join("site/math/new-quiz.html");
    assert!(!page.exists());
    answerbook(&["build", "--drafts"], book.path());
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains("A &quot;quiz&quot; \\ one?") && page.contains("data-correct"),
        "{page}"
    );
    assert!(book.path().join("site/uk/math/new-quiz.html").exists());
}

#[test]
fn a_translation_is_not_published_with_its_original() {
    let book = book();
    new(&["math/chain-rule", "--translate", "uk"], book.path());
    let original = book.path().join("content/math/chain-rule.md");
    let ready = fs::read_to_string(&original)
        .unwrap()
        .replace("draft = true\n", "");
    fs::write(original, ready).unwrap();
    answerbook(&["build"], book.path());
    let page = fs::read_to_string(book.path().join("site/uk/math/chain-rule.html")).unwrap();
    assert!(
        page.contains("Chain rule") && page.contains("Цієї сторінки ще немає"),
        "{page}"
    );
}

#[test]
fn a_planned_question_brings_its_title_level_kind_and_topic() {
    let book = book();
    let said = new(&["gradient"], book.path());
    assert!(
        said.contains("took `gradient` out of content/planned.toml\n"),
        "{said}"
    );
    let written = fs::read_to_string(book.path().join("content/math/gradient.md")).unwrap();
    for line in [
        "title = \"What is the gradient?\"",
        "# The planned title in `uk`: Що таке градієнт?",
        "kind = \"task\"",
        "level = \"hard\"",
        "draft = true",
    ] {
        assert!(written.lines().any(|l| l == line), "{line}\n{written}");
    }
    let plan = fs::read_to_string(book.path().join("content/planned.toml")).unwrap();
    let at = PLAN.find("[[questions]]\nid = \"hessian\"").unwrap();
    assert_eq!(plan, format!("# What is to be written.\n\n{}", &PLAN[at..]));
    check(book.path());
}

#[test]
fn what_is_typed_goes_before_what_is_planned() {
    let book = book();
    new(
        &[
            "gradient",
            "--title",
            "Why gradients?",
            "--kind",
            "quiz",
            "--level",
            "easy",
            "--translate",
            "uk",
        ],
        book.path(),
    );
    let read =
        |path: &str| fs::read_to_string(book.path().join("content/math").join(path)).unwrap();
    let written = read("gradient.md");
    assert!(
        written.starts_with("+++\ntitle = \"Why gradients?\"\nkind = \"quiz\"\nlevel = \"easy\"\n"),
        "{written}"
    );
    assert!(read("gradient.uk.md").starts_with("+++\ntitle = \"Що таке градієнт?\"\n"));
}

#[test]
fn the_path_of_the_file_is_understood() {
    let book = book();
    new(&["content/math/chain-rule.md"], book.path());
    let written = fs::read_to_string(book.path().join("content/math/chain-rule.md")).unwrap();
    assert!(
        written.starts_with("+++\ntitle = \"Chain rule\"\n"),
        "{written}"
    );
    assert!(
        written.contains("\n# level = \"easy\"  # or one of hard\n"),
        "{written}"
    );
}

#[test]
fn a_name_that_is_taken_is_refused_and_its_file_named() {
    let book = book();
    for (name, file) in [
        ("sum", "math/sum.md"),
        ("one", "math/many.md"),
        ("plus", "math/sum.md"),
    ] {
        for id in [name.to_owned(), format!("math/{name}")] {
            let (code, said) = refused(&[&id], book.path());
            assert_eq!(code, Some(2));
            assert!(said.contains(&format!("content/{file}")), "{said}");
        }
    }
    let (_, said) = refused(&["math/sum"], book.path());
    assert!(
        said.contains("copy the file to content/math/sum.uk.md"),
        "{said}"
    );
}

#[test]
fn a_file_is_never_overwritten() {
    let book = book();
    let (code, said) = refused(&["math/many"], book.path());
    assert_eq!(code, Some(3));
    assert!(
        said.contains("`content/math/many.md` is there already"),
        "{said}"
    );
    // Of several files none is written, and the plan stays.
    fs::create_dir(book.path().join("content/math/gradient.uk.md")).unwrap();
    let (code, said) = refused(&["gradient", "--all-languages"], book.path());
    assert_eq!(code, Some(3));
    assert!(said.contains("gradient.uk.md"), "{said}");
}

#[test]
fn everything_that_does_not_fit_the_book_is_said_at_once() {
    let book = book();
    let (code, said) = refused(
        &["maths/Chain rule!", "--level", "eazy", "--translate", "ukr"],
        book.path(),
    );
    assert_eq!(code, Some(2));
    for words in [
        "no topic `maths`",
        "did you mean `math`? (to begin a new topic, make content/maths/index.md first)",
        "`Chain rule!` cannot be the name",
        "`chain-rule`",
        "no level `eazy`",
        "did you mean `easy`?",
        "no language `ukr`",
        "did you mean `uk`?",
    ] {
        assert!(said.contains(words), "{words} is not said:\n{said}");
    }
}

#[test]
fn a_question_that_is_not_planned_needs_a_topic() {
    let book = book();
    let (code, said) = refused(&["gradeint"], book.path());
    assert_eq!(code, Some(2));
    assert!(
        said.contains("did you mean the planned `gradient`?"),
        "{said}"
    );
    let (_, said) = refused(&["determinant"], book.path());
    assert!(said.contains("`math/determinant`"), "{said}");
}

#[test]
fn names_that_no_file_can_have_are_refused() {
    let book = book();
    for name in [
        "math/index",
        "math/",
        "math/…",
        "math/-x",
        "math/../x",
        "math/x.uk",
    ] {
        assert_eq!(refused(&[name], book.path()).0, Some(2), "{name}");
    }
}

#[test]
fn a_plan_that_cannot_be_read_stops_everything() {
    let book = book();
    let plan = book.path().join("content/planned.toml");
    fs::write(&plan, "[[questions]]\nid = \"gradient\"\ntitel = {}\n").unwrap();
    let (code, said) = refused(&["math/chain-rule"], book.path());
    assert_eq!(code, Some(1));
    assert!(
        said.contains("planned.toml:3:1") && said.contains("unknown key `titel`"),
        "{said}"
    );
}

#[test]
fn errors_elsewhere_in_the_book_are_no_hindrance() {
    let book = book();
    let sum = book.path().join("content/math/sum.md");
    fs::write(sum, "+++\ntitle = \"Sum\"\n+++\n\n[[nowhere]]\n").unwrap();
    new(&["math/chain-rule"], book.path());
}
