//! The program as a process: arguments, exit codes, what it prints and where.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// The program, for a user of its own: what it keeps for users must not be this one's.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_answerbook"));
    for variable in ["XDG_CACHE_HOME", "LOCALAPPDATA"] {
        command.env(variable, env!("CARGO_TARGET_TMPDIR"));
    }
    command
}

pub(crate) fn answerbook(arguments: &[&str], folder: &Path) -> Output {
    program()
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn tiny_book() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("content/math")).unwrap();
    fs::write(
        folder.path().join("book.toml"),
        "[book]\ntitle = \"Tiny\"\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("content/math/index.md"),
        "+++\ntitle = \"Math\"\n+++\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("content/math/sum.md"),
        "+++\ntitle = \"What is a sum?\"\n+++\n\nAn addition.\n",
    )
    .unwrap();
    folder
}

#[test]
fn a_build_says_one_line_and_makes_the_site() {
    let book = tiny_book();
    let built = answerbook(&["build"], book.path());
    assert_eq!(built.status.code(), Some(0), "{}", err(&built));
    assert_eq!(err(&built), "");
    assert_eq!(out(&built).lines().count(), 1, "{}", out(&built));
    assert!(
        out(&built).contains("1 question in 1 language"),
        "{}",
        out(&built)
    );
    assert!(book.path().join("site/math/sum.html").is_file());
    let again = answerbook(&["build"], book.path());
    assert!(
        out(&again).starts_with("nothing changed in"),
        "{}",
        out(&again)
    );
}

#[test]
fn quiet_says_nothing_where_nothing_is_wrong() {
    let book = tiny_book();
    let built = answerbook(&["build", "--quiet"], book.path());
    assert_eq!(
        (out(&built), err(&built), built.status.code()),
        (String::new(), String::new(), Some(0))
    );
}

#[test]
fn a_book_with_errors_ends_with_1_and_leaves_the_old_site() {
    let book = tiny_book();
    answerbook(&["build"], book.path());
    let page = book.path().join("site/math/sum.html");
    let before = fs::read(&page).unwrap();
    fs::write(
        book.path().join("content/math/sum.md"),
        "+++\ntitel = \"What is a sum?\"\n+++\n\n[[nowhere]]\n",
    )
    .unwrap();
    let built = answerbook(&["build"], book.path());
    assert_eq!(built.status.code(), Some(1));
    let said = err(&built);
    for word in [
        "unknown key `titel`",
        "did you mean `title`?",
        "`title` is missing",
        "no question `nowhere`",
        "content/math/sum.md:2:1",
    ] {
        assert!(said.contains(word), "{word} is not said:\n{said}");
    }
    assert_eq!(fs::read(&page).unwrap(), before);
}

#[test]
fn problems_for_machines_go_to_standard_output() {
    let book = tiny_book();
    fs::write(
        book.path().join("content/math/sum.md"),
        "+++\ntitle = \"Sum\"\n+++\n\nЩо [[nowhere]]\n",
    )
    .unwrap();
    let checked = answerbook(&["check", "--format", "json"], book.path());
    assert_eq!(checked.status.code(), Some(1));
    let lines: Vec<serde_json::Value> = out(&checked)
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let dead = lines.iter().find(|l| l["severity"] == "error").unwrap();
    assert_eq!(
        (&dead["file"], &dead["line"], &dead["column"]),
        (&"content/math/sum.md".into(), &5.into(), &4.into())
    );
    let checked = answerbook(&["check", "--format", "github"], book.path());
    assert!(
        out(&checked).contains("::error file=content/math/sum.md,line=5,col=4,"),
        "{}",
        out(&checked)
    );
}

#[test]
fn a_missing_book_is_explained() {
    let folder = TempDir::new().unwrap();
    let built = answerbook(&["build"], folder.path());
    assert_eq!(built.status.code(), Some(1));
    assert!(
        err(&built).contains("book.toml is missing") && err(&built).contains("answerbook init"),
        "{}",
        err(&built)
    );
}

#[test]
fn wrong_arguments_end_with_2() {
    let built = answerbook(&["build", "--no-such-option"], Path::new("."));
    assert_eq!(built.status.code(), Some(2));
}

#[test]
fn an_address_is_checked_before_anything_is_built() {
    let book = tiny_book();
    let built = answerbook(&["build", "--base-url", "example.org"], book.path());
    assert_eq!(built.status.code(), Some(2));
    assert!(
        err(&built).contains("https://example.org/book"),
        "{}",
        err(&built)
    );
    assert!(!book.path().join("site").exists());
}

#[test]
fn copies_that_editors_leave_are_not_published() {
    let book = tiny_book();
    fs::write(book.path().join("content/math/sum.md~"), "old").unwrap();
    answerbook(&["build"], book.path());
    assert!(!book.path().join("site/math/sum.md~").exists());
}

#[test]
fn an_output_folder_of_others_is_not_touched() {
    let book = tiny_book();
    fs::create_dir(book.path().join("site")).unwrap();
    fs::write(book.path().join("site/thesis.txt"), "ten years").unwrap();
    let built = answerbook(&["build"], book.path());
    assert_eq!(built.status.code(), Some(3), "{}", err(&built));
    assert_eq!(
        fs::read_to_string(book.path().join("site/thesis.txt")).unwrap(),
        "ten years"
    );
}

#[test]
fn clean_removes_the_site_and_only_the_site() {
    let book = tiny_book();
    answerbook(&["build"], book.path());
    let cleaned = answerbook(&["clean"], book.path());
    assert_eq!(cleaned.status.code(), Some(0), "{}", err(&cleaned));
    assert!(!book.path().join("site").exists());
    assert!(book.path().join("content/math/sum.md").exists());
}

#[test]
fn schemas_completions_and_the_manual_page_are_printed() {
    let folder = Path::new(".");
    for name in [
        "book", "question", "topic", "page", "track", "glossary", "planned",
    ] {
        let printed = answerbook(&["schema", name], folder);
        serde_json::from_str::<serde_json::Value>(&out(&printed)).unwrap();
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(out(&answerbook(&["completions", shell], folder)).contains("answerbook"));
    }
    assert!(out(&answerbook(&["man"], folder)).contains(".TH answerbook"));
}

#[test]
fn two_builds_with_different_threads_are_identical() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = TempDir::new().unwrap();
    let site = |name: &str, jobs: &str| {
        let site = folder.path().join(name);
        let built = answerbook(
            &[
                "build",
                "--jobs",
                jobs,
                "--output-dir",
                site.to_str().unwrap(),
                "--base-url",
                "https://example.org/book",
            ],
            root,
        );
        assert_eq!(built.status.code(), Some(0), "{}", err(&built));
        site
    };
    let (one, four) = (site("one", "1"), site("four", "4"));
    let files = crate::book::files(&one);
    assert_eq!(files, crate::book::files(&four));
    for file in files {
        assert!(
            fs::read(one.join(&file)).unwrap() == fs::read(four.join(&file)).unwrap(),
            "{file} differs"
        );
    }
}

#[test]
fn the_books_own_build_has_no_warnings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checked = answerbook(&["check", "--base-url", "https://example.org/book"], root);
    assert_eq!(
        (checked.status.code(), err(&checked)),
        (Some(0), String::new())
    );
}

#[test]
fn texts_are_checked_only_where_that_is_asked_for() {
    let book = tiny_book();
    let checked = answerbook(&["check"], book.path());
    assert_eq!(checked.status.code(), Some(0), "{}", err(&checked));
    assert!(!err(&checked).contains("sources"), "{}", err(&checked));
    let checked = answerbook(&["check", "--content"], book.path());
    assert_eq!(checked.status.code(), Some(1), "{}", err(&checked));
    assert!(
        err(&checked).contains("error: the number of sources is 0, not 2 to 5"),
        "{}",
        err(&checked)
    );
}

#[test]
fn advice_is_counted_and_fails_nothing() {
    let book = tiny_book();
    fs::write(
        book.path().join("book.toml"),
        "[book]\ntitle = \"Tiny\"\n[site]\nbase_url = \"https://example.org\"\n[content]\nopen_words = [500, 900]\n\
         short_answer_words = [1, 9]\nshort_answer_sentences = [1, 9]\nsources = [0, 0]\nfollowups = [1, 1]\n",
    )
    .unwrap();
    fs::write(
        book.path().join("content/math/sum.md"),
        "+++\ntitle = \"Sum\"\n+++\n\nAn addition.\n\n## Why\n\n> [!PITFALL]\n> None.\n\n> [!FOLLOWUP]\n> - More? No.\n",
    )
    .unwrap();
    let checked = answerbook(&["check", "--content"], book.path());
    assert_eq!(checked.status.code(), Some(0), "{}", err(&checked));
    assert!(
        err(&checked).starts_with("advice: the number of words is "),
        "{}",
        err(&checked)
    );
    assert!(
        out(&checked).starts_with("checked 1 question: 1 piece of advice, "),
        "{}",
        out(&checked)
    );
    let json = answerbook(&["check", "--content", "--format", "json"], book.path());
    let line: serde_json::Value = serde_json::from_str(out(&json).trim()).unwrap();
    assert_eq!(line["severity"], "advice");
    let github = answerbook(&["check", "--content", "--format", "github"], book.path());
    assert!(
        out(&github).starts_with("::notice file=content/math/sum.md,line=2,"),
        "{}",
        out(&github)
    );
}
