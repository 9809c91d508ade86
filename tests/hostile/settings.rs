//! Settings that name folders which are none of the book's, and TOML that is deep, long or wrong.

use super::{HEAD, book, run, said, write};

#[test]
fn folders_of_settings_stay_in_the_book_and_out_of_its_repository() {
    for folder in [
        "..",
        "../out",
        "a/../../out",
        "/tmp/out",
        ".",
        "",
        "./a",
        "a//b",
        "a/",
        "a\\\\b",
        "c:/a",
        "c:a",
        "a\\u0000b",
        "a\\nb",
        ".git",
        ".git/hooks",
        ".GIT",
        "a/.git",
        ".answerbook",
        ".answerbook/cache",
    ] {
        for (between, key) in [("", "src"), ("[build]\n", "output_dir")] {
            let book = book::<&str>(&[]);
            let settings = format!("[book]\ntitle = \"B\"\n{between}{key} = \"{folder}\"\n");
            write(book.path(), "book.toml", settings);
            let output = run(&["build"], book.path());
            let said = said(&output);
            assert_eq!(output.status.code(), Some(1), "{key} {folder:?} {said}");
            assert!(
                said.contains("must name a folder inside the book"),
                "{key} {folder:?} {said}"
            );
        }
    }
}

#[test]
fn hidden_folders_are_no_content() {
    let book = book(&[(".hidden/config", "token")]);
    write(
        book.path(),
        "book.toml",
        "[book]\ntitle = \"B\"\nsrc = \".hidden\"\n",
    );
    let output = run(&["build"], book.path());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(!book.path().join("site").exists());
}

/// Every kind of TOML file, as deep and as long as it gets.
#[test]
fn deep_and_long_toml_is_refused_or_read() {
    let deep = [
        format!("title = {}", "[".repeat(100_000)),
        format!("title = {}{}", "[".repeat(50_000), "]".repeat(50_000)),
        format!("title = {}1{}", "{a=".repeat(50_000), "}".repeat(50_000)),
        format!("{}a = 1", "a.".repeat(50_000)),
        format!("[{}a]", "a.".repeat(50_000)),
        format!("title = \"{}\"", "a".repeat(1_000_000)),
        format!("title = \"\"\"{}", "\\\n".repeat(100_000)),
        "title = \"\\uD800\"".to_owned(),
        "title = \"\\U00110000\"".to_owned(),
        "title = 99999999999999999999999".to_owned(),
        "title = \"a\0b\"".to_owned(),
        "title = \"a\"\ntitle = \"b\"".to_owned(),
    ];
    for text in deep {
        let start = &text[..text.floor_char_boundary(20)];
        for file in [
            "book.toml",
            "content/glossary.toml",
            "content/planned.toml",
            "content/tracks/a.toml",
            "languages/en.toml",
            "translations.lock",
        ] {
            let book = book(&[("content/t/q.md", HEAD)]);
            write(book.path(), file, &text);
            let output = run(&["check"], book.path());
            // A word of the interface that is none is a warning.
            let is_told = output.status.code() == Some(1) || file == "languages/en.toml";
            assert!(is_told, "{file} {start} {}", said(&output));
        }
        let book = book(&[("content/t/q.md", format!("+++\n{text}\n+++\n\nA.\n"))]);
        let output = run(&["check"], book.path());
        let is_title = start.starts_with("title = \"aaa") || text.contains('\0');
        assert!(
            is_title || output.status.code() == Some(1),
            "{start} {}",
            said(&output)
        );
    }
}

#[test]
fn many_keys_are_read_in_time() {
    let lines = |line: fn(usize) -> String, count: usize| (0..count).map(line).collect::<String>();
    let heads = [
        lines(|n| format!("k{n} = 1\n"), 20_000),
        lines(|n| format!("[[sources]]\ntitle = \"{n}\"\n"), 20_000),
        format!(
            "prerequisites = [{}]\n",
            lines(|n| format!("\"t{n}\","), 10_000)
        ),
        format!("aliases = [{}]\n", lines(|n| format!("\"t{n}\","), 2_000)),
        format!("tags = [{}]\n", lines(|n| format!("\"t{n}\","), 200)),
    ];
    for head in heads {
        let book = book(&[(
            "content/t/q.md",
            format!("+++\ntitle = \"Q\"\n{head}+++\n\nA.\n"),
        )]);
        run(&["check"], book.path());
    }
    let text = "one two three ".repeat(20_000);
    let terms = lines(
        |n| format!("[[terms]]\nid = \"t{n}\"\nterm = {{ en = \"one {n}\" }}\n"),
        5_000,
    );
    let book = book(&[
        ("content/t/q.md", format!("{HEAD}{text}")),
        ("content/glossary.toml", terms),
    ]);
    run(&["check"], book.path());
}

/// It is linked on every page.
#[test]
fn the_address_of_the_source_is_one_of_the_web() {
    for address in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "git@example.org:a",
    ] {
        let book = book::<&str>(&[]);
        let settings = format!("[book]\ntitle = \"B\"\n[site]\nrepository = \"{address}\"\n");
        write(book.path(), "book.toml", settings);
        let output = run(&["check"], book.path());
        assert_eq!(output.status.code(), Some(1), "{address} {}", said(&output));
        assert!(said(&output).contains("is not the address of a page"));
    }
}
