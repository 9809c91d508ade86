//! The names of languages: what authors write behind a fence, and the grammar that is meant.
//!
//! In: a name in lower case. Out: a [`Language`], or the nearest name that would have been one.

use std::collections::BTreeMap;

use syntect::parsing::SyntaxReference;

use crate::diagnostic;

/// What is known of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Text that is not highlighted.
    Plain,
    /// The index of the grammar.
    Grammar(usize),
    /// A session: code behind prompts, in the language with this grammar, and what it printed.
    Session(Prompts, usize),
}

/// The names of text that has no grammar and needs none.
const PLAIN: [&str; 13] = [
    "",
    "algorithm",
    "ascii",
    "bnf",
    "ebnf",
    "none",
    "output",
    "plain",
    "plaintext",
    "pseudocode",
    "text",
    "tree",
    "txt",
];

/// Other names of languages, each with a name or file extension that the collection knows.
const ALIASES: [(&str, &str); 58] = [
    ("assembly", "asm"),
    ("batch", "bat"),
    ("common-lisp", "lisp"),
    ("containerfile", "dockerfile"),
    ("csharp", "cs"),
    ("cu", "cpp"),
    ("cuda", "cpp"),
    ("cuh", "cpp"),
    ("cython", "py"),
    ("django", "jinja2"),
    ("docker", "dockerfile"),
    ("ecmascript", "mjs"),
    ("elisp", "lisp"),
    ("emacs-lisp", "lisp"),
    ("fsharp", "f#"),
    ("golang", "go"),
    ("handlebars", "html"),
    ("hbs", "html"),
    ("ipython", "py"),
    ("javascript", "mjs"),
    ("json5", "mjs"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("ksh", "bash"),
    ("math", "latex"),
    ("mdx", "md"),
    ("metal", "cpp"),
    ("mustache", "html"),
    ("mysql", "sql"),
    ("ndjson", "json"),
    ("node", "mjs"),
    ("objc", "objective-c"),
    ("objcpp", "objective-c++"),
    ("objectivec", "objective-c"),
    ("octave", "matlab"),
    ("opencl", "cpp"),
    ("plpgsql", "sql"),
    ("plsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("ps", "powershell"),
    ("psql", "sql"),
    ("pwsh", "powershell"),
    ("python2", "py"),
    ("python3", "py"),
    ("regex", "re"),
    ("regexp", "re"),
    ("rlang", "r"),
    ("scheme", "lisp"),
    ("shell", "bash"),
    ("spark-sql", "sql"),
    ("sqlite", "sql"),
    ("sqlite3", "sql"),
    ("starlark", "py"),
    ("systemd", "ini"),
    ("tsql", "sql"),
    ("udiff", "diff"),
    ("vimscript", "vim"),
];

/// The names of sessions, their prompts, and the language of what is typed.
const SESSIONS: [(&[&str], Prompts, &str); 2] = [
    (
        &[
            "console",
            "sh-session",
            "shell-session",
            "shellsession",
            "terminal",
        ],
        &["$ ", "> "],
        "bash",
    ),
    (
        &["pycon", "python-console", "python-repl"],
        &[">>> ", "... ", ">>>", "..."],
        "py",
    ),
];

/// The prompts of a session. One that does not end with a space stands alone in its line.
pub(super) type Prompts = &'static [&'static str];

/// All names, in lower case.
pub(super) struct Languages {
    known: BTreeMap<String, Language>,
    /// The names that are offered as corrections: no file extensions, which are near to everything.
    offered: Vec<String>,
}

impl Languages {
    /// The names of the definitions of the collection, and of the tables above.
    pub(super) fn new(definitions: &[SyntaxReference]) -> Self {
        let mut known = BTreeMap::new();
        let mut offered = Vec::new();
        let visible = || definitions.iter().enumerate().filter(|(_, d)| !d.hidden);
        for (index, definition) in visible() {
            for extension in &definition.file_extensions {
                known.insert(extension.to_lowercase(), Language::Grammar(index));
            }
        }
        // A name means its language even if it is the extension of another one.
        for (index, definition) in visible() {
            let name = definition.name.to_lowercase();
            if !name.contains(char::is_whitespace) {
                offered.push(name.clone());
            }
            known.insert(name, Language::Grammar(index));
        }
        for (alias, name) in ALIASES {
            if let Some(language) = known.get(name).copied() {
                known.insert(alias.to_owned(), language);
                offered.push(alias.to_owned());
            }
        }
        for (names, prompts, name) in SESSIONS {
            if let Some(Language::Grammar(grammar)) = known.get(name).copied() {
                for name in names {
                    known.insert((*name).to_owned(), Language::Session(prompts, grammar));
                    offered.push((*name).to_owned());
                }
            }
        }
        for name in PLAIN {
            known.insert(name.to_owned(), Language::Plain);
        }
        offered.extend(PLAIN.iter().skip(1).map(|name| (*name).to_owned()));
        // Short names of common languages are extensions in the collection.
        offered.extend(["bash", "sh", "py", "rs", "ts"].map(str::to_owned));
        offered.sort();
        offered.dedup();
        Self { known, offered }
    }

    /// The language of a name in any case.
    pub(super) fn get(&self, name: &str) -> Option<Language> {
        self.known.get(&name.to_lowercase()).copied()
    }

    /// The nearest name that is a language.
    pub(super) fn nearest(&self, name: &str) -> Option<&str> {
        diagnostic::nearest(name, self.offered.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn languages() -> (Vec<String>, Languages) {
        let set = two_face::syntax::extra_newlines();
        let names = set.syntaxes().iter().map(|s| s.name.clone()).collect();
        (names, Languages::new(set.syntaxes()))
    }

    #[test]
    fn names_mean_the_language_that_an_author_means() {
        let (names, languages) = languages();
        let expected = [
            ("Python", "Python"),
            ("py", "Python"),
            ("javascript", "JavaScript (Babel)"),
            ("shell", "Bourne Again Shell (bash)"),
            ("sh", "Bourne Again Shell (bash)"),
            ("csharp", "C#"),
            ("c#", "C#"),
            ("c++", "C++"),
            ("fsharp", "F#"),
            ("r", "R"),
            ("d", "D"),
            ("rust", "Rust"),
            ("jsonc", "JSON"),
            ("postgresql", "SQL"),
            ("dockerfile", "Dockerfile"),
            ("makefile", "Makefile"),
            ("latex", "LaTeX"),
            ("cuda", "C++"),
            ("toml", "TOML"),
        ];
        for (name, language) in expected {
            let Some(Language::Grammar(index)) = languages.get(name) else {
                panic!("{name} has no grammar");
            };
            assert_eq!(names[index], language, "{name}");
        }
    }

    #[test]
    fn every_alias_names_a_language_and_is_needed() {
        let (_, languages) = languages();
        let set = two_face::syntax::extra_newlines();
        let mut needless = Vec::new();
        for (alias, name) in ALIASES {
            assert!(
                matches!(languages.get(name), Some(Language::Grammar(_))),
                "{name}"
            );
            assert_eq!(languages.get(alias), languages.get(name), "{alias}");
            let found = set.find_syntax_by_token(alias).filter(|s| !s.hidden);
            if found
                .is_some_and(|f| Some(&f.name) == set.find_syntax_by_token(name).map(|s| &s.name))
            {
                needless.push(alias);
            }
        }
        assert_eq!(needless, [""; 0]);
        assert!(ALIASES.is_sorted() && PLAIN.is_sorted());
    }

    #[test]
    fn text_and_output_are_plain_and_sessions_are_sessions() {
        let (_, languages) = languages();
        for name in ["", "text", "TXT", "output"] {
            assert_eq!(languages.get(name), Some(Language::Plain), "{name}");
        }
        for name in ["console", "pycon"] {
            assert!(
                matches!(languages.get(name), Some(Language::Session(..))),
                "{name}"
            );
        }
    }

    #[test]
    fn unknown_language_names_the_nearest() {
        let (_, languages) = languages();
        for (typed, meant) in [
            ("pyhton", "python"),
            ("javscript", "javascript"),
            ("rsut", "rust"),
            ("bsah", "bash"),
            ("outptu", "output"),
            ("Yalm", "yaml"),
        ] {
            assert_eq!(languages.get(typed), None, "{typed}");
            assert_eq!(languages.nearest(typed), Some(meant), "{typed}");
        }
        assert_eq!(languages.nearest("quuxquuxquux"), None);
    }
}
