//! Code blocks: their text, whether they are run, and what is left of code without the words in it.

use std::borrow::Cow;

use super::Page;
use super::walk::fence;
use crate::parse::BlockKind;
use crate::parse::address;
use crate::parse::fence as info;
use crate::parse::tree::{Kind, Node};

/// Languages whose blocks are run, if they do not say otherwise.
const RUN: [&str; 3] = ["py", "python", "python3"];

/// Whether a code block is run when a book's code is tested.
pub(super) fn is_run(block: &Node<'_>) -> bool {
    fence(block).is_some_and(|fence| RUN.contains(&fence.language.as_str()) && !fence.no_run)
}

/// Whether it can be seen that a code block works: what it prints stands under it, it asserts something,
/// or it is expected to fail.
pub(super) fn prints_or_asserts(
    page: &Page<'_>,
    block: &Node<'_>,
    below: Option<&Node<'_>>,
) -> bool {
    let is_output = below.and_then(BlockKind::of) == Some(BlockKind::Output);
    let should_fail = || fence(block).is_some_and(|fence| fence.should_fail);
    is_output || should_fail() || asserts(&code_of(page, block))
}

/// Whether `assert` stands in code as a word or as the beginning of one (`assert_eq!`, `assertEqual`).
fn asserts(code: &str) -> bool {
    code.match_indices("assert").any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// The text of a code block, from the file that it names or as written.
pub(super) fn code_of<'n>(page: &Page<'_>, block: &'n Node<'_>) -> Cow<'n, str> {
    let include = fence(block).and_then(|fence| fence.include);
    match include.and_then(|include| included(page, &include)) {
        Some(code) => Cow::Owned(code),
        None => written(block),
    }
}

/// The text that stands in a block itself.
pub(super) fn written<'n>(block: &'n Node<'_>) -> Cow<'n, str> {
    match block.children.as_slice() {
        [
            Node {
                kind: Kind::Text(code),
                ..
            },
        ] => Cow::Borrowed(code),
        _ => Cow::Owned(block.to_plain()),
    }
}

/// The text of a file of the book; that it is there is checked elsewhere.
fn included(page: &Page<'_>, include: &info::Include) -> Option<String> {
    let path = address::resolve(&page.document.folder, &include.path)?;
    let text = page.book.assets.get(&path)?.text()?;
    let code = match &include.region {
        Some(region) => info::region(text, region).ok()?,
        None => info::whole(text),
    };
    Some(code.into_owned())
}

/// How a language writes what a translator translates in code.
struct Syntax {
    /// What begins a comment that ends with its line.
    line_comment: &'static str,
    /// What a comment of many lines begins and ends with.
    block_comment: Option<(&'static str, &'static str)>,
    /// What texts begin and end with, longer ones first.
    quotes: &'static [&'static str],
}

const PYTHON: Syntax = Syntax {
    line_comment: "#",
    block_comment: None,
    quotes: &["\"\"\"", "'''", "\"", "'"],
};

const SHELL: Syntax = Syntax {
    line_comment: "#",
    block_comment: None,
    quotes: &["\"", "'"],
};

const SQL: Syntax = Syntax {
    line_comment: "--",
    block_comment: Some(("/*", "*/")),
    quotes: &["'"],
};

/// `'` begins a text in some of these languages and a lifetime in Rust: texts in `"` only.
const C: Syntax = Syntax {
    line_comment: "//",
    block_comment: Some(("/*", "*/")),
    quotes: &["\""],
};

const JAVASCRIPT: Syntax = Syntax {
    quotes: &["\"", "'", "`"],
    ..C
};

/// The syntax of a language, if it is known here.
fn syntax(language: &str) -> Option<&'static Syntax> {
    Some(match language {
        "py" | "python" | "python3" => &PYTHON,
        "bash" | "sh" | "shell" | "r" | "julia" | "toml" | "yaml" | "yml" | "dockerfile" => &SHELL,
        "sql" => &SQL,
        "c" | "cpp" | "c++" | "cuda" | "rust" | "rs" | "go" | "java" | "scala" | "kotlin" => &C,
        "js" | "javascript" | "ts" | "typescript" => &JAVASCRIPT,
        _ => return None,
    })
}

/// Whether blocks of a language hold words rather than code, and are translated.
pub(super) fn is_prose(language: &str) -> bool {
    matches!(language, "" | "text" | "txt" | "plain" | "markdown" | "md")
}

/// Whether comments and texts in code of a language can be told from the rest.
pub(super) fn is_known(language: &str) -> bool {
    syntax(language).is_some()
}

/// A line of code without its comment and without what stands in its texts.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number in the block, from 0.
    pub(super) number: usize,
    /// What is left of it.
    pub(super) code: String,
}

/// Two lines are equal if the same is left of them, wherever they stand.
impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// The lines of code that are the same in every language of a book: comments and texts are emptied, what
/// is left blank goes. Code of an unknown language keeps its words and loses only white space.
pub(super) fn skeleton(code: &str, language: &str) -> Vec<Line> {
    let Some(syntax) = syntax(language) else {
        let lines = code.lines().map(|line| line.split_whitespace().collect());
        return numbered(lines);
    };
    let bare = bare(code, syntax);
    numbered(bare.lines().map(|line| line.trim_end().to_owned()))
}

fn numbered(lines: impl Iterator<Item = String>) -> Vec<Line> {
    lines
        .enumerate()
        .map(|(number, code)| Line { number, code })
        .filter(|line| !line.code.is_empty())
        .collect()
}

/// The code without comments and with empty texts; line breaks stay, so that lines can be counted.
fn bare(code: &str, syntax: &Syntax) -> String {
    let mut bare = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let block = syntax
            .block_comment
            .filter(|(open, _)| rest.starts_with(open));
        let quote = syntax.quotes.iter().find(|quote| rest.starts_with(**quote));
        let skipped = if rest.starts_with(syntax.line_comment) {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some((open, close)) = block {
            let inside = &rest[open.len()..];
            inside
                .find(close)
                .map_or(rest.len(), |at| open.len() + at + close.len())
        } else if let Some(quote) = quote {
            bare.push_str(quote);
            text_length(rest, quote)
        } else {
            bare.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        let (gone, after) = rest.split_at(skipped);
        bare.extend(gone.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    bare
}

/// The length of a text with its quotes. One in single quotation marks ends with its line at the latest.
fn text_length(code: &str, quote: &str) -> usize {
    let mut at = quote.len();
    while let Some(c) = code[at..].chars().next() {
        if code[at..].starts_with(quote) {
            return at + quote.len();
        }
        if c == '\n' && quote.len() == 1 && quote != "`" {
            return at;
        }
        at += c.len_utf8();
        if c == '\\' {
            at += code[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_same(language: &str, a: &str, b: &str) -> bool {
        skeleton(a, language) == skeleton(b, language)
    }

    #[test]
    fn comments_and_texts_may_be_translated() {
        for (language, a, b) in [
            ("python", "x = 1  # one\n", "# раз\nx = 1\n"),
            ("python", "print(\"it's\", 'a # b')", "print(\"це\", 'в')"),
            ("py", "s = '''a\nb'''\ny = 2", "s = '''в'''\ny = 2"),
            ("python", r#"print("a \" b", 1)"#, r#"print("в", 1)"#),
            (
                "sql",
                "select 1 -- one\n/* a\nb */ from t",
                "select 1\n from t",
            ),
            (
                "rust",
                "let x: &'a str = \"a\"; // b",
                "let x: &'a str = \"в\";",
            ),
            ("js", "f(`a`) /* b */", "f(`в`)"),
            ("bash", "ls # files", "ls"),
        ] {
            assert!(is_same(language, a, b), "{a}");
        }
    }

    #[test]
    fn everything_else_may_not() {
        for (language, a, b) in [
            ("python", "x = 1", "x = 2"),
            ("python", "if a:\n    b", "if a:\nb"),
            ("python", "print('a', 1)", "print('a', 2)"),
            ("python", "print('a')", "print(\"a\")"),
            ("sql", "select 1 # 2", "select 1 # 3"),
            ("cobol", "a b", "a c"),
        ] {
            assert!(!is_same(language, a, b), "{a}");
        }
        assert!(is_same("cobol", "a  b", "a b"));
    }

    #[test]
    fn lines_keep_their_numbers() {
        let lines = skeleton("# a\n\nx = '''\n\n'''\ny = 1", "python");
        let numbers: Vec<_> = lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [2, 5]);
    }

    #[test]
    fn an_assert_is_a_word() {
        for code in [
            "assert x",
            "    assert x",
            "assert_eq!(a, b)",
            "self.assertEqual(a, b)",
        ] {
            assert!(asserts(code), "{code}");
        }
        assert!(!asserts("reassert = 1"));
    }

    proptest! {
        #[test]
        fn any_code_has_a_skeleton(code in r#"([a#'"`/*\\\n-]|\PC){0,40}"#, language in "python|sql|c|js|") {
            let lines = skeleton(&code, &language);
            prop_assert!(lines.len() <= code.lines().count());
        }
    }
}
