//! Paths that lead out of the book: symbolic links of every kind, pipes, names of other systems.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::{HEAD, book, holds, run, said, write};

/// What must not get out.
const SECRET: &str = "the-secret-of-somebody-else";

/// A folder outside of the book with a secret as every kind of file, and a book of one question.
struct Case {
    outside: tempfile::TempDir,
    book: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let outside = tempfile::tempdir().unwrap();
        let secret = format!("+++\ntitle = \"{SECRET}\"\n+++\n\n{SECRET}\n");
        for file in ["q.md", "page.html", "a.png", "index.md", "question.html"] {
            write(outside.path(), file, &secret);
        }
        write(
            outside.path(),
            "en.toml",
            format!("{SECRET} = \"{SECRET}\"\n"),
        );
        let book = book(&[("content/t/q.md", format!("{HEAD}A.\n"))]);
        Self { outside, book }
    }

    fn link(&self, to: &str, at: &str) {
        let place = self.book.path().join(at);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        if let Ok(metadata) = fs::symlink_metadata(&place) {
            match metadata.is_dir() {
                true => fs::remove_dir_all(&place).unwrap(),
                false => fs::remove_file(&place).unwrap(),
            }
        }
        symlink(self.outside.path().join(to), place).unwrap();
    }

    /// Builds; what was said. Nothing of the secret is in it, or in the site.
    fn build(&self) -> String {
        let said = said(&run(&["build"], self.book.path()));
        assert!(!said.contains(SECRET), "{said}");
        let site = self.book.path().join("site");
        assert!(!site.exists() || !holds(&site, SECRET), "{said}");
        said
    }
}

#[test]
fn links_to_files_and_folders_are_left_out() {
    for (to, at) in [
        ("q.md", "content/t/two.md"),
        ("a.png", "content/t/a.png"),
        ("", "content/more"),
        ("question.html", "templates/question.html"),
        ("", "templates"),
        ("a.png", "static/a.png"),
        ("", "static"),
        ("en.toml", "languages/en.toml"),
        ("", "languages"),
        ("en.toml", "translations.lock"),
        ("en.toml", "content/glossary.toml"),
        ("en.toml", "content/tracks/a.toml"),
    ] {
        let case = Case::new();
        case.link(to, at);
        let said = case.build();
        let expected = "symbolic links are not followed";
        assert!(said.contains(expected) && said.contains(at), "{at}: {said}");
        assert!(
            case.book.path().join("site/t/q.html").exists(),
            "{at}: {said}"
        );
    }
}

#[test]
fn links_on_the_way_to_the_content_are_errors() {
    let case = Case::new();
    case.link("", "content");
    let said = case.build();
    assert!(said.contains("`content` is a symbolic link"), "{said}");
    let case = Case::new();
    write(
        case.book.path(),
        "book.toml",
        "[book]\ntitle = \"B\"\nsrc = \"a/b\"\n",
    );
    fs::create_dir(case.outside.path().join("b")).unwrap();
    write(case.outside.path(), "b/q.md", format!("{HEAD}{SECRET}\n"));
    case.link("", "a");
    let said = case.build();
    assert!(said.contains("`a` is a symbolic link"), "{said}");
}

#[test]
fn settings_are_a_file_and_no_link_or_pipe() {
    let case = Case::new();
    // A problem would show a line of the file.
    case.link("en.toml", "book.toml");
    let said = case.build();
    assert!(said.contains("book.toml is no file"), "{said}");
    pipe(&case.book.path().join("book.toml"));
    assert!(case.build().contains("book.toml is no file"));
    fs::remove_file(case.book.path().join("book.toml")).unwrap();
    fs::create_dir(case.book.path().join("book.toml")).unwrap();
    assert!(case.build().contains("book.toml is no file"));
}

#[test]
fn links_to_themselves_and_to_parents_end() {
    let case = Case::new();
    let root = case.book.path();
    for (to, at) in [
        (".", "content/loop"),
        ("..", "content/t/up"),
        ("self.md", "content/t/self.md"),
        ("b.md", "content/t/a.md"),
        ("a.md", "content/t/b.md"),
        ("nowhere.png", "content/t/c.png"),
    ] {
        symlink(to, root.join(at)).unwrap();
    }
    let said = case.build();
    assert_eq!(
        said.matches("symbolic links are not followed").count(),
        6,
        "{said}"
    );
    assert!(root.join("site/t/q.html").exists(), "{said}");
}

#[test]
fn pipes_and_sockets_are_not_opened() {
    let case = Case::new();
    let root = case.book.path();
    fs::create_dir(root.join("static")).unwrap();
    for file in [
        "content/t/a.md",
        "content/t/a.png",
        "static/b.css",
        "translations.lock",
        "content/glossary.toml",
    ] {
        pipe(&root.join(file));
    }
    let _socket = std::os::unix::net::UnixListener::bind(root.join("content/t/s.md")).unwrap();
    case.build();
    assert!(root.join("site/t/q.html").exists());
}

fn pipe(place: &Path) {
    let _ = fs::remove_file(place);
    assert!(
        Command::new("mkfifo")
            .arg(place)
            .status()
            .unwrap()
            .success()
    );
}

/// Names that are legal here and something else elsewhere.
#[test]
fn names_of_other_systems_are_refused() {
    for name in [
        "con.png",
        "AUX.png",
        "nul",
        "com1.txt",
        "a.",
        "a ",
        "a\\b.png",
        "c:a.png",
        "a?.png",
        "a*.png",
        "a\u{7}.png",
        "a\nb.png",
        "a<b.png",
        "a|b.png",
        "a\"b.png",
    ] {
        let book = book(&[
            ("content/t/q.md", HEAD.to_owned()),
            (&format!("content/t/{name}"), "x".into()),
        ]);
        for command in ["check", "build"] {
            let output = run(&[command], book.path());
            assert_ne!(output.status.code(), Some(0), "{name:?} {}", said(&output));
        }
        assert!(!book.path().join("site").exists(), "{name:?}");
    }
}

#[test]
fn names_that_another_file_system_takes_for_one_are_refused() {
    for (a, b) in [
        ("a.png", "A.png"),
        ("caf\u{e9}.png", "cafe\u{301}.png"),
        ("\u{439}.png", "\u{438}\u{306}.png"),
        ("straße.png", "STRASSE.png"),
        ("x/a.png", "X/b.png"),
    ] {
        let (a, b) = (format!("content/t/{a}"), format!("content/t/{b}"));
        let book = book(&[(&*a, "x"), (&b, "y")]);
        if !(book.path().join(&a).exists() && fs::read(book.path().join(&a)).unwrap() == b"x") {
            eprintln!("skipped: {a} and {b} are one file here");
            continue;
        }
        for command in ["check", "build"] {
            let output = run(&[command], book.path());
            assert_ne!(output.status.code(), Some(0), "{a} {b} {}", said(&output));
        }
        assert!(!book.path().join("site").exists());
    }
}

#[test]
fn what_content_names_stays_in_the_content() {
    let case = Case::new();
    write(case.book.path(), "private.py", SECRET);
    let paths = [
        "../private.py",
        "../../private.py",
        "/../private.py",
        "..\\..\\private.py",
        "%2e%2e/%2e%2e/private.py",
        "....//....//private.py",
        "/etc/passwd",
        "file:///etc/passwd",
        "c:/private.py",
    ];
    for path in paths {
        let absolute = case.outside.path().join("q.md");
        for path in [path, absolute.to_str().unwrap()] {
            for body in [
                format!("```py include=\"{path}\"\n```\n"),
                format!("![a]({path})\n"),
                format!("[a]({path})\n"),
                format!("<img src=\"{path}\" alt=\"a\">\n"),
            ] {
                write(
                    case.book.path(),
                    "content/t/q.md",
                    format!("{HEAD}A.\n\n{body}"),
                );
                let said = case.build();
                assert!(said.contains("error"), "{body}: {said}");
            }
        }
    }
    for id in ["../../out", "/tmp/out", "a/b", "..", "con", "a\\\\b", "c:x"] {
        for key in ["id", "aliases"] {
            let value = match key {
                // No path is made of it.
                "id" if id == "con" => continue,
                "id" => format!("\"{id}\""),
                _ => format!("[\"{id}\"]"),
            };
            let key = format!("{key} = {value}");
            write(
                case.book.path(),
                "content/t/q.md",
                format!("+++\ntitle = \"Q\"\n{key}\n+++\n\nA.\n"),
            );
            let output = run(&["build"], case.book.path());
            assert_ne!(output.status.code(), Some(0), "{key} {}", said(&output));
        }
    }
}
