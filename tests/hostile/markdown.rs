//! Markdown, formulas, code and figures that cost more than they are long.
//!
//! Each text is as large as a pull request that nobody would look twice at. Texts that are wrong end with errors, the
//! others are drawn; either takes seconds, which the limits of the process make sure of.

use std::fmt::Write;

use super::{HEAD, book, check, question, run, said};

/// Checks one book with many questions, so that the program is started once; a question that takes too long takes
/// them all with it, and the names of those that were drawn say which it was.
fn check_all(questions: &[(&str, String)]) -> String {
    let mut said_of_all = String::new();
    for (name, body) in questions {
        eprintln!("{name}");
        let book = question(body);
        let said = check(book.path());
        assert!(
            said.len() < 2 << 20,
            "{name}: {} bytes are said",
            said.len()
        );
        writeln!(said_of_all, "{name}: {said}").unwrap();
    }
    said_of_all
}

fn times(text: &str, count: usize) -> String {
    text.repeat(count)
}

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn nesting_is_bounded() {
    let said = check_all(&[
        ("quotes", times("> ", 100_000) + "a\n"),
        ("quotes on lines", times(&(times("> ", 500) + "a\n"), 500)),
        ("lists", times("- ", 100_000) + "a\n"),
        (
            "indented lists",
            numbered(1000, |n| times(" ", 2 * n) + "- a\n"),
        ),
        ("emphasis", times("*", 100_000) + "a" + &times("*", 100_000)),
        (
            "callouts",
            numbered(300, |n| times("> ", n + 1) + "[!NOTE]\n"),
        ),
        ("details", times("<details>\n\n", 5_000)),
    ]);
    assert!(
        said.contains("blocks are nested deeper than 64 levels"),
        "{said}"
    );
    for name in ["quotes", "quotes on lines", "lists", "emphasis", "callouts"] {
        let told = format!("{name}: checked 1 question: 1 error");
        assert!(said.contains(&told), "{name} of {said}");
    }
}

/// What fuzzing found: each is as short as it can be.
#[test]
fn short_texts_that_once_broke_something_are_read() {
    let all = check_all(&[
        (
            "an item that the parser gives no list",
            "[x]: other.md 'title'\n* \n".to_owned(),
        ),
        ("a number of it", "[x]: other.md 'title'\n10) \n".to_owned()),
        (
            "references in a fence",
            "~~~~&lt;script&gt;Слово *\n".to_owned(),
        ),
    ]);
    assert!(all.contains("unknown option `*`"), "{all}");
    let book = question("[a](x\u{1b}[2J.md)\n\n```\u{1b}]0;x\u{7}\n```\n");
    for format in ["human", "json", "github"] {
        let output = run(&["check", "--format", format], book.path());
        let said = said(&output);
        assert!(!said.contains(['\u{1b}', '\u{7}']), "{format}: {said:?}");
    }
}

#[test]
fn what_is_never_closed_is_text() {
    check_all(&[
        ("brackets", times("[", 100_000)),
        (
            "pairs of brackets",
            times("[", 50_000) + &times("]", 50_000),
        ),
        ("links", times("[a](", 50_000)),
        ("images", times("![a](", 50_000)),
        ("links to questions", times("[[a", 50_000)),
        ("stars", times("*a **b ", 50_000)),
        ("stars and lines", times("*a_ ", 50_000)),
        ("tildes", times("~~a ", 50_000)),
        ("dollars", times("$a", 50_000)),
        ("backticks", numbered(1_500, |n| times("`", n) + "a")),
        ("tags", "a ".to_owned() + &times("<a ", 50_000)),
        ("comments", "a ".to_owned() + &times("<!--", 50_000)),
        ("instructions", "a ".to_owned() + &times("<?", 50_000)),
        ("sections", "a ".to_owned() + &times("<![CDATA[", 30_000)),
        ("elements", times("a <b>", 50_000)),
        ("ends", times("</p></div>", 30_000)),
        (
            "attributes",
            "a <b ".to_owned() + &times("a=b ", 50_000) + ">",
        ),
        ("references", times("&#x1;&amp;&foo", 30_000)),
        ("addresses", times("http://a.", 50_000)),
        (
            "parentheses",
            "https://e.org/".to_owned() + &times("(", 50_000),
        ),
        ("people", times("a@b.c", 50_000)),
        ("marks", "a".to_owned() + &times("\u{301}", 300_000)),
        ("directions", times("\u{202e}", 100_000)),
        ("nothing", times("\0", 100_000)),
        ("backslashes", times("\\", 300_000)),
        ("tabs", times("\t", 300_000) + "a"),
        ("a word", times("a", 2_000_000)),
    ]);
}

#[test]
fn many_of_a_kind_take_their_time_and_no_more() {
    let row = |cell: &str| times(cell, 10_000) + "|\n";
    check_all(&[
        ("columns", row("|a") + &row("|-") + &times(&row("|b"), 5)),
        (
            "short rows",
            row("|a") + &row("|-") + &times("|b\n", 10_000),
        ),
        (
            "rows",
            "|a|b|\n|-|-|\n".to_owned() + &times("|c|d|\n", 20_000),
        ),
        ("items", times("- a\n", 50_000)),
        (
            "footnotes that cite each other",
            numbered(3_000, |n| format!("a[^{n}] "))
                + "\n\n"
                + &numbered(3_000, |n| {
                    format!("[^{n}]: x[^{}] y[^{n}]\n\n", (n + 1) % 3_000)
                }),
        ),
        ("one footnote", times("a[^1] ", 20_000) + "\n\n[^1]: b\n"),
        ("headings", times("## a\n\n", 20_000)),
        (
            "headings with numbers",
            numbered(5_000, |n| format!("## a\n\n## a-{n}\n\n")),
        ),
        (
            "links to headings",
            numbered(10_000, |n| format!("## a{n}\n\n[a](#a{n}) [b](#b)\n\n")),
        ),
        (
            "definitions",
            times("[b] ", 20_000) + "\n\n" + &numbered(20_000, |n| format!("[a{n}]: x\n")),
        ),
        ("lists of definitions", times("a\n: b\n", 10_000)),
        (
            "attributes of a heading",
            format!("## a {{{}}}\n", times(".a ", 20_000)),
        ),
    ]);
}

#[test]
fn many_problems_are_told_in_time_and_not_all() {
    let said = check_all(&[
        ("files", times("[a](x.md)\n", 20_000)),
        ("one line", times("[a](x.md) ", 20_000)),
        ("questions", times("[[a]] ", 20_000)),
        ("schemes", times("[a](javascript:x) ", 20_000)),
        ("elements", times("a <foo>\n", 20_000)),
        ("a long name", format!("[a]({}.md)", times("x", 1_000_000))),
    ]);
    assert!(
        said.contains("19000 more problems are not shown"),
        "{}",
        &said[..1000]
    );
}

#[test]
fn parts_of_a_file_share_its_definitions() {
    let body = numbered(300, |n| {
        format!("## A {n}\n\n{}\n\n", times("[b] [c1] ", 100))
    });
    let definitions = numbered(20_000, |n| format!("[a{n}]: x\n"));
    let text = format!("+++\ntitle = \"Q\"\nsplit = 2\n+++\n\n{body}{definitions}");
    let book = book(&[("content/t/q.md", text)]);
    check(book.path());
}

#[test]
fn formulas_are_bounded() {
    let said = check_all(&[
        ("dollars", times("$", 100_000)),
        ("braces", format!("${}$", times("{", 100_000))),
        ("fractions", format!("${}1{}$", times("\\frac{1}{", 2_000), times("}", 2_000))),
        ("roots", format!("${}1{}$", times("\\sqrt{", 300), times("}", 300))),
        ("a macro of itself", "$\\def\\a{\\a\\a}\\a$".to_owned()),
        (
            "a macro bomb",
            "$\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c}\\d\\d\\d\\d$".to_owned(),
        ),
        ("columns", format!("$$\n\\begin{{array}}{{{}}}{}\\end{{array}}\n$$", times("c", 1_000), times("&", 3_000))),
        ("primes", format!("$x{}$", times("'", 7_000))),
        ("huge rules", "$\\rule{1000000000em}{100000000000em}$ $\\kern99999999em$".to_owned()),
        ("the same one", times("$x^2$ ", 20_000)),
    ]);
    for name in [
        "braces",
        "fractions",
        "roots",
        "a macro of itself",
        "a macro bomb",
    ] {
        assert!(
            said.contains(&format!("{name}: checked 1 question: 1 error")),
            "{name} of {said}"
        );
    }
}

/// A megabyte on one line is shown without colours; lines that are just short enough to be coloured are.
#[test]
fn code_is_coloured_in_bounded_time() {
    let pieces = [
        ("python", "f(x)[1] + \"a\" "),
        ("rust", "let x = vec![r#\"1\"#]; "),
        ("html", "<a href=\"x\">b</a>"),
        ("json", "[{\"a\": [1, "),
        ("cpp", "a<b<c>(d)::e "),
        ("javascript", "`${a}` /(x/ "),
        ("bash", "\"$(a \"${b}\")\" "),
        ("markdown", "*[a](b)_ "),
        ("latex", "\\a{b}$c$ "),
        ("yaml", "a: {b: ["),
    ];
    for (language, piece) in pieces {
        eprintln!("{language}");
        let long = times(piece, (1 << 20) / piece.len());
        let short = times(&(times(piece, 900 / piece.len()) + "\n"), 100);
        let body = format!("A.\n\n```{language}\n{long}\n```\n\n```{language}\n{short}```\n");
        let book = question(&body);
        let output = run(&["check"], book.path());
        assert_eq!(
            output.status.code(),
            Some(0),
            "{language} {}",
            said(&output)
        );
    }
}

/// What makes the patterns of grammars go back and forth.
#[test]
fn patterns_do_not_run_away() {
    let lines = |piece: &str| times(&(times(piece, 990 / piece.len()) + "\n"), 40);
    for (language, piece) in [
        ("python", "("),
        ("cpp", "a<"),
        ("cpp", "a::"),
        ("javascript", "/("),
        ("rust", "'a "),
        ("java", "a.b<"),
        ("ruby", "#{"),
        ("perl", "s/("),
        ("haskell", "a -> "),
        ("bash", "$(("),
        ("sql", "'"),
        ("text", " "),
    ] {
        eprintln!("{language} {piece}");
        let book = question(&format!("A.\n\n```{language}\n{}```\n", lines(piece)));
        check(book.path());
    }
}

#[test]
fn fences_are_bounded() {
    check_all(&[
        ("blocks", times("```python\nx = 1\n```\n\n", 3_000)),
        (
            "ranges",
            format!(
                "```python hl={}1\nx\n```\n",
                numbered(50_000, |n| format!("{},", n * 2 + 1))
            ),
        ),
        (
            "numbers",
            "```python hl=1-4294967295 start=4294967295\nx\n```\n".to_owned(),
        ),
        ("names", format!("```{}\nx\n```\n", times("a", 1_000_000))),
    ]);
}

#[test]
fn figures_are_bounded() {
    let svg = |inside: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">{inside}</svg>")
    };
    let laughs = numbered(11, |n| {
        format!("<!ENTITY a{} \"{}\">", n + 1, times(&format!("&a{n};"), 10))
    });
    let uses = numbered(11, |n| {
        format!(
            "<g id=\"a{}\">{}</g>",
            n + 1,
            times(&format!("<use href=\"#a{n}\"/>"), 10)
        )
    });
    for (name, text) in [
        (
            "entities",
            format!(
                "<!DOCTYPE svg [<!ENTITY a0 \"aaaaaaaaaa\">{laughs}]>{}",
                svg("<text>&a11;</text>")
            ),
        ),
        (
            "an external entity",
            "<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>".to_owned()
                + &svg("<text>&a;</text>"),
        ),
        (
            "groups",
            svg(&(times("<g>", 50_000) + &times("</g>", 50_000))),
        ),
        ("scripts", svg(&times("<g onclick=\"x\"/>", 20_000))),
        (
            "uses",
            svg(&format!(
                "<defs><g id=\"a0\"><path d=\"M0 0\"/></g>{uses}</defs><use href=\"#a11\"/>"
            )),
        ),
        (
            "attributes",
            svg(&format!(
                "<g {}/>",
                numbered(20_000, |n| format!("a{n}=\"\" "))
            )),
        ),
    ] {
        eprintln!("{name}");
        let book = book(&[
            ("content/t/q.md", format!("{HEAD}A.\n\n![a](a.svg)\n")),
            ("content/t/a.svg", text),
        ]);
        let output = run(&["check"], book.path());
        assert_eq!(output.status.code(), Some(1), "{name} {}", said(&output));
        assert!(!said(&output).contains("root:"), "{name}");
    }
}
