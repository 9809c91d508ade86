//! What others made that is published: that all of it is told, and that it is what Cargo.lock names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use answerbook::notices;

use crate::book::files;
use crate::cli::answerbook;
use crate::workflows::root;

/// Names with versions, as the list at the head of a text has them.
fn listed(text: &str) -> BTreeSet<String> {
    let mut parts = text.split("\n\n");
    let list = parts.nth(1).unwrap();
    list.lines()
        .map(|line| line.split(" (").next().unwrap().to_owned())
        .collect()
}

/// What a package needs to run on this machine, as cargo says without a network.
fn needed(arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p}"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let lines = String::from_utf8(output.stdout).unwrap();
    // What is in this repository has its folder behind it.
    let of_others = lines
        .lines()
        .filter(|line| !line.is_empty() && !line.contains(" (/") && !line.contains(":\\"));
    let names = of_others.map(|line| {
        let mut words = line.split(' ');
        let (name, version) = (words.next().unwrap(), words.next().unwrap());
        format!("{name} {}", version.trim_start_matches('v'))
    });
    names.collect()
}

const STALE: &str = "run `cargo xtask notices` and commit notices/";

#[test]
fn every_package_of_the_program_and_of_the_search_is_told() {
    let program = listed(notices::PROGRAM);
    let missing: Vec<_> = needed(&["--package", "answerbook"])
        .difference(&program)
        .cloned()
        .collect();
    assert!(missing.is_empty(), "{missing:?}: {STALE}");
    let engine = [
        "--package",
        "answerbook-search-wasm",
        "--target",
        "wasm32-unknown-unknown",
    ];
    let missing: Vec<_> = needed(&engine)
        .difference(&listed(notices::SITE))
        .cloned()
        .collect();
    assert!(missing.is_empty(), "{missing:?}: {STALE}");
}

#[test]
fn nothing_is_told_that_cargo_lock_does_not_name() {
    let lock: toml::Table = fs::read_to_string(root().join("Cargo.lock"))
        .unwrap()
        .parse()
        .unwrap();
    let text = |package: &toml::Value, key: &str| package[key].as_str().unwrap().to_owned();
    let locked: BTreeSet<String> = lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| format!("{} {}", text(package, "name"), text(package, "version")))
        .collect();
    // The rest are no packages: what packages bring along, and the theme's.
    let is_package = |name: &&String| {
        let mut words = name.split(' ');
        words.clone().count() == 2
            && words
                .nth(1)
                .unwrap()
                .starts_with(|c: char| c.is_ascii_digit())
    };
    let mut packages = 0;
    for text in [notices::PROGRAM, notices::SITE] {
        for name in listed(text).iter().filter(is_package) {
            assert!(locked.contains(name), "{name}: {STALE}");
            packages += 1;
        }
    }
    assert!(packages > 200, "{packages}");
}

#[test]
fn all_that_a_site_holds_of_others_is_told() {
    let site = listed(notices::SITE);
    for work in [
        "KaTeX's fonts",
        "KaTeX's style sheet 0.18.5",
        "The Rust standard library",
        "The scheduler ts-fsrs 5.4.2",
    ] {
        assert!(site.contains(work), "{work}");
        assert!(notices::PROGRAM.contains(work), "{work}");
    }
    // What is new below `vendor` needs a place in `crates/xtask/src/notices/assets.rs`.
    let vendored = fs::read_dir(root().join("static/vendor")).unwrap();
    let vendored: BTreeSet<_> = vendored.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(
        vendored,
        ["golos-text", "katex", "ts-fsrs"].map(Into::into).into()
    );
    // The fonts say of themselves that they are under the Open Font License.
    assert!(
        notices::SITE.contains("SIL OPEN FONT LICENSE")
            && notices::SITE.contains("Reserved Font Name")
    );
    for part in [
        "QuickJS",
        "musl",
        "Golos Text",
        "Oniguruma",
        "SQLite",
        "Khan Academy",
        "a syntax in two-face",
    ] {
        assert!(notices::PROGRAM.contains(part), "{part}");
    }
}

#[test]
fn every_work_has_the_text_of_its_licence() {
    for text in [notices::PROGRAM, notices::SITE] {
        let (head, texts) = text.split_once("\n-----").unwrap();
        for name in listed(&format!("{head}\n\n")) {
            assert!(texts.contains(&name), "{name} is listed and has no text");
        }
        // Nothing of the machine that it was written on.
        for word in ["/.cargo/", "registry/src"] {
            assert!(!text.contains(word), "{word}");
        }
    }
}

#[test]
fn the_program_prints_them_anywhere() {
    let folder = tempfile::TempDir::new().unwrap();
    let printed = answerbook(&["--licenses"], folder.path());
    assert_eq!(printed.status.code(), Some(0));
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), notices::PROGRAM);
    // All else needs a command.
    let nothing = answerbook(&["--quiet"], folder.path());
    assert_eq!(nothing.status.code(), Some(2));
    assert!(
        String::from_utf8(nothing.stderr)
            .unwrap()
            .contains("needs a command")
    );
}

#[test]
fn every_page_of_a_site_leads_to_them() {
    let folder = tempfile::TempDir::new().unwrap();
    answerbook(&["init", "book", "--title", "T"], folder.path());
    let built = answerbook(&["build", "--root", "book"], folder.path());
    assert_eq!(built.status.code(), Some(0));
    let site = folder.path().join("book/site");
    let told = fs::read_to_string(site.join(notices::SITE_PATH)).unwrap();
    assert_eq!(told, notices::SITE);
    let mut pages = 0;
    for page in files(&site)
        .into_iter()
        .filter(|file| file.ends_with(".html"))
    {
        let html = fs::read_to_string(site.join(&page)).unwrap();
        if !html.contains("class=\"site-footer\"") {
            continue;
        }
        let up = "../".repeat(Path::new(&page).components().count() - 1);
        let root = if page == "404.html" { "/" } else { &up };
        let link = format!("<a href=\"{root}{}\">", notices::SITE_PATH);
        assert!(html.contains(&link), "{page} has no {link}");
        pages += 1;
    }
    assert!(pages > 10, "{pages}");
}

#[test]
fn a_site_can_say_more_and_no_text_can_take_their_place() {
    let folder = tempfile::TempDir::new().unwrap();
    answerbook(&["init", "book"], folder.path());
    let book = folder.path().join("book");
    fs::create_dir_all(book.join("static")).unwrap();
    fs::write(book.join("static/licenses.txt"), "more").unwrap();
    let built = answerbook(&["build", "--root", "book"], folder.path());
    assert_eq!(built.status.code(), Some(0));
    assert_eq!(fs::read(book.join("site/licenses.txt")).unwrap(), b"more");
    fs::write(book.join("content/Licenses.txt"), "other").unwrap();
    let built = answerbook(&["build", "--root", "book"], folder.path());
    assert_eq!(built.status.code(), Some(1));
    let said = String::from_utf8(built.stderr).unwrap();
    assert!(said.contains("where a file of the site goes"), "{said}");
}
