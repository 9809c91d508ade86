#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

static HIGHLIGHTER: LazyLock<Highlighter> = LazyLock::new(Highlighter::new);

/// Highlights, and shows `<span class="k">def</span>` as `‹k:def›`.
fn short(language: &str, code: &str) -> String {
    let html = HIGHLIGHTER.highlight(code, language).join("\n");
    let html = html.replace("<span class=\"", "‹").replace("\">", ":");
    let html = html.replace("&gt;", ">").replace("&quot;", "\"");
    html.replace("</span>", "›")
}

/// The text of HTML that has no elements but spans with a class; panics on any other markup.
fn text(html: &str) -> String {
    let mut text = String::new();
    let (mut rest, mut open) = (html, false);
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag = &rest[..=rest.find('>').unwrap()];
        let opens = tag != "</span>";
        let known = |class: &Class| tag == format!("<span class=\"{}\">", class.css());
        assert!(!opens || Class::ALL.iter().any(known), "{tag}");
        assert_ne!(open, opens, "not balanced: {html}");
        open = opens;
        rest = &rest[tag.len()..];
    }
    assert!(!open, "not closed: {html}");
    text.push_str(rest);
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#13;", "\r");
    assert!(!text.replace("&amp;", "").contains('&'), "{text}");
    text.replace("&amp;", "&")
}

#[test]
fn python_has_its_words_strings_and_numbers_marked() {
    let code = "@cache\ndef f(x: int, *, k=None):\n    return f\"{x!r:>3} of\\n\" if x is not None else -1.5 # why\n";
    assert_eq!(
        short("python", code),
        "‹a:@cache›\n\
         ‹k:def› ‹f:f›(‹v:x›: ‹t:int›, *, ‹v:k›=‹l:None›):\n    \
         ‹k:return› ‹s:f\"›{x‹e:!r:>3›} ‹s:of›‹e:\\n›‹s:\"› ‹k:if› x ‹k:is not› ‹l:None› ‹k:else› -‹n:1.5› ‹c:# why›"
    );
}

#[test]
fn rust_sql_and_shell_are_marked() {
    assert_eq!(
        short(
            "rust",
            "pub fn f<'a>(s: &'a str) -> Option<u8> { println!(\"{s}\"); None }"
        ),
        "‹k:pub fn› ‹f:f›&lt;‹t:'a›>(‹v:s›: &amp;‹t:'a› ‹k:str›) -> ‹t:Option›&lt;‹k:u8›> \
         { ‹f:println!›(‹s:\"›‹e:{s}›‹s:\"›); ‹t:None› }"
    );
    assert_eq!(
        short("sql", "SELECT COUNT(*) AS n FROM t WHERE a < 'x' -- all"),
        "‹k:SELECT› ‹f:COUNT›(*) ‹k:AS› n ‹k:FROM› t ‹k:WHERE› a &lt; ‹s:'x'› ‹c:-- all›"
    );
    assert_eq!(
        short(
            "bash",
            "for f in \"$HOME\"/*; do ls -l \"$f\" && exit 1; done"
        ),
        "‹k:for› f ‹k:in› ‹s:\"›‹v:$HOME›‹s:\"›/*; ‹k:do› ‹f:ls› ‹v:-l› ‹s:\"›‹v:$f›‹s:\"› \
         &amp;&amp; ‹f:exit› 1; ‹k:done›"
    );
}

#[test]
fn a_diff_has_its_headers_and_changes_marked() {
    assert_eq!(
        short("diff", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n same\n"),
        "‹h:--- a/x›\n‹h:+++ b/x›\n‹h:@@ -1 +1 @@›\n‹d:-old›\n‹i:+new›\n same"
    );
}

#[test]
fn sessions_have_prompts_code_and_plain_output() {
    assert_eq!(
        short(
            "pycon",
            ">>> if x:\n...     'y'\n...\nreturn\n>>> 'open\n>>> 1\n>>>x"
        ),
        "‹p:>>>› ‹k:if› x:\n‹p:...›     ‹s:'y'›\n‹p:...›\nreturn\n\
         ‹p:>>>› ‹s:'open›\n‹p:>>>› ‹n:1›\n>>>x"
    );
    assert_eq!(
        short("console", "$ echo \"a\" # b\na if\n"),
        "‹p:$› ‹f:echo› ‹s:\"a\"› ‹c:# b›\na if"
    );
}

#[test]
fn text_and_unknown_languages_are_plain_and_escaped() {
    for language in ["", "text", "output", "no-such-language"] {
        let lines = HIGHLIGHTER.highlight("if a < b && \"c\" > d:\n\n", language);
        assert_eq!(
            lines,
            ["if a &lt; b &amp;&amp; &quot;c&quot; &gt; d:", ""],
            "{language}"
        );
    }
    assert!(!HIGHLIGHTER.knows("no-such-language"));
    assert!(HIGHLIGHTER.knows("Python") && HIGHLIGHTER.knows("text"));
    assert_eq!(HIGHLIGHTER.nearest("pythno").unwrap(), "python");
}

#[test]
fn what_a_string_began_goes_on_in_the_next_line() {
    assert_eq!(
        short("python", "x = '''a\n  b'''\n"),
        "x = ‹s:'''a›\n  ‹s:b'''›"
    );
}

#[test]
fn line_feeds_at_the_end_make_no_line_but_others_do() {
    assert_eq!(HIGHLIGHTER.highlight("", "py"), [""]);
    assert_eq!(HIGHLIGHTER.highlight("\n", "py"), [""]);
    assert_eq!(HIGHLIGHTER.highlight("a\n\n", "py"), ["a", ""]);
    assert_eq!(HIGHLIGHTER.highlight("\n\na", "py"), ["", "", "a"]);
}

#[test]
fn long_lines_are_plain_and_the_next_ones_are_not() {
    let code = format!("if x:\n  y = '{}'\nelse: 1\n", "z".repeat(LINE_LIMIT));
    let lines = HIGHLIGHTER.highlight(&code, "python");
    assert!(!lines[1].contains('<'));
    assert_eq!(
        lines[2],
        "<span class=\"k\">else</span>: <span class=\"n\">1</span>"
    );
}

#[test]
fn enormous_code_is_plain() {
    let line = "if True: pass\n";
    let code = line.repeat(CODE_LIMIT / line.len() + 1);
    assert!(
        HIGHLIGHTER
            .highlight(&code, "python")
            .iter()
            .all(|l| !l.contains('<'))
    );
    let megabyte = "(".repeat(1 << 20);
    assert_eq!(
        HIGHLIGHTER.highlight(&megabyte, "rust"),
        [megabyte.as_str()]
    );
}

#[test]
fn a_line_of_python_is_at_most_ninety_bytes() {
    let code = include_str!("../../../../tests/highlight/regression.py");
    let lines = HIGHLIGHTER.highlight(code, "python");
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    assert!(
        bytes <= 90 * lines.len(),
        "{} bytes a line",
        bytes / lines.len()
    );
    assert!(bytes > 2 * code.len(), "hardly anything is marked");
}

#[test]
fn threads_share_a_highlighter() {
    fn shared<T: Send + Sync>() {}
    shared::<Highlighter>();
    let code = include_str!("../../../../tests/highlight/sample.html");
    let alone = HIGHLIGHTER.highlight(code, "html");
    let fresh = Highlighter::new();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| fresh.highlight(code, "html")))
            .collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), alone);
        }
    });
}

/// Code that looks like code, so that grammars get somewhere.
fn code() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "def ",
        "class ",
        "if ",
        "x",
        " = ",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        "&",
        "&amp;",
        "\"",
        "'",
        "\"\"\"",
        "`",
        "```",
        "#",
        "//",
        "/*",
        "*/",
        "<!--",
        "-->",
        "$x",
        "${",
        "$(",
        "\\",
        "\\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "  ",
        "0x1f",
        "1.5",
        "і",
        "Ω",
        "\u{a0}",
        "🦀",
        "<a b='c'>",
        "</span>",
        "<script>",
        "<<EOF\n",
        "EOF\n",
        "f\"{x!r:>3}\"",
        "r#\"",
        "\"#",
        "@a",
        "->",
        "::",
        "\0",
        ">>> ",
        "$ ",
        "+ ",
        "- ",
        "@@ ",
        "SELECT ",
        "let ",
        "fn ",
        "%d",
        "\u{2028}",
    ]);
    prop::collection::vec(
        prop_oneof![8 => word.prop_map(str::to_owned), 1 => ".{0,8}"],
        0..60,
    )
    .prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn html_without_markup_is_the_code(
        code in code(),
        language in prop::sample::select(vec![
            "python", "rust", "sql", "bash", "js", "htc", "html", "svelte", "markdown", "yaml", "c++",
            "ruby", "perl", "php", "latex", "r", "haskell", "diff", "pycon", "console", "makefile", "text",
        ]),
    ) {
        let lines = HIGHLIGHTER.highlight(&code, language);
        for line in &lines {
            prop_assert!(!line.contains(['\n', '\r', '\0']));
        }
        let mut back: Vec<_> = lines.iter().map(|line| text(line)).collect();
        if code.ends_with('\n') {
            back.push(String::new());
        }
        prop_assert_eq!(back.join("\n"), code.replace('\0', "\u{FFFD}"));
    }
}
