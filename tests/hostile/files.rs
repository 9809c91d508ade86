//! Files that are too large, too many, too deep, or no text.

use std::fs::{self, File};
use std::path::Path;

use super::{HEAD, book, check, limited, question, run, said, write};

const GIGABYTE: u64 = 1 << 30;

/// A file of nothing that takes no room.
fn sparse(folder: &Path, file: &str) {
    let place = folder.join(file);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    File::create(place).unwrap().set_len(GIGABYTE).unwrap();
}

#[test]
fn texts_of_a_gigabyte_are_refused_unread() {
    for file in [
        "content/t/large.md",
        "content/glossary.toml",
        "content/planned.toml",
        "content/tracks/a.toml",
        "translations.lock",
        "templates/question.html",
        "languages/en.toml",
        "book.toml",
    ] {
        let book = question("A.\n");
        sparse(book.path(), file);
        let said = check(book.path());
        assert!(
            said.contains(file) && said.contains("16777216"),
            "{file}: {said}"
        );
    }
}

/// Pictures and static files are never held in memory: they are copied, by a process that has room for less. One at a
/// time, since a copy takes a gigabyte of the disk. What is drawn into a page or read by the theme is refused.
#[test]
fn files_of_a_gigabyte_are_copied_or_refused() {
    let limits = "ulimit -v 1000000;";
    for (file, copy) in [
        ("content/t/large.png", "site/t/large.png"),
        ("static/large.bin", "site/large.bin"),
    ] {
        let book = question("![a](large.png)\n");
        let settings = "[book]\ntitle = \"B\"\n[exports]\nanki = [\"languages\"]\njson = true\n";
        write(book.path(), "book.toml", settings);
        write(book.path(), "content/t/large.png", "");
        sparse(book.path(), file);
        let output = limited(limits, &["build"], book.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{file} {}", said(&output));
        let copy = fs::metadata(book.path().join(copy)).unwrap();
        assert_eq!(copy.len(), GIGABYTE);
        fs::remove_dir_all(book.path().join("site")).unwrap();
    }
    let refused = [
        (
            "content/t/large.svg",
            "`t/large.svg` is not an SVG of less than a megabyte",
        ),
        (
            "content/t/large.py",
            "`t/large.py` is not a text of less than a megabyte",
        ),
        ("static/css/base.css", "static/css/base.css"),
        ("static/js/main.js", "static/js/main.js"),
        (
            "static/vendor/golos-text/GolosText_700Bold.ttf",
            "is larger than 1 MB",
        ),
    ];
    for (file, told) in refused {
        let body = "A.\n\n![a](large.svg)\n\n```py include=\"large.py\"\n```\n";
        let book = question(body);
        write(
            book.path(),
            "content/t/large.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>",
        );
        write(book.path(), "content/t/large.py", "x = 1\n");
        sparse(book.path(), file);
        let output = limited(limits, &["check"], book.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{file} {}", said(&output));
        assert!(said(&output).contains(told), "{file} {}", said(&output));
    }
}

#[test]
fn other_encodings_are_told_and_marks_at_the_start_are_not_seen() {
    let utf16 = |text: &str, swap: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|unit| {
                if swap {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let text = format!("{HEAD}A.\n");
    for (name, bytes) in [
        ("little", [&[0xff, 0xfe][..], &utf16(&text, false)].concat()),
        ("big", [&[0xfe, 0xff][..], &utf16(&text, true)].concat()),
        ("surrogate", [text.as_bytes(), &[0xed, 0xa0, 0x80]].concat()),
        ("overlong", [text.as_bytes(), &[0xc0, 0xaf]].concat()),
        ("latin", [text.as_bytes(), &[0xe9]].concat()),
        ("without a mark", utf16(&text, false)),
        ("nothing", format!("{text}\0\0").into_bytes()),
    ] {
        let book = book(&[("content/t/q.md", bytes)]);
        let output = run(&["check"], book.path());
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        let is_told = ["the file is not UTF-8", "it has NUL bytes"]
            .iter()
            .any(|told| said.contains(told));
        assert!(is_told, "{name}: {said}");
    }
    for text in [
        format!("\u{feff}{text}"),
        text.replace('\n', "\r\n"),
        format!("\u{feff}{}", text.replace('\n', "\r\n")),
        format!("{text}\u{feff}\u{fffe}\u{10ffff}\n"),
    ] {
        let book = book(&[("content/t/q.md", &text)]);
        let output = run(&["build"], book.path());
        assert_eq!(output.status.code(), Some(0), "{text:?} {}", said(&output));
        let page = fs::read_to_string(book.path().join("site/t/q.html")).unwrap();
        assert!(!page.contains('\0') && page.contains("A."), "{text:?}");
    }
}

#[test]
fn a_file_that_is_empty_or_ends_early_is_told() {
    for text in [
        "",
        "+++",
        "+++\n",
        "+++\ntitle",
        "+++\r\ntitle = \"a\"",
        "\0",
        "\n\n+++\n",
        "---\ntitle: a\n---\n",
        "+++\n+++",
    ] {
        let book = book(&[("content/t/q.md", text)]);
        let output = run(&["check"], book.path());
        assert_eq!(output.status.code(), Some(1), "{text:?} {}", said(&output));
    }
}

/// Names and depths at the bounds of what file systems have, and beyond what an output may have.
#[test]
fn long_names_and_deep_folders_are_refused() {
    let long = "a".repeat(240);
    for path in [
        format!("content/{}q.md", "deep/".repeat(300)),
        format!("content/{0}/{0}/{0}/{0}/q.md", long),
        format!("content/t/{}.md", "ї".repeat(126)),
    ] {
        let book = book(&[(&*path, format!("{HEAD}A.\n"))]);
        let output = run(&["build"], book.path());
        let site = book.path().join("site");
        let is_built = output.status.code() == Some(0) && site.exists();
        assert!(
            is_built || output.status.code() != Some(0) && !site.exists(),
            "{path} {}",
            said(&output)
        );
    }
    let book = book(&[(&*format!("content/{}a.png", "deep/".repeat(300)), "x")]);
    let output = run(&["check"], book.path());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("is longer than 800 bytes"),
        "{}",
        said(&output)
    );
}

/// A hundred times as many as a large book has. A million were tried by hand.
#[test]
fn many_tiny_files_are_read_in_bounded_memory() {
    let book = question("A.\n");
    for folder in 0..50 {
        let place = book.path().join(format!("content/t/f{folder}"));
        fs::create_dir(&place).unwrap();
        for file in 0..400 {
            File::create(place.join(format!("{file}.txt"))).unwrap();
        }
    }
    let output = run(&["check", "--quiet"], book.path());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn what_is_no_picture_is_no_reason_to_stop() {
    let zeros = vec![0; 1000];
    let lie = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\0\0\0";
    for bytes in [
        &b""[..],
        b"\x89PNG\r\n\x1a\n",
        lie,
        b"GIF89a",
        b"\xff\xd8\xff\xe0",
        b"RIFF\xff\xff\xff\xffWEBPVP8X",
        &zeros,
    ] {
        let book = question("A.\n\n![a](a.png)\n");
        write(book.path(), "content/t/a.png", bytes);
        run(&["build"], book.path());
    }
}

/// A page that somebody writes by hand has no Content-Security-Policy. What a host may call a page or take for settings, or
/// a browser for a page, is not published, unless the book says that it trusts its HTML.
#[test]
fn what_browsers_or_hosts_would_do_is_not_published() {
    let page = "<!doctype html><script>alert(1)</script>";
    let active = [
        "t/a.html",
        "b.HTM",
        "t/c.xhtml",
        "d.xml",
        "e.feed",
        "f",
        "g.svgz",
        "_redirects",
    ];
    let passive = ["h.txt", "i.csv", "j.py", "k.svg"];
    let figure =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path d=\"M0 0h1\"/></svg>";
    let content = |name: &&str| match *name {
        "d.xml" => format!("\u{feff}\n{page}"),
        // As large files are: not kept in memory.
        "f" => " ".repeat(2 << 20) + page,
        "j.py" => "1 < 2\n".to_owned(),
        "k.svg" => figure.to_owned(),
        _ => page.to_owned(),
    };
    let names = active.iter().chain(&passive);
    let files = names.map(|name| (format!("content/{name}"), content(name)));
    let files: Vec<_> = files.collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (&**name, text)).collect();
    let book = book(&files);
    let is_there = |name: &&&str| book.path().join("site").join(name).exists();

    let output = run(&["build"], book.path());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let said = said(&output);
    for name in active {
        let told = format!("would do what it says\n--> content/{name}\n");
        assert!(said.contains(&told), "{name}: {said}");
    }
    assert_eq!(active.iter().filter(is_there).count(), 0);
    assert_eq!(passive.iter().filter(is_there).count(), passive.len());

    let settings = "[book]\ntitle = \"B\"\n[markdown]\nraw_html = \"trust\"\n";
    write(book.path(), "book.toml", settings);
    let output = run(&["build"], book.path());
    assert_eq!(output.status.code(), Some(0), "{}", super::said(&output));
    assert_eq!(active.iter().filter(is_there).count(), active.len());
}
