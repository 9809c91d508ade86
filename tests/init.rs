//! `answerbook init`: the book to begin with, and what it may not touch.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::cli::answerbook;

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn init(arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    said(&answerbook(&[&["init"], arguments].concat(), folder))
}

fn files(folder: &Path) -> Vec<String> {
    crate::book::files(folder)
}

#[test]
fn the_new_book_has_no_problem_and_is_built_without_a_warning() {
    let folder = TempDir::new().unwrap();
    let (code, out, err) = init(&["my book"], folder.path());
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(
        out.lines().count(),
        4,
        "one line, then what to do next in three: {out}"
    );
    assert!(out.contains("cd \"my book\" && answerbook serve"), "{out}");
    let root = ["--root", "my book"];
    let (code, out, err) = said(&answerbook(
        &[&["build"], &root[..]].concat(),
        folder.path(),
    ));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(
        out.contains("in 3 languages") && !out.contains("warning"),
        "{out}"
    );
    let check = ["check", "--base-url", "https://example.org", "--drafts"];
    let (code, out, err) = said(&answerbook(&[&check[..], &root].concat(), folder.path()));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("no problems"), "{out}");
}

#[test]
fn the_new_book_shows_what_it_explains() {
    let folder = TempDir::new().unwrap();
    init(&[], folder.path());
    answerbook(&["build"], folder.path());
    let page = |path: &str| fs::read_to_string(folder.path().join("site").join(path)).unwrap();
    for language in ["", "uk/", "ru/"] {
        let page = |path: &str| page(&format!("{language}{path}.html"));
        let formulas = page("writing/formulas");
        assert!(formulas.contains("class=\"katex") && formulas.contains("<svg"));
        assert!(!formulas.contains("katex-error"));
        let code = page("writing/count-words");
        assert!(
            code.contains("<samp>") && !code.contains("ANCHOR: count\n"),
            "{code}"
        );
        assert!(page("writing/count-pages").contains("data-callout=\"solution\""));
        assert!(page("writing/short-answer").contains("data-correct=\"true\""));
        assert!(page("writing/folded-block").contains("data-quiz=\"many\""));
        assert!(page("writing/wiki-link").contains("planned"));
        let question = page("getting-started/add-a-question");
        assert!(question.contains("footnote-ref") && question.contains("<table"));
    }
    // One page is left untranslated on purpose.
    let notice = "Цієї сторінки ще немає українською";
    let untranslated: Vec<_> = files(&folder.path().join("site/uk"))
        .into_iter()
        .filter(|path| page(&format!("uk/{path}")).contains(notice))
        .collect();
    assert_eq!(untranslated, ["getting-started/untranslated.html"]);
}

#[test]
fn translations_are_in_their_language_and_its_typography() {
    let folder = TempDir::new().unwrap();
    init(&[], folder.path());
    for path in files(&folder.path().join("content")) {
        let others = match path.rsplit('.').nth(1) {
            Some("uk") => "ыэёъЫЭЁЪ“”'",
            Some("ru") => "іїєґІЇЄҐ“”’'",
            _ => continue,
        };
        let text = fs::read_to_string(folder.path().join("content").join(&path)).unwrap();
        // Code, formulas and addresses are the same in every language.
        let prose = text.split("+++").nth(2).unwrap();
        let prose = prose.split("```").step_by(2).collect::<String>();
        let prose = prose.split('`').step_by(2).collect::<String>();
        let prose = prose.replace("$$", "$");
        let prose = prose.split('$').step_by(2).collect::<String>();
        let foreign: String = prose.chars().filter(|c| others.contains(*c)).collect();
        assert_eq!(foreign, "", "{path}");
    }
}

#[test]
fn a_folder_with_files_is_refused_and_stays_as_it_is() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("thesis.txt"), "ten years").unwrap();
    let (code, out, err) = init(&["."], folder.path());
    assert_eq!((code, out.as_str()), (Some(3), ""));
    assert!(
        err.contains("`thesis.txt`") && err.contains("--force"),
        "{err}"
    );
    assert_eq!(files(folder.path()), ["thesis.txt"]);
}

#[test]
fn force_adds_what_is_missing_and_changes_nothing() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("README.md"), "mine").unwrap();
    let (code, out, _) = init(&["--force"], folder.path());
    assert_eq!(code, Some(0));
    assert!(out.contains("left as it was: `README.md`\n"), "{out}");
    let readme = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert_eq!(readme, "mine");
    assert!(folder.path().join("book.toml").is_file());
}

#[test]
fn a_file_where_a_folder_is_needed_is_an_error() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("content"), "").unwrap();
    let (code, _, err) = init(&["--force"], folder.path());
    assert_eq!(code, Some(3));
    assert!(err.contains("cannot be written"), "{err}");
    let (code, _, err) = init(&["content"], folder.path());
    assert_eq!(code, Some(3));
    assert!(err.contains("`content` cannot be read"), "{err}");
}

#[test]
fn a_repository_without_files_is_an_empty_folder() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    assert_eq!(init(&[], folder.path()).0, Some(0));
}

#[test]
fn the_title_is_that_of_the_home_pages() {
    let folder = TempDir::new().unwrap();
    init(&["--title", "Cats & \"dogs\""], folder.path());
    let built = answerbook(&["build"], folder.path());
    assert_eq!(said(&built).2, "");
    for path in ["index.html", "uk/index.html", "ru/index.html"] {
        let page = fs::read_to_string(folder.path().join("site").join(path)).unwrap();
        let heading = page.split("<h1>").nth(1).unwrap();
        assert!(
            heading.starts_with("Cats &amp; &quot;dogs&quot;</h1>"),
            "{heading:.80}"
        );
    }
}

#[test]
fn pull_requests_may_only_read() {
    let folder = TempDir::new().unwrap();
    init(&[], folder.path());
    let path = folder.path().join(".github/workflows/pages.yml");
    let workflow = fs::read_to_string(path).unwrap();
    let (build, publish) = workflow.split_once("\n  publish:\n").unwrap();
    assert!(!build.contains(": write"), "{build}");
    let first_line = publish.lines().next().unwrap();
    assert!(
        first_line.contains("if: github.event_name != 'pull_request'"),
        "{first_line}"
    );
    assert!(build.contains("fetch-depth: 0"));
}
